//! Another outlet's report is linked to, and its name is not given.
//!
//! AP credits what others have found to them, by name, in the text: links are not read aloud, not printed, and not seen by those who do not
//! follow them.
//!
//! - Bad: The minister will resign, a person briefed on the plan [said](https://www.reuters.com/world/minister-to-resign).
//! - Good: The minister will resign, a person briefed on the plan [told Reuters](https://www.reuters.com/world/minister-to-resign).

use super::{Check, Fault, Finds, Group, Severity};
use crate::{outlet::Step, token};

pub const CHECK: Check = Check {
    code: "O502",
    name: "uncredited-outlet",
    group: Group::Outlets,
    severity: Severity::Info,
    default: true,
    why: "who does not follow the link is not told whose report it is",
    help: "name the outlet in the sentence",
    source: include_str!("uncredited_outlet.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let mut seen = vec![false; analysis.sources.entities.len()];
        for (index, chain) in analysis.chains.iter().enumerate() {
            for hop in chain.iter().filter(|hop| hop.step == Step::Linked) {
                let outlet = &analysis.sources.entities[hop.entity];
                let Some(span) = hop.span else { continue };
                let range = token::within(&analysis.tokens, span);
                if range.is_empty() {
                    continue;
                }
                let (number, block) = (analysis.tokens[range.start].block, token::span(&analysis.tokens, &draft.block(range.start)));
                let full = draft.outlets_in(number..=number).iter().filter(|(_, number)| Some(*number) == outlet.outlet);
                let named = full.map(|(words, _)| token::span(&analysis.tokens, words)).chain(outlet.mentions.iter().copied());
                // The words that are linked are no name by themselves.
                let credited = named.into_iter().any(|m| block.start <= m.start && m.end <= block.end && m != span);
                if !credited && !std::mem::replace(&mut seen[hop.entity], true) {
                    report(Fault::new(range, format!("only the link tells of {}", outlet.name)).of_claim(index));
                }
            }
        }
    }),
};
