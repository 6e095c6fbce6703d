//! Examples into trees: each makes up for some of what those before it got wrong (Friedman, Annals of Statistics 2001), by one Newton step
//! on the log-likelihood in each leaf.
//!
//! Invariant: the same examples give the same trees, on any number of threads.

use rayon::prelude::*;

use crate::model::forest::{self, DEPTH, Forest, LEAVES, Question, SCORED, Tree};

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Trees to learn.
    pub trees: usize,
    /// Share of a Newton step that a tree takes.
    pub rate: f32,
    /// Added to the curvature of each leaf, so that leaves of few examples say little.
    pub ridge: f32,
}

/// Outcomes, with the one that has no score.
const OUTCOMES: usize = SCORED + 1;

/// Gradients of the outcomes and the curvatures that go with them.
#[derive(Debug, Clone, Copy, Default)]
struct Slope {
    gradients: [f32; OUTCOMES],
    curvatures: [f32; OUTCOMES],
}

impl Slope {
    /// Where outcomes have these probabilities and this is the right one.
    fn of(scored: [f32; SCORED], right: u8) -> Self {
        let rest = 1.0 - scored.iter().sum::<f32>();
        let probable: [f32; OUTCOMES] = std::array::from_fn(|outcome| outcome.checked_sub(1).map_or(rest, |scored_as| scored[scored_as]));
        Self {
            gradients: std::array::from_fn(|outcome| f32::from(u8::from(outcome == usize::from(right))) - probable[outcome]),
            curvatures: probable.map(|p| p * (1.0 - p)),
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.gradients.iter_mut().zip(other.gradients).for_each(|(sum, one)| *sum += one);
        self.curvatures.iter_mut().zip(other.curvatures).for_each(|(sum, one)| *sum += one);
        self
    }

    fn without(mut self, other: Self) -> Self {
        self.gradients.iter_mut().zip(other.gradients).for_each(|(sum, one)| *sum -= one);
        self.curvatures.iter_mut().zip(other.curvatures).for_each(|(sum, one)| *sum -= one);
        self
    }

    /// How much likelier a Newton step makes the examples.
    fn gain(&self, ridge: f32) -> f32 {
        self.gradients.iter().zip(self.curvatures).map(|(g, c)| g * g / (c + ridge)).sum()
    }

    /// The part of a Newton step for the outcomes that have scores, relative to the one that has none.
    fn step(&self, plan: Plan) -> [f32; SCORED] {
        let step: [f32; OUTCOMES] = std::array::from_fn(|at| plan.rate * self.gradients[at] / (self.curvatures[at] + plan.ridge));
        std::array::from_fn(|scored| step[scored + 1] - step[0])
    }
}

/// A fact about all examples.
struct Column<'a> {
    number: u8,
    facts: &'a [u8],
    /// One more than the highest step.
    steps: usize,
}

/// The question to a fact that parts the examples best, and how well; `leaves` are where the examples stand by the questions before.
fn best_question(column: &Column<'_>, slopes: &[Slope], leaves: &[u8], count: usize, ridge: f32) -> (f32, Question) {
    let &Column { number: fact, facts, steps } = column;
    let mut sums = vec![Slope::default(); count * steps];
    for ((&step, slope), &leaf) in facts.iter().zip(slopes).zip(leaves) {
        let at = usize::from(leaf) * steps + usize::from(step);
        sums[at] = sums[at].and(*slope);
    }
    // From the highest step down, what answers yes grows by a step at a time.
    let mut gains = vec![0.0_f32; steps];
    for sums in sums.chunks_exact(steps) {
        let all = sums.iter().fold(Slope::default(), |all, one| all.and(*one));
        let mut yes = Slope::default();
        for (gain, one) in gains.iter_mut().zip(sums).skip(1).rev() {
            yes = yes.and(*one);
            *gain += yes.gain(ridge) + all.without(yes).gain(ridge);
        }
    }
    let steps = (0_u8..=u8::MAX).zip(gains).skip(1);
    let best = steps.fold((f32::MIN, 0), |best, (step, gain)| if gain > best.0 { (gain, step) } else { best });
    (best.0, Question { fact, step: best.1 })
}

/// Learns trees from rows of facts, given as a column for each fact, and the right outcome of each row.
#[must_use]
pub fn forest(columns: &[Vec<u8>], right: &[u8], plan: Plan) -> Forest {
    let mut scores = vec![[0.0_f32; SCORED]; right.len()];
    let mut trees = Vec::with_capacity(plan.trees);
    let steps = |facts: &[u8]| usize::from(facts.iter().copied().max().unwrap_or(0)) + 1;
    let columns: Vec<Column<'_>> = (0_u8..).zip(columns).map(|(number, facts)| Column { number, facts, steps: steps(facts) }).collect();
    for _ in 0..plan.trees {
        let slopes: Vec<Slope> = scores.iter().zip(right).map(|(&s, &right)| Slope::of(forest::probabilities(s), right)).collect();
        let mut leaves = vec![0_u8; right.len()];
        let mut questions = [Question::default(); DEPTH];
        for (depth, question) in questions.iter_mut().enumerate() {
            let best = |column| best_question(column, &slopes, &leaves, 1 << depth, plan.ridge);
            let found: Vec<(f32, Question)> = columns.par_iter().map(best).collect();
            *question = found.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a }).map(|(_, question)| question).unwrap_or_default();
            let facts = columns[usize::from(question.fact)].facts;
            leaves.iter_mut().zip(facts).for_each(|(leaf, &fact)| *leaf = *leaf << 1 | u8::from(fact >= question.step));
        }
        let mut sums = [Slope::default(); LEAVES];
        for (slope, &leaf) in slopes.iter().zip(&leaves) {
            sums[usize::from(leaf)] = sums[usize::from(leaf)].and(*slope);
        }
        let tree = Tree::of(questions, &sums.map(|sum| sum.step(plan)));
        for (score, &leaf) in scores.iter_mut().zip(&leaves) {
            score.iter_mut().zip(tree.adds(usize::from(leaf))).for_each(|(score, adds)| *score += adds);
        }
        trees.push(tree);
    }
    Forest { facts: columns.len(), trees }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_learn_what_no_single_fact_tells_and_the_same_each_time() {
        // Right to the word where both facts are high, wrong where one is, right where neither is.
        let rows: Vec<[u8; 3]> = (0..400_u32).map(|n| [n % 8, n / 8 % 8, n * 7 % 5].map(|fact| u8::try_from(fact).unwrap())).collect();
        let outcome = |row: &[u8; 3]| match (row[0] >= 4, row[1] >= 4) {
            (true, true) => 2,
            (false, false) => 1,
            _ => 0,
        };
        let right: Vec<u8> = rows.iter().map(outcome).collect();
        let columns: Vec<Vec<u8>> = (0..3).map(|fact| rows.iter().map(|row| row[fact]).collect()).collect();
        let plan = Plan { trees: 20, rate: 0.3, ridge: 1.0 };
        let learned = forest(&columns, &right, plan);
        assert_eq!(learned, forest(&columns, &right, plan));
        for (row, scores) in rows.iter().zip(learned.scores(rows.iter().map(<[u8; 3]>::as_slice))) {
            let [right, exact] = forest::probabilities(scores);
            let probable = [1.0 - right - exact, right, exact][usize::from(outcome(row))];
            assert!(probable > 0.8, "{row:?}: {right} {exact}");
        }
    }
}
