//! Pronouns into what they stand for, by number, gender, and what was spoken of last.

use std::ops::Range;

use super::{
    Entity, Sieve, house_at,
    names::{Sign, Standing},
    outlet_at, phrase_at,
};
use crate::{
    grammar::{EntityKind, Gender, Naming, Target},
    mention::Mentions,
    sentence,
};

impl Sieve<'_> {
    /// "I" or "we".
    pub(super) fn is_first_person(&self, range: &Range<usize>) -> bool {
        let known = &self.grammar.known;
        let token = &self.tokens[range.start];
        range.len() == 1 && (token.on(self.grammar, known.pronoun_first) || token.on(self.grammar, known.pronoun_first_many))
    }

    /// Whether the mention is a personal pronoun, alone.
    pub(super) fn is_personal(&self, range: &Range<usize>) -> bool {
        range.len() == 1
            && (self.is_first_person(range)
                || self.gender_of(range.start).is_some() && self.tokens[range.start].on_any(self.grammar, &self.grammar.pronouns))
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
        // "according to the Post, which": the outlet, whatever stands before it.
        let named = |outlet| self.out.is_named(outlet);
        let outlet = (end.saturating_sub(6).max(limit)..end)
            .find_map(|at| outlet_at(self.text, self.tokens, self.grammar, at, named).filter(|(_, behind)| *behind == end));
        if let Some((outlet, _)) = outlet {
            return Some(self.out.outlet(self.grammar, outlet));
        }
        let mut starts = Vec::new();
        Mentions { text: self.text, tokens: self.tokens, grammar: self.grammar }.ending_at(end, limit, &mut starts);
        let start = starts.into_iter().find(|&start| start < end)?;
        let pronoun = end - start == 1 && self.tokens[start].on_any(self.grammar, &self.grammar.pronouns);
        (!pronoun).then(|| self.resolve(&(start..end), None, None))
    }

    /// What a pronoun stands for; `last` is who spoke last, `not` who it cannot be: the speaker, inside a quotation.
    pub(super) fn pronoun(&mut self, at: usize, last: Option<usize>, not: Option<usize>) -> Option<usize> {
        let known = &self.grammar.known;
        let token = &self.tokens[at];
        let on = |list| token.on(self.grammar, list);
        if let Some(gender) = self.gender_of(at) {
            return self.he_or_she(at, gender, last, not);
        }
        let wanted: &[EntityKind] = if on(known.pronoun_many) {
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
        let fits = |entity: usize| wanted.contains(&self.out.entities[entity].kind) && Some(entity) != not;
        last.filter(|&l| fits(l)).or_else(|| self.spoken_before(at).map(|(_, entity)| entity).find(|&e| fits(e)))
    }

    /// Who is meant by "he" or "she": of the people named or speaking before, whether sources or not, the one who is nearest, was the
    /// subject, or spoke last; centering (Grosz, Joshi & Weinstein 1995) with the weights of one who has read much news.
    fn he_or_she(&mut self, at: usize, gender: Gender, last: Option<usize>, not: Option<usize>) -> Option<usize> {
        let here = self.sentence(at);
        let mut rivals: Vec<(f32, Meant)> = Vec::new();
        let far = |token: usize, sieve: &Self| f32::from(u8::try_from(here - sieve.sentence(token).min(here)).unwrap_or(u8::MAX));
        for (token, entity) in self.spoken_before(at).take(12) {
            let known = &self.out.entities[entity];
            let distance = far(token, self);
            if known.kind != EntityKind::Person || distance > FARTHEST || Some(entity) == not {
                continue;
            }
            let Some(fit) = fit(known.gender.map(Sign::Sure).or(known.given.map(Sign::Given)), gender) else { continue };
            let speaker = if Some(entity) == last { 0.7 } else { 0.2 };
            rivals.push((fit + speaker + 0.4 - 0.6 * distance, Meant::Entity(entity)));
        }
        let end = self.names.appearances.partition_point(|a| a.at.end <= at);
        for index in (0..end).rev() {
            let appearance = &self.names.appearances[index];
            let distance = far(appearance.at.start, self);
            if distance > FARTHEST {
                break;
            }
            let name = appearance.name;
            let Some(fit) = fit(self.names.genders[name], gender) else { continue };
            let standing = match appearance.standing {
                Standing::Subject => 0.5,
                Standing::Plain => 0.0,
                Standing::Object => -0.3,
                Standing::Owner => -0.6,
            };
            // A name that nothing tells to be a person's may be a place's.
            if self.is_no_person(name) {
                continue;
            }
            let unsure = if self.names.people[name] || self.is_person(name) { 0.0 } else { -2.0 };
            rivals.push((fit + standing + unsure - 0.6 * distance, Meant::Name(name)));
        }
        rivals.retain(|(_, meant)| not.is_none() || self.entity_of(*meant) != not);
        // The likeliest first; of those as likely, the one that was looked at first.
        rivals.sort_by(|a, b| b.0.total_cmp(&a.0));
        let &(_, meant) = rivals.first()?;
        self.how.candidates = self.shares(&rivals);
        let entity = match meant {
            Meant::Entity(entity) => entity,
            Meant::Name(name) => self.by_name(&self.names.spans[name].clone()),
        };
        Some(entity)
    }

    /// Names of those who may be meant, each with its share of the odds, the likeliest first.
    fn shares(&self, rivals: &[(f32, Meant)]) -> Vec<(String, f32)> {
        let mut out: Vec<(String, f32)> = Vec::new();
        for &(score, meant) in rivals {
            let name = match meant {
                Meant::Entity(entity) => self.out.entities[entity].name.clone(),
                Meant::Name(name) => self.words(&self.names.spans[name]),
            };
            if out.iter().all(|(known, _)| *known != name) {
                out.push((name, (2.0 * score).exp()));
            }
            if out.len() == MOST_CANDIDATES {
                break;
            }
        }
        let sum: f32 = out.iter().map(|(_, odds)| odds).sum();
        out.iter_mut().for_each(|(_, odds)| *odds /= sum);
        out
    }

    /// The entity that is meant, if there is one already.
    fn entity_of(&self, meant: Meant) -> Option<usize> {
        match meant {
            Meant::Entity(entity) => Some(entity),
            Meant::Name(name) => self.known_name(&self.names.spans[name]),
        }
    }

    /// The number of the sentence that holds a token.
    pub(super) fn sentence(&self, token: usize) -> usize {
        sentence::holding(self.sentences, token)
    }

    /// Whether the name was read as a person's.
    fn is_person(&self, name: usize) -> bool {
        self.known_name(&self.names.spans[name]).is_some_and(|e| self.out.entities[e].kind == EntityKind::Person)
    }

    /// Whether the name is that of a place, body, company or outlet.
    fn is_no_person(&self, name: usize) -> bool {
        let span = &self.names.spans[name];
        let body = |noun: super::described::Noun| noun.naming.is_none() && noun.kind != EntityKind::Person;
        let place = |target| matches!(target, Target::Entry { list, .. } if self.grammar.places.contains(list)).then_some(());
        span.clone().any(|at| self.noun(at).is_some_and(body) || self.str(at) == "&")
            || phrase_at(self.text, self.tokens, self.grammar, span.start, place).is_some()
            || self.country_at(span.start).is_some()
            || outlet_at(self.text, self.tokens, self.grammar, span.start, |_| true).is_some_and(|(_, end)| end >= span.end)
            || house_at(self.text, self.tokens, self.grammar, span.start).is_some()
    }
}

/// Candidates that are kept for a pronoun.
const MOST_CANDIDATES: usize = 4;

/// A pronoun does not reach back over more sentences.
const FARTHEST: f32 = 8.0;

/// Whom a pronoun may mean.
#[derive(Debug, Clone, Copy)]
enum Meant {
    Entity(usize),
    Name(usize),
}

/// How well a pronoun goes with what is known of somebody; none where it cannot be.
fn fit(sign: Option<Sign>, gender: Gender) -> Option<f32> {
    match sign {
        Some(Sign::Sure(known)) => (known == gender).then_some(0.5),
        Some(Sign::Given(known)) if known == gender => Some(0.4),
        Some(Sign::Given(_)) => Some(-2.5),
        None => Some(0.0),
    }
}
