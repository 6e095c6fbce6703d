//! The first claim of the story is an unnamed source's, and nobody named bears it out in the next paragraph.
//!
//! The AP wants the strength of the sourcing to show at the top. Off by default: it is a matter for the desk.
//!
//! - Bad: The bridge will be pulled down, a senior official said. ¶ It was built in 1931. ¶ Ana Duarte, the harbour master, said it was old.
//! - Good: The bridge will be pulled down, a senior official said. ¶ Ana Duarte, the harbour master, confirmed that it would.

use super::{Check, Fault, Finds, Group, Severity};
use crate::{document::BlockKind, grammar::Naming};

pub const CHECK: Check = Check {
    code: "N208",
    name: "anonymous-lead",
    group: Group::Anonymity,
    severity: Severity::Info,
    default: false,
    why: "the story stands on somebody whom readers cannot see",
    help: "put a named source or a document beside it",
    source: include_str!("anonymous_lead.rs"),
    finds: Finds::Article(|draft, report| {
        let mut claims = draft.sources().filter(|(_, _, source)| draft.kind(source.start) == BlockKind::Paragraph);
        if let Some((index, _, source)) = claims.next()
            && draft.withheld(index).is_some()
        {
            let block = |at: usize| draft.analysis.tokens[at].block;
            let near = |at: usize| block(at) <= block(source.start) + 1;
            let named = |index: usize| draft.entity(index).is_some_and(|e| e.naming == Naming::Named);
            if !claims.take_while(|(_, _, other)| near(other.start)).any(|(index, ..)| named(index)) {
                report(Fault::new(source.clone(), format!("the story begins with “{}” alone", draft.words(source))).of_claim(index));
            }
        }
    }),
};
