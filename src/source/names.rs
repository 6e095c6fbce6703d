//! What the whole text tells of names before any source is looked at: full names, names of outlets, words that have a capital anywhere.
//!
//! Invariant: one pass over the tokens each; nothing here depends on claims.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    grammar::{Form, Gender, Grammar, Phrase, Target},
    token::{self, Shape, Token, phrases_at},
};

/// What the whole text tells of names before any source is looked at.
pub(super) struct Names<'a> {
    /// Names of several words, and surnames with a title, in order.
    pub(super) spans: Vec<Range<usize>>,
    /// By the last word of the name.
    pub(super) by_last: FxHashMap<&'a str, usize>,
    /// By the last word, all different names of several words that end so, in order.
    pub(super) namesakes: FxHashMap<&'a str, Vec<usize>>,
    /// Whom the text comes to name that it has called by a noun ("the man, later identified as"): the noun and the name.
    pub(super) identified: Vec<(usize, Range<usize>)>,
    /// By its first: the surname in East Asian names, else the given name.
    pub(super) by_first: FxHashMap<&'a str, usize>,
    /// Words that have a capital where no sentence starts.
    pub(super) capital: FxHashSet<&'a str>,
    /// Countries that are called by their full names, each with the longest.
    pub(super) countries: FxHashMap<u16, Range<usize>>,
    /// Runs of capitals, the article aside, in order.
    pub(super) capitals: Vec<Range<usize>>,
    /// Names by their first letters, where the text writes these: "FBI".
    pub(super) acronyms: FxHashMap<&'a str, Range<usize>>,
    /// Where people are named, in order, by full name, surname or given name.
    pub(super) appearances: Vec<Appearance>,
    /// For each name what tells whether its bearer is he or she.
    pub(super) genders: Vec<Option<Sign>>,
    /// For each name whether a title before it, or its first word, tells that its bearer is a person.
    pub(super) people: Vec<bool>,
}

/// What tells whether somebody is he or she.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A title: "Mrs", "Sir".
    Sure(Gender),
    /// A given name, which is a weak sign.
    Given(Gender),
}

/// A place where a name stands.
#[derive(Debug, Clone)]
pub(super) struct Appearance {
    /// Its tokens.
    pub(super) at: Range<usize>,
    /// The fullest name that it goes with: index into the spans.
    pub(super) name: usize,
    /// What it is in its sentence, as far as the words beside it tell.
    pub(super) standing: Standing,
}

/// What a name is in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A verb follows.
    Subject,
    /// Nothing tells.
    Plain,
    /// A preposition stands before it, or a verb.
    Object,
    /// The mark of a possessive follows.
    Owner,
}

/// The longest name, in words.
const LONGEST_NAME: usize = 12;

/// The farthest that "identified" stands before the name, in tokens.
const IDENTIFIED: usize = 10;

/// People of one surname that are told apart.
const NAMESAKES: usize = 12;

/// Whether a sentence or quotation starts at the token, so that its capital tells nothing.
pub(super) fn starts_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens[at].shape.is(Shape::FIRST)
        || tokens[at - 1].span.of(text).ends_with(['.', '!', '?', ':', '"', '“', '‘', '”', '«', '\'', '-', '–', '—', '•'])
}

