//! The outlet that a claim came through is no longer told.
//!
//! Told by `sayso compare`. Whoever takes over what another outlet has found says so, and goes on saying so when the text is cut.
//!
//! - Bad: Ana Duarte told Reuters that the north gate would fail during the next storm. => Ana Duarte said that the north gate would fail during the next storm.
//! - Good: Ana Duarte told Reuters that the north gate would fail during the next storm. => The north gate would fail during the next storm, Ana Duarte told Reuters.

use super::{Check, Finds, Group, Severity};
use crate::compare::Kind;

pub const CHECK: Check = Check {
    code: "V805",
    name: "outlet-dropped",
    group: Group::Versions,
    severity: Severity::Warning,
    default: true,
    why: "it reads as if the source had spoken to this outlet",
    help: "name the outlet again",
    source: include_str!("outlet_dropped.rs"),
    finds: Finds::Change(Kind::OutletDropped, |_| "the outlet that this came through is no longer told".to_owned()),
};
