//! Readings of a cue into the one that holds, with a probability.
//!
//! A linear model over facts about a reading in steps tells how likely it is that a reader would find the claim so; the best reading of
//! each cue is kept when it is likely enough, and of readings that want the same words the likelier.
//!
//! Invariant: of two claims kept here neither takes the other's cue, nor much of its content.

use std::{fmt, ops::Range};

use crate::{
    attribution::{
        roles::{self, Framed, Layout, Look},
        sequence::{Cell, Parts, log},
    },
    grammar::syntax::Role,
    model::{self, Calibration, Chain, Lattice, Table, mix},
    tag::{TAGS, Tags, is_finite},
};

/// A reading of a cue and what is known of it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What it says.
    pub parts: Parts,
    /// Which decodings gave it.
    pub origins: Origins,
    /// Its columns.
    pub columns: Vec<u32>,
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

/// Number of columns of a reading.
pub const COLUMNS: usize = 76;

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
    if let Some((_, group)) = text.look.group(cue) {
        offer(&mut found, Parts { cue: vec![cue.clone()], ..group.clone() }, GROUPED);
    }
    if let Some(frame) = text.layout.framed(cue) {
        let parts = Parts { source: frame.role(Role::Source), cue: vec![cue.clone()], content: frame.role(Role::Content) };
        offer(&mut found, parts, FRAMED);
    }
    for (parts, origin) in other_ends(&found, text) {
        offer(&mut found, parts, origin);
    }
    let mut marginals = Vec::new();
    model::marginals(roles::LABELS, &lattice.scores, exp_moves, &mut (Vec::new(), Vec::new()), None, &mut marginals);
    let count = found.len();
    for candidate in &mut found {
        candidate.columns = self::columns(candidate, cue, &window, &marginals, text, count);
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
        None => found.push(Candidate { parts, origins: origin, columns: Vec::new() }),
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

/// A share or probability in ten steps, finer at its ends.
fn step(p: f32) -> u32 {
    const ENDS: [f32; 11] = [0.003, 0.01, 0.03, 0.08, 0.2, 0.4, 0.6, 0.8, 0.92, 0.97, 0.99];
    u32::try_from(ENDS.iter().take_while(|&&end| p >= end).count()).unwrap_or(15)
}

fn columns(
    candidate: &Candidate,
    cue: &Range<usize>,
    window: &Range<usize>,
    marginals: &[f32],
    text: &Window<'_>,
    count: usize,
) -> Vec<u32> {
    const CLAUSE: Tags = Tags::of(&[",", "CC", "WDT", "WP", "WRB"]);
    let Window { cells, look, layout } = text;
    let parts = &candidate.parts;
    let tag = |at: usize| TAGS[usize::from(cells[at].word.tag)];
    // The role model's probability that the token is what the reading says; what lies outside its window it has no word on.
    let role = |at: usize, first: usize| -> f32 {
        if window.contains(&at) { marginals[(at - window.start) * roles::LABELS + first] } else { 0.5 }
    };
    let role_of = |at: usize, what: usize| role(at, what) + role(at, what + 1);
    let mean = |ranges: &[Range<usize>], p: &dyn Fn(usize) -> f32| {
        let (sum, n) = ranges.iter().cloned().flatten().fold((0.0, 0.0_f32), |(s, n), at| (s + p(at), n + 1.0));
        if n > 0.0 { sum / n } else { 0.0 }
    };
    let least = |ranges: &[Range<usize>], p: &dyn Fn(usize) -> f32| ranges.iter().cloned().flatten().map(p).fold(1.0_f32, f32::min);
    let content = &parts.content;
    let (first, last) = (content[0].start, content[content.len() - 1].end);
    let words: usize = content.iter().map(ExactSizeIterator::len).sum();
    let source = parts.source.first();
    let pronoun = source.is_some_and(|s| matches!(tag(s.start), "PRP" | "WP" | "WDT"));
    let name = source.is_some_and(|s| s.clone().any(|at| tag(at).starts_with("NNP")));
    let source_kind = match source {
        None => 0,
        Some(_) if pronoun => 1,
        Some(_) if name => 2,
        Some(_) => 3,
    };
    let gap = |a: &Range<usize>, b: &Range<usize>| if a.end <= b.start { b.start - a.end } else { a.start.saturating_sub(b.end) };
    let content_gap = content.iter().map(|c| gap(c, cue)).min().unwrap_or(0);
    let source_gap = source.map_or(99, |s| gap(s, cue));
    let side = u32::from(first < cue.start) + 2 * u32::from(last > cue.end);
    let source_side = source.map_or(0, |s| 1 + u32::from(s.start > cue.start));
    let quoted = content.iter().cloned().flatten().filter(|&at| cells[at].quote & 7 > 0).count();
    let quoted = if quoted == 0 {
        0
    } else if quoted == words {
        2
    } else {
        1
    };
    let cues_inside = mean(content, &|at| look.odds[at].first[1]) * f32::from(u16::try_from(words).unwrap_or(u16::MAX));
    let verb_inside = content.iter().cloned().flatten().any(|at| is_finite(cells[at].word.tag));
    let in_window = |at: usize| window.contains(&at);
    let after = if in_window(last) { cells[last] } else { Cell::default() };
    let before = first.checked_sub(1).filter(|&at| in_window(at)).map(|at| cells[at]).unwrap_or_default();
    let sentence_end = layout.sentences[layout.sentence(last - 1)].end;
    let at_end = if last == sentence_end { 2 } else { u32::from(last + 1 == sentence_end) };
    let outside_content = if in_window(last) { role_of(last, 3) } else { 0.0 };
    let other_source =
        window.clone().filter(|at| !parts.source.iter().any(|s| s.contains(at))).map(|at| role(at, 1)).fold(0.0_f32, f32::max);
    let group = look.group(cue).map(|(_, group)| group);
    let jaccard = |a: &[Range<usize>], b: &[Range<usize>]| {
        let len = |r: &[Range<usize>]| r.iter().map(ExactSizeIterator::len).sum::<usize>();
        let both: usize = a.iter().map(|x| b.iter().map(|y| x.end.min(y.end).saturating_sub(x.start.max(y.start))).sum::<usize>()).sum();
        let all = len(a) + len(b) - both;
        (both * 10).checked_div(all).map_or(11, |tenths| u32::try_from(tenths).unwrap_or(10))
    };
    let frame = layout.framed(cue);
    let of_frame = |wanted: Role| frame.map(|f| f.role(wanted)).unwrap_or_default();
    let frame_number = frame.map_or(0, |f| f.frame);
    let verb = cue.clone().rev().find(|&at| Tags::VERBS.has(cells[at].word.tag)).unwrap_or(cue.end - 1);
    let (stem, prior, head_tag) = (cells[verb].word.stem, u32::from(cells[verb].prior), u32::from(cells[verb].word.tag));
    let cue_first = step(look.odds[cue.start].first[1]);
    let cue_mean = step(mean(std::slice::from_ref(cue), &|at| look.odds[at].part[1]));
    let content_role = step(mean(content, &|at| role_of(at, 3)));
    let content_least = step(least(content, &|at| role_of(at, 3)));
    let source_role = source.map_or(12, |_| step(mean(&parts.source, &|at| role_of(at, 1))));
    let origins = u32::from(candidate.origins.0);
    let other_end = candidate.origins.only(Origins(CUT.0 | STRETCHED.0));
    let plain = candidate.origins.only(PLAIN);
    let length = u32::from(log(words));
    let content_group = group.map_or(12, |g| jaccard(content, &g.content));
    let source_group = group.map_or(12, |g| jaccard(&parts.source, &g.source));
    let content_frame = frame.map_or(12, |_| jaccard(content, &of_frame(Role::Content)));
    let source_frame = frame.map_or(12, |_| jaccard(&parts.source, &of_frame(Role::Source)));
    // Whether the sequence model goes on with a content behind the end.
    let content_end = step(if in_window(last) { look.odds[last].part[2] - look.odds[last].first[2] } else { 0.0 });
    let clauses = content.iter().cloned().flatten().filter(|&at| CLAUSE.has(cells[at].word.tag)).count();
    let clauses = u32::try_from(clauses.min(5)).unwrap_or(5);
    let end_role = step(role_of(last - 1, 3));
    let pieces = u32::try_from(content.len().min(4)).unwrap_or(4);
    let facts = [
        (cue_first, 0),
        (cue_mean, 0),
        (cue_first, cue_mean),
        (step(look.odds[cue.end - 1].part[1]), 0),
        (content_role, 0),
        (content_least, 0),
        (content_role, content_least),
        (source_role, source_kind),
        (step(least(&parts.source, &|at| role_of(at, 1))), 0),
        (step(mean(content, &|at| look.odds[at].part[2])), 0),
        (step(least(content, &|at| look.odds[at].part[2])), 0),
        (step(mean(&parts.source, &|at| look.odds[at].part[0])), source_kind),
        (step(role(first, 3)), 0),
        (step(look.odds[first].first[2]), 0),
        (end_role, step(outside_content)),
        (step(if in_window(last) { look.odds[last].part[2] } else { 0.0 }), at_end),
        (step(other_source), source_kind),
        (source.map_or(12, |s| step(role(s.start, 1))), 0),
        (length, quoted),
        (length, 0),
        (u32::from(log(content_gap)), side),
        (u32::from(log(source_gap)), source_side),
        (u32::from(log(content_gap)), stem),
        (pieces, quoted),
        (u32::try_from(parts.source.len().min(3)).unwrap_or(3), 0),
        (quoted, side),
        (step(cues_inside / 4.0), quoted),
        (prior, source_kind),
        (prior, length),
        (stem, 0),
        (stem, source_kind),
        (stem, side),
        (stem, length),
        (head_tag, source_kind),
        (head_tag, prior),
        (cells[first].word.word, side),
        (u32::from(cells[first].word.tag), side),
        (u32::from(before.word.tag), u32::from(cells[first].word.tag)),
        (after.word.word, at_end),
        (u32::from(after.word.tag), at_end),
        (at_end, quoted),
        (u32::from(verb_inside), length),
        (u32::from(verb_inside), stem),
        (content_group, 0),
        (source_group, 0),
        (content_group, source_group),
        (content_frame, frame_number),
        (source_frame, frame_number),
        (content_frame, source_frame),
        (frame_number, 0),
        (origins, 0),
        (plain, u32::try_from(count).unwrap_or(15)),
        (plain, content_group),
        (candidate.origins.only(GROUPED), content_frame),
        (candidate.origins.only(FRAMED), content_group),
        (content_role, cue_first),
        (content_least, cue_first),
        (mix(content_role, source_role), cue_first),
        (mix(content_role, cue_mean), source_kind),
        (u32::from(cells[cue.start].cue), source_kind),
        (u32::from(cells[verb].cue), content_role),
        (u32::from(cells[first].rule), u32::from(cells[cue.start].rule)),
        (source.map_or(1, |s| cells[s.end - 1].word.stem), 0),
        (u32::from(cells[last - 1].word.tag), u32::from(after.word.tag)),
        (cells[last - 1].word.word, after.word.word),
        (after.word.word, quoted),
        (after.word.word, stem),
        (u32::from(after.word.tag), content_end),
        (content_end, step(outside_content)),
        (content_end, content_frame),
        (clauses, length),
        (clauses, content_least),
        (u32::from(log(sentence_end - last.min(sentence_end))), quoted),
        (other_end, after.word.word),
        (other_end, content_end),
        (0, 0),
    ];
    model::columns::<COLUMNS>(1, facts, 0x1D6E).to_vec()
}

/// What a reading may be.
pub const WRONG: u8 = 0;
/// Who says what, more or less.
pub const RIGHT: u8 = 1;
/// Who says what, to the word.
pub const EXACT: u8 = 2;

/// The probabilities that a reading is right, and that it is so to the word.
#[must_use]
pub fn probability(table: &Table, columns: &[u32]) -> (f32, f32) {
    let mut scores = [0.0; 3];
    table.scores(columns, &mut scores);
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let odds = scores.map(|s| (s - top).exp());
    let sum: f32 = odds.iter().sum();
    ((odds[1] + odds[2]) / sum, odds[2] / sum)
}

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
        let parts = Parts { source: frame.role(Role::Source), cue: vec![frame.cue.clone()], content: frame.role(Role::Content) };
        Self { right: f32::from(frame.priority) / 100.0, parts, origins: FRAMED }
    }
}

/// The best reading of a cue; of readings as likely, one that is right to the word.
#[must_use]
pub fn best(table: &Table, calibration: Calibration, candidates: Vec<Candidate>) -> Option<Verdict> {
    let judged = candidates.into_iter().map(|c| {
        let (right, exact) = probability(table, &c.columns);
        (right + exact, Verdict { right: calibration.of(right), parts: c.parts, origins: c.origins })
    });
    judged.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, verdict)| verdict)
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
