//! The headline states what the article has from an unnamed source.
//!
//! A claim with its source left out is the paper's own. Told where the headline names nobody, and most of its words are one claim's that an unnamed source makes. Off by default: names of what is claimed vary too much for all cases to be found.
//!
//! - Bad: # Minister will resign on Friday ¶ The minister will resign on Friday, a person familiar with the plan said.
//! - Good: # Minister will resign on Friday, source says ¶ The minister will resign on Friday, a person familiar with the plan said.

use std::{collections::HashSet, ops::Range};

use super::{Check, Fault, Finds, Group, Severity};
use crate::{document::BlockKind, token, wording};

pub const CHECK: Check = Check {
    code: "H603",
    name: "headline-drops-source",
    group: Group::Headline,
    severity: Severity::Info,
    default: false,
    why: "what somebody says becomes what the paper knows",
    help: "say in the headline whose claim it is",
    source: include_str!("headline_drops_source.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let headline = draft.headline();
        let attributed = analysis.claims.iter().any(|c| {
            let part = c.cue.as_ref().or(c.content.first());
            part.is_some_and(|part| headline.contains(&part.start))
        });
        if headline.is_empty() || attributed {
            return;
        }
        let text = &*analysis.document.text;
        let keys = |range: &Range<usize>| {
            let words = wording::words(text, token::span(&analysis.tokens, range));
            words.iter().filter(|word| word.span.len() >= LONG).map(|word| word.key).collect::<Vec<_>>()
        };
        let wanted = keys(&headline);
        for (index, claim, source) in draft.sources().filter(|(_, _, source)| draft.kind(source.start) == BlockKind::Paragraph) {
            let own: HashSet<u64> = claim.content.iter().flat_map(keys).collect();
            let shared = wanted.iter().filter(|key| own.contains(key)).count();
            if wanted.len() >= FEWEST && shared * 4 >= wanted.len() * 3 && draft.withheld(index).is_some() {
                let message = format!("only “{}” says so", draft.words(source));
                report(Fault::new(headline.clone(), message).of_claim(index).related(vec![source.clone()]));
                return;
            }
        }
    }),
};

/// Letters of a word that tells something.
const LONG: usize = 4;

/// Telling words that a headline must have to be compared.
const FEWEST: usize = 3;
