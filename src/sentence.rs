//! Tokens into sentences.
//!
//! The boundaries of Unicode (UAX #29, by unicode-segmentation) and those where a scraper has glued sentences together are
//! candidates; one pass over them, driven by `sentences.grammar`, keeps or drops each.
//!
//! Invariant: sentences are in order, cover every token, and never cross a block.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    document::Document,
    grammar::{Grammar, ListId, Target, WordId},
    span::Span,
    token::{Shape, Token},
};

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Where it stands in the reading text.
    pub span: Span,
}

/// Sentences of all blocks.
#[must_use]
pub fn sentences(document: &Document<'_>, tokens: &[Token], grammar: &Grammar) -> Vec<Sentence> {
    let splitter = Splitter { text: &document.text, tokens, grammar };
    let mut sentences = Vec::with_capacity(tokens.len() / 16 + 1);
    let mut at = 0;
    while at < tokens.len() {
        let block = tokens[at].block;
        let end = at + tokens[at..].partition_point(|t| t.block == block);
        splitter.block(at..end, &mut sentences);
        at = end;
    }
    sentences
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    grammar: &'a Grammar,
}

impl Splitter<'_> {
    fn block(&self, range: Range<usize>, out: &mut Vec<Sentence>) {
        let from = self.tokens[range.start].span.start as usize;
        let to = self.tokens[range.end - 1].span.end as usize;
        let mut bounds = self.text[from..to].split_sentence_bound_indices().map(|(at, _)| from + at).peekable();
        let mut start = range.start;
        for at in range.start + 1..range.end {
            let here = self.tokens[at].span.start as usize;
            let mut candidate = false;
            while bounds.next_if(|&b| b <= here).is_some_and(|b| {
                candidate |= b > self.tokens[at - 1].span.start as usize;
                true
            }) {}
            if (candidate || self.glued(at)) && self.ends(start, at) {
                self.push(start..at, out);
                start = at;
            }
        }
        self.push(start..range.end, out);
    }

    fn push(&self, tokens: Range<usize>, out: &mut Vec<Sentence>) {
        let span = self.tokens[tokens.start].span.to(self.tokens[tokens.end - 1].span);
        out.push(Sentence { tokens, span });
    }

    fn str(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    /// Whether the token at `at` follows a terminator without white space, as in scraped copy.
    fn glued(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        !token.shape.is(Shape::SPACED) && (token.is_capital() || is_opening(self.str(at)))
    }

    /// Whether a sentence that began at `start` ends before `at`.
    fn ends(&self, start: usize, at: usize) -> bool {
        // Back over closing marks to what ends the sentence.
        let mut last = at - 1;
        while last > start && is_closing(self.str(last)) {
            last -= 1;
        }
        let next = &self.tokens[at];
        let end = self.str(last);
        let terminated = end.ends_with(['.', '!', '?', '…', '。', '！', '？']);
        if !terminated || (is_closing(self.str(at)) && !next.shape.is(Shape::SPACED)) {
            return false;
        }
        // The word behind an opening mark or bullet tells whether a sentence begins.
        let word = (at..self.tokens.len()).take(4).find(|&i| self.tokens[i].is_word()).map(|i| &self.tokens[i]);
        let Some(word) = word else { return self.tokens.len() - at > 3 };
        let first = word.span.of(self.text).chars().next().unwrap_or(' ');
        if first.is_lowercase() {
            // "Is it safe? many ask": but not behind a closing mark, where a tag may follow.
            return last + 1 == at && end.ends_with(['!', '?']) && next.shape.is(Shape::SPACED) && next.is_word();
        }
        if !end.ends_with('.') {
            return true;
        }
        if last + 1 < at && end == "." && !next.shape.is(Shape::SPACED) && !self.glued(at) {
            return false;
        }
        self.full_stop_ends(start, last, word)
    }

    /// Whether the full stop at token `last` ends a sentence, when the next one would begin with `word`.
    fn full_stop_ends(&self, start: usize, last: usize, word: &Token) -> bool {
        let known = &self.grammar.known;
        // The abbreviation is the token itself ("U.S.") or the word before its stop ("Mr" + ".").
        let head = if self.str(last) == "." {
            if last == start || self.tokens[last].shape.is(Shape::SPACED) {
                return true;
            }
            last - 1
        } else {
            last
        };
        let text = self.str(head);
        let number = word.shape.is(Shape::NUMBER);
        let starts = word.is_capital() && self.on_exact(word, known.sentence_starter);
        if self.abbreviation(head, last, known.abbreviation_title) {
            return false;
        }
        if self.abbreviation(head, last, known.abbreviation_never) {
            return starts;
        }
        if self.abbreviation(head, last, known.abbreviation_number) || self.abbreviation(head, last, known.abbreviation_month) {
            return !number && starts;
        }
        let may_end = self.abbreviation(head, last, known.abbreviation_may_end) || self.abbreviation(head, last, known.abbreviation_place);
        if may_end || (text.contains('.') && text.len() <= 8 && head == last) {
            return starts;
        }
        // An initial: one capital and a stop, and a name goes on.
        let initial = text.chars().count() == 1 && self.tokens[head].is_capital();
        if initial && head > start {
            // "J. A. Smith": a letter behind is an initial too, whatever else it may be.
            return text == "I" || (starts && word.span.len() > 1) || !word.is_capital();
        }
        // A list number at the start of a line.
        if head == start && self.tokens[head].shape.is(Shape::NUMBER) && text.len() <= 2 {
            return false;
        }
        // "No.10": a stop with a digit close behind is no end.
        !number || word.shape.is(Shape::SPACED)
    }

    fn on_exact(&self, token: &Token, list: ListId) -> bool {
        let text = token.span.of(self.text);
        self.grammar.lexicon.alone(token.word).iter().any(|p| {
            matches!(p.target, Target::Entry { list: l, .. } if l == list) && p.exact.as_deref().is_none_or(|e| e == text)
        })
    }

    /// Whether tokens `head..=last` are an abbreviation of the list, with its capitals.
    fn abbreviation(&self, head: usize, last: usize, list: ListId) -> bool {
        let text = &self.text[self.tokens[head].span.start as usize..self.tokens[last].span.end as usize];
        let next = if head < last { self.tokens[head + 1].word } else { WordId(0) };
        self.grammar.lexicon.phrases(self.tokens[head].word, next).any(|p| {
            matches!(p.target, Target::Entry { list: l, .. } if l == list)
                && p.rest.len() == last - head
                && p.exact.as_deref().is_none_or(|e| e == text)
        })
    }
}

/// Whether the sign opens a quotation or bracket; straight marks count for both sides.
fn is_opening(sign: &str) -> bool {
    matches!(sign, "“" | "‘" | "\"" | "«" | "„" | "(" | "[" | "'")
}

/// Whether the sign closes a quotation or bracket.
fn is_closing(sign: &str) -> bool {
    matches!(sign, "”" | "’" | "\"" | "»" | ")" | "]" | "'" | "’’" | "''")
}
