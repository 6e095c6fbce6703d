//! The JSON of `sayso claims` (`docs/contract.md`), one object an article.

use std::{collections::BTreeMap, ops::Range};

use serde::Serialize;

use crate::{
    Analysis,
    document::{BlockKind, FurnitureKind},
    grammar::{Class, EntityKind, Flags, Grammar, Naming},
    span::{OffsetUnit, Offsets, Span},
};

/// An article as printed.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Article {
    pub schema: &'static str,
    pub id: String,
    pub path: Option<String>,
    pub offsets: OffsetUnit,
    pub article: Frame,
    pub sentences: Vec<Place>,
    pub claims: Vec<Claim>,
    pub entities: BTreeMap<String, Entity>,
    pub problems: Vec<Problem>,
}

/// What stands round the prose.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Frame {
    pub headline: Option<Place>,
    pub dateline: Option<Named>,
    pub bylines: Vec<Named>,
    pub agency: Option<String>,
    pub furniture: Vec<Furniture>,
}

/// A place in the original.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Place {
    pub start: u32,
    pub end: u32,
}

/// A place with its words.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Words {
    pub start: u32,
    pub end: u32,
    pub text: String,
}

/// A byline or dateline.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Named {
    pub start: u32,
    pub end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A piece of furniture.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Furniture {
    pub start: u32,
    pub end: u32,
    pub kind: FurnitureKind,
}

/// Something odd.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Problem {
    pub start: u32,
    pub end: u32,
    pub kind: &'static str,
    pub message: String,
}

/// A source as mentioned.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Source {
    pub mention: Vec<Words>,
    pub entity: String,
}

/// A claim.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Claim {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub class: Class,
    pub content: Vec<Words>,
    pub cue: Vec<Words>,
    pub source: Option<Source>,
    pub addressee: Option<Words>,
    pub via: Vec<String>,
    #[serde(rename = "in")]
    pub inside: Option<String>,
    pub negated: bool,
    pub modal: bool,
    pub sentence: usize,
    pub block: &'static str,
    pub confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// An entity.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the contract, documented there")]
pub struct Entity {
    pub name: String,
    pub kind: EntityKind,
    pub naming: Naming,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    pub mentions: Vec<Place>,
}

/// How to print.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Unit of offsets.
    pub unit: OffsetUnit,
    /// Whether each claim tells why it exists.
    pub explain: bool,
}

/// The printed form of an analysis; `original` is the text that offsets count in.
#[must_use]
pub fn article(analysis: &Analysis<'_>, original: &str, grammar: &Grammar, id: &str, path: Option<&str>, options: Options) -> Article {
    let printer = Printer { analysis, original, offsets: Offsets::new(original, options.unit) };
    let document = &analysis.document;
    let named = |span: Span, name: Option<Span>, place: Option<Span>| {
        let at = printer.place(span);
        let words = |s: Span| s.of(&document.text).to_owned();
        Named { start: at.start, end: at.end, name: name.map(words), place: place.map(words) }
    };
    let headline = document.blocks.iter().find(|b| b.kind == BlockKind::Headline);
    let frame = Frame {
        headline: headline.map(|b| printer.place(b.span)),
        dateline: document.dateline.map(|d| named(d.span, None, Some(d.place))),
        bylines: document.bylines.iter().map(|b| named(b.span, Some(b.name), None)).collect(),
        agency: analysis.agency.map(key),
        furniture: document
            .furniture
            .iter()
            .map(|f| {
                let at = printer.place(f.span);
                Furniture { start: at.start, end: at.end, kind: f.kind }
            })
            .collect(),
    };
    let entities = analysis.sources.entities.iter().enumerate();
    Article {
        schema: "sayso/1",
        id: id.to_owned(),
        path: path.map(str::to_owned),
        offsets: options.unit,
        article: frame,
        sentences: analysis.sentences.iter().map(|s| printer.place(s.span)).collect(),
        claims: (0..analysis.claims.len()).map(|at| printer.claim(at, grammar, options.explain)).collect(),
        entities: entities
            .map(|(at, e)| {
                let mentions = e.mentions.iter().map(|&m| printer.place(m)).collect();
                (key(at), Entity { name: e.name.clone(), kind: e.kind, naming: e.naming, domain: e.domain.clone(), mentions })
            })
            .collect(),
        problems: analysis
            .problems
            .iter()
            .map(|p| {
                let at = printer.place(p.span);
                Problem { start: at.start, end: at.end, kind: p.kind, message: p.message.clone() }
            })
            .collect(),
    }
}

