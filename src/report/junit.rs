//! Findings into JUnit's XML (by quick-junit), which most CI systems show: a suite for each article, a failed case for each finding.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::findings::{Printed, Summary};

/// The report of a run; one without findings holds one case that has passed, as some systems take an empty report for a broken one.
#[must_use]
pub fn junit(findings: &[Printed], summary: Summary) -> String {
    let mut report = Report::new("sayso");
    for article in findings.chunk_by(|a, b| a.path == b.path) {
        let mut suite = TestSuite::new(article[0].path.as_str());
        for f in article {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(f.severity.name());
            status.set_message(format!("{} ({})", f.message, f.name));
            let place = if f.has_place() { format!("line {}, column {}: {}\n", f.line, f.column, f.text) } else { String::new() };
            status.set_description(format!("{place}{}; {}", f.why, f.help));
            let mut case = TestCase::new(format!("{}:{}:{}", f.code, f.line, f.column), status);
            case.set_classname(f.name);
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    if findings.is_empty() {
        let mut suite = TestSuite::new("sayso");
        suite.add_test_case(TestCase::new(format!("{} articles", summary.articles), TestCaseStatus::success()));
        report.add_test_suite(suite);
    }
    report.to_string().expect("a string takes all that is written to it")
}
