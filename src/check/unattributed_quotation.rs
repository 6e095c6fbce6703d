use super::{Check, Severity};
use crate::{
    Analysis,
    grammar::Grammar,
    quotation::{self, QuotationKind},
    span::Span,
    token,
};

/// # unattributed-quotation
///
/// A direct quotation that nobody is named for.
///
/// Words between quote marks are somebody's. A reader who is not told whose cannot ask them, nor judge what they are worth.
///
/// - Bad: “The bridge is shut for good.”
/// - Good: “The bridge is shut for good,” said Ana Duarte, the harbour master.
pub struct UnattributedQuotation;

impl Check for UnattributedQuotation {
    fn name(&self) -> &'static str {
        "unattributed-quotation"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn why(&self) -> &'static str {
        "a reader is not told whose words these are"
    }

    fn help(&self) -> &'static str {
        "say who said it, in the same sentence or the one before"
    }

    fn run(&self, analysis: &Analysis<'_>, _: &Grammar, report: &mut dyn FnMut(Span, String)) {
        for claim in analysis.claims.iter().filter(|c| c.source.is_none() && c.cue.is_none()) {
            let Some(content) = claim.content.first() else { continue };
            let quotation = quotation::reaching(&analysis.quotations, content.start);
            if quotation.is_some_and(|q| q.kind == QuotationKind::Speech && q.tokens.start == content.start) {
                report(token::span(&analysis.tokens, content), "nobody is named for this quotation".to_owned());
            }
        }
    }
}
