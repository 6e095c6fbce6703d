//! Quote marks into quotations, within and across paragraphs; speech told from scare quotes and titles.
//!
//! Invariant: top-level quotations are in order and do not overlap; a mark that is missing is supplied at the likeliest place
//! and reported.

use std::{cell::LazyCell, ops::Range};

use crate::{
    document::{BlockKind, Document, Problem},
    grammar::{Flags, Form, Grammar},
    sentence::{self, Sentence},
    span::Span,
    token::{self, Shape, Token},
    word,
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
    /// Whether it goes on in the next quotation, in another paragraph, which repeats the opening mark or should.
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
    let mut found = Found::default();
    let reader = Reader { document, tokens, sentences, grammar };
    for block in token::by_block(tokens) {
        let next_opens = tokens.get(block.end).and_then(|t| partner(t.span.of(&document.text)));
        reader.reach(&block, &mut found);
        reader.block(block, next_opens, &mut found);
    }
    (found.quotations, found.problems)
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

/// Fewer words in marks are a fragment, unless they end or begin as speech does.
const FEWEST: usize = 6;

/// The longest line of verse, in words.
const LONGEST_LINE: usize = 12;

/// What is wrong where nothing closes a quotation.
const UNCLOSED: &str = "this quotation is opened but never closed";

/// How deep quotations stand in one another at most; further marks are no quotations.
const DEEPEST: usize = 4;

/// What has been read.
#[derive(Default)]
struct Found {
    quotations: Vec<Quotation>,
    problems: Vec<Problem>,
    /// What the last block that did so has left open.
    unclosed: Option<Unclosed>,
}

impl Found {
    fn problem(&mut self, span: Span, kind: &'static str, message: &str) {
        self.problems.push(Problem { span, kind, message: message.to_owned() });
    }
}

/// A quotation that its block leaves open: it may be closed in another, as verse and lists are.
struct Unclosed {
    /// What closes it.
    close: &'static str,
    /// How many quotations and problems were found before it.
    before: (usize, usize),
    /// How many were with it.
    with: (usize, usize),
    /// Its part of its own block, and the blocks behind.
    parts: Vec<Range<usize>>,
}

/// How many blocks a quotation runs through at most whose parts do not take up its mark.
const MOST_PARTS: usize = 10;

/// A double mark of a block.
#[derive(Clone, Copy, Default)]
struct Mark {
    at: usize,
    /// How many up to it close.
    closing: usize,
    /// How many straight ones up to it look like opening ones.
    opening: usize,
}

/// The double marks of a block.
struct Marks {
    /// Each, in order.
    all: Vec<Mark>,
    /// How many are straight.
    straight: usize,
    /// Whether a guillemet closes anything.
    guillemets: bool,
}

impl Marks {
    fn new(reader: &Reader<'_>, block: &Range<usize>) -> Self {
        let (mut all, mut last, mut straight, mut guillemets) = (Vec::new(), Mark::default(), 0, false);
        for at in block.clone() {
            let mark = reader.str(at);
            straight += usize::from(mark == "\"");
            guillemets |= mark == "»";
            if matches!(mark, "“" | "”" | "\"") {
                let (closes, opens) = (mark == "”", mark == "\"" && reader.looks_opening(at, block));
                last = Mark { at, closing: last.closing + usize::from(closes), opening: last.opening + usize::from(opens) };
                all.push(last);
            }
        }
        Self { all, straight, guillemets }
    }

    /// The next mark behind a token.
    fn behind(&self, at: usize) -> Option<usize> {
        self.all.get(self.all.partition_point(|mark| mark.at <= at)).map(|mark| mark.at)
    }

    /// How many marks there are from the one at `at` on, how many of them close, and how many straight ones look like opening ones.
    fn from(&self, at: usize) -> (usize, usize, usize) {
        let first = self.all.partition_point(|mark| mark.at < at);
        let before = first.checked_sub(1).map_or(Mark::default(), |before| self.all[before]);
        let last = self.all.last().copied().unwrap_or_default();
        (self.all.len() - first, last.closing - before.closing, last.opening - before.opening)
    }

    /// Whether too few marks close, from the mark at `at` on, for those that `open` already and those that it and others behind it would open.
    fn lacks_closing(&self, at: usize, open: usize) -> bool {
        let (marks, closing, _) = self.from(at);
        closing < open + marks - closing
    }

    /// Whether the straight mark at `at` and those behind it close, by their looks, all that they open and the one that is open already.
    fn are_balanced(&self, at: usize) -> bool {
        let (marks, _, opening) = self.from(at);
        // Curly marks are another family; where both stand, looks tell nothing.
        self.straight == self.all.len() && marks == 2 * opening + 1
    }
}

/// A mark that is open: where, and what closes it.
type Open = (usize, &'static str);

struct Reader<'a> {
    document: &'a Document<'a>,
    tokens: &'a [Token],
    sentences: &'a [Sentence],
    grammar: &'a Grammar,
}

impl Reader<'_> {
    /// A token as it is read: a double prime that measures nothing is typed for a straight mark.
    fn str(&self, at: usize) -> &str {
        match self.tokens[at].span.of(&self.document.text) {
            "″" if at == 0 || !self.tokens[at - 1].shape.is(Shape::NUMBER) => "\"",
            word => word,
        }
    }

    fn block(&self, range: Range<usize>, next_opens: Option<&'static str>, found: &mut Found) {
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
            let followed = self.is_followed(at, &range);
            if let Some(level) = open.iter().rposition(|&(_, close)| close == mark) {
                let straight = matches!(mark, "\"" | "'" | "''");
                // A straight mark with a space before and a word close behind opens anew: the closing one is missing.
                let closes = !(straight && spaced && followed) || level + 1 < open.len() || self.is_displaced(at, &range, &marks);
                let glued = || !spaced && at > range.start && self.is_clause_end(at - 1, at + 1);
                let apostrophe = matches!(mark, "’" | "'") && followed && !glued();
                if closes && !apostrophe {
                    // Where both have the same marks and one is missing, the outer quotation is closed.
                    let inner = level > 0 && open[level - 1].1 == "”" && mark == "”" && self.is_left_open(open[level].0, at);
                    let inner = inner && marks.lacks_closing(at, open.iter().filter(|o| o.1 == mark).count());
                    if inner {
                        found.problem(self.unclosed_span(open[level].0, at), "unclosed-quotation", UNCLOSED);
                    }
                    self.close(level - usize::from(inner), at + 1, &mut open, found);
                    continue;
                }
            }
            // ‘Just say no' closes as well as it can.
            let single = matches!(mark, "'" | "’") && !spaced && !followed && at > range.start;
            if single && open.last().is_some_and(|o| matches!(o.1, "'" | "’") && o.1 != mark) {
                self.close(open.len() - 1, at + 1, &mut open, found);
                continue;
            }
            // Behind another sign it is no apostrophe, whatever a block before has left open.
            if single && open.is_empty() && self.str(at - 1).ends_with([',', '.', '!', '?']) && self.resume(at, found) {
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
                self.supply_opening(&range, at, found);
                continue;
            }
            // "The bridge is shut,” closes as well as it can, and so does “The bridge is shut,".
            if mark == "”" && !spaced && open.last().is_some_and(|o| o.1 == "\"") {
                self.close(open.len() - 1, at + 1, &mut open, found);
                continue;
            }
            if closes && curly(&open) {
                self.close(0, at + 1, &mut open, found);
                continue;
            }
            if mark == "“" && curly(&open) && self.is_turned(at, &range, &marks) {
                self.turned(at, "this closing mark is turned the wrong way", found);
                self.close(open.len() - 1, at + 1, &mut open, found);
                continue;
            }
            // "he would try ”to get some changes made”": nothing is open, and the next mark closes.
            let next_is_same = || marks.behind(at).is_some_and(|next| self.str(next) == mark);
            let apart = spaced || at == range.start || followed && (self.is_clause_end(at - 1, at + 1) || self.tokens[at - 1].is_word());
            if mark == "”" && open.is_empty() && apart && next_is_same() {
                self.turned(at, "this opening mark is turned the wrong way", found);
                open.push((at, "”"));
                continue;
            }
            let Some(close) = partner(mark) else {
                if mark == "”" && open.is_empty() {
                    self.supply_opening(&range, at, found);
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
            let nested = mark == "\"" && marks.are_balanced(at);
            // Arrows of a page: "« Previous".
            if (taken_up && marks.lacks_closing(at, alike)) || (mark == "«" && !marks.guillemets) {
                continue;
            }
            if alike > 0 && matches!(close, "\"" | "''") && !nested {
                self.supply_closing(open[0].0, at, found);
                open.clear();
            }
            open.push((at, close));
        }
        let Some(&(start, close)) = open.first() else { return };
        // The next paragraph repeats the very mark that stands open.
        if next_opens == Some(close) {
            let mut part = self.quotation(start..range.end, true, (true, false));
            part.kind = QuotationKind::Speech;
            found.quotations.push(part);
            return;
        }
        if let Some(glued) = self.glued_closing(start, range.end).filter(|_| matches!(close, "’" | "'")) {
            found.quotations.push(self.quotation(start..glued + 1, false, (true, false)));
            return;
        }
        let before = (found.quotations.len(), found.problems.len());
        let tagged = self.supply_closing(start, range.end, found);
        if open.len() == 1 && !tagged && self.kind(&range) != BlockKind::Headline {
            let with = (found.quotations.len(), found.problems.len());
            found.unclosed = Some(Unclosed { close, before, with, parts: std::iter::once(start..range.end).collect() });
        }
    }

    /// A block begins: what an earlier one has left open runs through it, but for a heading, and not through too many.
    fn reach(&self, block: &Range<usize>, found: &mut Found) {
        let heading = matches!(self.kind(block), BlockKind::Headline | BlockKind::Subhead);
        // A line of verse may look like a heading.
        let runs = |open: &Unclosed| {
            open.parts.len() < MOST_PARTS && (!heading || open.parts.last().is_some_and(|last| self.is_line(last, block)))
        };
        found.unclosed = found.unclosed.take().filter(runs);
        if let Some(open) = &mut found.unclosed {
            open.parts.push(block.clone());
        }
    }

    /// Whether the mark at `at`, in a block with nothing open, closes what an earlier block has left open: then all between is one quotation.
    /// Where its parts are paragraphs, which take up the mark, the first that does not is a problem.
    fn resume(&self, at: usize, found: &mut Found) -> bool {
        let Some(open) = found.unclosed.take() else { return false };
        // A few words in marks of their own may stand in it; any speech is another one.
        let (with, before) = (open.with, open.before);
        let few = |q: &Quotation| self.words(&q.tokens) < FEWEST && q.opened && q.closed;
        if open.close != self.str(at) || found.problems.len() != with.1 || !found.quotations[with.0..].iter().all(few) {
            return false;
        }
        found.quotations.truncate(before.0);
        found.problems.truncate(before.1);
        let mut parts = open.parts;
        let last = parts.len() - 1;
        parts[last].end = at + 1;
        let verse = last > 1 && parts.iter().all(|part| self.words(part) <= LONGEST_LINE);
        let paragraph = (1..=last).find(|&nth| !verse && !self.is_line(&parts[nth - 1], &parts[nth]));
        if let Some(nth) = paragraph {
            let span = self.unclosed_span(parts[nth].start, parts[nth].end);
            found.problem(span, "unopened-quotation", "the opening mark of a quotation that goes on is missing");
        }
        found.quotations.extend(parts.into_iter().enumerate().map(|(nth, tokens)| Quotation {
            tokens,
            kind: QuotationKind::Speech,
            continues: nth < last,
            opened: nth == 0,
            closed: nth == last,
        }));
        true
    }

    /// Whether a block goes on where the one before breaks off: an item, or a line that no end of a sentence parts from it.
    fn is_line(&self, before: &Range<usize>, block: &Range<usize>) -> bool {
        let ends = self.str(before.end - 1).ends_with(['.', '!', '?', '…', '”', '"', '’', '\'']);
        !ends || self.kind(block) == BlockKind::ListItem
    }

    fn kind(&self, block: &Range<usize>) -> BlockKind {
        self.document.blocks[self.tokens[block.start].block as usize].kind
    }

    fn words(&self, range: &Range<usize>) -> usize {
        self.tokens[range.clone()].iter().filter(|t| t.is_word()).count()
    }

    /// The mark on a level, and those inside it, are closed by a mark that ends before `end`: a quotation where it is the outermost.
    fn close(&self, level: usize, end: usize, open: &mut Vec<Open>, found: &mut Found) {
        let start = open[level].0;
        open.truncate(level);
        if level == 0 {
            found.quotations.push(self.quotation(start..end, false, (true, true)));
        }
    }

    /// Whether a token stands close behind the one before.
    fn is_glued(&self, at: usize) -> bool {
        !self.tokens[at].shape.is(Shape::SPACED)
    }

    /// Whether a word stands close behind a token.
    fn is_followed(&self, at: usize, block: &Range<usize>) -> bool {
        at + 1 < block.end && self.is_glued(at + 1) && self.tokens[at + 1].is_word()
    }

    /// Whether a straight mark opens by its looks: white space before it, a word close behind.
    fn looks_opening(&self, at: usize, block: &Range<usize>) -> bool {
        (at == block.start || !self.is_glued(at)) && self.is_followed(at, block)
    }

    /// Whether the straight mark at `at` closes though it looks like an opening one, as in `the "gaps "in it`: a sentence goes on behind it, and the
    /// next mark, if there is one, opens.
    fn is_displaced(&self, at: usize, block: &Range<usize>, marks: &Marks) -> bool {
        let goes_on = self.str(at + 1).starts_with(char::is_lowercase);
        self.str(at) == "\"" && goes_on && marks.behind(at).is_none_or(|next| self.looks_opening(next, block))
    }

    /// Whether a comma, a colon or the end of a sentence stands at `at`, and what stands at `next` may begin speech behind it.
    fn is_clause_end(&self, at: usize, next: usize) -> bool {
        let ends = self.str(at).ends_with(['.', '!', '?']) && self.tokens[next].is_capital();
        ends || matches!(self.str(at), "," | ":")
    }

    /// Whether a quotation that begins at `start`, inside a sentence, lacks its own mark where the one at `at` stands sentences behind.
    fn is_left_open(&self, start: usize, at: usize) -> bool {
        let first = sentence::holding(self.sentences, start);
        let inside = self.sentences[first].tokens.start < start && self.str(start + 1).starts_with(char::is_lowercase);
        inside && self.sentences[first].tokens.end <= at
    }

    /// The word, in the sentence that a single mark at `start` opens in or behind it, that has the closing mark glued between it and the next:
    /// ‘elites’and. An apostrophe leaves but a letter on one side.
    fn glued_closing(&self, start: usize, limit: usize) -> Option<usize> {
        let sentence = &self.sentences[sentence::holding(self.sentences, start + 1)];
        let glued = |word: &str| {
            let mark = word.find(word::is_apostrophe).filter(|&mark| word[..mark].chars().nth(1).is_some());
            mark.is_some_and(|mark| word[mark..].chars().nth(2).is_some())
        };
        (start + 1..sentence.tokens.end.min(limit)).find(|&at| glued(self.str(at)))
    }

    /// Whether the opening mark at `at`, in an open quotation, can only close it: no word stands close behind, but words or their marks do
    /// before (“The bridge is shut,“ she said), another mark does behind, or the next mark opens again.
    fn is_turned(&self, at: usize, block: &Range<usize>, marks: &Marks) -> bool {
        let behind = (at + 1 < block.end && self.is_glued(at + 1)).then(|| &self.tokens[at + 1]);
        let opens_next = || marks.behind(at).is_none_or(|next| self.str(next) == "“");
        let opens = |token: &Token| token.is_word() || matches!(token.span.of(&self.document.text), "‘" | "“" | "[" | "(");
        !behind.is_some_and(opens) && (self.is_glued(at) || behind.is_some() || opens_next())
    }

    fn turned(&self, at: usize, message: &str, found: &mut Found) {
        found.problem(self.tokens[at].span, "turned-quote-mark", message);
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
        let words = self.words(&tokens);
        let inner_end = tokens.end.saturating_sub(1 + usize::from(closed)).max(tokens.start);
        let ends_well = self.str(inner_end).ends_with([',', '.', '!', '?', '…', '-', '—']);
        let first_capital = self.tokens[tokens.clone()].iter().find(|t| t.is_word()).is_some_and(Token::is_capital);
        let introduced = tokens.start > 0 && matches!(self.str(tokens.start - 1), "," | ":");
        let speech = words > 0 && (ends_well || words >= FEWEST || (introduced && first_capital && words >= 2));
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

    /// Where the first sentence with words lies of what begins at `start` and ends before `limit`.
    fn unclosed_span(&self, start: usize, limit: usize) -> Span {
        token::span(self.tokens, &(start..self.sentence_end(start, limit)))
    }

    fn sentence_end(&self, start: usize, limit: usize) -> usize {
        let sentence = sentence::holding(self.sentences, start + 1);
        self.sentences.get(sentence).map_or(limit, |s| s.tokens.end.min(limit)).max(start + 1)
    }

    /// The opening mark at `start` has no partner before `limit`: the quotation ends with the first sentence that has words, or
    /// before the tag that the sentence ends with, if it does.
    fn supply_closing(&self, start: usize, limit: usize, found: &mut Found) -> bool {
        let end = self.sentence_end(start, limit);
        found.problem(token::span(self.tokens, &(start..end)), "unclosed-quotation", UNCLOSED);
        let tag = self.tag_start(start, end);
        let end = tag.unwrap_or(end);
        // A mark that the sentence merely ends with opens nothing.
        if end > start + 2 {
            found.quotations.push(self.quotation(start..end, false, (true, false)));
        }
        tag.is_some()
    }

    /// The closing mark at `at` has no partner in its block: the quotation began in another, or with its sentence.
    fn supply_opening(&self, block: &Range<usize>, at: usize, found: &mut Found) {
        if self.resume(at, found) {
            return;
        }
        let sentence = sentence::holding(self.sentences, at);
        let earliest = found.quotations.last().map_or(block.start, |q| q.tokens.end.max(block.start));
        let start = self.sentences.get(sentence).map_or(earliest, |s| s.tokens.start.max(earliest)).min(at);
        // Whether it closes speech or is one too many, the words before it do not tell.
        found.problem(self.tokens[at].span, "unopened-quotation", "this closing mark has no opening mark");
        if at > start + 1 {
            found.quotations.push(self.quotation(start..at + 1, false, (false, true)));
        }
    }
}
