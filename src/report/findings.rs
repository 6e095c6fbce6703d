//! Findings as printed: text with the words marked (by annotate-snippets), one line each, JSON, and for code review on GitHub.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::{
    Analysis,
    check::{Finding, Severity},
    span::{Lines, OffsetUnit, Offsets, Span},
};

/// A place that a finding has to do with.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Related {
    pub start: u32,
    pub end: u32,
    pub line: usize,
    pub column: usize,
    pub text: String,
}

/// A finding as printed: place in the original, in the unit asked for; line and column from 1, columns in characters.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Printed {
    pub code: &'static str,
    pub name: &'static str,
    pub group: &'static str,
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
    /// From the check, the words and their neighbours: the same whatever changes elsewhere.
    pub fingerprint: String,
    /// Key of the claim that the words belong to.
    pub claim: Option<String>,
    pub related: Vec<Related>,
}

/// How many findings there are.
#[derive(Debug, Default, Clone, Copy, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Summary {
    pub articles: usize,
    pub findings: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl Summary {
    /// Counts an article with its findings.
    pub fn add(&mut self, findings: &[Printed]) {
        self.articles += 1;
        self.findings += findings.len();
        let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
        self.errors += of(Severity::Error);
        self.warnings += of(Severity::Warning);
        self.infos += of(Severity::Info);
    }
}

/// The printed form of the findings of an article; `original` is its text as it came.
#[must_use]
pub fn printed(analysis: &Analysis<'_>, original: &str, path: &str, findings: &[Finding], unit: OffsetUnit) -> Vec<Printed> {
    let lines = Lines::new(original);
    let offsets = Offsets::new(original, unit);
    let place = |span: Span| {
        let at = analysis.document.original(span);
        let (line, column) = lines.position(at.start);
        Related { start: offsets.at(at.start), end: offsets.at(at.end), line, column, text: at.of(original).to_owned() }
    };
    let one = |f: &Finding| {
        let Related { start, end, line, column, text } = place(f.span);
        Printed {
            code: f.check.code,
            name: f.check.name,
            group: f.check.group.name(),
            severity: f.severity,
            path: path.to_owned(),
            start,
            end,
            line,
            column,
            text,
            message: f.message.clone(),
            why: f.check.why,
            help: f.check.help,
            fingerprint: format!("{:016x}", f.fingerprint),
            claim: f.claim.map(|claim| format!("c{}", claim + 1)),
            related: f.related.iter().map(|&span| place(span)).collect(),
        }
    };
    findings.iter().map(one).collect()
}

/// Findings one a line: path, line, column, severity, code, message, name.
#[must_use]
pub fn concise(findings: &[Printed]) -> String {
    let mut out = String::new();
    for f in findings {
        let _ = writeln!(out, "{}:{}:{}: {} {} {} ({})", f.path, f.line, f.column, f.severity.name(), f.code, f.message, f.name);
    }
    out
}

/// Findings as GitHub's workflow commands, the gravest first; of each severity GitHub shows ten in a step and drops the rest in silence, so
/// the rest is counted in a notice.
#[must_use]
pub fn github(findings: &[Printed]) -> String {
    const SHOWN: usize = 10;
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    let mut left = 0;
    for (severity, command) in [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "notice")] {
        // One place is kept for the count.
        let room = if severity == Severity::Info { SHOWN - 1 } else { SHOWN };
        for (nth, f) in findings.iter().filter(|f| f.severity == severity).enumerate() {
            if nth >= room {
                left += 1;
                continue;
            }
            let (path, title) = (property(&f.path), property(&format!("{} {}", f.code, f.name)));
            let message = data(&format!("{}: {}; {}", f.message, f.why, f.help));
            let _ = writeln!(out, "::{command} file={path},line={},col={},title={title}::{message}", f.line, f.column);
        }
    }
    if left > 0 {
        let _ = writeln!(out, "::notice title=sayso::{left} more findings: see the log or the SARIF report");
    }
    out
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
        let group: Group<'_> = level
            .primary_title(format!("{} ({})", finding.message, finding.name))
            .id(finding.code)
            .element(snippet)
            .element(Level::HELP.message(finding.help));
        out += &renderer.render(&[group]).to_string();
        out += "\n\n";
    }
    out
}
