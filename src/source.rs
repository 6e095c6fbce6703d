//! Source mentions into entities: who is meant by a full name, a surname, a role, a pronoun.
//!
//! A small sieve from sure to unsure, after Raghunathan et al. (2010): outlet and country names, bodies, names and their surnames,
//! roles that were used before, pronouns by the source before them.
//!
//! Invariant: the unnamed stay apart unless the text takes the same words up again ("the official").

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    attribution::{Attribution, enclosing},
    grammar::{Class, EntityKind, Form, Gender, Grammar, Naming, OutletKind, Phrase, Target, WordId},
    mention::Mentions,
    span::Span,
    token::{self, Shape, Token, phrases_at},
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
}

impl Entity {
    fn new(name: String, kind: EntityKind, naming: Naming) -> Self {
        Self { name, kind, naming, title: None, affiliation: None, domain: None, mentions: Vec::new(), outlet: None, gender: None }
    }
}

/// Entities of one article, and which of them each claim is from.
#[derive(Debug, Default)]
pub struct Sources {
    /// Entities in the order of their first mention.
    pub entities: Vec<Entity>,
    /// For each claim the index of its source.
    pub of_claim: Vec<Option<usize>>,
    /// Outlets that the text calls by their full names: the tokens of each mention, and the index into the grammar's outlets.
    pub full: Vec<(Range<usize>, u16)>,
    /// The longest name by which the text calls an outlet.
    longest: FxHashMap<u16, String>,
    by_outlet: FxHashMap<u16, usize>,
}

/// What the whole text tells of names before any source is looked at.
struct Names<'a> {
    /// Names of several words, and surnames with a title, in order.
    spans: Vec<Range<usize>>,
    /// By the last word of the name.
    by_last: FxHashMap<&'a str, usize>,
    /// By its first: the surname in East Asian names, else the given name.
    by_first: FxHashMap<&'a str, usize>,
    /// Words that have a capital where no sentence starts.
    capital: FxHashSet<&'a str>,
    /// Countries that are called by their full names.
    countries: FxHashSet<u16>,
}

/// Resolves the source of every claim.
#[must_use]
pub fn sources(text: &str, tokens: &[Token], claims: &[Attribution], grammar: &Grammar) -> Sources {
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
    let mut sieve = Sieve { text, tokens, grammar, names, out, keys: FxHashMap::default(), heads: Vec::new() };
    let mut last: Option<usize> = None;
    let spoken = |sieve: &Sieve<'_>, claim: &Attribution, range: &Range<usize>| claim.inside.is_some() && sieve.is_first_person(range);
    for claim in claims {
        let range = claim.source.as_ref().filter(|range| !spoken(&sieve, claim, range));
        let entity = range.map(|range| {
            let entity = sieve.resolve(range, last);
            sieve.mentioned(entity, range)
        });
        last = entity.or(last);
        sieve.out.of_claim.push(entity);
    }
    // "I" is whoever speaks the words round it, who may be named behind them.
    for (index, claim) in claims.iter().enumerate() {
        if let Some(range) = claim.source.as_ref().filter(|range| spoken(&sieve, claim, range)) {
            let speaker = enclosing(claims, index).find_map(|outer| sieve.out.of_claim[outer]);
            let entity = speaker.unwrap_or_else(|| sieve.unresolved(range));
            sieve.out.of_claim[index] = Some(sieve.mentioned(entity, range));
        }
    }
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

/// Whether a sentence or quotation starts at the token, so that its capital tells nothing.
fn starts_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens[at].shape.is(Shape::FIRST)
        || tokens[at - 1].span.of(text).ends_with(['.', '!', '?', ':', '"', '“', '‘', '”', '«', '\'', '-', '–', '—', '•'])
}

