//! Source mentions into entities: who is meant by a full name, a surname, a role, a pronoun.
//!
//! A small sieve from sure to unsure, after Raghunathan et al. (2010): outlet and country names, names and their surnames, roles
//! that were used before, pronouns by the source before them.
//!
//! Invariant: the unnamed stay apart unless the text takes the same words up again ("the official").

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{
    attribution::Attribution,
    cue::{phrase_fits, phrases_at},
    grammar::{EntityKind, Grammar, Naming, Target, WordId},
    span::Span,
    token::{Shape, Token},
    word,
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
    /// Domain of an outlet.
    pub domain: Option<String>,
    /// Where it is mentioned as a source or outlet, in the reading text.
    pub mentions: Vec<Span>,
    /// Index into the grammar's outlets.
    pub outlet: Option<u16>,
}

/// Entities of one article, and which of them each claim is from.
#[derive(Debug, Default)]
pub struct Sources {
    /// Entities in the order of their first mention.
    pub entities: Vec<Entity>,
    /// For each claim the index of its source.
    pub of_claim: Vec<Option<usize>>,
    /// Outlets that the text calls by their full names, by index into the grammar's outlets.
    pub full: Vec<u16>,
}

/// Names of several words that stand in the article, in order.
struct Names {
    spans: Vec<Range<usize>>,
    /// By the last word of the name.
    by_last: FxHashMap<String, usize>,
    /// By its first: the surname in East Asian names, else the given name.
    by_first: FxHashMap<String, usize>,
}

/// Resolves the source of every claim.
#[must_use]
pub fn sources(text: &str, tokens: &[Token], claims: &[Attribution], grammar: &Grammar) -> Sources {
    let mut sieve = Sieve {
        text,
        tokens,
        grammar,
        names: names(text, tokens, grammar),
        out: Sources::default(),
        keys: FxHashMap::default(),
        heads: Vec::new(),
    };
    sieve.out.full = full_outlets(text, tokens, grammar);
    let mut last: Option<usize> = None;
    for claim in claims {
        let entity = claim.source.as_ref().and_then(|range| sieve.resolve(range, last));
        if let (Some(entity), Some(range)) = (entity, &claim.source) {
            let span = sieve.span(range);
            sieve.out.entities[entity].mentions.push(span);
            last = Some(entity);
        }
        sieve.out.of_claim.push(entity);
    }
    sieve.out
}

/// Runs of two capitalised words and more.
fn names(text: &str, tokens: &[Token], grammar: &Grammar) -> Names {
    let mut found = Names { spans: Vec::new(), by_last: FxHashMap::default(), by_first: FxHashMap::default() };
    let mut at = 0;
    while at < tokens.len() {
        let start = at;
        while at < tokens.len() && is_name_word(tokens, grammar, at) && tokens[at].block == tokens[start].block {
            at += 1;
        }
        let titled = start > 0 && tokens[start - 1].on_any(grammar, &grammar.titles) && tokens[start - 1].block == tokens[start].block;
        if at > start + 1 || (at == start + 1 && titled) {
            // A full name stands for a surname rather than a surname with a title.
            for (key, names) in [(at - 1, &mut found.by_last), (start, &mut found.by_first)] {
                let key = tokens[key].span.of(text);
                if names.get(key).is_none_or(|&known: &usize| found.spans[known].len() < at - start) {
                    names.insert(key.to_owned(), found.spans.len());
                }
            }
            found.spans.push(start..at);
        }
        at = at.max(start + 1);
    }
    found
}

/// Whether the token may be part of a person's name: a capital, and no title, demonym or function word.
fn is_name_word(tokens: &[Token], grammar: &Grammar, at: usize) -> bool {
    let token = &tokens[at];
    let known = &grammar.known;
    let closed = [known.determiner, known.preposition, known.conjunction, known.subordinator, known.adverb, known.time, known.wh];
    token.is_capital()
        && !token.on_any(grammar, &grammar.titles)
        && !token.on_any(grammar, &grammar.pronouns)
        && !closed.into_iter().any(|list| token.on(grammar, list))
        && !grammar.lexicon.alone(token.word).iter().any(|p| matches!(p.target, Target::Demonym { .. } | Target::Country { .. }))
}

