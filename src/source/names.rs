//! What the whole text tells of names before any source is looked at: full names, names of outlets, words that have a capital anywhere.
//!
//! Invariant: one pass over the tokens each; nothing here depends on claims.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    grammar::{Grammar, Phrase, Target},
    token::{self, Shape, Token, phrases_at},
};

/// What the whole text tells of names before any source is looked at.
pub(super) struct Names<'a> {
    /// Names of several words, and surnames with a title, in order.
    pub(super) spans: Vec<Range<usize>>,
    /// By the last word of the name.
    pub(super) by_last: FxHashMap<&'a str, usize>,
    /// By its first: the surname in East Asian names, else the given name.
    pub(super) by_first: FxHashMap<&'a str, usize>,
    /// Words that have a capital where no sentence starts.
    pub(super) capital: FxHashSet<&'a str>,
    /// Countries that are called by their full names.
    pub(super) countries: FxHashSet<u16>,
}

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
    token.is_capital()
        && !token.on_any(grammar, &grammar.titles)
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

/// Whether the words have the capitals of the phrase, a leading article aside.
pub(super) fn same_text(text: &str, tokens: &[Token], at: usize, phrase: &Phrase) -> bool {
    let Some(exact) = phrase.exact.as_deref() else { return true };
    let span = token::span(tokens, &(at..at + phrase.rest.len() + 1)).of(text);
    let bare = |s: &'_ str| s.strip_prefix("The ").or_else(|| s.strip_prefix("the ")).unwrap_or(s).len();
    let (span, exact) = (&span[span.len() - bare(span)..], &exact[exact.len() - bare(exact)..]);
    span == exact || (!span.is_ascii() && span.replace('’', "'") == exact)
}
