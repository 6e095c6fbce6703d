//! A story that does not say where it was written.
//!
//! The AP and Reuters give place and agency at the head of the copy: readers learn how near the author was. Off by default; presets of agencies ask for it.
//!
//! - Bad: The mayor said the bridge was shut.
//! - Good: OAKPORT (Reuters) - The mayor said the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "R702",
    name: "missing-dateline",
    group: Group::Article,
    severity: Severity::Info,
    default: false,
    why: "readers cannot tell how near the author was",
    help: "begin with place and agency",
    source: include_str!("missing_dateline.rs"),
    finds: Finds::Article(|draft, report| {
        if let Some(at) = draft.opening().filter(|_| draft.analysis.document.dateline.is_none()) {
            report(Fault::new(at..at + 1, "the story has no dateline".to_owned()));
        }
    }),
};