/// The key of an entity.
fn key(index: usize) -> String {
    format!("e{}", index + 1)
}

struct Printer<'a> {
    analysis: &'a Analysis<'a>,
    original: &'a str,
    offsets: Offsets<'a>,
}

impl Printer<'_> {
    fn place(&self, span: Span) -> Place {
        let span = self.analysis.document.original(span);
        Place { start: self.offsets.at(span.start), end: self.offsets.at(span.end) }
    }

    fn words(&self, range: &Range<usize>) -> Words {
        let tokens = &self.analysis.tokens;
        let reading = tokens[range.start].span.to(tokens[range.end - 1].span);
        let at = self.place(reading);
        let text = self.analysis.document.original(reading).of(self.original).to_owned();
        Words { start: at.start, end: at.end, text }
    }

    fn claim(&self, index: usize, grammar: &Grammar, explain: bool) -> Claim {
        let claim = &self.analysis.claims[index];
        let quoted =
            |range: &Range<usize>| self.analysis.quotations.iter().any(|q| q.tokens.start < range.end && range.start < q.tokens.end);
        let wholly =
            |range: &Range<usize>| self.analysis.quotations.iter().any(|q| q.tokens.start <= range.start && range.end <= q.tokens.end);
        let kind = if claim.content.iter().all(wholly) {
            "direct"
        } else if claim.content.iter().any(quoted) {
            "mixed"
        } else {
            "indirect"
        };
        let frame = claim.frame.map(|f| &grammar.frames[f]);
        let block =
            self.analysis.document.blocks[self.analysis.tokens[self.analysis.sentences[claim.sentence].tokens.start].block as usize].kind;
        let mention = claim.source.as_ref().map(|s| vec![self.words(s)]);
        Claim {
            id: format!("c{}", index + 1),
            kind,
            class: claim.class,
            content: claim.content.iter().map(|r| self.words(r)).collect(),
            cue: claim.cue.iter().map(|r| self.words(r)).collect(),
            source: mention.zip(self.analysis.sources.of_claim[index]).map(|(mention, e)| Source { mention, entity: key(e) }),
            addressee: claim.addressee.as_ref().map(|r| self.words(r)),
            via: self.analysis.via[index].iter().map(|&e| key(e)).collect(),
            inside: claim.inside.map(|o| format!("c{}", o + 1)),
            negated: claim.negated,
            modal: claim.modal,
            sentence: claim.sentence,
            block: match block {
                BlockKind::Headline => "headline",
                BlockKind::Summary => "summary",
                BlockKind::Subhead => "subhead",
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote => "body",
            },
            confidence: frame.map_or(0.5, |f| f64::from(f.priority) / 100.0),
            why: explain.then(|| match frame {
                Some(f) => format!("frame {} ({}), priority {}; {}", f.name, f.doc, f.priority, self.rivals(index, grammar)),
                None => "quotation without a cue near it".to_owned(),
            }),
        }
    }

    /// The readings of the same cue that lost.
    fn rivals(&self, index: usize, grammar: &Grammar) -> String {
        let claim = &self.analysis.claims[index];
        let same = self.analysis.proposals.iter().filter(|p| {
            let cue = &self.analysis.cues[p.cue];
            Some(&cue.tokens) == claim.cue.as_ref() && Some(p.frame) != claim.frame
        });
        let names: Vec<_> = same.map(|p| format!("{} ({})", grammar.frames[p.frame].name, grammar.frames[p.frame].priority)).collect();
        if names.is_empty() { "no other reading".to_owned() } else { format!("before {}", names.join(", ")) }
    }
}

/// The names of a cue's flags, for `sayso parse`.
#[must_use]
pub fn flag_names(flags: Flags) -> String {
    flags.names().collect::<Vec<_>>().join(" ")
}
