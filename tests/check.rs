//! The checks on the examples of their manual pages, and what all findings have.

use std::{fs, path::Path};

use sayso::{
    analyse,
    check::{CHECKS, Check, Group, Settings, check, check_changes, verdicts},
    compare::{Version, compare},
    document::{self, Format, Metadata},
    grammar::Grammar,
    report::{self, findings::Places},
    span::OffsetUnit,
    suppression::Suppressions,
    verify::{Evidence, Rules, selection::verify},
};

fn grammar() -> &'static Grammar {
    static GRAMMAR: std::sync::OnceLock<Grammar> = std::sync::OnceLock::new();
    GRAMMAR.get_or_init(Grammar::english)
}

/// What a check finds in a text by the usual settings, or between the two that `=>` parts: the words, and the fingerprint.
fn findings(text: &str, wanted: &Check) -> Vec<(String, u64)> {
    settled(text, wanted, &Settings::default())
}

fn settled(text: &str, wanted: &Check, settings: &Settings) -> Vec<(String, u64)> {
    if let Some((old, new)) = text.split_once(" => ") {
        let read = |text| analyse(document::read(Format::Plain, text, Metadata::default(), &grammar().furniture), grammar());
        let (old, new) = (read(old), read(new));
        let versions = (Version::new(&old, grammar()), Version::new(&new, grammar()));
        let changes = compare(&versions.0, &versions.1);
        let found = check_changes(&versions.0, &versions.1, &changes, grammar(), |check| check.code == wanted.code);
        return found.iter().map(|f| (f.span.of(&new.document.text).to_owned(), f.fingerprint)).collect();
    }
    if let Some((draft, evidence)) = text.split_once(" <= ") {
        return held(draft, evidence, wanted);
    }
    let format = if text.starts_with("# ") || text.contains("](") { Format::Markdown } else { Format::Plain };
    let analysis = analyse(document::read(format, text, Metadata::default(), &grammar().furniture), grammar());
    let suppressions = wanted.group == Group::Suppressions;
    let found = check(&analysis, grammar(), settings, |check| check.code == wanted.code || suppressions && check.default);
    if !suppressions {
        return found.iter().map(|f| (f.span.of(&analysis.document.text).to_owned(), f.fingerprint)).collect();
    }
    let mut printed = report::findings::printed(&analysis, &Places::new(text, "", OffsetUnit::Byte), &found);
    let mut comments = Suppressions::in_text(text, format);
    let today = jiff::civil::date(2026, 1, 1);
    comments.apply(&mut printed, today);
    let ran = |check: &Check| check.code == wanted.code || check.default && check.group != Group::Suppressions;
    printed.extend(comments.findings(&Places::new(text, "", OffsetUnit::Byte), today, ran));
    let number = |fingerprint: &str| u64::from_str_radix(fingerprint, 16).expect("a number");
    printed.retain(|f| f.code == wanted.code);
    printed.into_iter().map(|f| (f.text, number(&f.fingerprint))).collect()
}

/// What a check finds in a draft that is held against evidence.
fn held(draft: &str, evidence: &str, wanted: &Check) -> Vec<(String, u64)> {
    let analysis = analyse(document::read(Format::Plain, draft, Metadata::default(), &grammar().furniture), grammar());
    let evidence = Evidence::new(&[evidence]).expect("less than 4 GiB");
    let checked = verify(&analysis, &evidence, Rules { grammar: grammar(), spelling: false }, false);
    assert!(!checked.is_empty(), "no quotation in {draft}");
    let found = verdicts(&analysis, grammar(), &checked, |_| None, |check| check.code == wanted.code);
    found.iter().map(|f| (f.span.of(&analysis.document.text).to_owned(), f.fingerprint)).collect()
}

fn called(name: &str) -> &'static Check {
    CHECKS.iter().find(|check| check.name == name).expect("a check")
}

#[test]
fn the_examples_of_manual_pages_are_true() {
    for check in CHECKS {
        let (bad, good) = check.examples();
        // By the usual settings the house has no forms of its own.
        assert!(!bad.is_empty() || check.name == "outlet-name-style", "{} lacks examples", check.name);
        assert!(!good.is_empty(), "{} lacks examples", check.name);
        for text in bad {
            assert!(!findings(&text, check).is_empty(), "{} does not flag {text:?}", check.name);
        }
        for text in good {
            assert_eq!(findings(&text, check), [], "{} flags {text:?}", check.name);
        }
    }
}

