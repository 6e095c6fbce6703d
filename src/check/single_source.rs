//! All claims of an article go back to one source.
//!
//! The BBC's editorial guidelines prefer two first-hand sources. Claims that a spokeswoman, a statement and the ministry make are one source's. Only articles
//! with five claims and more are looked at. Off by default: a report of a speech has one source, and should.
//!
//! - Bad: The bridge is shut, the mayor said. The mayor said it was old. He said it would be mended. He added that it was safe. He said nobody was hurt.
//! - Good: The bridge is shut, the mayor said. The mayor said it was old. He said it would be mended. He added that it was safe. Reuters reported that two were hurt.

use super::{Check, Fault, Finds, Group, Severity};

/// An article with fewer claims says little about its sourcing.
const FEWEST: usize = 5;

pub const CHECK: Check = Check {
    code: "S401",
    name: "single-source",
    group: Group::Sources,
    severity: Severity::Info,
    default: false,
    why: "nobody else bears the story out",
    help: "ask a second source that is independent of the first, or say that there is one only",
    source: include_str!("single_source.rs"),
    finds: Finds::Article(|draft, report| {
        let roots = &draft.analysis.origins;
        let mut known = roots.iter().flatten();
        let Some(first) = known.next() else { return };
        if roots.len() >= FEWEST && known.all(|root| root == first) {
            let source = draft.analysis.claims.iter().find_map(|c| c.source.clone());
            let name = &draft.analysis.sources.entities[*first].name;
            if let Some(source) = source {
                report(Fault::new(source, format!("all {} claims go back to {name}", roots.len())));
            }
        }
    }),
};
