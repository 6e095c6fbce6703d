//! Pronouns into what they stand for, by number, gender, and what was spoken of last.

use std::ops::Range;

use super::{Entity, Sieve};
use crate::{
    grammar::{EntityKind, Naming},
    mention::Mentions,
};

impl Sieve<'_> {
    /// "I" or "we".
    pub(super) fn is_first_person(&self, range: &Range<usize>) -> bool {
        let known = &self.grammar.known;
        let token = &self.tokens[range.start];
        range.len() == 1 && (token.on(self.grammar, known.pronoun_first) || token.on(self.grammar, known.pronoun_first_many))
    }

    /// A pronoun that nothing in the text can be meant by.
    pub(super) fn unresolved(&mut self, range: &Range<usize>) -> usize {
        let name = self.words(range);
        self.entity(format!("pronoun {}", name.to_lowercase()), || Entity::new(name, EntityKind::Unknown, Naming::Bare))
    }

    /// What a relative pronoun goes back to: the noun phrase that ends before it.
    pub(super) fn antecedent(&mut self, at: usize) -> Option<usize> {
        let block = self.tokens[at].block;
        let limit = self.tokens[..at].partition_point(|t| t.block < block);
        let end = if at > limit && self.str(at - 1) == "," { at - 1 } else { at };
        let mut starts = Vec::new();
        Mentions { text: self.text, tokens: self.tokens, grammar: self.grammar }.ending_at(end, limit, &mut starts);
        let start = starts.into_iter().find(|&start| start < end)?;
        let pronoun = end - start == 1 && self.tokens[start].on_any(self.grammar, &self.grammar.pronouns);
        (!pronoun).then(|| self.resolve(&(start..end), None))
    }

    /// The name of several words that ends closest before the token.
    pub(super) fn name_before(&mut self, at: usize) -> Option<usize> {
        let index = self.names.spans.partition_point(|s| s.end <= at).checked_sub(1)?;
        let span = self.names.spans[index].clone();
        (self.tokens[span.start].block == self.tokens[at].block).then(|| self.by_name(&span))
    }

    pub(super) fn pronoun(&mut self, at: usize, last: Option<usize>) -> Option<usize> {
        let known = &self.grammar.known;
        let token = &self.tokens[at];
        let on = |list| token.on(self.grammar, list);
        let gender = self.gender_of(at);
        let wanted: &[EntityKind] = if gender.is_some() {
            &[EntityKind::Person]
        } else if on(known.pronoun_many) {
            &[EntityKind::Group, EntityKind::Government, EntityKind::Organisation, EntityKind::Company]
        } else if on(known.pronoun_neuter) {
            &[
                EntityKind::Government,
                EntityKind::Organisation,
                EntityKind::Company,
                EntityKind::Outlet,
                EntityKind::Document,
                EntityKind::Poll,
                EntityKind::Unknown,
            ]
        } else {
            EntityKind::ALL
        };
        // "Washington stunned observers when it announced": a country in the sentence before the pronoun is meant by "it".
        if on(known.pronoun_neuter) {
            let block = token.block;
            let near = (at.saturating_sub(20)..at).filter(|&i| self.tokens[i].block == block && self.tokens[i].is_capital());
            if let Some((country, _)) = near.filter_map(|i| self.country_at(i)).next_back() {
                return Some(self.country(country));
            }
        }
        let fits = |entity: &Entity| wanted.contains(&entity.kind) && (gender.is_none() || entity.gender.is_none_or(|g| Some(g) == gender));
        let source = last.filter(|&l| fits(&self.out.entities[l]));
        let meant = source.or_else(|| self.out.entities.iter().rposition(fits)).or_else(|| gender.and_then(|_| self.name_before(at)))?;
        if gender.is_some() {
            let entity = &mut self.out.entities[meant];
            entity.gender = entity.gender.or(gender);
        }
        Some(meant)
    }
}
