//! Quote marks into quotations, within and across paragraphs; speech told from scare quotes and titles.
//!
//! Invariant: top-level quotations are in order and do not overlap; a mark that is missing is supplied at the likeliest place
//! and reported.

use std::{cell::LazyCell, ops::Range};

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

/// The double marks of a block.
struct Marks {
    /// Their tokens, each with the number of closing ones up to it.
    at: Vec<(usize, usize)>,
    /// How many are straight.
    straight: usize,
    /// Whether a guillemet closes anything.
    guillemets: bool,
}

impl Marks {
    fn new(reader: &Reader<'_>, block: &Range<usize>) -> Self {
        let (mut at, mut closing, mut straight, mut guillemets) = (Vec::new(), 0, 0, false);
        for token in block.clone() {
            let mark = reader.str(token);
            closing += usize::from(mark == "”");
            straight += usize::from(mark == "\"");
            guillemets |= mark == "»";
            if matches!(mark, "“" | "”" | "\"") {
                at.push((token, closing));
            }
        }
        Self { at, straight, guillemets }
    }

    /// The next mark behind a token.
    fn behind(&self, at: usize) -> Option<usize> {
        self.at.get(self.at.partition_point(|mark| mark.0 <= at)).map(|mark| mark.0)
    }

    /// Whether too few marks close, from the mark at `at` on, for those that `open` already and those that it and others behind it would open.
    fn lacks_closing(&self, at: usize, open: usize) -> bool {
        let first = self.at.partition_point(|mark| mark.0 < at);
        let (before, all) = (first.checked_sub(1).map_or(0, |first| self.at[first].1), self.at.last().map_or(0, |mark| mark.1));
        let rest = self.at.len() - first;
        all - before < open + rest - (all - before)
    }
}