/// Runs of two capitalised words and more, surnames behind titles, and what else capitals tell.
fn names<'a>(text: &'a str, tokens: &[Token], grammar: &Grammar) -> Names<'a> {
    let mut found = Names {
        spans: Vec::new(),
        by_last: FxHashMap::default(),
        by_first: FxHashMap::default(),
        capital: FxHashSet::default(),
        countries: FxHashSet::default(),
    };
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at].is_capital() {
            at += 1;
            continue;
        }
        if !starts_sentence(text, tokens, at) {
            found.capital.insert(tokens[at].span.of(text));
        }
        let country = phrase_at(text, tokens, grammar, at, |target| match target {
            Target::Country { country, short: false } => Some(country),
            _ => None,
        });
        found.countries.extend(country.map(|(country, _)| country));
        let end = name_end(text, tokens, grammar, at);
        let titled = at > 0 && tokens[at - 1].on_any(grammar, &grammar.titles) && tokens[at - 1].block == tokens[at].block;
        if end > at + 1 || (end == at + 1 && titled) {
            // A full name stands for a surname rather than a surname with a title.
            let surname = without_suffix(text, tokens, grammar, &(at..end)).end - 1;
            for (key, names) in [(surname, &mut found.by_last), (at, &mut found.by_first)] {
                let key = tokens[key].span.of(text);
                if names.get(key).is_none_or(|&known: &usize| found.spans[known].len() < end - at) {
                    names.insert(key, found.spans.len());
                }
            }
            found.capital.extend((at + 1..end).map(|inner| tokens[inner].span.of(text)));
            found.spans.push(at..end);
        }
        at = end.max(at + 1);
    }
    found
}

/// The token behind the name that starts at `at`; `at` itself if none does.
fn name_end(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> usize {
    let here = |i: usize| i < tokens.len() && tokens[i].block == tokens[at].block;
    let mut end = at;
    while here(end) && is_name_word(tokens, grammar, end, end > at) {
        end += 1;
        // "Harrow & Pell": two names of one house.
        if here(end) && tokens[end].span.of(text) == "&" && end > at && here(end + 1) && is_name_word(tokens, grammar, end + 1, true) {
            end += 1;
            continue;
        }
        // "Ludwig van der Rohe", "El Diario del Este": particles between two words of a name.
        let particles = (end..end + 3).take_while(|&i| here(i) && tokens[i].on_exact(grammar, grammar.known.name_particle, text)).count();
        if particles > 0 && here(end + particles) && is_name_word(tokens, grammar, end + particles, true) {
            end += particles;
        }
    }
    end
}

/// The name without the letters behind it: "Harriet Quill | KC".
fn without_suffix(text: &str, tokens: &[Token], grammar: &Grammar, name: &Range<usize>) -> Range<usize> {
    let mut end = name.end;
    while end > name.start + 1 && tokens[end - 1].on_exact(grammar, grammar.known.name_suffix, text) {
        end -= 1;
    }
    name.start..end
}

/// Whether the token may be part of a name: a capital, and no title, demonym or function word; inside a name ("Michael Jordan")
/// it may be a country.
fn is_name_word(tokens: &[Token], grammar: &Grammar, at: usize, inside: bool) -> bool {
    let token = &tokens[at];
    let known = &grammar.known;
    let closed = [known.determiner, known.preposition, known.conjunction, known.subordinator, known.adverb, known.time, known.wh];
    let place = |p: &Phrase| matches!(p.target, Target::Demonym { .. }) || (!inside && matches!(p.target, Target::Country { .. }));
    token.is_capital()
        && !token.on_any(grammar, &grammar.titles)
        && !token.on_any(grammar, &grammar.pronouns)
        && !closed.into_iter().any(|list| token.on(grammar, list))
        && !grammar.lexicon.alone(token.word).iter().any(place)
}

/// The first phrase, longest first, that stands at token `at` with its capitals and that `wanted` takes; and the token behind it.
fn phrase_at<T>(text: &str, tokens: &[Token], grammar: &Grammar, at: usize, wanted: impl Fn(Target) -> Option<T>) -> Option<(T, usize)> {
    phrases_at(tokens, grammar, at).find_map(|p| {
        let found = wanted(p.target)?;
        same_text(text, tokens, at, p).then(|| (found, at + p.rest.len() + 1))
    })
}

/// The outlet whose name starts at token `at`, and the token behind it; a short form counts only for an outlet that is `named` in full.
///
/// A name that goes on with another capital is somebody else's ("the Federalist Society").
#[must_use]
pub fn outlet_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize, named: impl Fn(u16) -> bool) -> Option<(u16, usize)> {
    let (outlet, end) = phrase_at(text, tokens, grammar, at, |target| match target {
        Target::Outlet { outlet, short } if !short || named(outlet) => Some(outlet),
        _ => None,
    })?;
    let goes_on = end < tokens.len()
        && tokens[end].block == tokens[at].block
        && is_name_word(tokens, grammar, end, false)
        && !tokens[end].on_any(grammar, &grammar.heads);
    let before = at > 0
        && tokens[at].is_capital()
        && tokens[at - 1].block == tokens[at].block
        && is_name_word(tokens, grammar, at - 1, false)
        && !starts_sentence(text, tokens, at - 1)
        && !tokens[at - 1].on(grammar, grammar.known.adjective);
    (!goes_on && !before).then_some((outlet, end))
}

