//! A cue that takes a side: claimed, admitted, insisted, quipped, where “said” would do.
//!
//! “Said” is enough, says the Guardian's style guide; “admitted” tells that it was true and hidden, “claimed” that it is false.
//!
//! - Bad: The mayor admitted that the bridge was shut.
//! - Good: The mayor said that the bridge was shut.

use std::ops::Range;

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "A104",
    name: "loaded-cue",
    group: Group::Attribution,
    severity: Severity::Info,
    default: true,
    why: "the verb tells what the author thinks of the claim",
    help: "write “said”, unless the view is meant and borne out",
    source: include_str!("loaded_cue.rs"),
    finds: Finds::Article(|draft, report| {
        for (index, claim) in draft.analysis.claims.iter().enumerate() {
            let Some(cue) = claim.cue.as_ref().filter(|cue| !draft.is_quoted(cue.start) && !claim.negated) else { continue };
            // "claimed the nomination", "insisted on a vote": no word of speech. What is said is a clause or is quoted.
            let clause = |part: &Range<usize>| draft.on(part.start, draft.grammar.known.subordinator);
            let said = claim.content.iter().any(|part| clause(part) || part.clone().any(|at| draft.is_quoted(at)));
            let loaded = cue.clone().find(|&at| draft.on(at, draft.grammar.known.cue_loaded));
            if let Some(at) = loaded.filter(|_| said) {
                report(Fault::new(at..at + 1, format!("“{}” takes a side", draft.words(&(at..at + 1)))).of_claim(index));
            }
        }
    }),
};
