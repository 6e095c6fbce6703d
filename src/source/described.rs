//! The unnamed, and roles that take up a name: "a senior official", "the minister", "critics".

use std::ops::Range;

use super::{Entity, Sieve, Told, starts_sentence};
use crate::{
    grammar::{EntityKind, Form, Gender, ListId, Naming, OutletKind, Target, WordId},
    token::{Shape, phrases_at},
    word,
};

/// What a noun of the lists stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    pub(super) kind: EntityKind,
    pub(super) naming: Option<Naming>,
    pub(super) many: bool,
    pub(super) gender: Option<Gender>,
    /// Whether many of them without an article are a crowd: "researchers", but not "prosecutors".
    pub(super) crowd: bool,
}

impl Sieve<'_> {
    /// What the lists of heads tell of the noun, or phrase, at a token; a list that tells of its naming goes first ("reports").
    pub(super) fn noun(&self, at: usize) -> Option<Noun> {
        let mut found: Option<(usize, Noun)> = None;
        for phrase in phrases_at(self.tokens, self.grammar, at) {
            let Target::Entry { list, form, .. } = phrase.target else { continue };
            let longer = found.is_none_or(|(len, noun)| len == phrase.rest.len() && noun.naming.is_none());
            if !longer || !self.grammar.heads.contains(list) {
                continue;
            }
            let attributes = self.grammar.attributes(list);
            if found.is_some() && attributes.naming.is_none() {
                continue;
            }
            let many = form == Form::Plural || attributes.many == Some(true);
            let kind = match attributes.kind.unwrap_or(EntityKind::Unknown) {
                EntityKind::Person if many => EntityKind::Group,
                kind => kind,
            };
            found = Some((
                phrase.rest.len(),
                Noun { kind, naming: attributes.naming, many, gender: attributes.gender, crowd: self.grammar.crowds.contains(list) },
            ));
        }
        found.map(|(_, noun)| noun)
    }

    /// What is unnamed: known again by the same words with a definite article.
    pub(super) fn description(&mut self, range: &Range<usize>) -> usize {
        let known = &self.grammar.known;
        let first = &self.tokens[range.start];
        let determined = range.len() > 1 && (first.on(self.grammar, known.determiner) || first.on(self.grammar, known.pronoun_possessive));
        let words = range.start + usize::from(determined)..range.end;
        let comma = self.comma(&words).max(words.start + 1);
        // The head is the last noun of the lists before any preposition: "two people familiar with", "a report published by".
        let phrase = (words.start..comma).take_while(|&at| at == words.start || !self.tokens[at].on(self.grammar, known.preposition));
        let last = phrase.clone().last().unwrap_or(words.start);
        let head = if self.noun(last).is_some() { last } else { phrase.filter(|&at| self.noun(at).is_some()).last().unwrap_or(last) };
        if let Some(entity) = self.taken_up(range, &words, head) {
            return entity;
        }
        let opens =
            !self.tokens[words.start].on(self.grammar, known.number_word) && !self.tokens[words.start].on(self.grammar, known.crowd);
        let noun = self.noun(head).or_else(|| self.noun(words.start).filter(|_| opens || head == words.start));
        let kind = noun.map_or(EntityKind::Unknown, |n| n.kind);
        let many = noun.is_some_and(|n| n.many);
        let capital = words
            .clone()
            .take_while(|&at| at < comma)
            .any(|at| self.tokens[at].is_capital() && (!starts_sentence(self.text, self.tokens, at) || self.is_place(at)));
        let body = matches!(kind, EntityKind::Government | EntityKind::Organisation | EntityKind::Company | EntityKind::Unknown);
        let naming = match noun.and_then(|n| n.naming) {
            // "a source close to the minister" tells something.
            Some(Naming::Bare) if words.len() > 1 => Naming::Described,
            Some(Naming::Vague) if words.len() > 2 => Naming::Described,
            // "researchers", "rights groups": nobody could ask them.
            Some(Naming::Described) if many && !determined && !capital && noun.is_some_and(|n| n.crowd) && words.len() <= 2 => {
                Naming::Vague
            }
            Some(other) if !(body && capital) => other,
            _ if body && capital => Naming::Named,
            _ => Naming::Described,
        };
        let share = words.clone().any(|at| self.tokens[at].on(self.grammar, known.share));
        let (kind, naming) = if share { (EntityKind::Group, Naming::Vague) } else { (kind, naming) };
        let name = if naming == Naming::Named { self.words(&words) } else { self.words(range) };
        let mut key = String::new();
        word::lower_into(self.span(&(words.start..comma)).of(self.text), &mut key);
        // "a source … another source": two of them, unless a word tells that they are one.
        let fresh = determined && !many && ["a", "an", "another"].iter().any(|article| self.str(range.start).eq_ignore_ascii_case(article));
        if fresh {
            key.push_str(&format!(" {}", range.start));
        }
        let gender = noun.and_then(|n| n.gender);
        let told = if naming == Naming::Named { Told::default() } else { self.told(range, head) };
        let entity = self.entity(format!("described {key}"), || Entity { gender, told, ..Entity::new(name, kind, naming) });
        self.heads.push((self.tokens[head].word, entity));
        entity
    }

    /// "the official", "the president", "the newspaper": a role that the text has used before takes it up again.
    pub(super) fn taken_up(&mut self, range: &Range<usize>, words: &Range<usize>, head: usize) -> Option<usize> {
        let word = self.tokens[head].word;
        let definite = ["the", "this", "that"].iter().any(|article| self.str(range.start).eq_ignore_ascii_case(article));
        let of = head + 2 < words.end && self.tokens[head + 1].on(self.grammar, self.grammar.known.preposition);
        let title = self.tokens[head].on_any(self.grammar, &self.grammar.titles);
        // A headline leaves the article out: "Mayor: bridge safe".
        let headline = range.len() == 1 && title && self.tokens[range.start].shape.is(Shape::FIRST);
        if !(definite || headline) || head - words.start > 2 || word == WordId(0) || !(head + 1 == words.end || of && title) {
            return None;
        }
        let known = self.heads.iter().rev().find(|(w, _)| *w == word).map(|&(_, entity)| entity);
        if known.is_some() {
            return known;
        }
        if self.tokens[head].on(self.grammar, self.grammar.known.outlet_noun) {
            let before = self.out.full.partition_point(|(at, _)| at.start < range.start);
            let outlet = self.out.full[..before]
                .iter()
                .rev()
                .map(|(_, outlet)| *outlet)
                .find(|&o| self.grammar.outlets[usize::from(o)].kind != OutletKind::Platform);
            if let Some(outlet) = outlet {
                return Some(self.out.outlet(self.grammar, outlet));
            }
        }
        // "President Trump … the president", "Dale Renner, the county sheriff": the closest name before that bears the title, and not
        // one above or below it; else the first behind.
        let before = self.names.spans.partition_point(|s| s.end <= range.start);
        let bears = |span: &Range<usize>| {
            let block = self.tokens[span.start].block;
            let here = |at: usize| {
                let other = at > 0 && self.tokens[at - 1].block == block && self.tokens[at - 1].on(self.grammar, self.grammar.known.rank);
                self.tokens[at].word == word && self.tokens[at].block == block && !other
            };
            let joined = span.start > 0 && !self.tokens[span.start - 1].on(self.grammar, self.grammar.known.preposition);
            let apposition = span.end + 1..(span.end + 6).min(self.tokens.len());
            let behind = || {
                self.tokens.get(span.end).is_some_and(|t| t.span.of(self.text) == ",")
                    && apposition.clone().take_while(|&at| self.tokens[at].is_word()).any(here)
            };
            joined && (span.start.saturating_sub(2)..span.start).any(here) || title && behind()
        };
        let titled = self.names.spans[..before]
            .iter()
            .rposition(bears)
            .or_else(|| (title || headline).then(|| self.names.spans[before..].iter().position(bears).map(|at| at + before)).flatten());
        if let Some(titled) = titled {
            let span = self.names.spans[titled].clone();
            return Some(self.by_name(&span));
        }
        // "the company", "the group": the last of that kind.
        let kind = self.noun(head).filter(|n| n.naming.is_none() && !n.many)?.kind;
        matches!(kind, EntityKind::Company | EntityKind::Organisation)
            .then(|| self.out.entities.iter().rposition(|e| e.kind == kind && e.naming == Naming::Named))
            .flatten()
    }

    /// Notes who is behind a document ("a report by the inspector general", "his letter", "the ministry's statement") and whom a
    /// spokesperson speaks for.
    pub(super) fn stand_behind(&mut self, entity: usize, range: &Range<usize>, last: Option<usize>) {
        let known = self.grammar.known;
        let comma = self.comma(range);
        let behind = |sieve: &Self, from: usize, joints: ListId| {
            let joint = (from..range.end).find(|&at| sieve.tokens[at].on(sieve.grammar, joints))?;
            let stop = |&at: &usize| {
                matches!(sieve.str(at), "," | "(" | "—" | "–") || sieve.tokens[at].on(sieve.grammar, known.preposition) && at > joint + 1
            };
            let of = |at: usize| {
                sieve.str(at) == "of" || sieve.tokens[at - 1].is_capital() && sieve.tokens.get(at + 1).is_some_and(|t| t.is_capital())
            };
            let end = (joint + 1..range.end).find(|at| stop(at) && !of(*at)).unwrap_or(range.end);
            Some(joint + 1..end)
                .filter(|owner| !owner.is_empty() && owner.clone().any(|at| sieve.tokens[at].is_capital() || sieve.noun(at).is_some()))
        };
        match self.out.entities[entity].kind {
            EntityKind::Document | EntityKind::Poll if self.out.entities[entity].author.is_none() => {
                let mark = (range.start + 1..comma).find(|&at| matches!(self.str(at), "'s" | "’s"));
                let owner = if self.tokens[range.start].on(self.grammar, known.pronoun_possessive) {
                    let meant = self.pronoun(range.start, last);
                    meant.map(|author| (author, range.start..range.start + 1))
                } else {
                    let owner = mark.map(|mark| range.start..mark).or_else(|| behind(self, range.start + 1, known.author_preposition));
                    owner.map(|owner| (self.resolve(&owner, last), owner))
                };
                let written = |e: &Entity| matches!(e.kind, EntityKind::Document | EntityKind::Poll);
                if let Some((author, owner)) = owner.filter(|(author, _)| *author != entity && !written(&self.out.entities[*author])) {
                    let span = self.span(&owner);
                    self.mentioned(author, &owner);
                    self.out.entities[entity].author = Some((author, span));
                }
            }
            EntityKind::Person | EntityKind::Group if self.out.entities[entity].speaks_for.is_none() => {
                let Some(role) = range.clone().find(|&at| self.tokens[at].on(self.grammar, known.spokesperson)) else { return };
                let capital = |at: &usize| self.tokens[*at].is_capital();
                let before = range.clone().take_while(|&at| at < role).find(capital).map(|start| start..role);
                let body = behind(self, role + 1, known.preposition).or(before).map(|body| {
                    let the = usize::from(self.tokens[body.start].on(self.grammar, known.determiner));
                    self.words(&(body.start + the..body.end))
                });
                self.out.entities[entity].speaks_for = body.filter(|b| !b.is_empty());
            }
            _ => {}
        }
    }
}
