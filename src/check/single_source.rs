//! All claims of an article are one source's.
//!
//! The BBC's editorial guidelines prefer two first-hand sources. Only articles with at least `fewest-claims` claims are
//! looked at. Off by default: a report of a speech has one source, and should.
//!
//! - Bad: The bridge is shut, the mayor said. The mayor said it was old. He said it would be mended. He added that it was safe. He said nobody was hurt.
//! - Good: The bridge is shut, the mayor said. The mayor said it was old. He said it would be mended. He added that it was safe. Reuters reported that two were hurt.

use super::{Check, Fault, Finds, Group, Severity};

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
        let of_claim = &draft.analysis.sources.of_claim;
        let mut known = of_claim.iter().flatten();
        let Some(first) = known.next() else { return };
        if of_claim.len() >= draft.settings.fewest_claims && known.all(|source| source == first) {
            let source = draft.analysis.claims.iter().find_map(|c| c.source.clone());
            let name = &draft.analysis.sources.entities[*first].name;
            if let Some(source) = source {
                report(Fault::new(source, format!("all {} claims are {name}'s", of_claim.len())));
            }
        }
    }),
};
