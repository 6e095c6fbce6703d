//! The linked words name one outlet, and the link leads to another's site.
//!
//! Readers are told one source and sent to another: often the copy of an agency's story on somebody else's pages, sometimes the wrong link.
//!
//! - Bad: The minister will resign, [Reuters](https://www.theguardian.com/minister) reported.
//! - Good: The minister will resign, [Reuters](https://www.reuters.com/minister) reported.

use super::{Check, Fault, Finds, Group, Severity};
use crate::token;

pub const CHECK: Check = Check {
    code: "O504",
    name: "outlet-domain-mismatch",
    group: Group::Outlets,
    severity: Severity::Warning,
    default: true,
    why: "readers are told one outlet and sent to another",
    help: "link to the outlet that is named, or name the one that is linked",
    source: include_str!("outlet_domain_mismatch.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let outlets = &draft.grammar.outlets;
        for link in &analysis.document.links {
            let Some(site) = draft.grammar.outlet_at_url(&link.url) else { continue };
            let range = token::within(&analysis.tokens, link.span);
            let first = analysis.sources.full.partition_point(|(words, _)| words.end <= range.start);
            let mut named = analysis.sources.full[first..].iter().take_while(|(words, _)| words.start < range.end);
            let house = |outlet: u16| outlets[usize::from(outlet)].parent.as_deref().unwrap_or(&outlets[usize::from(outlet)].name);
            let Some((words, outlet)) = named.next() else { continue };
            let other = named.all(|(_, also)| also == outlet) && house(*outlet) != house(site);
            let platform = draft.grammar.is_platform(site) || draft.grammar.is_platform(*outlet);
            if other && !platform {
                let site = &outlets[usize::from(site)].name;
                report(Fault::new(words.clone(), format!("“{}” leads to a page of {site}", draft.words(words))));
            }
        }
    }),
};
