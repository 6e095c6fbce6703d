//! Source mentions into entities: who is meant by a full name, a surname, a role, a pronoun.
//!
//! A sieve from sure to unsure, after Raghunathan et al. (2010): outlet and country names, bodies, names and their surnames, roles that
//! were used before; pronouns by who is named and near.
//!
//! Invariant: the unnamed stay apart unless the text takes the same words up again ("the official").

mod anonymity;
mod described;
mod listed;
mod named;
mod names;
mod pronoun;

use std::ops::Range;

use rustc_hash::FxHashMap;

pub use anonymity::{Told, Withheld, WithheldKind};
use names::{Names, full_outlets, house_at, is_name_word, names, phrase_at, same_text, starts_sentence, without_article, without_suffix};
pub use names::{formed_at, outlet_at};

use crate::{
    attribution::{Attribution, enclosing},
    grammar::{Class, EntityKind, Gender, Grammar, Naming, Target},
    quotation::{self, Quotation},
    sentence::Sentence,
    span::Span,
    token::{self, Token, phrases_at},
};

/// Somebody or something that claims, or carries claims.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Fullest name, without title; for the unnamed the fullest description.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// How far readers are told who it is.
    pub naming: Naming,
    /// What a person is ("national security adviser").
    pub title: Option<String>,
    /// The country or body a person belongs to.
    pub affiliation: Option<String>,
    /// Domain of an outlet.
    pub domain: Option<String>,
    /// Where it is mentioned as a source or outlet, in the reading text.
    pub mentions: Vec<Span>,
    /// Index into the grammar's outlets.
    pub outlet: Option<u16>,
    /// He or she, as far as the text has told.
    pub gender: Option<Gender>,
    /// He or she by the given name, which is a weak sign.
    pub given: Option<Gender>,
    /// What is told of somebody unnamed.
    pub told: Told,
    /// Who is behind a document, and where that is told.
    pub author: Option<(usize, Span)>,
    /// The body that a spokesperson speaks for, in the words of the text.
    pub speaks_for: Option<String>,
}

impl Entity {
    /// Whether it is a person whose name readers are told.
    #[must_use]
    pub fn is_named_person(&self) -> bool {
        self.kind == EntityKind::Person && self.naming == Naming::Named
    }

    fn new(name: String, kind: EntityKind, naming: Naming) -> Self {
        Self {
            name,
            kind,
            naming,
            title: None,
            affiliation: None,
            domain: None,
            mentions: Vec::new(),
            outlet: None,
            gender: None,
            given: None,
            told: Told::default(),
            author: None,
            speaks_for: None,
        }
    }
}

/// The part of the sieve that has told who is meant, from sure to unsure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pass {
    /// The name of an outlet, country or house of the lists.
    Listed,
    /// A name with a noun that tells of a body.
    Body,
    /// A full name, or a part of one.
    Name,
    /// "I": whoever speaks the words round it.
    Speaker,
    /// "who": the words right before it.
    Relative,
    /// "he", "they": who is named and near.
    Pronoun,
    /// "the minister": a role that was spoken of before.
    Role,
    /// Somebody new, without a name.
    #[default]
    Description,
}

/// How the source of a claim was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct How {
    /// Which part of the sieve told.
    pub pass: Pass,
    /// Who else may be meant, the likeliest first, each with its share of the odds; the one that was chosen is among them.
    pub candidates: Vec<(String, f32)>,
}

/// Entities of one article, and which of them each claim is from.
#[derive(Debug, Default)]
pub struct Sources {
    /// Entities in the order of their first mention.
    pub entities: Vec<Entity>,
    /// For each claim the index of its source.
    pub of_claim: Vec<Option<usize>>,
    /// For each claim how its source was found; nothing of claims that nobody makes.
    pub how: Vec<How>,
    /// Where the text tells that a name is withheld, or why, in order.
    pub withheld: Vec<Withheld>,
    /// Outlets that the text calls by their full names: the tokens of each mention, and the index into the grammar's outlets.
    pub full: Vec<(Range<usize>, u16)>,
    /// The longest name by which the text calls an outlet.
    longest: FxHashMap<u16, String>,
    by_outlet: FxHashMap<u16, usize>,
}

