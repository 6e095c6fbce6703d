//! An insult, or an opinion of somebody, from behind a withheld name.
//!
//! AP, Reuters, NPR and the Guardian let the unnamed give facts, not opinions of people: nobody may be attacked from the dark. Off by default:
//! whether a word insults is for the desk to say.
//!
//! - Bad: A senior White House official called the minister incompetent.
//! - Good: A senior White House official said the minister had missed both meetings.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{grammar::Class, token::Token};

pub const CHECK: Check = Check {
    code: "N206",
    name: "anonymous-attack",
    group: Group::Anonymity,
    severity: Severity::Warning,
    default: false,
    why: "those who are attacked cannot see by whom, and readers cannot see why",
    help: "leave it out, or have it said on the record",
    source: include_str!("anonymous_attack.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        for (index, claim, source) in draft.sources() {
            let stated = matches!(claim.class, Class::Statement | Class::Belief) && !claim.negated;
            if !stated || draft.withheld(index).is_none() {
                continue;
            }
            // What somebody else says inside the claim is not the unnamed one's opinion.
            let inner = |at: usize| {
                let others = analysis.claims[index + 1..].iter().filter(|c| c.inside == Some(index));
                others.flat_map(|c| &c.content).any(|content| content.contains(&at))
            };
            let words = claim.content.iter().cloned().flatten();
            // "called him incompetent", "he is a fool": a word of judgement that is said of somebody.
            let called = claim.cue.iter().cloned().flatten().any(|at| draft.on(at, draft.grammar.known.called));
            let is = |at: usize| {
                let copula = |at: usize| draft.on(at, draft.grammar.known.be) || draft.on(at, draft.grammar.known.copula);
                (at.saturating_sub(NEAR)..at).rev().take_while(|&at| draft.analysis.tokens[at].is_word()).any(copula)
            };
            // "a volatile front line" judges a thing.
            let ends = |at: usize| {
                let next = |token: &Token| {
                    !token.is_word()
                        || token.on(draft.grammar, draft.grammar.known.preposition)
                        || token.on(draft.grammar, draft.grammar.known.conjunction)
                };
                analysis.tokens.get(at + 1).is_none_or(next)
            };
            let judges = |at: usize| draft.on(at, draft.grammar.known.attack) && (called || is(at)) && ends(at);
            let negated = claim.content.iter().cloned().flatten().any(|at| draft.on(at, draft.grammar.known.negation));
            let attack = words.filter(|_| !negated).filter(|&at| judges(at)).find(|&at| !inner(at));
            if let Some(at) = attack {
                let message = format!("“{}” says “{}” and need not answer for it", draft.words(source), draft.word(at));
                report(Fault::new(at..at + 1, message).of_claim(index).related(vec![source.clone()]));
            }
        }
    }),
};

/// How far before a word of judgement it stands that somebody is it, in tokens.
const NEAR: usize = 4;
