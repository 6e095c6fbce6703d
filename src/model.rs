//! Learned numbers: hashed tables of weights, sequence decisions over them, and the file that they are kept in.
//!
//! A column is a fact about a token, hashed into a row of a table; a row has a small weight for each label. Rows are not told apart
//! by name (the hashing trick: Weinberger et al., ICML 2009), so a table has a fixed size and no vocabulary.
//!
//! Invariant: nothing here knows what a label means.

pub mod forest;

use std::borrow::Cow;

use forest::{Forest, TREE_BYTES, Tree};
use serde::{Deserialize, Serialize};

/// Mixes a value into a hash.
#[must_use]
pub const fn mix(hash: u32, value: u32) -> u32 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B1)
}

/// The column of a model's fact number `nth`, which has two values; `salt` keeps the models apart.
#[must_use]
pub const fn column(nth: u32, a: u32, b: u32, salt: u32) -> u32 {
    mix(mix(mix(nth, a), b), salt)
}

/// The columns of facts with numbers from `first` on.
#[must_use]
pub fn columns<const COUNT: usize>(first: u32, facts: [(u32, u32); COUNT], salt: u32) -> [u32; COUNT] {
    let mut nth = first;
    facts.map(|(a, b)| {
        let column = column(nth, a, b, salt);
        nth += 1;
        column
    })
}

/// The hash of some bytes.
#[must_use]
pub fn hash(bytes: &[u8]) -> u32 {
    hash_behind(0x1234_5678, bytes)
}

/// The hash of bytes that others stand before, whose hash is given.
#[must_use]
pub fn hash_behind(before: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(before, |h, &b| mix(h, u32::from(b)))
}

/// Weights are kept in steps of this size.
const STEP: f32 = 1.0 / 32.0;

/// Weights of hashed columns, a row for each and in it one for each label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Number of labels.
    pub labels: usize,
    /// Power of two of the number of rows.
    pub bits: u32,
    /// Rows, each filled up to a multiple of eight; signed, in the two's complement.
    pub weights: Cow<'static, [u8]>,
}

/// The most labels that a table may have.
pub const MOST_LABELS: usize = 48;

/// The width of a row with so many labels.
#[must_use]
pub const fn stride(labels: usize) -> usize {
    labels.div_ceil(8) * 8
}

impl Table {
    /// Rounds `weights` (`labels` a row) to steps.
    #[must_use]
    pub fn of(labels: usize, bits: u32, weights: impl Fn(usize, usize) -> f32) -> Self {
        let stride = stride(labels);
        let mut kept = vec![0; stride << bits];
        for row in 0..1 << bits {
            for label in 0..labels {
                #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i8")]
                let weight = (weights(row, label) / STEP).round().clamp(-127.0, 127.0) as i8;
                kept[row * stride + label] = weight.to_le_bytes()[0];
            }
        }
        Self { labels, bits, weights: Cow::Owned(kept) }
    }

    /// The sum of the rows of all `columns`, for each label.
    pub fn scores(&self, columns: &[u32], out: &mut [f32]) {
        match stride(self.labels) {
            8 => self.scores_wide::<8>(columns, out),
            16 => self.scores_wide::<16>(columns, out),
            24 => self.scores_wide::<24>(columns, out),
            32 => self.scores_wide::<32>(columns, out),
            40 => self.scores_wide::<40>(columns, out),
            _ => self.scores_wide::<MOST_LABELS>(columns, out),
        }
    }

    fn scores_wide<const WIDTH: usize>(&self, columns: &[u32], out: &mut [f32]) {
        for (score, sum) in out.iter_mut().zip(self.sums::<WIDTH>(columns)) {
            *score = f32::from(sum) * STEP;
        }
    }

