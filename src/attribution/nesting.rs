//! Quotations without a cue of their own, and claims inside the contents of others.
//!
//! Invariant: a claim is nested in the innermost one whose content holds its cue.

use std::ops::Range;

use super::{Attribution, Evidence, Origin};
use crate::{
    grammar::Class,
    quotation::{Quotation, QuotationKind},
    sentence,
    token::Shape,
};

/// Quotations without a cue of their own go on the claim before them in the paragraph, or stand without a source.
pub fn loose_quotations(evidence: &Evidence<'_>, claims: &mut Vec<Attribution>) {
    let mut extra = Vec::new();
    // For each quotation the first claim whose content holds part of it.
    let mut holders: Vec<Option<usize>> = vec![None; evidence.quotations.len()];
    for (number, claim) in claims.iter().enumerate() {
        for part in &claim.content {
            let first = evidence.quotations.partition_point(|q| q.tokens.end <= part.start);
            for (quotation, holder) in evidence.quotations[first..].iter().zip(&mut holders[first..]) {
                if quotation.tokens.start >= part.end {
                    break;
                }
                // What the speaker says that others said is inside; it does not hold the quotation.
                let inside = quotation.tokens.start < part.start && part.end < quotation.tokens.end;
                if !inside {
                    *holder = holder.or(Some(number));
                }
            }
        }
    }
    for (index, quotation) in evidence.quotations.iter().enumerate() {
        if quotation.kind != QuotationKind::Speech {
            continue;
        }
        // One with a tag of its own is its speaker's, also where the mark before it stands open.
        if holders[index].is_some() {
            continue;
        }
        let continued = index > 0 && evidence.quotations[index - 1].continues;
        let starts_sentence = evidence.sentences.binary_search_by_key(&quotation.tokens.start, |s| s.tokens.start).is_ok();
        let before = if continued {
            holders[index - 1]
        } else if starts_sentence {
            spoken_before(evidence, claims, quotation)
        } else {
            None
        };
        match before {
            Some(claim) => {
                claims[claim].content.push(quotation.tokens.clone());
                holders[index] = Some(claim);
            }
            None if starts_sentence => extra.push(Attribution {
                content: vec![quotation.tokens.clone()],
                cue: None,
                source: None,
                addressee: None,
                inside: None,
                class: Class::Statement,
                negated: false,
                modal: false,
                sentence: sentence::holding(evidence.sentences, quotation.tokens.start),
                origin: Origin::Quotation,
                confidence: 0.5,
            }),
            None => {}
        }
    }
    claims.extend(extra);
    let place = |c: &Attribution| c.cue.as_ref().map_or_else(|| c.content.first().map_or(0, |r| r.start), |r| r.start);
    claims.sort_by_key(place);
}

/// The claim with a quotation in it that stands before this one in its paragraph, or in the one before.
fn spoken_before(evidence: &Evidence<'_>, claims: &[Attribution], quotation: &Quotation) -> Option<usize> {
    let first = &evidence.tokens[quotation.tokens.start];
    let earliest = first.block.saturating_sub(u32::from(first.shape.is(Shape::FIRST)));
    let cue = |c: &Attribution| c.cue.as_ref().map_or(0, |cue| cue.start);
    // Claims are still in the order of their cues.
    let behind = claims.partition_point(|c| cue(c) < quotation.tokens.start);
    (0..behind)
        .rev()
        .take_while(|&c| evidence.tokens[cue(&claims[c])].block >= earliest)
        .find(|&c| claims[c].content.iter().any(|r| evidence.quotation_over(r.start).is_some_and(|q| q.tokens.start == r.start)))
}

/// Tells for each claim the innermost one inside whose content its cue stands.
pub fn nest(claims: &mut [Attribution]) {
    let mut contents: Vec<(Range<usize>, usize)> =
        claims.iter().enumerate().flat_map(|(number, c)| c.content.iter().map(move |r| (r.clone(), number))).collect();
    contents.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut cues: Vec<(Range<usize>, usize)> = claims.iter().enumerate().filter_map(|(number, c)| Some((c.cue.clone()?, number))).collect();
    cues.sort_by_key(|(range, _)| range.start);
    let mut next = 0;
    // Contents that have begun, outermost first; those that are over go as soon as they are on top.
    let mut begun: Vec<usize> = Vec::new();
    for (cue, inner) in cues {
        while next < contents.len() && contents[next].0.start <= cue.start {
            begun.push(next);
            next += 1;
        }
        while begun.last().is_some_and(|&top| contents[top].0.end <= cue.start) {
            begun.pop();
        }
        let round = begun.iter().rev().map(|&at| &contents[at]).find(|(range, outer)| *outer != inner && cue.end <= range.end);
        claims[inner].inside = round.map(|&(_, outer)| outer);
    }
}
