//! Two words into whether they are one in two spellings.
//!
//! Invariant: what differs in more than one letter, or is short, is another word.

use super::Version;
use crate::{
    grammar::{ListId, Target},
    wording::{self, Word},
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

/// Whether one passage is the short form of the other: "'re" and "are", "can't" and "cannot".
///
/// Of the two, one alone has an apostrophe: "'s" is "is" and "has", which are two words all the same.
pub fn is_contraction(old: (&Version<'_>, &[Word]), new: (&Version<'_>, &[Word])) -> bool {
    let shortened = |(version, words): (&Version<'_>, &[Word])| {
        let (text, sign) = (&*version.analysis.document.text, ['\'', '’']);
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        text[..first.span.start as usize].ends_with(sign) || first.span.to(last.span).of(text).contains(sign)
    };
    let entry = |(version, words): (&Version<'_>, &[Word])| {
        let (grammar, known) = (version.grammar, version.grammar.known.contraction);
        let alone = grammar.lexicon.alone(grammar.lexicon.get(&letters(version, words)));
        alone.iter().find_map(|phrase| match phrase.target {
            Target::Entry { list, entry, .. } if list == known => Some(entry),
            _ => None,
        })
    };
    shortened(old) != shortened(new) && entry(old).is_some_and(|was| entry(new) == Some(was))
}

/// Words run together, in small letters without signs.
pub fn letters(version: &Version<'_>, words: &[Word]) -> String {
    wording::letters(&version.analysis.document.text, words).collect()
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
