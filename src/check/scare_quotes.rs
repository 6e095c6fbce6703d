//! Quote marks round a word or two that nobody has said.
//!
//! AP and Reuters: marks round single words read as doubt or scorn of the author's. Names, titles of works and words that are spoken of as
//! words are left alone. Off by default.
//!
//! - Bad: The “safe” bridge was shut on Monday.
//! - Good: The bridge, which the mayor had called “safe”, was shut on Monday.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{document::BlockKind, quotation::QuotationKind, sentence, token::Shape};

pub const CHECK: Check = Check {
    code: "Q303",
    name: "scare-quotes",
    group: Group::Quotations,
    severity: Severity::Info,
    default: false,
    why: "the marks say that the author does not believe the word",
    help: "leave out the marks, or say whose word it is",
    source: include_str!("scare_quotes.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let spoken = draft.sentences(|_, claim| claim.source.is_some());
        let short = analysis.quotations.iter().filter(|q| q.kind == QuotationKind::Fragment && q.opened && q.closed);
        for quotation in short.filter(|q| (1..=2).contains(&draft.length(&q.inner()))) {
            let sentence = sentence::holding(&analysis.sentences, quotation.tokens.start);
            let named = analysis.tokens[quotation.inner()].iter().any(|t| t.is_capital() || t.shape.is(Shape::NUMBER));
            let called = quotation.tokens.start > 0 && draft.on(quotation.tokens.start - 1, draft.grammar.known.called);
            let headline = draft.kind(quotation.tokens.start) == BlockKind::Headline;
            if !spoken[sentence] && !named && !called && !headline {
                report(Fault::new(quotation.tokens.clone(), format!("nobody has said {}", draft.words(&quotation.tokens))));
            }
        }
    }),
};
