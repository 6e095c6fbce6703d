//! Passages of two texts into pairs that say the same, by cost and not by order.
//!
//! Equal passages are paired first, by hash. Of the rest each looks only at those that share its rarest words (an inverted index), so the
//! work grows with the number of passages, not with its square.
//!
//! Invariant: no passage stands in two pairs, and the pairs are in the order of the old text.

use std::{collections::VecDeque, hash::Hasher as _};

use fnv::FnvHasher;
use rustc_hash::FxHashMap;

use crate::wording::{self, Word};

/// A passage as it is compared.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    /// Its words, in order.
    pub words: Vec<Word>,
    /// The same words by their keys, each with its weight.
    bag: Vec<(u64, f32)>,
    weight: f32,
    hash: u64,
}

/// What words weigh that tell of a thing or a deed; those of the closed classes weigh less, names and numbers more.
pub const CONTENT: f32 = 1.0;

/// The rarest words of a passage by which its likes are looked for.
const ASKED: usize = 12;
/// A word that more passages hold tells nothing.
const COMMON: usize = 32;
/// The likes of a passage that are looked at closely.
const LIKES: usize = 6;
/// The share of the shorter passage that must stand in the longer one to be its cut.
const HELD: f32 = 0.85;
/// What a cut must weigh at least.
const CUT: f32 = 4.0;
/// How alike a passage and its cut are at least.
const CUT_LIKE: f32 = 0.45;

impl Passage {
    /// From words of a text and what each of them weighs.
    #[must_use]
    pub fn new(text: &str, words: Vec<Word>, weights: &[f32]) -> Self {
        // By letters, not by words: "in to" and "into" are one to a reader.
        let mut hash = FnvHasher::default();
        let mut bytes = [0; 4];
        for letter in wording::letters(text, &words) {
            hash.write(letter.encode_utf8(&mut bytes).as_bytes());
        }
        let mut bag: Vec<(u64, f32)> = words.iter().zip(weights).map(|(word, &weight)| (word.key, weight)).collect();
        bag.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let weight = bag.iter().map(|(_, weight)| weight).sum();
        Self { words, bag, weight, hash: hash.finish() }
    }

    /// Whether the letters are the same, whatever marks, capitals and spaces they are printed with.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.hash == other.hash
    }

    /// What its letters are compared by.
    #[must_use]
    pub fn letters(&self) -> u64 {
        self.hash
    }

    /// What the words weigh that stand in both.
    fn shared(&self, other: &Self) -> f32 {
        let (mut at, mut by, mut sum) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (self.bag.get(at), other.bag.get(by)) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Greater => by += 1,
                std::cmp::Ordering::Equal => {
                    sum += (a.1 + b.1) / 2.0;
                    at += 1;
                    by += 1;
                }
            }
        }
        sum
    }

    /// How alike two passages are, from 0 to 1: Dice's coefficient over weighted words, whatever their order.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        let all = self.weight + other.weight;
        if all == 0.0 { 0.0 } else { 2.0 * self.shared(other) / all }
    }

    /// The share of this passage, by weight, whose words stand in the other.
    #[must_use]
    pub fn held_in(&self, other: &Self) -> f32 {
        if self.weight == 0.0 { 0.0 } else { self.shared(other) / self.weight }
    }

    /// What its words weigh together.
    #[must_use]
    pub fn weight(&self) -> f32 {
        self.weight
    }

    /// Its words that tell something, each once.
    fn telling(&self) -> impl Iterator<Item = u64> + '_ {
        let mut last = None;
        self.bag
            .iter()
            .filter(|(_, weight)| *weight >= CONTENT)
            .filter_map(move |&(key, _)| (last.replace(key) != Some(key)).then_some(key))
    }
}

/// Two passages that say the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Number of the old passage.
    pub old: usize,
    /// Number of the new one.
    pub new: usize,
    /// How alike they are; 1 where the words are the same.
    pub likeness: f32,
}

/// Which passages hold a word.
#[derive(Debug)]
pub struct Index(FxHashMap<u64, Vec<u32>>);

impl Index {
    /// Over those passages that `wanted` takes.
    ///
    /// # Panics
    /// When there are more than four thousand million passages.
    #[must_use]
    pub fn new<'p>(passages: impl IntoIterator<Item = &'p Passage>, wanted: impl Fn(usize) -> bool) -> Self {
        let mut index: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (number, passage) in passages.into_iter().enumerate().filter(|(number, _)| wanted(*number)) {
            let number = u32::try_from(number).expect("fewer passages than bytes");
            for key in passage.telling() {
                index.entry(key).or_default().push(number);
            }
        }
        Self(index)
    }

    /// Those that share most of the rarest words of a passage, best first.
    #[must_use]
    pub fn likes(&self, passage: &Passage) -> Vec<usize> {
        let mut holders: Vec<&[u32]> =
            passage.telling().filter_map(|key| Some(self.0.get(&key)?.as_slice())).filter(|holders| holders.len() <= COMMON).collect();
        holders.sort_by_key(|holders| holders.len());
        let mut found: Vec<u32> = holders.into_iter().take(ASKED).flatten().copied().collect();
        found.sort_unstable();
        let mut counted: Vec<(usize, u32)> = found.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
        counted.sort_by_key(|&(count, number)| (std::cmp::Reverse(count), number));
        counted.into_iter().take(LIKES).map(|(_, number)| number as usize).collect()
    }
}

/// Pairs the passages that say the same, or are at least `least` alike, or are one the other's cut; each at most once.
#[must_use]
pub fn align(old: &[Passage], new: &[Passage], least: f32) -> Vec<Pair> {
    let mut by_hash: FxHashMap<u64, VecDeque<usize>> = FxHashMap::default();
    for (number, passage) in new.iter().enumerate().filter(|(_, passage)| !passage.words.is_empty()) {
        by_hash.entry(passage.hash).or_default().push_back(number);
    }
    let mut pairs = Vec::new();
    let (mut old_done, mut new_done) = (vec![false; old.len()], vec![false; new.len()]);
    for (number, passage) in old.iter().enumerate() {
        if let Some(same) = by_hash.get_mut(&passage.hash).and_then(VecDeque::pop_front) {
            pairs.push(Pair { old: number, new: same, likeness: 1.0 });
            old_done[number] = true;
            new_done[same] = true;
        }
    }
    let index = Index::new(new, |number| !new_done[number]);
    let mut near = Vec::new();
    for (number, passage) in old.iter().enumerate().filter(|(number, _)| !old_done[*number]) {
        for other in index.likes(passage) {
            let likeness = passage.likeness(&new[other]);
            let cut = || {
                let held = passage.held_in(&new[other]).max(new[other].held_in(passage));
                likeness >= CUT_LIKE && held >= HELD && passage.weight.min(new[other].weight) >= CUT
            };
            if likeness >= least || cut() {
                near.push(Pair { old: number, new: other, likeness });
            }
        }
    }
    near.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then((a.old, a.new).cmp(&(b.old, b.new))));
    for pair in near {
        if !old_done[pair.old] && !new_done[pair.new] {
            old_done[pair.old] = true;
            new_done[pair.new] = true;
            pairs.push(pair);
        }
    }
    pairs.sort_by_key(|pair| pair.old);
    pairs
}
