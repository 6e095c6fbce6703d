//! The checks on copy that they should and should not flag.

use sayso::{
    analyse,
    check::{CHECKS, check},
    document::{self, Format, Metadata},
    grammar::Grammar,
};

/// Names of the findings in `text`, each with its words.
fn findings(text: &str) -> Vec<String> {
    let grammar = Grammar::english();
    let analysis = analyse(document::read(Format::Plain, text, Metadata::default(), &grammar.furniture), &grammar);
    check(&analysis, &grammar).iter().map(|f| format!("{}: {}", f.name, f.span.of(text))).collect()
}

#[test]
fn bad_examples_are_flagged() {
    assert_eq!(findings("A source said the bridge was shut."), ["bare-source: A source"]);
    assert_eq!(findings("The minister will resign, reports said."), ["unnamed-reports: reports"]);
    assert_eq!(
        findings("The town was quiet.\n\n“The bridge is shut for good.”"),
        ["unattributed-quotation: “The bridge is shut for good.”"]
    );
    assert_eq!(findings("“The bridge is shut, she said."), ["unclosed-quotation: “The bridge is shut, she said."]);
}

#[test]
fn good_examples_are_not() {
    for text in [
        "“The bridge is shut for good,” said Ana Duarte, the harbour master.",
        "The minister will resign, Reuters reported.",
        "“The bridge is shut,” she said.\n\n“Nobody is hurt.”",
    ] {
        assert_eq!(findings(text), [""; 0], "{text}");
    }
}

#[test]
fn checks_are_listed_by_name() {
    let names: Vec<_> = CHECKS.iter().map(|c| c.name()).collect();
    assert!(names.is_sorted(), "{names:?}");
    for check in CHECKS {
        assert!(!check.why().is_empty() && !check.help().is_empty(), "{}", check.name());
    }
}
