//! Tokens into sentences.
//!
//! Every place where white space, or nothing, stands behind a terminator is a candidate; one pass over them, driven by
//! `sentences.grammar`, keeps or drops each. The candidates are those of Unicode (UAX #29) and the places where a scraper has glued
//! sentences together; finding them here costs a tenth of a second pass over the text. Stamps of date and time, as in mail that was
//! pasted in, stand alone.
//!
//! Invariant: sentences are in order, cover every token, and never cross a block.

use std::ops::Range;

use crate::{
    document::Document,
    grammar::{Grammar, ListId, Target},
    span::Span,
    token::{self, Shape, Token},
};

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Where it stands in the reading text.
    pub span: Span,
}

/// The number of the sentence that holds a token.
#[must_use]
pub fn holding(sentences: &[Sentence], token: usize) -> usize {
    sentences.partition_point(|s| s.tokens.end <= token)
}

/// Sentences of all blocks.
#[must_use]
pub fn sentences(document: &Document<'_>, tokens: &[Token], grammar: &Grammar) -> Vec<Sentence> {
    let splitter = Splitter { text: &document.text, tokens, grammar };
    let mut sentences = Vec::with_capacity(tokens.len() / 16 + 1);
    for block in token::by_block(tokens) {
        splitter.block(block, &mut sentences);
    }
    sentences
}

/// Tokens after which a sentence is cut, whatever stands there; no prose comes near it.
const LONGEST: usize = 800;

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    grammar: &'a Grammar,
}

