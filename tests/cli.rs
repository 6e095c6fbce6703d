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

/// An empty folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
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
fn files_that_are_no_text_are_refused_by_what_they_are() {
    for (bytes, told) in [
        (&b"PK\x03\x04\x14\x00"[..], "-: a zip archive"),
        (b"%PDF-1.7\n", "-: a PDF file"),
        (b"\xD0\xCF\x11\xE0\xA1", "-: an old document"),
        (b"\xFF\xFEH\x00", "-: UTF-16"),
    ] {
        let output = feed(&["claims", "-"], bytes);
        assert_eq!((output.status.code(), out(&output)), (Some(2), String::new()));
        assert!(complaints(&output).contains(told), "{}", complaints(&output));
    }
}

#[test]
fn pages_are_read_as_articles_with_places_in_their_markup() {
    let page = "<!DOCTYPE html>\n<title>x</title>\n<p>&ldquo;The bridge\n  is <b>shut</b>,&rdquo; Ana Duarte told\n<a href=\"https://www.reuters.com/x\">reporters</a>.</p>\n\
                <!-- sayso: ignore bare-source because she is in danger -->\n<p>A source said it was old.</p>\n<p>A source said it was never safe.</p>\n";
    let output = feed(&["claims", "--format", "jsonl", "-"], page.as_bytes());
    let object: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    let claim = &object["claims"][0];
    let (start, end) = (claim["content"][0]["start"].as_u64().expect("a place"), claim["content"][0]["end"].as_u64().expect("a place"));
    let place = |at: u64| usize::try_from(at).expect("a place");
    assert_eq!(&page[place(start)..place(end)], "&ldquo;The bridge\n  is <b>shut</b>,&rdquo;");
    assert_eq!(claim["source"]["mention"][0]["text"], "Ana Duarte");
    let output = feed(&["check", "--isolated", "--select", "bare-source,suppressions", "--format", "concise", "-"], page.as_bytes());
    assert_eq!(out(&output).lines().count(), 1, "{}", out(&output));
    assert!(out(&output).starts_with("-:8:4: warning N201"), "{}", out(&output));
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
        let output = feed(&["check", "--format", "json", "-"], input.as_bytes());
        let object: serde_json::Value = serde_json::from_str(&out(&output)).unwrap_or_else(|e| panic!("check {input:?}: {e}"));
        assert!(object["findings"].is_array() && object["summary"]["articles"] == 1, "check {input:?}");
        for command in ["claims", "sources"] {
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

/// Two defects, one of them grave.
const FLAWED: &str = "The town was quiet.\n\n“The bridge is shut for good.”\n\nA source said the ferry was late.";

#[test]
fn checks_are_chosen_by_code_name_group_and_beginning() {
    let found = |arguments: &[&str]| {
        let output = feed(&[&["check", "--format", "concise"], arguments, &["-"]].concat(), FLAWED.as_bytes());
        let codes: Vec<String> = out(&output).lines().filter_map(|l| Some(l.split(' ').nth(2)?.to_owned())).collect();
        (output.status.code(), codes.join(" "))
    };
    assert_eq!(found(&[]), (Some(1), "A101 N201".to_owned()));
    assert_eq!(found(&["--select", "anonymity"]), (Some(1), "N201 N202 N208 N209".to_owned()));
    assert_eq!(found(&["--select", "A,bare-source", "--ignore", "A101"]), (Some(1), "N201".to_owned()));
    assert_eq!(found(&["--ignore", "all"]), (Some(0), String::new()));
    assert_eq!(found(&["--fail-on", "error", "--ignore", "A1"]), (Some(0), "N201".to_owned()));
    assert_eq!(found(&["--exit-zero"]), (Some(0), "A101 N201".to_owned()));
    let unknown = run(&["check", "--select", "bare-sorce", "-"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(complaints(&unknown).contains("is it `bare-source`?"), "{}", complaints(&unknown));
}

#[test]
fn findings_are_told_in_every_form() {
    let print = |form: &str| out(&feed(&["check", "--format", form, "--stdin-filename", "drafts/a b.txt", "-"], FLAWED.as_bytes()));
    assert!(
        print("text").contains("warning[A101]: nobody is named")
            && print("text").ends_with("2 findings in 1 articles: 0 errors, 2 warnings, 0 infos\n")
    );
    assert!(print("concise").starts_with("drafts/a b.txt:3:1: warning A101 nobody is named for this quotation (unattributed-quotation)\n"));
    let json: serde_json::Value = serde_json::from_str(&print("json")).expect("JSON");
    assert_eq!(json["summary"], serde_json::json!({"articles": 1, "findings": 2, "errors": 0, "warnings": 2, "infos": 0}));
    let lines: Vec<serde_json::Value> = print("jsonl").lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(serde_json::Value::from(lines), json["findings"]);
    assert_eq!((&json["findings"][1]["claim"], &json["findings"][1]["group"]), (&"c2".into(), &"anonymity".into()));
    let sarif: serde_json::Value = serde_json::from_str(&print("sarif")).expect("JSON");
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    assert_eq!((&sarif["version"], &result["ruleId"], &result["level"]), (&"2.1.0".into(), &"A101".into(), &"warning".into()));
    let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small")];
    assert_eq!(rule["id"], "A101");
    assert_eq!(result["partialFingerprints"]["sayso/v1"], json["findings"][0]["fingerprint"]);
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "drafts/a%20b.txt");
    assert_eq!((&place["region"]["startLine"], &place["region"]["endColumn"]), (&3.into(), &31.into()));
    assert!(print("github").starts_with("::warning file=drafts/a b.txt,line=3,col=1,title=A101 unattributed-quotation::nobody is named"));
}

#[test]
fn github_is_told_no_more_than_it_shows() {
    let many = "A source said the ferry was late.\n\n".repeat(15);
    let told = out(&feed(&["check", "--select", "N201", "--format", "github", "-"], many.as_bytes()));
    assert_eq!(told.lines().filter(|line| line.starts_with("::warning")).count(), 10);
    assert!(told.ends_with("::notice title=sayso::5 more findings: see the log or the SARIF report\n"), "{told}");
}

#[test]
fn checks_explain_themselves() {
    let told = out(&run(&["explain", "n201"]));
    assert!(told.starts_with("N201 bare-source\nanonymity, warning, on by default\n") && told.contains("- Bad: A source said"), "{told}");
    assert_eq!(run(&["explain", "nothing"]).status.code(), Some(2));
    let list: serde_json::Value = serde_json::from_str(&out(&run(&["checks", "--json"]))).expect("JSON");
    let table = out(&run(&["checks"]));
    let codes: Vec<&str> = table.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(list.as_array().expect("a list").iter().map(|check| check["code"].as_str().expect("a code")).collect::<Vec<_>>(), codes);
    assert!(table.contains("Presets:\nafp "), "{table}");
}

#[test]
fn settings_of_the_closest_folder_hold() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("settings");
    fs::create_dir_all(folder.join("opinion")).expect("a folder");
    for name in ["a.txt", "opinion/b.txt"] {
        fs::write(folder.join(name), FLAWED).expect("a draft");
    }
    let found = |arguments: &[&str]| {
        let output =
            sayso(&[&["check", "--format", "concise"], arguments, &["."]].concat()).current_dir(&folder).output().expect("sayso runs");
        let lines = out(&output).lines().map(|l| l.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("; ");
        (output.status.code(), lines, complaints(&output))
    };
    fs::write(folder.join("sayso.toml"), "ignore = [\"A101\"]\nfail-on = \"error\"\n[severity]\nbare-source = \"info\"\n[[files]]\npaths = [\"opinion/**\"]\nignore = [\"anonymity\"]\n").expect("settings");
    assert_eq!(found(&[]).1, "./a.txt:5:1: info N201");
    assert_eq!(found(&[]).0, Some(0));
    assert_eq!(found(&["--fail-on", "info"]).0, Some(1));
    assert_eq!(found(&["--isolated"]).1.matches("A101").count(), 2);
    assert_eq!(found(&["--isolated", "--preset", "ap", "--fail-on", "error"]).0, Some(1));
    fs::write(folder.join("sayso.toml"), "ignroe = []\n").expect("settings");
    let (code, _, complaint) = found(&[]);
    assert_eq!(code, Some(2));
    assert!(complaint.contains("sayso.toml") && complaint.contains("ignroe"), "{complaint}");
    fs::write(folder.join("sayso.toml"), "ignore = [\"bare-sorce\"]\n").expect("settings");
    assert!(found(&[]).2.contains("is it `bare-source`?"), "{}", found(&[]).2);
    fs::remove_file(folder.join("sayso.toml")).expect("the settings go");
    let init = || sayso(&["init"]).current_dir(&folder).output().expect("sayso runs").status.code();
    assert_eq!((init(), init()), (Some(0), Some(2)));
    assert_eq!(found(&[]).0, Some(1));
    let shown = sayso(&["config"]).current_dir(&folder).output().expect("sayso runs");
    assert!(out(&shown).contains("fail-on = \"warning\""), "{}", out(&shown));
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn a_baseline_leaves_out_what_was_there_before() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("baseline.json");
    let name = path.display().to_string();
    let check = |arguments: &[&str], text: &str| {
        feed(&[&["check", "--isolated", "--format", "concise"], arguments, &["-"]].concat(), text.as_bytes())
    };
    assert_eq!(check(&["--write-baseline", &name], FLAWED).status.code(), Some(0));
    let later = format!("The harbour froze over on Monday.\n\n{FLAWED}\n\nCritics say the ferry was built too fast.");
    let found = check(&["--baseline", &name], &later);
    assert_eq!(found.status.code(), Some(1));
    assert_eq!(out(&found).lines().map(|l| l.split(' ').nth(2).expect("a code").to_owned()).collect::<Vec<_>>(), ["A102"]);
    fs::write(&path, "[]").expect("a file");
    let broken = check(&["--baseline", &name], FLAWED);
    assert_eq!(broken.status.code(), Some(2));
    assert!(complaints(&broken).contains("no baseline"), "{}", complaints(&broken));
    fs::remove_file(&path).expect("the file goes");
}

#[test]
fn only_changed_lines_are_told_of() {
    let folder = std::env::temp_dir().join(format!("sayso-diff-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let git = |arguments: &[&str]| {
        let done = Command::new("git").args(["-c", "user.name=a", "-c", "user.email=a@b.c"]).args(arguments).current_dir(&folder).output();
        done.is_ok_and(|output| output.status.success())
    };
    let check = |revision: &str| {
        let arguments = ["check", "--isolated", "--format", "concise", "--diff", revision, "a.txt"];
        sayso(&arguments).current_dir(&folder).output().expect("sayso runs")
    };
    fs::write(folder.join("a.txt"), format!("{FLAWED}\n")).expect("a draft");
    let outside = check("HEAD");
    assert_eq!(outside.status.code(), Some(2));
    assert!(complaints(&outside).contains("git: "), "{}", complaints(&outside));
    // Where there is no git, no more can be said.
    if git(&["init", "-q"]) && git(&["add", "a.txt"]) && git(&["commit", "-q", "-m", "x"]) {
        assert_eq!(out(&check("HEAD")), "");
        fs::write(folder.join("a.txt"), format!("{FLAWED}\n\nAnother source said the river was high.")).expect("a draft");
        let found = out(&check("HEAD"));
        assert!(found.starts_with("a.txt:7:1: warning N201") && found.lines().count() == 1, "{found}");
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn presets_choose_checks_severities_and_lines_and_a_desk_has_the_last_word() {
    let folder = folder("presets");
    let settings = folder.join("sayso.toml");
    let effective = |text: &str| {
        fs::write(&settings, text).expect("a file");
        let told: toml::Table = out(&run(&["config", folder.to_str().expect("UTF-8")])).parse().expect("TOML");
        told.get("checks").and_then(|checks| checks.get("anonymous-share")).and_then(toml::Value::as_float)
    };
    // Where nothing differs from the built-in lines, none are printed.
    assert_eq!(effective(""), None);
    assert_eq!(effective("preset = \"npr\""), Some(0.25));
    assert_eq!(effective("preset = \"npr\"\n[checks]\nanonymous-share = 0.75"), Some(0.75));
    assert_eq!(effective("preset = \"npr\"\n[checks]\nanonymous-share = 0.5"), None);
    let draft = "The bridge is shut, a senior official said.";
    let severities = |preset: &str| {
        let output = feed(&["check", "--isolated", "--format", "concise", "--preset", preset, "-"], draft.as_bytes());
        out(&output).lines().map(|line| line.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(severities("ap"), ["info R701", "info R702", "error N202", "info N208"]);
    assert_eq!(severities("ifcn"), ["warning N202"]);
    for preset in ["afp", "bbc", "guardian", "npr", "reuters"] {
        assert_ne!(severities(preset), severities("ap"), "{preset}");
    }
}

#[test]
fn comments_and_sidecars_suppress_and_do_not_rot() {
    let folder = folder("suppressions");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
    write("draft.md", "<!-- sayso: ignore bare-source because he is in danger -->\nA source said the bridge was shut.\n");
    write("plain.txt", "A source said the bridge was shut.\n");
    write("plain.txt.sayso", "# agreed with the desk\nbare-source \"A source\" because he is in danger\n");
    let check = |name: &str| run(&["check", "--isolated", "--format", "concise", folder.join(name).to_str().expect("UTF-8")]);
    for name in ["draft.md", "plain.txt"] {
        let output = check(name);
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(0), ""), "{name}");
    }
    // The fault is mended, the day is over, the words are others.
    write("draft.md", "The mayor said the bridge was shut. <!-- sayso: ignore bare-source -->\n");
    assert!(
        out(&check("draft.md")).contains("draft.md:1:37: warning X901 there is no finding of bare-source"),
        "{}",
        out(&check("draft.md"))
    );
    write("plain.txt.sayso", "bare-source \"A source\" until 2020-01-31\nloaded-clue\n");
    let output = check("plain.txt");
    let told = out(&output);
    assert_eq!(output.status.code(), Some(1));
    for part in
        ["plain.txt:1:1: warning N201", "plain.txt.sayso:1:1: warning X902 it held until 2020-01-31", "plain.txt.sayso:2:1: error X903"]
    {
        assert!(told.contains(part), "{told}");
    }
    // A check that was not looked for may have its use.
    write("plain.txt.sayso", "missing-grounds\nbare-source\n");
    assert_eq!(out(&check("plain.txt")), "");
    fs::write(folder.join("plain.txt.sayso"), b"\xff").expect("a file");
    let output = check("plain.txt");
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("plain.txt.sayso") && out(&output).contains("N201"));
}

/// An empty folder of its own for a test.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The changes that `compare --format jsonl` prints: the article's name without its folder, and what happened.
fn told(output: &Output) -> Vec<(String, String)> {
    let value = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    let name = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    let one = |v: serde_json::Value| (name(v["id"].as_str().expect("an id")), v["change"].as_str().expect("a change").to_owned());
    out(output).lines().map(value).map(one).collect()
}

const OLD: &str = "Ana Duarte said the north gate would fail during the next storm.\n";
const NEW: &str = "A source said the north gate would fail during the next storm.\n";

#[test]
fn versions_are_compared_in_files_and_folders() {
    let folder = scratch("compare-folders");
    for (name, text) in [("old/a.txt", OLD), ("new/a.txt", NEW), ("old/gone.txt", OLD), ("new/come.txt", OLD), ("same.txt", OLD)] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let at = |name: &str| folder.join(name).display().to_string();
    let both = run(&["compare", "--isolated", "--format", "jsonl", &at("old"), &at("new")]);
    let pair = |name: &str, change: &str| (name.to_owned(), change.to_owned());
    assert_eq!(told(&both), [pair("a.txt", "anonymised"), pair("come.txt", "added"), pair("gone.txt", "dropped")]);
    assert_eq!(both.status.code(), Some(1));
    let same = run(&["compare", "--isolated", "--format", "jsonl", &at("old/a.txt"), &at("same.txt")]);
    assert_eq!((told(&same), same.status.code()), (vec![pair("same.txt", "kept")], Some(0)));
    // What counts is settled as for check.
    let changed = [at("old/a.txt"), at("new/a.txt")];
    let code = |more: &[&str]| run(&[&["compare", "--isolated", &changed[0], &changed[1]], more].concat()).status.code();
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--fail-on", "error"]), Some(0));
    assert_eq!(code(&["--ignore", "source-anonymised"]), Some(0));
    assert_eq!(code(&["--exit-zero"]), Some(0));
    assert_eq!(run(&["compare", "--isolated", &at("old"), &at("new/a.txt")]).status.code(), Some(2));
    assert_eq!(run(&["compare", "--isolated", &at("old/a.txt")]).status.code(), Some(2));
    assert_eq!(run(&["compare", "--isolated", "no-such.txt", &at("new/a.txt")]).status.code(), Some(2));
}

#[test]
fn what_happened_is_printed_for_people_and_machines() {
    let folder = scratch("compare-forms");
    fs::write(folder.join("old.txt"), OLD).expect("a file");
    fs::write(folder.join("new.txt"), NEW).expect("a file");
    let paths = ["old.txt", "new.txt"].map(|name| folder.join(name).display().to_string());
    let print = |form: &[&str]| out(&run(&[&["compare", "--isolated", &paths[0], &paths[1]], form].concat()));
    let table = print(&[]);
    for part in ["anonymised (c1 → c1)", "Ana Duarte:", "A source:", "1 anonymised"] {
        assert!(table.contains(part), "{part} in {table}");
    }
    let json: serde_json::Value = serde_json::from_str(&print(&["--format", "json"])).expect("JSON");
    assert_eq!(json[0]["old"]["source"], "Ana Duarte");
    assert_eq!(json[0]["new"]["start"], 14);
    assert_eq!(json[0]["diff"][0][0], "equal");
    assert!(print(&["--findings", "concise"]).contains("V803 Ana Duarte was named for this (source-anonymised)"));
    let sarif: serde_json::Value = serde_json::from_str(&print(&["--findings", "sarif"])).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "V803");
}

#[test]
fn pairs_are_compared_line_by_line() {
    let folder = scratch("compare-pairs");
    let path = folder.join("pairs.jsonl");
    let line = |id: &str, old: &[&str], new: &str| serde_json::json!({"id": id, "old": old, "new": new}).to_string();
    let text = [line("p1", &["Ships waited.", OLD.trim()], NEW), "no pair".to_owned(), line("p2", &[OLD.trim()], OLD)].join("\n");
    fs::write(&path, text).expect("a file");
    let output = run(&["compare", "--isolated", "--format", "jsonl", "--pairs", &path.display().to_string()]);
    let pair = |name: &str, change: &str| (name.to_owned(), change.to_owned());
    assert_eq!(told(&output), [pair("p1", "anonymised"), pair("p2", "kept")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("line 2: no pair of versions"), "{}", complaints(&output));
}

#[test]
fn a_draft_is_traced_to_its_wires() {
    let folder = scratch("compare-trace");
    fs::write(folder.join("wire.txt"), OLD).expect("a file");
    fs::write(folder.join("draft.txt"), format!("{OLD}\nThe mayor said nobody in the council knew.\n")).expect("a file");
    let [wire, draft] = ["wire.txt", "draft.txt"].map(|name| folder.join(name).display().to_string());
    let output = run(&["compare", "--isolated", "--format", "jsonl", "--trace", &wire, "--", &draft]);
    let paths: Vec<serde_json::Value> =
        out(&output).lines().map(|l| serde_json::from_str::<serde_json::Value>(l).expect("JSON")["path"].clone()).collect();
    assert_eq!(paths, [serde_json::Value::from(wire.as_str()), serde_json::Value::Null]);
    let table = out(&run(&["compare", "--isolated", "--trace", &wire, "--", &draft]));
    assert!(table.contains("2 claims, 1 from nowhere"), "{table}");
}

#[test]
fn old_versions_come_from_git() {
    let folder = scratch("compare-git");
    let git = |arguments: &[&str]| {
        let done = Command::new("git").args(["-c", "user.name=a", "-c", "user.email=a@b.c"]).args(arguments).current_dir(&folder).output();
        done.is_ok_and(|output| output.status.success())
    };
    fs::write(folder.join("a.txt"), OLD).expect("a file");
    // Where there is no git, nothing can be said.
    if !(git(&["init", "-q"]) && git(&["add", "a.txt"]) && git(&["commit", "-q", "-m", "x"])) {
        return;
    }
    fs::write(folder.join("a.txt"), NEW).expect("a file");
    fs::write(folder.join("b.txt"), OLD).expect("a file");
    let compare = |revision: &str| {
        let arguments = ["compare", "--isolated", "--format", "jsonl", "--git", revision, "."];
        sayso(&arguments).current_dir(&folder).output().expect("sayso runs")
    };
    let output = compare("HEAD");
    let pair = |name: &str, change: &str| (name.to_owned(), change.to_owned());
    assert_eq!(told(&output), [pair("a.txt", "anonymised"), pair("b.txt", "added")], "{}", complaints(&output));
    assert_eq!(output.status.code(), Some(1));
    let wrong = compare("nowhere");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(complaints(&wrong).contains("no revision nowhere"), "{}", complaints(&wrong));
}

/// A folder with a draft and a transcript.
fn hearing(name: &str) -> (String, String) {
    let folder = folder(name);
    let (draft, evidence) = (folder.join("draft.md"), folder.join("evidence"));
    fs::create_dir_all(&evidence).expect("a folder");
    let text = "# Bridge\n\n“We will close the *bridge* today,” John Smith said. “Nobody should cross by boat,” he said.\n";
    fs::write(&draft, text).expect("a file");
    let transcript = "É. HEARING\n\nMR. SMITH: We will not close the bridge today, and nobody should cross by boat.\n";
    fs::write(evidence.join("hearing.txt"), transcript).expect("a file");
    fs::write(
        evidence.join("clip.srt"),
        "1\n00:00:01,000 --> 00:00:02,000\nThe harbour has\n\n2\n00:00:02,000 --> 00:00:03,000\nnever been fuller.\n",
    )
    .expect("a file");
    (draft.display().to_string(), evidence.display().to_string())
}

#[test]
fn verdicts_are_one_object_a_quotation() {
    let (draft, evidence) = hearing("verify-jsonl");
    let output = run(&["verify", &draft, "--against", &evidence, "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    let verdicts: Vec<serde_json::Value> = out(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(verdicts.len(), 2);
    let first = &verdicts[0];
    assert_eq!(first["path"], draft);
    assert_eq!((first["verdict"].as_str(), first["claim"].as_str()), (Some("cut"), Some("c1")));
    assert_eq!(first["speaker"], "John Smith");
    assert_eq!(first["quotation"]["text"], "We will close the *bridge* today,");
    assert_eq!(first["evidence"]["line"], 3);
    assert_eq!(first["diff"], serde_json::json!([["equal", "We will"], ["delete", "not"], ["equal", "close the bridge today"]]));
    let place = |verdict: &serde_json::Value, key: &str| {
        let at = |end: &str| usize::try_from(verdict[key][end].as_u64().expect("a number")).expect("small");
        at("start")..at("end")
    };
    let text = fs::read_to_string(&draft).expect("the draft");
    let transcript = fs::read_to_string(format!("{evidence}/hearing.txt")).expect("the transcript");
    for verdict in &verdicts {
        assert_eq!(&text[place(verdict, "quotation")], verdict["quotation"]["text"].as_str().expect("text"));
        assert_eq!(&transcript[place(verdict, "evidence")], verdict["evidence"]["text"].as_str().expect("text"));
    }
    // The unit holds for draft and evidence alike.
    let output = run(&["verify", &draft, "--against", &evidence, "--format", "json", "--offsets", "codepoint"]);
    let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(place(&all[0], "evidence").start + 1, place(first, "evidence").start);
}

#[test]
fn verdicts_are_findings_for_ci() {
    let (draft, evidence) = hearing("verify-findings");
    let against = ["verify", &draft, "--against", &evidence];
    let with = |more: &[&str]| run(&[&against[..], more].concat());
    let findings = with(&["--findings", "concise"]);
    assert_eq!(findings.status.code(), Some(1));
    assert!(out(&findings).contains("E812") && !out(&findings).contains("draft     "), "{}", out(&findings));
    assert_eq!(with(&["--ignore", "quotation-cut"]).status.code(), Some(0));
    assert_eq!(with(&["--select", "E811", "--format", "jsonl"]).status.code(), Some(0));
    assert_eq!(with(&["--exit-zero"]).status.code(), Some(0));
    assert_eq!(with(&["--select", "no-such-check"]).status.code(), Some(2));
    let report = PathBuf::from(&evidence).parent().expect("a folder").join("report.sarif");
    let both = with(&["--output", &format!("sarif={}", report.display())]);
    assert!(out(&both).ends_with("2 quotations: 1 typography, 1 cut\n"), "{}", out(&both));
    let sarif: serde_json::Value = serde_json::from_str(&fs::read_to_string(report).expect("a report")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "E812");
    // An article alone has no verdicts, and a suppression of one is not idle there.
    let text =
        "# Bridge\n\n<!-- sayso: ignore quotation-cut because the tape is broken -->\n“We will close the bridge today,” John Smith said.\n";
    fs::write(&draft, text).expect("a file");
    assert_eq!(with(&[]).status.code(), Some(0));
    let check = run(&["check", &draft, "--select", "E,X"]);
    assert_eq!((check.status.code(), out(&check).as_str()), (Some(0), ""));
}

#[test]
fn evidence_that_is_missing_is_told() {
    let (draft, _) = hearing("verify-missing");
    let missing = run(&["verify", &draft, "--against", "no-such-folder"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(complaints(&missing).contains("no-such-folder"), "{}", complaints(&missing));
    let itself = run(&["verify", &draft, "--against", &draft]);
    assert_eq!(itself.status.code(), Some(2), "a draft proves nothing of itself");
}

#[test]
fn subtitles_are_evidence_and_no_articles_of_a_folder() {
    let (_, evidence) = hearing("verify-subtitles");
    let draft = feed(
        &["verify", "-", "--against", &evidence, "--format", "jsonl"],
        "“The harbour has never been fuller,” Ana Duarte said.".as_bytes(),
    );
    let verdict: serde_json::Value = serde_json::from_slice(&draft.stdout).expect("JSON");
    assert_eq!((verdict["verdict"].as_str(), verdict["evidence"]["line"].as_u64()), (Some("verbatim"), Some(3)));
    let claims = run(&["claims", &evidence, "--format", "jsonl"]);
    assert!(!out(&claims).contains("clip.srt"));
}

#[test]
fn spellings_and_paraphrases_are_by_option() {
    let (_, evidence) = hearing("verify-options");
    let draft = "“The harbor has never been fuller,” Ana Duarte said. John Smith said that nobody should cross the water by boat.";
    let verdicts = |more: &[&str]| -> Vec<serde_json::Value> {
        let output = feed(&[&["verify", "-", "--against", &evidence, "--format", "jsonl"], more].concat(), draft.as_bytes());
        out(&output).lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["verdict"].clone()).collect()
    };
    assert_eq!(verdicts(&[]), ["altered"]);
    assert_eq!(verdicts(&["--spelling"]), ["typography"]);
    assert_eq!(verdicts(&["--paraphrases"]), ["altered", "paraphrase"]);
}
