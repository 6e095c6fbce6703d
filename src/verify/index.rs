//! Evidence into an index of word pairs, and a quotation into the places that share its rarest pairs.
//!
//! A pair is kept as its hash and the byte offset of its first word, sorted: eight bytes a word, whatever the words are.
//!
//! Invariant: places are offered by the weight of the pairs they share, then in the order of the evidence.

use std::{hash::Hasher as _, ops::Range};

use fnv::FnvHasher;
use rayon::prelude::*;

/// Bytes of evidence that one index can hold: places are 32 bits wide.
pub const MOST_BYTES: usize = u32::MAX as usize;

/// Places of rare pairs that are looked at for one quotation; the commoner pairs beyond them tell little.
const MOST_PLACES: usize = 4_000;

/// The pairs of words of many texts.
#[derive(Debug, Default)]
pub struct Index {
    /// Hash of a pair in the upper half, place of its first word in the lower.
    pairs: Vec<u64>,
    /// Where each text starts in the row of all.
    starts: Vec<u32>,
}

/// A place of the evidence that shares pairs with a quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Number of the text.
    pub text: usize,
    /// Where the first of the pairs stands.
    pub at: usize,
    /// The bytes of the text that the quotation may stand in; not on character boundaries.
    pub window: Range<usize>,
    /// The summed weight of the pairs, rare ones weighing more.
    pub weight: f32,
}

impl Index {
    /// Indexes texts; none where they are longer than [`MOST_BYTES`] together.
    #[must_use]
    pub fn new(texts: &[&str]) -> Option<Self> {
        let mut starts = Vec::with_capacity(texts.len());
        let mut end = 0_usize;
        for text in texts {
            starts.push(u32::try_from(end).ok()?);
            end = end.checked_add(text.len())?;
        }
        if end > MOST_BYTES {
            return None;
        }
        let of_text = |(text, &start): (&&str, &u32)| {
            let mut found = Vec::with_capacity(text.len() / 6 + 1);
            pairs(text, |hash, at| found.push(u64::from(hash) << 32 | (u64::from(start) + at as u64)));
            found
        };
        let parts: Vec<Vec<u64>> = texts.par_iter().zip(&starts).map(of_text).collect();
        let mut all = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        for part in parts {
            all.extend_from_slice(&part);
        }
        all.par_sort_unstable();
        Some(Self { pairs: all, starts })
    }

    /// The places that share most with `quotation`, at most `most` of them.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more than a few digits")]
    pub fn places(&self, quotation: &str, most: usize) -> Vec<Place> {
        let mut wanted: Vec<(Range<usize>, usize)> = Vec::new();
        pairs(quotation, |hash, at| wanted.push((self.range(hash), at)));
        wanted.retain(|(range, _)| !range.is_empty());
        wanted.sort_by_key(|(range, at)| (range.len(), *at));
        let mut hits: Vec<(u32, f32)> = Vec::new();
        for (range, _) in wanted {
            if !hits.is_empty() && hits.len() + range.len() > MOST_PLACES {
                break;
            }
            let weight = (self.pairs.len() as f32 / range.len() as f32).ln().max(0.1);
            // Even the rarest pair of a quotation may be a common one.
            hits.extend(self.pairs[range].iter().take(MOST_PLACES).map(|pair| (place(*pair), weight)));
        }
        hits.sort_by_key(|hit| hit.0);
        let reach = quotation.len() * 3 / 2 + 40;
        let mut found: Vec<Place> = Vec::new();
        let mut first = 0;
        let mut weight = 0.0;
        // The weight of each stretch of evidence as long as the quotation, by a window that slides over the hits.
        for (last, hit) in hits.iter().enumerate() {
            weight += hit.1;
            while (hit.0 - hits[first].0) as usize > reach || self.text_of(hits[first].0) != self.text_of(hit.0) {
                weight -= hits[first].1;
                first += 1;
            }
            let text = self.text_of(hit.0);
            let start = self.starts[text];
            let at = (hits[first].0 - start) as usize;
            let from = at.saturating_sub(reach);
            let one = Place { text, at, window: from..(hits[last].0 - start) as usize + reach, weight };
            match found.last_mut().filter(|before| before.text == text && before.window.end > from + reach) {
                Some(before) if before.weight < weight => *before = one,
                Some(_) => {}
                None => found.push(one),
            }
        }
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then((a.text, a.window.start).cmp(&(b.text, b.window.start))));
        found.truncate(most);
        found
    }

    /// The pairs with a hash.
    fn range(&self, hash: u32) -> Range<usize> {
        let first = u64::from(hash) << 32;
        self.pairs.partition_point(|&pair| pair < first)..self.pairs.partition_point(|&pair| pair <= first | u64::from(u32::MAX))
    }

    fn text_of(&self, at: u32) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }
}

/// The place of a pair.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is the place")]
fn place(pair: u64) -> u32 {
    pair as u32
}

/// Hands on the hash of each two neighbouring words and the byte offset of the first. Words are runs of letters and digits in small letters;
/// apostrophes are passed over, so that no spelling of them matters.
fn pairs(text: &str, mut found: impl FnMut(u32, usize)) {
    let bytes = text.as_bytes();
    let mut before: Option<(u32, usize)> = None;
    let mut word: Option<usize> = None;
    let mut hash = FnvHasher::default();
    let mut at = 0;
    while at <= bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        // Curly marks, dashes and the ellipsis start with E2 80; of these only the apostrophe does not part words.
        let general = byte == 0xe2 && bytes.get(at + 1) == Some(&0x80);
        let apostrophe = byte == b'\'' || general && bytes.get(at + 2) == Some(&0x99);
        if !general && (byte.is_ascii_alphanumeric() || byte >= 0x80) {
            word.get_or_insert(at);
            hash.write_u8(byte.to_ascii_lowercase());
        } else if !apostrophe && let Some(start) = word.take() {
            let full = std::mem::take(&mut hash).finish();
            let this = fold(full);
            if let Some((first, from)) = before {
                found(first.rotate_left(5).wrapping_mul(0x9e37_79b1) ^ this, from);
            }
            before = Some((this, start));
        }
        at += if general { 3 } else { 1 };
    }
}

/// Both halves of a hash in one.
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
fn fold(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_that_shares_most_comes_first() {
        let texts = ["The bridge is open. We like the bridge.", "Nobody spoke. We’ll close the bridge for good, said the mayor.", ""];
        let index = Index::new(&texts).unwrap();
        let places = index.places("we'll close -- the bridge, for good", 2);
        assert_eq!(places[0].text, 1);
        assert!(places[0].weight > places.get(1).map_or(0.0, |p| p.weight));
        assert!(index.places("zebra crossing", 2).is_empty());
        assert!(index.places("", 2).is_empty());
        assert!(Index::new(&[]).unwrap().places("we will close", 2).is_empty());
    }
}