impl Splitter<'_> {
    fn block(&self, range: Range<usize>, out: &mut Vec<Sentence>) {
        let mut start = range.start;
        // Where the stamp of date and time ends that was met last.
        let mut stamp_end = 0;
        // The last token before `at` that closes nothing: what may end a sentence.
        let mut plain = range.start;
        for at in range.start..range.end {
            let token = &self.tokens[at];
            let spaced = token.shape.is(Shape::SPACED);
            let mut ends = at > start && (spaced || self.glued(at)) && self.ends(start, at, plain, range.end);
            if spaced && token.shape.is(Shape::NUMBER) {
                if let Some(len) = stamp(&self.text[token.span.start as usize..]) {
                    stamp_end = token.span.start as usize + len;
                    ends |= at > start
                        && self.tokens[at - 1].is_word()
                        && !self.tokens[at - 1].on(self.grammar, self.grammar.known.preposition);
                }
            } else if spaced && token.is_word() && at > start {
                let behind_stamp = self.tokens[at - 1].span.end as usize == stamp_end && !token.shape.is(Shape::UPPER);
                let address = matches!(self.str(at), "http" | "https" | "www");
                ends |= behind_stamp || (token.is_capital() || address) && (self.behind_closed_run(at) || self.behind_closing(start, at));
            } else if spaced && at > start && token.span.len() >= RULE && is_rule(self.str(at)) {
                ends = true;
            }
            if ends || at - start >= LONGEST {
                self.push(start..at, out);
                start = at;
            }
            if !is_closing(self.str(at)) {
                plain = at;
            }
        }
        self.push(start..range.end, out);
    }

    /// Whether what has been read of the sentence is the closing of a letter: "Thanks,".
    fn behind_closing(&self, start: usize, at: usize) -> bool {
        at == start + 2 && self.str(at - 1) == "," && self.tokens[start].on(self.grammar, self.grammar.known.letter_closing)
    }

    /// Whether an address, an emoticon or a rule stands before token `at`, which no sentence goes on behind with a capital.
    fn behind_closed_run(&self, at: usize) -> bool {
        const LONGEST: usize = 200;
        let last = &self.tokens[at - 1];
        if last.shape.is(Shape::SPACED) {
            return is_rule(self.str(at - 1));
        }
        if matches!(self.str(at - 1), "," | "." | "”" | "\"") {
            return false;
        }
        let end = last.span.end as usize;
        let mut from = end.saturating_sub(LONGEST);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let run = self.text[from..end].rsplit(char::is_whitespace).next().unwrap_or_default();
        let mail = run.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        mail || run.contains("://")
            || run.starts_with("www.")
            || matches!(run, ":)" | ":-)" | ";)" | ";-)" | ":(" | ":-(" | "=)" | ":D" | ":P")
    }

    fn push(&self, tokens: Range<usize>, out: &mut Vec<Sentence>) {
        let span = token::span(self.tokens, &tokens);
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

    /// Whether a sentence that began at `start` ends before `at`, in a block that ends before `limit`.
    /// `plain` is the last token before `at` that is no closing mark.
    fn ends(&self, start: usize, at: usize, plain: usize, limit: usize) -> bool {
        let last = plain.max(start);
        let next = &self.tokens[at];
        let end = self.str(last);
        let terminated = end.ends_with(['.', '!', '?', '…', '。', '！', '？']);
        if !terminated || (is_closing(self.str(at)) && !next.shape.is(Shape::SPACED)) || matches!(self.str(at), "," | ":" | ";") {
            return false;
        }
        // "? ?", ". . .", "=)": no sentence begins with such signs.
        let sign = self.str(at);
        let begins = next.is_word() || !sign.starts_with(['.', '!', '?', '…', ')', ']', '=', '^', '+']);
        if !begins || (is_bullet(sign) && at + 1 < limit && is_bullet(self.str(at + 1))) {
            return false;
        }
        // The word behind an opening mark or bullet tells whether a sentence begins.
        let word = (at..limit).take(4).find(|&i| self.tokens[i].is_word()).map(|i| &self.tokens[i]);
        let Some(word) = word else { return limit - at > 3 };
        let closed = last + 1 < at;
        let first = word.span.of(self.text).chars().next().unwrap_or(' ');
        if first.is_lowercase() {
            // "Is it safe? many ask", "for more. my experience": but not behind a closing mark, where a tag may follow.
            let opens = next.is_word() || matches!(self.str(at), "(" | "[");
            return !closed && opens && next.shape.is(Shape::SPACED) && (end.ends_with(['!', '?']) || self.plain_word_ends(start, last));
        }
        if !end.ends_with('.') {
            return !(end.ends_with(['!', '?']) && !closed && self.marked_name(start, last, word));
        }
        if closed && end == "." && !next.shape.is(Shape::SPACED) && !self.glued(at) {
            return false;
        }
        // "REPORT.PDF"
        if !next.shape.is(Shape::SPACED) && next.shape.is(Shape::UPPER) && next.on(self.grammar, self.grammar.known.file_ending) {
            return false;
        }
        self.full_stop_ends(start, last, word)
    }

    /// Whether the full stop at token `last` stands behind a word that is no abbreviation, so that small letters may begin anew.
    fn plain_word_ends(&self, start: usize, last: usize) -> bool {
        if self.str(last) != "." || last == start {
            return false;
        }
        let (stop, word) = (&self.tokens[last], &self.tokens[last - 1]);
        if stop.shape.is(Shape::SPACED) || !word.is_word() {
            return stop.shape.is(Shape::SPACED);
        }
        let known = &self.grammar.known;
        let lists = [
            known.abbreviation_title,
            known.abbreviation_never,
            known.abbreviation_number,
            known.abbreviation_month,
            known.abbreviation_weekday,
            known.abbreviation_place,
            known.abbreviation_may_end,
        ];
        let letters = word.span.len();
        let short = [known.preposition, known.pronoun_object, known.be, known.did, known.adverb];
        let common = || short.into_iter().any(|list| word.on(self.grammar, list)) || word.on_any(self.grammar, &self.grammar.pronouns);
        let plain = if word.is_capital() { letters >= 5 } else { letters >= 3 || common() };
        plain && letters > 1 && !lists.into_iter().any(|list| self.abbreviation(last - 1, last, list))
    }

    /// Whether the mark at token `last` belongs to a name ("Yahoo!"), and `word` goes on behind it.
    fn marked_name(&self, start: usize, last: usize, word: &Token) -> bool {
        let listed = (start.max(last.saturating_sub(3))..last).any(|head| self.abbreviation(head, last, self.grammar.known.name_marked));
        listed && !word.on_exact(self.grammar, self.grammar.known.sentence_starter, self.text)
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
        let starts = word.is_capital() && word.on_exact(self.grammar, known.sentence_starter, self.text);
        if self.abbreviation(head, last, known.abbreviation_title) {
            return false;
        }
        if self.abbreviation(head, last, known.abbreviation_never) {
            return starts;
        }
        if self.abbreviation(head, last, known.abbreviation_number)
            || self.abbreviation(head, last, known.abbreviation_month)
            || self.abbreviation(head, last, known.abbreviation_weekday)
        {
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
        // A list number at the start of a line or behind a colon.
        if (head == start || self.str(head - 1) == ":") && self.tokens[head].shape.is(Shape::NUMBER) && text.len() <= 2 {
            return false;
        }
        // "No.10": a stop with a digit close behind is no end.
        !number || word.shape.is(Shape::SPACED)
    }

    /// Whether tokens `head..=last` are an abbreviation of the list, with its capitals.
    fn abbreviation(&self, head: usize, last: usize, list: ListId) -> bool {
        let text = &self.text[self.tokens[head].span.start as usize..self.tokens[last].span.end as usize];
        token::phrases_at(self.tokens, self.grammar, head).any(|p| {
            matches!(p.target, Target::Entry { list: l, .. } if l == list)
                && p.rest.len() == last - head
                && p.exact.as_deref().is_none_or(|e| e == text)
        })
    }
}

/// Whether the sign opens a quotation or bracket; straight marks count for both sides.
fn is_opening(sign: &str) -> bool {
    matches!(sign, "“" | "‘" | "\"" | "«" | "„" | "(" | "[" | "'" | "''" | "``")
}

/// How long a rule is at least, in bytes.
const RULE: usize = 5;

/// Whether the sign is a rule between two texts: "-----".
fn is_rule(sign: &str) -> bool {
    sign.len() >= RULE && sign.bytes().all(|b| b == sign.as_bytes()[0]) && sign.starts_with(['-', '_', '*', '='])
}

/// Whether the sign opens an item.
fn is_bullet(sign: &str) -> bool {
    matches!(sign, "*" | "•" | "·" | "▪")
}

/// Whether the sign closes a quotation or bracket.
fn is_closing(sign: &str) -> bool {
    matches!(sign, "”" | "’" | "\"" | "»" | ")" | "]" | "'" | "''")
}

/// The length of "11/29/2000 10:45 AM" at the start of `text`.
fn stamp(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize, most: usize| bytes[from.min(bytes.len())..].iter().take(most).take_while(|b| b.is_ascii_digit()).count();
    let mut at = 0;
    for (most, behind) in [(2, b'/'), (2, b'/'), (4, b' '), (2, b':')] {
        let found = digits(at, most);
        if found == 0 || bytes.get(at + found) != Some(&behind) {
            return None;
        }
        at += found + 1;
    }
    if digits(at, 2) != 2 {
        return None;
    }
    at += 2;
    if bytes.get(at) == Some(&b':') && digits(at + 1, 2) == 2 {
        at += 3;
    }
    let half = bytes.get(at..at + 3).is_some_and(|b| matches!(&b.to_ascii_lowercase()[..], b" am" | b" pm"));
    Some(if half { at + 3 } else { at })
}
