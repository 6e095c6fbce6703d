//! Findings into reviewdog's diagnostic format, one JSON object a line (rdjsonl).

use serde_json::{Value, json};

use super::findings::{Printed, PrintedEdit};
use crate::{check::Severity, span::Span};

/// The findings of an article whose text as it came is `original`.
#[must_use]
pub fn rdjsonl(findings: &[Printed], original: &str) -> String {
    let mut out = String::new();
    for f in findings {
        let severity = match f.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        };
        let mut location = json!({"path": f.path});
        if f.has_place() {
            location["range"] = range(original, f.span, f.line);
        }
        let mut finding = json!({
            "message": f.advice(),
            "location": location,
            "severity": severity,
            "source": {"name": "sayso"},
            "code": {"value": f.code},
        });
        if let Some(fix) = &f.fix {
            let suggestion = |edit: &PrintedEdit| {
                let replaced = &edit.replaced;
                json!({"range": range(original, replaced.span, replaced.line), "text": edit.text})
            };
            finding["suggestions"] = fix.edits.iter().map(suggestion).collect();
        }
        out += &finding.to_string();
        out.push('\n');
    }
    out
}

/// A span as a range that begins in a line; columns count bytes from 1.
fn range(original: &str, span: Span, line: usize) -> Value {
    let column = |at: u32| at as usize - original[..at as usize].rfind('\n').map_or(0, |at| at + 1) + 1;
    let last = line + span.of(original).matches('\n').count();
    json!({"start": {"line": line, "column": column(span.start)}, "end": {"line": last, "column": column(span.end)}})
}
