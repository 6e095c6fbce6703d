//! What happened to the claims of small pairs of versions, and what holds for all.

use std::{fs, ops::Range, path::Path, sync::OnceLock};

use proptest::prelude::*;
use sayso::{
    Analysis, analyse,
    attribution::Attribution,
    compare::{Change, Kind, Version, compare, trace::trace},
    document::{self, Format, Metadata},
    grammar::Grammar,
    wording::Edit,
};

fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(Grammar::english)
}

fn read(text: &str) -> Analysis<'_> {
    analyse(document::read(Format::Plain, text, Metadata::default(), &grammar().furniture), grammar())
}

fn changes(old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (read(old), read(new));
    compare(&Version::new(&old, grammar()), &Version::new(&new, grammar()))
}

/// What is told beside the claims that are kept, each kind once; `kept` where there is nothing else.
fn kinds(old: &str, new: &str) -> String {
    let changes = changes(old, new);
    let told = Kind::ALL.iter().filter(|&&kind| kind != Kind::Kept && changes.iter().any(|change| change.kind == kind));
    let told: Vec<&str> = told.map(|kind| kind.name()).collect();
    if told.is_empty() && !changes.is_empty() { "kept".to_owned() } else { told.join(",") }
}

#[test]
fn what_happened_is_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/compare/changes.txt");
    let text = fs::read_to_string(path).expect("the pairs");
    let mut failures = Vec::new();
    let mut seen = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (wanted, versions) = line.split_once(": ").expect("a kind and versions");
        let (old, new) = versions.split_once(" => ").expect("two versions");
        let found = kinds(&old.replace(" ¶ ", "\n\n"), &new.replace(" ¶ ", "\n\n"));
        seen.push(wanted.to_owned());
        if found != wanted {
            failures.push(format!("{found} in place of {line}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for kind in Kind::ALL {
        assert!(seen.iter().filter(|name| *name == kind.name()).count() >= 3, "{} has fewer than three pairs", kind.name());
    }
}

/// The parts of an article that tell who made a claim, behind its words and up to the end of its sentence: ", Ana Duarte said on Monday".
fn tags(article: &Analysis<'_>) -> Vec<Range<usize>> {
    let text = &article.document.text;
    let place = |tokens: &Range<usize>| article.tokens[tokens.start].span.to(article.tokens[tokens.end - 1].span).range();
    let tag = |claim: &Attribution| {
        let ([content], Some(cue), Some(source)) = (&claim.content[..], &claim.cue, &claim.source) else { return None };
        let sentence = &article.sentences[claim.sentence];
        let behind = content.start == sentence.tokens.start && cue.start >= content.end && source.start >= content.end;
        if !text[..sentence.span.range().end].ends_with('.') {
            return None;
        }
        let tag = place(content).end..sentence.span.range().end - 1;
        let plain = claim.inside.is_none() && !claim.negated && content.len() >= 8;
        (plain && behind && !text[place(content).start..tag.end].contains(['“', '"', '‘'])).then_some(tag)
    };
    article.claims.iter().filter_map(tag).collect()
}

#[test]
fn an_attribution_that_is_cut_from_an_article_is_missed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let (mut cut, mut told) = (0, 0);
    for entry in fs::read_dir(folder).expect("the fixtures") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let old = fs::read_to_string(&path).expect("an article");
        for tag in tags(&read(&old)) {
            let new = format!("{}{}", &old[..tag.start], &old[tag.end..]);
            cut += 1;
            told += usize::from(changes(&old, &new).iter().any(|change| change.kind == Kind::AttributionLost));
        }
    }
    assert!(cut >= 20, "only {cut} to cut");
    assert!(told * 10 >= cut * 9, "{told} of {cut} are told");
}