/// Runs of two capitalised words and more, surnames behind titles, and what else capitals tell.
pub(super) fn names<'a>(text: &'a str, tokens: &[Token], grammar: &Grammar) -> Names<'a> {
    let mut found = Names {
        spans: Vec::new(),
        by_last: FxHashMap::default(),
        namesakes: FxHashMap::default(),
        identified: Vec::new(),
        by_first: FxHashMap::default(),
        capital: FxHashSet::default(),
        countries: FxHashMap::default(),
        capitals: Vec::new(),
        acronyms: FxHashMap::default(),
        appearances: Vec::new(),
        genders: Vec::new(),
        people: Vec::new(),
    };
    let mut next = 0;
    while next < tokens.len() {
        let at = next;
        if !tokens[at].is_capital() {
            next += 1;
            continue;
        }
        if !starts_sentence(text, tokens, at) {
            found.capital.insert(tokens[at].span.of(text));
        }
        if found.capitals.last().is_none_or(|run| run.end <= at) {
            let block = tokens[at].block;
            let start = at + usize::from(tokens[at].on(grammar, grammar.known.determiner));
            let run = (start..tokens.len()).take_while(|&i| tokens[i].block == block && tokens[i].is_capital()).last();
            found.capitals.extend(run.map(|last| start..last + 1));
        }
        let country = phrase_at(text, tokens, grammar, at, |target| match target {
            Target::Country { country, short: false } => Some(country),
            _ => None,
        });
        // A capital is no name of its country.
        let own = |country: u16, range: &Range<usize>| {
            let form = token::span(tokens, range).of(text);
            let name = &grammar.countries[usize::from(country)].name;
            let shared = form.split(' ').any(|word| word.len() > 3 && name.split(' ').any(|other| other.eq_ignore_ascii_case(word)));
            shared || !form.chars().any(char::is_lowercase)
        };
        if let Some((country, behind)) = country.filter(|(country, behind)| own(*country, &(at..*behind))) {
            let longest = found.countries.entry(country).or_insert(at..behind);
            if token::span(tokens, &(at..behind)).len() > token::span(tokens, longest).len() {
                *longest = at..behind;
            }
        }
        let end = name_end(text, tokens, grammar, at);
        // "Secretary of State Ana Duarte": the name begins with the given name.
        let given = |i: usize| is_given_name(text, tokens, grammar, i);
        let office = at > 0 && tokens[at - 1].block == tokens[at].block && tokens[at - 1].on(grammar, grammar.known.preposition);
        let at = if office { (at + 1..end.saturating_sub(1)).find(|&i| given(i)).unwrap_or(at) } else { at };
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
            if end > at + 1 {
                let others = found.namesakes.entry(tokens[surname].span.of(text)).or_default();
                let words = token::span(tokens, &(at..end)).of(text);
                if others.len() < NAMESAKES && others.iter().all(|&other| token::span(tokens, &found.spans[other]).of(text) != words) {
                    others.push(found.spans.len());
                }
            }
            found.capital.extend((at + 1..end).map(|inner| tokens[inner].span.of(text)));
            found.spans.push(at..end);
        }
        next = end.max(at + 1);
    }
    found.appear(text, tokens, grammar);
    found.abbreviate(text, tokens, grammar);
    found.identify(text, tokens, grammar);
    found
}

