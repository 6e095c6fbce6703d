//! Analyses into findings: one file a check, one explicit list of them.
//!
//! Invariant: a check is a pure function over the finished analysis; it neither reads text nor knows how findings are printed.

mod bare_source;
mod unattributed_quotation;
mod unclosed_quotation;
mod unnamed_reports;

use serde::Serialize;

use crate::{Analysis, grammar::Grammar, span::Span};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Should be looked at.
    Warning,
    /// Must not be published so.
    Error,
}

/// What a check has to say of some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the check.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The words, in the reading text.
    pub span: Span,
    /// What is wrong with them.
    pub message: String,
    /// Why it matters to a reader.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// A rule of sourcing. The doc comment of its type is its manual page.
pub trait Check: Sync {
    /// A name in kebab-case that tells the defect.
    fn name(&self) -> &'static str;
    /// How much its findings matter.
    fn severity(&self) -> Severity;
    /// Why what it finds matters to a reader.
    fn why(&self) -> &'static str;
    /// What to do about it.
    fn help(&self) -> &'static str;
    /// The words at fault, each with what is wrong.
    fn run(&self, analysis: &Analysis<'_>, grammar: &Grammar, report: &mut dyn FnMut(Span, String));
}

/// All checks, by name.
pub const CHECKS: &[&dyn Check] = &[
    &bare_source::BareSource,
    &unattributed_quotation::UnattributedQuotation,
    &unclosed_quotation::UnclosedQuotation,
    &unnamed_reports::UnnamedReports,
];

/// Runs all checks; findings in the order of the text, then by name.
#[must_use]
pub fn check(analysis: &Analysis<'_>, grammar: &Grammar) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in CHECKS {
        check.run(analysis, grammar, &mut |span, message| {
            let (name, severity) = (check.name(), check.severity());
            findings.push(Finding { name, severity, span, message, why: check.why(), help: check.help() });
        });
    }
    findings.sort_by_key(|f| (f.span, f.name));
    findings
}
