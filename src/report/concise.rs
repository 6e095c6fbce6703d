//! Findings one a line, as compilers print theirs and editors read them.

use std::fmt::Write as _;

use super::findings::{Printed, one_line};

/// Path, line, column, severity, code, message, name of each.
#[must_use]
pub fn concise(findings: &[Printed]) -> String {
    let mut out = String::new();
    for f in findings {
        let (path, message) = (one_line(&f.path), one_line(&f.message));
        let _ = writeln!(out, "{path}:{}:{}: {} {} {message} ({})", f.line, f.column, f.severity.name(), f.code, f.name);
    }
    out
}
