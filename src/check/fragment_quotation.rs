//! An article that quotes in shreds.
//!
//! AP teaching texts and Reuters: a fragment seldom carries what was meant; quote whole sentences, or paraphrase. Told once for articles with
//! at least `fewest-claims` quotations, of which more than `fragment-share` are fragments. Off by default.
//!
//! - Bad: Duarte called it “very old”. She said it was “quite unsafe”. She was “rather sure”. It was “long overdue”. She would “never” cross it.
//! - Good: Duarte said: “It is very old, and quite unsafe.” She would “never” cross it.

use super::{Check, Fault, Finds, Group, Severity};
use crate::quotation::QuotationKind;

#[expect(clippy::cast_precision_loss, reason = "articles have fewer quotations than floats have digits")]
pub const CHECK: Check = Check {
    code: "Q306",
    name: "fragment-quotation",
    group: Group::Quotations,
    severity: Severity::Info,
    default: false,
    why: "readers cannot see what was meant",
    help: "quote whole sentences, or say it in your own words",
    source: include_str!("fragment_quotation.rs"),
    finds: Finds::Article(|draft, report| {
        let said: Vec<_> = draft.analysis.quotations.iter().filter(|q| q.opened && q.closed).collect();
        let fragments: Vec<_> = said.iter().filter(|q| q.kind == QuotationKind::Fragment).collect();
        let (count, all) = (fragments.len(), said.len());
        if let Some(first) = fragments.first()
            && all >= draft.settings.fewest_claims
            && count as f32 > draft.settings.fragment_share * all as f32
        {
            let related = fragments[1..].iter().map(|q| q.tokens.clone());
            report(Fault::new(first.tokens.clone(), format!("{count} of {all} quotations are fragments")).related(related));
        }
    }),
};