/// Resolves the source of every claim of a text: entities, how each was found, and where names are withheld. Claims are in the order of
/// their cues.
#[must_use]
pub fn sources(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    quotations: &[Quotation],
    claims: &[Attribution],
    grammar: &Grammar,
) -> Sources {
    let full = full_outlets(text, tokens, grammar);
    let names = names(text, tokens, grammar);
    let mut longest: FxHashMap<u16, String> = FxHashMap::default();
    for (range, outlet) in &full {
        let name = token::span(tokens, range).of(text);
        let name = name.strip_prefix("the ").unwrap_or(name);
        let known = longest.entry(*outlet).or_default();
        if name.len() > known.len() {
            *known = name.to_owned();
        }
    }
    let out = Sources { full, longest, ..Sources::default() };
    let mut sieve = Sieve {
        text,
        tokens,
        sentences,
        grammar,
        names,
        out,
        keys: FxHashMap::default(),
        heads: Vec::new(),
        spoken: Vec::new(),
        how: How::default(),
    };
    let mut last: Option<usize> = None;
    // A pronoun inside a quotation is read when it is known who speaks the words round it: "I" is the speaker, "he" is not.
    let waits = |sieve: &Sieve<'_>, claim: &Attribution, range: &Range<usize>| claim.inside.is_some() && sieve.is_personal(range);
    for claim in claims {
        let range = claim.source.as_ref().filter(|range| !waits(&sieve, claim, range));
        let entity = range.map(|range| sieve.source(range, last, None));
        // What is said inside what somebody says leaves that one speaking.
        last = entity.filter(|_| claim.inside.is_none()).or(last);
        sieve.out.of_claim.push(entity);
        sieve.out.how.push(std::mem::take(&mut sieve.how));
    }
    for (index, claim) in claims.iter().enumerate() {
        if let Some(range) = claim.source.as_ref().filter(|range| waits(&sieve, claim, range)) {
            let speaker = enclosing(claims, index).find_map(|outer| sieve.out.of_claim[outer]);
            // "She said she was tired" is of herself; "she is tired," she said, is of somebody else.
            let quoted = quotation::covering(quotations, range.start).is_some()
                || enclosing(claims, index).any(|outer| claims[outer].cue.as_ref().is_some_and(|cue| !tokens[cue.end - 1].is_word()));
            let entity = match speaker {
                Some(speaker) if quoted && sieve.is_first_person(range) => {
                    sieve.how.pass = Pass::Speaker;
                    sieve.mentioned(speaker, range)
                }
                Some(_) if !quoted => sieve.source(range, speaker, None),
                _ => {
                    let before = claims[..index].iter().rposition(|c| c.inside.is_none()).and_then(|outer| sieve.out.of_claim[outer]);
                    sieve.source(range, before.filter(|b| Some(*b) != speaker), speaker)
                }
            };
            sieve.out.of_claim[index] = Some(entity);
            sieve.out.how[index] = std::mem::take(&mut sieve.how);
        }
    }
    sieve.withheld(claims);
    sieve.out
}

/// What a document or poll says is a claim of that class, whatever the cue.
pub fn classify(claims: &mut [Attribution], sources: &Sources) {
    for (claim, source) in claims.iter_mut().zip(&sources.of_claim) {
        let written = source.is_some_and(|e| matches!(sources.entities[e].kind, EntityKind::Document | EntityKind::Poll));
        if written && claim.class == Class::Statement {
            claim.class = Class::Document;
        }
    }
}

/// Mentions that a pronoun or role is looked for among.
const RECENT: usize = 100;

struct Sieve<'a> {
    text: &'a str,
    tokens: &'a [Token],
    sentences: &'a [Sentence],
    grammar: &'a Grammar,
    names: Names<'a>,
    out: Sources,
    keys: FxHashMap<String, usize>,
    /// Heads of the descriptions so far, with their entities.
    heads: Vec<(usize, usize)>,
    /// Mentions so far: the first token and the entity.
    spoken: Vec<(usize, usize)>,
    /// How the mention at hand was found.
    how: How,
}

/// The key of a proper name, whatever its capitals.
fn name_key(name: &str) -> String {
    format!("name {}", name.to_lowercase())
}

