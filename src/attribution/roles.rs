//! Cues into readings by a second learned model, which sees one cue and the words round it.
//!
//! The sequence model reads a paragraph as a whole; what it makes of it (labels, probabilities, which part goes to which cue) and what
//! the frames say of the very cue are evidence here. Decoding with several biases gives several readings, of which the judge chooses.
//!
//! Invariant: a window lies within the cue's paragraph, but for the quotation that a colon at its end announces.

use std::ops::Range;

use crate::{
    attribution::{
        Evidence, Proposal, best_of_each_cue,
        sequence::{self, Cell, Kind, Parts, log},
    },
    grammar::{Grammar, syntax::Role},
    matching::Part,
    model::{self, Chain, Lattice, MOST_LABELS, column, mix},
    tag::{Tags, is_finite},
    token,
};

/// Labels: outside, first and further tokens of a source, of a content.
pub const LABELS: usize = 5;

/// Probabilities that a token is part of a source, of a cue, of a content, and that it is the first of each.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    /// Part of a source, cue, content.
    pub part: [f32; 3],
    /// First of a source, cue, content.
    pub first: [f32; 3],
}

/// What the sequence model makes of a text.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// The label of each token.
    pub labels: Vec<u8>,
    /// Probabilities.
    pub odds: Vec<Odds>,
    /// The claims that the labels tell of.
    pub groups: Vec<Parts>,
    /// For each token the group that it belongs to, from 1, and as what: 0 source, 1 cue, 2 content.
    pub owner: Vec<(u32, u8)>,
}

impl Look {
    /// The number of the group whose cue meets a range, from 1, and the group.
    #[must_use]
    pub fn group(&self, cue: &Range<usize>) -> Option<(u32, &Parts)> {
        let (number, _) = *self.owner[cue.clone()].iter().find(|(number, what)| *number > 0 && *what == Kind::Cue as u8)?;
        Some((number, &self.groups[number as usize - 1]))
    }
}

/// Where sentences begin and end, and blocks.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Tokens of the sentences.
    pub sentences: Vec<Range<usize>>,
    /// Tokens of the blocks.
    pub blocks: Vec<Range<usize>>,
    /// For each cue that a frame fits, in order, the best.
    pub frames: Vec<Framed>,
    /// Tokens that are a colon.
    pub colons: Vec<usize>,
}

/// What the frames say of a cue.
#[derive(Debug, Clone)]
pub struct Framed {
    /// Its tokens.
    pub cue: Range<usize>,
    /// The frame: the hash of its name.
    pub frame: u32,
    /// The frame's priority.
    pub priority: u8,
    /// Parts with their roles.
    pub parts: Vec<Part>,
}

impl Framed {
    /// The ranges of one role.
    #[must_use]
    pub fn role(&self, wanted: Role) -> Vec<Range<usize>> {
        self.parts.iter().filter(|(role, _)| *role == wanted).map(|(_, r)| r.clone()).collect()
    }

    /// The claim that the frame reads.
    #[must_use]
    pub fn reading(&self) -> Parts {
        Parts { source: self.role(Role::Source), cue: vec![self.cue.clone()], content: self.role(Role::Content) }
    }
}

impl Layout {
    /// The best frame for the cue that meets a range.
    #[must_use]
    pub fn framed(&self, cue: &Range<usize>) -> Option<&Framed> {
        let at = self.frames.partition_point(|f| f.cue.end <= cue.start);
        self.frames.get(at).filter(|f| f.cue.start < cue.end)
    }

    /// The layout of a text and what the frames say of it.
    #[must_use]
    pub fn new(evidence: &Evidence<'_>, pool: &[Proposal]) -> Self {
        let tokens = evidence.tokens;
        Self {
            sentences: evidence.sentences.iter().map(|s| s.tokens.clone()).collect(),
            blocks: token::by_block(tokens).collect(),
            frames: Self::frames(pool, evidence.grammar),
            colons: (0..tokens.len()).filter(|&at| tokens[at].span.of(evidence.text) == ":").collect(),
        }
    }

    /// The number of the sentence that holds a token.
    #[must_use]
    pub fn sentence(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= token)
    }

    /// The best frame for each cue of the pool.
    fn frames(pool: &[Proposal], grammar: &Grammar) -> Vec<Framed> {
        let framed = |proposal: &Proposal| {
            let frame = &grammar.frames[proposal.frame];
            let cue = proposal.role(Role::Cue).next()?.clone();
            Some(Framed { cue, frame: frame.key, priority: frame.priority, parts: proposal.parts.clone() })
        };
        best_of_each_cue(pool).filter_map(framed).collect()
    }
}

