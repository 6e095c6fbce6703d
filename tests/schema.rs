//! What `sayso claims --format json` prints against the schema that `sayso schema` prints.

use std::{fs, path::Path};

use sayso::{
    analyse,
    document::{self, Format, Metadata},
    grammar::Grammar,
    report::json,
};
use serde_json::Value;

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::to_value(json::schema()).expect("a schema is JSON")).expect("a schema is valid")
}

fn printed(format: Format, text: &str, grammar: &Grammar) -> Value {
    let analysis = analyse(document::read(format, text, Metadata::default(), &grammar.furniture), grammar);
    let options = json::Options { explain: true, ..json::Options::default() };
    serde_json::to_value(json::article(&analysis, text, grammar, "x", Some("x"), options)).expect("an article is JSON")
}

#[test]
fn all_fixtures_fit_the_schema() {
    let (grammar, validator) = (Grammar::english(), validator());
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")).expect("fixtures are there") {
        let path = entry.expect("an entry").path();
        let Some(format) = Format::of_path(&path.to_string_lossy()).filter(|_| path.file_name().is_some_and(|n| n != "README.md")) else {
            continue;
        };
        let article = printed(format, &fs::read_to_string(&path).expect("text"), &grammar);
        let errors: Vec<_> = validator.iter_errors(&article).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert_eq!(errors, [""; 0], "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 25, "fixtures were read: {seen}");
}

#[test]
fn the_schema_refuses_what_is_not_in_the_contract() {
    let (grammar, validator) = (Grammar::english(), validator());
    let good = printed(Format::Plain, "“The bridge is shut,” said Ana Duarte.", &grammar);
    assert!(validator.is_valid(&good));
    for (pointer, key, value) in [
        ("", "schemas", Value::from("sayso/1")),
        ("/claims/0", "class", Value::from("rumour")),
        ("/claims/0", "content", Value::Null),
        ("/article", "headline", Value::from(3)),
        ("/entities/e1", "naming", Value::from("famous")),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).expect("a place").as_object_mut().expect("an object").insert(key.to_owned(), value);
        assert!(!validator.is_valid(&bad), "{pointer}/{key}");
    }
}
