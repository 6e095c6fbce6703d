//! Readings of a cue into the one that holds, with a probability.
//!
//! Trees over facts about a reading in steps tell how likely it is that a reader would find the claim so; the best reading of each cue is
//! kept when it is likely enough, and of readings that want the same words the likelier.
//!
//! Invariant: of two claims kept here neither takes the other's cue, nor much of its content.

use std::{fmt, ops::Range};

use crate::{
    attribution::{
        roles::{self, Framed, Layout, Look},
        sequence::{Cell, Parts},
    },
    model::{
        self, Calibration, Chain, Lattice,
        forest::{self, Forest, SCORED},
    },
    tag::{TAGS, Tags, is_finite},
};

/// A reading of a cue and what is known of it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What it says.
    pub parts: Parts,
    /// Which decodings gave it.
    pub origins: Origins,
    /// What is known of it, each fact in steps.
    pub facts: [u8; FACTS],
}

/// Where a reading comes from: a bit for each bias of the role model, then the sequence model's grouping, the frame, and other ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origins(u16);

impl Origins {
    fn has(self, other: Self) -> bool {
        self.0 & other.0 > 0
    }

    /// The bits among those of `other`.
    fn only(self, other: Self) -> u32 {
        u32::from(self.0 & other.0)
    }
}

impl fmt::Display for Origins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [(BIASED, "roles"), (GROUPED, "sequence"), (FRAMED, "frame"), (CUT, "roles, cut"), (STRETCHED, "roles, stretched")];
        let names: Vec<&str> = names.into_iter().filter(|(bits, _)| self.has(*bits)).map(|(_, name)| name).collect();
        f.write_str(&names.join(" + "))
    }
}

/// Origins behind the biases.
const PLAIN: Origins = Origins(1);
const BIASED: Origins = Origins((1 << 9) - 1);
const GROUPED: Origins = Origins(1 << 9);
const FRAMED: Origins = Origins(1 << 10);
const CUT: Origins = Origins(1 << 11);
const STRETCHED: Origins = Origins(1 << 12);

/// Ends that are tried before the one of the unbiased reading.
const MOST_ENDS: usize = 6;

/// Columns and probabilities of one cue's tokens.
pub struct Window<'a> {
    /// What the sequence model saw and made of the text.
    pub cells: &'a [Cell],
    /// Its labels and probabilities.
    pub look: &'a Look,
    /// Sentences and blocks.
    pub layout: &'a Layout,
}

/// All readings of a cue; none without content.
#[must_use]
pub fn readings(cue: &Range<usize>, text: &Window<'_>, chain: &Chain, exp_moves: &[f32], lattice: &mut Lattice) -> Vec<Candidate> {
    let window = roles::window(cue, text.cells, text.layout);
    let mut columns: Vec<[u32; roles::COLUMNS]> = Vec::with_capacity(window.len());
    roles::columns(cue, &window, text.cells, text.look, text.layout, |found| columns.push(found));
    lattice.scores.clear();
    lattice.scores.resize(window.len() * roles::LABELS, 0.0);
    for (scores, columns) in lattice.scores.chunks_exact_mut(roles::LABELS).zip(&columns) {
        chain.table.scores(columns, scores);
    }
    let mut found: Vec<Candidate> = Vec::new();
    let mut decoded = Vec::new();
    chain.decode_each(lattice, &roles::BIASES, &mut decoded);
    let decoded = || decoded.chunks_exact(window.len().max(1));
    for (at, labels) in decoded().enumerate() {
        let origin = Origins(1 << at);
        match decoded().take(at).position(|before| before == labels) {
            // Most biases change nothing: the same labels make the same reading, or again none.
            Some(before) => found.iter_mut().filter(|c| c.origins.has(Origins(1 << before))).for_each(|c| c.origins.0 |= origin.0),
            None => offer(&mut found, roles::parts(labels, cue, &window), origin),
        }
    }
    let group = text.look.group(cue).map(|(_, group)| group);
    if let Some(group) = group {
        offer(&mut found, Parts { cue: vec![cue.clone()], ..group.clone() }, GROUPED);
    }
    let frame = text.layout.framed(cue).map(|frame| (frame.reading(), frame.priority));
    if let Some((reading, _)) = &frame {
        offer(&mut found, Parts { cue: vec![cue.clone()], ..reading.clone() }, FRAMED);
    }
    for (parts, origin) in other_ends(&found, text) {
        offer(&mut found, parts, origin);
    }
    let mut marginals = Vec::new();
    let total = model::marginals(roles::LABELS, &lattice.scores, exp_moves, &mut (Vec::new(), Vec::new()), None, &mut marginals);
    #[expect(clippy::cast_possible_truncation, reason = "a sum of scores")]
    let roles = Roles { window, scores: &lattice.scores, marginals: &marginals, moves: &chain.moves, total: total as f32 };
    let mean = |kind: usize| Spread::of(cue.clone().map(|at| text.look.odds[at].part[kind])).mean();
    let alike = Alike {
        cue,
        verb: cue.clone().rev().find(|&at| Tags::VERBS.has(text.cells[at].word.tag)).unwrap_or(cue.end - 1),
        taken_for: [mean(0), mean(1), mean(2)],
        others: Spread::of(roles.window.clone().filter(|at| !cue.contains(at)).map(|at| text.look.odds[at].first[1])).most(),
        group,
        frame,
        count: found.len(),
    };
    for candidate in &mut found {
        candidate.facts = facts(candidate, &alike, &roles, text);
    }
    found
}