    /// The sums of the rows of all `columns` in steps, with rows of a width that is known when this is compiled.
    fn sums<const WIDTH: usize>(&self, columns: &[u32]) -> [i16; WIDTH] {
        // Half the range is added to each weight and taken off again at the end: compilers widen bytes without a sign best.
        const HALF: u8 = 128;
        let (rows, _) = self.weights.as_chunks::<WIDTH>();
        let (mut sums, mut added) = ([0_u16; WIDTH], 0_u16);
        for &column in columns {
            let row = &rows[(column >> (32 - self.bits)) as usize];
            // A new array, not a change of each number in its place: so all sums stay in registers.
            sums = std::array::from_fn(|label| sums[label] + u16::from(row[label] ^ HALF));
            added += u16::from(HALF);
        }
        std::array::from_fn(|label| sums[label].wrapping_sub(added).cast_signed())
    }

    /// The sums of the rows of all `columns`, for [`Self::best`].
    #[must_use]
    pub fn partial(&self, columns: &[u32]) -> Sums {
        match stride(self.labels) {
            8 => self.partial_wide::<8>(columns),
            16 => self.partial_wide::<16>(columns),
            24 => self.partial_wide::<24>(columns),
            32 => self.partial_wide::<32>(columns),
            40 => self.partial_wide::<40>(columns),
            _ => Sums(self.sums(columns)),
        }
    }

    fn partial_wide<const WIDTH: usize>(&self, columns: &[u32]) -> Sums {
        let mut sums = Sums::default();
        sums.0[..WIDTH].copy_from_slice(&self.sums::<WIDTH>(columns));
        sums
    }

    /// The best label by `columns` and by those that were summed before; of labels as good, the first.
    #[must_use]
    pub fn best(&self, columns: &[u32], before: &Sums) -> usize {
        let Sums(mut sums) = self.partial(columns);
        sums.iter_mut().zip(before.0).for_each(|(sum, before)| *sum += before);
        sums[self.labels..].fill(i16::MIN);
        let best = sums.iter().copied().fold(i16::MIN, i16::max);
        sums.iter().position(|&sum| sum == best).unwrap_or(0)
    }
}

/// Sums of some rows of a table, in steps.
#[derive(Debug, Clone, Copy)]
pub struct Sums([i16; MOST_LABELS]);

impl Default for Sums {
    fn default() -> Self {
        Self([0; MOST_LABELS])
    }
}

/// A first-order conditional random field (Lafferty et al., ICML 2001): scores of labels by columns, and of what label follows what.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Scores of labels.
    pub table: Table,
    /// Score of each label behind each (`from * labels + to`); the last row is for a sequence's first. Negative infinity where a label
    /// never follows.
    pub moves: Vec<f32>,
}

/// Room that decoding a sequence takes, to be used again.
#[derive(Debug, Default)]
pub struct Lattice {
    /// Scores of labels, `labels` for each place.
    pub scores: Vec<f32>,
    /// For each place the score of the best sequence that ends there with each label, rows filled up.
    ahead: Vec<f32>,
}

/// Probabilities of labels at each place from `scores`, by the forward-backward algorithm; gives the logarithm of the sum over all
/// sequences. `exp_moves` are the exponentials of [`Chain::moves`]; to `expected`, of the same shape, is added how often each move is
/// made by expectation.
pub fn marginals(
    labels: usize,
    scores: &[f32],
    exp_moves: &[f32],
    room: &mut (Vec<f32>, Vec<f32>),
    expected: Option<&mut [f32]>,
    out: &mut Vec<f32>,
) -> f64 {
    match stride(labels) {
        8 => marginals_wide::<8>(labels, scores, exp_moves, room, expected, out),
        16 => marginals_wide::<16>(labels, scores, exp_moves, room, expected, out),
        24 => marginals_wide::<24>(labels, scores, exp_moves, room, expected, out),
        _ => marginals_wide::<MOST_LABELS>(labels, scores, exp_moves, room, expected, out),
    }
}

