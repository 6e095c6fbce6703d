//! Quoted words of the headline that do not stand in the article.
//!
//! The BBC uses marks in headlines for attribution: the words must be in the text, and somebody's. Words are compared without marks and
//! capitals; a headline without a text is not looked at.
//!
//! - Bad: # Bridge “a death trap”, says mayor ¶ The mayor said the bridge was dangerous.
//! - Good: # Bridge “a death trap”, says mayor ¶ “It is a death trap,” said the mayor.

use std::ops::Range;

use super::{Check, Draft, Fault, Finds, Group, Severity};
use crate::{
    span::Span,
    token,
    wording::{self, Word},
};

pub const CHECK: Check = Check {
    code: "H602",
    name: "headline-not-in-body",
    group: Group::Headline,
    severity: Severity::Warning,
    default: true,
    why: "the headline puts words into somebody's mouth that the article does not bear out",
    help: "quote what the article quotes",
    source: include_str!("headline_not_in_body.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let text = &*analysis.document.text;
        let headline = draft.headline();
        if !is_headline(draft, &headline) {
            return;
        }
        let mut body: Option<Vec<Word>> = None;
        for quotation in analysis.quotations.iter().filter(|q| headline.contains(&q.tokens.start) && q.opened && q.closed) {
            let inner = quotation.inner();
            let Some(end) = analysis.tokens.last().map(|t| t.span.end).filter(|_| headline.end < analysis.tokens.len()) else { continue };
            // A whole line in marks is a motto or a pull quote.
            if inner.is_empty() || quotation.tokens == headline {
                continue;
            }
            let start = analysis.tokens[headline.end].span.start;
            let body = body.get_or_insert_with(|| wording::words(text, Span { start, end }));
            let wanted = wording::words(text, token::span(&analysis.tokens, &inner));
            if !wanted.is_empty() && !wording::holds(body, &wanted) {
                report(Fault::new(quotation.tokens.clone(), format!("{} does not stand in the article", draft.words(&quotation.tokens))));
            }
        }
    }),
};

/// Whether the first line of a text without markup is more than a lead, a caption or a post: it is short, and ends without a full stop.
fn is_headline(draft: &Draft<'_>, headline: &Range<usize>) -> bool {
    let stop = |at: usize| matches!(draft.word(at), "." | "@" | "—");
    !headline.is_empty() && draft.length(headline) <= LONGEST && !draft.is_embedded(headline.start) && !headline.clone().any(stop)
}

/// Words of the longest headline.
const LONGEST: usize = 20;
