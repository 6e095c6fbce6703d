//! A quotation that goes on in the next paragraph, closed at the end of this one.
//!
//! AP and most house styles: where the same words go on in the next paragraph, the first has no closing mark; a closing mark tells that the
//! speaker has ended, and the next paragraph looks like somebody else's. Off by default: some houses close every paragraph.
//!
//! - Bad: “The bridge is shut for good,” said Ana Duarte. “Nobody is hurt.” ¶ “We shall build another one in the spring.” ¶ The ferry sails.
//! - Good: “The bridge is shut for good,” said Ana Duarte. “Nobody is hurt. ¶ “We shall build another one in the spring.” ¶ The ferry sails.

use super::{Check, Fault, Finds, Group, Severity};
use crate::quotation::QuotationKind;

pub const CHECK: Check = Check {
    code: "Q302",
    name: "continuation-marks",
    group: Group::Quotations,
    severity: Severity::Info,
    default: false,
    why: "readers take the next paragraph for another speaker's",
    help: "leave out the closing mark, or say again who speaks",
    source: include_str!("continuation_marks.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let tokens = &analysis.tokens;
        for pair in analysis.quotations.windows(2) {
            let [first, second] = pair else { continue };
            let speech = first.kind == QuotationKind::Speech && second.kind == QuotationKind::Speech && first.closed && second.opened;
            // One ends its paragraph, the other is the whole of the next.
            let ends = first.tokens.end == second.tokens.start && tokens[first.tokens.start].block != tokens[second.tokens.start].block;
            let whole = draft.block(second.tokens.start) == second.tokens;
            let spoken = || analysis.claims.iter().any(|c| c.source.is_some() && c.claims_some_of(&first.tokens));
            // A fragment closes with its sentence.
            let full = draft.length(&first.tokens) >= FEWEST && matches!(draft.word(first.tokens.end - 2), "." | "!" | "?");
            if speech && ends && whole && full && spoken() {
                let mark = first.tokens.end - 1..first.tokens.end;
                report(Fault::new(mark, "the quotation goes on in the next paragraph".to_owned()).related(vec![second.tokens.clone()]));
            }
        }
    }),
};

/// Fewer words are a fragment.
const FEWEST: usize = 3;
