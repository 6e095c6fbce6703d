//! Most of an article rests on people who are not named.
//!
//! NPR and the BBC use unnamed sources as a last resort. Counted are the claims that have a source, in articles with at least `fewest-claims` of them; more than
//! `anonymous-share` of them, by default a half, is too much. Off by default.
//!
//! - Bad: The bridge is shut, a senior official said. An official said it was old. It will be mended, an official said. An official said it was safe. Ana Duarte said nobody was hurt.
//! - Good: The bridge is shut, a senior official said. Ana Duarte said it was old. She said it would be mended. Duarte said it was safe. She said nobody was hurt.

use super::{Check, Fault, Finds, Group, Severity};

#[expect(clippy::cast_precision_loss, reason = "articles have fewer claims than floats have digits")]
pub const CHECK: Check = Check {
    code: "N207",
    name: "anonymous-share",
    group: Group::Anonymity,
    severity: Severity::Warning,
    default: false,
    why: "readers have to take the article's word for all of it",
    help: "find somebody who says it on the record",
    source: include_str!("anonymous_share.rs"),
    finds: Finds::Article(|draft, report| {
        let sources: Vec<_> = draft.sources().filter(|(_, claim, _)| claim.inside.is_none()).collect();
        let unnamed: Vec<_> = sources.iter().filter(|(index, ..)| draft.withheld(*index).is_some()).collect();
        let (count, all) = (unnamed.len(), sources.len());
        if let Some((index, _, source)) = unnamed.first()
            && all >= draft.settings.fewest_claims
            && count as f32 > draft.settings.anonymous_share * all as f32
        {
            let related = unnamed[1..].iter().map(|(_, _, source)| (*source).clone());
            report(
                Fault::new((*source).clone(), format!("{count} of {all} claims come from the unnamed")).of_claim(*index).related(related),
            );
        }
    }),
};
