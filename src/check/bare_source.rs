use super::{Check, Severity};
use crate::{Analysis, grammar::Grammar, grammar::Naming, span::Span, token};

/// # bare-source
///
/// A claim by an unnamed source of whom nothing at all is told.
///
/// Readers cannot weigh a claim when they are not told whether a minister or a passer-by makes it. AP, NPR and the Guardian
/// ask for as much as can be told: position, side, how the source knows.
///
/// - Bad: A source said the bridge was shut.
/// - Good: An engineer at the harbour authority, who was not authorised to speak publicly, said the bridge was shut.
pub struct BareSource;

impl Check for BareSource {
    fn name(&self) -> &'static str {
        "bare-source"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn why(&self) -> &'static str {
        "readers cannot weigh a claim when nothing is told of who makes it"
    }

    fn help(&self) -> &'static str {
        "name the source, or tell position, side and how they know"
    }

    fn run(&self, analysis: &Analysis<'_>, grammar: &Grammar, report: &mut dyn FnMut(Span, String)) {
        let unnamed = [grammar.known.unnamed_source, grammar.known.unnamed_person];
        for (index, claim) in analysis.claims.iter().enumerate() {
            let entity = analysis.sources.of_claim[index].map(|e| &analysis.sources.entities[e]);
            let bare = entity.is_some_and(|e| e.naming == Naming::Bare);
            if let Some(source) = claim.source.as_ref().filter(|_| bare) {
                let at = token::span(&analysis.tokens, source);
                // A pronoun stands for a source that has been reported already.
                if analysis.tokens[source.clone()].iter().any(|t| unnamed.iter().any(|&list| t.on(grammar, list))) {
                    report(at, format!("nothing is told of “{}”", at.of(&analysis.document.text)));
                }
            }
        }
    }
}
