//! Facts in steps into scores of outcomes, by trees.
//!
//! The trees are oblivious: all nodes of one depth ask the same question (Kohavi, ECML 1994; Prokhorenkova et al., NeurIPS 2018), so that
//! the answers are the bits of the leaf's number, and many rows of facts go through a tree at once.
//!
//! Invariant: the first outcome has no score; those of the others are relative to it.

/// Questions that each tree asks.
pub const DEPTH: usize = 6;

/// Leaves of a tree.
pub const LEAVES: usize = 1 << DEPTH;

/// Outcomes that have a score.
pub const SCORED: usize = 2;

/// Scores are kept in steps of this size.
const STEP: f32 = 1.0 / 2048.0;

/// Rows that go through a tree at once.
const ROWS: usize = 16;

/// Whether a fact has at least this step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Question {
    /// Number of the fact.
    pub fact: u8,
    /// The lowest step that is a yes.
    pub step: u8,
}

/// A tree: the answers, the first as the highest bit, are the number of a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The questions.
    pub questions: [Question; DEPTH],
    /// What each leaf adds to the scores, in steps.
    leaves: [[i16; SCORED]; LEAVES],
}

/// Bytes of a tree in a file.
pub const TREE_BYTES: usize = DEPTH * 2 + LEAVES * SCORED * 2;

impl Tree {
    /// Rounds what the leaves add to steps.
    #[must_use]
    pub fn of(questions: [Question; DEPTH], leaves: &[[f32; SCORED]; LEAVES]) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of an i16")]
        let round = |value: f32| (value / STEP).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16;
        Self { questions, leaves: leaves.map(|leaf| leaf.map(round)) }
    }

    /// What a leaf adds to the scores.
    #[must_use]
    pub fn adds(&self, leaf: usize) -> [f32; SCORED] {
        self.leaves[leaf].map(|steps| f32::from(steps) * STEP)
    }

    /// Its bytes in a file.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.questions.iter().for_each(|question| out.extend([question.fact, question.step]));
        self.leaves.as_flattened().iter().for_each(|steps| out.extend(steps.to_le_bytes()));
    }

    /// The tree that was written as these bytes.
    #[must_use]
    pub fn read(bytes: &[u8; TREE_BYTES]) -> Self {
        let (questions, leaves) = bytes.split_at(DEPTH * 2);
        let number = |at: usize| i16::from_le_bytes([leaves[at * 2], leaves[at * 2 + 1]]);
        Self {
            questions: std::array::from_fn(|at| Question { fact: questions[at * 2], step: questions[at * 2 + 1] }),
            leaves: std::array::from_fn(|leaf| std::array::from_fn(|outcome| number(leaf * SCORED + outcome))),
        }
    }
}

/// Trees whose scores are added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forest {
    /// Number of facts in a row.
    pub facts: usize,
    /// The trees.
    pub trees: Vec<Tree>,
}

impl Forest {
    /// The scores of each row of facts; a row with other than [`Self::facts`] has none.
    #[must_use]
    pub fn scores<'a>(&self, rows: impl Iterator<Item = &'a [u8]>) -> Vec<[f32; SCORED]> {
        let mut out = Vec::new();
        let mut columns = vec![[0_u8; ROWS]; self.facts];
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let mut count = 0;
            for (nth, row) in rows.by_ref().take(ROWS).enumerate() {
                columns.iter_mut().zip(row).for_each(|(column, &fact)| column[nth] = fact);
                count = nth + 1;
            }
            let mut sums = [[0_i32; SCORED]; ROWS];
            for tree in &self.trees {
                let mut leaves = [0_u8; ROWS];
                for question in &tree.questions {
                    let facts = &columns[usize::from(question.fact)];
                    // A new array, so that all rows stay in one register.
                    leaves = std::array::from_fn(|row| leaves[row] << 1 | u8::from(facts[row] >= question.step));
                }
                for (sums, leaf) in sums.iter_mut().zip(leaves) {
                    let adds = &tree.leaves[usize::from(leaf) % LEAVES];
                    sums.iter_mut().zip(adds).for_each(|(sum, &steps)| *sum += i32::from(steps));
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "hundreds of 16-bit numbers")]
            out.extend(sums[..count].iter().map(|sums| sums.map(|sum| sum as f32 * STEP)));
        }
        out
    }
}

/// The probabilities of the outcomes that have scores.
#[must_use]
pub fn probabilities(scores: [f32; SCORED]) -> [f32; SCORED] {
    let top = scores.iter().copied().fold(0.0, f32::max);
    let odds = scores.map(|score| (score - top).exp());
    let sum = (-top).exp() + odds.iter().sum::<f32>();
    odds.map(|odds| odds / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree that asks one fact for its steps 1, 2, 4, … and adds the number of its leaf.
    fn tree(fact: u8) -> Tree {
        let questions = std::array::from_fn(|at| Question { fact, step: 1 << at });
        Tree::of(questions, &std::array::from_fn(|leaf| [leaf as f32 / 8.0, -(leaf as f32) / 8.0]))
    }

    /// The leaf that a row of facts comes to.
    fn leaf(tree: &Tree, fact: impl Fn(u8) -> u8) -> usize {
        tree.questions.iter().fold(0, |leaf, question| leaf << 1 | usize::from(fact(question.fact) >= question.step))
    }

    #[test]
    fn many_rows_at_once_score_as_each_alone() {
        let forest = Forest { facts: 3, trees: vec![tree(0), tree(2), tree(1)] };
        let rows: Vec<[u8; 3]> = (0..37_u8).map(|n| [n, n * 7 % 40, 40 - n]).collect();
        let together = forest.scores(rows.iter().map(<[u8; 3]>::as_slice));
        assert_eq!(together.len(), rows.len());
        for (row, found) in rows.iter().zip(together) {
            let alone = forest.trees.iter().map(|t| t.adds(leaf(t, |fact| row[usize::from(fact)])));
            let alone = alone.fold([0.0; SCORED], |sum, adds| [sum[0] + adds[0], sum[1] + adds[1]]);
            assert_eq!(found, alone, "{row:?}");
        }
        assert!(forest.scores([].into_iter()).is_empty());
    }

    #[test]
    fn the_first_answer_is_the_highest_bit() {
        let leaves: Vec<usize> = [0, 1, 2, 4, 32].into_iter().map(|step| leaf(&tree(0), |_| step)).collect();
        assert_eq!(leaves, [0, 0b10_0000, 0b11_0000, 0b11_1000, 0b11_1111]);
    }

    #[test]
    fn trees_are_read_as_written() {
        let mut bytes = Vec::new();
        tree(5).write(&mut bytes);
        assert_eq!(Tree::read(bytes.as_slice().try_into().unwrap()), tree(5));
    }

    #[test]
    fn probabilities_leave_their_rest_to_the_first_outcome() {
        let [right, exact] = probabilities([0.0, 0.0]);
        assert!((right - 1.0 / 3.0).abs() < 1e-6 && (exact - 1.0 / 3.0).abs() < 1e-6);
        assert!(probabilities([-50.0, -50.0]).iter().all(|&p| p < 1e-6));
        assert!(probabilities([300.0, 0.0])[0] > 0.999);
    }
}