/// Reads all blocks by the sequence model.
#[must_use]
pub fn look(cells: &[Cell], layout: &Layout, chain: &Chain) -> Look {
    let labels = chain.table.labels;
    let exp_moves = chain.exp_moves();
    let mut out = Look {
        labels: Vec::with_capacity(cells.len()),
        odds: Vec::with_capacity(cells.len()),
        groups: Vec::new(),
        owner: vec![(0, 0); cells.len()],
    };
    let mut lattice = Lattice::default();
    let (mut columns, mut found, mut room, mut marginals) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()), Vec::new());
    for block in &layout.blocks {
        let cells = &cells[block.clone()];
        if !cells.iter().any(Cell::is_telling) {
            out.labels.extend(cells.iter().map(|_| sequence::OUTSIDE));
            out.odds.extend(cells.iter().map(|_| Odds::default()));
            continue;
        }
        lattice.scores.clear();
        lattice.scores.resize(cells.len() * labels, 0.0);
        columns.clear();
        columns.extend((0..cells.len()).map(|at| sequence::columns(cells, at)));
        for (columns, scores) in columns.iter().zip(lattice.scores.chunks_exact_mut(labels)) {
            chain.table.scores(columns, scores);
        }
        chain.decode(&mut lattice, &[0.0; MOST_LABELS], &mut found);
        model::marginals(labels, &lattice.scores, &exp_moves, &mut room, None, &mut marginals);
        for row in marginals.chunks_exact(labels) {
            let mut odds = Odds::default();
            for (label, &p) in (0_u8..).zip(row) {
                let Some((kind, _)) = sequence::kind(label) else { continue };
                let kind = kind as usize;
                odds.part[kind] += p;
                if sequence::begins(label) {
                    odds.first[kind] += p;
                }
            }
            out.odds.push(odds);
        }
        out.groups.extend(sequence::group(&found, block.start, &|token| layout.sentence(token)));
        out.labels.extend(&found);
    }
    for (number, group) in (1_u32..).zip(&out.groups) {
        let parts = [&group.source, &group.cue, &group.content];
        for (what, ranges) in (0_u8..).zip(parts) {
            for range in ranges {
                out.owner[range.clone()].fill((number, what));
            }
        }
    }
    out
}

/// A cue is looked at from this probability on.
const POSSIBLE: f32 = 0.08;

/// Cues worth a second look, in order: those of the labels, those that are possible, and those of the frames' own reading.
#[must_use]
pub fn candidates(cells: &[Cell], look: &Look, layout: &Layout) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for block in &layout.blocks {
        let runs = sequence::runs(&look.labels[block.clone()], block.start);
        let cues: Vec<Range<usize>> = runs.into_iter().filter(|r| r.0 == Kind::Cue).map(|r| r.2).collect();
        let free = |at: usize| !cues.iter().any(|c| c.contains(&at));
        let mut at = block.start;
        let first = out.len();
        while at < block.end {
            let p = look.odds[at].first[1];
            if p >= POSSIBLE && free(at) {
                let mut end = at + 1;
                while end < block.end && free(end) && look.odds[end].part[1] - look.odds[end].first[1] > p / 2.0 {
                    end += 1;
                }
                out.push(at..end);
                at = end;
            } else {
                at += 1;
            }
        }
        out.extend(cues);
        let framed = layout.frames.partition_point(|f| f.cue.start < block.start);
        let framed =
            layout.frames[framed..].iter().take_while(|f| f.cue.end <= block.end).filter(|f| sequence::is_ruled(&cells[f.cue.start]));
        let more: Vec<Range<usize>> =
            framed.map(|f| f.cue.clone()).filter(|cue| !out[first..].iter().any(|c| c.start < cue.end && cue.start < c.end)).collect();
        out.extend(more);
        out[first..].sort_by_key(|r| r.start);
    }
    out
}

/// The tokens that a claim with this cue may take in: its sentence, what is quoted before it and behind it.
#[must_use]
pub fn window(cue: &Range<usize>, cells: &[Cell], layout: &Layout) -> Range<usize> {
    let sentence = layout.sentence(cue.start);
    let block = layout.blocks.partition_point(|b| b.end <= cue.start);
    let bounds = &layout.blocks[block];
    let quoted = |s: &Range<usize>| cells[s.start].quote & 7 > 0 && cells[s.end - 1].quote & 7 > 0;
    let (mut first, mut last) = (sentence, sentence);
    while first > 0 && sentence - first < 3 && layout.sentences[first - 1].start >= bounds.start && quoted(&layout.sentences[first - 1]) {
        first -= 1;
    }
    while last + 1 < layout.sentences.len()
        && last - sentence < 6
        && layout.sentences[last + 1].end <= bounds.end
        && quoted(&layout.sentences[last + 1])
    {
        last += 1;
    }
    let mut end = layout.sentences[last].end.min(bounds.end);
    if end == bounds.end
        && layout.colons.binary_search(&(end - 1)).is_ok()
        && let Some(next) = layout.blocks.get(block + 1)
        && cells[next.start].quote & 7 > 0
    {
        end = next.end.min(end + 200);
    }
    layout.sentences[first].start.max(bounds.start)..end
}

