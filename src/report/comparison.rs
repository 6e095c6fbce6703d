//! Changes between versions as printed: JSON, one object a change, and a summary for people with the words that differ.

use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::json::claim_key;
use crate::{
    compare::{Change, Kind, Place, Version, trace::Trace},
    outlet,
    span::{OffsetUnit, Offsets},
    token,
    wording::Edit,
};

/// A claim in one version.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Its key in its version; null of a sentence in the outlet's own voice.
    pub claim: Option<String>,
    /// Offset of its first character in the original.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
    /// The original between the two.
    pub text: String,
    /// Who makes it, by name or description; null where nobody is told.
    pub source: Option<String>,
    /// The outlets through which it came.
    pub via: Vec<String>,
}

/// One thing that happened to one claim.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// The new version's path, or the id of the pair.
    pub id: String,
    /// What happened.
    pub change: Kind,
    /// What it was; null of what is new.
    pub old: Option<Told>,
    /// What it is; null of what is gone.
    pub new: Option<Told>,
    /// The words from one to the other.
    pub diff: Vec<(Edit, String)>,
}

/// Where a claim of a draft comes from.
#[derive(Debug, Clone, Serialize)]
pub struct Traced {
    /// The draft.
    pub id: String,
    /// The claim.
    pub claim: Told,
    /// The copy that it comes from; null where none says so.
    pub path: Option<String>,
    /// The passage in it.
    pub from: Option<Told>,
    /// How alike they are, from 0 to 1, in hundredths.
    pub similarity: f32,
}

/// A version with the text that its offsets count in.
pub struct Original<'a> {
    /// The version.
    pub version: &'a Version<'a>,
    /// Its text as it came.
    pub text: &'a str,
    offsets: Offsets<'a>,
}

impl<'a> Original<'a> {
    /// Counts in the unit asked for.
    #[must_use]
    pub fn new(version: &'a Version<'a>, text: &'a str, unit: OffsetUnit) -> Self {
        Self { version, text, offsets: Offsets::new(text, unit) }
    }

    fn told(&self, place: &Place) -> Told {
        let analysis = self.version.analysis;
        let span = analysis.document.original(token::span(&analysis.tokens, &place.tokens));
        let name = |entity: usize| analysis.sources.entities[entity].name.clone();
        Told {
            claim: place.claim.map(claim_key),
            start: self.offsets.at(span.start),
            end: self.offsets.at(span.end),
            text: span.of(self.text).to_owned(),
            source: place.claim.and_then(|claim| analysis.sources.of_claim[claim]).map(name),
            via: place.claim.map_or_else(Vec::new, |claim| outlet::via(&analysis.chains[claim]).map(name).collect()),
        }
    }
}

/// Changes as printed.
#[must_use]
pub fn changed(id: &str, old: &Original<'_>, new: &Original<'_>, changes: &[Change]) -> Vec<Changed> {
    let one = |change: &Change| Changed {
        id: id.to_owned(),
        change: change.kind,
        old: change.old.as_ref().map(|place| old.told(place)),
        new: change.new.as_ref().map(|place| new.told(place)),
        diff: change.diff.clone(),
    };
    changes.iter().map(one).collect()
}

/// Traces as printed; copies are named in their order.
#[must_use]
pub fn traced(id: &str, copies: &[(&str, Original<'_>)], draft: &Original<'_>, traces: &[Trace]) -> Vec<Traced> {
    let one = |trace: &Trace| Traced {
        id: id.to_owned(),
        claim: draft.told(&trace.claim),
        path: trace.from.as_ref().map(|(copy, _)| copies[*copy].0.to_owned()),
        from: trace.from.as_ref().map(|(copy, place)| copies[*copy].1.told(place)),
        similarity: (trace.likeness * 100.0).round() / 100.0,
    };
    traces.iter().map(one).collect()
}

/// Columns from which versions stand side by side.
const WIDE: usize = 100;

/// What happened to the claims of an article, in at most `width` columns: a count, and all but those that are kept with their words; `[-…-]`
/// is gone, `{+…+}` is new.
#[must_use]
pub fn summary(id: &str, changes: &[Changed], width: usize) -> String {
    let mut out = format!("{id}\n");
    for change in changes.iter().filter(|change| change.change != Kind::Kept) {
        let key = |side: &Option<Told>| side.as_ref().map(|told| told.claim.clone().unwrap_or_else(|| "own voice".to_owned()));
        let who = |side: &Option<Told>| {
            side.as_ref().map_or_else(String::new, |told| {
                let through = if told.via.is_empty() { String::new() } else { format!(" through {}", told.via.join(", ")) };
                told.source.clone().unwrap_or_else(|| "nobody".to_owned()) + &through
            })
        };
        let keys: Vec<String> = [key(&change.old), key(&change.new)].into_iter().flatten().collect();
        let _ = writeln!(out, "\n{} ({})", change.change.name(), keys.join(" → "));
        let (was, is) = (who(&change.old), who(&change.new));
        let old = words(&change.diff, Edit::Insert);
        let new = words(&change.diff, Edit::Delete);
        if width >= WIDE && change.old.is_some() && change.new.is_some() {
            let half = (width - 7) / 2;
            let (left, right) = (wrap(&was, &old, half), wrap(&is, &new, half));
            for row in 0..left.len().max(right.len()) {
                let cell = |side: &[String]| side.get(row).cloned().unwrap_or_default();
                let left = cell(&left);
                let pad = half.saturating_sub(left.width());
                let line = format!("  {left}{}  │  {}", " ".repeat(pad), cell(&right));
                let _ = writeln!(out, "{}", line.trim_end());
            }
        } else {
            let sides = [("-", &change.old, &was, old), ("+", &change.new, &is, new)];
            for (sign, _, who, words) in sides.into_iter().filter(|(_, side, ..)| side.is_some()) {
                for line in wrap(who, &words, width.saturating_sub(4)) {
                    let _ = writeln!(out, "  {sign} {line}");
                }
            }
        }
    }
    let counts = Kind::ALL.iter().filter_map(|&kind| {
        let count = changes.iter().filter(|change| change.change == kind).count();
        (count > 0).then(|| format!("{count} {}", kind.name()))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "\n{}", if counts.is_empty() { "no claims" } else { &counts });
    out
}

/// Where the claims of a draft come from, one line each in at most `width` columns.
#[must_use]
pub fn traces(traces: &[Traced], width: usize) -> String {
    let mut out = String::new();
    for trace in traces {
        let from = trace.path.as_deref().unwrap_or("from nowhere");
        let head = format!("{}  {from}", trace.claim.claim.as_deref().unwrap_or_default());
        let _ = writeln!(out, "{head}");
        let text: Vec<String> = trace.claim.text.split_whitespace().map(str::to_owned).collect();
        for line in wrap("", &text, width.saturating_sub(4)) {
            let _ = writeln!(out, "    {line}");
        }
    }
    let nowhere = traces.iter().filter(|trace| trace.from.is_none()).count();
    let _ = writeln!(out, "\n{} claims, {nowhere} from nowhere", traces.len());
    out
}

/// The words of one version: all but the edits of the other.
fn words(diff: &[(Edit, String)], without: Edit) -> Vec<String> {
    let mut out = Vec::new();
    for (edit, text) in diff.iter().filter(|(edit, _)| *edit != without) {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        out.extend(edit.marked(flat).split(' ').map(str::to_owned));
    }
    out
}

/// Who, then the words, in lines of at most `width` columns; a longer word has a line of its own.
fn wrap(who: &str, words: &[String], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !who.is_empty() {
        lines.push(super::table::fit(&format!("{who}:"), width));
    }
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