/// As [`marginals`], with rows filled up to `WIDTH` so that whole registers of labels go at once.
fn marginals_wide<const WIDTH: usize>(
    labels: usize,
    scores: &[f32],
    exp_moves: &[f32],
    room: &mut (Vec<f32>, Vec<f32>),
    mut expected: Option<&mut [f32]>,
    out: &mut Vec<f32>,
) -> f64 {
    let n = scores.len() / labels;
    let wide = |row: &[f32]| {
        let mut wide = [0.0_f32; WIDTH];
        wide[..labels].copy_from_slice(row);
        wide
    };
    let mut moves = [[0.0_f32; WIDTH]; WIDTH];
    for (wide_row, row) in moves.iter_mut().zip(exp_moves.chunks_exact(labels)).take(labels) {
        *wide_row = wide(row);
    }
    // The same by the label that is moved to.
    let mut back = [[0.0_f32; WIDTH]; WIDTH];
    for (from, moves) in moves.iter().enumerate() {
        for (row, &step) in back.iter_mut().zip(moves) {
            row[from] = step;
        }
    }
    let first = wide(&exp_moves[labels * labels..]);
    let (emissions, sums) = room;
    emissions.clear();
    sums.clear();
    out.clear();
    let mut total = 0.0;
    let mut before = [0.0_f32; WIDTH];
    for (at, row) in scores.chunks_exact(labels).enumerate() {
        let top = row.iter().copied().fold(f32::MIN, f32::max);
        total += f64::from(top);
        emissions.extend(row.iter().map(|&s| (s - top).exp()));
        let mut next = [0.0_f32; WIDTH];
        if at == 0 {
            next = first;
        } else {
            for (&weight, moves) in before.iter().zip(&moves).take(labels) {
                for (sum, &step) in next.iter_mut().zip(moves) {
                    *sum += weight * step;
                }
            }
        }
        for (value, &emission) in next.iter_mut().zip(&wide(&emissions[at * labels..(at + 1) * labels])) {
            *value *= emission;
        }
        let sum: f32 = next.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        sums.push(sum);
        total += f64::from(sum).ln();
        before = next.map(|value| value / sum);
        out.extend(&before[..labels]);
    }
    // Backward: `behind` is the weight of all that follows, on the scale of the forward sums.
    let mut behind = [1.0_f32; WIDTH];
    for at in (0..n.saturating_sub(1)).rev() {
        let mut weighted = wide(&emissions[(at + 1) * labels..(at + 2) * labels]);
        for (w, &b) in weighted.iter_mut().zip(&behind) {
            *w *= b / sums[at + 1];
        }
        let here = &mut out[at * labels..(at + 1) * labels];
        if let Some(expected) = expected.as_deref_mut() {
            for ((sums, &weight), moves) in expected.chunks_exact_mut(labels).zip(&*here).zip(&moves).filter(|((_, w), _)| **w > 1e-7) {
                for ((sum, &step), &w) in sums.iter_mut().zip(moves).zip(&weighted) {
                    *sum += weight * step * w;
                }
            }
        }
        behind = [0.0; WIDTH];
        for (&w, moves) in weighted.iter().zip(&back).take(labels) {
            for (value, &step) in behind.iter_mut().zip(moves) {
                *value += step * w;
            }
        }
        for (value, kept) in behind.iter().zip(here) {
            *kept *= value;
        }
    }
    if let Some(expected) = expected {
        for (sum, &p) in expected[labels * labels..].iter_mut().zip(&*out) {
            *sum += p;
        }
    }
    total
}

impl Chain {
    /// The exponentials of the moves, for [`marginals`].
    #[must_use]
    pub fn exp_moves(&self) -> Vec<f32> {
        self.moves.iter().map(|m| m.exp()).collect()
    }

    /// The labels of the best sequence for the scores in `lattice`, with `bias` on top (Viterbi 1967).
    pub fn decode(&self, lattice: &mut Lattice, bias: &[f32], out: &mut Vec<u8>) {
        match stride(self.table.labels) {
            8 => self.decode_wide::<8>(lattice, bias, out),
            16 => self.decode_wide::<16>(lattice, bias, out),
            24 => self.decode_wide::<24>(lattice, bias, out),
            _ => self.decode_wide::<MOST_LABELS>(lattice, bias, out),
        }
    }

