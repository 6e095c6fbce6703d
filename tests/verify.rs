//! Quotations with known alterations, held against speech that is planted in 20 MB of filler.
//!
//! The filler is made by a linear congruential generator with a fixed seed from the vocabulary below, so it is the same on every machine. Each
//! planted passage gives one quotation of each kind.

use std::{fmt::Write as _, fs, path::Path, sync::OnceLock, time::Instant};

use sayso::{
    analyse,
    document::{self, Format, Metadata},
    grammar::Grammar,
    verify::{Evidence, Rules, Verdict, judge, selection::verify},
};

fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(Grammar::english)
}

const VOCABULARY: &str = "the of and to a in is that for it was on are as with they be at one have this from or had by but what some we can out \
    other were all there when up use your how said an each she which do their time if will way about many then them write would like so these \
    her long make thing see him two has look more day could go come did number sound no most people my over know water than call first who may \
    down side been now find any new work part take get place made live where after back little only round man year came show every good";

/// A passage as it was spoken: what stands before the words that are changed, these words, what stands behind, and the word put in their place.
const PASSAGES: [(&str, &str, &str, &str); 12] = [
    ("Ministers have promised that the ferry will", "never", "leave the northern quay before the ice has melted", "always"),
    ("Our engineers told the committee that the dam is", "not", "safe enough to hold another wet spring", "quite"),
    ("I told my daughter that we would", "probably", "sell the vineyard when the harvest is over", "gladly"),
    ("The orchestra lost", "almost", "half of its subscribers during the renovation of the hall", "fully"),
    ("Teachers in this district were", "hardly", "ever asked whether the tablets helped their pupils", "often"),
    ("When the turbines stopped the whole valley heard", "nearly", "nothing except the river under the ice", "simply"),
    ("Every beekeeper I have met says that the pesticide", "might", "kill a colony within a single week", "must"),
    ("Nobody at the museum believed that the painting was", "really", "stolen by one of the night guards", "secretly"),
    ("The pension fund has", "allegedly", "bought shares in companies that it publicly condemned", "quietly"),
    ("Our lawyers advise that the tenants should", "perhaps", "withhold their rent until the heating works again", "immediately"),
    ("Fishermen along this coast have", "rarely", "seen herring come so close to the shore", "constantly"),
    ("That laboratory could", "not", "repeat the experiment although it had the same samples", "easily"),
];

/// Filler of `bytes` bytes at least, with a planted passage at each of as many even distances.
fn transcript(bytes: usize) -> String {
    let vocabulary: Vec<&str> = VOCABULARY.split_whitespace().collect();
    let mut seed = 20_261_124_u64;
    let mut out = String::with_capacity(bytes + bytes / 8);
    let mut planted = 0;
    while out.len() < bytes || planted < PASSAGES.len() {
        for at in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let word = vocabulary[usize::try_from(seed >> 33).unwrap() % vocabulary.len()];
            out.push_str(word);
            out.push_str(if at == 11 { ".\n" } else { " " });
        }
        if planted < PASSAGES.len() && out.len() > bytes * planted / PASSAGES.len() {
            let (before, changed, behind, _) = PASSAGES[planted];
            write!(out, "\nMS. PORTER: {before} {changed} {behind}.\n\nMR. WOLFF: Thank you for that answer.\n\n").unwrap();
            planted += 1;
        }
    }
    out
}

