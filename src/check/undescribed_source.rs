//! “An official said”, and not of what.
//!
//! The Guardian and NPR ask for as much as can be told of an unnamed source. An office without a body, a rank, or how the source knows is
//! next to nothing. Off by default: in a story about one ministry “an official” may be clear.
//!
//! - Bad: An official said the bridge was shut.
//! - Good: An official of the harbour authority said the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "N205",
    name: "undescribed-source",
    group: Group::Anonymity,
    severity: Severity::Info,
    default: false,
    why: "readers cannot weigh what nobody in particular says",
    help: "tell the body, the rank, or how the source knows",
    source: include_str!("undescribed_source.rs"),
    finds: Finds::Article(|draft, report| {
        for (index, claim, source) in draft.sources().filter(|(_, _, source)| source.len() <= 2 && !draft.takes_up(source)) {
            if !draft.is_said(claim) || !draft.introduces(source) {
                continue;
            }
            let told = draft.withheld(index).map(|entity| &entity.told);
            if told.is_some_and(|told| told.role.is_some() && told.body.is_none() && told.nearness.is_none()) {
                report(Fault::new(source.clone(), format!("“{}” could be anybody's", draft.words(source))).of_claim(index));
            }
        }
    }),
};