/// Columns of a token for its role at a cue.
pub const COLUMNS: usize = 45;

/// A probability in steps.
fn step(p: f32) -> u32 {
    match p {
        p if p < 0.01 => 0,
        p if p < 0.05 => 1,
        p if p < 0.15 => 2,
        p if p < 0.35 => 3,
        p if p < 0.65 => 4,
        p if p < 0.9 => 5,
        _ => 6,
    }
}

/// Hands on the columns of each token of a window, in order.
pub fn columns(
    cue: &Range<usize>,
    window: &Range<usize>,
    cells: &[Cell],
    look: &Look,
    layout: &Layout,
    mut hand_on: impl FnMut([u32; COLUMNS]),
) {
    let none = Cell::default();
    let head = cells[cue.end - 1];
    let first = cells[cue.start];
    let before = cue.start.checked_sub(1).filter(|&at| at >= window.start).map_or(none, |at| cells[at]);
    let behind = cells.get(cue.end).filter(|_| cue.end < window.end).copied().unwrap_or(none);
    let verb = cue.clone().rev().find(|&at| Tags::VERBS.has(cells[at].word.tag)).map_or(head, |at| cells[at]);
    let kind = mix(u32::from(verb.word.tag) << 8 | u32::from(first.word.tag), if behind.prior < 3 { behind.word.word } else { 0 });
    let stem = verb.word.stem;
    let group = look.group(cue).map_or(u32::MAX, |(number, _)| number);
    let frame = layout.framed(cue);
    let frame_number = frame.map_or(0, |f| f.frame);
    let cue_sentence = layout.sentence(cue.start);
    // What stands between each token and the cue: commas, finite verbs, quote marks, other cues, and the last word that begins a clause.
    #[derive(Clone, Copy, Default)]
    struct Between {
        commas: u32,
        verbs: u32,
        marks: u32,
        cues: u32,
        clause: u32,
    }
    let add = |mut b: Between, at: usize| {
        let tag = cells[at].word.tag;
        b.commas += u32::from(Tags::COMMA.has(tag));
        b.verbs += u32::from(is_finite(tag));
        b.marks += u32::from(matches!(cells[at].quote & 3, 2 | 3));
        b.cues += u32::from(look.owner[at].1 == 1 && look.owner[at].0 > 0);
        if Tags::CLAUSE.has(tag) {
            b.clause = cells[at].word.word;
        }
        b
    };
    let mut between = vec![Between::default(); window.len()];
    let mut sum = Between::default();
    for at in (window.start..cue.start).rev() {
        between[at - window.start] = sum;
        sum = add(sum, at);
    }
    sum = Between::default();
    for at in cue.end..window.end {
        between[at - window.start] = sum;
        sum = add(sum, at);
    }
    let given = |at: usize| -> u32 {
        let (number, what) = look.owner[at];
        match (number, number == group) {
            (0, _) => 0,
            (_, true) => 1 + u32::from(what),
            (_, false) => 4 + u32::from(what),
        }
    };
    let framed = |at: usize| -> u32 {
        let Some(frame) = frame else { return 0 };
        frame.parts.iter().find(|(_, r)| r.contains(&at)).map_or(1, |(role, r)| {
            let part = match role {
                Role::Source => 2,
                Role::Content => 4,
                Role::Cue => 6,
                Role::Addressee | Role::Outlet => 8,
            };
            part + u32::from(at == r.start)
        })
    };
    // What is seen of a token and also from the tokens beside it.
    #[derive(Clone, Copy)]
    struct Seen<'a> {
        cell: &'a Cell,
        label: u32,
        source: u32,
        content: u32,
        content_on: u32,
        framed: u32,
    }
    let see = |at: usize| {
        let odds = &look.odds[at];
        Seen {
            cell: &cells[at],
            label: u32::from(look.labels[at]),
            source: step(odds.part[0]),
            content: step(odds.part[2]),
            content_on: step(odds.part[2] - odds.first[2]),
            framed: framed(at),
        }
    };
    let outside = Seen { cell: &none, label: 31, source: 31, content: 31, content_on: 31, framed: 31 };
    if window.is_empty() {
        return;
    }
    let (mut l1, mut here) = (outside, see(window.start));
    let mut sentence = layout.sentence(window.start);
    for at in window.clone() {
        while layout.sentences[sentence].end <= at {
            sentence += 1;
        }
        let r1 = if at + 1 < window.end { see(at + 1) } else { outside };
        let (side, distance) = if at < cue.start {
            (1, cue.start - at)
        } else if at < cue.end {
            (2, 0)
        } else {
            (3, at + 1 - cue.end)
        };
        let distance = u32::from(log(distance));
        let t = |seen: &Seen<'_>| u32::from(seen.cell.word.tag);
        let (w, s, t0) = (here.cell.word.word, here.cell.word.stem, t(&here));
        let tags = t(&l1) << 16 | t0 << 8 | t(&r1);
        let three = |what: fn(&Seen<'_>) -> u32| what(&l1) << 16 | what(&here) << 8 | what(&r1);
        let given = given(at);
        let odds = &look.odds[at];
        let b = &between[at - window.start];
        let offset = u32::try_from(sentence + 8 - cue_sentence.min(sentence + 8)).unwrap_or(15);
        let counts = b.commas.min(3) << 8 | b.verbs.min(3) << 4 | b.cues.min(2);
        let quote = u32::from(here.cell.quote);
        let facts: [(u32, u32); COLUMNS] = [
            (w, 0),
            (l1.cell.word.word, 0),
            (r1.cell.word.word, 0),
            (s, 0),
            (here.cell.word.suffix, 0),
            (t(&l1), t0),
            (t0, t(&r1)),
            (tags, 0),
            (t(&l1), s),
            (u32::from(here.cell.word.shape), u32::from(r1.cell.word.shape)),
            (distance, stem),
            (distance, kind),
            (distance, behind.word.word),
            (distance, t0),
            (distance, offset),
            (before.word.word, t0),
            (behind.word.word, t0),
            (before.word.word, distance),
            (b.commas.min(4), distance),
            (b.verbs.min(4), t0),
            (b.marks.min(4), quote),
            (counts, 0),
            (counts, t0),
            (b.clause, t0),
            (offset, quote),
            (quote, w),
            (u32::from(l1.cell.quote) << 16 | quote << 8 | u32::from(r1.cell.quote), 0),
            (three(|seen| seen.label), 0),
            (here.label, kind),
            (here.label, distance),
            (here.source << 8 | here.content, 0),
            (three(|seen| seen.content), 0),
            (three(|seen| seen.source), 0),
            (step(odds.first[0]) << 8 | step(odds.first[2]), step(odds.part[1])),
            (r1.content_on, here.content),
            (given, distance),
            (here.framed, 0),
            (three(|seen| seen.framed), 0),
            (here.framed, given),
            (here.framed, frame_number),
            (three(|seen| seen.framed), frame_number),
            (here.cell.clause, t0),
            (u32::from(here.cell.prior), distance),
            (distance, counts),
            (0, 0),
        ];
        let mut nth = side;
        hand_on(facts.map(|(a, b)| {
            nth += 4;
            column(nth, a, b, 0x20E5)
        }));
        (l1, here) = (here, r1);
    }
}

