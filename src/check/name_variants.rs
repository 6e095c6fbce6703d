//! One name in two spellings: Ro Min-ho, Ro Min Ho.
//!
//! Readers take them for two people, and searches miss one. Names are compared without hyphens, marks and capitals.
//!
//! - Bad: Ro Min-ho said the talks were on. Ro Min Ho said they would last.
//! - Good: Ro Min-ho said the talks were on. Ro said they would last.

use std::collections::HashMap;

use super::{Check, Fault, Finds, Group, Severity};
use crate::source::Entity;

pub const CHECK: Check = Check {
    code: "S402",
    name: "name-variants",
    group: Group::Sources,
    severity: Severity::Warning,
    default: true,
    why: "readers take one person for two",
    help: "write the name the same way throughout",
    source: include_str!("name_variants.rs"),
    finds: Finds::Article(|draft, report| {
        let mut spellings: HashMap<String, (String, usize)> = HashMap::new();
        for (index, _, source) in draft.sources() {
            let person = |e: &&Entity| e.is_named_person() && e.name.contains(' ');
            // Where a pronoun or a surname stands, the spelling may be that of a quotation.
            let Some(known) = draft.entity(index).filter(person).filter(|e| draft.words(source).contains(&e.name)) else { continue };
            let plain: String = known.name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let (first, at) = spellings.entry(plain).or_insert_with(|| (known.name.clone(), index)).clone();
            // Curly and straight apostrophes are one spelling.
            let same = |name: &str| name.replace('’', "'");
            if same(&first) != same(&known.name) {
                let related = draft.analysis.claims[at].source.iter().cloned();
                report(Fault::new(source.clone(), format!("“{}” was “{first}” before", known.name)).of_claim(index).related(related));
            }
        }
    }),
};
