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

/// Marks that may end a clause, part off an aside, end a sentence.
const CLAUSE: &[char] = &[',', ';', ':', '.', '!', '?', '—', '–'];
const ASIDE: &[char] = &[',', '—', '–', '(', ')'];
const SENTENCE: &[char] = &[';', ':', '.', '!', '?'];

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
        range.clone().any(|at| self.entry(at, range.end, list).is_some_and(|(length, _)| self.is_open(&(at..at + length), range)))
    }

    /// Whether the clause of some words goes on behind what is left out with them: no mark ends it; or they belong to a verb that stays, as in "I
    /// will [not. Never. We] go"; or what the marks part off is an aside, as in "nobody[, whatever they say,] should go".
    fn is_open(&self, entry: &Range<usize>, range: &Range<usize>) -> bool {
        let known = &self.rules.grammar.known;
        let is = |at: usize, lists: &[ListId]| {
            at < self.words.len() && lists.iter().any(|&list| self.entry(at, self.words.len(), list).is_some())
        };
        let marks = |at: usize, marks: &[char]| self.behind(at).contains(marks);
        // "not, frankly": a mark close behind parts no clause off.
        let mut inside = entry.end..range.end;
        if !inside.clone().any(|at| marks(at, CLAUSE)) {
            return true;
        }
        // "not only cheap, but": the denial is answered before the words end.
        if inside.clone().any(|at| marks(at - 1, CLAUSE) && is(at, &[known.contrast])) {
            return false;
        }
        let verb = [known.be, known.have, known.did, known.modal];
        if (range.start..entry.start).all(|at| is(at, &[known.adverb])) && range.start > 0 && is(range.start - 1, &verb) {
            return true;
        }
        let opening = [known.conjunction, known.subordinator, known.wh];
        let of_kept = range.start > 0
            && !(range.start - 1..entry.start).any(|at| marks(at, CLAUSE))
            && !(range.start..entry.start).any(|at| is(at, &opening));
        let aside = inside.find(|&at| marks(at - 1, ASIDE)).is_some_and(|at| !is(at, &[known.conjunction]))
            && marks(range.end - 1, ASIDE)
            && (entry.end - 1..range.end).all(|at| !marks(at, SENTENCE));
        let clause = [known.conjunction, known.subordinator, known.wh, known.determiner, known.pronoun_many, known.pronoun_neuter];
        let more = [known.pronoun_first, known.pronoun_first_many, known.pronoun_second, known.pronoun_female, known.pronoun_male];
        of_kept && aside && !is(range.end, &clause) && !is(range.end, &more)
    }

    /// Whether no sentence ends inside words.
    pub(super) fn is_of_a_sentence(&self, range: &Range<usize>) -> bool {
        range.start > 0 && (range.start - 1..range.end).all(|at| !self.behind(at).contains(['.', '!', '?']))
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

    /// Whether all of the words fill pauses, or say again what the next ones say, or those before, pauses between them or none.
    pub(super) fn fills(&self, range: &Range<usize>) -> bool {
        // Of "and you [know, you] cannot" the same words are left out as of "and [you know,] you cannot".
        let (mut start, mut end) = (range.start, range.end);
        while start < end {
            if self.is_idle(start..end) {
                return true;
            }
            if start == 0 || self.words[start - 1].key != self.words[end - 1].key {
                return false;
            }
            (start, end) = (start - 1, end - 1);
        }
        false
    }

    /// Whether words fill pauses or are said twice.
    fn is_idle(&self, range: Range<usize>) -> bool {
        let mut rest = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.pause(at, range.end) {
                Some(length) => at += length,
                None => {
                    rest.push(at);
                    at += 1;
                }
            }
        }
        // Of "since, since the storm" either may be the one that is left out; of "th- the" only one can.
        let same =
            |at: usize, other: Option<usize>| other.and_then(|at| self.words.get(at)).is_some_and(|word| word.key == self.words[at].key);
        let begun = |at: usize, other: usize| {
            let of = |at: usize| self.words[at].span.of(self.text).to_lowercase();
            self.behind(at).starts_with('-') && other < self.words.len() && of(other).starts_with(&of(at))
        };
        // "We, we, we think" says one word three times.
        (1..=rest.len()).filter(|length| rest.len() % length == 0).any(|length| {
            let at = |nth: usize| nth % length;
            rest.iter().enumerate().all(|(nth, &word)| same(word, Some(range.end + at(nth))) || begun(word, range.end + at(nth)))
                || rest.iter().enumerate().all(|(nth, &word)| same(word, (range.start + at(nth)).checked_sub(length)))
        }) || rest.is_empty()
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