impl Sieve<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        token::span(self.tokens, range)
    }

    fn words(&self, range: &Range<usize>) -> String {
        self.span(range).of(self.text).to_owned()
    }

    fn str(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    fn entity(&mut self, key: String, make: impl FnOnce() -> Entity) -> usize {
        let next = self.out.entities.len();
        let index = *self.keys.entry(key).or_insert(next);
        if index == next {
            self.out.entities.push(make());
        }
        index
    }

    /// The entity that goes by a proper name, of that kind if it is new.
    fn called(&mut self, name: String, kind: EntityKind) -> usize {
        self.entity(name_key(&name), || Entity::new(name, kind, Naming::Named))
    }

    /// Books the mention of an entity, and gives the entity.
    fn mentioned(&mut self, entity: usize, range: &Range<usize>) -> usize {
        let span = self.span(range);
        self.out.entities[entity].mentions.push(span);
        // In the order of the text, whatever is read last.
        let place = self.spoken.partition_point(|(token, _)| *token <= range.start);
        self.spoken.insert(place, (range.start, entity));
        entity
    }

    /// The entity of a claim's source, with its mention booked.
    fn source(&mut self, range: &Range<usize>, last: Option<usize>, not: Option<usize>) -> usize {
        let entity = self.resolve(range, last, not);
        let how = std::mem::take(&mut self.how);
        self.stand_behind(entity, range, last);
        self.how = how;
        self.mentioned(entity, range)
    }

    fn resolve(&mut self, range: &Range<usize>, last: Option<usize>, not: Option<usize>) -> usize {
        let known = self.grammar.known;
        let first = &self.tokens[range.start];
        let on = |list| first.on(self.grammar, list);
        if range.len() == 1 && on(known.pronoun_relative) {
            let meant = self.antecedent(range.start).or(last);
            self.how = How { pass: Pass::Relative, ..How::default() };
            return meant.unwrap_or_else(|| self.unresolved(range));
        }
        let pronoun = first.on_any(self.grammar, &self.grammar.pronouns) || on(known.pronoun_possessive) || on(known.pronoun_object);
        if self.is_first_person(range) {
            // Outside quotations it is the writer, whom the text need not name.
            self.how.pass = Pass::Pronoun;
            return self.unresolved(range);
        }
        if range.len() == 1 && pronoun && !on(known.crowd) {
            self.how.pass = Pass::Pronoun;
            let meant = self.pronoun(range.start, last, not);
            return meant.unwrap_or_else(|| self.unresolved(range));
        }
        if self.is_near(range) {
            return self.description(range);
        }
        let named = [
            (Pass::Listed, Self::listed as fn(&mut Self, &Range<usize>) -> Option<usize>),
            (Pass::Body, Self::body),
            (Pass::Name, Self::person),
        ];
        for (pass, find) in named {
            if let Some(entity) = find(self, range) {
                self.how.pass = pass;
                return entity;
            }
        }
        self.description(range)
    }

    /// Mentions before a token, the last first.
    fn spoken_before(&self, at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.spoken[..self.spoken.partition_point(|(token, _)| *token < at)].iter().rev().copied().take(RECENT)
    }

    fn comma(&self, range: &Range<usize>) -> usize {
        (range.start + 1..range.end).find(|&at| matches!(self.str(at), "," | "(" | "—" | "–")).unwrap_or(range.end)
    }
}

impl Sources {
    /// Whether the text calls the outlet by its full name.
    #[must_use]
    pub fn is_named(&self, outlet: u16) -> bool {
        self.longest.contains_key(&outlet)
    }

    /// The entity of an outlet, made if it is new, by the longest name that the text has for it; a platform is the company behind it.
    pub fn outlet(&mut self, grammar: &Grammar, outlet: u16) -> usize {
        let next = self.entities.len();
        let index = *self.by_outlet.entry(outlet).or_insert(next);
        if index == next {
            let known = &grammar.outlets[usize::from(outlet)];
            let kind = if grammar.is_platform(outlet) { EntityKind::Company } else { EntityKind::Outlet };
            let name = self.longest.get(&outlet).unwrap_or(&known.name).clone();
            self.entities.push(Entity { domain: known.domain.clone(), outlet: Some(outlet), ..Entity::new(name, kind, Naming::Named) });
        }
        index
    }

    /// The last outlet that the text calls by its full name before a token, platforms aside: what "the newspaper" means.
    #[must_use]
    pub fn last_outlet(&self, grammar: &Grammar, at: usize) -> Option<u16> {
        let before = self.full.partition_point(|(range, _)| range.start < at);
        self.full[..before].iter().rev().map(|(_, outlet)| *outlet).find(|&outlet| !grammar.is_platform(outlet))
    }

    /// The outlet whose short name stands at a token, where only one goes by it and nobody in the text is called so.
    #[must_use]
    pub fn outlet_alone(&self, text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<(u16, usize)> {
        if !tokens[at].is_capital() {
            return None;
        }
        let mut found: Option<(u16, usize)> = None;
        for phrase in phrases_at(tokens, grammar, at) {
            let Target::Outlet { outlet, .. } = phrase.target else { continue };
            let end = at + phrase.rest.len() + 1;
            if !same_text(text, tokens, at, phrase) || found.is_some_and(|(_, longer)| longer > end) {
                continue;
            }
            if found.is_some_and(|(other, _)| other != outlet) {
                return None;
            }
            found = Some((outlet, end));
        }
        let (outlet, end) = found?;
        let name = token::span(tokens, &(at..end)).of(text);
        let person = self.entities.iter().any(|e| e.kind == EntityKind::Person && e.name.split_whitespace().any(|word| word == name));
        (!person).then_some((outlet, end))
    }

    /// The entity of an outlet that no list holds.
    pub fn formed(&mut self, name: &str) -> usize {
        let name = without_article(name);
        let known = self.entities.iter().position(|e| e.outlet.is_none() && e.name.eq_ignore_ascii_case(name));
        let entity = known.unwrap_or(self.entities.len());
        if known.is_none() {
            self.entities.push(Entity::new(name.to_owned(), EntityKind::Outlet, Naming::Named));
        }
        self.entities[entity].kind = EntityKind::Outlet;
        entity
    }

    /// The entity of an outlet that is named where there are no tokens, as in a byline.
    pub fn outlet_called(&mut self, grammar: &Grammar, outlet: u16, name: &str) -> usize {
        self.longest.entry(outlet).or_insert_with(|| name.to_owned());
        self.outlet(grammar, outlet)
    }
}
