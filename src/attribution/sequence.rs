//! Paragraphs into proposals by a learned sequence model.
//!
//! Each token of a paragraph gets a label that says what it is in the claim it belongs to and on which side its cue stands, or, of
//! words in between, what is still to come; so a first-order model knows of one claim's parts what a grammar would. What the frames
//! have proposed is among the evidence.
//!
//! Invariant: all that the model sees of an article is in its [`Cell`]s.

use std::ops::Range;

use crate::{
    attribution::{Attribution, Evidence, Proposal, best_of_each_cue},
    grammar::{Class, Flags, syntax::Role},
    model::{self, Priors, Table, mix},
    quotation::QuotationKind,
    tag::{self, Tags, Word},
};

/// The number of labels.
pub const LABELS: usize = 21;
/// Nothing of a claim, and none is under way.
pub const OUTSIDE: u8 = 0;
/// Added to what was seen before the cue (1 source, 2 content, 3 both) for a word between parts.
const BEFORE_CUE: u8 = 0;
/// Added to what is to come behind the cue (1 source, 2 content, 3 both) for a word between parts.
const BEHIND_CUE: u8 = 3;
/// First token of a source whose cue is to the right; the label behind it is for the tokens that follow. So for the next ones.
pub const SOURCE_LEFT: u8 = 7;
/// First token of a source whose cue is to the left.
pub const SOURCE_RIGHT: u8 = 9;
/// First token of a content whose cue is to the right.
pub const CONTENT_LEFT: u8 = 11;
/// First token of a content whose cue is to the left.
pub const CONTENT_RIGHT: u8 = 13;
/// First token of a cue whose content stands to the left.
pub const CUE_LEFT: u8 = 15;
/// First token of a cue whose content stands to the right.
pub const CUE_RIGHT: u8 = 17;
/// First token of a cue whose content stands on both sides.
pub const CUE_BOTH: u8 = 19;

/// What a run of tokens with one kind of label is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A source.
    Source,
    /// A cue.
    Cue,
    /// A content.
    Content,
}

/// What the labels from [`SOURCE_LEFT`] on stand for, and whether the cue is to the right (of a cue: the content to the left).
#[must_use]
pub fn kind(label: u8) -> Option<(Kind, bool)> {
    Some(match label {
        SOURCE_LEFT | 8 => (Kind::Source, true),
        SOURCE_RIGHT | 10 => (Kind::Source, false),
        CONTENT_LEFT | 12 => (Kind::Content, true),
        CONTENT_RIGHT | 14 => (Kind::Content, false),
        CUE_LEFT | 16 => (Kind::Cue, true),
        CUE_RIGHT..=20 => (Kind::Cue, false),
        _ => return None,
    })
}

/// Whether the label is the first of a run.
#[must_use]
pub fn begins(label: u8) -> bool {
    label >= SOURCE_LEFT && label % 2 == 1
}

/// The parts of a claim, as ranges of tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Who claims it.
    pub source: Vec<Range<usize>>,
    /// The words that say so.
    pub cue: Vec<Range<usize>>,
    /// What is claimed.
    pub content: Vec<Range<usize>>,
}

