//! The command line from outside: streams, formats, exit codes, complaints.

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sayso(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.args(arguments).current_dir(root());
    command
}

fn run(arguments: &[&str]) -> Output {
    sayso(arguments).output().expect("sayso runs")
}

/// Runs with `input` as standard input.
fn feed(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = sayso(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sayso runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("input is taken");
    child.wait_with_output().expect("sayso ends")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn complaints(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn exit_codes_tell_clean_findings_and_failure() {
    let clean = feed(&["check", "-"], "“The bridge is shut,” said Ana Duarte, the harbour master.".as_bytes());
    assert_eq!((clean.status.code(), out(&clean).as_str()), (Some(0), ""));
    let findings = feed(&["check", "-"], b"A source said the bridge was shut.");
    assert_eq!(findings.status.code(), Some(1));
    assert!(out(&findings).contains("bare-source"));
    let missing = run(&["claims", "no-such-file.txt"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(complaints(&missing).contains("no-such-file.txt"));
}

#[test]
fn a_bad_line_costs_nobody_else() {
    let corpus = b"{\"id\":\"a\",\"text\":\"He said no.\"}\nnot json\n[1]\n\xff\xfe\n\n{\"id\":\"b\",\"text\":\"She left.\"}";
    let output = feed(&["claims", "--format", "jsonl", "--stdin-filename", "corpus.jsonl", "-"], corpus);
    assert_eq!(output.status.code(), Some(2));
    let ids: Vec<_> = out(&output).lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON")["id"].clone()).collect();
    assert_eq!(ids, ["a", "b"]);
    let complaints = complaints(&output);
    for part in ["line 2: not valid JSON", "line 3: expected an object", "line 4: invalid UTF-8"] {
        assert!(complaints.contains(part), "{complaints}");
    }
}

#[test]
fn invalid_utf8_is_told_with_its_place() {
    let output = feed(&["claims", "-"], b"First line.\nSecond \xff line.");
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("-:2: invalid UTF-8 at byte 19"), "{}", complaints(&output));
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let with = |threads: &str| sayso(&["claims", "--format", "jsonl", "--explain", "fixtures"]).env("RAYON_NUM_THREADS", threads).output();
    let (one, two) = (with("1").expect("sayso runs"), with("2").expect("sayso runs"));
    assert_eq!(one.status.code(), Some(0), "{}", complaints(&one));
    assert!(out(&one).lines().count() > 25);
    assert_eq!(one.stdout, two.stdout);
}

#[test]
fn json_is_one_array_whatever_is_in_it() {
    for input in ["", "“Yes,” Ana Duarte said."] {
        for command in ["claims", "sources", "check"] {
            let output = feed(&[command, "--format", "json", "-"], input.as_bytes());
            let value: serde_json::Value = serde_json::from_str(&out(&output)).unwrap_or_else(|e| panic!("{command} {input:?}: {e}"));
            assert!(value.is_array(), "{command} {input:?}");
        }
    }
}

#[test]
fn offsets_count_in_the_unit_asked_for() {
    let text = "😀 “Ja,” sagte é. “The bridge is shut,” said Ana Duarte.";
    for unit in ["byte", "codepoint", "utf16"] {
        let output = feed(&["claims", "--format", "jsonl", "--offsets", unit, "-"], text.as_bytes());
        let article: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
        assert_eq!(article["offsets"], unit);
        // The smiley is the first character, and the first sentence begins there.
        assert_eq!(article["sentences"][0]["start"], 0);
        let whole = article["sentences"].as_array().expect("sentences").last().expect("one")["end"].as_u64().expect("a number");
        let want = match unit {
            "byte" => text.len(),
            "codepoint" => text.chars().count(),
            _ => text.encode_utf16().count(),
        };
        assert_eq!(whole as usize, want, "{unit}");
    }
}

#[test]
fn all_errors_of_a_grammar_file_are_told_with_excerpts() {
    let path = std::env::temp_dir().join(format!("sayso-broken-{}.grammar", std::process::id()));
    fs::write(&path, "words cue.say : tone=purple {\n  bellow out\n}\nframe x {\n  priority 999\n}\nwords = {\n").expect("a file");
    let output = run(&["grammar", "check", &path.to_string_lossy()]);
    fs::remove_file(&path).expect("the file goes");
    assert_eq!(output.status.code(), Some(1));
    let complaints = complaints(&output);
    assert!(complaints.matches("\n  | ").count() >= 3, "{complaints}");
    assert!(complaints.contains("purple"), "{complaints}");
}

#[test]
fn own_files_add_to_the_grammar() {
    let path = std::env::temp_dir().join(format!("sayso-own-{}.grammar", std::process::id()));
    fs::write(&path, "outlet \"The Harbour Bugle\" {\n  domain bugle.example\n  kind newspaper\n}\nwords cue.say {\n  blether: blethers blethered blethering\n}\n")
        .expect("a file");
    let text = "The bridge is shut, Ana Duarte blethered.\n\nThe bridge is shut, Ana Duarte told The Harbour Bugle.";
    let with = feed(&["claims", "--grammar", &path.to_string_lossy(), "-"], text.as_bytes());
    let without = feed(&["claims", "-"], text.as_bytes());
    fs::remove_file(&path).expect("the file goes");
    assert_eq!(out(&with).matches("Ana Duarte").count(), 2, "{}", out(&with));
    assert!(out(&with).contains("The Harbour"), "{}", out(&with));
    assert_eq!(out(&without).matches("Ana Duarte").count(), 1, "{}", out(&without));
}

#[test]
fn graphs_join_claims_to_sources_and_outlets() {
    let text = "“The bridge is shut,” Ana Duarte told Reuters.";
    let dot = out(&feed(&["sources", "--graph", "dot", "-"], text.as_bytes()));
    assert!(
        dot.starts_with("digraph \"-\" {") && dot.contains("c1 -> e1 [label=\"source\"];") && dot.contains("e1 -> e2 [label=\"told\"];"),
        "{dot}"
    );
    let mermaid = out(&feed(&["sources", "--graph", "mermaid", "-"], text.as_bytes()));
    assert!(mermaid.contains("flowchart LR") && mermaid.contains("e1 -->|told| e2"), "{mermaid}");
    let json = out(&feed(&["sources", "--graph", "json", "-"], text.as_bytes()));
    let graph: serde_json::Value = serde_json::from_str(&json).expect("one object");
    let labels: Vec<_> = graph["nodes"].as_array().expect("nodes").iter().map(|node| node["label"].clone()).collect();
    assert_eq!(labels, ["“The bridge is shut,”", "Ana Duarte", "Reuters"]);
    assert_eq!(graph["edges"][1], serde_json::json!({"from": "e1", "to": "e2", "step": "told"}));
}

#[test]
fn sources_tell_terms_grounds_and_independence() {
    let text = "A senior official in the Harbour Department said the bridge was shut. The official spoke on condition of anonymity because \
                she was not authorised to speak to the press. Critics said it was late.";
    let told = out(&feed(&["sources", "-"], text.as_bytes()));
    for part in [
        "terms: “spoke on condition of anonymity”",
        "grounds: “because she was not authorised to speak to the press”",
        "2 claims, 2 sources, 2 independent",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn links_to_the_site_of_an_outlet_tell_of_it() {
    let text = "The mayor [said](https://edition.cnn.com/2020/bridge) the bridge was shut.";
    let json = out(&feed(&["claims", "--format", "jsonl", "--stdin-filename", "a.md", "-"], text.as_bytes()));
    let article: serde_json::Value = serde_json::from_str(&json).expect("one object");
    let link = &article["claims"][0]["chain"][1];
    assert_eq!((&link["step"], &article["entities"][link["entity"].as_str().expect("a key")]["name"]), (&"linked".into(), &"CNN".into()));
}

#[test]
fn explaining_tells_who_else_is_meant() {
    let text = "Ana Duarte met Maria Lopez on Monday. She said the bridge was shut.";
    let json = out(&feed(&["claims", "--format", "jsonl", "--explain", "-"], text.as_bytes()));
    let article: serde_json::Value = serde_json::from_str(&json).expect("one object");
    let found = &article["claims"][0]["source"]["found"];
    assert_eq!(found["by"], "pronoun");
    assert_eq!(found["candidates"].as_array().expect("a list").len(), 2, "{found}");
}

#[test]
fn the_doctor_tells_which_weights_are_in_use() {
    let told = out(&run(&["doctor"]));
    assert!(told.contains("weights: built in; format ") && told.contains("they go with this grammar"), "{told}");
    assert!(out(&run(&["doctor", "--no-model"])).contains("weights: none"));
}
