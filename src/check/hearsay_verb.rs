//! Reportedly, it is understood, X has learned: words that look like attribution and name nobody.
//!
//! NPR's ethics handbook wants to know who reports or understands. Behind the word there is a source; say which.
//!
//! - Bad: The bridge was reportedly shut on Monday.
//! - Good: The bridge was shut on Monday, the harbour authority said.

use super::{Check, Fault, Group, Severity};
use crate::{
    grammar::{EntityKind, Target},
    token::phrases_at,
};

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
        let mut sourced = vec![false; draft.analysis.sentences.len()];
        for (index, claim) in draft.analysis.claims.iter().enumerate().filter(|(_, claim)| claim.cue.is_some()) {
            // "It is understood" has "it" for its source, which is nobody.
            let somebody =
                draft.analysis.sources.of_claim[index].is_some_and(|e| draft.analysis.sources.entities[e].kind != EntityKind::Unknown);
            sourced[claim.sentence] |= somebody;
        }
        for (at, _) in draft.tokens().filter(|(at, _)| !draft.is_quoted(*at)) {
            let listed = |target| matches!(target, Target::Entry { list, .. } if list == hearsay);
            if let Some(phrase) = phrases_at(&draft.analysis.tokens, draft.grammar, at).find(|p| listed(p.target)) {
                let range = at..at + phrase.rest.len() + 1;
                let words = draft.words(&range).to_owned();
                let sentence = draft.analysis.sentences.partition_point(|s| s.tokens.end <= at);
                // "reportedly …, according to the police": whose report it is stands there.
                if sourced[sentence] {
                    continue;
                }
                report(Fault::new(range, format!("“{words}” names nobody")));
            }
        }
    },
};
