//! A table for people: who, how far named, through whom, the words.

use std::{collections::HashMap, fmt::Write as _};

use unicode_width::UnicodeWidthStr;

use super::json::{Article, Claim, Withheld};
use crate::grammar::Naming;

/// Shortens to `width` columns, with an ellipsis where something was cut.
pub(super) fn fit(text: &str, width: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.width() <= width {
        return flat;
    }
    let mut out = String::new();
    for c in flat.chars() {
        if out.width() + 2 > width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn column(text: &str, width: usize) -> String {
    let text = fit(text, width);
    let pad = width.saturating_sub(text.width());
    text + &" ".repeat(pad)
}

/// Claims of an article in at most `width` columns.
#[must_use]
pub fn claims(article: &Article, width: usize) -> String {
    let mut out = String::new();
    let (who, naming, via) = (width / 4, 9, width / 6);
    let words = width.saturating_sub(who + naming + via + 6).max(12);
    let row = |a: &str, b: &str, c: &str, d: &str| {
        let line = format!("{}  {}  {}  {}", column(a, who), column(b, naming), column(c, via), fit(d, words));
        line.trim_end().to_owned() + "\n"
    };
    let _ = writeln!(out, "{}", article.id);
    out += &row("WHO", "NAMING", "THROUGH", "WORDS");
    for claim in &article.claims {
        let entity = claim.source.as_ref().map(|s| &article.entities[&s.entity]);
        let name = entity.map_or("(nobody)", |e| e.name.as_str());
        let through = claim.via.iter().map(|v| article.entities[v].name.as_str()).collect::<Vec<_>>().join(", ");
        let content = claim.content.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" … ");
        out += &row(name, entity.map_or("", |e| e.naming.name()), &through, &content);
    }
    out
}

/// Sources of an article with their claims' number and share, what is told of the unnamed and why; at the end how many are independent.
#[must_use]
pub fn sources(article: &Article, width: usize) -> String {
    let mut out = String::new();
    let (who, naming) = (width / 3, 9);
    let rest = width.saturating_sub(who + naming + 20).max(12);
    let _ = writeln!(out, "{}", article.id);
    let _ = writeln!(out, "{}  {}  {:>6} {:>6}  THROUGH", column("SOURCE", who), column("NAMING", naming), "CLAIMS", "SHARE");
    let mut printed = 0;
    let mut unnamed = 0;
    let mut roots: Vec<&str> = article.claims.iter().filter_map(|c| c.root.as_deref()).collect();
    roots.sort_unstable();
    roots.dedup();
    let mut claims_of: HashMap<&str, Vec<&Claim>> = HashMap::new();
    for claim in &article.claims {
        if let Some(source) = &claim.source {
            claims_of.entry(&source.entity).or_default().push(claim);
        }
    }
    let mut withheld_of: HashMap<&str, Vec<&Withheld>> = HashMap::new();
    for withheld in &article.anonymity {
        if let Some(entity) = &withheld.entity {
            withheld_of.entry(entity).or_default().push(withheld);
        }
    }
    for (key, entity) in &article.entities {
        let own = claims_of.remove(key.as_str()).unwrap_or_default();
        let withheld = withheld_of.remove(key.as_str()).unwrap_or_default();
        if own.is_empty() && withheld.is_empty() {
            continue;
        }
        printed += 1;
        if entity.naming != Naming::Named {
            unnamed += own.len();
        }
        let share = 100 * own.len() / article.claims.len().max(1);
        let mut via: Vec<&str> = own.iter().flat_map(|c| &c.via).map(|v| article.entities[v].name.as_str()).collect();
        via.sort_unstable();
        via.dedup();
        let line = format!(
            "{}  {}  {:>6} {share:>5}%  {}",
            column(&entity.name, who),
            column(entity.naming.name(), naming),
            own.len(),
            fit(&via.join(", "), rest)
        );
        let _ = writeln!(out, "{}", line.trim_end());
        let detail = |name: &str, words: &str| format!("    {name}: {}\n", fit(words, width.saturating_sub(name.len() + 6)));
        if !own.is_empty() {
            out += &detail("claims", &own.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(" "));
        }
        if let Some(told) = &entity.told {
            let parts = [("number", &told.number), ("role", &told.role), ("body", &told.body), ("nearness", &told.nearness)];
            let parts: Vec<String> = parts.iter().filter_map(|(name, words)| Some(format!("{name} “{}”", words.as_ref()?))).collect();
            out += &detail("told", &parts.join(", "));
        }
        for phrase in withheld {
            out += &detail(phrase.kind.name(), &format!("“{}”", phrase.text));
        }
        let root = own.iter().find_map(|c| c.root.as_ref()).filter(|root| *root != key);
        if let Some(root) = root {
            out += &detail("goes back to", &article.entities[root].name);
        }
    }
    let claims = article.claims.len();
    let _ = writeln!(
        out,
        "{claims} claims, {printed} sources, {} independent; {}% of the claims from the unnamed",
        roots.len(),
        100 * unnamed / claims.max(1)
    );
    out
}