/// The labels of the tokens of `block` for the claims; where two want a token, a cue comes before a source and that before a content.
#[must_use]
pub fn labels(claims: &[Parts], block: &Range<usize>) -> Vec<u8> {
    let mut labels = vec![OUTSIDE; block.len()];
    let inside = |r: &Range<usize>| r.start.max(block.start)..r.end.min(block.end).max(r.start.max(block.start));
    let paint = |labels: &mut [u8], range: &Range<usize>, first: u8| {
        for (nth, at) in inside(range).enumerate() {
            labels[at - block.start] = first + u8::from(nth > 0);
        }
    };
    for claim in claims {
        let Some(cue) = claim.cue.first().filter(|c| block.contains(&c.start)) else { continue };
        let parts = || claim.source.iter().map(|r| (r, 1)).chain(claim.content.iter().map(|r| (r, 2)));
        let first = parts().map(|(r, _)| inside(r)).filter(|r| !r.is_empty()).map(|r| r.start).min().unwrap_or(cue.start);
        let last = parts().map(|(r, _)| inside(r)).filter(|r| !r.is_empty()).map(|r| r.end).max().unwrap_or(cue.end);
        for at in first..cue.start {
            let seen = parts().filter(|(r, _)| r.start < at).fold(0, |seen, (_, what)| seen | what);
            labels[at - block.start] = if seen > 0 { BEFORE_CUE + seen } else { OUTSIDE };
        }
        for at in cue.end..last {
            let to_come = parts().filter(|(r, _)| r.start > at).fold(0, |seen, (_, what)| seen | what);
            labels[at - block.start] = if to_come > 0 { BEHIND_CUE + to_come } else { OUTSIDE };
        }
    }
    for claim in claims {
        let cue = claim.cue.first().map_or(0, |c| c.start);
        for range in &claim.content {
            paint(&mut labels, range, if range.start < cue { CONTENT_LEFT } else { CONTENT_RIGHT });
        }
    }
    for claim in claims {
        let cue = claim.cue.first().map_or(0, |c| c.start);
        for range in &claim.source {
            paint(&mut labels, range, if range.start < cue { SOURCE_LEFT } else { SOURCE_RIGHT });
        }
    }
    for claim in claims {
        let Some(cue) = claim.cue.first() else { continue };
        let (left, right) = (claim.content.iter().any(|r| r.start < cue.start), claim.content.iter().any(|r| r.start > cue.start));
        let first = if left && right {
            CUE_BOTH
        } else if left {
            CUE_LEFT
        } else {
            CUE_RIGHT
        };
        for range in &claim.cue {
            paint(&mut labels, range, first);
        }
    }
    labels
}

/// All that the model sees of a token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell {
    /// Letters, shape and tag.
    pub word: Word,
    /// 0 outside quotations, 1 inside, 2 at an opening mark, 3 at a closing one; 4 more in one that is speech; 8 more where the sentence
    /// has a quotation.
    pub quote: u8,
    /// What the token is in the grammar's own reading: part, side and whether it is the part's first.
    pub rule: u8,
    /// The same for the best frame of each cue, chosen or not.
    pub hint: u8,
    /// The frame of `hint`: the hash of its name.
    pub frame: u32,
    /// Class and form of the grammar's cue that stands here.
    pub cue: u8,
    /// How often the stem was a cue in what was learned from, in six steps.
    pub prior: u8,
    /// Distance from the sentence's start and to its end, in steps.
    pub place: (u8, u8),
    /// The stem of the nearest strong cue to the left in the sentence, and its distance in steps.
    pub left: (u32, u8),
    /// The same to the right.
    pub right: (u32, u8),
    /// The stem of the last finite verb before the token in the sentence.
    pub verb: u32,
    /// The stem of the next finite verb.
    pub next_verb: u32,
    /// The last word before it that may begin a clause.
    pub clause: u32,
    /// The last noun before it.
    pub noun: u32,
    /// Commas before it in the sentence, at most 3.
    pub commas: u8,
}

impl Cell {
    /// Whether the token is a sign that somebody may say something: a cue by the grammar or by what was learned, or a quotation.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        self.prior > Priors::STRONG || self.cue >= 64 || self.quote & 7 > 0
    }
}

/// A distance in logarithmic steps.
#[must_use]
pub fn log(distance: usize) -> u8 {
    match distance {
        0..=3 => u8::try_from(distance).expect("at most 3"),
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=21 => 7,
        22..=40 => 8,
        _ => 9,
    }
}

/// Marks the tokens of a reading in `out` by `write`: 1 source, 3 content, 5 cue, 7 addressee; one more to the right of the cue;
/// 8 more at the first token of a part.
fn mark(parts: &[(Role, Range<usize>)], mut write: impl FnMut(usize, u8)) {
    let cue = parts.iter().find(|(role, _)| *role == Role::Cue).map_or(0, |(_, r)| r.start);
    for (role, range) in parts {
        let base = match role {
            Role::Source => 1,
            Role::Content => 3,
            Role::Cue => 5,
            Role::Addressee | Role::Outlet => 7,
        };
        for at in range.clone() {
            write(at, base + u8::from(base < 7 && range.start > cue) + if at == range.start { 8 } else { 0 });
        }
    }
}

/// Whether the token is the first of a cue in the grammar's own reading.
#[must_use]
pub fn is_ruled(cell: &Cell) -> bool {
    matches!(cell.rule, 13 | 14)
}