/// The words that a check finds fault with.
fn at_fault(text: &str, name: &str) -> Vec<String> {
    findings(text, called(name)).into_iter().map(|(words, _)| words).collect()
}

#[test]
fn the_words_at_fault_are_marked() {
    for (name, text, words) in [
        ("bare-source", "A source said the bridge was shut.", "A source"),
        ("unnamed-reports", "The minister will resign, reports said.", "reports"),
        ("unclosed-quotation", "“The bridge is shut, she said.", "“The bridge is shut, she said."),
        ("loaded-cue", "The mayor admitted that the bridge was shut.", "admitted"),
        ("hearsay-verb", "It is understood that the bridge is shut.", "It is understood"),
    ] {
        assert_eq!(at_fault(text, name), [words], "{name}");
    }
}

#[test]
fn marks_that_are_turned_are_told_from_marks_that_are_missing() {
    for (text, turned, missing) in [
        ("“The bridge is shut,“ she said. “Nobody is hurt.”", &["“"][..], &[][..]),
        ("The mayor wanted ”to mend the bridge in the spring,” she said.", &["”"], &[]),
        ("She is said to be a “ pessimist “.", &["“"], &[]),
        ("The mayor said,”The bridge is shut for good,” and left.", &["”"], &[]),
        ("She called it “the old bridge. “ The mayor wrote “a new one“ on the plan.", &["“", "“"], &[]),
        // Nothing is wrong with these.
        ("“The bridge is old … “It was never safe,” wrote Ana Duarte, the harbour master.", &[], &[]),
        ("The mayor, and ‘Chelle with him, called it “a fine bridge”.", &[], &[]),
        ("The sign read â€” \"keep out\" in red letters.", &[], &[]),
        ("« Previous", &[], &[]),
        ("The mayor spoke to the crowd,\" Build it! Build it!\" and left.", &[], &[]),
        ("“The bridge is shut,’’ she said. “Nobody is hurt.”", &[], &[]),
        ("The sign said ‘keep out' and was read ’by nobody’.", &[], &[]),
        // These lack one.
        ("“The bridge is shut. “Nobody is hurt,” she said.", &[], &["“The bridge is shut."]),
        ("The bridge is shut,” she said.", &[], &["”"]),
        ("« The bridge is shut, she said. « Nobody is hurt », she said.", &[], &["« The bridge is shut, she said."]),
    ] {
        assert_eq!((at_fault(text, "turned-mark"), at_fault(text, "unclosed-quotation")), (own(turned), own(missing)), "{text}");
    }
}

#[test]
fn marks_that_are_glued_nested_or_displaced_are_no_missing_ones() {
    for (text, turned, missing) in [
        ("The mayor praised the new Bridge Act.”It has saved the town from ruin,” she said.", &["”"][..], &[][..]),
        ("It was safe, wrote Ana Duarte.”Nobody was ever hurt there,” she added. “I shall miss it.”", &["”"], &[]),
        ("The mayor warned of a”second closure” in the spring.", &["”"], &[]),
        // Where the next mark opens, this one is one too many, or lacks its partner.
        ("The mayor praised the new Bridge Act.”It has saved the town. “Nobody is hurt,” she said.", &[], &["”"]),
        ("“The town has a fine bridge.”The rest is history,” she said.", &[], &["”"]),
        // A single mark that closes though a letter stands behind it.
        ("The mayor scorns the ‘wreckers’and praises the ‘builders’ of the bridge.", &[], &[]),
        ("The notice said:\n\n'I don’t see who will mend it for them'bridge.example/notice", &[], &[]),
        ("They are bad ‘nay’bors.", &[], &[]),
        ("The sign said ‘The bridge is shut.’Nobody read it.", &[], &[]),
        ("The mayor said ‘I don’t think O’Neil can’t swim and left.", &[], &["‘I don’t think O’Neil can’t swim and left."]),
        ("‘Don’t tell ’em that O’Neil isn’t here,’ she said.", &[], &[]),
        // A straight mark with the space on its wrong side.
        ("The report found \"gaps\" and \"failures \"in the bridge. It is shut.", &[], &[]),
        ("\"The bridge is shut, \"she said. \"Nobody is hurt.\"", &[], &[]),
        ("\"The bridge is shut, she said. \"Nobody is hurt.\"", &[], &["\"The bridge is shut, she said."]),
        // One mark of another family closes.
        ("\"The bridge is shut,” she said. “Nobody is hurt.\n\n“The ferry sails.”", &[], &[]),
        ("“The bridge is shut,″ she said. ″Nobody is hurt,” he added.", &[], &[]),
        ("The plank is 10″ wide.", &[], &[]),
        ("The bridge is shut,″ she said.", &[], &["″"]),
        // Quotations in one another that have the same marks.
        (
            "\"The film shows what a bridge may be. The boy sees his \"great work\" and his \"fine river\" there. He is to be an engineer.\"",
            &[],
            &[],
        ),
        (
            "“A bridge needs salt air to rust. You do not take it inland and say, “go and stay dry. That is what we know. It rusts.”",
            &[],
            &["“go and stay dry."],
        ),
        (
            "“The bridge was built, the mayor said, as part of “a plan for all.”",
            &[],
            &["“The bridge was built, the mayor said, as part of “a plan for all.”"],
        ),
    ] {
        assert_eq!((at_fault(text, "turned-mark"), at_fault(text, "unclosed-quotation")), (own(turned), own(missing)), "{text}");
    }
}

