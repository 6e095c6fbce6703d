//! Reportedly, it is understood, X has learned: words that look like attribution and name nobody.
//!
//! NPR's ethics handbook wants to know who reports or understands. Behind the word there is a source; say which.
//!
//! - Bad: The bridge was reportedly shut on Monday.
//! - Good: The bridge was shut on Monday, the harbour authority said.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{grammar::EntityKind, sentence, token::listed_at};

pub const CHECK: Check = Check {
    code: "A103",
    name: "hearsay-verb",
    group: Group::Attribution,
    severity: Severity::Warning,
    default: true,
    why: "a reader is not told who reports or understands it",
    help: "say who told it, or leave it out",
    source: include_str!("hearsay_verb.rs"),
    finds: Finds::Article(|draft, report| {
        // "It is understood" has "it" for its source, which is nobody.
        let somebody = |index: usize| draft.entity(index).is_some_and(|e| e.kind != EntityKind::Unknown);
        let sourced = draft.sentences(|index, claim| claim.cue.is_some() && somebody(index));
        let tokens = &draft.analysis.tokens;
        for at in (0..tokens.len()).filter(|&at| !draft.is_quoted(at)) {
            let Some((_, end)) = listed_at(tokens, draft.grammar, at, &[draft.grammar.known.hearsay]) else { continue };
            if draft.is_embedded(at) {
                continue;
            }
            let sentence = sentence::holding(&draft.analysis.sentences, at);
            // An outlet that is named beside it reports it: in the sentence before, or one of the two behind.
            let near = sentence.saturating_sub(1)..sentence + 3;
            let block = tokens[at].block;
            let outlet = draft
                .outlets_in(block..=block)
                .iter()
                .any(|(words, _)| near.contains(&sentence::holding(&draft.analysis.sentences, words.start)));
            // "reportedly …, according to the police": whose report it is stands there.
            // "We have learned that all this comes from somewhere": everybody has.
            let everybody = at > 0 && draft.on(at - 1, draft.grammar.known.pronoun_first_many);
            if !sourced[sentence] && !outlet && !everybody {
                report(Fault::new(at..end, format!("“{}” names nobody", draft.words(&(at..end)))));
            }
        }
    }),
};
