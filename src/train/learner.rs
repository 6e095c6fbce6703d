//! Examples into weights: stochastic gradients on the log-likelihood, steps by AdaGrad (Duchi et al., JMLR 2011), weights averaged.
//!
//! Invariant: the same examples give the same weights, bit for bit; each learner runs on one thread.

use rayon::prelude::*;

use crate::model::{self, Chain, Table};

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Power of two of the number of rows.
    pub bits: u32,
    /// Times that all examples are seen.
    pub passes: usize,
    /// Length of a step.
    pub rate: f32,
    /// Decides the order of the examples.
    pub seed: u64,
    /// Models to learn, each in another order; the mean of their weights is kept. Orders move figures by a point or two, means do not.
    pub models: u64,
}

/// Learns the models of a plan on all cores and takes the mean of their weights.
fn mean(plan: Plan, learn: impl Fn(u64) -> Vec<f32> + Sync) -> Vec<f32> {
    let learned: Vec<Vec<f32>> = (0..plan.models).into_par_iter().map(|nth| learn(plan.seed + 100 * nth)).collect();
    let mut learned = learned.into_iter();
    let mut sum = learned.next().unwrap_or_default();
    for other in learned {
        sum.iter_mut().zip(other).for_each(|(sum, weight)| *sum += weight);
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    sum.iter_mut().for_each(|weight| *weight /= plan.models as f32);
    sum
}

/// Labels of an example's places; the columns of all places, as many for each, are written by a function.
pub struct Examples<'a> {
    /// Number of labels.
    pub labels: usize,
    /// Columns of each place.
    pub width: usize,
    /// The right labels of each example.
    pub right: &'a [Vec<u8>],
    /// Writes the columns of an example.
    pub columns: &'a (dyn Fn(usize, &mut Vec<u32>) + Sync),
}

/// A number that is being learned: its value, the sum of its squared gradients, and the sum of its changes weighed by when they came.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    value: f32,
    squares: f32,
    late: f32,
}

impl Weight {
    fn step(&mut self, gradient: f32, rate: f32, now: f32) {
        self.squares += gradient * gradient;
        let change = rate * gradient / (self.squares.sqrt() + 1e-3);
        self.value += change;
        self.late += change * now;
    }

    /// Its mean over all times up to `now`.
    fn mean(self, now: f32) -> f32 {
        self.value - self.late / now
    }
}

/// The rows of a table that is being learned.
struct Rows {
    labels: usize,
    plan: Plan,
    weights: Vec<Weight>,
}

impl Rows {
    fn new(labels: usize, plan: Plan) -> Self {
        Self { labels, plan, weights: vec![Weight::default(); labels << plan.bits] }
    }

    /// Where the row of a column begins.
    fn row(&self, column: u32) -> usize {
        (column >> (32 - self.plan.bits)) as usize * self.labels
    }

    /// Adds the rows of all columns to the scores of the labels.
    fn add(&self, columns: &[u32], scores: &mut [f32]) {
        for &column in columns {
            let at = self.row(column);
            for (score, weight) in scores.iter_mut().zip(&self.weights[at..at + self.labels]) {
                *score += weight.value;
            }
        }
    }

    /// Moves the rows of all columns towards the right label, as far as the probabilities are off.
    fn step(&mut self, columns: &[u32], probabilities: &[f32], right: u8, now: f32) {
        for (label, &p) in probabilities.iter().enumerate() {
            let gradient = f32::from(u8::from(label == usize::from(right))) - p;
            if gradient.abs() < SMALL {
                continue;
            }
            for &column in columns {
                let at = self.row(column) + label;
                self.weights[at].step(gradient, self.plan.rate, now);
            }
        }
    }
}

/// The order of `count` things in one pass.
fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut order: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        #[expect(clippy::cast_possible_truncation, reason = "a remainder of a count")]
        order.swap(at, (state % (at as u64 + 1)) as usize);
    }
    order
}

/// Gradients smaller than this change nothing that lasts.
const SMALL: f32 = 1e-4;

/// Learns a chain; only moves that are made twice are allowed later.
#[must_use]
pub fn chain(examples: &Examples<'_>, plan: Plan) -> Chain {
    let labels = examples.labels;
    let mut seen = vec![0_u32; (labels + 1) * labels];
    for right in examples.right {
        let mut from = labels;
        for &to in right {
            seen[from * labels + usize::from(to)] += 1;
            from = usize::from(to);
        }
    }
    // The moves come behind the table.
    let weights = mean(plan, |seed| chain_weights(examples, plan, &seen, seed));
    let (table, moves) = weights.split_at(labels << plan.bits);
    let table = Table::of(labels, plan.bits, |row, label| table[row * labels + label]);
    let kept = moves.iter().zip(&seen).map(|(&weight, &times)| if times >= 2 { weight } else { f32::NEG_INFINITY });
    Chain { table, moves: kept.collect() }
}