    /// As [`Self::decode`], with rows filled up to `WIDTH` so that whole registers of labels go at once.
    fn decode_wide<const WIDTH: usize>(&self, lattice: &mut Lattice, bias: &[f32], out: &mut Vec<u8>) {
        let labels = self.table.labels;
        out.clear();
        if lattice.scores.is_empty() {
            return;
        }
        let wide = |row: &[f32], rest: f32| {
            let mut wide = [rest; WIDTH];
            wide[..labels].copy_from_slice(row);
            wide
        };
        let mut moves = [[NEVER; WIDTH]; WIDTH];
        // The same by the label that is moved to.
        let mut back = [[NEVER; WIDTH]; WIDTH];
        for (from, (wide_row, row)) in moves.iter_mut().zip(self.moves.chunks_exact(labels)).take(labels).enumerate() {
            *wide_row = wide(row, NEVER);
            for (row, &step) in back.iter_mut().zip(&*wide_row) {
                row[from] = step;
            }
        }
        let bias = wide(&bias[..labels], 0.0);
        let mut ahead = wide(&self.moves[labels * labels..], NEVER);
        lattice.ahead.clear();
        for (at, row) in lattice.scores.chunks_exact(labels).enumerate() {
            if at > 0 {
                let mut best = [NEVER; WIDTH];
                for (&value, moves) in ahead.iter().zip(&moves).take(labels) {
                    for (best, &step) in best.iter_mut().zip(moves) {
                        *best = higher(*best, value + step);
                    }
                }
                ahead = best;
            }
            for ((value, &score), &bias) in ahead.iter_mut().zip(&wide(row, 0.0)).zip(&bias) {
                *value += score + bias;
            }
            lattice.ahead.extend(ahead);
        }
        // Which label came before is asked on the way back, of the labels of the best sequence only.
        out.resize(lattice.scores.len() / labels, 0);
        let (rows, _) = lattice.ahead.as_chunks::<WIDTH>();
        let mut steps = &[0.0; WIDTH];
        for (place, ahead) in out.iter_mut().zip(rows).rev() {
            let mut ends = *ahead;
            ends.iter_mut().zip(steps).for_each(|(end, step)| *end += step);
            let last = first_of_highest(&ends);
            #[expect(clippy::cast_possible_truncation, reason = "there are fewer labels")]
            let label = last as u8;
            *place = label;
            steps = &back[last];
        }
    }

    /// The labels of the best sequences for the same scores with each of several biases on top; a sequence for each bias, one behind
    /// the other. Biases rather than labels go at once here, so this is for few labels.
    pub fn decode_each<const LABELS: usize, const BIASES: usize>(
        &self,
        lattice: &mut Lattice,
        biases: &[[f32; LABELS]; BIASES],
        out: &mut Vec<u8>,
    ) {
        let (scores, _) = lattice.scores.as_chunks::<LABELS>();
        let (moves, _) = self.moves.as_chunks::<LABELS>();
        let mut ahead: [[f32; BIASES]; LABELS] = std::array::from_fn(|to| [moves[LABELS][to]; BIASES]);
        lattice.ahead.clear();
        for (at, row) in scores.iter().enumerate() {
            if at > 0 {
                ahead = std::array::from_fn(|to| {
                    let mut best = [NEVER; BIASES];
                    for (values, moves) in ahead.iter().zip(moves) {
                        for (best, &value) in best.iter_mut().zip(values) {
                            *best = higher(*best, value + moves[to]);
                        }
                    }
                    best
                });
            }
            for (label, (values, &score)) in ahead.iter_mut().zip(row).enumerate() {
                for (value, bias) in values.iter_mut().zip(biases) {
                    *value += score + bias[label];
                }
            }
            lattice.ahead.extend(ahead.as_flattened());
        }
        out.clear();
        out.resize(scores.len() * BIASES, 0);
        let (rows, _) = lattice.ahead.as_chunks::<BIASES>();
        let (rows, _) = rows.as_chunks::<LABELS>();
        for (bias, out) in out.chunks_exact_mut(scores.len().max(1)).enumerate() {
            let mut to = None;
            for (place, ahead) in out.iter_mut().zip(rows).rev() {
                let ends: [f32; LABELS] = std::array::from_fn(|from| ahead[from][bias] + to.map_or(0.0, |to: usize| moves[from][to]));
                let last = first_of_highest(&ends);
                #[expect(clippy::cast_possible_truncation, reason = "there are few labels")]
                let label = last as u8;
                *place = label;
                to = Some(last);
            }
        }
    }
}

