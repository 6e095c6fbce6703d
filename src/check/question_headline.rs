//! A headline that asks what the article does not answer.
//!
//! Reuters allows no question marks in headlines: a question is a claim that nobody makes. Off by default.
//!
//! - Bad: # Is the bridge safe? ¶ The mayor said the bridge was shut.
//! - Good: # Bridge is shut, mayor says ¶ The mayor said the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};
use crate::document::BlockKind;

pub const CHECK: Check = Check {
    code: "H601",
    name: "question-headline",
    group: Group::Headline,
    severity: Severity::Info,
    default: false,
    why: "a question is a claim that nobody makes",
    help: "say what the article knows",
    source: include_str!("question_headline.rs"),
    finds: Finds::Article(|draft, report| {
        let blocks = &draft.analysis.document.blocks;
        let headlines = |block: u32| blocks[block as usize].kind == BlockKind::Headline;
        let mut sentences = draft.analysis.sentences.iter().map(|s| &s.tokens);
        if let Some(tokens) = sentences.find(|t| headlines(draft.analysis.tokens[t.start].block) && draft.word(t.end - 1) == "?") {
            report(Fault::new(tokens.clone(), "the headline asks".to_owned()));
        }
    }),
};
