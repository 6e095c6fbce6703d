//! A surname before the full name.
//!
//! AP and most house styles give the full name at first mention and the surname behind it. Readers who meet the surname first do not know who is
//! meant, and editors who moved a paragraph up have often left the full name behind. Headlines, summaries and words of speakers are not looked at. Off by
//! default: live blogs and updates stand in no order.
//!
//! - Bad: Duarte said the bridge was shut. ¶ Ana Duarte, the harbour master, said it was old.
//! - Good: Ana Duarte, the harbour master, said the bridge was shut. ¶ Duarte said it was old.

use std::collections::HashMap;

use super::{Check, Fault, Finds, Group, Severity};
use crate::{document::BlockKind, source::Pass, token::Token};

pub const CHECK: Check = Check {
    code: "S403",
    name: "first-reference",
    group: Group::Sources,
    severity: Severity::Info,
    default: false,
    why: "readers do not know who is meant",
    help: "give the full name where the person comes in",
    source: include_str!("first_reference.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let tokens = &analysis.tokens;
        let text = &*analysis.document.text;
        // Surnames of those who are named in full, with the number of who bears them.
        let mut surnames: HashMap<&str, Option<usize>> = HashMap::new();
        let people = analysis.sources.entities.iter().enumerate().filter(|(_, e)| e.is_named_person());
        for (index, entity) in people {
            if let Some((_, surname)) = entity.name.rsplit_once(' ') {
                // Two bearers of a surname: it is not told who is meant.
                surnames.entry(surname).and_modify(|bearer| *bearer = None).or_insert(Some(index));
            }
        }
        let mut first: HashMap<usize, Option<usize>> = HashMap::new();
        let body = |at: usize| matches!(draft.kind(at), BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote);
        for at in (0..tokens.len()).filter(|&at| tokens[at].is_capital()) {
            let Some(&Some(entity)) = surnames.get(draft.word(at)) else { continue };
            // A name or title before it, or one behind: it is no bare surname.
            let beside = |other: Option<&Token>| other.is_some_and(|t| t.is_capital() && t.block == tokens[at].block);
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            let initial = before.is_some_and(|t| t.span.of(text) == ".");
            // "Updated at 1305: …": notes are no sentences.
            let full = || matches!(draft.word(draft.block(at).end - 1), "." | "!" | "?" | "”" | "\"");
            let own = body(at) && !draft.is_quoted(at) && !draft.is_embedded(at);
            let bare = own && !beside(before) && !beside(tokens.get(at + 1)) && !initial && full();
            first.entry(entity).or_insert(bare.then_some(at));
        }
        for (index, claim, source) in draft.sources() {
            // The surname is the first that is read of somebody, and a source.
            let Some(entity) = analysis.sources.of_claim[index] else { continue };
            let bare = first.get(&entity).copied().flatten();
            if bare.is_some_and(|at| source.len() == 1 && source.start == at)
                && analysis.sources.how[index].pass == Pass::Name
                && claim.inside.is_none()
            {
                let name = &analysis.sources.entities[entity].name;
                report(Fault::new(source.clone(), format!("{name} is “{}” at first mention", draft.words(source))).of_claim(index));
            }
        }
    }),
};