/// The score of what cannot be.
const NEVER: f32 = f32::NEG_INFINITY;

/// The higher of two scores, neither of which is NaN: one instruction, unlike [`f32::max`].
fn higher(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// Where the first of the highest scores stands.
fn first_of_highest(scores: &[f32]) -> usize {
    let highest = scores.iter().copied().fold(NEVER, higher);
    scores.iter().position(|&score| score == highest).unwrap_or(0)
}

/// How often stems are cues, in six steps, by hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priors(pub Vec<u8>);

impl Priors {
    /// Power of two of their number.
    pub const BITS: u32 = 16;
    /// A step from which a stem counts as a strong cue.
    pub const STRONG: u8 = 3;

    /// The place of a stem.
    #[must_use]
    pub fn place(stem: u32) -> usize {
        (mix(stem, 77) >> (32 - Self::BITS)) as usize
    }

    /// The step of a share of `cues` among `all`.
    #[must_use]
    pub fn step(cues: u32, all: u32) -> u8 {
        match f64::from(cues) / f64::from(all.max(1)) {
            _ if all < 4 => 0,
            s if s < 0.005 => 1,
            s if s < 0.05 => 2,
            s if s < 0.2 => 3,
            s if s < 0.5 => 4,
            _ => 5,
        }
    }

    /// The step of a stem.
    #[must_use]
    pub fn of(&self, stem: u32) -> u8 {
        self.0.get(Self::place(stem)).copied().unwrap_or(0)
    }
}

/// What a file of weights says of itself, in its first line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the form of the file.
    pub format: u32,
    /// Hash of the names of the frames whose reading the models have learned to weigh.
    pub frames: u32,
    /// Columns of a token, or facts of a reading, for each model: a file learned with others would be read as noise.
    pub columns: [u32; 4],
    /// What it was learned from: names of corpora with numbers of articles.
    pub corpora: Vec<String>,
    /// When it was learned, as given.
    pub date: String,
}

/// The version of the form of the file.
pub const FORMAT: u32 = 2;

/// A probability as measured: the logistic of `slope * logit + shift` (Platt 1999).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Factor on the log-odds.
    pub slope: f32,
    /// Added to them.
    pub shift: f32,
}

impl Calibration {
    /// The probability that goes with a raw one.
    #[must_use]
    pub fn of(self, raw: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * Self::logit(raw) + self.shift)).exp())
    }

    /// The log-odds of a raw probability, which is kept off 0 and 1.
    #[must_use]
    pub fn logit(raw: f32) -> f32 {
        let raw = raw.clamp(1e-4, 1.0 - 1e-4);
        (raw / (1.0 - raw)).ln()
    }
}

/// All that is learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What it is and comes from.
    pub header: Header,
    /// Parts of speech.
    pub tagger: Table,
    /// How often stems are cues.
    pub priors: Priors,
    /// Parts of claims in a paragraph.
    pub sequence: Chain,
    /// Parts of the claim of one cue.
    pub roles: Chain,
    /// Whether a reading is wrong, right, or right to the word.
    pub judge: Forest,
    /// What the judge's probabilities are worth.
    pub calibration: Calibration,
}

/// The first bytes of a file of weights; the header follows, and a line break.
const MAGIC: &[u8] = b"sayso weights ";

/// Why a file is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It starts otherwise.
    #[error("not a file of sayso weights")]
    Header,
    /// It is of another version.
    #[error("weights of format {0}, but this sayso reads format {FORMAT}: learn them anew with `sayso train`")]
    Format(u32),
    /// The models look at an article otherwise.
    #[error("weights for models that look at other columns than those of this sayso: learn them anew with `sayso train`")]
    Columns,
    /// The grammar has other frames.
    #[error("weights learned with other frames than those of this grammar: learn them anew with `sayso train`")]
    Frames,
    /// It ends too early, or too late.
    #[error("the file of weights is cut off or has something behind its end")]
    Length,
}

