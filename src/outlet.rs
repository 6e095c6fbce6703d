//! Provenance: the outlets through which each claim came, as the text says.

use std::ops::Range;

use crate::{
    attribution::{Attribution, enclosing},
    document::Document,
    grammar::{EntityKind, Grammar, OutletKind},
    sentence::Sentence,
    source::{Sources, outlet_at},
    token::{self, Token},
};

/// How many paragraphs on the words of one source go on coming through the outlet that was told.
const CARRIES: u32 = 1;

/// For each claim the entities of its outlets, in the order of the text; outlets that are new become entities.
///
/// An outlet counts when it is told ("told Reuters"), when it is itself the source or stands in its mention ("a poll by CNN",
/// "a letter seen by AFP"), when the setting names it ("in an interview with the ABC"), and when the claim round this one has it.
#[must_use]
pub fn via(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    claims: &[Attribution],
    sources: &mut Sources,
    grammar: &Grammar,
) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::with_capacity(claims.len());
    for (index, claim) in claims.iter().enumerate() {
        let mut found = Vec::new();
        let source = sources.of_claim[index].filter(|&e| sources.entities[e].kind == EntityKind::Outlet);
        found.extend(source);
        let ranges = [claim.source.clone(), claim.addressee.clone()].into_iter().flatten().chain(settings(claim, sentences));
        for range in ranges {
            let mut at = range.start;
            while at < range.end {
                let Some((outlet, behind)) = outlet_at(text, tokens, grammar, at, |outlet| sources.is_named(outlet)) else {
                    at += 1;
                    continue;
                };
                if grammar.outlets[usize::from(outlet)].kind != OutletKind::Platform {
                    let entity = sources.outlet(grammar, outlet);
                    if source != Some(entity) {
                        sources.entities[entity].mentions.push(token::span(tokens, &(at..behind)));
                    }
                    if !found.contains(&entity) {
                        found.push(entity);
                    }
                }
                at = behind;
            }
        }
        out.push(found);
    }
    // What one source says goes on coming through the outlet that was told, as long as nobody else speaks between.
    for index in 1..claims.len() {
        let block = |c: &Attribution| c.cue.as_ref().or(c.content.first()).map_or(0, |r| tokens[r.start].block);
        let same = sources.of_claim[index]
            .is_some_and(|e| Some(e) == sources.of_claim[index - 1] && sources.entities[e].kind != EntityKind::Outlet);
        if out[index].is_empty() && same && block(&claims[index]) <= block(&claims[index - 1]) + CARRIES {
            out[index] = out[index - 1].clone();
        }
    }
    // A claim inside others came through what the innermost of them came through that tells.
    for index in 0..claims.len() {
        if out[index].is_empty()
            && let Some(outer) = enclosing(claims, index).find(|&outer| !out[outer].is_empty())
        {
            out[index] = out[outer].clone();
        }
    }
    out
}

/// What of the claim's sentence is neither claimed nor cue, source or addressee, behind the cue: "in an interview with CNN".
fn settings(claim: &Attribution, sentences: &[Sentence]) -> Vec<Range<usize>> {
    let Some(cue) = &claim.cue else { return Vec::new() };
    let mut parts: Vec<Range<usize>> = claim.content.clone();
    parts.extend([claim.source.clone(), claim.addressee.clone()].into_iter().flatten());
    parts.sort_by_key(|r| r.start);
    let mut at = cue.end;
    let end = sentences[claim.sentence].tokens.end;
    let mut out = Vec::new();
    for part in parts.iter().filter(|p| p.end > cue.end && p.start < end) {
        if at < part.start {
            out.push(at..part.start);
        }
        at = at.max(part.end);
    }
    // Behind the content the sentence may tell of something else; right behind the cue it tells where.
    if parts.iter().all(|p| p.start < cue.end || p.end <= at)
        && at < end
        && at <= cue.end + claim.addressee.as_ref().map_or(0, |a| a.len() + 1)
    {
        out.push(at..end);
    }
    out
}

/// The wire agency named in byline, dateline or credit, else in what is given beside the text: its entity; none when the grammar does
/// not know it as an agency.
#[must_use]
pub fn agency(document: &Document<'_>, sources: &mut Sources, grammar: &Grammar) -> Option<usize> {
    let given = &document.metadata;
    if let Some(name) = document.agency.map(|span| span.of(&document.text)) {
        return grammar.outlet_named(name).map(|outlet| sources.outlet_called(grammar, outlet, name));
    }
    [&given.byline, &given.outlet].into_iter().flatten().find_map(|name| {
        let outlet = grammar.outlet_named(name).filter(|&o| grammar.outlets[usize::from(o)].kind == OutletKind::Agency)?;
        Some(sources.outlet_called(grammar, outlet, name))
    })
}

/// The outlet that published the article, as given beside the text: its entity; none when the grammar does not know it.
#[must_use]
pub fn publisher(document: &Document<'_>, sources: &mut Sources, grammar: &Grammar) -> Option<usize> {
    let name = document.metadata.outlet.as_deref()?;
    let outlet = grammar.outlet_named(name)?;
    Some(sources.outlet_called(grammar, outlet, name))
}
