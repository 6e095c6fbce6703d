//! `--fix` from outside: what is written, shown and left alone.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const DRAFT: &str = "The mayor admitted that the bridge was shut.\r\n\r\nHe claims that it was late.\r\n\r\n“He claimed that it froze,” said Ana Duarte, the harbour master.";
const MENDED: &str = "The mayor said that the bridge was shut.\r\n\r\nHe says that it was late.\r\n\r\n“He claimed that it froze,” said Ana Duarte, the harbour master.";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn sayso(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.args(["check", "--isolated", "--select", "loaded-cue"]).args(arguments).current_dir(folder);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sayso runs");
    // A command that reads nothing may be gone before it is fed.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("sayso ends")
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

#[test]
fn files_are_mended_once_and_for_all() {
    let folder = folder("fix-files");
    let path = folder.join("a.txt");
    fs::write(&path, DRAFT).expect("a draft");
    let read = || fs::read_to_string(&path).expect("a draft");
    // A loaded cue is no safe fix.
    assert_eq!(sayso(&folder, &["--fix", "a.txt"], "").status.code(), Some(1));
    assert_eq!(read(), DRAFT);
    for way in [&["--fix", "--unsafe-fixes", "--diff", "a.txt"][..], &["a.txt", "--fix", "--unsafe-fixes", "--diff"]] {
        let shown = sayso(&folder, way, "");
        assert_eq!((shown.status.code(), read().as_str()), (Some(1), DRAFT));
        let diff = out(&shown);
        assert!(diff.starts_with("--- a/a.txt\n+++ b/a.txt\n@@ ") && diff.contains("\n+He says that it was late."), "{diff}");
    }
    let mended = sayso(&folder, &["--fix", "--unsafe-fixes", "a.txt"], "");
    assert_eq!((mended.status.code(), out(&mended), read().as_str()), (Some(0), "", MENDED));
    let again = sayso(&folder, &["--fix", "--unsafe-fixes", "--diff", "a.txt"], "");
    assert_eq!((again.status.code(), out(&again)), (Some(0), ""));
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "nothing is left beside the draft");
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn the_house_form_of_an_outlet_is_safe() {
    let folder = folder("fix-house");
    let text = "The bridge is shut, Ana Duarte told The New York Times on Monday. “I told The New York Times so,” she told Reuters.\n";
    let mended = |form: &str| {
        fs::write(folder.join("sayso.toml"), format!("[checks.outlets]\n\"The New York Times\" = \"{form}\"\n")).expect("settings");
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        fs::write(folder.join("a.txt"), text).expect("a draft");
        let once = |command: &mut Command| {
            command.args(["check", "--select", "outlet-name-style", "--fix", "a.txt"]).current_dir(&folder).output().expect("sayso runs");
            fs::read_to_string(folder.join("a.txt")).expect("the draft")
        };
        let first = once(&mut command);
        assert_eq!(once(&mut Command::new(env!("CARGO_BIN_EXE_sayso"))), first, "{form}");
        first
    };
    assert_eq!(mended("N.Y. Times"), text.replacen("New York Times", "N.Y. Times", 1));
    assert_eq!(mended("the New York Times"), text.replacen("The New York Times", "the New York Times", 1));
    assert_eq!(mended("The New York Times"), text);
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn marks_are_turned_round_and_stay_so() {
    let folder = folder("fix-marks");
    let arguments = ["--select", "turned-mark", "--fix", "-"];
    let mended = sayso(&folder, &arguments, "“The bridge is shut,“ she said. It was ”a fine bridge,” she said.\n");
    assert_eq!(out(&mended), "“The bridge is shut,” she said. It was “a fine bridge,” she said.\n");
    assert_eq!(out(&sayso(&folder, &arguments, out(&mended))), out(&mended));
}

#[test]
fn standard_input_comes_out_mended() {
    let folder = folder("fix-stream");
    let mended = sayso(&folder, &["--fix", "--unsafe-fixes", "-"], DRAFT);
    assert_eq!((mended.status.code(), out(&mended)), (Some(0), MENDED));
    let safe = sayso(&folder, &["--fix", "-"], DRAFT);
    assert_eq!((safe.status.code(), out(&safe)), (Some(1), DRAFT));
    assert!(String::from_utf8_lossy(&safe.stderr).contains("takes a side"));
    // Lines of a corpus are not written anew.
    let line = r#"{"id": "a", "text": "The mayor admitted that the bridge was shut."}"#;
    let corpus = sayso(&folder, &["--fix", "--unsafe-fixes", "--stdin-filename", "a.jsonl", "-"], line);
    assert_eq!((corpus.status.code(), out(&corpus)), (Some(1), ""));
}

#[test]
fn what_markup_breaks_up_is_left_to_an_editor() {
    let folder = folder("fix-markup");
    let text = "The *mayor* adm**itt**ed that the bridge was shut.\n\nHe *claims* that it was late.\n";
    let arguments = ["--fix", "--unsafe-fixes", "--stdin-filename", "a.md", "-"];
    let mended = sayso(&folder, &arguments, text);
    assert_eq!(out(&mended), text.replace("claims", "says"));
    assert_eq!(mended.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = folder("fix-link");
    fs::write(folder.join("a.txt"), DRAFT).expect("a draft");
    fs::set_permissions(folder.join("a.txt"), fs::Permissions::from_mode(0o640)).expect("permissions");
    let link = folder.join("b.txt");
    let _ = fs::remove_file(&link);
    symlink("a.txt", &link).expect("a link");
    assert_eq!(sayso(&folder, &["--fix", "--unsafe-fixes", "b.txt"], "").status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    let real = folder.join("a.txt");
    assert_eq!(fs::read_to_string(&real).expect("the draft"), MENDED);
    assert_eq!(fs::metadata(&real).expect("the draft").permissions().mode() & 0o777, 0o640);
    fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn a_fix_is_told_of_where_findings_are() {
    let folder = folder("fix-json");
    let printed = sayso(&folder, &["--format", "json", "-"], DRAFT);
    let json: serde_json::Value = serde_json::from_str(out(&printed)).expect("JSON");
    let edit = serde_json::json!({"safety": "unsafe", "edits": [{"start": 10, "end": 18, "text": "said"}]});
    assert_eq!(json["findings"][0]["fix"], edit);
    let text = sayso(&folder, &["-"], DRAFT);
    assert!(out(&text).ends_with("2 can be mended with --fix --unsafe-fixes\n"), "{}", out(&text));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let folder = folder("fix-refused");
    for (arguments, complaint) in [
        (&["--diff"][..], "--diff takes a revision"),
        (&["--fix", "--diff", "origin/main"], "takes no revision"),
        (&["--fix", "--diff"], "nothing to read"),
        (&[], "nothing to read"),
        (&["--unsafe-fixes", "-"], "--fix"),
        (&["--format", "json", "--output", "markdown=-", "-"], "only one format"),
        (&["--output", "sarf=x", "-"], "no format `sarf`"),
        (&["--output", "sarif=no/such/folder/x", "-"], "no/such/folder/x"),
    ] {
        let refused = sayso(&folder, arguments, "");
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(refused.status.code() == Some(2) && told.contains(complaint), "{arguments:?}: {told}");
    }
}

#[test]
fn several_reports_come_of_one_run() {
    let folder = folder("fix-reports");
    let arguments =
        ["--output", "sarif=a.sarif", "--output", "gitlab=a.json", "--output", "checkstyle=a.xml", "--output", "markdown=-", "-"];
    let told = sayso(&folder, &arguments, DRAFT);
    assert!(out(&told).starts_with("**sayso**: 2 findings in 1 article (2 infos)."), "{}", out(&told));
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a report");
    let json = |name: &str| serde_json::from_str::<serde_json::Value>(&read(name)).expect("JSON");
    assert_eq!(json("a.sarif")["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    assert_eq!(json("a.json").as_array().map(Vec::len), Some(2));
    assert_eq!(read("a.xml").matches("<error ").count(), 2);
    fs::remove_dir_all(&folder).expect("the folder goes");
}
