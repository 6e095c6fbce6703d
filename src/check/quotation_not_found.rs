//! A quotation that the evidence does not have.
//!
//! Either the evidence lacks the place, or the words are a paraphrase in quote marks.
//!
//! Examples are a draft, then `<=` and the evidence.
//!
//! - Bad: “Zebras may use the road on Sundays only,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.
//! - Good: “We will not close the bridge today,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.

use super::{Check, Finds, Group, Severity};
use crate::verify::Verdict;

pub const CHECK: Check = Check {
    code: "E814",
    name: "quotation-not-found",
    group: Group::Evidence,
    severity: Severity::Warning,
    default: true,
    why: "nobody can tell whether it was said",
    help: "add where it was said to the evidence, or hold it against your notes",
    source: include_str!("quotation_not_found.rs"),
    finds: Finds::Verdict(&[Verdict::NotFound, Verdict::Paraphrase], "the evidence does not have the quotation"),
};
