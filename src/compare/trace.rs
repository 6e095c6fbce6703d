//! The claims of a draft into the copy that they come from.
//!
//! Invariant: a claim comes from one passage at most, the most alike of all copies; one copy may bear many claims.

use super::{
    Place, Version,
    alignment::{Index, Passage},
};

/// How alike a claim and where it comes from are.
const ALIKE: f32 = 0.5;
/// The share of a claim's words that must stand in a sentence of the copy.
const HELD: f32 = 0.75;

/// A claim of a draft, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The claim of the draft.
    pub claim: Place,
    /// The copy, by its number, and the passage in it; none where no copy says so.
    pub from: Option<(usize, Place)>,
    /// How alike they are, from 0 to 1.
    pub likeness: f32,
}

/// Where each claim of a draft comes from: a claim of a copy, or else a sentence in the copy's own voice.
#[must_use]
pub fn trace(copies: &[Version<'_>], draft: &Version<'_>) -> Vec<Trace> {
    let mut places: Vec<(usize, Place)> = Vec::new();
    let mut passages: Vec<&Passage> = Vec::new();
    for (number, copy) in copies.iter().enumerate() {
        let claims = (0..copy.claims.len()).filter(|&claim| copy.stands(claim)).map(|claim| copy.claim(claim));
        for place in claims.chain((0..copy.sentences.len()).map(|sentence| copy.sentence(sentence))) {
            passages.push(copy.words(&place));
            places.push((number, place));
        }
    }
    let index = Index::new(passages.iter().copied(), |_| true);
    let one = |claim: usize| {
        let place = draft.claim(claim);
        let passage = draft.words(&place);
        let mut best: Option<(f32, usize)> = None;
        for candidate in index.likes(passage) {
            let like = passage.likeness(passages[candidate]);
            // A sentence says more than the claim in it.
            let held = if places[candidate].1.claim.is_none() && passage.held_in(passages[candidate]) >= HELD { ALIKE } else { 0.0 };
            let likeness = like.max(held);
            if likeness >= ALIKE && best.is_none_or(|(other, _)| likeness > other) {
                best = Some((likeness, candidate));
            }
        }
        Trace { claim: place, from: best.map(|(_, at)| places[at].clone()), likeness: best.map_or(0.0, |(likeness, _)| likeness) }
    };
    (0..draft.claims.len()).filter(|&claim| draft.stands(claim)).map(one).collect()
}
