//! `sayso.toml` for editors: its schema, and complaints that name the closest word. Completions and the manual page.

use std::{fs, path::Path, process::Command};

/// Runs in the folder of the package; exit code, output, complaints.
fn sayso(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("sayso runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_schema_in_docs_is_that_of_the_settings() {
    let (_, schema, _) = sayso(&["schema", "--settings"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sayso.schema.json");
    if std::env::var("SNAPSHOTS").is_ok_and(|mode| mode == "overwrite") {
        fs::write(&path, &schema).expect("docs can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, schema, "docs/sayso.schema.json is not that of the settings; SNAPSHOTS=overwrite cargo test --test settings");
}

#[test]
fn the_schema_takes_what_sayso_takes() {
    let schema: serde_json::Value = serde_json::from_str(&sayso(&["schema", "--settings"]).1).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-settings.toml");
    for (settings, good) in [
        ("", true),
        ("select = [\"N2\"]\nignore = [\"all\"]\nfail-on = \"error\"\n[severity]\nA104 = \"warning\"", true),
        ("[[files]]\npaths = [\"a/**\"]\nignore = [\"A104\"]", true),
        ("ignroe = []", false),
        ("fail-on = \"grave\"", false),
        ("ignore = \"A104\"", false),
        ("[[files]]\nignore = [\"A104\"]", false),
    ] {
        let value: toml::Value = toml::from_str(settings).expect("TOML");
        assert_eq!(validator.is_valid(&serde_json::to_value(value).expect("JSON")), good, "{settings}");
        fs::write(&path, settings).expect("settings");
        let (code, _, told) = sayso(&["check", "--exit-zero", "--config", &path.to_string_lossy(), "fixtures/poll-story.txt"]);
        assert_eq!(code == Some(0), good, "{settings}: {told}");
    }
    fs::remove_file(&path).expect("the settings go");
}

#[test]
fn complaints_of_settings_have_line_excerpt_and_closest_word() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wrong-settings.toml");
    for (settings, parts) in [
        ("ignore = []\nignroe = []\n", ["line 2, column 1", "2 | ignroe = []", "is it `ignore`?"]),
        ("[severity]\nA104 = \"waring\"\n", ["line 2, column 8", "2 | A104 = \"waring\"", "is it `warning`?"]),
        ("[[files]]\npath = []\n", ["line 2, column 1", "2 | path = []", "is it `paths`?"]),
    ] {
        fs::write(&path, settings).expect("settings");
        let (code, _, told) = sayso(&["check", "--config", &path.to_string_lossy(), "fixtures/poll-story.txt"]);
        assert_eq!(code, Some(2));
        assert!(parts.iter().all(|part| told.contains(part)), "{told}");
    }
    fs::remove_file(&path).expect("the settings go");
}

#[test]
fn shells_and_man_are_served() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, script, _) = sayso(&["completions", shell]);
        assert!(code == Some(0) && script.contains("unsafe-fixes"), "{shell}");
    }
    assert!(sayso(&["man"]).1.contains(".TH sayso 1"));
    let (_, page, _) = sayso(&["man", "check"]);
    assert!(page.contains(".TH sayso-check 1") && page.contains("unsafe\\-fixes"), "{page}");
    assert_eq!(sayso(&["man", "chekc"]).0, Some(2));
}