/// Reads numbers from the front of some bytes.
struct Input(&'static [u8]);

impl Input {
    fn bytes(&mut self, len: usize) -> Result<&'static [u8], ModelError> {
        let (front, rest) = self.0.split_at_checked(len).ok_or(ModelError::Length)?;
        self.0 = rest;
        Ok(front)
    }

    fn number(&mut self) -> Result<usize, ModelError> {
        let bytes = self.bytes(4)?.try_into().map_err(|_| ModelError::Length)?;
        Ok(u32::from_le_bytes(bytes) as usize)
    }

    fn table(&mut self) -> Result<Table, ModelError> {
        let (labels, bits) = (self.number()?, self.number()?);
        if labels > MOST_LABELS || !(1..=24).contains(&bits) {
            return Err(ModelError::Header);
        }
        let weights = self.bytes(stride(labels) << bits)?;
        Ok(Table { labels, bits: u32::try_from(bits).map_err(|_| ModelError::Header)?, weights: Cow::Borrowed(weights) })
    }

    fn chain(&mut self) -> Result<Chain, ModelError> {
        let table = self.table()?;
        let bytes = self.bytes((table.labels + 1) * table.labels * 4)?;
        let moves = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Ok(Chain { table, moves })
    }

    fn forest(&mut self) -> Result<Forest, ModelError> {
        let (facts, count) = (self.number()?, self.number()?);
        let bytes = self.bytes(count.checked_mul(TREE_BYTES).ok_or(ModelError::Length)?)?;
        let trees: Vec<Tree> = bytes.as_chunks().0.iter().map(Tree::read).collect();
        let asks = |tree: &Tree| tree.questions.iter().all(|question| usize::from(question.fact) < facts);
        if trees.iter().all(asks) { Ok(Forest { facts, trees }) } else { Err(ModelError::Header) }
    }
}

fn write_forest(out: &mut Vec<u8>, forest: &Forest) {
    write_number(out, forest.facts);
    write_number(out, forest.trees.len());
    forest.trees.iter().for_each(|tree| tree.write(out));
}

fn write_number(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).expect("a size of a table").to_le_bytes());
}

fn write_table(out: &mut Vec<u8>, table: &Table) {
    write_number(out, table.labels);
    write_number(out, table.bits as usize);
    out.extend(&*table.weights);
}

fn write_chain(out: &mut Vec<u8>, chain: &Chain) {
    write_table(out, &chain.table);
    chain.moves.iter().for_each(|m| out.extend(m.to_le_bytes()));
}

impl Model {
    /// The weights for English that are built in.
    ///
    /// # Errors
    /// When the built-in file is of another version, as while the models are changed.
    pub fn english() -> Result<Self, ModelError> {
        Self::from_bytes(include_bytes!("../grammar/en/judge.weights"))
    }