impl<'a> Names<'a> {
    /// Finds the names whose first letters stand somewhere in the text, small words left out or not: "Federal Bureau of Investigation".
    fn abbreviate(&mut self, text: &'a str, tokens: &[Token], grammar: &Grammar) {
        let word = |at: usize| tokens[at].span.of(text);
        let mut short: FxHashSet<&'a str> = FxHashSet::default();
        let letters = |w: &str| (2..=7).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_uppercase());
        short.extend((0..tokens.len()).filter(|&at| tokens[at].shape.is(Shape::UPPER)).map(word).filter(|w| letters(w)));
        if short.is_empty() {
            return;
        }
        let small = |at: usize| {
            let known = &grammar.known;
            matches!(word(at), "'" | "’" | "'s" | "’s" | "&")
                || [known.preposition, known.conjunction, known.determiner].into_iter().any(|list| tokens[at].on(grammar, list))
        };
        let mut initials = String::new();
        for run in &self.capitals {
            let block = tokens[run.start].block;
            let mut end = run.end;
            initials.clear();
            let capital = |at: usize| tokens.get(at).is_some_and(|t| t.block == block && t.is_capital());
            initials.extend(run.clone().filter_map(|at| word(at).chars().next()));
            loop {
                let known = short.get(initials.as_str()).copied().filter(|_| end > run.start + 1);
                if let Some(known) = known {
                    self.acronyms.entry(known).or_insert(run.start..end);
                }
                // Over small words to the next capitals.
                let skip = (end..tokens.len().min(end + 2))
                    .take_while(|&at| tokens[at].block == block && !tokens[at].is_capital() && small(at))
                    .count();
                if skip == 0 || !capital(end + skip) || end - run.start > 12 {
                    break;
                }
                end += skip;
                while capital(end) {
                    initials.extend(word(end).chars().next());
                    end += 1;
                }
            }
        }
    }

    /// Finds who is named behind a noun that stood for them: "the man, later identified by police as Ivo Tranter".
    fn identify(&mut self, text: &str, tokens: &[Token], grammar: &Grammar) {
        let known = &grammar.known;
        for span in &self.spans {
            let block = tokens[span.start].block;
            let reach = span.start.saturating_sub(IDENTIFIED)..span.start;
            let verb = reach
                .rev()
                .take_while(|&at| tokens[at].block == block && tokens[at].span.of(text) != ".")
                .find(|&at| tokens[at].on(grammar, known.identify));
            let as_before = span.start > 0 && tokens[span.start - 1].on(grammar, known.identify_as);
            let Some(verb) = verb.filter(|_| as_before) else { continue };
            let noun = (verb.saturating_sub(5)..verb)
                .rev()
                .take_while(|&at| tokens[at].block == block)
                .find(|&at| tokens[at].on_any(grammar, &grammar.heads));
            self.identified.extend(noun.map(|noun| (noun, span.clone())));
        }
    }

    /// Finds all places where names stand, and what tells whether their bearers are he or she.
    fn appear(&mut self, text: &str, tokens: &[Token], grammar: &Grammar) {
        self.genders = vec![None; self.spans.len()];
        self.people = vec![false; self.spans.len()];
        for index in 0..self.spans.len() {
            let range = self.spans[index].clone();
            let name = self.full(&range, Some(index), text, tokens, grammar).unwrap_or(index);
            let sign = sign(text, tokens, grammar, &range);
            let title = |at: usize| tokens[at].block == tokens[range.start].block && tokens[at].on_any(grammar, &grammar.titles);
            let stop = |at: usize| tokens[at].span.of(text) == ".";
            let titled = range.start > 0 && (title(range.start - 1) || range.start > 1 && stop(range.start - 1) && title(range.start - 2));
            self.people[name] |= sign.is_some() || titled;
            // "Ms Keane" says nothing of Daniel Keane.
            if range.len() > 1 && (self.genders[name].is_none() || matches!(sign, Some(Sign::Sure(_)))) {
                self.genders[name] = sign.or(self.genders[name]);
            }
        }
        let mut next = 0;
        let mut at = 0;
        while at < tokens.len() {
            let span = self.spans.get(next).filter(|span| span.start == at).cloned();
            let own = span.is_some().then_some(next);
            next += usize::from(span.is_some());
            let range = span.unwrap_or(at..at + 1);
            if let Some(name) = self.full(&range, own, text, tokens, grammar).filter(|_| own.is_some() || tokens[at].is_capital()) {
                if self.genders[name].is_none() {
                    self.genders[name] = sign(text, tokens, grammar, &range);
                }
                self.appearances.push(Appearance { standing: standing(text, tokens, grammar, &range), at: range.clone(), name });
            }
            at = range.end;
        }
    }

    /// The fullest name that goes with a name, which is one of the spans or a single word: one whose bearer has the title before it,
    /// where a title tells.
    fn full(&self, range: &Range<usize>, own: Option<usize>, text: &str, tokens: &[Token], grammar: &Grammar) -> Option<usize> {
        let last = without_suffix(text, tokens, grammar, range).end - 1;
        let word = tokens[last].span.of(text);
        let known = self.by_last.get(word).copied();
        if range.len() > 1 {
            return known.filter(|&full| self.goes_with(range, full, text, tokens)).or(own);
        }
        if let Some(title) = title(text, tokens, grammar, range.start) {
            let of_title = self.namesake(word, title);
            if of_title.is_some() {
                return of_title;
            }
        }
        let first = || self.by_first.get(word).copied().filter(|&full| self.spans[full].len() > 1);
        known.filter(|&full| self.spans[full].len() > 1).or_else(first).or(known).or(own)
    }

    /// The first name with a surname whose bearer is he, or she.
    pub(super) fn namesake(&self, surname: &str, title: Gender) -> Option<usize> {
        let bears = |&&name: &&usize| matches!(self.genders[name], Some(Sign::Sure(gender) | Sign::Given(gender)) if gender == title);
        self.namesakes.get(surname)?.iter().find(bears).copied()
    }

    /// Whether all words of a name stand in another.
    fn goes_with(&self, range: &Range<usize>, full: usize, text: &str, tokens: &[Token]) -> bool {
        let word = |at: usize| tokens[at].span.of(text);
        let whole = &self.spans[full];
        // Runs of capitals that are longer are no names.
        range.len().max(whole.len()) <= LONGEST_NAME && range.clone().all(|at| whole.clone().any(|other| word(other) == word(at)))
    }
}

