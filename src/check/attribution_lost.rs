//! A claim that somebody made is now stated by the outlet itself.
//!
//! Told by `sayso compare`. When a source is cut for length, its claim has to go with it or keep its source: otherwise the outlet answers for
//! something it does not know.
//!
//! - Bad: The dam will hold through the winter storms, said Ana Duarte, the harbour master. => The dam will hold through the winter storms.
//! - Good: The dam will hold through the winter storms, said Ana Duarte, the harbour master. => The harbour master, Ana Duarte, said the dam will hold through the winter storms.

use super::{Check, Finds, Group, Severity};
use crate::compare::Kind;

pub const CHECK: Check = Check {
    code: "V801",
    name: "attribution-lost",
    group: Group::Versions,
    severity: Severity::Error,
    default: true,
    why: "what somebody claims reads as a fact that the outlet has found",
    help: "say again who said it, or confirm it",
    source: include_str!("attribution_lost.rs"),
    finds: Finds::Change(Kind::AttributionLost, |shift| format!("this was said by {}; now nobody says it", shift.was)),
};
