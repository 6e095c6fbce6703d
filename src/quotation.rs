//! Quote marks into quotations, within and across paragraphs; speech told from scare quotes and titles.
//!
//! Invariant: top-level quotations are in order and do not overlap; a mark that is missing is supplied at the likeliest place
//! and reported.

use std::ops::Range;

use crate::{
    document::{Document, Problem},
    grammar::{Flags, Form, Grammar},
    sentence::{self, Sentence},
    token::{self, Shape, Token},
};

/// What stands between quote marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotationKind {
    /// Words that somebody said.
    Speech,
    /// A few words inside somebody else's sentence: a fragment, scare quotes, a title, a nickname.
    Fragment,
}

/// A quotation, or its part in one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Its tokens, marks included.
    pub tokens: Range<usize>,
    /// What it is.
    pub kind: QuotationKind,
    /// Whether it goes on in the next quotation, whose paragraph repeats the opening mark.
    pub continues: bool,
    /// Whether its first token is a quote mark; not where one had to be supplied.
    pub opened: bool,
    /// Whether its last token is one.
    pub closed: bool,
}

impl Quotation {
    /// The tokens between the marks.
    #[must_use]
    pub fn inner(&self) -> Range<usize> {
        let start = self.tokens.start + usize::from(self.opened);
        start..(self.tokens.end - usize::from(self.closed)).max(start)
    }
}

/// The mark that closes what this one opens; straight marks close themselves.
fn partner(mark: &str) -> Option<&'static str> {
    Some(match mark {
        "“" => "”",
        "\"" => "\"",
        "''" | "``" => "''",
        "‘" => "’",
        "'" => "'",
        "«" => "»",
        "„" => "“",
        _ => return None,
    })
}

/// Quotations of all blocks, and the marks that were missing.
#[must_use]
pub fn quotations(document: &Document<'_>, tokens: &[Token], sentences: &[Sentence], grammar: &Grammar) -> (Vec<Quotation>, Vec<Problem>) {
    let text = &*document.text;
    let mut found: Vec<Quotation> = Vec::new();
    let mut problems = Vec::new();
    let reader = Reader { text, tokens, sentences, grammar };
    for block in token::by_block(tokens) {
        let next_opens = tokens.get(block.end).and_then(|t| partner(t.span.of(text)));
        reader.block(block, next_opens, &mut found, &mut problems);
    }
    (found, problems)
}

/// The quotation that covers token `at`, if one does.
#[must_use]
pub fn covering(quotations: &[Quotation], at: usize) -> Option<&Quotation> {
    reaching(quotations, at).filter(|q| q.tokens.start <= at)
}

/// The first of the quotations that ends behind token `at`: the one that covers it, or the next.
#[must_use]
pub fn reaching(quotations: &[Quotation], at: usize) -> Option<&Quotation> {
    quotations.get(quotations.partition_point(|q| q.tokens.end <= at))
}

/// How deep quotations stand in one another at most; further marks are no quotations.
const DEEPEST: usize = 4;

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    sentences: &'a [Sentence],
    grammar: &'a Grammar,
}

