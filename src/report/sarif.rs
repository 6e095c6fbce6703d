//! Findings as SARIF 2.1.0 (OASIS, 2020), the form that code scanning takes.

use serde_json::{Value, json};

use super::findings::{Printed, PrintedEdit, Related};
use crate::check::{CHECKS, Severity};

/// The level of the standard for a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// One run with all findings; each rule that is told of has its manual page as help.
#[must_use]
pub fn sarif(findings: &[Printed]) -> Value {
    let rules: Vec<Value> = CHECKS
        .iter()
        .map(|check| {
            json!({
                "id": check.code,
                "name": check.name,
                "shortDescription": {"text": check.manual().lines().next().unwrap_or_default()},
                "help": {"text": check.help, "markdown": check.manual()},
                "defaultConfiguration": {"level": level(check.severity), "enabled": check.default},
                "properties": {"tags": [check.group.name()]},
            })
        })
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|f| {
            let place = |region: Value| json!({"physicalLocation": {"artifactLocation": {"uri": uri(&f.path)}, "region": region}});
            let whole = || json!({"physicalLocation": {"artifactLocation": {"uri": uri(&f.path)}}});
            let mut result = json!({
                "ruleId": f.code,
                "ruleIndex": CHECKS.iter().position(|check| check.code == f.code),
                "level": level(f.severity),
                "message": {"text": format!("{}: {}. {}.", f.message, f.why, f.help)},
                "locations": [if f.has_place() { place(region(f.line, f.column, &f.text)) } else { whole() }],
                "partialFingerprints": {"sayso/v1": f.fingerprint},
            });
            if !f.related.is_empty() {
                result["relatedLocations"] = f.related.iter().map(|r| place(region(r.line, r.column, &r.text))).collect();
            }
            if let Some(fix) = &f.fix {
                let replacement = |edit: &PrintedEdit| {
                    let Related { line, column, text, .. } = &edit.replaced;
                    json!({"deletedRegion": region(*line, *column, text), "insertedContent": {"text": edit.text}})
                };
                let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
                result["fixes"] = json!([{
                    "description": {"text": f.help},
                    "artifactChanges": [{"artifactLocation": {"uri": uri(&f.path)}, "replacements": replacements}],
                    "properties": {"safety": fix.safety},
                }]);
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "sayso", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Where a text stands; it ends behind its last character, and where it runs over lines, in its last.
fn region(line: usize, column: usize, text: &str) -> Value {
    let breaks = text.matches('\n').count();
    let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
    let end = if breaks > 0 { last + 1 } else { column + last };
    json!({"startLine": line, "startColumn": column, "endLine": line + breaks, "endColumn": end, "snippet": {"text": text}})
}

/// A path as a relative address.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b);
    path.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else if b == b'\\' {
                "/".to_owned()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
