//! A quotation made of words from two places, and no ellipsis tells.
//!
//! Two answers, or the words of two speakers, read as one thought.
//!
//! Examples are a draft, then `<=` and the evidence.
//!
//! - Bad: “Nobody should cross the river by boat. The harbour has never been fuller than it was this winter,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.
//! - Good: “Nobody should cross the river by boat,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.

use super::{Check, Finds, Group, Severity};
use crate::verify::Verdict;

pub const CHECK: Check = Check {
    code: "E813",
    name: "quotation-joined",
    group: Group::Evidence,
    severity: Severity::Warning,
    default: true,
    why: "nobody said these words one behind the other",
    help: "part them by a tag or an ellipsis",
    source: include_str!("quotation_joined.rs"),
    finds: Finds::Verdict(&[Verdict::Joined], "the quotation is joined from two places"),
};
