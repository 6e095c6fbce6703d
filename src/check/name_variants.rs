//! One name in two spellings: Ro Min-ho, Ro Min Ho.
//!
//! Readers take them for two people, and searches miss one. Names are compared without hyphens, marks and capitals.
//!
//! - Bad: Ro Min-ho said the talks were on. Ro Min Ho said they would last.
//! - Good: Ro Min-ho said the talks were on. Ro said they would last.

use std::collections::HashMap;

use super::{Check, Fault, Group, Severity};
use crate::grammar::{EntityKind, Naming};

pub const CHECK: Check = Check {
    code: "S402",
    name: "name-variants",
    group: Group::Sources,
    severity: Severity::Warning,
    default: true,
    why: "readers take one person for two",
    help: "write the name the same way throughout",
    source: include_str!("name_variants.rs"),
    run: |draft, report| {
        let mut spellings: HashMap<String, (String, usize)> = HashMap::new();
        for (index, claim) in draft.analysis.claims.iter().enumerate() {
            let (Some(source), Some(entity)) = (&claim.source, draft.analysis.sources.of_claim[index]) else { continue };
            let known = &draft.analysis.sources.entities[entity];
            if known.naming != Naming::Named
                || known.kind != EntityKind::Person
                || !known.name.contains(' ')
                || draft.is_quoted(source.start)
            {
                continue;
            }
            let plain: String = known.name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let (first, at) = spellings.entry(plain).or_insert_with(|| (known.name.clone(), index)).clone();
            // Curly and straight apostrophes are one spelling.
            let same = |name: &str| name.replace('’', "'");
            if same(&first) != same(&known.name) {
                let related = draft.analysis.claims[at].source.iter().cloned().collect();
                report(Fault::new(source.clone(), format!("“{}” was “{first}” before", known.name)).of_claim(index).related(related));
            }
        }
    },
};
