//! A comment that keeps something from being told and does not say why.
//!
//! The next editor cannot tell whether the reason still holds. Off by default: some desks trust one another.
//!
//! - Bad: # Bridge ¶ <!-- sayso: ignore bare-source --> ¶ A source said the bridge was shut.
//! - Good: # Bridge ¶ <!-- sayso: ignore bare-source because he is in danger --> ¶ A source said the bridge was shut.

use super::{Check, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "X904",
    name: "unexplained-suppression",
    group: Group::Suppressions,
    severity: Severity::Info,
    default: false,
    why: "nobody can tell whether the reason still holds",
    help: "add “because” and the reason",
    source: include_str!("unexplained_suppression.rs"),
    finds: Finds::Suppression,
};
