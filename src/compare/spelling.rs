//! Two words into whether they are one in two spellings.
//!
//! Invariant: what differs in more than one letter, or is short, is another word.

use super::Version;
use crate::{
    grammar::{Grammar, ListId, Target},
    wording::Word,
};

/// Shorter words that differ in a letter are others: "now", "not".
const SHORTEST: usize = 6;

/// Whether two words, in small letters, are the same or differ in one letter: "mobilise" and "mobilize", "colour" and "color".
pub fn is_variant(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < SHORTEST || one.len().abs_diff(other.len()) > 1 || one.iter().chain(&other).any(char::is_ascii_digit) {
        return false;
    }
    let before = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    // "house" and "houses" are two words, "color" and "colour" are one.
    before + behind + 1 >= one.len().max(other.len()) && behind > 0
}

/// Whether one word, in small letters without signs, is the short form of the other: "re" and "are", "nt" and "not".
pub fn is_contraction(grammar: &Grammar, one: &str, other: &str) -> bool {
    let entry = |word: &str| {
        let alone = grammar.lexicon.alone(grammar.lexicon.get(word));
        alone.iter().find_map(|phrase| match phrase.target {
            Target::Entry { list, entry, .. } if list == grammar.known.contraction => Some(entry),
            _ => None,
        })
    };
    // "'s" is "is" and "has", "'d" is "would" and "had": a short form may stand for either.
    entry(one).zip(entry(other)).is_some_and(|(one, other)| one == other)
}

/// Whether one passage writes in digits what the other writes as a word: "12", "twelve".
pub fn is_number(old: (&Version<'_>, &[Word]), new: (&Version<'_>, &[Word])) -> bool {
    let digits = |(version, words): (&Version<'_>, &[Word])| {
        !words.is_empty()
            && words.iter().all(|word| word.span.of(&version.analysis.document.text).starts_with(|c: char| c.is_ascii_digit()))
    };
    let words = |(version, words): (&Version<'_>, &[Word])| {
        !words.is_empty() && words.iter().all(|word| on(version, word, version.grammar.known.number_word))
    };
    (digits(old) && words(new)) || (words(old) && digits(new))
}

/// Whether a word stands for a sign: "percent".
pub fn is_sign(version: &Version<'_>, word: &Word) -> bool {
    on(version, word, version.grammar.known.share)
}

fn on(version: &Version<'_>, word: &Word, list: ListId) -> bool {
    let tokens = &version.analysis.tokens;
    tokens.get(tokens.partition_point(|t| t.span.end <= word.span.start)).is_some_and(|t| t.on(version.grammar, list))
}