/// A mark that is open: where, and what closes it.
type Open = (usize, &'static str);

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
        // Outermost first.
        let mut open: Vec<Open> = Vec::new();
        let marks = LazyCell::new(|| Marks::new(self, &range));
        let curly = |open: &[Open]| open.last().is_some_and(|o| o.1 == "”");
        for at in range.clone() {
            let mark = self.str(at);
            let Some(&first) = mark.as_bytes().first() else { continue };
            if first.is_ascii_alphanumeric() {
                continue;
            }
            // What stands behind a euro sign is the rest of a dash that was decoded as something else: "â€”".
            // And behind an equals sign stands the value of an attribute.
            if matches!(mark, "“" | "”") && at > range.start && self.is_glued(at) && self.str(at - 1).ends_with(['€', '=']) {
                continue;
            }
            let spaced = !self.is_glued(at);
            let followed = at + 1 < range.end && self.is_glued(at + 1) && self.tokens[at + 1].is_word();
            if let Some(level) = open.iter().rposition(|&(_, close)| close == mark) {
                let straight = matches!(mark, "\"" | "'" | "''");
                // A straight mark with a space before and a word close behind opens anew: the closing one is missing.
                let closes = !(straight && spaced && followed) || level + 1 < open.len();
                let apostrophe = matches!(mark, "’" | "'") && followed;
                if closes && !apostrophe {
                    self.close(level, at + 1, &mut open, found);
                    continue;
                }
            }
            // ‘Just say no' closes as well as it can.
            let single = matches!(mark, "'" | "’") && !spaced && !followed && at > range.start;
            if single && open.last().is_some_and(|o| matches!(o.1, "'" | "’") && o.1 != mark) {
                self.close(open.len() - 1, at + 1, &mut open, found);
                continue;
            }
            // Two single marks in a row are a double one: “The bridge is shut,’’ she said.
            let doubled = mark == "’" && at + 1 < range.end && self.is_glued(at + 1) && self.str(at + 1) == "’";
            if doubled && curly(&open) {
                self.close(open.len() - 1, at + 2, &mut open, found);
                continue;
            }
            // A straight mark close behind a word and before white space closes, whatever stands open.
            let spaced_behind = at + 1 == range.end || !self.is_glued(at + 1);
            let closes = matches!(mark, "\"" | "''") && !spaced && at > range.start && spaced_behind;
            if closes && open.is_empty() {
                // 'the crowd," We will vote!"': marks in pairs, and the next one closes.
                let next = marks.behind(at).filter(|&next| mark == "\"" && self.str(next) == mark && marks.straight % 2 == 0);
                if next.is_some_and(|next| self.is_glued(next)) {
                    open.push((at, "\""));
                    continue;
                }
                self.supply_opening(&range, at, found, problems);
                continue;
            }
            // “The bridge is shut," closes as well as it can.
            if closes && curly(&open) {
                self.close(0, at + 1, &mut open, found);
                continue;
            }
            if mark == "“" && curly(&open) && self.is_turned(at, &range, &marks) {
                self.turned(at, "this closing mark is turned the wrong way", problems);
                self.close(open.len() - 1, at + 1, &mut open, found);
                continue;
            }
            // "he would try ”to get some changes made”": nothing is open, and the next mark closes.
            let next_is_same = || marks.behind(at).is_some_and(|next| self.str(next) == mark);
            let apart = spaced || at == range.start || followed && matches!(self.str(at - 1), "," | ":");
            if mark == "”" && open.is_empty() && apart && next_is_same() {
                self.turned(at, "this opening mark is turned the wrong way", problems);
                open.push((at, "”"));
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
            // A long extract takes up its mark behind what it leaves out, and closes once.
            let alike = open.iter().filter(|o| o.1 == close).count();
            let taken_up = mark == "“" && alike > 0 && self.is_behind_omission(at);
            // Arrows of a page: "« Previous".
            if (taken_up && marks.lacks_closing(at, alike)) || (mark == "«" && !marks.guillemets) {
                continue;
            }
            if alike > 0 && matches!(close, "\"" | "''") {
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

    /// The mark on a level, and those inside it, are closed by a mark that ends before `end`: a quotation where it is the outermost.
    fn close(&self, level: usize, end: usize, open: &mut Vec<Open>, found: &mut Vec<Quotation>) {
        let start = open[level].0;
        open.truncate(level);
        if level == 0 {
            found.push(self.quotation(start..end, false, (true, true)));
        }
    }

    /// Whether a token stands close behind the one before.
    fn is_glued(&self, at: usize) -> bool {
        !self.tokens[at].shape.is(Shape::SPACED)
    }

    /// Whether the opening mark at `at`, in an open quotation, can only close it: no word stands close behind, but words or their marks do
    /// before (“The bridge is shut,“ she said), another mark does behind, or the next mark opens again.
    fn is_turned(&self, at: usize, block: &Range<usize>, marks: &Marks) -> bool {
        let behind = (at + 1 < block.end && self.is_glued(at + 1)).then(|| &self.tokens[at + 1]);
        let opens_next = || marks.behind(at).is_none_or(|next| self.str(next) == "“");
        let opens = |token: &Token| token.is_word() || matches!(token.span.of(self.text), "‘" | "“" | "[" | "(");
        !behind.is_some_and(opens) && (self.is_glued(at) || behind.is_some() || opens_next())
    }

    fn turned(&self, at: usize, message: &str, problems: &mut Vec<Problem>) {
        problems.push(Problem { span: self.tokens[at].span, kind: "turned-quote-mark", message: message.to_owned() });
    }

    /// Whether the words before a token end with an ellipsis; joiners that a scraper has left between count for nothing.
    fn is_behind_omission(&self, at: usize) -> bool {
        let before = (0..at)
            .rev()
            .map(|at| self.str(at))
            .find(|word| !word.trim_matches(['\u{200b}', '\u{200c}', '\u{200d}', '\u{feff}']).is_empty());
        before.is_some_and(|word| word.ends_with('…') || word.ends_with("..."))
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
