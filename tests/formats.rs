//! The formats of findings, all on the same findings: one in a line, one over lines, one of an empty article, odd paths and messages.
//!
//! The texts stand in `tests/formats/`; `SNAPSHOTS=overwrite cargo test --test formats` writes them anew.

use std::{fs, path::Path};

use sayso::{
    check::{CHECKS, Safety, Severity},
    report::{
        checkstyle::{self, checkstyle},
        concise::concise,
        findings::{Printed, PrintedEdit, PrintedFix, Related, Summary},
        fixed::fixed,
        github::github,
        gitlab::gitlab,
        junit::junit,
        markdown::markdown,
        rdjsonl::rdjsonl,
        sarif::sarif,
        text::{self, Look, text},
    },
    span::{Lines, Span},
};
use serde_json::Value;

const ARTICLE: &str = "É a tarde.\n\nThe mayor admitted that “the bridge\n| is <b>shut</b>”, a source said.\n";

fn related(article: &str, words: &str) -> Related {
    let start = article.find(words).expect("the words are there");
    let span = Span::new(start, start + words.len());
    let (line, column) = Lines::new(article).position(span.start);
    Related { start: span.start, end: span.end, line, column, text: words.to_owned(), span }
}

fn finding(name: &str, severity: Severity, path: &str, article: &str, words: &str, message: &str) -> Printed {
    let check = CHECKS.iter().find(|check| check.name == name).expect("a check");
    let Related { start, end, line, column, text, span } = related(article, words);
    Printed {
        code: check.code,
        name: check.name,
        group: check.group.name(),
        severity,
        path: path.to_owned(),
        start,
        end,
        line,
        column,
        text,
        message: message.to_owned(),
        why: check.why,
        help: check.help,
        fingerprint: format!("{:016x}", start + 1),
        claim: None,
        related: Vec::new(),
        fix: None,
        span,
    }
}

fn fix(article: &str, words: &str, text: &str, safety: Safety) -> PrintedFix {
    let replaced = related(article, words);
    PrintedFix { safety, edits: vec![PrintedEdit { start: replaced.start, end: replaced.end, text: text.to_owned(), replaced }] }
}

/// The articles with their findings.
fn articles() -> Vec<(&'static str, Vec<Printed>)> {
    let odd = "drafts/a b,c:50% é|<x>&\"y\".md";
    let mut loaded = finding("loaded-cue", Severity::Info, odd, ARTICLE, "admitted", "“admitted” takes a side");
    loaded.fix = Some(fix(ARTICLE, "admitted", "said", Safety::Unsafe));
    loaded.related = vec![related(ARTICLE, "a source")];
    let quoted = "“the bridge\n| is <b>shut</b>”";
    let message = "of \"quotes\", | pipes | and\nlines, @all <b>*bold*</b> & \u{8}";
    let lines = finding("unattributed-quotation", Severity::Error, odd, ARTICLE, quoted, message);
    let empty = finding("single-source", Severity::Warning, "empty.txt", "", "", "nobody is named in the article");
    vec![(ARTICLE, vec![loaded, lines]), ("", vec![empty])]
}

fn together() -> (Vec<Printed>, Summary) {
    let mut summary = Summary::default();
    let articles = articles();
    articles.iter().for_each(|(_, findings)| summary.add(findings));
    (articles.into_iter().flat_map(|(_, findings)| findings).collect(), summary)
}

fn each(print: impl Fn(&[Printed], &str) -> String) -> String {
    articles().iter().map(|(article, findings)| print(findings, article)).collect()
}

/// Compares with the text in `tests/formats/`, or writes it.
fn same(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
    // The version is none of the format's business.
    let printed = printed.replace(concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\""), "\"version\": \"[VERSION]\"");
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        fs::write(&path, &printed).expect("tests/formats can be written");
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, wanted, "{name} is printed otherwise; SNAPSHOTS=overwrite cargo test --test formats");
}

