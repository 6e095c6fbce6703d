//! A story with unnamed sources that nobody signs.
//!
//! Where sources have no name, the author's is all that readers can hold on to: the more so, the fewer the names. A byline may stand in the text, in the front matter or beside the text. Off by default.
//!
//! - Bad: A person familiar with the talks said they were off.
//! - Good: By Ana Duarte ¶ A person familiar with the talks said they were off.

use super::{Check, Fault, Finds, Group, Severity};
use crate::grammar::Naming;

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
        if draft.is_signed() {
            return;
        }
        // Only where it is told that a name is withheld, or how an unnamed source knows: an office may be held by one alone.
        let withheld = draft.explained();
        let secret = |index: usize| {
            let entity = draft.analysis.sources.of_claim[index];
            let withheld = entity.is_some_and(|entity| withheld[entity]);
            draft.withheld(index).is_some_and(|known| withheld || known.told.nearness.is_some() || known.naming == Naming::Bare)
        };
        if let Some((index, _, source)) = draft.sources().find(|(index, ..)| secret(*index)) {
            report(Fault::new(source.clone(), format!("“{}” has no name, and the story no byline", draft.words(source))).of_claim(index));
        }
    }),
};