/// What the model sees of each token: its part of speech by the tagger, how often it is a cue, what the frames say of it.
#[must_use]
pub fn cells(evidence: &Evidence<'_>, pool: &[Proposal], ruled: &[Attribution], tagger: &Table, priors: &Priors) -> Vec<Cell> {
    let mut words = tag::words(evidence.text, evidence.tokens);
    tag::tags(evidence.tokens, &mut words, tagger);
    let mut cells: Vec<Cell> = words.into_iter().map(|word| Cell { word, prior: priors.of(word.stem), ..Cell::default() }).collect();
    for q in evidence.quotations {
        let speech = if q.kind == QuotationKind::Speech { 4 } else { 0 };
        for at in q.tokens.clone() {
            cells[at].quote = speech
                + if at == q.tokens.start && q.opened {
                    2
                } else if at + 1 == q.tokens.end && q.closed {
                    3
                } else {
                    1
                };
        }
    }
    // Better frames overwrite.
    let mut order: Vec<&Proposal> = best_of_each_cue(pool).collect();
    order.sort_by_key(|p| (evidence.grammar.frames[p.frame].priority, std::cmp::Reverse(p.cue)));
    for proposal in order {
        let frame = evidence.grammar.frames[proposal.frame].key;
        mark(&proposal.parts, |at, what| (cells[at].hint, cells[at].frame) = (what, frame));
    }
    for claim in ruled.iter().filter(|c| c.inside.is_none()) {
        let mut parts: Vec<(Role, Range<usize>)> = claim.content.iter().map(|r| (Role::Content, r.clone())).collect();
        parts.extend(claim.addressee.iter().map(|r| (Role::Addressee, r.clone())));
        parts.extend(claim.source.iter().map(|r| (Role::Source, r.clone())));
        parts.extend(claim.cue.iter().map(|r| (Role::Cue, r.clone())));
        mark(&parts, |at, what| cells[at].rule = what);
    }
    for cue in evidence.cues {
        let class = match cue.class {
            Class::Statement => 1,
            Class::Document => 2,
            Class::Belief => 3,
            Class::Intention => 4,
        };
        let form =
            u8::from(cue.flags.has(Flags::VERB)) + 2 * u8::from(cue.flags.has(Flags::FINITE)) + 4 * u8::from(cue.flags.has(Flags::PASSIVE));
        for at in cue.tokens.clone() {
            cells[at].cue = class + 8 * form + if cue.head.contains(&at) { 64 } else { 0 };
        }
    }
    for sentence in evidence.sentences {
        along(&mut cells[sentence.tokens.clone()]);
    }
    cells
}

/// Sets what depends on the other tokens of the sentence.
fn along(cells: &mut [Cell]) {
    const CLAUSE: Tags = Tags::of(&["IN", "WDT", "WP", "WRB", "CC", ","]);
    const NOUN: Tags = Tags::of(&["NN", "NNS", "NNP", "NNPS", "PRP"]);
    let finite = |c: &Cell| tag::is_finite(c.word.tag);
    // A dash or colon is a cue in forms only.
    let strong = |c: &Cell| c.prior >= Priors::STRONG || c.cue >= 64 && c.word.is_word();
    let quoted = cells.iter().any(|c| c.quote > 0);
    let len = cells.len();
    let (mut verb, mut clause, mut noun, mut commas) = (0, 0, 0, 0_u8);
    let mut left: Option<(u32, usize)> = None;
    for (at, cell) in cells.iter_mut().enumerate() {
        if quoted {
            cell.quote += 8;
        }
        cell.place = (log(at), log(len - 1 - at));
        (cell.verb, cell.clause, cell.noun, cell.commas) = (verb, clause, noun, commas);
        cell.left = left.map_or((0, 0), |(stem, place)| (stem, log(at - place)));
        if CLAUSE.has(cell.word.tag) {
            clause = cell.word.word;
        } else if NOUN.has(cell.word.tag) {
            noun = cell.word.stem;
        }
        if Tags::COMMA.has(cell.word.tag) {
            commas = (commas + 1).min(3);
        }
        if finite(cell) {
            verb = cell.word.stem;
        }
        if strong(cell) {
            left = Some((cell.word.stem, at));
        }
    }
    let mut verb = 0;
    let mut right: Option<(u32, usize)> = None;
    for (at, cell) in cells.iter_mut().enumerate().rev() {
        cell.next_verb = verb;
        cell.right = right.map_or((0, 0), |(stem, place)| (stem, log(place - at)));
        if finite(cell) {
            verb = cell.word.stem;
        }
        if strong(cell) {
            right = Some((cell.word.stem, at));
        }
    }
}

