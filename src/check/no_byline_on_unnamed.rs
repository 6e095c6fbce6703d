//! A story with unnamed sources that nobody signs.
//!
//! Where sources have no name, the author's is all that readers can hold on to: the more so, the fewer the names. A byline may stand in the text, in the front matter or beside the text. Off by default.
//!
//! - Bad: A senior White House official said the talks were off.
//! - Good: By Ana Duarte ¶ A senior White House official said the talks were off.

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "N209",
    name: "no-byline-on-unnamed",
    group: Group::Anonymity,
    severity: Severity::Info,
    default: false,
    why: "neither the sources nor the author can be asked",
    help: "sign the story",
    source: include_str!("no_byline_on_unnamed.rs"),
    finds: Finds::Article(|draft, report| {
        let document = &draft.analysis.document;
        if !document.bylines.is_empty() || document.metadata.byline.is_some() || draft.analysis.agency.is_some() {
            return;
        }
        if let Some((index, _, source)) = draft.sources().find(|(index, ..)| draft.withheld(*index).is_some()) {
            report(Fault::new(source.clone(), format!("“{}” has no name, and the story no byline", draft.words(source))).of_claim(index));
        }
    }),
};
