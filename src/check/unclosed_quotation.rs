//! A quotation that is opened and never closed, or closed and never opened.
//!
//! Where a mark is missing, readers cannot tell which words are the speaker's and which are the paper's. A quotation that goes
//! on in the next paragraph, which repeats the opening mark, is none of these.
//!
//! - Bad: “The bridge is shut, she said.
//! - Good: “The bridge is shut,” she said.

use super::{Check, Fault, Finds, Group, Severity};
use crate::token::{Shape, Token};

pub const CHECK: Check = Check {
    code: "Q301",
    name: "unclosed-quotation",
    group: Group::Quotations,
    severity: Severity::Error,
    default: true,
    why: "readers cannot tell the speaker's words from the paper's",
    help: "set the missing mark",
    source: include_str!("unclosed_quotation.rs"),
    finds: Finds::Article(|draft, report| {
        let tokens = &draft.analysis.tokens;
        // One missing mark may make others seem unpaired: told once a paragraph.
        let mut told = None;
        for problem in draft.analysis.problems.iter().filter(|p| matches!(p.kind, "unclosed-quotation" | "unopened-quotation")) {
            let first = tokens.partition_point(|t| t.span.end <= problem.span.start);
            let last = tokens.partition_point(|t| t.span.start < problem.span.end);
            // A straight mark that a curly one answers is a matter of typography.
            let mixed = first < last && {
                let block = draft.block(first);
                let block_text = draft.words(&block);
                let marks = tokens[block.clone()].iter().map(|t| t.span.of(&draft.analysis.document.text));
                let (straight, curly) =
                    marks.fold((0, 0), |(s, c), mark| (s + usize::from(mark == "\""), c + usize::from(matches!(mark, "“" | "”"))));
                // Two single marks stand for a double one on old keyboards; behind an equals sign stands an attribute; "'30s" and "'em" have an apostrophe.
                let typed = block_text.contains("''") || block_text.contains("``") || block_text.contains("=”");
                let decade = matches!(draft.word(first), "'" | "‘" | "’")
                    && tokens.get(first + 1).is_some_and(|t| t.shape.is(Shape::NUMBER) || t.on(draft.grammar, draft.grammar.known.elision));
                // Paragraphs that a scraper has glued: whether the mark between them closes or opens, only the missing break would tell.
                let glued = block.clone().any(|at| {
                    let joins = |t: &Token| !t.shape.is(Shape::SPACED);
                    matches!(draft.word(at), "\"" | "“")
                        && joins(&tokens[at])
                        && at > block.start
                        && tokens.get(at + 1).is_some_and(|t| joins(t) && t.is_word())
                });
                // Where speech has double marks, a single one outside them that nothing closes belongs to a clipped word.
                let clipped = draft.word(first) == "‘" && curly > 0;
                typed || decade || glued || clipped || straight > 0 && curly > 0 && (straight + curly) % 2 == 0
            };
            if first < last && !mixed && !draft.is_embedded(first) && told.replace(tokens[first].block) != Some(tokens[first].block) {
                report(Fault::new(first..last, problem.message.clone()));
            }
        }
    }),
};
