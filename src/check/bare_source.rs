//! A claim by an unnamed source of whom nothing at all is told.
//!
//! Readers cannot weigh a claim when they are not told whether a minister or a passer-by makes it. AP, NPR and the Guardian
//! ask for as much as can be told: position, side, how the source knows.
//!
//! - Bad: A source said the bridge was shut.
//! - Good: An engineer at the harbour authority, who was not authorised to speak publicly, said the bridge was shut.

use super::{Check, Fault, Group, Severity};
use crate::grammar::Naming;

pub const CHECK: Check = Check {
    code: "N201",
    name: "bare-source",
    group: Group::Anonymity,
    severity: Severity::Warning,
    default: true,
    why: "readers cannot weigh a claim when nothing is told of who makes it",
    help: "name the source, or tell position, side and how they know",
    source: include_str!("bare_source.rs"),
    run: |draft, report| {
        let analysis = draft.analysis;
        let unnamed = [draft.grammar.known.unnamed_source, draft.grammar.known.unnamed_person];
        for (index, claim) in analysis.claims.iter().enumerate() {
            let bare = analysis.sources.of_claim[index].is_some_and(|e| analysis.sources.entities[e].naming == Naming::Bare);
            let Some(source) = claim.source.as_ref().filter(|source| bare && !draft.is_quoted(source.start)) else { continue };
            // A pronoun stands for a source that has been reported already.
            if analysis.tokens[source.clone()].iter().any(|t| unnamed.iter().any(|&list| t.on(draft.grammar, list))) {
                report(Fault::new(source.clone(), format!("nothing is told of “{}”", draft.words(source))).of_claim(index));
            }
        }
    },
};