/// Adds a reading to those found, or an origin to the one that says the same.
fn offer(found: &mut Vec<Candidate>, parts: Parts, origin: Origins) {
    if parts.content.is_empty() {
        return;
    }
    match found.iter_mut().find(|c| c.parts.source == parts.source && c.parts.content == parts.content) {
        Some(same) => same.origins.0 |= origin.0,
        None => found.push(Candidate { parts, origins: origin, facts: [0; FACTS] }),
    }
}

/// The unbiased reading with its content cut before a word that may begin another clause, or stretched to the next comma or the
/// sentence's end: contents that run past their clause are the commonest error of sequence models.
fn other_ends(found: &[Candidate], text: &Window<'_>) -> Vec<(Parts, Origins)> {
    let Some(plain) = found.iter().find(|c| c.origins.has(PLAIN)) else { return Vec::new() };
    let last = plain.parts.content.len() - 1;
    let piece = plain.parts.content[last].clone();
    let with_end = |end: usize, origin: Origins| {
        let mut parts = plain.parts.clone();
        parts.content[last].end = end;
        (parts, origin)
    };
    let tag = |at: usize| TAGS[usize::from(text.cells[at].word.tag)];
    let opens = |at: &usize| Tags::CLAUSE.has(text.cells[*at].word.tag);
    let mut out: Vec<(Parts, Origins)> = (piece.start + 1..piece.end).filter(opens).take(MOST_ENDS).map(|end| with_end(end, CUT)).collect();
    let sentence = text.layout.sentences[text.layout.sentence(piece.end - 1)].end;
    let free = |at: usize| !plain.parts.cue.iter().chain(&plain.parts.source).any(|r| r.contains(&at));
    let stop = (piece.end..sentence).find(|&at| !free(at)).unwrap_or(sentence);
    if stop > piece.end {
        let comma = (piece.end + 1..stop).find(|&at| matches!(tag(at), "," | ":"));
        out.extend(comma.map(|end| with_end(end, STRETCHED)));
        let end = if tag(stop - 1) == "." { stop - 1 } else { stop };
        if end > piece.end {
            out.push(with_end(end, STRETCHED));
        }
    }
    out
}

/// Steps of probabilities, closer at their ends.
const PROBABILITIES: [f32; 24] = [
    0.0005, 0.002, 0.005, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98, 0.99, 0.995,
    0.998,
];

/// Steps of how unlikely something is, in natural logarithms.
const UNLIKELY: [f32; 20] = [0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 9.0, 12.0, 16.0, 20.0, 25.0, 35.0, 50.0, 80.0];

/// Steps of numbers of words.
const LENGTHS: [usize; 22] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 22, 26, 30, 36, 44, 56, 75, 100];

/// The number of `ends` that are not above a value; they are in order.
fn step<T: PartialOrd>(ends: &[T], value: &T) -> u8 {
    u8::try_from(ends.partition_point(|end| end <= value)).unwrap_or(u8::MAX)
}

fn probability(p: f32) -> u8 {
    1 + step(&PROBABILITIES, &p)
}

fn length(words: usize) -> u8 {
    step(&LENGTHS, &words)
}

/// Sum, least and most of some probabilities.
#[derive(Clone, Copy)]
struct Spread {
    sum: f32,
    least: f32,
    most: f32,
    count: f32,
}

impl Spread {
    const NONE: Self = Self { sum: 0.0, least: 1.0, most: 0.0, count: 0.0 };

    fn add(&mut self, p: f32) {
        self.sum += p;
        self.least = self.least.min(p);
        self.most = self.most.max(p);
        self.count += 1.0;
    }

