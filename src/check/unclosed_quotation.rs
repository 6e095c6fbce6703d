use super::{Check, Severity};
use crate::{Analysis, grammar::Grammar, span::Span};

/// # unclosed-quotation
///
/// A quotation that is opened and never closed, or closed and never opened.
///
/// Where a mark is missing, readers cannot tell which words are the speaker's and which are the paper's. A quotation that goes
/// on in the next paragraph, which repeats the opening mark, is none of these.
///
/// - Bad: “The bridge is shut, she said.
/// - Good: “The bridge is shut,” she said.
pub struct UnclosedQuotation;

impl Check for UnclosedQuotation {
    fn name(&self) -> &'static str {
        "unclosed-quotation"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn why(&self) -> &'static str {
        "readers cannot tell the speaker's words from the paper's"
    }

    fn help(&self) -> &'static str {
        "set the missing mark"
    }

    fn run(&self, analysis: &Analysis<'_>, _: &Grammar, report: &mut dyn FnMut(Span, String)) {
        for problem in &analysis.problems {
            if matches!(problem.kind, "unclosed-quotation" | "unopened-quotation") {
                report(problem.span, problem.message.clone());
            }
        }
    }
}