/// The weights of one chain: its table, then its moves, which were `seen` so often.
fn chain_weights(examples: &Examples<'_>, plan: Plan, seen: &[u32], seed: u64) -> Vec<f32> {
    let labels = examples.labels;
    let mut moves = vec![Weight::default(); (labels + 1) * labels];
    let mut table = Rows::new(labels, plan);
    let mut now = 1.0_f32;
    let (mut columns, mut scores, mut room, mut probable) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()), Vec::new());
    let mut exp_moves = vec![0.0_f32; (labels + 1) * labels];
    let mut expected = vec![0.0_f32; (labels + 1) * labels];
    for pass in 0..plan.passes {
        for example in shuffled(examples.right.len(), seed + pass as u64) {
            let right = &examples.right[example];
            columns.clear();
            (examples.columns)(example, &mut columns);
            scores.clear();
            scores.resize(right.len() * labels, 0.0);
            for (score, row) in scores.chunks_exact_mut(labels).zip(columns.chunks_exact(examples.width)) {
                table.add(row, score);
            }
            for ((exp, weight), &times) in exp_moves.iter_mut().zip(&moves).zip(seen) {
                *exp = if times >= 2 { weight.value.exp() } else { 0.0 };
            }
            expected.fill(0.0);
            model::marginals(labels, &scores, &exp_moves, &mut room, Some(&mut expected), &mut probable);
            for ((here, row), &to) in probable.chunks_exact(labels).zip(columns.chunks_exact(examples.width)).zip(right) {
                table.step(row, here, to, now);
            }
            let mut from = labels;
            for &to in right {
                expected[from * labels + usize::from(to)] -= 1.0;
                from = usize::from(to);
            }
            for ((weight, &gradient), _) in moves.iter_mut().zip(&expected).zip(seen).filter(|((_, g), s)| g.abs() >= SMALL && **s >= 2) {
                weight.step(-gradient, plan.rate, now);
            }
            now += 1.0;
        }
    }
    table.weights.iter().chain(&moves).map(|w| w.mean(now)).collect()
}

/// Learns to tell labels of single places apart, each for itself: logistic regression with many outcomes.
#[must_use]
pub fn single(examples: &Examples<'_>, plan: Plan) -> Table {
    let labels = examples.labels;
    let weights = mean(plan, |seed| single_weights(examples, plan, seed));
    Table::of(labels, plan.bits, |row, label| weights[row * labels + label])
}

fn single_weights(examples: &Examples<'_>, plan: Plan, seed: u64) -> Vec<f32> {
    let labels = examples.labels;
    let mut table = Rows::new(labels, plan);
    let mut now = 1.0_f32;
    let mut columns = Vec::new();
    let mut scores = vec![0.0_f32; labels];
    for pass in 0..plan.passes {
        for example in shuffled(examples.right.len(), seed + pass as u64) {
            columns.clear();
            (examples.columns)(example, &mut columns);
            for (row, &to) in columns.chunks_exact(examples.width).zip(&examples.right[example]) {
                scores.fill(0.0);
                table.add(row, &mut scores);
                let top = scores.iter().copied().fold(f32::MIN, f32::max);
                let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
                scores.iter_mut().for_each(|score| *score = (*score - top).exp() / sum);
                table.step(row, &scores, to, now);
            }
            now += 1.0;
        }
    }
    table.weights.iter().map(|w| w.mean(now)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lattice, hash};

    /// A toy language: a "b" is a name behind an "a", and nothing elsewhere.
    fn toy() -> (Vec<&'static str>, Vec<Vec<u8>>) {
        let texts = vec!["abcab", "cbcc", "ccab", "bbab", "cab", "abc", "bcb"];
        let right = texts.iter().map(|t| (0..t.len()).map(|i| u8::from(i > 0 && &t[i - 1..=i] == "ab")).collect()).collect();
        (texts, right)
    }

    const PLAN: Plan = Plan { bits: 8, passes: 30, rate: 0.3, seed: 5, models: 2 };

    #[test]
    fn chains_and_single_decisions_learn_the_same_thing_each_time() {
        let (texts, right) = toy();
        let columns = |example: usize, out: &mut Vec<u32>| {
            let text = texts[example].as_bytes();
            (0..text.len()).for_each(|at| out.extend([hash(&text[at..=at]), hash(&text[at.saturating_sub(1)..=at])]));
        };
        let examples = Examples { labels: 2, width: 2, right: &right, columns: &columns };
        let learned = chain(&examples, PLAN);
        assert_eq!(learned, chain(&examples, PLAN));
        let table = single(&examples, PLAN);
        assert_eq!(table, single(&examples, PLAN));
        let mut lattice = Lattice::default();
        for (example, right) in right.iter().enumerate() {
            let mut found = Vec::new();
            columns(example, &mut found);
            lattice.scores = vec![0.0; right.len() * 2];
            for (scores, columns) in lattice.scores.chunks_exact_mut(2).zip(found.chunks_exact(2)) {
                learned.table.scores(columns, scores);
            }
            let mut labels = Vec::new();
            learned.decode(&mut lattice, &[0.0; 2], &mut labels);
            assert_eq!(labels, *right, "{}", texts[example]);
            let alone: Vec<u8> = found.chunks_exact(2).map(|c| u8::try_from(table.best(c, &model::Sums::default())).unwrap()).collect();
            assert_eq!(alone, *right, "{}", texts[example]);
        }
    }
}
