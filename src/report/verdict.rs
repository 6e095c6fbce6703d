//! Verdicts on quotations into JSON and into text for people: what the draft has, what the evidence has, and what differs.
//!
//! Invariant: places are in the originals, of the draft and of the evidence, in the unit asked for.

use std::{fmt::Write as _, sync::OnceLock};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::{findings::one_line, json::claim_key, text::Look};
use crate::{
    Analysis,
    document::Document,
    span::{Lines, OffsetUnit, Offsets, Span},
    verify::{Verdict, selection::Checked},
    wording::Edit,
};

/// A text of the evidence, as it came and as it is read.
pub struct Exhibit<'a> {
    /// What it is called.
    pub path: &'a str,
    /// As it came.
    pub original: &'a str,
    /// As it is read.
    pub document: Document<'a>,
    places: OnceLock<(Lines<'a>, Offsets<'a>)>,
}

impl<'a> Exhibit<'a> {
    /// A text with the document that was read from it.
    #[must_use]
    pub fn new(path: &'a str, original: &'a str, document: Document<'a>) -> Self {
        Self { path, original, document, places: OnceLock::new() }
    }

    /// Lines are counted once, for texts that a verdict rests on.
    fn places(&self, unit: OffsetUnit) -> &(Lines<'a>, Offsets<'a>) {
        self.places.get_or_init(|| (Lines::new(self.original), Offsets::new(self.original, unit)))
    }
}

/// Words of a draft, and where they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Words {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// Words of the evidence, and where they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Found {
    pub path: String,
    /// From 1.
    pub line: usize,
    pub start: u32,
    pub end: u32,
    pub text: String,
    /// What stands before the words and behind them, in the reading text.
    #[serde(skip)]
    pub context: (String, String),
    /// The words in the reading text, on one line.
    #[serde(skip)]
    pub reading: String,
    /// The label that they stand under.
    #[serde(skip)]
    pub label: Option<String>,
}

/// A verdict, as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Printed {
    /// The draft.
    pub path: String,
    /// Key of the claim that the words belong to.
    pub claim: Option<String>,
    /// The words.
    pub quotation: Words,
    /// The verdict; none of an indirect claim that nothing is like.
    pub verdict: Option<Verdict>,
    /// The passage that it rests on.
    pub evidence: Option<Found>,
    /// How much of the words is the same, from 0 to 1.
    pub similarity: f64,
    /// The share of the quotation's printed words that stand in the passage in their order.
    pub share: f64,
    /// Who is said to have spoken.
    pub speaker: Option<String>,
    /// What differs, from the evidence to the draft.
    pub diff: Vec<(Edit, String)>,
    /// The line of the draft, from 1.
    #[serde(skip)]
    pub line: usize,
}

