//! People, and whatever else has a proper name, by full name, surname or given name; and what the words round a name tell of them.

use std::ops::Range;

use super::{
    Entity, Sieve, is_name_word, name_key,
    names::{Sign, gender, is_given_name},
    outlet_at, phrase_at, starts_sentence, without_suffix,
};
use crate::{
    grammar::{EntityKind, Gender, Naming, Target, WordId},
    token::Shape,
};

/// Names that a transcript's speaker is looked for among.
const MOST_SPEAKERS: usize = 400;

impl Sieve<'_> {
    /// The entity of a name, which a surname or given name alone is taken for the fullest of.
    pub(super) fn by_name(&mut self, words: &Range<usize>) -> usize {
        let best = self.fullest(words);
        let house = best.clone().any(|at| self.str(at) == "&")
            || best.clone().any(|at| self.noun(at).is_some_and(|n| n.kind == EntityKind::Company) && !self.is_surname(&best, at));
        let kind = if house { EntityKind::Company } else { EntityKind::Person };
        let name = self.words(&best);
        let sign = self.names.spans.binary_search_by_key(&best.start, |span| span.start).ok().and_then(|index| self.names.genders[index]);
        let (gender, given) = match sign {
            Some(Sign::Sure(gender)) => (Some(gender), None),
            Some(Sign::Given(gender)) => (None, Some(gender)),
            None => (None, None),
        };
        self.entity(name_key(&name), || Entity { gender, given, ..Entity::new(name, kind, Naming::Named) })
    }

    /// The entity of a name, if there is one already.
    pub(super) fn known_name(&self, words: &Range<usize>) -> Option<usize> {
        self.keys.get(&name_key(&self.words(&self.fullest(words)))).copied()
    }

    /// The fullest name of whoever is called by some words.
    fn fullest(&self, words: &Range<usize>) -> Range<usize> {
        let words = without_suffix(self.text, self.tokens, self.grammar, words);
        let last = self.str(words.end - 1);
        let mut best = words.clone();
        if words.len() == 1 {
            let known = self.names.by_last.get(last).or_else(|| self.names.by_first.get(last)).copied();
            // "LUND:", as transcripts write it.
            let loud = || {
                let upper = self.tokens[words.start].shape.is(Shape::UPPER);
                let same = |span: &Range<usize>| {
                    self.str(without_suffix(self.text, self.tokens, self.grammar, span).end - 1).eq_ignore_ascii_case(last)
                };
                upper.then(|| self.names.spans.iter().take(MOST_SPEAKERS).position(|span| span.len() > 1 && same(span))).flatten()
            };
            // "Ms Keane" is not her brother.
            let title =
                (words.start.saturating_sub(2)..words.start).rev().find(|&at| self.is_honorific(at)).and_then(|at| self.gender_of(at));
            let of_title = title.and_then(|title| self.names.namesake(last, title));
            if let Some(full) = of_title.or_else(|| known.filter(|&k| self.names.spans[k].len() > 1)).or_else(loud).or(known) {
                best = self.names.spans[full].clone();
            }
        }
        without_suffix(self.text, self.tokens, self.grammar, &best)
    }

    /// Where a proper name stands in the mention: the last run of name words before any comma or preposition.
    pub(super) fn name_in(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let comma = self.comma(range);
        let preposition = |at: usize| self.tokens[at].on(self.grammar, self.grammar.known.preposition);
        let run = |end: usize| {
            let mut start = end;
            while start > range.start
                && (is_name_word(self.tokens, self.grammar, start - 1, start - 1 > range.start)
                    || self.initial_stop(start - 1, end)
                    || (self.str(start - 1) == "&" && start < end && start - 1 > range.start)
                    || (start < end
                        && start - 1 > range.start
                        && self.tokens[start - 1].on_exact(self.grammar, self.grammar.known.name_particle, self.text)))
            {
                start -= 1;
            }
            // A country before a name is where somebody is from: "Turkey Recep".
            (start < end).then_some(start..end)
        };
        // "Secretary of State Mike Pompeo", "the mayor of London Sadiq Khan": a given name begins the name, whatever stands before it.
        let given = |at: usize| is_given_name(self.text, self.tokens, self.grammar, at);
        let office = self.tokens[range.start].is_capital()
            || self.noun(range.start).is_some()
            || self.tokens[range.start].on(self.grammar, self.grammar.known.determiner);
        if let Some(start) = (range.start + 2..comma).find(|&at| given(at)).filter(|_| office)
            && (start..comma).all(|at| {
                self.tokens[at].is_capital()
                    || self.initial_stop(at, comma)
                    || self.tokens[at].on_exact(self.grammar, self.grammar.known.name_particle, self.text)
            })
            && start + 1 < comma
            && (range.start..start).any(preposition)
            && !preposition(start - 1)
        {
            return Some(start..comma);
        }
        let stop = (range.start + 1..comma).find(|&at| preposition(at)).unwrap_or(comma);
        if let Some(name) = run(stop) {
            return Some(name);
        }
        // "Breitbart editor in chief Alex Marlow": a name behind its title, whatever prepositions that holds.
        let titled = |name: &Range<usize>| {
            let before = &self.tokens[name.start - 1];
            let noun = self.noun(name.start - 1).is_some() || before.on_any(self.grammar, &self.grammar.titles);
            !preposition(name.start - 1)
                && (noun || (before.is_word() && !before.is_capital() && !before.on(self.grammar, self.grammar.known.determiner)))
        };
        if let Some(name) = run(comma).filter(|n| n.len() >= 2 && n.start > range.start && titled(n)) {
            return Some(name);
        }
        // "A spokesman for the bank, Jaime Quiroz", "the chair, retired judge Maeve Tolland": the name that ends the part behind
        // the comma.
        let end = (comma + 1 < range.end).then(|| self.comma(&(comma + 1..range.end)))?;
        let name = run(end).filter(|n| n.start > comma)?;
        let alone = name.start == comma + 1;
        (if alone { name.len() >= 2 } else { titled(&name) || self.str(name.start - 1) == "." }).then_some(name)
    }

    /// Whether the token is the stop of an initial inside a name that ends at `end`.
    pub(super) fn initial_stop(&self, at: usize, end: usize) -> bool {
        at > 0 && at + 1 < end && self.str(at) == "." && self.str(at - 1).len() == 1 && self.tokens[at - 1].is_capital()
    }

    /// A person, or what else has a proper name and is on no list.
    pub(super) fn person(&mut self, range: &Range<usize>) -> Option<usize> {
        let name = self.name_in(range)?;
        // "several Democrats" are not all of them.
        if name.len() == 1 && name.start > range.start && self.noun(name.start).is_some_and(|n| n.many) {
            return None;
        }
        if name.len() == 1 && starts_sentence(self.text, self.tokens, name.start) {
            // "Researchers said": the capital of a sentence makes no name.
            let word = self.str(name.start);
            let seen = self.names.capital.contains(word) || self.names.by_last.contains_key(word) || self.names.by_first.contains_key(word);
            let given = is_given_name(self.text, self.tokens, self.grammar, name.start);
            if self.noun(name.start).is_some() && !self.names.by_last.contains_key(word)
                || (!seen && !given && self.tokens[name.start].word != WordId(0))
            {
                return None;
            }
        }
        if let Some((outlet, end)) = outlet_at(self.text, self.tokens, self.grammar, name.start, |outlet| self.out.is_named(outlet))
            && end == name.end
        {
            return Some(self.out.outlet(self.grammar, outlet));
        }
        let entity = self.by_name(&name);
        if name.start > range.start && self.tokens[name.start - 1].on(self.grammar, self.grammar.known.outlet_noun) {
            // "the newspaper El Diario": an outlet that no list holds.
            self.out.entities[entity].kind = EntityKind::Outlet;
            return Some(entity);
        }
        // "the union Carers United", "Hollis Timber, which owns the mill": no person.
        let noun = (name.start > range.start && !self.tokens[name.start - 1].is_capital()).then(|| self.noun(name.start - 1)).flatten();
        let body =
            noun.map(|n| n.kind).filter(|kind| matches!(kind, EntityKind::Organisation | EntityKind::Company | EntityKind::Government));
        let which = name.end + 1 < self.tokens.len()
            && self.str(name.end) == ","
            && self.tokens[name.end + 1].on(self.grammar, self.grammar.known.relative_thing);
        let person = self.out.entities[entity].kind == EntityKind::Person;
        match body.or((which && person).then_some(EntityKind::Company)) {
            Some(kind) => self.out.entities[entity].kind = kind,
            None => self.describe(entity, range, &name),
        }
        Some(entity)
    }

    /// Notes what the words round a name tell of its bearer.
    pub(super) fn describe(&mut self, entity: usize, range: &Range<usize>, name: &Range<usize>) {
        let known = &self.grammar.known;
        let mut start = range.start;
        let mut affiliation = None;
        while start < name.start {
            let token = &self.tokens[start];
            let demonym = self.grammar.lexicon.alone(token.word).iter().find_map(|p| match p.target {
                Target::Demonym { country } | Target::Country { country, .. } if token.is_capital() => Some(country),
                _ => None,
            });
            let pair = phrase_at(self.text, self.tokens, self.grammar, start, |target| match target {
                Target::Demonym { country } => Some(country),
                _ => None,
            });
            if let Some((country, end)) = pair.or(demonym.map(|country| (country, start + 1))) {
                affiliation = Some(self.grammar.countries[usize::from(country)].name.clone());
                start = end;
            } else if token.on(self.grammar, known.determiner) || matches!(self.str(start), "'s" | "’s" | ".") {
                start += 1;
            } else {
                break;
            }
        }
        let apposition = name.end + 1..range.end;
        let mut title = None;
        if start < name.start {
            title = Some(start..name.start);
        } else if apposition.len() >= 2 && self.str(name.end) == "," {
            let from = apposition.start + usize::from(self.tokens[apposition.start].on(self.grammar, known.determiner));
            let to = (from..apposition.end).find(|&at| self.str(at) == ",").unwrap_or(apposition.end);
            title = Some(from..to)
                .filter(|t| !t.is_empty() && self.tokens[t.start].is_word() && !self.tokens[t.start].on(self.grammar, known.wh));
        }
        // "coach Linwood Banks", "Linwood Banks, the coach": what bears a person's title is no company. "the broadcaster Hollis Bank" may be either.
        let person =
            title.clone().is_some_and(|mut t| if t.end == name.start { self.is_title(t.end - 1) } else { t.any(|at| self.is_title(at)) });
        let gender = title.clone().and_then(|t| t.into_iter().find_map(|at| self.gender_of(at)));
        let honorific = title.as_ref().is_some_and(|t| t.clone().all(|at| self.is_honorific(at) || !self.tokens[at].is_word()));
        let title = title.filter(|_| !honorific).map(|t| self.words(&t));
        let ampersand = name.clone().any(|at| self.str(at) == "&");
        let entity = &mut self.out.entities[entity];
        if entity.kind == EntityKind::Company && person && !ampersand {
            entity.kind = EntityKind::Person;
        }
        entity.title = entity.title.take().or(title);
        entity.affiliation = entity.affiliation.take().or(affiliation);
        entity.gender = entity.gender.or(gender);
    }

    /// Whether a word that may mean a body is the surname of somebody with a given name or a title: "Harold Banks", "Linwood Banks, the coach".
    pub(super) fn is_surname(&self, name: &Range<usize>, at: usize) -> bool {
        const REACH: usize = 4;
        let given = |at: usize| is_given_name(self.text, self.tokens, self.grammar, at);
        let comma = self.tokens.get(name.end).is_some_and(|token| token.span.of(self.text) == ",");
        let behind = name.end + 1..self.tokens.len().min(name.end + 1 + REACH);
        if name.len() == 1 {
            // "House said", behind "Marguerite House".
            let full = self.names.by_last.get(self.str(at)).map(|&full| self.names.spans[full].clone());
            return full.is_some_and(|full| full.len() > 1 && self.is_surname(&full, full.end - 1));
        }
        at + 1 == name.end
            && name.start < at
            && self.tokens[at].on_exact(self.grammar, self.grammar.known.surname, self.text)
            && ((name.start..at).any(|at| given(at) || self.is_title(at))
                || comma && behind.take_while(|&at| self.tokens[at].is_word()).any(|at| !self.tokens[at].is_capital() && self.is_title(at)))
    }

    /// Whether a word is a person's title, and may not stand for a body of people: "broadcaster" may.
    fn is_title(&self, at: usize) -> bool {
        self.tokens[at].on_any(self.grammar, &self.grammar.titles) && !self.is_body(at)
    }

    /// Whether a word may stand for a body of people.
    fn is_body(&self, at: usize) -> bool {
        let body = |kind| matches!(kind, Some(EntityKind::Organisation | EntityKind::Company | EntityKind::Government));
        self.tokens[at].entries(self.grammar).any(|(list, _)| body(self.grammar.attributes(list).kind))
    }

    pub(super) fn is_honorific(&self, at: usize) -> bool {
        let known = &self.grammar.known;
        [known.honorific_female, known.honorific_male, known.honorific_any].into_iter().any(|list| self.tokens[at].on(self.grammar, list))
    }

    pub(super) fn gender_of(&self, at: usize) -> Option<Gender> {
        gender(self.tokens, self.grammar, at)
    }
}