/// Columns of a token for its label.
pub const COLUMNS: usize = 60;

/// The columns of the token at `at` of a paragraph.
#[must_use]
pub fn columns(cells: &[Cell], at: usize) -> [u32; COLUMNS] {
    const NONE: Cell = Cell {
        word: Word { word: 1, stem: 1, suffix: 1, prefix: 1, shape: 128, tag: 63 },
        quote: 31,
        rule: 31,
        hint: 31,
        frame: 1,
        cue: 255,
        prior: 7,
        place: (15, 15),
        left: (1, 15),
        right: (1, 15),
        verb: 1,
        next_verb: 1,
        clause: 1,
        noun: 1,
        commas: 7,
    };
    let cell = |by: isize| at.checked_add_signed(by).and_then(|i| cells.get(i)).unwrap_or(&NONE);
    let (here, l1, l2, r1, r2) = (cell(0), cell(-1), cell(-2), cell(1), cell(2));
    let t = |c: &Cell| u32::from(c.word.tag);
    let (w, s, t0) = (here.word.word, here.word.stem, t(here));
    let tags = t(l1) << 16 | t0 << 8 | t(r1);
    let three = |f: fn(&Cell) -> u8| u32::from(f(l1)) << 16 | u32::from(f(here)) << 8 | u32::from(f(r1));
    let one = u32::from;
    let facts = [
        (w, 0),
        (l1.word.word, 0),
        (r1.word.word, 0),
        (l2.word.word, 0),
        (r2.word.word, 0),
        (s, 0),
        (l1.word.stem, 0),
        (r1.word.stem, 0),
        (l1.word.stem, s),
        (s, r1.word.stem),
        (here.word.suffix, 0),
        (here.word.prefix, 0),
        (l1.word.suffix, 0),
        (r1.word.suffix, 0),
        (one(here.word.shape), 0),
        (three(|c| c.word.shape), 0),
        (t(l1), 0),
        (t(r1), 0),
        (t(l1), t0),
        (t0, t(r1)),
        (tags, 0),
        (mix(t(l2), t(l1)), t0),
        (mix(t(r2), t(r1)), t0),
        (t0, s),
        (t(l1), s),
        (t0, l1.word.stem),
        (three(|c| c.quote), 0),
        (one(here.quote), w),
        (one(here.quote), t0),
        (one(here.quote), one(here.place.0)),
        (one(here.place.0), t0),
        (one(here.place.1), t0),
        (one(here.prior), t0),
        (three(|c| c.prior), 0),
        (one(here.prior), one(here.place.0)),
        (here.left.0, one(here.left.1)),
        (here.right.0, one(here.right.1)),
        (one(here.left.1) << 8 | one(here.right.1), t0),
        (here.left.0, here.right.0),
        (here.left.0, t0),
        (here.right.0, t0),
        (one(here.left.1) << 8 | one(here.right.1), one(here.quote)),
        (here.verb, t0),
        (here.next_verb, t0),
        (here.clause, t0),
        (one(here.commas), t0),
        (one(here.rule), 0),
        (three(|c| c.rule), 0),
        (one(here.rule), t0),
        (one(here.rule), w),
        (one(here.hint), 0),
        (three(|c| c.hint), 0),
        (one(here.hint), here.frame),
        (one(here.hint) << 8 | one(here.rule), one(here.prior)),
        (one(here.hint) << 8 | one(here.rule), one(here.quote)),
        (one(here.cue), 0),
        (three(|c| c.cue), 0),
        (one(here.cue), s),
        (one(here.cue), t(r1)),
        (0, 0),
    ];
    model::columns(1, facts, 0xA77)
}

/// Runs of tokens with the labels of one part, in order; `offset` is the first token's number.
#[must_use]
pub fn runs(labels: &[u8], offset: usize) -> Vec<(Kind, bool, Range<usize>)> {
    let mut runs: Vec<(Kind, bool, Range<usize>)> = Vec::new();
    for (at, &label) in labels.iter().enumerate() {
        let Some((what, left)) = kind(label) else { continue };
        let at = at + offset;
        match runs.last_mut() {
            Some((kind, _, range)) if *kind == what && range.end == at && !begins(label) => range.end = at + 1,
            _ => runs.push((what, left, at..at + 1)),
        }
    }
    runs
}

