//! A stock reason for anonymity: “not authorised to speak”.
//!
//! The New York Times counted some 300 uses a year and asked its writers to stop: the phrase tells no reader anything. Off by default.
//!
//! - Bad: An official, who asked not to be named because she was not authorised to speak, said the bridge was shut.
//! - Good: An official, who asked not to be named because she feared for her pension, said the bridge was shut.

use std::ops::Range;

use super::{Check, Fault, Finds, Group, Severity};
use crate::source::WithheldKind;

pub const CHECK: Check = Check {
    code: "N203",
    name: "stock-grounds",
    group: Group::Anonymity,
    severity: Severity::Info,
    default: false,
    why: "the phrase stands for any reason and none",
    help: "say what the source had to lose",
    source: include_str!("stock_grounds.rs"),
    finds: Finds::Article(|draft, report| {
        let stock = |range: &Range<usize>| range.clone().any(|at| draft.on(at, draft.grammar.known.grounds_stock));
        let withheld = draft.analysis.sources.withheld.iter();
        for phrase in withheld.filter(|w| w.kind == WithheldKind::Grounds && stock(&w.range)) {
            report(Fault::new(phrase.range.clone(), format!("“{}” is a stock reason", draft.words(&phrase.range))));
        }
    }),
};
