//! “Sources said”, and later on it is one source.
//!
//! Reuters: never the plural where there is one. The plural makes one voice look like several that agree.
//!
//! - Bad: The talks are off, sources said. The source said the minister had left.
//! - Good: The talks are off, a source said. The source said the minister had left.

use super::{Check, Fault, Group, Severity};
use crate::{grammar::Form, token::Token};

pub const CHECK: Check = Check {
    code: "N204",
    name: "plural-for-one",
    group: Group::Anonymity,
    severity: Severity::Warning,
    default: true,
    why: "one voice looks like several that agree",
    help: "write “a source”, or tell the sources apart",
    source: include_str!("plural_for_one.rs"),
    run: |draft, report| {
        let listed = draft.grammar.known.unnamed_source;
        let form = |token: &Token| token.entries(draft.grammar).find(|(list, _)| *list == listed).map(|(_, form)| form);
        let mut many = None;
        let mut one = false;
        for (index, claim) in draft.analysis.claims.iter().enumerate() {
            let Some(source) = claim.source.as_ref().filter(|s| s.len() <= 2 && !draft.is_quoted(s.start)) else { continue };
            let head = &draft.analysis.tokens[source.end - 1];
            match form(head) {
                Some(Form::Plural) if source.len() == 1 => many = many.or(Some((index, source.clone()))),
                // "a source" behind the plural is another one; "the source" is the one of before.
                Some(_) if source.len() == 2 && draft.analysis.tokens[source.start].on(draft.grammar, draft.grammar.known.definite) => {
                    one = true
                }
                // A new one came in between: "the source" is that.
                Some(_) => many = None,
                None => {}
            }
            if one && let Some((first, plural)) = many.take() {
                let message = format!("“{}” is one source later on", draft.words(&plural));
                report(Fault::new(plural, message).of_claim(first).related(vec![source.clone()]));
            }
            one = false;
        }
    },
};