    /// Its bytes in a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(serde_json::to_vec(&self.header).expect("strings and numbers can always be written"));
        out.push(b'\n');
        for number in [self.calibration.slope, self.calibration.shift] {
            out.extend(number.to_le_bytes());
        }
        write_table(&mut out, &self.tagger);
        out.extend(&self.priors.0);
        write_chain(&mut out, &self.sequence);
        write_chain(&mut out, &self.roles);
        write_forest(&mut out, &self.judge);
        out
    }

    /// Reads a file of weights; large tables stay where they are.
    ///
    /// # Errors
    /// When the bytes are no such file.
    pub fn from_bytes(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let mut input = Input(bytes);
        if input.bytes(MAGIC.len()).map_err(|_| ModelError::Header)? != MAGIC {
            return Err(ModelError::Header);
        }
        let end = input.0.iter().take(10_000).position(|&b| b == b'\n').ok_or(ModelError::Header)?;
        let header: Header = serde_json::from_slice(input.bytes(end)?).map_err(|_| ModelError::Header)?;
        if header.format != FORMAT {
            return Err(ModelError::Format(header.format));
        }
        input.bytes(1)?;
        let mut real = || input.bytes(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let calibration = Calibration { slope: real()?, shift: real()? };
        let tagger = input.table()?;
        let priors = Priors(input.bytes(1 << Priors::BITS)?.to_vec());
        let (sequence, roles, judge) = (input.chain()?, input.chain()?, input.forest()?);
        if input.0.is_empty() { Ok(Self { header, tagger, priors, sequence, roles, judge, calibration }) } else { Err(ModelError::Length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forest::{DEPTH, LEAVES, Question};

    fn chain() -> Chain {
        // Two labels; column 0 speaks for the first, the last column for the second, and the second never follows itself.
        let table = Table::of(2, 1, |row, label| if row == label { 1.0 } else { 0.0 });
        let never = f32::NEG_INFINITY;
        Chain { table, moves: vec![0.0, 0.5, 0.25, never, 0.0, 0.0] }
    }

    /// The score of a sequence of labels.
    fn score(chain: &Chain, scores: &[f32], path: &[usize]) -> f32 {
        let mut from = 2;
        let mut sum = 0.0;
        for (at, &to) in path.iter().enumerate() {
            sum += chain.moves[from * 2 + to] + scores[at * 2 + to];
            from = to;
        }
        sum
    }

    #[test]
    fn decoding_and_marginals_agree_with_counting_all_sequences() {
        let chain = chain();
        let mut lattice = Lattice { scores: vec![0.0; 8], ..Lattice::default() };
        for (scores, column) in lattice.scores.chunks_exact_mut(2).zip([0, u32::MAX, u32::MAX, u32::MAX]) {
            chain.table.scores(&[column], scores);
        }
        let paths: Vec<Vec<usize>> = (0..16).map(|n| (0..4).map(|at| n >> at & 1).collect()).collect();
        let weights: Vec<f32> = paths.iter().map(|p| score(&chain, &lattice.scores, p).exp()).collect();
        let total: f32 = weights.iter().sum();
        let mut labels = Vec::new();
        chain.decode(&mut lattice, &[0.0; 2], &mut labels);
        let best = paths.iter().zip(&weights).max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
        assert_eq!(labels.iter().map(|&l| usize::from(l)).collect::<Vec<_>>(), *best);
        let mut found = Vec::new();
        let mut expected = vec![0.0; 6];
        let moves = chain.exp_moves();
        let sum = marginals(2, &lattice.scores, &moves, &mut (Vec::new(), Vec::new()), Some(&mut expected), &mut found);
        assert!((sum - f64::from(total.ln())).abs() < 1e-4);
        for at in 0..4 {
            let share: f32 = paths.iter().zip(&weights).filter(|(p, _)| p[at] == 1).map(|(_, w)| w / total).sum();
            assert!((found[at * 2 + 1] - share).abs() < 1e-5, "{at}: {} {share}", found[at * 2 + 1]);
        }
        let twice: f32 =
            paths.iter().zip(&weights).map(|(p, w)| p.windows(2).filter(|m| m[0] == 0 && m[1] == 1).count() as f32 * w / total).sum();
        assert!((expected[1] - twice).abs() < 1e-5);
        assert_eq!(expected[3], 0.0);
    }

    #[test]
    fn files_of_weights_are_read_as_written_and_others_refused() {
        let table = Table::of(3, 2, |row, label| row as f32 - label as f32);
        let questions = [Question { fact: 2, step: 7 }; DEPTH];
        let header = Header { format: FORMAT, date: "2024-05-01".to_owned(), ..Header::default() };
        let model = Model {
            header,
            tagger: table,
            priors: Priors(vec![2; 1 << Priors::BITS]),
            sequence: chain(),
            roles: chain(),
            judge: Forest { facts: 3, trees: vec![Tree::of(questions, &[[0.5, -0.25]; LEAVES])] },
            calibration: Calibration { slope: 0.9, shift: -0.1 },
        };
        let bytes: &'static [u8] = model.to_bytes().leak();
        assert_eq!(Model::from_bytes(bytes).as_ref(), Ok(&model));
        assert_eq!(Model::from_bytes(&bytes[..bytes.len() - 1]).unwrap_err(), ModelError::Length);
        assert_eq!(Model::from_bytes(b"PK").unwrap_err(), ModelError::Header);
        assert_eq!(Model::from_bytes(b"sayso weights {}\n").unwrap_err(), ModelError::Header);
        let later = Model { header: Header { format: 9, ..model.header.clone() }, ..model };
        assert_eq!(Model::from_bytes(later.to_bytes().leak()).unwrap_err(), ModelError::Format(9));
    }
}
