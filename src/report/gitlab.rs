//! Findings into GitLab's code quality report, a subset of Code Climate's, which merge requests show.

use std::hash::Hasher as _;

use fnv::FnvHasher;
use serde_json::{Value, json};

use super::findings::Printed;
use crate::check::Severity;

/// An object of the report for each finding.
#[must_use]
pub fn gitlab(findings: &[Printed]) -> Vec<Value> {
    let one = |f: &Printed| {
        let severity = match f.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        // GitLab takes paths from the root of the repository, and two findings with one fingerprint for one and the same.
        let path = f.path.strip_prefix("./").unwrap_or(&f.path);
        let mut hash = FnvHasher::default();
        hash.write(path.as_bytes());
        hash.write_u8(0);
        hash.write(f.fingerprint.as_bytes());
        json!({
            "description": f.advice(),
            "check_name": f.name,
            "fingerprint": format!("{:016x}", hash.finish()),
            "severity": severity,
            "location": {"path": path, "lines": {"begin": f.line, "end": f.last_line()}},
        })
    };
    findings.iter().map(one).collect()
}
