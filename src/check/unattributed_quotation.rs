//! A direct quotation that nobody is named for.
//!
//! Words between quotation marks are somebody's. A reader who is not told whose cannot ask them, nor judge what they are worth.
//!
//! - Bad: The town was quiet. ¶ “The bridge is shut for good.”
//! - Good: “The bridge is shut for good,” said Ana Duarte, the harbour master.
//! - Good: “The bridge is shut,” she said. ¶ “Nobody is hurt.”

use std::ops::Range;

use super::{Check, Fault, Finds, Group, Severity};
use crate::{
    quotation::{self, QuotationKind},
    sentence,
};

pub const CHECK: Check = Check {
    code: "A101",
    name: "unattributed-quotation",
    group: Group::Attribution,
    severity: Severity::Error,
    default: true,
    why: "a reader is not told whose words these are",
    help: "say who said it, in the same sentence or the one before",
    source: include_str!("unattributed_quotation.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        // Sentences in which somebody claims something.
        let spoken = draft.sentences(|_, claim| claim.source.is_some());
        let cues: Vec<&Range<usize>> = analysis.cues.iter().map(|cue| &cue.tokens).collect();
        for (index, claim) in analysis.claims.iter().enumerate().filter(|(_, c)| c.source.is_none() && c.cue.is_none()) {
            let Some(content) = claim.content.first() else { continue };
            let quotation = quotation::reaching(&analysis.quotations, content.start);
            if !quotation.is_some_and(|q| q.kind == QuotationKind::Speech && q.tokens == *content && q.opened && q.closed) {
                continue;
            }
            if draft.is_embedded(content.start) {
                continue;
            }
            let words = content.clone().filter(|&at| analysis.tokens[at].is_word()).count();
            // Titles, echoes and headings are shorter, or no sentence.
            let sentence = draft.words(&(content.end - 2..content.end - 1));
            if words < FEWEST || !matches!(sentence, "." | "!" | "?") {
                continue;
            }
            let first = sentence::holding(&analysis.sentences, content.start);
            let last = analysis.sentences.partition_point(|s| s.tokens.start < content.end);
            // Somebody speaks right before, or is led in by a colon, or signs below.
            let led_in = first > 0 && {
                let before = &analysis.sentences[first - 1].tokens;
                let cued = cues.get(cues.partition_point(|cue| cue.start < before.start)).is_some_and(|cue| cue.start < before.end);
                cued || spoken[first - 1] || draft.words(&(before.end - 1..before.end)) == ":" || draft.is_quoted(before.end - 1)
            };
            let signed = analysis.sentences.get(last).is_some_and(|s| s.tokens.len() <= LONGEST_SIGNATURE && !spoken[last]);
            let inside = (first..last).any(|at| spoken[at]);
            if !led_in && !signed && !inside && !draft.is_repeated(content) {
                report(Fault::new(content.clone(), "nobody is named for this quotation".to_owned()).of_claim(index));
            }
        }
    }),
};

/// A quotation of fewer words may be a title.
const FEWEST: usize = 5;

/// The longest line below a quotation that may say whose it is, in tokens.
const LONGEST_SIGNATURE: usize = 12;