/// The printed form of the verdicts on a draft, whose text as it came is `original`.
#[must_use]
pub fn printed(
    analysis: &Analysis<'_>,
    original: &str,
    path: &str,
    checked: &[Checked],
    evidence: &[Exhibit<'_>],
    unit: OffsetUnit,
) -> Vec<Printed> {
    let (lines, offsets) = (Lines::new(original), Offsets::new(original, unit));
    let rounded = |share: f32| (f64::from(share) * 1000.0).round() / 1000.0;
    let one = |one: &Checked| {
        let span = analysis.document.original(one.span(analysis));
        let judged = &one.judged;
        Printed {
            path: path.to_owned(),
            claim: one.claim.map(claim_key),
            quotation: Words { start: offsets.at(span.start), end: offsets.at(span.end), text: span.of(original).to_owned() },
            verdict: Some(judged.verdict).filter(|verdict| one.quoted || *verdict == Verdict::Paraphrase),
            evidence: found(one, evidence, unit),
            similarity: rounded(judged.similarity),
            share: rounded(judged.share),
            speaker: one.speaker(analysis).map(str::to_owned),
            diff: judged.diff.clone(),
            line: lines.position(span.start).0,
        }
    };
    checked.iter().map(one).collect()
}

/// The passage that a verdict rests on, as it is printed.
#[must_use]
pub fn found(checked: &Checked, evidence: &[Exhibit<'_>], unit: OffsetUnit) -> Option<Found> {
    let passage = checked.judged.passage.as_ref()?;
    let exhibit = &evidence[passage.text];
    let reading = &*exhibit.document.text;
    let span = exhibit.document.original(passage.span);
    let (lines, offsets) = exhibit.places(unit);
    Some(Found {
        path: exhibit.path.to_owned(),
        line: lines.position(span.start).0,
        start: offsets.at(span.start),
        end: offsets.at(span.end),
        text: span.of(exhibit.original).to_owned(),
        context: context(reading, passage.span),
        reading: flat(passage.span.of(reading)),
        label: passage.speaker.map(|label| flat(label.of(reading))),
    })
}

/// On one line, with one space between words.
fn flat(text: &str) -> String {
    one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands on either side of a span, up to the end of its paragraph.
fn context(text: &str, span: Span) -> (String, String) {
    const MOST: usize = 60;
    let (start, end) = (span.start as usize, span.end as usize);
    let from = text[..start].rfind("\n\n").map_or(0, |at| at + 2);
    let to = text[end..].find("\n\n").map_or(text.len(), |at| end + at);
    let (before, behind) = (&text[from..start], &text[end..to]);
    let first = before.char_indices().rev().nth(MOST).map(|(at, _)| at).and_then(|at| Some(at + before[at..].find(char::is_whitespace)?));
    let last = behind.char_indices().nth(MOST).map(|(at, _)| at).and_then(|at| behind[..at].rfind(char::is_whitespace));
    let before = first.map_or_else(|| before.to_owned(), |at| format!("… {}", before[at..].trim_start()));
    let behind = last.map_or_else(|| behind.to_owned(), |at| format!("{} …", behind[..at].trim_end()));
    // A space at the edge parts the words from those of the passage.
    let edge = |text: &str, at_end: bool| if at_end { text.ends_with(char::is_whitespace) } else { text.starts_with(char::is_whitespace) };
    let space = |is: bool| if is { " " } else { "" };
    (flat(&before) + space(edge(&before, true)), space(edge(&behind, false)).to_owned() + &flat(&behind))
}

/// The verdicts on a draft, for people.
#[must_use]
pub fn text(verdicts: &[Printed], look: Look) -> String {
    let (bold, gone, new) = if look.colour {
        (Style::new().bold(), AnsiColor::Red.on_default().strikethrough(), AnsiColor::Green.on_default())
    } else {
        (Style::new(), Style::new(), Style::new())
    };
    let mut out = String::new();
    for one in verdicts {
        let verdict = one.verdict.map_or("no passage", Verdict::name);
        let speaker = one.speaker.as_ref().map(|name| format!("  ({name})")).unwrap_or_default();
        let _ = writeln!(out, "{}:{}: {bold}{verdict}{bold:#}{speaker}", one.path, one.line);
        let _ = writeln!(out, "  draft     {}", flat(&one.quotation.text));
        if let Some(found) = &one.evidence {
            let label = found.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
            // The label may stand in the context already.
            let label = if found.context.0.starts_with(label.trim_end()) { String::new() } else { label };
            let (before, behind) = &found.context;
            let _ = writeln!(out, "  evidence  {}:{}: {label}{before}{bold}{}{bold:#}{behind}", found.path, found.line, found.reading);
        }
        if one.diff.iter().any(|(edit, _)| *edit != Edit::Equal) {
            let words = |(edit, words): &(Edit, String)| {
                let style = match edit {
                    Edit::Equal => Style::new(),
                    Edit::Delete => gone,
                    Edit::Insert => new,
                };
                format!("{style}{}{style:#}", edit.marked(flat(words)))
            };
            let _ = writeln!(out, "  changed   {}", one.diff.iter().map(words).collect::<Vec<_>>().join(" "));
        }
        out.push('\n');
    }
    out
}

/// How many of each verdict there were.
#[derive(Debug, Default, Clone, Copy)]
pub struct Summary([usize; Verdict::ALL.len()]);

impl Summary {
    /// Counts the verdicts on a draft; indirect claims are no quotations.
    pub fn add(&mut self, checked: &[Checked]) {
        for one in checked.iter().filter(|one| one.quoted) {
            if let Some(at) = Verdict::ALL.iter().position(|verdict| *verdict == one.judged.verdict) {
                self.0[at] += 1;
            }
        }
    }

    /// The last line, for people.
    #[must_use]
    pub fn closing(self) -> String {
        let all: usize = self.0.iter().sum();
        let told = Verdict::ALL.iter().zip(self.0).filter(|(_, times)| *times > 0);
        let told: Vec<String> = told.map(|(verdict, times)| format!("{times} {}", verdict.name())).collect();
        let noun = if all == 1 { "quotation" } else { "quotations" };
        if all == 0 { "no quotations\n".to_owned() } else { format!("{all} {noun}: {}\n", told.join(", ")) }
    }
}