    fn of(values: impl Iterator<Item = f32>) -> Self {
        let mut found = Self::NONE;
        values.for_each(|p| found.add(p));
        found
    }

    /// The step of their mean, the lowest where there are none.
    fn mean(&self) -> u8 {
        if self.count > 0.0 { probability(self.sum / self.count) } else { 0 }
    }

    fn least(&self) -> u8 {
        if self.count > 0.0 { probability(self.least) } else { 0 }
    }

    fn most(&self) -> u8 {
        if self.count > 0.0 { probability(self.most) } else { 0 }
    }
}

/// What the role model makes of a window.
struct Roles<'a> {
    window: Range<usize>,
    /// Scores of labels, and the probabilities that follow from them.
    scores: &'a [f32],
    marginals: &'a [f32],
    moves: &'a [f32],
    /// The logarithm of the sum over all readings.
    total: f32,
}

impl Roles<'_> {
    /// The probability that a token has a label; what lies outside the window it has no word on.
    fn first(&self, at: usize, label: usize) -> f32 {
        if self.window.contains(&at) { self.marginals[(at - self.window.start) * roles::LABELS + label] } else { 0.5 }
    }

    /// The probability that a token is part of what begins with a label.
    fn part(&self, at: usize, label: usize) -> f32 {
        self.first(at, label) + self.first(at, label + 1)
    }

    /// How unlikely the model takes a reading to be.
    fn unlikeliness(&self, parts: &Parts) -> f32 {
        let mut from = roles::LABELS;
        let labels = roles::labels(Some(parts), &self.window);
        let score: f32 = labels
            .iter()
            .zip(self.scores.chunks_exact(roles::LABELS))
            .map(|(&to, scores)| {
                let to = usize::from(to);
                let step = self.moves[from * roles::LABELS + to] + scores[to];
                from = to;
                step
            })
            .sum();
        self.total - score
    }
}

/// What all readings of a cue have in common.
struct Alike<'a> {
    cue: &'a Range<usize>,
    /// Its last verb, or else its last token.
    verb: usize,
    /// How likely its words are part of a source, a cue, a content, in steps.
    taken_for: [u8; 3],
    /// How likely the likeliest other word of the window is a cue, in steps.
    others: u8,
    /// What the sequence model reads.
    group: Option<&'a Parts>,
    /// What the best frame reads, and its priority.
    frame: Option<(Parts, u8)>,
    /// How many readings there are.
    count: usize,
}

/// Number of facts about a reading.
pub const FACTS: usize = 69;

