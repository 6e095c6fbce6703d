//! Findings as text with the words marked (by annotate-snippets), and as JSON.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::{
    Analysis,
    check::{Finding, Severity},
    span::{Lines, OffsetUnit, Offsets},
};

/// A finding as printed: place in the original, in the unit asked for; line and column from 1.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Printed {
    pub name: &'static str,
    pub severity: Severity,
    pub path: String,
    pub start: u32,
    pub end: u32,
    pub line: usize,
    pub column: usize,
    pub text: String,
    pub message: String,
    pub why: &'static str,
    pub help: &'static str,
}

/// The printed form of the findings of an article; `original` is its text as it came.
#[must_use]
pub fn printed(analysis: &Analysis<'_>, original: &str, path: &str, findings: &[Finding], unit: OffsetUnit) -> Vec<Printed> {
    let lines = Lines::new(original);
    let offsets = Offsets::new(original, unit);
    let one = |f: &Finding| {
        let at = analysis.document.original(f.span);
        let (line, column) = lines.position(at.start);
        let text = at.of(original).to_owned();
        Printed {
            name: f.name,
            severity: f.severity,
            path: path.to_owned(),
            start: offsets.at(at.start),
            end: offsets.at(at.end),
            line,
            column,
            text,
            message: f.message.clone(),
            why: f.why,
            help: f.help,
        }
    };
    findings.iter().map(one).collect()
}

/// Findings for people, each with its words marked in their line; `findings` count in bytes.
#[must_use]
pub fn text(findings: &[Printed], original: &str, width: usize, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let mut out = String::new();
    for finding in findings {
        let level = match finding.severity {
            Severity::Info => Level::INFO,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        // Only the lines that the finding stands in; the renderer would count through the whole article for each.
        let (start, end) = (finding.start as usize, finding.end as usize);
        let from = original[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = original[end..].find('\n').map_or(original.len(), |at| end + at);
        let marked = AnnotationKind::Primary.span(start - from..end - from).label(finding.why);
        let snippet = Snippet::source(&original[from..to]).line_start(finding.line).path(&finding.path).annotation(marked);
        let group: Group<'_> =
            level.primary_title(&finding.message).id(finding.name).element(snippet).element(Level::HELP.message(finding.help));
        out += &renderer.render(&[group]).to_string();
        out += "\n\n";
    }
    out
}
