//! Findings into workflow commands of GitHub Actions, which show them beside the changed lines.
//!
//! Invariant: no more is printed than GitHub shows; of each severity that is ten in a step, and it drops the rest in silence.

use std::fmt::Write as _;

use super::findings::Printed;
use crate::check::Severity;

/// What GitHub shows of a severity in a step.
const SHOWN: usize = 10;

/// The gravest first; what does not fit is counted in a notice.
#[must_use]
pub fn github(findings: &[Printed]) -> String {
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
            let place = match (f.has_place(), f.last_line()) {
                (false, _) => String::new(),
                (true, last) if last > f.line => format!(",line={},endLine={last}", f.line),
                (true, _) => format!(",line={},col={}", f.line, f.column),
            };
            let (path, title) = (property(&f.path), property(&format!("{} {}", f.code, f.name)));
            let message = data(&f.advice());
            let _ = writeln!(out, "::{command} file={path}{place},title={title}::{message}");
        }
    }
    if left > 0 {
        let _ = writeln!(out, "::notice title=sayso::{left} more findings: see the log or the SARIF report");
    }
    out
}

/// A message, escaped as the commands want it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, escaped as the commands want it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