/// What is known of a reading, each in steps.
fn facts(candidate: &Candidate, alike: &Alike<'_>, roles: &Roles<'_>, text: &Window<'_>) -> [u8; FACTS] {
    let Window { cells, look, layout } = text;
    let &Alike { cue, verb, group, .. } = alike;
    let frame = alike.frame.as_ref();
    let parts = &candidate.parts;
    let (content, source) = (&parts.content, &parts.source);
    let number = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
    let tag = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or(0, |cell| 1 + cell.word.tag);
    let is_cue = |at: usize| look.odds[at].first[1];
    let quoted = |at: usize| cells[at].quote & 7 > 0;
    let (first, last) = (content[0].start, content[content.len() - 1].end);
    let words = |ranges: &[Range<usize>]| ranges.iter().map(ExactSizeIterator::len).sum::<usize>();
    let named = source.first();

    // What the models take the words of the content for.
    let (mut by_role, mut by_sequence, mut as_source, mut as_cue, mut cues) =
        (Spread::NONE, Spread::NONE, Spread::NONE, Spread::NONE, Spread::NONE);
    let (mut commas, mut verbs, mut in_quotes, mut prior) = (0, 0, 0, 0);
    for at in content.iter().cloned().flatten() {
        let (cell, odds) = (&cells[at], &look.odds[at]);
        by_role.add(roles.part(at, 3));
        by_sequence.add(odds.part[2]);
        as_source.add(odds.part[0]);
        as_cue.add(odds.part[1]);
        cues.add(odds.first[1]);
        commas += usize::from(Tags::COMMA.has(cell.word.tag));
        verbs += usize::from(is_finite(cell.word.tag));
        in_quotes += usize::from(quoted(at));
        prior = prior.max(cell.prior);
    }
    let of_source = |p: &dyn Fn(usize) -> f32| Spread::of(source.iter().cloned().flatten().map(p));
    let source_role = of_source(&|at| roles.part(at, 1));
    let source_look = of_source(&|at| look.odds[at].part[0]);
    let other_source = roles.window.clone().filter(|at| !source.iter().any(|s| s.contains(at))).map(|at| roles.first(at, 1));

    let gap = |part: &Range<usize>| if part.end <= cue.start { part.end..cue.start } else { cue.end.min(part.start)..part.start };
    let to_content = content.iter().map(gap).min_by_key(ExactSizeIterator::len).unwrap_or_default();
    let to_source = named.map(gap);
    let between = to_source.clone().unwrap_or_default();

    let overlap = |a: &[Range<usize>], b: &[Range<usize>]| {
        let both: usize = a.iter().map(|x| b.iter().map(|y| x.end.min(y.end).saturating_sub(x.start.max(y.start))).sum::<usize>()).sum();
        let all = words(a) + words(b) - both;
        1 + (both * 20).checked_div(all).map_or(21, number)
    };
    let sentence = &layout.sentences[layout.sentence(cue.start)];
    let sentence_end = layout.sentences[layout.sentence(last - 1)].end;
    let behind = |p: &dyn Fn(usize) -> f32| if roles.window.contains(&last) { probability(p(last)) } else { 0 };
    let has = |origin: Origins| u8::from(candidate.origins.has(origin));
    let unlikely = roles.unlikeliness(parts);
    [
        step(&UNLIKELY, &unlikely),
        step(&UNLIKELY, &(unlikely * 8.0 / f32::from(u16::try_from(roles.window.len()).unwrap_or(u16::MAX)))),
        by_role.mean(),
        by_role.least(),
        by_sequence.mean(),
        by_sequence.least(),
        as_source.mean(),
        as_cue.mean(),
        cues.most(),
        source_role.mean(),
        source_role.least(),
        source_look.mean(),
        source_look.least(),
        of_source(&is_cue).most(),
        of_source(&|at| look.odds[at].part[2]).mean(),
        of_source(&|at| roles.part(at, 3)).mean(),
        Spread::of(other_source).most(),
        named.map_or(0, |s| probability(roles.first(s.start, 1))),
        named.map_or(0, |s| probability(look.odds[s.start].first[0])),
        probability(is_cue(cue.start)),
        alike.taken_for[1],
        alike.taken_for[2],
        alike.taken_for[0],
        alike.others,
        probability(roles.first(first, 3)),
        probability(look.odds[first].first[2]),
        probability(roles.part(last - 1, 3)),
        behind(&|at| roles.part(at, 3)),
        behind(&|at| look.odds[at].part[2]),
        behind(&|at| look.odds[at].part[2] - look.odds[at].first[2]),
        length(words(content)),
        length(words(source)),
        length(cue.len()),
        length(roles.window.len()),
        length(to_content.len()),
        to_source.as_ref().map_or(0, |gap| 1 + length(gap.len())),
        u8::from(first < cue.start) + 2 * u8::from(last > cue.end),
        number(content.len()),
        number(source.len()),
        u8::try_from(in_quotes * 10 / words(content)).unwrap_or(10),
        Spread::of(between.clone().map(is_cue)).most(),
        Spread::of(to_content.clone().map(|at| roles.part(at, 1))).most(),
        Spread::of(to_content.map(|at| roles.part(at, 3))).most(),
        number(commas),
        number(verbs),
        cells[verb].prior,
        prior,
        tag(Some(verb)),
        tag(Some(cue.start)),
        tag(cue.start.checked_sub(1)),
        tag(Some(cue.end)),
        tag(Some(first)),
        tag(first.checked_sub(1)),
        tag(Some(last - 1)),
        tag(Some(last)),
        tag(named.map(|s| s.start)),
        tag(named.map(|s| s.end - 1)),
        tag(named.map(|s| s.end)),
        cells[cue.start].cue,
        cells[verb].cue,
        cells[first].hint,
        group.map_or(0, |group| overlap(content, &group.content)),
        group.map_or(0, |group| overlap(source, &group.source)),
        frame.map_or(0, |(reading, _)| overlap(content, &reading.content)),
        frame.map_or(0, |(reading, _)| overlap(source, &reading.source)),
        frame.map_or(0, |(_, priority)| *priority),
        number(candidate.origins.only(BIASED).count_ones() as usize) * 8 + has(PLAIN) * 4 + has(GROUPED) * 2 + has(FRAMED),
        number(alike.count),
        length(sentence_end - last.min(sentence_end)) + 32 * u8::from(cue.start == sentence.start),
    ]
}

/// What a reading may be.
pub const WRONG: u8 = 0;
/// Who says what, more or less.
pub const RIGHT: u8 = 1;
/// Who says what, to the word.
pub const EXACT: u8 = 2;

