//! Provenance: the outlets through which each claim came, as the text says.

use crate::{
    attribution::Attribution,
    document::Document,
    grammar::{Grammar, Naming, OutletKind},
    source::{Sources, outlet_at},
    token::Token,
};

/// For each claim the entities of its outlets, in the order of the text; outlets that are new become entities.
///
/// An outlet counts when it is told ("told Reuters"), when it is itself the source, and when the claim round this one has it.
#[must_use]
pub fn via(text: &str, tokens: &[Token], claims: &[Attribution], sources: &mut Sources, grammar: &Grammar) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::with_capacity(claims.len());
    for (index, claim) in claims.iter().enumerate() {
        let mut found = Vec::new();
        let source = sources.of_claim[index].filter(|&e| {
            let outlet = sources.entities[e].outlet;
            outlet.is_some_and(|o| grammar.outlets[usize::from(o)].kind != OutletKind::Platform)
        });
        found.extend(source);
        let mut at = claim.addressee.as_ref().map_or(0, |r| r.start);
        let end = claim.addressee.as_ref().map_or(0, |r| r.end);
        while at < end {
            match outlet_at(text, tokens, grammar, at, &sources.full) {
                Some((outlet, behind)) => {
                    if grammar.outlets[usize::from(outlet)].kind != OutletKind::Platform {
                        let entity = sources.outlet(grammar, outlet);
                        let span = tokens[at].span.to(tokens[behind - 1].span);
                        sources.entities[entity].mentions.push(span);
                        found.push(entity);
                    }
                    at = behind;
                }
                None => at += 1,
            }
        }
        found.dedup();
        out.push(found);
    }
    // The words of one unnamed source go on coming through the outlet that was told, as long as nobody else speaks between.
    for index in 1..claims.len() {
        let same =
            sources.of_claim[index].is_some_and(|e| Some(e) == sources.of_claim[index - 1] && sources.entities[e].naming != Naming::Named);
        if out[index].is_empty() && same {
            out[index] = out[index - 1].clone();
        }
    }
    for (index, claim) in claims.iter().enumerate() {
        if out[index].is_empty()
            && let Some(outer) = claim.inside
        {
            out[index] = out[outer].clone();
        }
    }
    out
}

/// The wire agency named in byline, dateline or credit: its entity; none when the grammar does not know it as an outlet.
#[must_use]
pub fn agency(document: &Document<'_>, sources: &mut Sources, grammar: &Grammar) -> Option<usize> {
    let name = document.agency?.of(&document.text);
    let outlet = grammar.outlet_named(name)?;
    Some(sources.outlet_called(grammar, outlet, name))
}