/// The first phrase, longest first, that stands at token `at` with its capitals and that `wanted` takes; and the token behind it.
fn phrase_at<T>(text: &str, tokens: &[Token], grammar: &Grammar, at: usize, wanted: impl Fn(Target) -> Option<T>) -> Option<(T, usize)> {
    phrases_at(tokens, grammar, at).find_map(|p| {
        let found = wanted(p.target)?;
        (phrase_fits(tokens, at, &p.rest) && same_text(text, tokens, at, p)).then(|| (found, at + p.rest.len() + 1))
    })
}

/// The outlet whose name starts at token `at`, and the token behind it; a short form counts for an outlet of `full` only.
#[must_use]
pub fn outlet_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize, full: &[u16]) -> Option<(u16, usize)> {
    phrase_at(text, tokens, grammar, at, |target| match target {
        Target::Outlet { outlet, short } if !short || full.contains(&outlet) => Some(outlet),
        _ => None,
    })
}

/// Outlets that the text calls by their full names.
#[must_use]
pub fn full_outlets(text: &str, tokens: &[Token], grammar: &Grammar) -> Vec<u16> {
    let named = (0..tokens.len()).filter(|&at| tokens[at].is_capital() || tokens[at].on(grammar, grammar.known.determiner));
    let mut found: Vec<u16> = named.filter_map(|at| Some(outlet_at(text, tokens, grammar, at, &[])?.0)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The house ("the White House") whose name starts at token `at`: the token behind it.
fn house_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<usize> {
    phrase_at(text, tokens, grammar, at, |target| matches!(target, Target::House { .. }).then_some(())).map(|((), behind)| behind)
}

fn country_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<(u16, usize)> {
    phrase_at(text, tokens, grammar, at, |target| match target {
        Target::Country { country, .. } => Some(country),
        _ => None,
    })
}

/// Whether the words have the capitals of the phrase, a leading article aside.
fn same_text(text: &str, tokens: &[Token], at: usize, phrase: &crate::grammar::Phrase) -> bool {
    let Some(exact) = phrase.exact.as_deref() else { return true };
    let span = tokens[at].span.to(tokens[at + phrase.rest.len()].span).of(text);
    let bare = |s: &str| s.strip_prefix("The ").or_else(|| s.strip_prefix("the ")).unwrap_or(s).replace('’', "'");
    bare(span) == bare(exact)
}

struct Sieve<'a> {
    text: &'a str,
    tokens: &'a [Token],
    grammar: &'a Grammar,
    names: Names,
    out: Sources,
    keys: FxHashMap<String, usize>,
    /// Heads of the descriptions so far, with their entities.
    heads: Vec<(WordId, usize)>,
}

impl Sieve<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        self.tokens[range.start].span.to(self.tokens[range.end - 1].span)
    }

    fn entity(&mut self, key: String, make: impl FnOnce() -> Entity) -> usize {
        let next = self.out.entities.len();
        let index = *self.keys.entry(key).or_insert(next);
        if index == next {
            self.out.entities.push(make());
        }
        index
    }

    fn plain(name: String, kind: EntityKind, naming: Naming) -> Entity {
        Entity { name, kind, naming, domain: None, mentions: Vec::new(), outlet: None }
    }

    fn resolve(&mut self, range: &Range<usize>, last: Option<usize>) -> Option<usize> {
        let known = self.grammar.known;
        let first = &self.tokens[range.start];
        let on = |list| first.on(self.grammar, list);
        if range.len() == 1 && on(known.pronoun_relative) {
            return self.name_before(range.start).or(last);
        }
        if range.len() == 1
            && !on(known.crowd)
            && (first.on_any(self.grammar, &self.grammar.pronouns) || on(known.pronoun_possessive) || on(known.pronoun_object))
        {
            return self.pronoun(range.start, last);
        }
        // "the Journal" needs its full name somewhere; the article counts as a place like any other.
        let from = range.start + usize::from(range.len() > 1 && on(known.determiner));
        for start in [range.start, from] {
            if let Some((outlet, end)) = outlet_at(self.text, self.tokens, self.grammar, start, &self.out.full)
                && end >= range.end
            {
                return Some(self.outlet(outlet));
            }
            if let Some((country, end)) = country_at(self.text, self.tokens, self.grammar, start)
                && end >= range.end
            {
                return Some(self.country(country));
            }
        }
        if house_at(self.text, self.tokens, self.grammar, range.start) == Some(range.end) {
            let name = self.span(range).of(self.text).to_owned();
            return Some(
                self.entity(format!("house {}", name.to_lowercase()), || Self::plain(name, EntityKind::Government, Naming::Named)),
            );
        }
        if let Some(name) = self.person(range) {
            return Some(name);
        }
        Some(self.description(range))
    }

    /// The government of a country.
    fn country(&mut self, country: u16) -> usize {
        let name = self.grammar.countries[usize::from(country)].name.clone();
        self.entity(format!("country {country}"), || Self::plain(name, EntityKind::Government, Naming::Named))
    }

    /// The entity of an outlet.
    fn outlet(&mut self, outlet: u16) -> usize {
        let known = &self.grammar.outlets[usize::from(outlet)];
        let (name, domain) = (known.name.clone(), known.domain.clone());
        self.entity(format!("outlet {outlet}"), || Entity {
            domain,
            outlet: Some(outlet),
            ..Self::plain(name, EntityKind::Outlet, Naming::Named)
        })
    }

    fn by_name(&mut self, words: &Range<usize>) -> usize {
        let last = self.tokens[words.end - 1].span.of(self.text);
        let full = self.names.by_last.get(last).or_else(|| self.names.by_first.get(last)).copied();
        let mut best = words.clone();
        if words.len() == 1
            && let Some(full) = full
        {
            best = self.names.spans[full].clone();
        }
        let name = self.span(&best).of(self.text).to_owned();
        self.entity(format!("name {}", name.to_lowercase()), || Self::plain(name, EntityKind::Person, Naming::Named))
    }

    /// A proper name inside the mention: the last run of name words before any comma.
    fn person(&mut self, range: &Range<usize>) -> Option<usize> {
        let comma = range.clone().find(|&at| self.tokens[at].span.of(self.text) == ",").unwrap_or(range.end);
        let joint = |at: usize| self.tokens[at].on(self.grammar, self.grammar.known.preposition);
        let stop = (range.start + 1..comma).find(|&at| joint(at)).unwrap_or(comma);
        let mut end = stop;
        while end > range.start && !is_name_word(self.tokens, self.grammar, end - 1) {
            end -= 1;
            // A name that a common noun follows ("a Trump administration official") names no person.
            if end + 1 < stop || (self.tokens[end].is_word() && !self.tokens[end].is_capital()) {
                return None;
            }
        }
        let mut start = end;
        while start > range.start && is_name_word(self.tokens, self.grammar, start - 1) {
            start -= 1;
        }
        (start < end
            && !(start == range.start
                && self.tokens[start].shape.is(Shape::FIRST)
                && end - start == 1
                && self.tokens[start].on_any(self.grammar, &self.grammar.heads)))
        .then(|| self.by_name(&(start..end)))
    }

    /// The name of several words that ends closest before the token.
    fn name_before(&mut self, at: usize) -> Option<usize> {
        let index = self.names.spans.partition_point(|s| s.end <= at).checked_sub(1)?;
        let span = self.names.spans[index].clone();
        (self.tokens[span.start].block == self.tokens[at].block).then(|| self.by_name(&span))
    }

    fn pronoun(&mut self, at: usize, last: Option<usize>) -> Option<usize> {
        let known = self.grammar.known;
        let token = &self.tokens[at];
        let on = |list| token.on(self.grammar, list);
        let wanted: &[EntityKind] = if on(known.pronoun_male) || on(known.pronoun_female) {
            &[EntityKind::Person]
        } else if on(known.pronoun_many) {
            &[EntityKind::Group, EntityKind::Government, EntityKind::Organisation, EntityKind::Company]
        } else {
            &[
                EntityKind::Government,
                EntityKind::Organisation,
                EntityKind::Company,
                EntityKind::Outlet,
                EntityKind::Document,
                EntityKind::Person,
            ]
        };
        // "Washington stunned observers when it announced": a country in the sentence before the pronoun is meant by "it".
        if on(known.pronoun_neuter) {
            let block = token.block;
            let near = (at.saturating_sub(20)..at).filter(|&i| self.tokens[i].block == block && self.tokens[i].is_capital());
            let country = near.filter_map(|i| country_at(self.text, self.tokens, self.grammar, i)).next_back();
            if let Some((country, _)) = country {
                return Some(self.country(country));
            }
        }
        let fits = |entity: &Entity| wanted.contains(&entity.kind);
        if let Some(last) = last.filter(|&l| fits(&self.out.entities[l])) {
            return Some(last);
        }
        let before = self.out.entities.iter().rposition(fits);
        before.or_else(|| wanted.contains(&EntityKind::Person).then(|| self.name_before(at)).flatten()).or(last)
    }

    /// What is unnamed, or named by its body: known again by the same words without the article.
    fn description(&mut self, range: &Range<usize>) -> usize {
        let known = &self.grammar.known;
        let determined = range.len() > 1 && self.tokens[range.start].on(self.grammar, known.determiner);
        let words = range.start + usize::from(determined)..range.end;
        let comma = words.clone().find(|&at| self.tokens[at].span.of(self.text) == ",").unwrap_or(words.end).max(words.start + 1);
        let head = (words.start..comma)
            .take_while(|&at| at == words.start || !self.tokens[at].on(self.grammar, known.preposition))
            .last()
            .unwrap_or(words.start);
        if let Some(entity) = self.taken_up(range, &words, head) {
            return entity;
        }
        let (mut kind, mut naming, mut many) = (EntityKind::Unknown, None, None);
        for at in [head, words.start] {
            for phrase in phrases_at(self.tokens, self.grammar, at) {
                if let Target::Entry { list, form, .. } = phrase.target
                    && self.grammar.heads.contains(list)
                    && phrase_fits(self.tokens, at, &phrase.rest)
                    && naming.is_none()
                {
                    let attributes = self.grammar.attributes(list);
                    kind = attributes.kind.unwrap_or(EntityKind::Unknown);
                    naming = attributes.naming;
                    many = Some(form == crate::grammar::Form::Plural || attributes.many == Some(true));
                }
            }
        }
        if kind == EntityKind::Person && many == Some(true) {
            kind = EntityKind::Group;
        }
        let capital =
            words.clone().take_while(|&at| at < comma).any(|at| self.tokens[at].is_capital() && !self.tokens[at].shape.is(Shape::FIRST));
        let body = matches!(kind, EntityKind::Government | EntityKind::Organisation | EntityKind::Company | EntityKind::Unknown);
        let naming = match naming {
            // "a source close to the minister" tells something.
            Some(Naming::Bare) if words.len() > 1 => Naming::Described,
            Some(Naming::Vague) if words.len() > 2 => Naming::Described,
            Some(other) if !(body && capital) => other,
            _ if body && capital => Naming::Named,
            _ => Naming::Described,
        };
        let name = self.span(range).of(self.text).to_owned();
        let mut key = String::new();
        word::lower_into(self.span(&(words.start..comma)).of(self.text), &mut key);
        let entity = self.entity(format!("described {key}"), || Self::plain(name, kind, naming));
        self.heads.push((self.tokens[head].word, entity));
        entity
    }

    /// "the official", "the president": a role that the text has used before takes it up again.
    fn taken_up(&mut self, range: &Range<usize>, words: &Range<usize>, head: usize) -> Option<usize> {
        let the = self.grammar.lexicon.get("the");
        let word = self.tokens[head].word;
        if self.tokens[range.start].word != the || words.len() > 3 || word == WordId(0) || head + 1 != words.end {
            return None;
        }
        let known = self.heads.iter().rev().find(|(w, _)| *w == word).map(|&(_, entity)| entity);
        if known.is_some() {
            return known;
        }
        // "President Trump … the president": the closest name before that bears the title.
        let before = self.names.spans.partition_point(|s| s.end <= range.start);
        let titled = self.names.spans[..before].iter().rposition(|span| {
            let from = span.start.saturating_sub(3);
            self.tokens[from..span.start].iter().any(|t| t.word == word && t.block == self.tokens[span.start].block)
        })?;
        let span = self.names.spans[titled].clone();
        Some(self.by_name(&span))
    }
}

impl Sources {
    /// The entity of an outlet, made if it is new.
    pub fn outlet(&mut self, grammar: &Grammar, outlet: u16) -> usize {
        if let Some(at) = self.entities.iter().position(|e| e.outlet == Some(outlet)) {
            return at;
        }
        let known = &grammar.outlets[usize::from(outlet)];
        self.entities.push(Entity {
            name: known.name.clone(),
            kind: EntityKind::Outlet,
            naming: Naming::Named,
            domain: known.domain.clone(),
            mentions: Vec::new(),
            outlet: Some(outlet),
        });
        self.entities.len() - 1
    }
}
