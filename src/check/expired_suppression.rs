//! A comment that has run out: its last day is over.
//!
//! The fault that it held back is told again, and the comment with it.
//!
//! - Bad: # Bridge ¶ <!-- sayso: ignore bare-source until 2020-01-31 --> ¶ A source said the bridge was shut.
//! - Good: # Bridge ¶ <!-- sayso: ignore bare-source until 2999-01-31 --> ¶ A source said the bridge was shut.

use super::{Check, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "X902",
    name: "expired-suppression",
    group: Group::Suppressions,
    severity: Severity::Warning,
    default: true,
    why: "what was put off is due",
    help: "mend the fault, or give it another day",
    source: include_str!("expired_suppression.rs"),
    finds: Finds::Suppression,
};