/// What tells of the bearer of a name: a title before it, or its first word.
fn sign(text: &str, tokens: &[Token], grammar: &Grammar, name: &Range<usize>) -> Option<Sign> {
    title(text, tokens, grammar, name.start).map(Sign::Sure).or_else(|| gender(tokens, grammar, name.start).map(Sign::Given))
}

/// Whether the token is a given name of the lists.
pub(super) fn is_given_name(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> bool {
    [grammar.known.given_female, grammar.known.given_male].into_iter().any(|list| tokens[at].on_exact(grammar, list, text))
}

/// He or she by a list that holds the token.
pub(super) fn gender(tokens: &[Token], grammar: &Grammar, at: usize) -> Option<Gender> {
    tokens[at].entries(grammar).find_map(|(list, _)| grammar.attributes(list).gender)
}

/// He or she by the titles right before a token: "Mrs", "Rev. Sister".
fn title(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<Gender> {
    let block = tokens[at].block;
    let titled = |i: usize| tokens[i].on_any(grammar, &grammar.titles) || tokens[i].on(grammar, grammar.known.spokesperson);
    let before =
        (at.saturating_sub(3)..at).rev().take_while(|&i| tokens[i].block == block && (titled(i) || tokens[i].span.of(text) == "."));
    before.filter(|&i| tokens[i].is_word()).find_map(|i| gender(tokens, grammar, i))
}

fn standing(text: &str, tokens: &[Token], grammar: &Grammar, name: &Range<usize>) -> Standing {
    let known = &grammar.known;
    let Some(behind) = tokens.get(name.end).filter(|t| t.block == tokens[name.start].block) else { return Standing::Plain };
    if behind.on(grammar, known.possessive_mark) {
        return Standing::Owner;
    }
    // Titles may stand between a preposition and the name.
    let title = |&at: &usize| tokens[at].on_any(grammar, &grammar.titles) || tokens[at].span.of(text) == ".";
    let before = (name.start.saturating_sub(4)..name.start).rev().find(|at| !title(at));
    if before.is_some_and(|at| tokens[at].block == behind.block && tokens[at].on(grammar, known.preposition)) {
        return Standing::Object;
    }
    let verbal = [known.be, known.have, known.did, known.modal, known.verb_past];
    let verb = verbal.into_iter().any(|list| behind.on(grammar, list))
        || behind.entries(grammar).any(|(list, form)| grammar.cues.contains(list) && !matches!(form, Form::Gerund));
    let apposition = behind.span.of(text) == "," && before.is_none_or(|at| !tokens[at].is_word() || tokens[at].block != behind.block);
    // "Ana Duarte met Maria Lopez": a name that opens its sentence, with a word behind it, is what it is about.
    let opens = before.is_none_or(|at| tokens[at].block != behind.block || !tokens[at].is_word())
        && behind.is_word()
        && ![known.preposition, known.conjunction].into_iter().any(|list| behind.on(grammar, list));
    if verb || apposition || opens { Standing::Subject } else { Standing::Plain }
}

/// The token behind the name that starts at `at`; `at` itself if none does.
pub(super) fn name_end(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> usize {
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
pub(super) fn without_suffix(text: &str, tokens: &[Token], grammar: &Grammar, name: &Range<usize>) -> Range<usize> {
    let mut end = name.end;
    while end > name.start + 1 && tokens[end - 1].on_exact(grammar, grammar.known.name_suffix, text) {
        end -= 1;
    }
    name.start..end
}

/// Whether the token may be part of a name: a capital, and no title, demonym or function word; inside a name ("Michael Jordan")
/// it may be a country.
pub(super) fn is_name_word(tokens: &[Token], grammar: &Grammar, at: usize, inside: bool) -> bool {
    let token = &tokens[at];
    let known = &grammar.known;
    let closed = [known.determiner, known.preposition, known.conjunction, known.subordinator, known.adverb, known.time, known.wh];
    let place = |p: &Phrase| matches!(p.target, Target::Demonym { .. }) || (!inside && matches!(p.target, Target::Country { .. }));
    // "John King": behind a given name a title is a surname.
    let surname = inside
        && at > 0
        && [known.given_female, known.given_male].into_iter().any(|list| tokens[at - 1].on(grammar, list) && tokens[at - 1].is_capital());
    token.is_capital()
        && (surname || !token.on_any(grammar, &grammar.titles))
        && !token.on_any(grammar, &grammar.pronouns)
        && !closed.into_iter().any(|list| token.on(grammar, list))
        && !grammar.lexicon.alone(token.word).iter().any(place)
}

/// The first phrase, longest first, that stands at token `at` with its capitals and that `wanted` takes; and the token behind it.
pub(super) fn phrase_at<T>(
    text: &str,
    tokens: &[Token],
    grammar: &Grammar,
    at: usize,
    wanted: impl Fn(Target) -> Option<T>,
) -> Option<(T, usize)> {
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

/// The token behind the name of an outlet that no list holds, told by its form: "the Daily Bugle", "Radio Oakport", "the Oakport Gazette".
#[must_use]
pub fn formed_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<usize> {
    let known = &grammar.known;
    let block = tokens[at].block;
    let capital = |i: usize| tokens.get(i).is_some_and(|t| t.block == block && t.is_capital());
    let inside = at > 0 && capital(at - 1) && !starts_sentence(text, tokens, at) && !tokens[at - 1].on(grammar, known.determiner);
    if !capital(at) || inside {
        return None;
    }
    let end = (at..at + LONGEST_OUTLET).take_while(|&i| capital(i)).last()? + 1;
    let exact = |i: usize, list| tokens[i].on_exact(grammar, list, text);
    // "Emily Post", "Gold Standard": a paper has its article.
    let article = at > 0 && tokens[at - 1].on(grammar, known.definite);
    (end > at + 1 && (article && exact(end - 1, known.outlet_ending) || exact(at, known.outlet_opening))).then_some(end)
}

/// The longest name of an outlet that is told by its form, in tokens.
const LONGEST_OUTLET: usize = 6;

/// Outlets that the text calls by their full names, in order.
pub(super) fn full_outlets(text: &str, tokens: &[Token], grammar: &Grammar) -> Vec<(Range<usize>, u16)> {
    let named = (0..tokens.len()).filter(|&at| tokens[at].is_capital() || tokens[at].on(grammar, grammar.known.determiner));
    named
        .filter_map(|at| {
            let (outlet, end) = outlet_at(text, tokens, grammar, at, |_| false)?;
            Some((at..end, outlet))
        })
        .collect()
}

/// The house ("the White House") whose name starts at token `at`: the token behind it.
pub(super) fn house_at(text: &str, tokens: &[Token], grammar: &Grammar, at: usize) -> Option<usize> {
    phrase_at(text, tokens, grammar, at, |target| matches!(target, Target::House { .. }).then_some(())).map(|((), behind)| behind)
}

/// A name without the article before it; names of the grammar have the English one.
pub(super) fn without_article(name: &str) -> &str {
    name.strip_prefix("The ").or_else(|| name.strip_prefix("the ")).unwrap_or(name)
}

/// Whether the words have the capitals of the phrase, a leading article aside.
pub(super) fn same_text(text: &str, tokens: &[Token], at: usize, phrase: &Phrase) -> bool {
    let Some(exact) = phrase.exact.as_deref() else { return true };
    let span = token::span(tokens, &(at..at + phrase.rest.len() + 1)).of(text);
    let (span, exact) = (without_article(span), without_article(exact));
    span == exact || (!span.is_ascii() && span.replace('’', "'") == exact)
}