/// Outlets that the text calls by their full names, in order.
fn full_outlets(text: &str, tokens: &[Token], grammar: &Grammar) -> Vec<(Range<usize>, u16)> {
    let named = (0..tokens.len()).filter(|&at| tokens[at].is_capital() || tokens[at].on(grammar, grammar.known.determiner));
    named
        .filter_map(|at| {
            let (outlet, end) = outlet_at(text, tokens, grammar, at, |_| false)?;
            Some((at..end, outlet))
        })
        .collect()
}

/// The house ("the White House") whose name starts at token `at`: the token behind it.
fn house_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<usize> {
    phrase_at(text, tokens, grammar, at, |target| matches!(target, Target::House { .. }).then_some(())).map(|((), behind)| behind)
}

/// Whether the words have the capitals of the phrase, a leading article aside.
fn same_text(text: &str, tokens: &[Token], at: usize, phrase: &Phrase) -> bool {
    let Some(exact) = phrase.exact.as_deref() else { return true };
    let span = token::span(tokens, &(at..at + phrase.rest.len() + 1)).of(text);
    let bare = |s: &'_ str| s.strip_prefix("The ").or_else(|| s.strip_prefix("the ")).unwrap_or(s).len();
    let (span, exact) = (&span[span.len() - bare(span)..], &exact[exact.len() - bare(exact)..]);
    span == exact || (!span.is_ascii() && span.replace('’', "'") == exact)
}

/// What a noun of the lists stands for.
#[derive(Debug, Clone, Copy)]
struct Noun {
    kind: EntityKind,
    naming: Option<Naming>,
    many: bool,
    gender: Option<Gender>,
    /// Whether many of them without an article are a crowd: "researchers", but not "prosecutors".
    crowd: bool,
}