impl Reader<'_> {
    fn str(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    fn block(&self, range: Range<usize>, next_opens: Option<&'static str>, found: &mut Vec<Quotation>, problems: &mut Vec<Problem>) {
        // Marks that are open, outermost first: where, and what closes them.
        let mut open: Vec<(usize, &'static str)> = Vec::new();
        for at in range.clone() {
            let mark = self.str(at);
            let Some(&first) = mark.as_bytes().first() else { continue };
            if first.is_ascii_alphanumeric() {
                continue;
            }
            let spaced = self.tokens[at].shape.is(Shape::SPACED);
            let followed = at + 1 < range.end && !self.tokens[at + 1].shape.is(Shape::SPACED) && self.tokens[at + 1].is_word();
            if let Some(level) = open.iter().rposition(|&(_, close)| close == mark) {
                let straight = matches!(mark, "\"" | "'" | "''");
                // A straight mark with a space before and a word close behind opens anew: the closing one is missing.
                let closes = !(straight && spaced && followed) || level + 1 < open.len();
                let apostrophe = matches!(mark, "’" | "'") && followed;
                if closes && !apostrophe {
                    let start = open[level].0;
                    open.truncate(level);
                    if level == 0 {
                        found.push(self.quotation(start..at + 1, false, (true, true)));
                    }
                    continue;
                }
            }
            // A straight mark close behind a word and before white space closes, whatever stands open.
            let spaced_behind = at + 1 == range.end || self.tokens[at + 1].shape.is(Shape::SPACED);
            let closes = matches!(mark, "\"" | "''") && !spaced && at > range.start && spaced_behind;
            if closes && open.is_empty() {
                self.supply_opening(&range, at, found, problems);
                continue;
            }
            // “The bridge is shut," closes as well as it can.
            if closes && open.last().is_some_and(|o| o.1 == "”") {
                let start = open[0].0;
                open.clear();
                found.push(self.quotation(start..at + 1, false, (true, true)));
                continue;
            }
            let Some(close) = partner(mark) else {
                if mark == "”" && open.is_empty() {
                    self.supply_opening(&range, at, found, problems);
                }
                continue;
            };
            let straight_single = mark == "'" && !(spaced && followed);
            // „…“ and “…” share a sign: it opens only before a word.
            let word_behind = at + 1 < range.end;
            if straight_single || !word_behind || (mark == "‘" && !spaced && at > range.start && self.tokens[at - 1].is_word()) {
                continue;
            }
            if open.len() >= DEEPEST {
                continue;
            }
            if open.iter().any(|o| o.1 == close) && matches!(close, "\"" | "''") {
                self.supply_closing(open[0].0, at, found, problems);
                open.clear();
            }
            open.push((at, close));
        }
        if let Some(&(start, close)) = open.first() {
            // The next paragraph repeats the very mark that stands open.
            if next_opens == Some(close) {
                let mut part = self.quotation(start..range.end, true, (true, false));
                part.kind = QuotationKind::Speech;
                found.push(part);
            } else {
                self.supply_closing(start, range.end, found, problems);
            }
        }
    }

    fn quotation(&self, tokens: Range<usize>, continues: bool, (opened, closed): (bool, bool)) -> Quotation {
        let words = self.tokens[tokens.clone()].iter().filter(|t| t.is_word()).count();
        let inner_end = tokens.end.saturating_sub(1 + usize::from(closed)).max(tokens.start);
        let ends_well = self.str(inner_end).ends_with([',', '.', '!', '?', '…', '-', '—']);
        let first_capital = self.tokens[tokens.clone()].iter().find(|t| t.is_word()).is_some_and(Token::is_capital);
        let introduced = tokens.start > 0 && matches!(self.str(tokens.start - 1), "," | ":");
        let speech = words > 0 && (ends_well || words >= 6 || (introduced && first_capital && words >= 2));
        let kind = if speech { QuotationKind::Speech } else { QuotationKind::Fragment };
        Quotation { tokens, kind, continues, opened, closed }
    }

    /// Where the quotation that begins at `start` is over because the sentence that ends at `end` closes with a tag: behind the
    /// comma of ", she said".
    fn tag_start(&self, start: usize, end: usize) -> Option<usize> {
        const LONGEST: usize = 12;
        let comma = (start + 2..end).rev().take(LONGEST).find(|&at| self.str(at) == ",")?;
        let grammar = self.grammar;
        let tag = |list| grammar.cues.contains(list) && grammar.attributes(list).flags.has(Flags::VERB.with(Flags::TAG));
        let says = |at: usize| self.tokens[at].entries(grammar).any(|(list, form)| matches!(form, Form::Past | Form::Third) && tag(list));
        (comma + 1..end).any(says).then_some(comma + 1)
    }

    /// The opening mark at `start` has no partner before `limit`: the quotation ends with the first sentence that has words, or
    /// before the tag that the sentence ends with.
    fn supply_closing(&self, start: usize, limit: usize, found: &mut Vec<Quotation>, problems: &mut Vec<Problem>) {
        let sentence = sentence::holding(self.sentences, start + 1);
        let end = self.sentences.get(sentence).map_or(limit, |s| s.tokens.end.min(limit)).max(start + 1);
        let span = token::span(self.tokens, &(start..end));
        let message = "this quotation is opened but never closed".to_owned();
        problems.push(Problem { span, kind: "unclosed-quotation", message });
        let end = self.tag_start(start, end).unwrap_or(end);
        // A mark that the sentence merely ends with opens nothing.
        if end > start + 2 {
            found.push(self.quotation(start..end, false, (true, false)));
        }
    }

    /// The closing mark at `at` has no partner: the quotation began with its sentence.
    fn supply_opening(&self, block: &Range<usize>, at: usize, found: &mut Vec<Quotation>, problems: &mut Vec<Problem>) {
        let sentence = sentence::holding(self.sentences, at);
        let earliest = found.last().map_or(block.start, |q| q.tokens.end.max(block.start));
        let start = self.sentences.get(sentence).map_or(earliest, |s| s.tokens.start.max(earliest)).min(at);
        let span = token::span(self.tokens, &(start..at + 1));
        let message = "this quotation is closed but never opened".to_owned();
        problems.push(Problem { span, kind: "unopened-quotation", message });
        if at > start + 1 {
            found.push(self.quotation(start..at + 1, false, (false, true)));
        }
    }
}
