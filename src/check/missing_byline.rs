//! A story that nobody signs.
//!
//! The AP and most papers sign what they publish: readers can ask who wrote it. A byline may stand in the text, in the front matter or beside the text; the
//! name of an agency will do. Off by default; presets ask for it.
//!
//! - Bad: The mayor said the bridge was shut.
//! - Good: By Ana Duarte ¶ The mayor said the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "R701",
    name: "missing-byline",
    group: Group::Article,
    severity: Severity::Info,
    default: false,
    why: "readers cannot tell who wrote it",
    help: "sign the story",
    source: include_str!("missing_byline.rs"),
    finds: Finds::Article(|draft, report| {
        if let Some(at) = draft.opening().filter(|_| !draft.is_signed()) {
            report(Fault::new(at..at + 1, "the story has no byline".to_owned()));
        }
    }),
};
