//! Critics, observers, experts or many say it, and none of them is named.
//!
//! A crowd that nobody could ask is a claim of the author's with a mask on. The Sun and Sentinel editors' circle calls it phantom
//! attribution. A named person who says something within the next three statements or other claims, or the last three, counts as a member. “Some” and
//! “others” who speak of themselves are people of the story. Each crowd is told of once.
//!
//! - Bad: Critics say the bridge was built too fast. The bridge was opened in May.
//! - Good: Critics say the bridge was built too fast. “They had no time,” said Ana Duarte, an engineer.

use std::ops::Range;

use super::{Check, Draft, Fault, Finds, Group, Severity};
use crate::{
    attribution::Attribution,
    grammar::{Class, Naming},
    source::Entity,
};

/// Statements in which a member of the crowd may be named.
const NEAR: usize = 3;
/// A line of fewer tokens below a quotation tells whose it is.
const SIGNATURE: usize = 10;

pub const CHECK: Check = Check {
    code: "A102",
    name: "vague-crowd",
    group: Group::Attribution,
    severity: Severity::Warning,
    default: true,
    why: "nobody could ask a crowd, so the claim is the author's own",
    help: "name one of them, or say how many were asked and by whom",
    source: include_str!("vague_crowd.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let mut seen = vec![false; analysis.sources.entities.len()];
        // Who states something: what is feared, done or found says nothing of who was asked.
        let states = |index: &usize| {
            let claim = &analysis.claims[*index];
            claim.inside.is_none() && matches!(claim.class, Class::Statement) && (draft.is_said(claim) || claim.cue.is_none())
        };
        let statements: Vec<usize> = (0..analysis.claims.len()).filter(states).collect();
        for (index, claim, source) in draft.sources() {
            let (Some(cue), Some(crowd)) = (&claim.cue, analysis.sources.of_claim[index]) else { continue };
            let vague = analysis.sources.entities[crowd].naming == Naming::Vague;
            let stated =
                matches!(claim.class, Class::Statement | Class::Belief) && !claim.negated && !claim.modal && claim.inside.is_none();
            // "Critics say", "some experts warn": a crowd of speakers as subject; shares of people come from polls.
            let crowd_speaks = draft.on(source.end - 1, draft.grammar.known.crowd_speakers) && draft.is_said(claim);
            let short = source.len() <= 3 && source.end == cue.start;
            let member = |at: usize| draft.entity(at).is_some_and(Entity::is_named_person);
            // "What experts say" announces; "the scientists" are those of before.
            let announced = source.start > 0 && draft.on(source.start - 1, draft.grammar.known.wh) || draft.takes_up(source);
            let nth = statements.partition_point(|&statement| statement < index);
            let behind = nth + usize::from(statements.get(nth) == Some(&index));
            let near = &statements[nth.saturating_sub(NEAR)..statements.len().min(behind + NEAR)];
            let beside = index.saturating_sub(NEAR)..analysis.claims.len().min(index + 1 + NEAR);
            let known = near.iter().copied().chain(beside).any(member) || is_signed(draft, claim) || is_of_the_story(draft, claim, source);
            if vague && stated && crowd_speaks && short && !announced && !seen[crowd] && !known {
                seen[crowd] = true;
                report(Fault::new(source.clone(), format!("nobody of “{}” is named", draft.words(source))).of_claim(index));
            }
        }
    }),
};

/// Whether a short line of names stands below what is claimed: "Ana Duarte, The Harbour Post".
fn is_signed(draft: &Draft<'_>, claim: &Attribution) -> bool {
    let tokens = &draft.analysis.tokens;
    let Some(last) = claim.content.last().map(|part| draft.block(part.end - 1).end).filter(|&end| end < tokens.len()) else { return false };
    let line = draft.block(last);
    let named = |at: usize| !tokens[at].is_word() || tokens[at].is_capital() || tokens[at].on_any(draft.grammar, &draft.grammar.closed);
    claim.content.iter().any(|part| draft.is_quoted(part.start))
        && line.len() <= SIGNATURE
        && tokens[last].is_capital()
        && line.clone().all(named)
}

/// Whether "some" or "others" speak of themselves, as people of the story do: "some said they had been turned away".
fn is_of_the_story(draft: &Draft<'_>, claim: &Attribution, source: &Range<usize>) -> bool {
    let known = &draft.grammar.known;
    let Some(content) = claim.content.first() else { return false };
    let first = content.start + usize::from(draft.on(content.start, known.subordinator));
    source.len() == 1
        && draft.analysis.tokens[source.start].on_any(draft.grammar, &draft.grammar.pronouns)
        && first < content.end
        && draft.on(first, known.pronoun_many)
}
