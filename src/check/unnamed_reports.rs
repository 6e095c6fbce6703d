//! “Reports said”, “local media reported”, and no outlet is named anywhere near.
//!
//! AP, AFP and Reuters credit what another outlet has found to that outlet, by name. “Reports” is nobody. Told of once in an article.
//!
//! - Bad: The minister will resign, reports said.
//! - Good: The minister will resign, Yonhap reported.

use super::{Check, Fault, Group, Severity};
use crate::outlet;

/// How many claims before and behind count as near.
const NEAR: usize = 2;

pub const CHECK: Check = Check {
    code: "O501",
    name: "unnamed-reports",
    group: Group::Outlets,
    severity: Severity::Warning,
    default: true,
    why: "readers cannot look up a report when they are not told whose it is",
    help: "name the outlet, and link to it",
    source: include_str!("unnamed_reports.rs"),
    run: |draft, report| {
        let analysis = draft.analysis;
        let outlet = |index: usize| outlet::via(&analysis.chains[index]).next().is_some();
        let mut seen = false;
        for (index, claim) in analysis.claims.iter().enumerate() {
            let Some(source) = claim.source.as_ref().filter(|s| s.len() <= 3 && !draft.is_quoted(s.start)) else { continue };
            let media = analysis.tokens[source.clone()].iter().any(|t| t.on(draft.grammar, draft.grammar.known.media_unnamed));
            let near = index.saturating_sub(NEAR)..(index + NEAR + 1).min(analysis.claims.len());
            let says = claim
                .cue
                .as_ref()
                .is_some_and(|cue| cue.clone().any(|at| analysis.tokens[at].on(draft.grammar, draft.grammar.known.cue_saying)));
            // "the media blame him" is about the media; "the reports" were spoken of before.
            let taken_up = analysis.tokens[source.start].on(draft.grammar, draft.grammar.known.definite);
            if media && says && !taken_up && !seen && !near.into_iter().any(outlet) {
                seen = true;
                report(Fault::new(source.clone(), format!("“{}” names no outlet", draft.words(source))).of_claim(index));
            }
        }
    },
};
