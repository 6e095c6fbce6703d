//! A claim by an unnamed source of whom nothing at all is told.
//!
//! Readers cannot weigh a claim when they are not told whether a minister or a passer-by makes it. AP, NPR and the Guardian
//! ask for as much as can be told: position, side, how the source knows.
//!
//! - Bad: A source said the bridge was shut.
//! - Good: An engineer at the harbour authority, who was not authorised to speak publicly, said the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};
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
    finds: Finds::Article(|draft, report| {
        let told = draft.explained();
        for (index, _, source) in draft.sources() {
            let bare = draft.entity(index).is_some_and(|e| e.naming == Naming::Bare);
            // "Source: Reuters" is a credit; whose reason for anonymity is told is told of.
            let credit = source.end < draft.analysis.tokens.len() && draft.word(source.end) == ":";
            let explained = draft.analysis.sources.of_claim[index].is_some_and(|entity| told[entity]);
            // "One source" is one of those spoken of before.
            let one = draft.on(source.start, draft.grammar.known.number_word);
            // A pronoun, or "the source", stands for one that was spoken of before; people of the story are nobody's secret.
            if bare
                && draft.on(source.end - 1, draft.grammar.known.unnamed_source)
                && !draft.on(source.end - 1, draft.grammar.known.crowd_speakers)
                && !draft.takes_up(source)
                && !one
                && !credit
                && !explained
            {
                report(Fault::new(source.clone(), format!("nothing is told of “{}”", draft.words(source))).of_claim(index));
            }
        }
    }),
};
