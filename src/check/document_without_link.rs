//! A report, filing or poll is a source, and the paragraph does not link to it.
//!
//! The code of the International Fact-Checking Network has readers repeat the check: link to the document. Told once for each document.
//! Off by default: plain text has no links.
//!
//! - Bad: A report by the harbour authority said the bridge was unsafe.
//! - Good: A [report](https://harbour.example/report.pdf) by the harbour authority said the bridge was unsafe.

use super::{Check, Fault, Finds, Group, Severity};
use crate::grammar::EntityKind;

pub const CHECK: Check = Check {
    code: "S405",
    name: "document-without-link",
    group: Group::Sources,
    severity: Severity::Info,
    default: false,
    why: "readers cannot look it up",
    help: "link to the document, or to where it is kept",
    source: include_str!("document_without_link.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let mut seen = vec![false; analysis.sources.entities.len()];
        for (index, _, source) in draft.sources() {
            let Some(entity) = analysis.sources.of_claim[index] else { continue };
            let written = matches!(analysis.sources.entities[entity].kind, EntityKind::Document | EntityKind::Poll);
            if written && !seen[entity] && !draft.is_linked(&draft.block(source.start)) {
                seen[entity] = true;
                report(Fault::new(source.clone(), format!("no link leads to “{}”", draft.words(source))).of_claim(index));
            }
        }
    }),
};
