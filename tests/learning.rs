//! Learning and scoring from outside: a small corpus in, weights out, figures from both.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use sayso::grammar::Grammar;
use serde_json::json;

fn sayso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("sayso runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// An article of sentences "SOURCE CUE CONTENT." with its annotations and tags.
fn article(number: usize) -> (serde_json::Value, serde_json::Value) {
    let people = ["The mayor", "The council", "The harbour master", "The engineer"];
    let cues = ["said", "wibbled", "wobbled"];
    let contents = ["the bridge was shut", "the ferry was late", "the river was high"];
    let (mut text, mut attributions, mut tags) = (String::new(), Vec::new(), Vec::new());
    for nth in 0..6 {
        let (source, cue, content) = (people[(number + nth) % 4], cues[(number + nth) % 3], contents[nth % 3]);
        let start = text.chars().count();
        let behind = |n: usize, s: &str| (n, n + s.chars().count());
        let (source_span, cue_span) = (behind(start, source), behind(start + source.len() + 1, cue));
        let content_span = behind(cue_span.1 + 1, content);
        attributions.push(json!({"id": "x", "source": [source_span], "cue": [cue_span], "content": [content_span]}));
        let sentence = format!("{source} {cue} {content}.");
        let mut at = start;
        let mut sentence_tags = Vec::new();
        for word in sentence.trim_end_matches('.').split(' ') {
            let tag = match word {
                "The" | "the" => "DT",
                "said" | "wibbled" | "wobbled" | "was" => "VBD",
                "shut" | "late" | "high" => "JJ",
                _ => "NN",
            };
            sentence_tags.push(json!([at, at + word.len(), tag, "O"]));
            at += word.len() + 1;
        }
        tags.push(sentence_tags);
        text += &sentence;
        text += "\n\n";
    }
    let id = format!("a{number}");
    (json!({"id": id, "text": text, "attributions": attributions, "others": []}), json!({"id": id, "sentences": tags}))
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("polnear")).expect("a folder");
    folder
}

#[test]
fn a_corpus_is_learned_from_and_scored_against() {
    let folder = folder("learning");
    let (articles, tags): (Vec<_>, Vec<_>) = (0..8).map(article).unzip();
    let lines = |values: &[serde_json::Value]| values.iter().map(|v| format!("{v}\n")).collect::<String>();
    let gold = folder.join("polnear/train.jsonl");
    fs::write(&gold, lines(&articles)).expect("written");
    let packed = File::create(folder.join("polnear/pos.train.jsonl.gz")).expect("created");
    let mut packer = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packer.write_all(lines(&tags).as_bytes()).expect("packed");
    packer.finish().expect("packed");

    let (data, gold) = (folder.to_str().expect("UTF-8"), gold.to_str().expect("UTF-8"));
    let weights = folder.join("out.weights");
    let weights = weights.to_str().expect("UTF-8");
    let trained = sayso(&["train", "--data", data, "--out", weights, "--date", "2024-05-01"]);
    assert!(trained.status.success(), "{}", text(&trained.stderr));
    let bytes = fs::read(weights).expect("weights");
    assert!(bytes.starts_with(b"sayso weights {\"format\":2,"));
    assert!(text(bytes[..400.min(bytes.len())].split(|&b| b == b'\n').next().expect("a line")).contains("2024-05-01"));

    let scored = sayso(&["evaluate", "--gold", gold, "--weights", weights]);
    let figures = text(&scored.stdout);
    assert!(figures.starts_with("8 articles, 48 gold attributions, 48 predicted\n"), "{figures}{}", text(&scored.stderr));
    let linked: f64 = figures.lines().find(|l| l.starts_with("linked")).and_then(|l| l.rsplit(' ').next()?.parse().ok()).expect("a figure");
    assert!(linked > 99.0, "{figures}");
    // The grammar knows "said" alone.
    let alone = text(&sayso(&["evaluate", "--gold", gold, "--no-model"]).stdout);
    assert_ne!(alone, figures);
}

