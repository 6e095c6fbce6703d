//! “Sources said”, and later on it is one source.
//!
//! Reuters: never the plural where there is one. The plural makes one voice look like several that agree.
//!
//! - Bad: The talks are off, sources said. The source said the minister had left.
//! - Good: The talks are off, a source said. The source said the minister had left.

use std::ops::Range;

use super::{Check, Fault, Finds, Group, Severity};
use crate::grammar::Form;

pub const CHECK: Check = Check {
    code: "N204",
    name: "plural-for-one",
    group: Group::Anonymity,
    severity: Severity::Warning,
    default: true,
    why: "one voice looks like several that agree",
    help: "write “a source”, or tell the sources apart",
    source: include_str!("plural_for_one.rs"),
    finds: Finds::Article(|draft, report| {
        let listed = draft.grammar.known.unnamed_source;
        let form = |at: usize| draft.form(at, listed);
        let mut many = None;
        for (index, _, source) in draft.sources().filter(|(_, _, source)| source.len() <= 2) {
            match form(source.end - 1) {
                Some(Form::Plural) if source.len() == 1 => many = many.or(Some((index, source.clone()))),
                Some(_) => {
                    // "the source" is the one of before; another came in between, and later ones are that.
                    let before = many.take().filter(|(_, plural): &(usize, Range<usize>)| {
                        // Another that came in between is taken up: "a U.S. intelligence source".
                        let one = (plural.end..source.start).any(|at| matches!(form(at), Some(Form::Base)));
                        source.len() == 2 && draft.takes_up(source) && !one
                    });
                    if let Some((first, plural)) = before {
                        let message = format!("“{}” is one source later on", draft.words(&plural));
                        report(Fault::new(plural, message).of_claim(first).related(vec![source.clone()]));
                    }
                }
                None => {}
            }
        }
    }),
};
