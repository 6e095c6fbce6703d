//! Brackets or dots inside a quotation: words were put in or left out.
//!
//! Reuters: quotations are sacred; what is left out must not change the sense. Each edit is worth a look at the transcript, which `sayso
//! verify` gives. Off by default: an edit that is shown is no fault.
//!
//! - Bad: “The [harbour] bridge is shut,” she said.
//! - Good: “The bridge is shut,” she said.

use super::{Check, Fault, Finds, Group, Severity};
use crate::quotation::QuotationKind;

pub const CHECK: Check = Check {
    code: "Q304",
    name: "edited-quotation",
    group: Group::Quotations,
    severity: Severity::Info,
    default: false,
    why: "readers cannot see what was there",
    help: "hold it against the transcript, or write around it",
    source: include_str!("edited_quotation.rs"),
    finds: Finds::Article(|draft, report| {
        for quotation in draft.analysis.quotations.iter().filter(|q| q.kind == QuotationKind::Speech) {
            let inner = quotation.inner();
            let edit = inner.clone().find(|&at| {
                let word = draft.word(at);
                // Dots at either end are a voice that trails off.
                word == "[" || (at > inner.start && at + 1 < inner.end && (word == "…" || word.starts_with("...")))
            });
            if let Some(at) = edit {
                let end = inner.clone().find(|&end| end >= at && draft.word(end) == "]").map_or(at + 1, |end| end + 1);
                let end = if draft.word(at) == "[" { end } else { at + 1 };
                report(Fault::new(at..end, format!("the quotation is edited: “{}”", draft.words(&(at..end)))));
            }
        }
    }),
};
