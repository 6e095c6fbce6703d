//! The JSON of `sayso claims` (`docs/contract.md`), one object an article.

use std::ops::Range;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Analysis,
    attribution::Origin,
    document::{BlockKind, FurnitureKind, Metadata},
    grammar::{Class, EntityKind, Flags, Grammar, Naming},
    outlet::{self, Hop, Step},
    quotation,
    source::{self, Pass, Told, WithheldKind},
    span::{OffsetUnit, Offsets, Span},
    token,
};

/// An article as sayso prints it, one JSON object.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Article {
    /// Version of this form: `sayso/1`. Fields are added, never renamed.
    pub schema: &'static str,
    /// The input line's id, or the file's path as given.
    pub id: String,
    /// The file's path as given; null for a JSONL line or standard input without a name.
    pub path: Option<String>,
    /// The unit of all offsets: half-open, into the original input.
    pub offsets: OffsetUnit,
    /// What stands round the prose.
    pub article: Frame,
    /// Sentences in order.
    pub sentences: Vec<Place>,
    /// Claims in the order of their cues.
    pub claims: Vec<Claim>,
    /// Sources and outlets by their keys, in the order of the article.
    pub entities: IndexMap<String, Entity>,
    /// Where the text tells that a name is withheld, or why, in order.
    pub anonymity: Vec<Withheld>,
    /// What was odd in the article.
    pub problems: Vec<Problem>,
}

/// Where the text tells that a name is withheld, or why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Withheld {
    /// What the words tell.
    pub kind: WithheldKind,
    /// Offset of its first character.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
    /// The words as they stand in the original.
    pub text: String,
    /// Key of the source that they are about; null where none is near.
    pub entity: Option<String>,
}

/// What stands round the prose.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Frame {
    /// The headline; null where there is none.
    pub headline: Option<Place>,
    /// The dateline with its place; null where there is none.
    pub dateline: Option<Named>,
    /// One for each name of a byline.
    pub bylines: Vec<Named>,
    /// The wire agency of byline, dateline or credit: key of its entity, or null.
    pub agency: Option<String>,
    /// The outlet that published it, where that is given beside the text and known: key of its entity, or null.
    pub outlet: Option<String>,
    /// What the line of a corpus or front matter gives beside the text, as given.
    pub given: Given,
    /// What no claim is looked for in.
    pub furniture: Vec<Furniture>,
}

/// What is given beside the text.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Given {
    /// Headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// The outlet that published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A place in the original.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Place {
    /// Offset of its first character.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
}

/// A place with its words.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Words {
    /// Offset of its first character.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
    /// The words as they stand in the original.
    pub text: String,
}

/// A byline or dateline.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Named {
    /// Offset of its first character.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
    /// The name of a byline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The place of a dateline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A piece of furniture.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Furniture {
    /// Offset of its first character.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
    /// What it is.
    pub kind: FurnitureKind,
}

/// Something odd.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Problem {
    /// Offset of its first character.
    pub start: u32,
    /// Offset behind its last.
    pub end: u32,
    /// A name in kebab-case.
    pub kind: &'static str,
    /// What is wrong, for people.
    pub message: String,
}

/// A source as mentioned.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Source {
    /// The whole noun phrase, title and apposition included.
    pub mention: Vec<Words>,
    /// Key of the entity that is meant.
    pub entity: String,
    /// How it was found out who is meant, with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
}

/// How it was found out who is meant.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Found {
    /// The part of the sieve that told.
    pub by: Pass,
    /// Who may be meant by a pronoun, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// Somebody who may be meant.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Candidate {
    /// The name.
    pub name: String,
    /// Its share of the odds.
    pub share: f64,
}

/// Whether the words are quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClaimType {
    /// All words stand in quote marks.
    Direct,
    /// None do.
    Indirect,
    /// Some do.
    Mixed,
}

/// What kind of block a claim stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The headline.
    Headline,
    /// A summary beside the body.
    Summary,
    /// A subhead.
    Subhead,
    /// Running text.
    Body,
}

/// An attributed claim.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Claim {
    /// Its key in this article.
    pub id: String,
    /// Whether the words are quoted.
    #[serde(rename = "type")]
    pub kind: ClaimType,
    /// What kind of claim it is.
    pub class: Class,
    /// What is claimed: one part for each unbroken run.
    pub content: Vec<Words>,
    /// The words that say that it was said; empty where there are none.
    pub cue: Vec<Words>,
    /// Who claims it; null where the text names nobody.
    pub source: Option<Source>,
    /// Who was told; null where nobody is.
    pub addressee: Option<Words>,
    /// Keys of the outlets through which it came.
    pub via: Vec<String>,
    /// The way it has come: from who made it to what the article itself comes from.
    pub chain: Vec<Link>,
    /// Key of the entity that it goes back to: claims with one root are one source's; null where nobody stands behind it.
    pub root: Option<String>,
    /// The claim that this one is nested in, or null.
    #[serde(rename = "in")]
    pub inside: Option<String>,
    /// Whether it was not said: "did not say", "declined to say".
    pub negated: bool,
    /// Whether it may be or will be said: "is likely to say".
    pub modal: bool,
    /// Index of the sentence that holds the cue, else the content's first.
    pub sentence: usize,
    /// What kind of block it stands in.
    pub block: Part,
    /// How sure the reading is, from 0 to 1.
    pub confidence: f64,
    /// What made the claim, with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A link of the way that a claim has come.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Link {
    /// What the link is.
    pub step: Step,
    /// Key of who or what it leads to.
    pub entity: String,
    /// Where the text says so; null for the article's own agency and publisher.
    pub at: Option<Place>,
}

