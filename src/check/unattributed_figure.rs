//! A share or a sum that nobody stands behind.
//!
//! Reuters asks for a source of every statement that is not established or witnessed, and figures are seldom either. A paragraph in which
//! somebody claims something, or in which a link stands, has its source. Off by default: background has figures that all agree on.
//!
//! - Bad: The bridge carries 40 percent of the town's traffic.
//! - Good: The bridge carries 40 percent of the town's traffic, the harbour authority said.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{
    document::BlockKind,
    sentence,
    token::{self, Shape},
};

pub const CHECK: Check = Check {
    code: "A106",
    name: "unattributed-figure",
    group: Group::Attribution,
    severity: Severity::Info,
    default: false,
    why: "readers cannot tell where the figure comes from",
    help: "say who has counted, and link to it",
    source: include_str!("unattributed_figure.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let tokens = &analysis.tokens;
        let spoken = draft.sentences(|_, _| true);
        for block in token::by_block(tokens).filter(|block| draft.kind(block.start) == BlockKind::Paragraph) {
            let first = sentence::holding(&analysis.sentences, block.start);
            let last = sentence::holding(&analysis.sentences, block.end - 1);
            if spoken[first..=last].contains(&true) || draft.is_linked(&block) {
                continue;
            }
            for at in block.clone().skip(1).filter(|&at| !draft.is_quoted(at)) {
                let counted = tokens[at - 1].shape.is(Shape::NUMBER) || draft.on(at - 1, draft.grammar.known.number_word);
                if counted && draft.on(at, draft.grammar.known.share) {
                    let words = draft.words(&(at - 1..at + 1));
                    report(Fault::new(at - 1..at + 1, format!("nobody stands behind “{words}”")));
                }
            }
        }
    }),
};
