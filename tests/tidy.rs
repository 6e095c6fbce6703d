//! The order of the stages, and the habits that a compiler does not see.

use std::{fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All `.rs` files below a folder.
fn sources(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, out);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            out.push(entry);
        }
    }
}

#[test]
fn a_stage_imports_only_earlier_ones() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the library");
    let order: Vec<&str> = lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(order.len() > 10, "stages are listed in lib.rs");
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for file in files {
        let relative = file.strip_prefix(root().join("src")).expect("below src").to_string_lossy().into_owned();
        let stage = relative.split(['/', '.']).next().expect("a name").to_owned();
        let Some(at) = order.iter().position(|&s| s == stage) else { continue };
        let text = fs::read_to_string(&file).expect("a source");
        let text = text.split("#[cfg(test)]").next().expect("a first part");
        for (later, name) in order.iter().enumerate().skip(at + 1) {
            // A grammar is compiled into programs of the engine that runs them.
            if (stage.as_str(), *name) == ("grammar", "matching") {
                continue;
            }
            let used = [format!("crate::{name}::"), format!("\n    {name}::"), format!("{{{name}::"), format!(", {name}::")];
            let used = used.iter().any(|path| text.contains(path.as_str()));
            assert!(!used, "{relative} uses `{name}`, stage {later}, from stage {at}");
        }
    }
}

#[test]
fn every_module_says_what_it_is() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for file in files.iter().filter(|f| !f.to_string_lossy().contains("/check/")) {
        let text = fs::read_to_string(file).expect("a source");
        assert!(text.starts_with("//!"), "{} has no module documentation", file.display());
    }
}

#[test]
fn grammar_lists_are_sorted() {
    for (file, text) in sayso::grammar::ENGLISH {
        let (statements, errors) = sayso::grammar::parse::parse(file, text);
        assert!(errors.is_empty(), "{file} is broken");
        for statement in &statements {
            let sayso::grammar::syntax::Statement::Words(words) = statement else { continue };
            let entries: Vec<String> = words.entries.iter().map(|e| e.words.join(" ").to_lowercase()).collect();
            for pair in entries.windows(2) {
                assert!(pair[0] <= pair[1], "{file}, {}: `{}` stands before `{}`", words.name.value, pair[0], pair[1]);
            }
        }
    }
}

#[test]
fn the_documents_are_current() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let language = read("docs/grammar.md");
    for flag in sayso::grammar::Flags::NAMES {
        assert!(language.contains(&format!("`{flag}`")), "docs/grammar.md does not tell of the flag `{flag}`");
    }
    for (builtin, _) in sayso::matching::Builtin::NAMES {
        assert!(language.contains(&format!("`{builtin}`")), "docs/grammar.md does not tell of `{builtin}`");
    }
    let architecture = read("docs/architecture.md");
    for stage in read("src/lib.rs").lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(architecture.contains(&format!("`{stage}`")), "docs/architecture.md does not tell of `{stage}`");
    }
    let contract = read("docs/contract.md");
    let schema = serde_json::to_value(sayso::report::json::schema()).expect("a schema is JSON");
    let definitions = schema["$defs"].as_object().expect("definitions");
    for properties in definitions.values().chain([&schema]).filter_map(|d| d["properties"].as_object()) {
        for field in properties.keys() {
            assert!(
                contract.contains(&format!("\"{field}\"")) || contract.contains(&format!("`{field}`")),
                "docs/contract.md lacks `{field}`"
            );
        }
    }
}