#[test]
fn what_looks_like_a_change_and_is_none() {
    for (old, new, never) in [
        // The sentence before names the speaker.
        (
            "The dam will hold through the winter storms, said Ana Duarte, the harbour master.",
            "Ana Duarte, the harbour master, told the council about it. The dam will hold through the winter storms.",
            Kind::AttributionLost,
        ),
        // The claim is gone, not taken over.
        (
            "The dam will hold through the winter storms, said Ana Duarte.",
            "The mayor opened the new school on Monday.",
            Kind::AttributionLost,
        ),
        // Cut at its end, broken by an attribution, and owned up to.
        (
            "“We will not close the old bridge today or tomorrow,” Ana Duarte said.",
            "“We will not close the old bridge,” Ana Duarte said.",
            Kind::QuotationAltered,
        ),
        (
            "“We will not close the old bridge. The council has decided,” Ana Duarte said.",
            "“We will not close the old bridge,” Ana Duarte said. “The council has decided.”",
            Kind::QuotationAltered,
        ),
        (
            "“We will not close the old and crooked bridge today,” Ana Duarte said.",
            "“We will not close the old … bridge today,” Ana Duarte said.",
            Kind::QuotationAltered,
        ),
        (
            "“The mobilisation of the coastguard costs five percent more,” Ana Duarte said.",
            "“The mobilization of the coastguard costs 5% more,” Ana Duarte said.",
            Kind::QuotationAltered,
        ),
        // Months and powers are no hedges.
        ("The mayor said the old bridge closed in May for repairs.", "The mayor said the old bridge closed for repairs.", Kind::Hardened),
        (
            "The mayor said the council could not pay for the new harbour wall.",
            "The mayor said the council did not pay for the new harbour wall.",
            Kind::Hardened,
        ),
        // The name stands elsewhere in the new version.
        (
            "Ana Duarte said the north gate would fail during the next storm.",
            "An official said the north gate would fail during the next storm. ¶ The gate is old, Duarte said.",
            Kind::Anonymised,
        ),
    ] {
        let found = changes(&old.replace(" ¶ ", "\n\n"), &new.replace(" ¶ ", "\n\n"));
        assert!(found.iter().all(|change| change.kind != never), "{} in {old} => {new}", never.name());
    }
}

#[test]
fn a_change_tells_places_and_words() {
    let (old, new) = ("The mayor said the old bridge was shut on Monday.", "The mayor said the old bridge was closed on Monday.");
    let found = changes(old, new);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].old.as_ref().and_then(|place| place.claim), Some(0));
    let edits: Vec<(Edit, &str)> = found[0].diff.iter().map(|(edit, text)| (*edit, text.as_str())).collect();
    assert_eq!(edits, [(Edit::Equal, "the old bridge was"), (Edit::Delete, "shut"), (Edit::Insert, "closed"), (Edit::Equal, "on Monday")]);
}

#[test]
fn claims_are_traced_to_the_copy_they_come_from() {
    let wires =
        ["The north gate would fail in the next storm, Ana Duarte said.", "Tom Keller said the company had paid three inspectors in cash."];
    let draft = "The company had paid three inspectors in cash, Tom Keller said. ¶ Ana Duarte said the north gate would fail in the next storm. ¶ The mayor said nobody in the council knew.".replace(" ¶ ", "\n\n");
    let analyses: Vec<_> = wires.iter().map(|wire| read(wire)).collect();
    let copies: Vec<_> = analyses.iter().map(|analysis| Version::new(analysis, grammar())).collect();
    let draft = read(&draft);
    let traces = trace(&copies, &Version::new(&draft, grammar()));
    let from: Vec<Option<usize>> = traces.iter().map(|trace| trace.from.as_ref().map(|(copy, _)| *copy)).collect();
    assert_eq!(from, [Some(1), Some(0), None]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_panics_and_a_text_keeps_its_own_claims(old in "[A-Za-z“”\". ,\n]{0,200}", new in ".{0,120}") {
        prop_assert!(changes(&old, &old).iter().all(|change| change.kind == Kind::Kept));
        for change in changes(&old, &new) {
            prop_assert!(change.old.is_some() || change.new.is_some());
        }
    }
}