/// A source or outlet.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Entity {
    /// The fullest name that the article gives, without title; for the unnamed the fullest description.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// How far readers are told who it is.
    pub naming: Naming,
    /// What a person is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The country or body a person belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// The domain of an outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// What is told of somebody unnamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// Where it is mentioned as a source or outlet.
    pub mentions: Vec<Place>,
}

/// The JSON Schema of [`Article`].
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Article)
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
        outlet: analysis.publisher.map(key),
        given: {
            let Metadata { title, byline, outlet, url, date } = document.metadata.clone();
            Given { title, byline, outlet, url, date }
        },
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
                let (title, affiliation, domain) = (e.title.clone(), e.affiliation.clone(), e.domain.clone());
                let told = Some(e.told.clone()).filter(|told| *told != Told::default());
                (key(at), Entity { name: e.name.clone(), kind: e.kind, naming: e.naming, title, affiliation, domain, told, mentions })
            })
            .collect(),
        anonymity: analysis.sources.withheld.iter().map(|w| printer.withheld(w)).collect(),
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

/// The key of a claim.
pub(super) fn claim_key(index: usize) -> String {
    format!("c{}", index + 1)
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
        let reading = token::span(&self.analysis.tokens, range);
        let at = self.place(reading);
        let text = self.analysis.document.original(reading).of(self.original).to_owned();
        Words { start: at.start, end: at.end, text }
    }

    fn found(&self, index: usize) -> Found {
        let how = &self.analysis.sources.how[index];
        let candidate =
            |(name, share): &(String, f32)| Candidate { name: name.clone(), share: (f64::from(*share) * 1000.0).round() / 1000.0 };
        Found { by: how.pass, candidates: how.candidates.iter().map(candidate).collect() }
    }

    fn link(&self, hop: Hop) -> Link {
        Link { step: hop.step, entity: key(hop.entity), at: hop.span.map(|span| self.place(span)) }
    }

    fn withheld(&self, withheld: &source::Withheld) -> Withheld {
        let Words { start, end, text } = self.words(&withheld.range);
        Withheld { kind: withheld.kind, start, end, text, entity: withheld.entity.map(key) }
    }

    fn claim(&self, index: usize, grammar: &Grammar, explain: bool) -> Claim {
        let claim = &self.analysis.claims[index];
        // Quotations are in order and do not overlap: the first that ends behind the part's start decides.
        let over = |range: &Range<usize>| quotation::reaching(&self.analysis.quotations, range.start);
        let quoted = |range: &Range<usize>| over(range).is_some_and(|q| q.tokens.start < range.end);
        let wholly = |range: &Range<usize>| over(range).is_some_and(|q| q.tokens.start <= range.start && range.end <= q.tokens.end);
        let kind = if claim.content.iter().all(wholly) {
            ClaimType::Direct
        } else if claim.content.iter().any(quoted) {
            ClaimType::Mixed
        } else {
            ClaimType::Indirect
        };
        let block =
            self.analysis.document.blocks[self.analysis.tokens[self.analysis.sentences[claim.sentence].tokens.start].block as usize].kind;
        let mention = claim.source.as_ref().map(|s| vec![self.words(s)]);
        Claim {
            id: claim_key(index),
            kind,
            class: claim.class,
            content: claim.content.iter().map(|r| self.words(r)).collect(),
            cue: claim.cue.iter().map(|r| self.words(r)).collect(),
            source: mention.zip(self.analysis.sources.of_claim[index]).map(|(mention, e)| Source {
                mention,
                entity: key(e),
                found: explain.then(|| self.found(index)),
            }),
            addressee: claim.addressee.as_ref().map(|r| self.words(r)),
            via: outlet::via(&self.analysis.chains[index]).map(key).collect(),
            chain: self.analysis.chains[index].iter().map(|hop| self.link(*hop)).collect(),
            root: self.analysis.origins[index].map(key),
            inside: claim.inside.map(claim_key),
            negated: claim.negated,
            modal: claim.modal,
            sentence: claim.sentence,
            block: match block {
                BlockKind::Headline => Part::Headline,
                BlockKind::Summary => Part::Summary,
                BlockKind::Subhead => Part::Subhead,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote => Part::Body,
            },
            confidence: (f64::from(claim.confidence) * 1000.0).round() / 1000.0,
            why: explain.then(|| match claim.origin {
                Origin::Frame(frame) => {
                    let f = &grammar.frames[frame];
                    format!("frame {} ({}), priority {}; {}", f.name, f.doc, f.priority, self.rivals(frame, index, grammar))
                }
                Origin::Judge(origins) => format!("judged from what was learned; read so by: {origins}"),
                Origin::Quotation => "quotation without a cue near it".to_owned(),
            }),
        }
    }

    /// The readings of the same cue that lost.
    fn rivals(&self, frame: usize, index: usize, grammar: &Grammar) -> String {
        let claim = &self.analysis.claims[index];
        let same = self.analysis.proposals.iter().filter(|p| {
            let cue = &self.analysis.cues[p.cue];
            Some(&cue.tokens) == claim.cue.as_ref() && p.frame != frame
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
