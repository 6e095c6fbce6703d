//! Words in quote marks are others than in the version before.
//!
//! Told by `sayso compare`. A quotation may be cut at its ends and broken by an attribution; a change in its midst makes it another.
//!
//! - Bad: “We will not close the old bridge today,” Ana Duarte said. => “We will close the old bridge today,” Ana Duarte said.
//! - Good: “We will not close the old bridge today,” Ana Duarte said. => “We will not close the old bridge,” said Ana Duarte.

use super::{Check, Finds, Group, Severity};
use crate::compare::Kind;

pub const CHECK: Check = Check {
    code: "V806",
    name: "quotation-altered-between-versions",
    group: Group::Versions,
    severity: Severity::Error,
    default: true,
    why: "quote marks promise the very words, and one version breaks the promise",
    help: "look up what was said; mark what is left out with an ellipsis, what is put in with brackets",
    source: include_str!("quotation_altered_between_versions.rs"),
    finds: Finds::Change(Kind::QuotationAltered, |_| "this quotation had other words before".to_owned()),
};
