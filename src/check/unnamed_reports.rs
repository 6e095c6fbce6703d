//! “Reports said”, “local media reported”, and no outlet is named anywhere near.
//!
//! AP, AFP and Reuters credit what another outlet has found to that outlet, by name. “Reports” is nobody. Told of once in an article.
//!
//! - Bad: The minister will resign, reports said.
//! - Good: The minister will resign, Yonhap reported.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{grammar::Form, outlet};

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
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let outlet = |index: usize| outlet::via(&analysis.chains[index]).next().is_some();
        let found =
            draft.sources().filter(|(_, claim, source)| source.len() <= 3 && draft.is_said(claim)).find(|(index, claim, source)| {
                let media = (*source).clone().any(|at| draft.on(at, draft.grammar.known.media_unnamed));
                let near = index.saturating_sub(NEAR)..(index + NEAR + 1).min(analysis.claims.len());
                // "Reports" by itself is no cue; "social media users" are people; what others say of the media is theirs.
                let last = draft.on(source.end - 1, draft.grammar.known.media_unnamed);
                let beside = claim.cue.as_ref().is_some_and(|cue| cue.start == source.end || cue.end == source.start);
                // "Reports suggesting that …" are spoken of; in "numerous media reports" the last word is a noun.
                let finite = claim.cue.iter().cloned().flatten().any(|at| {
                    let noun = draft.on(at, draft.grammar.known.verb_or_noun);
                    let form = draft.form(at, draft.grammar.known.cue_saying);
                    form.is_some_and(|form| matches!(form, Form::Base | Form::Past) || form == Form::Third && !noun)
                });
                // An outlet that the paragraph before or one of the next two names is the one.
                let block = analysis.tokens[source.start].block;
                let named = !draft.outlets_in(block.saturating_sub(1)..=block + 2).is_empty();
                // "When the media reported on her work": that they did is the news.
                let event = claim.cue.as_ref().is_some_and(|cue| {
                    let preposition =
                        |at: usize| analysis.tokens.get(at).is_some_and(|t| t.on(draft.grammar, draft.grammar.known.preposition));
                    (preposition(cue.end) || cue.len() > 1 && preposition(cue.end - 1))
                        && !claim.content.iter().flat_map(Clone::clone).any(|at| draft.is_quoted(at))
                });
                // "Police reports" are the police's, and "401(k) accounts" are none.
                let others = source.len() > 1 && analysis.tokens[source.end - 2].on_any(draft.grammar, &draft.grammar.heads)
                    || source.start > 0 && draft.word(source.start - 1) == ")";
                // "the media blame him" is about the media; "the reports" were spoken of before.
                media
                    && !others
                    && last
                    && !named
                    && !event
                    && beside
                    && finite
                    && claim.inside.is_none()
                    && !draft.takes_up(source)
                    && !near.into_iter().any(outlet)
            });
        if let Some((index, _, source)) = found {
            report(Fault::new(source.clone(), format!("“{}” names no outlet", draft.words(source))).of_claim(index));
        }
    }),
};
