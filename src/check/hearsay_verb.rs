//! Reportedly, it is understood, X has learned: words that look like attribution and name nobody.
//!
//! NPR's ethics handbook wants to know who reports or understands. Behind the word there is a source; say which.
//!
//! - Bad: The bridge was reportedly shut on Monday.
//! - Good: The bridge was shut on Monday, the harbour authority said.

use super::{Check, Fault, Group, Severity};
use crate::{grammar::Target, token::phrases_at};

pub const CHECK: Check = Check {
    code: "A103",
    name: "hearsay-verb",
    group: Group::Attribution,
    severity: Severity::Warning,
    default: true,
    why: "a reader is not told who reports or understands it",
    help: "say who told it, or leave it out",
    source: include_str!("hearsay_verb.rs"),
    run: |draft, report| {
        let hearsay = draft.grammar.known.hearsay;
        for (at, _) in draft.tokens().filter(|(at, _)| !draft.is_quoted(*at)) {
            let listed = |target| matches!(target, Target::Entry { list, .. } if list == hearsay);
            if let Some(phrase) = phrases_at(&draft.analysis.tokens, draft.grammar, at).find(|p| listed(p.target)) {
                let range = at..at + phrase.rest.len() + 1;
                let words = draft.words(&range).to_owned();
                report(Fault::new(range, format!("“{words}” names nobody")));
            }
        }
    },
};