struct Sieve<'a> {
    text: &'a str,
    tokens: &'a [Token],
    grammar: &'a Grammar,
    names: Names<'a>,
    out: Sources,
    keys: FxHashMap<String, usize>,
    /// Heads of the descriptions so far, with their entities.
    heads: Vec<(WordId, usize)>,
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

    /// Books the mention of an entity, and gives the entity.
    fn mentioned(&mut self, entity: usize, range: &Range<usize>) -> usize {
        let span = self.span(range);
        self.out.entities[entity].mentions.push(span);
        entity
    }

    fn resolve(&mut self, range: &Range<usize>, last: Option<usize>) -> usize {
        let known = self.grammar.known;
        let first = &self.tokens[range.start];
        let on = |list| first.on(self.grammar, list);
        if range.len() == 1 && on(known.pronoun_relative) {
            let meant = self.antecedent(range.start).or(last);
            return meant.unwrap_or_else(|| self.unresolved(range));
        }
        let pronoun = first.on_any(self.grammar, &self.grammar.pronouns) || on(known.pronoun_possessive) || on(known.pronoun_object);
        if self.is_first_person(range) {
            // Outside quotations it is the writer, whom the text need not name.
            return self.unresolved(range);
        }
        if range.len() == 1 && pronoun && !on(known.crowd) {
            let meant = self.pronoun(range.start, last);
            return meant.unwrap_or_else(|| self.unresolved(range));
        }
        if let Some(known) = self.listed(range) {
            return known;
        }
        if let Some(body) = self.body(range) {
            return body;
        }
        if let Some(name) = self.person(range) {
            return name;
        }
        self.description(range)
    }

    /// "I" or "we".
    fn is_first_person(&self, range: &Range<usize>) -> bool {
        let known = &self.grammar.known;
        let token = &self.tokens[range.start];
        range.len() == 1 && (token.on(self.grammar, known.pronoun_first) || token.on(self.grammar, known.pronoun_first_many))
    }

    /// Whether the token is a country or demonym: "Kenyan envoys".
    fn is_place(&self, at: usize) -> bool {
        let place = |target| matches!(target, Target::Demonym { .. } | Target::Country { .. }).then_some(());
        phrase_at(self.text, self.tokens, self.grammar, at, place).is_some()
    }

    /// A pronoun that nothing in the text can be meant by.
    fn unresolved(&mut self, range: &Range<usize>) -> usize {
        let name = self.words(range);
        self.entity(format!("pronoun {}", name.to_lowercase()), || Entity::new(name, EntityKind::Unknown, Naming::Bare))
    }

    /// An outlet, country or house whose name is the whole mention up to its first comma; the article counts as a place like any other.
    fn listed(&mut self, range: &Range<usize>) -> Option<usize> {
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

    fn comma(&self, range: &Range<usize>) -> usize {
        (range.start + 1..range.end).find(|&at| matches!(self.str(at), "," | "(" | "—" | "–")).unwrap_or(range.end)
    }

    /// A country by its name or capital; a short form ("the North") only once its full name is used.
    fn country_at(&self, at: usize) -> Option<(u16, usize)> {
        phrase_at(self.text, self.tokens, self.grammar, at, |target| match target {
            Target::Country { country, short } if !short || self.names.countries.contains(&country) => Some(country),
            _ => None,
        })
    }

    /// The government of a country.
    fn country(&mut self, country: u16) -> usize {
        let name = self.grammar.countries[usize::from(country)].name.clone();
        self.entity(format!("country {country}"), || Entity::new(name, EntityKind::Government, Naming::Named))
    }

    /// What the lists of heads tell of the noun, or phrase, at a token; a list that tells of its naming goes first ("reports").
    fn noun(&self, at: usize) -> Option<Noun> {
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

    /// A body by its own name: "the Free Yezidi Foundation", "the Bureau of Prisons", "Democrats", "House Republicans".
    fn body(&mut self, range: &Range<usize>) -> Option<usize> {
        let comma = self.comma(range);
        let determined = range.len() > 1 && self.tokens[range.start].on(self.grammar, self.grammar.known.determiner);
        let start = range.start + usize::from(determined);
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
        let (kind, many) = match head {
            Some((at, noun)) if noun.kind != EntityKind::Person && (noun.naming.is_none() || at + 1 == run) => (noun.kind, noun.many),
            None if determined && self.str(range.start).eq_ignore_ascii_case("the") && end == comma => (EntityKind::Organisation, false),
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
        Some(self.entity(format!("name {}", name.to_lowercase()), || Entity::new(name, kind, Naming::Named)))
    }

    fn by_name(&mut self, words: &Range<usize>) -> usize {
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
                upper.then(|| self.names.spans.iter().position(|span| span.len() > 1 && same(span))).flatten()
            };
            if let Some(full) = known.filter(|&k| self.names.spans[k].len() > 1).or_else(loud).or(known) {
                best = self.names.spans[full].clone();
            }
        }
        let best = without_suffix(self.text, self.tokens, self.grammar, &best);
        let house = best.clone().any(|at| self.str(at) == "&")
            || best.clone().any(|at| self.noun(at).is_some_and(|n| n.kind == EntityKind::Company));
        let kind = if house { EntityKind::Company } else { EntityKind::Person };
        let name = self.words(&best);
        self.entity(format!("name {}", name.to_lowercase()), || Entity::new(name, kind, Naming::Named))
    }

    /// Where a proper name stands in the mention: the last run of name words before any comma or preposition.
    fn name_in(&self, range: &Range<usize>) -> Option<Range<usize>> {
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
    fn initial_stop(&self, at: usize, end: usize) -> bool {
        at > 0 && at + 1 < end && self.str(at) == "." && self.str(at - 1).len() == 1 && self.tokens[at - 1].is_capital()
    }

    /// A person, or what else has a proper name and is on no list.
    fn person(&mut self, range: &Range<usize>) -> Option<usize> {
        let name = self.name_in(range)?;
        if name.len() == 1 && starts_sentence(self.text, self.tokens, name.start) {
            // "Researchers said": the capital of a sentence makes no name.
            let word = self.str(name.start);
            let seen = self.names.capital.contains(word) || self.names.by_last.contains_key(word) || self.names.by_first.contains_key(word);
            if self.noun(name.start).is_some() || (!seen && self.tokens[name.start].word != WordId(0)) {
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
        let noun = (name.start > range.start).then(|| self.noun(name.start - 1)).flatten();
        let body =
            noun.map(|n| n.kind).filter(|kind| matches!(kind, EntityKind::Organisation | EntityKind::Company | EntityKind::Government));
        let which = name.end + 1 < self.tokens.len() && self.str(name.end) == "," && self.str(name.end + 1) == "which";
        let person = self.out.entities[entity].kind == EntityKind::Person;
        match body.or((which && person).then_some(EntityKind::Company)) {
            Some(kind) => self.out.entities[entity].kind = kind,
            None => self.describe(entity, range, &name),
        }
        Some(entity)
    }

    /// Notes what the words round a name tell of its bearer.
    fn describe(&mut self, entity: usize, range: &Range<usize>, name: &Range<usize>) {
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
        let gender = title.clone().and_then(|t| t.into_iter().find_map(|at| self.gender_of(at)));
        let honorific = title.as_ref().is_some_and(|t| t.clone().all(|at| self.is_honorific(at) || !self.tokens[at].is_word()));
        let title = title.filter(|_| !honorific).map(|t| self.words(&t));
        let entity = &mut self.out.entities[entity];
        entity.title = entity.title.take().or(title);
        entity.affiliation = entity.affiliation.take().or(affiliation);
        entity.gender = entity.gender.or(gender);
    }

    fn is_honorific(&self, at: usize) -> bool {
        let known = &self.grammar.known;
        [known.honorific_female, known.honorific_male, known.honorific_any].into_iter().any(|list| self.tokens[at].on(self.grammar, list))
    }

    fn gender_of(&self, at: usize) -> Option<Gender> {
        self.tokens[at].entries(self.grammar).find_map(|(list, _)| self.grammar.attributes(list).gender)
    }

    /// What a relative pronoun goes back to: the noun phrase that ends before it.
    fn antecedent(&mut self, at: usize) -> Option<usize> {
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
    fn name_before(&mut self, at: usize) -> Option<usize> {
        let index = self.names.spans.partition_point(|s| s.end <= at).checked_sub(1)?;
        let span = self.names.spans[index].clone();
        (self.tokens[span.start].block == self.tokens[at].block).then(|| self.by_name(&span))
    }

    fn pronoun(&mut self, at: usize, last: Option<usize>) -> Option<usize> {
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

    /// What is unnamed: known again by the same words with a definite article.
    fn description(&mut self, range: &Range<usize>) -> usize {
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
        let entity = self.entity(format!("described {key}"), || Entity { gender, ..Entity::new(name, kind, naming) });
        self.heads.push((self.tokens[head].word, entity));
        entity
    }

    /// "the official", "the president", "the newspaper": a role that the text has used before takes it up again.
    fn taken_up(&mut self, range: &Range<usize>, words: &Range<usize>, head: usize) -> Option<usize> {
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
            let kind = if known.kind == OutletKind::Platform { EntityKind::Company } else { EntityKind::Outlet };
            let name = self.longest.get(&outlet).unwrap_or(&known.name).clone();
            self.entities.push(Entity { domain: known.domain.clone(), outlet: Some(outlet), ..Entity::new(name, kind, Naming::Named) });
        }
        index
    }

    /// The entity of an outlet that is named where there are no tokens, as in a byline.
    pub fn outlet_called(&mut self, grammar: &Grammar, outlet: u16, name: &str) -> usize {
        self.longest.entry(outlet).or_insert_with(|| name.to_owned());
        self.outlet(grammar, outlet)
    }
}
