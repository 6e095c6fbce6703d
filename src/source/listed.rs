//! Sources whose names are on lists, or that are bodies by a noun in their names: outlets, countries, houses, parties, agencies.

use std::ops::Range;

use super::{Entity, Sieve, formed_at, house_at, names::without_article, outlet_at, phrase_at};
use crate::{
    grammar::{EntityKind, Naming, Target},
    token::Shape,
};

impl Sieve<'_> {
    /// Whether the token is a country or demonym: "Kenyan envoys".
    pub(super) fn is_place(&self, at: usize) -> bool {
        let place = |target| matches!(target, Target::Demonym { .. } | Target::Country { .. }).then_some(());
        phrase_at(self.text, self.tokens, self.grammar, at, place).is_some()
    }

    /// An outlet, country or house whose name is the whole mention up to its first comma; the article counts as a place like any other.
    pub(super) fn listed(&mut self, range: &Range<usize>) -> Option<usize> {
        let comma = self.comma(range);
        let determined = range.len() > 1 && self.tokens[range.start].on(self.grammar, self.grammar.known.determiner);
        for start in [range.start, range.start + usize::from(determined)] {
            if let Some((outlet, end)) = outlet_at(self.text, self.tokens, self.grammar, start, |outlet| self.out.is_named(outlet))
                && end >= comma
            {
                return Some(self.out.outlet(self.grammar, outlet));
            }
            if let Some((country, end)) = self.country_at(start)
                && end >= comma
            {
                return Some(self.country(country));
            }
        }
        if house_at(self.text, self.tokens, self.grammar, range.start) == Some(comma) {
            let name = self.words(&(range.start + usize::from(determined)..comma));
            return Some(
                self.entity(format!("house {}", name.to_lowercase()), || Entity::new(name, EntityKind::Government, Naming::Named)),
            );
        }
        None
    }

    /// A country by its name or capital; a short form ("the North") only once its full name is used.
    pub(super) fn country_at(&self, at: usize) -> Option<(u16, usize)> {
        phrase_at(self.text, self.tokens, self.grammar, at, |target| match target {
            Target::Country { country, short } if !short || self.names.countries.contains_key(&country) => Some(country),
            _ => None,
        })
    }

    /// The government of a country, by the longest name that the text has for it.
    pub(super) fn country(&mut self, country: u16) -> usize {
        let named = self.names.countries.get(&country).map(|range| self.words(range));
        let named = named.map(|name| without_article(&name).to_owned());
        let name = named.unwrap_or_else(|| self.grammar.countries[usize::from(country)].name.clone());
        self.entity(format!("country {country}"), || Entity::new(name, EntityKind::Government, Naming::Named))
    }

    /// A body by its own name: "the Free Yezidi Foundation", "the Bureau of Prisons", "Democrats", "House Republicans".
    pub(super) fn body(&mut self, range: &Range<usize>) -> Option<usize> {
        let comma = self.comma(range);
        let determined = range.len() > 1 && self.tokens[range.start].on(self.grammar, self.grammar.known.determiner);
        let start = range.start + usize::from(determined);
        // "the Oakport Gazette", which is on no list.
        if let Some(end) = formed_at(self.text, self.tokens, self.grammar, start).filter(|end| *end >= comma) {
            let name = self.words(&(start..end));
            return Some(self.called(name, EntityKind::Outlet));
        }
        // "the FBI", behind or before its full name.
        if start + 1 == comma
            && let Some(full) = self.names.acronyms.get(self.str(start)).cloned()
        {
            let kind = full.clone().rev().find_map(|at| self.noun(at)).map_or(EntityKind::Organisation, |noun| noun.kind);
            let kind = if matches!(kind, EntityKind::Person | EntityKind::Unknown) { EntityKind::Organisation } else { kind };
            let name = self.words(&full);
            return Some(self.called(name, kind));
        }
        let capital = |at: usize| self.tokens[at].is_capital() || self.tokens[at].shape.is(Shape::NUMBER);
        let mark = |at: usize| matches!(self.str(at), "&" | "'" | "’" | "'s" | "’s") && at > start && at + 1 < comma && capital(at + 1);
        let run = (start..comma).take_while(|&at| capital(at) || mark(at)).last()? + 1;
        // Over "of", "for", "on" and "and" between capitals: "Bureau of Investigative Journalism".
        let mut end = run;
        while end + 1 < comma
            && (self.tokens[end].on(self.grammar, self.grammar.known.preposition)
                || self.tokens[end].on(self.grammar, self.grammar.known.conjunction))
        {
            let the = usize::from(self.tokens[end + 1].on(self.grammar, self.grammar.known.determiner) && end + 2 < comma);
            let behind = (end + 1 + the..comma).take_while(|&at| capital(at)).last().map_or(end, |at| at + 1);
            if behind <= end + 1 {
                break;
            }
            end = behind;
        }
        // A head among the capitals of the first run tells that it is no person.
        let head = (start..run).rev().find_map(|at| Some((at, self.noun(at)?)));
        if head.as_ref().is_some_and(|&(at, _)| !determined && self.is_surname(&(start..run), at)) {
            return None;
        }
        let (kind, many) = match head {
            Some((at, noun)) if noun.kind != EntityKind::Person && (noun.naming.is_none() || at + 1 == run) => (noun.kind, noun.many),
            None if determined && self.tokens[range.start].on(self.grammar, self.grammar.known.definite) && end == comma => {
                (EntityKind::Organisation, false)
            }
            _ => return None,
        };
        let own = run > start + 1 || self.names.capital.contains(self.str(start));
        if !own
            || (kind == EntityKind::Group && !many)
            || (end < comma && !self.tokens[end].on(self.grammar, self.grammar.known.preposition))
        {
            return None;
        }
        let name = self.words(&(start..end));
        Some(self.called(name, kind))
    }
}
