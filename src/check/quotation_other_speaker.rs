//! A quotation that somebody else has spoken.
//!
//! The words stand in the evidence under a label, or in a report with an attribution, that shares no word with the name in the draft. Titles
//! alone (“THE PRESIDENT:”) and letters (“Q.”) name nobody.
//!
//! Examples are a draft, then `<=` and the evidence.
//!
//! - Bad: “The harbour has never been fuller than it was this winter,” John Smith said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.
//! - Good: “The harbour has never been fuller than it was this winter,” Ana Duarte said. <= MR. SMITH: We will not close the bridge today, and I think that nobody should cross the river by boat. ¶ DUARTE: The harbour has never been fuller than it was this winter.

use super::{Check, Finds, Group, Severity};
use crate::verify::Verdict;

pub const CHECK: Check = Check {
    code: "E815",
    name: "quotation-other-speaker",
    group: Group::Evidence,
    severity: Severity::Error,
    default: true,
    why: "the words are put into the wrong mouth",
    help: "name who spoke",
    source: include_str!("quotation_other_speaker.rs"),
    finds: Finds::Verdict(&[Verdict::OtherSpeaker], "the evidence has the words under another name"),
};