/// The right labels of a window for a claim; all outside where the cue is nobody's.
#[must_use]
pub fn labels(claim: Option<&Parts>, window: &Range<usize>) -> Vec<u8> {
    let mut out = vec![0; window.len()];
    let Some(claim) = claim else { return out };
    for (ranges, first) in [(&claim.content, 3), (&claim.source, 1)] {
        for range in ranges {
            for (nth, at) in (range.start.max(window.start)..range.end.min(window.end)).enumerate() {
                out[at - window.start] = first + u8::from(nth > 0);
            }
        }
    }
    out
}

/// The reading that labels of a window tell of.
#[must_use]
pub fn parts(labels: &[u8], cue: &Range<usize>, window: &Range<usize>) -> Parts {
    let mut out = Parts { cue: vec![cue.clone()], ..Parts::default() };
    for (at, &label) in (window.start..).zip(labels) {
        if label == 0 || cue.contains(&at) {
            continue;
        }
        let ranges = if label < 3 { &mut out.source } else { &mut out.content };
        match ranges.last_mut() {
            Some(range) if range.end == at && label % 2 == 0 => range.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    out
}

/// Added to the scores of the labels; each bias may give another reading. The first is none.
pub const BIASES: [[f32; LABELS]; 9] = [
    [0.0, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 1.2, 0.3],
    [0.0, 0.0, 0.0, -1.2, -0.3],
    [0.0, 1.5, 0.3, 0.0, 0.0],
    [0.0, -1.5, -0.3, 0.0, 0.0],
    [0.0, 0.0, 0.0, 3.0, 1.0],
    [0.0, 3.0, 1.0, 0.0, 0.0],
    [0.0, 1.5, 0.3, 1.2, 0.3],
    [0.0, 3.0, 1.0, 3.0, 1.0],
];
