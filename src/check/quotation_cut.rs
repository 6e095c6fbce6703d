//! A quotation with words left out in its middle, and no ellipsis tells.
//!
//! Without “not” or “perhaps” a speaker says something else; an ellipsis does not excuse that a denial is gone. Pauses (“uh”, “you know,”)
//! and words said twice may go.
//!
//! Examples are a draft, then `<=` and the evidence.
//!
//! - Bad: “We will close the bridge today,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.
//! - Good: “We will not close the bridge today … nobody should cross the river by boat,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.

use super::{Check, Finds, Group, Severity};
use crate::verify::Verdict;

pub const CHECK: Check = Check {
    code: "E812",
    name: "quotation-cut",
    group: Group::Evidence,
    severity: Severity::Error,
    default: true,
    why: "what was left out may turn the sense round",
    help: "put them back, or tell of them by an ellipsis that leaves the sense as it was",
    source: include_str!("quotation_cut.rs"),
    finds: Finds::Verdict(&[Verdict::Cut], "words were left out of the quotation"),
};
