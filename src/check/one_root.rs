//! Several sources, and all of them go back to one.
//!
//! A minister, his spokeswoman and the statement of the ministry are one source in three coats. The BBC asks for independent sources. Only articles with at least
//! `fewest-claims` claims are looked at. Off by default.
//!
//! - Bad: The Harbour Ministry said the bridge was shut. A spokeswoman for the Harbour Ministry said it was old. The Harbour Ministry said it was safe. The spokeswoman said nobody was hurt. The Harbour Ministry said it would be mended.
//! - Good: The Harbour Ministry said the bridge was shut. A spokeswoman for the Harbour Ministry said it was old. The Harbour Ministry said it was safe. The spokeswoman said nobody was hurt. Tom Reed, a ferryman, said two were hurt.

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "S404",
    name: "one-root",
    group: Group::Sources,
    severity: Severity::Info,
    default: false,
    why: "it looks as if several bore the story out, and it is one",
    help: "ask a source that is independent of the first",
    source: include_str!("one_root.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let mut roots = analysis.origins.iter().flatten();
        let Some(root) = roots.next() else { return };
        let mut sources = analysis.sources.of_claim.iter().flatten();
        let one = sources.next();
        if analysis.claims.len() >= draft.settings.fewest_claims
            && roots.all(|other| other == root)
            && sources.any(|other| Some(other) != one)
        {
            let name = &analysis.sources.entities[*root].name;
            if let Some((index, _, source)) = draft.sources().next() {
                report(Fault::new(source.clone(), format!("all sources go back to {name}")).of_claim(index));
            }
        }
    }),
};
