//! A comment that is meant to keep something from being told and cannot be read.
//!
//! A check that does not exist, a day that is none, or words in the wrong order: it does nothing.
//!
//! - Bad: # Bridge ¶ <!-- sayso: ignore bear-source --> ¶ A source said the bridge was shut.
//! - Good: # Bridge ¶ <!-- sayso: ignore bare-source "A source" because he is in danger --> ¶ A source said the bridge was shut.

use super::{Check, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "X903",
    name: "unreadable-suppression",
    group: Group::Suppressions,
    severity: Severity::Error,
    default: true,
    why: "it looks as if it did something, and it does not",
    help: "write it as `sayso explain unreadable-suppression` shows",
    source: include_str!("unreadable_suppression.rs"),
    finds: Finds::Suppression,
};