/// The claims that the labels of one paragraph tell of: each content goes to the nearest cue on the side that its label says, each source
/// likewise; a cue without a source behind "and", "but" or a comma takes that of the cue before it.
#[must_use]
pub fn group(labels: &[u8], offset: usize, sentence_of: &dyn Fn(usize) -> usize) -> Vec<Parts> {
    let runs = runs(labels, offset);
    let cues: Vec<&Range<usize>> = runs.iter().filter(|r| r.0 == Kind::Cue).map(|r| &r.2).collect();
    let mut claims: Vec<Parts> = cues.iter().map(|&cue| Parts { cue: vec![cue.clone()], ..Parts::default() }).collect();
    let cost = |range: &Range<usize>, left: bool, cue: &Range<usize>| {
        let before = range.start < cue.start;
        let gap = if before { cue.start.saturating_sub(range.end) } else { range.start.saturating_sub(cue.end) };
        // Cues are in order and do not overlap.
        let (from, to) = if before { (range.end, cue.start) } else { (cue.end, range.start) };
        let between = cues.partition_point(|c| c.end <= to).saturating_sub(cues.partition_point(|c| c.start < from));
        let apart = sentence_of(range.start).abs_diff(sentence_of(cue.start));
        gap + if before == left { 0 } else { 25 } + 12 * apart + 20 * between
    };
    let mut source_costs = vec![60; cues.len()];
    for (kind, left, range) in runs.iter().filter(|r| r.0 != Kind::Cue) {
        // On either side the closest cue is the cheapest: distance, sentences and cues between only grow.
        let behind = cues.partition_point(|c| c.start <= range.start);
        let closest = behind.saturating_sub(1)..cues.len().min(behind + 1);
        let Some((nearest, price)) = closest.map(|at| (at, cost(range, *left, cues[at]))).min_by_key(|&(at, c)| (c, at)) else {
            continue;
        };
        if *kind == Kind::Content {
            claims[nearest].content.push(range.clone());
        } else if price < source_costs[nearest] {
            source_costs[nearest] = price;
            claims[nearest].source = vec![range.clone()];
        }
    }
    for at in 1..claims.len() {
        let (before, after) = claims.split_at_mut(at);
        let (before, claim) = (&before[at - 1], &mut after[0]);
        if claim.source.is_empty() && sentence_of(before.cue[0].start) == sentence_of(claim.cue[0].start) {
            claim.source.clone_from(&before.source);
        }
    }
    claims.retain(|c| !c.content.is_empty());
    claims
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "parts of one run each")]
mod tests {
    use super::*;

    #[test]
    fn labels_tell_the_side_of_the_cue_and_what_is_to_come() {
        // "The bridge , the mayor said on Friday , is shut" with a split content.
        let claim = Parts { source: vec![3..5], cue: vec![5..6], content: vec![0..2, 9..11] };
        let found = labels(std::slice::from_ref(&claim), &(0..11));
        assert_eq!(found, [CONTENT_LEFT, 12, 2, SOURCE_LEFT, 8, CUE_BOTH, 5, 5, 5, CONTENT_RIGHT, 14]);
        assert_eq!(group(&found, 0, &|_| 0), [claim]);
    }

    #[test]
    fn parts_go_to_the_nearest_cue_on_their_side() {
        // "A said x and B denied y": two claims in one sentence; then a third cue without a source of its own.
        let claims = [
            Parts { source: vec![0..1], cue: vec![1..2], content: vec![2..3] },
            Parts { source: vec![4..5], cue: vec![5..6], content: vec![6..7] },
        ];
        assert_eq!(group(&labels(&claims, &(0..7)), 0, &|_| 0), claims);
        let shared = [
            Parts { source: vec![0..1], cue: vec![1..2], content: vec![2..3] },
            Parts { source: vec![], cue: vec![4..5], content: vec![5..6] },
        ];
        let found = group(&labels(&shared, &(0..6)), 0, &|_| 0);
        assert_eq!(found[1].source, [0..1]);
    }
}
