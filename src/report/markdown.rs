//! Findings into a summary in Markdown for a merge request: counts, and a table for each article.
//!
//! Invariant: nothing of an article becomes markup, a link or the mention of a user.

use std::fmt::Write as _;

use super::findings::{Printed, Summary};

/// The longest summary, in bytes; GitHub refuses comments of 65,536 characters.
const LONGEST: usize = 60_000;
/// The most characters of the words at fault that are shown.
const WORDS: usize = 80;

/// The articles with the most findings first, then by path; what does not fit is counted.
#[must_use]
pub fn markdown(findings: &[Printed], summary: Summary) -> String {
    let articles = counted(summary.articles, "article");
    if findings.is_empty() {
        return format!("**sayso**: no findings in {articles}.\n");
    }
    let mut out = format!("**sayso**: {} in {articles}", counted(summary.findings, "finding"));
    let _ = writeln!(out, " ({}).", by_severity(summary));
    let mut articles: Vec<&[Printed]> = findings.chunk_by(|a, b| a.path == b.path).collect();
    articles.sort_by(|a, b| (b.len(), &a[0].path).cmp(&(a.len(), &b[0].path)));
    let mut left = 0;
    for article in articles {
        let mut of_article = Summary::default();
        of_article.add(article);
        let mut head = format!("\n### {}\n\n{}\n\n", escaped(&article[0].path), by_severity(of_article));
        head += "| line | severity | check | words | what is wrong, and what to do |\n|---:|---|---|---|---|\n";
        let mut headed = false;
        for f in article {
            let line = if f.has_place() { f.line.to_string() } else { String::new() };
            let (words, message) = (escaped(&clipped(&f.text)), escaped(&f.message));
            let row = format!(
                "| {line} | {} | {} {} | {words} | {message}: {}; {} |\n",
                f.severity.name(),
                f.code,
                f.name,
                escaped(f.why),
                escaped(f.help)
            );
            let length = row.len() + if headed { 0 } else { head.len() };
            if left > 0 || out.len() + length > LONGEST {
                left += 1;
                continue;
            }
            if !std::mem::replace(&mut headed, true) {
                out += &head;
            }
            out += &row;
        }
    }
    if left > 0 {
        let _ = writeln!(out, "\n… and {}.", counted(left, "more finding"));
    }
    out
}

/// A number of things.
fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// How many findings there are of each severity that there is, the gravest first.
fn by_severity(summary: Summary) -> String {
    let counts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")];
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    counts.map(|&(number, one)| counted(number, one)).collect::<Vec<_>>().join(", ")
}

/// The beginning of a text that is long.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(WORDS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A text that Markdown shows as it is, in one line and one cell of a table.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            // No backslash keeps a user from being called; a word joiner does.
            '@' => out += "@\u{2060}",
            c if c.is_control() => out.push(' '),
            c if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | '/' | '\'' | '"' | '?' | '%') => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