#[test]
fn a_quotation_goes_on_in_other_blocks() {
    for (text, missing) in [
        // Paragraphs, the first of which to lack its opening mark is told of.
        ("“The bridge is shut.\n\nNobody is hurt,” she said.", &["Nobody is hurt,”"][..]),
        (
            "“The bridge is shut for good, and the mayor is to be thanked for what she did about it last year. We shall go by ferry.\n\nThe ferry is slow, and the people of the town have waited long enough for a better one. It is old.\n\nIt is, as the mayor said, “a fine wreck.” Nobody will miss it when it goes, and no one should.”\n\nThe mayor left.",
            &["The ferry is slow, and the people of the town have waited long enough for a better one."],
        ),
        ("“The bridge is shut.\n\n“Nobody is hurt,” she said.", &[]),
        // Verse, a list, a sentence that a scraper has broken.
        ("The song goes:\n\n“The bridge is down/\n\nThe river’s high. We wait/\n\nThe ferry’s late.”\n\nThe mayor hummed.", &[]),
        ("The song goes:\n\n“The bridge is down.\n\nThe river’s high.\n\nThe ferry’s late.”\n\nThe mayor hummed.", &[]),
        ("The mayor told them:\n\n\"We believe:\n\nthat bridges last,\n\nthat ferries sink and\n\nthat nobody swims.\"\n\nThey left.", &[]),
        ("The letter says “the closure leaves hundreds of people with no\n\nway across the river,” and asks for a ferry.", &[]),
        ("The song goes:\n\n‘The bridge is down,\n\nThe ferry’s late.’\n\nThe mayor hummed.", &[]),
        // Two faults of two speakers.
        ("“The bridge is shut, she said.\n\nThe ferry sails,” said Ana Duarte.", &["“The bridge is shut, she said.", "”"]),
        ("“The bridge is shut.\n\nThe mayor said “nobody was hurt in the fall of it.” The ferry sails.”", &["“The bridge is shut.", "”"]),
        ("“The bridge is shut.\n\n## The ferry\n\nNobody is hurt,” she said.", &["“The bridge is shut.", "”"]),
    ] {
        let text = if text.contains("## ") { format!("# Bridge\n\n{text}") } else { text.to_owned() };
        assert_eq!(at_fault(&text, "unclosed-quotation"), own(missing), "{text}");
    }
}

#[test]
fn quotations_whose_speaker_a_reader_knows_are_nobodys_fault() {
    let told = |text: &str| findings(text, called("unattributed-quotation")).len();
    let quotation = "“The bridge is shut for good, and nobody will mend it.”";
    for (text, expected) in [
        (
            format!(
                "The town was quiet.\n\n{quotation}\n\nThe ferry sails in the morning, and the town sleeps until it does, as it always has."
            ),
            1,
        ),
        // A column puts it into somebody's mouth.
        (
            format!(
                "Then the builders will come with their plans. {quotation} Or the river may rise and take the town with it, as it did before."
            ),
            0,
        ),
        // The headline has the speaker and the words.
        (
            format!(
                "# Ana Duarte on the bridge: “Shut for good”\n\n{quotation}\n\nThe town told Ana Duarte in the morning that the ferry sails at noon."
            ),
            0,
        ),
        (
            format!(
                "# The town is quiet now\n\n{quotation}\n\nThe town told Ana Duarte in the morning that the ferry sails at noon, and so it did."
            ),
            1,
        ),
        // The credit of a picture parts it from the speaker.
        (
            format!(
                "“The ferry is safe,” said Ana Duarte.\n\nPort Press\n\n{quotation}\n\nThe ferry sails in the morning, and the town sleeps until it does, as it has."
            ),
            0,
        ),
        // One introduction for all.
        (
            format!(
                "Ana Duarte said: “The ferry is safe.” … “Nobody is hurt in the town.” …\n\n{quotation}\n\nThe ferry sails in the morning, and \
                 the town sleeps until it does, as it always has."
            ),
            0,
        ),
    ] {
        assert_eq!(told(&text), expected, "{text}");
    }
}

