//! Critics, observers, experts or many say it, and none of them is named.
//!
//! A crowd that nobody could ask is a claim of the author's with a mask on. The Sun and Sentinel editors' circle calls it phantom
//! attribution. A named person who says something within the next three claims, or the last three, counts as a member. Each crowd is told of once.
//!
//! - Bad: Critics say the bridge was built too fast. The bridge was opened in May.
//! - Good: Critics say the bridge was built too fast. “They had no time,” said Ana Duarte, an engineer.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{
    grammar::{Class, Naming},
    source::Entity,
};

/// Claims in which a member of the crowd may be named.
const NEAR: usize = 3;

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
            let end = analysis.claims.len().min(index + 1 + NEAR);
            if vague && stated && crowd_speaks && short && !announced && !seen[crowd] && !(index.saturating_sub(NEAR)..end).any(member) {
                seen[crowd] = true;
                report(Fault::new(source.clone(), format!("nobody of “{}” is named", draft.words(source))).of_claim(index));
            }
        }
    }),
};
