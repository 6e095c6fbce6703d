//! A quotation and a stretch of evidence into the part of the stretch that is closest to the quotation.
//!
//! The best fit of all of one sequence in a part of another: Sellers' dynamic programming (1980), with free ends on the side of the evidence.
//!
//! Invariant: the part begins and ends with a word that the quotation has as well.

use std::ops::Range;

use crate::wording::Word;

/// What a word that both have is worth against one that only one has.
const SHARED: i32 = 3;

/// Words of both sides multiplied that are aligned at most; what is longer is no quotation.
const MOST_CELLS: usize = 16 << 20;

/// The words of `evidence` that are closest to `quotation`; none where they share no word. Behind which words of the quotation an ellipsis stands,
/// `open` tells: what it leaves out costs nothing.
#[must_use]
pub fn closest(evidence: &[Word], quotation: &[Word], open: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    if evidence.len().checked_mul(quotation.len())? > MOST_CELLS {
        return None;
    }
    // Each cell: its score, and the first and last words of the evidence that were shared on the way.
    type Cell = (i32, Option<(usize, usize)>);
    let mut row: Vec<Cell> = vec![(0, None); evidence.len() + 1];
    for (nth, wanted) in quotation.iter().enumerate() {
        let cost = i32::from(!open(nth));
        let mut diagonal = row[0];
        row[0].0 -= 1;
        for (at, word) in evidence.iter().enumerate() {
            let above = row[at + 1];
            let mut best = (above.0 - 1, above.1);
            let left = row[at];
            // What of the evidence stands before the first shared word costs nothing.
            let skipped = (left.0 - cost * i32::from(left.1.is_some()), left.1);
            if skipped.0 > best.0 {
                best = skipped;
            }
            if word.key == wanted.key {
                let shared = (diagonal.0 + SHARED, Some((diagonal.1.map_or(at, |(first, _)| first), at)));
                if shared.0 >= best.0 {
                    best = shared;
                }
            }
            diagonal = above;
            row[at + 1] = best;
        }
    }
    let best =
        row.iter().filter_map(|&(score, ends)| Some((score, ends?))).max_by_key(|&(score, (_, last))| (score, std::cmp::Reverse(last)))?;
    let (first, last) = best.1;
    Some(first..last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{span::Span, wording::words};

    fn check(evidence: &str, quotation: &str, expected: Option<&str>) {
        let all = |text: &str| words(text, Span::new(0, text.len()));
        let (a, b) = (all(evidence), all(quotation));
        let ends: Vec<u32> = b.iter().map(|word| word.span.end).collect();
        let found = closest(&a, &b, |nth| quotation[ends[nth] as usize..].trim_start().starts_with('…'))
            .map(|r| a[r.start].span.to(a[r.end - 1].span).of(evidence));
        assert_eq!(found, expected, "{quotation}");
    }

    #[test]
    fn the_closest_words_are_found() {
        let evidence = "We met. We will not close the bridge today, we will mend it, and that is all.";
        check(evidence, "we will close the bridge", Some("We will not close the bridge"));
        check(evidence, "We will mend those", Some("we will mend"));
        check(evidence, "bridge … all", Some("bridge today, we will mend it, and that is all"));
        check(evidence, "zebra", None);
        check("", "we will", None);
        check(evidence, "", None);
    }
}
