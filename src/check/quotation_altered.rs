//! A quotation whose words are not those of the evidence.
//!
//! Words were put in or put in the place of others, and no bracket tells. AP: never alter quotations, even to correct minor grammatical errors.
//!
//! Examples are a draft, then `<=` and the evidence.
//!
//! - Bad: “We will not open the bridge today,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.
//! - Good: “We will not close the bridge today,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.

use super::{Check, Finds, Group, Severity};
use crate::verify::Verdict;

pub const CHECK: Check = Check {
    code: "E811",
    name: "quotation-altered",
    group: Group::Evidence,
    severity: Severity::Error,
    default: true,
    why: "it is not what was said",
    help: "quote the words as they were said, or write them without quote marks",
    source: include_str!("quotation_altered.rs"),
    finds: Finds::Verdict(&[Verdict::Altered], "words of the quotation were changed"),
};