/// A reading that was judged.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// How likely it is right.
    pub right: f32,
    /// What it says.
    pub parts: Parts,
    /// Where it comes from.
    pub origins: Origins,
}

/// Frames from this priority on are forms rather than sentences (a transcript, a list of voices) and need no judge.
pub const SURE: u8 = 94;

impl Verdict {
    /// What a frame that needs no judge reads.
    #[must_use]
    pub fn sure(frame: &Framed) -> Self {
        Self { right: f32::from(frame.priority) / 100.0, parts: frame.reading(), origins: FRAMED }
    }
}

/// The best reading of each cue; of readings as likely, one that is right to the word. The readings of a cue stand together.
#[must_use]
pub fn best(forest: &Forest, calibration: Calibration, candidates: &[Candidate]) -> Vec<Verdict> {
    let scores = forest.scores(candidates.iter().map(|c| c.facts.as_slice()));
    let judged: Vec<(&Candidate, [f32; SCORED])> = candidates.iter().zip(scores.into_iter().map(forest::probabilities)).collect();
    let of_cue = judged.chunk_by(|(a, _), (b, _)| a.parts.cue == b.parts.cue);
    let best = of_cue.filter_map(|judged| judged.iter().max_by(|(_, a), (_, b)| worth(*a).total_cmp(&worth(*b))));
    best.map(|(c, [right, exact])| Verdict { right: calibration.of(right + exact), parts: c.parts.clone(), origins: c.origins }).collect()
}

/// What a reading is worth that is right, or right to the word, with these probabilities.
#[must_use]
pub fn worth([right, exact]: [f32; SCORED]) -> f32 {
    right + 2.0 * exact
}

/// A reading below this probability is dropped: where probabilities are what they say, F1 is best when what falls below half of it is
/// left out (Lipton et al., ECML 2014), and readers agree on claims with an F1 of about 0.7.
pub const ENOUGH: f32 = 0.35;

/// The same where the content is speech from end to end.
pub const ENOUGH_FOR_SPEECH: f32 = 0.05;

/// Keeps the likeliest readings that can stand together, in the order of their cues; `quoted` tells whether a content is nothing but
/// speech: somebody says it, so that less speaks against the likeliest reading.
#[must_use]
pub fn choose(mut judged: Vec<Verdict>, quoted: impl Fn(&[Range<usize>]) -> bool) -> Vec<Verdict> {
    judged.sort_by(|a, b| b.right.total_cmp(&a.right).then(a.parts.cue[0].start.cmp(&b.parts.cue[0].start)));
    // What each token is taken for by a claim that is kept.
    let end = judged.iter().flat_map(|v| v.parts.cue.iter().chain(&v.parts.content)).map(|r| r.end).max().unwrap_or(0);
    let mut cues = vec![false; end];
    let mut contents = vec![false; end];
    judged.retain(|verdict| {
        let parts = &verdict.parts;
        if verdict.right < ENOUGH && !(verdict.right >= ENOUGH_FOR_SPEECH && quoted(&parts.content)) {
            return false;
        }
        let words: usize = parts.content.iter().map(ExactSizeIterator::len).sum();
        let taken = parts.content.iter().cloned().flatten().filter(|&at| contents[at]).count();
        let stands = taken * 10 <= words * 3 && !parts.cue.iter().cloned().flatten().any(|at| cues[at] || contents[at]);
        if stands {
            parts.cue.iter().for_each(|r| cues[r.clone()].fill(true));
            parts.content.iter().for_each(|r| contents[r.clone()].fill(true));
        }
        stands
    });
    judged.sort_by_key(|v| v.parts.cue[0].start);
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(right: f32, cue: Range<usize>, content: Range<usize>) -> Verdict {
        Verdict { right, parts: Parts { source: vec![], cue: vec![cue], content: vec![content] }, origins: PLAIN }
    }

    #[test]
    fn the_likelier_of_two_that_want_the_same_words_is_kept() {
        let judged = vec![verdict(0.6, 0..1, 1..9), verdict(0.9, 10..11, 2..9), verdict(0.5, 20..21, 21..25), verdict(0.1, 30..31, 31..35)];
        let kept: Vec<usize> = choose(judged.clone(), |_| false).iter().map(|v| v.parts.cue[0].start).collect();
        assert_eq!(kept, [10, 20]);
        let kept: Vec<usize> = choose(judged, |content| content[0].start == 31).iter().map(|v| v.parts.cue[0].start).collect();
        assert_eq!(kept, [10, 20, 30]);
    }
}
