//! Words that a quotation leaves out or spells its own way into what that does to the sense.
//!
//! Which words deny, which soften and which fill a pause, the grammar tells (`negation`, `hedge`, `speech.qualifier`, `speech.filler`), and which spellings
//! are one word (`spelling`).
//!
//! Invariant: words are read as the grammar reads them, so entries of several words count.

use std::ops::Range;

use crate::{
    grammar::{Grammar, ListId, Target, WordId},
    wording::Word,
};

/// By what quotations are judged.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'g> {
    /// The lists of words.
    pub grammar: &'g Grammar,
    /// Whether spellings of a word, numerals among them, are one word.
    pub spelling: bool,
}

/// Words of a text, as the grammar knows them.
pub(super) struct Weighed<'a> {
    text: &'a str,
    words: &'a [Word],
    known: Vec<WordId>,
    rules: Rules<'a>,
}

impl<'a> Weighed<'a> {
    pub(super) fn new(text: &'a str, words: &'a [Word], rules: Rules<'a>) -> Self {
        let mut lower = String::new();
        let known = words.iter().map(|word| rules.grammar.lexicon.find(word.span.of(text), &mut lower)).collect();
        Self { text, words, known, rules }
    }

    /// The longest entry of a list that stands at a word and ends before another: how many words it has, and its number.
    fn entry(&self, at: usize, end: usize, list: ListId) -> Option<(usize, u32)> {
        let next = self.known.get(at + 1).copied().unwrap_or_default();
        self.rules.grammar.lexicon.phrases(self.known[at], next).find_map(|phrase| match phrase.target {
            Target::Entry { list: of, entry, .. } if of == list && self.known[at + 1..end].starts_with(&phrase.rest) => {
                Some((phrase.rest.len() + 1, entry))
            }
            _ => None,
        })
    }

    /// Whether words that are left out deny what stays.
    pub(super) fn denies(&self, range: &Range<usize>) -> bool {
        self.bears(range, self.rules.grammar.known.negation)
    }

    /// Whether words that are left out soften what stays.
    pub(super) fn softens(&self, range: &Range<usize>) -> bool {
        let known = &self.rules.grammar.known;
        [known.hedge, known.hedge_adverb, known.qualifier].into_iter().any(|list| self.bears(range, list))
    }

    /// Whether words that are left out hold an entry of a list whose clause does not end before they do.
    fn bears(&self, range: &Range<usize>, list: ListId) -> bool {
        range.clone().any(|at| {
            let Some((length, _)) = self.entry(at, range.end, list) else { return false };
            let ends = |word: usize| self.behind(word).contains([',', ';', ':', '.', '!', '?', '—', '–']);
            // "not, frankly,": a mark close behind parts no clause off.
            !(at + length..range.end).any(ends)
        })
    }

    /// How many words fill a pause at a word, before another.
    fn pause(&self, at: usize, end: usize) -> Option<usize> {
        let known = &self.rules.grammar.known;
        let opening =
            || self.entry(at, end, known.opening).filter(|(length, _)| self.behind(at + length - 1).contains([',', '.', '—', '–', '…']));
        Some(self.entry(at, end, known.filler).or_else(opening)?.0)
    }

    /// What stands between a word and the next.
    fn behind(&self, word: usize) -> &str {
        let from = self.words[word].span.end as usize;
        &self.text[from..self.words.get(word + 1).map_or(self.text.len(), |next| next.span.start as usize)]
    }

    /// Whether all of the words fill pauses, or say again what the next ones say.
    pub(super) fn fills(&self, range: &Range<usize>) -> bool {
        let again = |at: usize, by: usize| self.words.get(at + by).is_some_and(|word| word.key == self.words[at].key);
        if range.clone().all(|at| again(at, range.len())) {
            return true;
        }
        // Of "and you [know, you] cannot" the same words are left out as of "and [you know,] you cannot".
        let (mut start, mut end) = (range.start, range.end);
        while start < end {
            let mut at = start;
            while let Some(length) = (at < end).then(|| self.pause(at, end)).flatten() {
                at += length;
            }
            if at == end {
                return true;
            }
            if start == 0 || self.words[start - 1].key != self.words[end - 1].key {
                return false;
            }
            (start, end) = (start - 1, end - 1);
        }
        false
    }

    /// Whether the only word of a range is one that joins, as "&" does.
    pub(super) fn joins(&self, range: &Range<usize>) -> bool {
        range.len() == 1 && self.entry(range.start, range.end, self.rules.grammar.known.conjunction).is_some()
    }

    /// What words are whatever their spelling: the number of their entry, else their key.
    pub(super) fn spellings(&self, range: &Range<usize>) -> Vec<u64> {
        let mut out = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.entry(at, range.end, self.rules.grammar.known.spelling) {
                Some((length, entry)) if self.rules.spelling => {
                    out.push(u64::from(entry));
                    at += length;
                }
                _ => {
                    out.extend(self.number(at).unwrap_or_else(|| vec![self.words[at].key]));
                    at += 1;
                }
            }
        }
        out
    }

    /// The entries of a numeral of two figures, tens and ones: 25 is twenty-five.
    fn number(&self, at: usize) -> Option<Vec<u64>> {
        let figures = self.words[at].span.of(self.text);
        if !self.rules.spelling || figures.len() != 2 || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let entry = |figures: &str| {
            let word = self.rules.grammar.lexicon.get(figures);
            self.rules.grammar.lexicon.alone(word).iter().find_map(|phrase| match phrase.target {
                Target::Entry { list, entry, .. } if list == self.rules.grammar.known.spelling => Some(u64::from(entry)),
                _ => None,
            })
        };
        Some(vec![entry(&format!("{}0", &figures[..1]))?, entry(&figures[1..])?])
    }
}
