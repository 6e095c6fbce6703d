//! Findings of an article into what every format prints of them: place in the original, words, reasons.
//!
//! Invariant: a format sees nothing but these; each stands in its own file.

use std::borrow::Cow;

use serde::Serialize;

use super::json::claim_key;
use crate::{
    Analysis,
    check::{self, Check, Edit, Finding, Fix, Safety, Severity},
    span::{Lines, OffsetUnit, Offsets, Span},
};

/// A place that a finding has to do with.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Related {
    pub start: u32,
    pub end: u32,
    pub line: usize,
    pub column: usize,
    pub text: String,
    /// The place in bytes of the original, whatever `start` and `end` count.
    #[serde(skip)]
    pub span: Span,
}

/// Words and what is put in their place.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PrintedEdit {
    pub start: u32,
    pub end: u32,
    pub text: String,
    /// The words that go.
    #[serde(skip)]
    pub replaced: Related,
}

/// A change to the original that takes a fault away.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PrintedFix {
    pub safety: Safety,
    /// In order; they do not overlap.
    pub edits: Vec<PrintedEdit>,
}

/// A finding as printed: place in the original, in the unit asked for; line and column from 1, columns in characters.
#[derive(Debug, Clone, Serialize)]
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
    /// How the original could be mended; none where its words are broken up by markup.
    pub fix: Option<PrintedFix>,
    /// The place in bytes of the original, whatever `start` and `end` count.
    #[serde(skip)]
    pub span: Span,
}

impl Printed {
    /// The line that it ends in, from 1.
    #[must_use]
    pub fn last_line(&self) -> usize {
        self.line + self.text.matches('\n').count()
    }

    /// What is wrong, why it matters and what to do, in one line of its own.
    #[must_use]
    pub fn advice(&self) -> String {
        format!("{}: {}; {}", self.message, self.why, self.help)
    }

    /// Whether it is about some words; else it is about the article as a whole.
    #[must_use]
    pub fn has_place(&self) -> bool {
        !self.text.is_empty()
    }
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
    /// Findings with a fix that leaves the meaning as it is.
    #[serde(skip)]
    pub safe_fixes: usize,
    /// Findings with another fix.
    #[serde(skip)]
    pub unsafe_fixes: usize,
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
        let fixes = |safety| findings.iter().filter(|f| f.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count();
        self.safe_fixes += fixes(Safety::Safe);
        self.unsafe_fixes += fixes(Safety::Unsafe);
    }
}

/// Places of a text as it came, as they are printed.
pub struct Places<'a> {
    original: &'a str,
    path: &'a str,
    lines: Lines<'a>,
    offsets: Offsets<'a>,
}

impl<'a> Places<'a> {
    /// Those of the text of a file, in a unit.
    #[must_use]
    pub fn new(original: &'a str, path: &'a str, unit: OffsetUnit) -> Self {
        Self { original, path, lines: Lines::new(original), offsets: Offsets::new(original, unit) }
    }

    /// A place in bytes, as it is printed.
    fn at(&self, span: Span) -> Related {
        let (line, column) = self.lines.position(span.start);
        let (start, end) = (self.offsets.at(span.start), self.offsets.at(span.end));
        Related { start, end, line, column, text: span.of(self.original).to_owned(), span }
    }

    /// A finding on what is no part of an article; its fingerprint is from the check and the words.
    #[must_use]
    pub fn finding(&self, check: &Check, span: Span, message: String) -> Printed {
        let Related { start, end, line, column, text, span } = self.at(span);
        Printed {
            code: check.code,
            name: check.name,
            group: check.group.name(),
            severity: check.severity,
            path: self.path.to_owned(),
            start,
            end,
            line,
            column,
            fingerprint: format!("{:016x}", check::fingerprint([check.code, text.as_str()])),
            text,
            message,
            why: check.why,
            help: check.help,
            claim: None,
            related: Vec::new(),
            fix: None,
            span,
        }
    }
}

/// The printed form of the findings of an article; `places` are of its text as it came.
#[must_use]
pub fn printed(analysis: &Analysis<'_>, places: &Places<'_>, findings: &[Finding]) -> Vec<Printed> {
    let place = |span: Span| places.at(analysis.document.original(span));
    let fix = |fix: &Fix| {
        let edit = |edit: &Edit| {
            let replaced = place(edit.span);
            // Where markup or an entity stands between the words, or in place of them, only an editor can mend them.
            let whole = replaced.text == edit.span.of(&analysis.document.text);
            whole.then(|| PrintedEdit { start: replaced.start, end: replaced.end, text: edit.text.clone(), replaced })
        };
        fix.edits.iter().map(edit).collect::<Option<Vec<_>>>().map(|edits| PrintedFix { safety: fix.safety, edits })
    };
    let one = |f: &Finding| {
        let Related { start, end, line, column, text, span } = place(f.span);
        Printed {
            code: f.check.code,
            name: f.check.name,
            group: f.check.group.name(),
            severity: f.severity,
            path: places.path.to_owned(),
            start,
            end,
            line,
            column,
            text,
            message: f.message.clone(),
            why: f.check.why,
            help: f.check.help,
            fingerprint: format!("{:016x}", f.fingerprint),
            claim: f.claim.map(claim_key),
            related: f.related.iter().map(|&span| place(span)).collect(),
            fix: f.fix.as_ref().and_then(fix),
            span,
        }
    };
    findings.iter().map(one).collect()
}

/// A text on one line: control characters, line breaks among them, become spaces.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) { Cow::Owned(text.replace(char::is_control, " ")) } else { Cow::Borrowed(text) }
}