fn own(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[test]
fn crowds_have_members_and_people_of_a_story_are_none() {
    for (text, words) in [
        ("Some argue that the bridge is old.", &["Some"][..]),
        ("Forty people missed the ferry. Some say they were turned away at the gate.", &[]),
        ("Critics say “the bridge is old and was never safe.”\n\nAna Duarte, The Harbour Post", &[]),
        (
            "Critics say the bridge is old. The town bought a ferry. The mayor considered a tunnel. “It rusts,” said Ana Duarte, an engineer.",
            &[],
        ),
    ] {
        let found = at_fault(text, "vague-crowd");
        assert_eq!(found, own(words), "{text}");
    }
}

#[test]
fn the_house_writes_outlets_its_own_way() {
    let outlets = [("The New York Times", "New York Times"), ("Reuters", "Reuters")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let settings = Settings { outlets: outlets.into(), ..Settings::default() };
    let check = called("outlet-name-style");
    let found = |text: &str| settled(text, check, &settings).into_iter().map(|(words, _)| words).collect::<Vec<_>>();
    assert_eq!(found("The mayor told Reuters it was shut. The New York Times reported that it was not."), [] as [&str; 0]);
    assert_eq!(found("The NYT reported that the bridge was shut."), ["NYT"]);
}

#[test]
fn wording_inside_quotations_is_nobodys_fault_but_the_speakers() {
    for (name, text) in [
        ("hearsay-verb", "“It was reportedly shut,” said Ana Duarte, the harbour master."),
        ("loaded-cue", "“He admitted that it was shut,” said Ana Duarte, the harbour master."),
        ("vague-crowd", "“Critics say it was shut,” said Ana Duarte, the harbour master."),
    ] {
        assert_eq!(findings(text, called(name)), [], "{name}");
    }
}

#[test]
fn fingerprints_survive_edits_elsewhere_and_tell_twins_apart() {
    let check = called("bare-source");
    let sentence = "The talks ended on Friday. A source said the bridge was shut. Nobody was hurt.";
    let plain = findings(sentence, check);
    let edited = findings(&format!("The harbour froze over.\n\nShips waited.\n\n{sentence}\n\nIt snowed."), check);
    assert_eq!(plain, edited);
    let twice = findings(&format!("{sentence}\n\n{sentence}"), check);
    assert_eq!(twice.len(), 2);
    assert_ne!(twice[0].1, twice[1].1);
}

#[test]
fn a_quotation_that_repeats_itself_is_told_once() {
    let text = "“We will win and we will win and we will win,” said Ana Duarte.\n\n“We will win and we shall win and we will win,” Duarte had said.";
    assert_eq!(findings(text, called("quotation-told-twice")).len(), 1);
}

#[test]
fn checks_are_listed_by_code() {
    let codes: Vec<_> = CHECKS.iter().map(|c| &c.code[1..]).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    for check in CHECKS {
        assert!(!check.why.is_empty() && !check.help.is_empty() && !check.manual().is_empty(), "{}", check.name);
    }
}

#[test]
fn the_manual_is_made_from_the_checks() {
    let mut manual = "# Checks\n\n`sayso check` runs those that are on by default; `--select` and `--ignore` take codes, beginnings of codes, names and groups.\nThis page is made from the checks themselves.\n".to_owned();
    for check in CHECKS {
        let default = if check.default { "on" } else { "off" };
        manual += &format!(
            "\n## {} {}\n\n{}, {}, {default} by default. Why: {}. What to do: {}.\n\n{}\n",
            check.code,
            check.name,
            check.group.name(),
            check.severity.name(),
            check.why,
            check.help,
            check.manual().trim_end()
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        fs::write(&path, &manual).expect("docs can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, manual, "docs/checks.md is not what the checks say; SNAPSHOTS=overwrite cargo test --test check");
}
