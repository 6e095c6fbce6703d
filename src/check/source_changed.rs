//! The same claim, and somebody else is said to have made it.
//!
//! Told by `sayso compare`. One of the versions is wrong, or there are two sources and both should be told.
//!
//! - Bad: Ana Duarte said the north gate would fail during the next storm. => Tom Keller said the north gate would fail during the next storm.
//! - Good: Ana Duarte said the north gate would fail during the next storm. => The north gate would fail during the next storm, Ms. Duarte said.

use super::{Check, Finds, Group, Severity};
use crate::compare::Kind;

pub const CHECK: Check = Check {
    code: "V804",
    name: "source-changed",
    group: Group::Versions,
    severity: Severity::Warning,
    default: true,
    why: "one of the two did not say it, or readers are told of only one",
    help: "look up who said it",
    source: include_str!("source_changed.rs"),
    finds: Finds::Change(Kind::SourceChanged, |shift| format!("this was said by {}, now by {}", shift.was, shift.is)),
};
