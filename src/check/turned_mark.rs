//! A quote mark that opens where it should close, or closes where it should open.
//!
//! The words before a mark and behind it tell what it does, whichever way it is turned. Typing programs turn marks the wrong way behind a dash, an
//! ellipsis or a space.
//!
//! - Bad: “The bridge is shut,“ she said.
//! - Good: “The bridge is shut,” she said.

use super::{Check, Fault, Finds, Group, Safety, Severity};

pub const CHECK: Check = Check {
    code: "Q307",
    name: "turned-mark",
    group: Group::Quotations,
    severity: Severity::Warning,
    default: true,
    why: "a mark that is turned the wrong way makes readers look for its partner",
    help: "turn the mark round",
    source: include_str!("turned_mark.rs"),
    finds: Finds::Article(|draft, report| {
        let tokens = &draft.analysis.tokens;
        for problem in draft.analysis.problems.iter().filter(|problem| problem.kind == "turned-quote-mark") {
            let at = tokens.partition_point(|t| t.span.end <= problem.span.start);
            if at < tokens.len() && !draft.is_embedded(at) {
                let turned = if draft.word(at) == "“" { "”" } else { "“" };
                report(Fault::new(at..at + 1, problem.message.clone()).fix(turned.to_owned(), Safety::Safe));
            }
        }
    }),
};