#[test]
fn every_format_prints_the_same_findings() {
    let (all, summary) = together();
    let look = Look { width: 80, colour: false };
    same("text.txt", &(each(|findings, article| text(findings, article, look)) + &text::closing(summary)));
    same("concise.txt", &each(|findings, _| concise(findings)));
    same("findings.jsonl", &all.iter().map(|f| serde_json::to_string(f).expect("JSON") + "\n").collect::<String>());
    let mut log = sarif(&all);
    // The rules are the manual pages, which change on their own.
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
    for result in log["runs"][0]["results"].as_array_mut().expect("results") {
        result["ruleIndex"] = Value::Null;
    }
    same("sarif.json", &format!("{log:#}\n"));
    same("github.txt", &github(&all));
    same("gitlab.json", &format!("{:#}\n", Value::from(gitlab(&all))));
    same("junit.xml", &junit(&all, summary));
    same("checkstyle.xml", &format!("{}{}{}", checkstyle::OPENING, each(|findings, _| checkstyle(findings)), checkstyle::CLOSING));
    same("rdjsonl.jsonl", &each(rdjsonl));
    same("markdown.md", &markdown(&all, summary));
}

#[test]
fn nothing_found_is_said_well() {
    let clean = Summary { articles: 2, ..Summary::default() };
    assert_eq!(text::closing(clean), "");
    assert_eq!(markdown(&[], clean), "**sayso**: no findings in 2 articles.\n");
    assert!(junit(&[], clean).contains("<testcase name=\"2 articles\""));
    assert_eq!((github(&[]), gitlab(&[]).len(), checkstyle(&[])), (String::new(), 0, String::new()));
}

#[test]
fn a_summary_fits_a_comment_and_counts_the_rest() {
    let (one, _) = together();
    let many: Vec<Printed> = one.iter().cycle().take(3_000).cloned().collect();
    let mut summary = Summary::default();
    summary.add(&many);
    let printed = markdown(&many, summary);
    assert!(printed.len() < 65_536 && printed.contains("\n… and ") && printed.ends_with(" more findings.\n"), "{}", printed.len());
}

/// SARIF against the part of its schema that is in use; every object is closed, so that no property can be misspelt.
#[test]
fn sarif_keeps_to_the_part_of_the_standard_that_is_in_use() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif-subset.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).expect("the schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let (all, _) = together();
    for findings in [&all[..], &[]] {
        let log = sarif(findings);
        let errors: Vec<_> = validator.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert_eq!(errors, [""; 0]);
    }
    let log = sarif(&all);
    let results = log["runs"][0]["results"].as_array().expect("results");
    for (result, f) in results.iter().zip(&all) {
        let rule =
            &log["runs"][0]["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().expect("a rule")).expect("small")];
        assert_eq!((&rule["id"], &result["ruleId"]), (&f.code.into(), &f.code.into()));
        assert!(rule["help"]["text"].as_str().is_some_and(|help| !help.is_empty()));
        assert_eq!(result["partialFingerprints"]["sayso/v1"], f.fingerprint.as_str());
    }
    for (pointer, key, value) in [
        ("/runs/0/results/0", "rule", Value::from("A104")),
        ("/runs/0/results/0", "level", Value::from("info")),
        ("/runs/0/results/0/locations/0/physicalLocation/region", "startLine", Value::from(0)),
        ("/runs/0/tool/driver", "name", Value::Null),
    ] {
        let mut bad = log.clone();
        bad.pointer_mut(pointer).expect("a place").as_object_mut().expect("an object").insert(key.to_owned(), value);
        assert!(!validator.is_valid(&bad), "{pointer}/{key}");
    }
}

#[test]
fn fixes_of_the_same_words_are_made_one_at_a_time() {
    let of = |words: &str, text: &str, safety| {
        let mut found = finding("loaded-cue", Severity::Info, "a.txt", ARTICLE, words, "x");
        found.fix = Some(fix(ARTICLE, words, text, safety));
        found
    };
    let findings = [
        of("a source", "Ana Duarte", Safety::Safe),
        of("mayor admitted", "council said", Safety::Unsafe),
        of("admitted", "said", Safety::Safe),
    ];
    let (safe, made) = fixed(ARTICLE, &findings, Safety::Safe);
    assert_eq!((safe, made), (ARTICLE.replace("admitted", "said").replace("a source", "Ana Duarte"), 2));
    let (risky, made) = fixed(ARTICLE, &findings, Safety::Unsafe);
    assert_eq!((risky, made), (ARTICLE.replace("mayor admitted", "council said").replace("a source", "Ana Duarte"), 2));
    assert_eq!(fixed(ARTICLE, &[], Safety::Unsafe), (ARTICLE.to_owned(), 0));
}