#[test]
fn known_alterations_are_found_in_a_haystack() {
    let text = transcript(20_000_000);
    let start = Instant::now();
    let evidence = Evidence::new(&[&text]).unwrap();
    println!("index of {} bytes: {:?}", text.len(), start.elapsed());
    let rules = Rules { grammar: grammar(), spelling: false };
    let (mut right, mut all) = (0, 0);
    let mut wrong = Vec::new();
    let start = Instant::now();
    for (nth, (before, changed, behind, other)) in PASSAGES.iter().enumerate() {
        let next = PASSAGES[(nth + 1) % PASSAGES.len()];
        let porter = Some("Ellen Porter");
        let first = before.chars().next().unwrap();
        let rest = &before[first.len_utf8()..];
        // An ellipsis does not excuse that a denial is gone.
        let elided = if ["never", "not", "hardly", "rarely"].contains(changed) { Verdict::Cut } else { Verdict::Edited };
        let cases = [
            (format!("{before} {changed} {behind}."), porter, Verdict::Verbatim),
            (format!("{before} {changed} {behind},"), None, Verdict::Verbatim),
            (format!("{before} -- {changed} {behind}"), porter, Verdict::Typography),
            (format!("{} {changed} {behind}", before.to_uppercase()), porter, Verdict::Typography),
            (format!("{before} … {behind}"), porter, elided),
            (format!("{before} [as was known] {changed} {behind}"), porter, Verdict::Edited),
            (format!("[{}]{rest} {changed} {behind}", first.to_lowercase()), porter, Verdict::Edited),
            (format!("{before} {other} {behind}"), porter, Verdict::Altered),
            (format!("{before} {behind}"), porter, Verdict::Cut),
            (format!("{before} {changed} {behind}"), Some("Karl Wolff"), Verdict::OtherSpeaker),
            (format!("{before} {changed} {behind}. Thank you for that answer."), porter, Verdict::Joined),
            (format!("{before} {changed} {behind}. {} {} {}", next.0, next.1, next.2), porter, Verdict::Joined),
            (format!("Purple zebras juggled lanterns beneath wedding tents number {nth}"), porter, Verdict::NotFound),
        ];
        for (quotation, speaker, expected) in cases {
            let judged = judge(&quotation, speaker, &evidence, rules);
            all += 1;
            if judged.verdict == expected {
                right += 1;
            } else {
                wrong.push(format!("{expected:?}: {quotation}: {judged:?}"));
            }
            assert!(
                expected != Verdict::Verbatim || matches!(judged.verdict, Verdict::Verbatim | Verdict::Typography),
                "a verbatim quotation is called {:?}: {quotation}",
                judged.verdict
            );
        }
    }
    println!("{right} of {all} quotations are right: {:?}", start.elapsed());
    assert!(right * 100 >= all * 97, "{right} of {all} are right\n{}", wrong.join("\n"));
}

/// The texts of a folder, read as their formats say.
fn folder(path: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let (name, text) = (file.display().to_string(), fs::read_to_string(file).expect("UTF-8"));
        let format = Format::of_path(&name).expect("a known format");
        let reading = document::read(format, &text, Metadata::default(), &grammar().furniture).text.into_owned();
        (name, reading)
    };
    files.iter().map(read).collect()
}

/// Judges the drafts of a file of cases against the evidence beside it; most must be right, and nothing verbatim may be called anything worse
/// than typography.
fn check(set: &str, cases: &str, spelling: bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verify").join(set);
    let files = folder(&root.join("evidence"));
    let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
    let evidence = Evidence::new(&texts).unwrap();
    let rules = Rules { grammar: grammar(), spelling };
    let cases = fs::read_to_string(root.join(cases)).expect("cases");
    let (mut right, mut all) = (0, 0);
    let mut wrong = Vec::new();
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let (expected, draft) = line.split_once('\t').expect("a tab");
        let analysis = analyse(document::read(Format::Plain, draft, Metadata::default(), &grammar().furniture), grammar());
        let checked = verify(&analysis, &evidence, rules, false);
        let found: Vec<&str> = checked.iter().map(|one| one.judged.verdict.name()).collect();
        let expected: Vec<&str> = expected.split(' ').collect();
        all += expected.len();
        let same = expected.iter().zip(&found).filter(|(a, b)| a == b).count();
        right += if expected.len() == found.len() { same } else { 0 };
        if expected != found {
            wrong.push(format!(
                "{expected:?}, not {found:?}: {draft}\n    {:?}",
                checked.iter().map(|one| &one.judged.diff).collect::<Vec<_>>()
            ));
        }
        let accused =
            expected.iter().zip(&found).any(|(wanted, found)| *wanted == "verbatim" && !["verbatim", "typography"].contains(found));
        assert!(!accused, "a verbatim quotation is called {found:?}: {draft}");
    }
    println!("{set}: {right} of {all} quotations are right\n{}", wrong.join("\n"));
    assert!(right * 100 >= all * 97, "{set}: {right} of {all} are right\n{}", wrong.join("\n"));
}

#[test]
fn drafts_are_judged_as_an_editor_would() {
    check("first", "cases.tsv", false);
    check("second", "cases.tsv", false);
    check("third", "cases.tsv", false);
}

#[test]
fn spellings_are_let_pass_where_asked() {
    check("second", "spelling.tsv", true);
}
