//! “Said” in one paragraph, “says” in the next.
//!
//! A story keeps to one tense of attribution: news to the past, features to the present. What documents say they go on saying. Off by default,
//! since many desks mix them on purpose.
//!
//! - Bad: The bridge is shut, the mayor said. The mayor said it was old. It will be mended, the mayor says.
//! - Good: The bridge is shut, the mayor said. The mayor said it was old. It will be mended, the mayor said.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{
    document::BlockKind,
    grammar::{EntityKind, Form},
};

pub const CHECK: Check = Check {
    code: "A109",
    name: "cue-tense-mix",
    group: Group::Attribution,
    severity: Severity::Info,
    default: false,
    why: "the change of tense looks like a change of time",
    help: "keep to the tense of most of the story",
    source: include_str!("cue_tense_mix.rs"),
    finds: Finds::Article(|draft, report| {
        let mut places: [Vec<(usize, usize)>; 2] = [Vec::new(), Vec::new()];
        for (index, claim, _) in draft.sources().filter(|(_, claim, _)| !claim.negated && !claim.modal && claim.inside.is_none()) {
            let people = draft.entity(index).is_some_and(|e| matches!(e.kind, EntityKind::Person | EntityKind::Group));
            let Some(cue) = claim.cue.as_ref().filter(|cue| people && cue.len() == 1 && !draft.is_quoted(cue.start)) else { continue };
            if draft.kind(cue.start) == BlockKind::Headline {
                continue;
            }
            match draft.form(cue.start, draft.grammar.known.neutral) {
                Some(Form::Past) => places[0].push((index, cue.start)),
                Some(Form::Third) => places[1].push((index, cue.start)),
                _ => {}
            }
        }
        let [past, present] = &places;
        let (few, many) = if past.len() < present.len() { (past, present) } else { (present, past) };
        if let (Some(&(claim, at)), Some(&(_, most))) = (few.first(), many.first()) {
            let (word, usual) = (draft.word(at), draft.word(most));
            let message = format!("“{word}” here, “{usual}” in {} other places", many.len());
            report(Fault::new(at..at + 1, message).of_claim(claim).related(std::iter::once(most..most + 1)));
        }
    }),
};
