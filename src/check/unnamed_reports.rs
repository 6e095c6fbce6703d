use super::{Check, Severity};
use crate::{
    Analysis,
    grammar::{EntityKind, Grammar},
    outlet,
    span::Span,
    token,
};

/// # unnamed-reports
///
/// “Reports said”, “local media reported”, and no outlet is named anywhere near.
///
/// AP, AFP and Reuters credit what another outlet has found to that outlet, by name. “Reports” is nobody.
///
/// - Bad: The minister will resign, reports said.
/// - Good: The minister will resign, Yonhap reported.
pub struct UnnamedReports;

/// How many claims before and behind count as near.
const NEAR: usize = 2;

impl Check for UnnamedReports {
    fn name(&self) -> &'static str {
        "unnamed-reports"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn why(&self) -> &'static str {
        "readers cannot look up a report when they are not told whose it is"
    }

    fn help(&self) -> &'static str {
        "name the outlet, and link to it"
    }

    fn run(&self, analysis: &Analysis<'_>, grammar: &Grammar, report: &mut dyn FnMut(Span, String)) {
        let outlet = |index: usize| outlet::via(&analysis.chains[index]).any(|e| analysis.sources.entities[e].kind == EntityKind::Outlet);
        for (index, claim) in analysis.claims.iter().enumerate() {
            let Some(source) = &claim.source else { continue };
            let media = analysis.tokens[source.clone()].iter().any(|t| t.on(grammar, grammar.known.media_unnamed));
            let near = index.saturating_sub(NEAR)..(index + NEAR + 1).min(analysis.claims.len());
            if media && source.len() <= 3 && !near.into_iter().any(outlet) {
                let at = token::span(&analysis.tokens, source);
                report(at, format!("“{}” names no outlet", at.of(&analysis.document.text)));
            }
        }
    }
}
