//! An outlet that no list knows, told by the form of its name only.
//!
//! New outlets, misspelt ones and sites that pass themselves off as newspapers look alike. Told once for each. Off by default: small papers
//! are many.
//!
//! - Bad: The minister will resign, the Oakport Gazette reported.
//! - Good: The minister will resign, Reuters reported.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{grammar::EntityKind, token};

pub const CHECK: Check = Check {
    code: "O505",
    name: "unknown-outlet",
    group: Group::Outlets,
    severity: Severity::Info,
    default: false,
    why: "readers may not know whom they are asked to trust",
    help: "look it up; add it to a grammar file of your own once it is known",
    source: include_str!("unknown_outlet.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        for entity in analysis.sources.entities.iter().filter(|e| e.kind == EntityKind::Outlet && e.outlet.is_none()) {
            let range = entity.mentions.iter().min().map(|span| token::within(&analysis.tokens, *span)).unwrap_or_default();
            if !range.is_empty() && !draft.is_quoted(range.start) {
                report(Fault::new(range, format!("no list knows {}", entity.name)));
            }
        }
    }),
};
