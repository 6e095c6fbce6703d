//! A direct quotation that nobody is named for.
//!
//! Words between quotation marks are somebody's. A reader who is not told whose cannot ask them, nor judge what they are worth.
//!
//! - Bad: The town was quiet. ¶ “The bridge is shut for good.”
//! - Good: “The bridge is shut for good,” said Ana Duarte, the harbour master.
//! - Good: “The bridge is shut,” she said. ¶ “Nobody is hurt.”

use super::{Check, Fault, Group, Severity};
use crate::quotation::{self, QuotationKind};

pub const CHECK: Check = Check {
    code: "A101",
    name: "unattributed-quotation",
    group: Group::Attribution,
    severity: Severity::Error,
    default: true,
    why: "a reader is not told whose words these are",
    help: "say who said it, in the same sentence or the one before",
    source: include_str!("unattributed_quotation.rs"),
    run: |draft, report| {
        for (index, claim) in draft.analysis.claims.iter().enumerate().filter(|(_, c)| c.source.is_none() && c.cue.is_none()) {
            let Some(content) = claim.content.first() else { continue };
            let quotation = quotation::reaching(&draft.analysis.quotations, content.start);
            if quotation.is_some_and(|q| q.kind == QuotationKind::Speech && q.tokens.start == content.start) {
                report(Fault::new(content.clone(), "nobody is named for this quotation".to_owned()).of_claim(index));
            }
        }
    },
};
