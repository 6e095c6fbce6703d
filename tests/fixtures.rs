//! Whole articles against what is expected of them; `fixtures/README.md` tells the form of the expected files.
//!
//! `SNAPSHOTS=overwrite cargo test --test fixtures` writes the `- ` and `+ ` marks anew; the truth in the files stays.

use std::{collections::HashMap, fs, path::Path};

use sayso::{
    analyse,
    document::{self, Format, FurnitureKind, Metadata},
    grammar::Grammar,
    report::json,
};

/// One white space for every run of it.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parts(words: &[json::Words]) -> String {
    words.iter().map(|w| flat(&w.text)).collect::<Vec<_>>().join(" | ")
}

/// What sayso finds, as blocks of the expected form.
fn found(name: &str, text: &str, grammar: &Grammar) -> Vec<String> {
    let format = Format::of_path(name).expect("fixtures are plain text or Markdown");
    let analysis = analyse(document::read(format, text, Metadata::default(), &grammar.furniture), grammar);
    let article = json::article(&analysis, text, grammar, name, None, json::Options::default());
    let by_id: HashMap<&str, &json::Claim> = article.claims.iter().map(|c| (c.id.as_str(), c)).collect();
    let slice = |start: u32, end: u32| flat(&text[start as usize..end as usize]);
    let mut head = Vec::new();
    if let Some(agency) = &article.article.agency {
        head.push(format!("agency: {}", article.entities[agency].name));
    }
    head.extend(article.article.bylines.iter().filter_map(|b| b.name.as_ref()).map(|n| format!("byline: {}", flat(n))));
    head.extend(article.article.dateline.iter().filter_map(|d| d.place.as_ref()).map(|p| format!("dateline: {}", flat(p))));
    head.extend(article.article.headline.iter().map(|h| format!("headline: {}", slice(h.start, h.end))));
    let name_of = |kind| serde_json::to_value(kind).expect("a name").as_str().expect("a name").to_owned();
    // Bylines and datelines have lines of their own.
    let furniture = article.article.furniture.iter().filter(|f| !matches!(f.kind, FurnitureKind::Byline | FurnitureKind::Dateline));
    head.extend(furniture.map(|f| format!("furniture: {}: {}", name_of(f.kind), slice(f.start, f.end))));
    head.extend(article.problems.iter().map(|p| format!("problem: {}: {}", p.kind, slice(p.start, p.end))));
    let mut blocks = head;
    for claim in &article.claims {
        let kind = format!("{:?}", claim.kind).to_lowercase();
        let mut lines = vec![format!("claim: {kind} {}", claim.class.name())];
        lines.push(format!("  content: {}", parts(&claim.content)));
        if !claim.cue.is_empty() {
            lines.push(format!("  cue: {}", parts(&claim.cue)));
        }
        if let Some(source) = &claim.source {
            let entity = &article.entities[&source.entity];
            let name = flat(&entity.name);
            lines.push(format!("  source: {} = {name}, {}, {}", parts(&source.mention), entity.kind.name(), entity.naming.name()));
        }
        lines.extend(claim.addressee.iter().map(|a| format!("  to: {}", flat(&a.text))));
        if !claim.via.is_empty() {
            let names: Vec<_> = claim.via.iter().map(|v| article.entities[v].name.as_str()).collect();
            lines.push(format!("  via: {}", names.join("; ")));
        }
        if let Some(outer) = claim.inside.as_ref().map(|o| by_id[o.as_str()]) {
            let source = outer.source.as_ref().map_or_else(|| "?".to_owned(), |s| parts(&s.mention));
            lines.push(format!("  in: {source} / {}", parts(&outer.cue)));
        }
        let flags: Vec<_> = [("negated", claim.negated), ("modal", claim.modal)].into_iter().filter(|f| f.1).map(|f| f.0).collect();
        if !flags.is_empty() {
            lines.push(format!("  flags: {}", flags.join(" ")));
        }
        blocks.push(lines.join("\n"));
    }
    blocks
}

/// Blocks of an expected file with their mark: head lines one by one, claims whole.
fn blocks(expected: &str) -> Vec<(char, String)> {
    let mut out: Vec<(char, String)> = Vec::new();
    for line in expected.lines().filter(|l| !l.trim().is_empty()) {
        let (mark, rest) = match line.strip_prefix("- ").map(|r| ('-', r)).or_else(|| line.strip_prefix("+ ").map(|r| ('+', r))) {
            Some(marked) => marked,
            None => (' ', line),
        };
        match out.last_mut() {
            Some((_, block)) if rest.starts_with("  ") => {
                block.push('\n');
                block.push_str(rest.trim_end());
            }
            _ => out.push((mark, rest.trim_end().to_owned())),
        }
    }
    out
}

/// Head lines in one order, problems by their first words; claims as they are.
fn in_order(blocks: Vec<String>) -> Vec<String> {
    let (mut head, claims): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|b| !b.starts_with("claim:"));
    for line in head.iter_mut().filter(|l| l.starts_with("problem:")) {
        *line = line.split(' ').take(5).collect::<Vec<_>>().join(" ");
    }
    head.retain(|l| !l.starts_with("furniture: byline:") && !l.starts_with("furniture: dateline:"));
    head.sort();
    head.extend(claims);
    head
}

/// The file as it should stand: truth that is found unmarked, truth that is missed with `- `, what is wrong with `+ `.
fn marked(truth: &[String], found: &[String]) -> String {
    let diff = similar::TextDiff::from_slices(
        &truth.iter().map(String::as_str).collect::<Vec<_>>(),
        &found.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let mut out = String::new();
    let mut last_claim = false;
    for change in diff.iter_all_changes() {
        let mark = match change.tag() {
            similar::ChangeTag::Equal => "",
            similar::ChangeTag::Delete => "- ",
            similar::ChangeTag::Insert => "+ ",
        };
        let claim = change.value().starts_with("claim:");
        if claim || last_claim {
            out.push('\n');
        }
        last_claim = claim;
        for line in change.value().lines() {
            out += mark;
            out += line;
            out.push('\n');
        }
    }
    out
}

#[test]
fn fixtures_read_as_expected() {
    let grammar = Grammar::english();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut names: Vec<_> = fs::read_dir(&folder).expect("fixtures are there").map(|e| e.expect("an entry").path()).collect();
    names.retain(|p| p.extension().is_some_and(|e| e == "expected"));
    names.sort();
    assert!(names.len() >= 25, "expected files are there");
    let mut report = String::new();
    for expected in names {
        let article =
            ["txt", "md", "html"].into_iter().map(|e| expected.with_extension(e)).find(|p| p.exists()).expect("an article beside it");
        let text = fs::read_to_string(&article).expect("an article");
        let have = fs::read_to_string(&expected).expect("an expected file");
        let name = article.file_name().expect("a name").to_string_lossy().into_owned();
        let truth: Vec<_> = blocks(&have).into_iter().filter(|(mark, _)| *mark != '+').map(|(_, b)| b).collect();
        let want = marked(&in_order(truth), &in_order(found(&name, &text, &grammar)));
        if std::env::var("SNAPSHOTS").is_ok_and(|v| v == "overwrite") {
            fs::write(&expected, want).expect("fixtures can be written");
        } else if want != have {
            let diff = similar::TextDiff::from_lines(&have, &want);
            report += &diff.unified_diff().header(&name, "found now").to_string();
        }
    }
    assert!(report.is_empty(), "{report}");
}
