//! A comment that keeps nothing from being told.
//!
//! The words it was meant for are gone or mended, and the next fault there would be hidden by it. Told for each check that a suppression names
//! and that was looked for without finding anything.
//!
//! - Bad: # Bridge ¶ <!-- sayso: ignore bare-source --> ¶ The mayor said the bridge was shut.
//! - Good: # Bridge ¶ <!-- sayso: ignore bare-source --> ¶ A source said the bridge was shut.

use super::{Check, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "X901",
    name: "unused-suppression",
    group: Group::Suppressions,
    severity: Severity::Warning,
    default: true,
    why: "it will hide the next fault in its place",
    help: "delete it",
    source: include_str!("unused_suppression.rs"),
    finds: Finds::Suppression,
};