#[test]
fn what_is_no_corpus_and_what_are_no_weights_is_told() {
    let folder = folder("broken");
    fs::write(folder.join("polnear/train.jsonl"), "{\"id\": \"a\"}\n").expect("written");
    let output = sayso(&["train", "--data", folder.to_str().expect("UTF-8"), "--out", "unused"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("train.jsonl:1: missing field `text`"), "{}", text(&output.stderr));
    let output = sayso(&["claims", "--weights", "Cargo.toml", "README.md"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("Cargo.toml: not a file of sayso weights"), "{}", text(&output.stderr));
}

#[test]
fn the_built_in_weights_fit_the_models_and_the_frames() {
    let grammar = Grammar::english();
    let header = &grammar.model.as_ref().expect("weights").header;
    assert_eq!(sayso::attribution::fits(header, &grammar), Ok(()));
    // Frames of one's own change nothing about that.
    let own = "frame mine \"x\" {\n  match content:CLAUSE ',' cue:@cue.according source:MENTION\n  accept \"[content The bridge was shut], [cue according to] [source drivers].\"\n  refuse \"No.\"\n}\n\
               override frame colon \"y\" {\n  match EDGE source:MENTION cue:@cue.sign content:QUOTATION\n  accept \"[source Ana][cue :] [content “The bridge is shut.”]\"\n  refuse \"No.\"\n}\n";
    let with_own = Grammar::with_files(&[("own.grammar".to_owned(), own.to_owned())]).expect("the file is well formed");
    assert_eq!(sayso::attribution::fits(header, &with_own), Ok(()));
    let other = Grammar { fingerprint: header.frames ^ 1, ..with_own };
    assert!(sayso::attribution::fits(header, &other).is_err());
}

/// Writes a brat corpus of a few articles into a folder.
fn brat(folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    for number in 0..8 {
        let (article, _) = article(number);
        let text = article["text"].as_str().expect("a text");
        let mut notes = String::new();
        for (nth, claim) in article["attributions"].as_array().expect("claims").iter().enumerate() {
            let mut roles = String::new();
            for (at, role) in ["Source", "Cue", "Content"].iter().enumerate() {
                let span = &claim[role.to_lowercase()][0];
                let id = format!("T{}", 4 * nth + at + 1);
                notes += &format!("{id}\t{role} {} {}\twords\n", span[0], span[1]);
                roles += &format!(" {role}:{id}");
            }
            notes += &format!("T{}\tAttribution 0 1\tx\nE{}\tAttribution:T{}{roles}\n", 4 * nth + 4, nth + 1, 4 * nth + 4);
        }
        fs::write(folder.join(format!("a{number}.txt")), text).expect("a text");
        fs::write(folder.join(format!("a{number}.ann")), notes).expect("notes");
    }
}

#[test]
fn brat_corpora_are_learned_from_and_scored() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("brat");
    brat(&folder);
    let out = folder.join("brat.weights");
    let (folder_name, out_name) = (folder.display().to_string(), out.display().to_string());
    let trained = sayso(&["train", "--data", &folder_name, "--out", &out_name]);
    assert!(trained.status.success(), "{}", text(&trained.stderr));
    assert!(text(&sayso(&["doctor", "--weights", &out_name]).stdout).contains("from own (8 articles)"));
    let scored = text(&sayso(&["evaluate", "--gold", &folder_name]).stdout);
    assert!(scored.starts_with("8 articles, 48 gold attributions"), "{scored}");
    fs::write(folder.join("a0.ann"), "T1\tSource 0 x\tThe\n").expect("notes");
    let broken = sayso(&["evaluate", "--gold", &folder_name]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(text(&broken.stderr).contains("a0.ann:1: a place is two numbers"), "{}", text(&broken.stderr));
    fs::remove_dir_all(&folder).expect("the folder goes");
}
