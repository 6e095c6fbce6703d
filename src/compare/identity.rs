//! Sources of two versions into whether they may be the same.
//!
//! Invariant: where it is not sure that somebody else is meant, nothing is told: a pronoun, a surname and a title may all be one person.

use std::ops::Range;

use super::{Kind, Version, spelling};
use crate::{
    grammar::{EntityKind, Grammar, Naming, WordId},
    quotation,
    source::{Entity, Pass},
    span::Span,
    wording::{self, Word},
};

/// What happened to the source of a claim.
pub fn source(old: &Version<'_>, new: &Version<'_>, before: usize, behind: usize) -> Option<Kind> {
    let was = old.source(before)?;
    let Some(is) = new.source(behind) else {
        let text = Span::new(0, new.analysis.document.text.len());
        let gone = !is_named_in(&wording::words(&new.analysis.document.text, text), new, was);
        let passive = new.analysis.claims[behind].cue.is_some() && was.kind == EntityKind::Person && told_outside(old, before);
        return (passive && gone && was.naming == Naming::Named).then_some(Kind::Anonymised);
    };
    if is_unknown(was) || is_unknown(is) || share_name(was, is) || !told_outside(old, before) || !told_outside(new, behind) {
        return None;
    }
    if old.claims[before].weight().min(new.claims[behind].weight()) < WEIGHT {
        return None;
    }
    let in_new = |span: Span| is_named_in(&wording::words(&new.analysis.document.text, span), new, was);
    let in_old = |span: Span| is_named_in(&wording::words(&old.analysis.document.text, span), old, is);
    let whole = |version: &Version<'_>| Span::new(0, version.analysis.document.text.len());
    let kind = replaced(old, new, before, behind)?;
    let told = match kind {
        Kind::Anonymised => in_new(whole(new)),
        Kind::Named => in_old(whole(old)),
        _ => in_new(new.neighbourhood(&new.over[behind])) || in_old(old.neighbourhood(&old.over[before])),
    };
    (!told).then_some(kind)
}

/// Whether a claim's source is called by a name.
fn is_called(version: &Version<'_>, claim: usize, entity: &Entity) -> bool {
    entity.naming == Naming::Named
        && matches!(version.analysis.sources.how[claim].pass, Pass::Name | Pass::Listed | Pass::Body)
        && !is_role(version.grammar, &entity.name)
}

/// Whether two claims have sources that are called by names which cannot be one's: a body and who speaks for it, an outlet and whom it has
/// heard, are one source; so may a given name and a surname be.
fn are_others(old: &Version<'_>, new: &Version<'_>, before: usize, behind: usize) -> bool {
    let (Some(was), Some(is)) = (old.source(before), new.source(behind)) else { return false };
    let called = is_called(old, before, was) && is_called(new, behind, is);
    let comparable = was.kind == is.kind && was.kind != EntityKind::Outlet && (was.name.contains(' ') || is.name.contains(' '));
    called && comparable && !share_name(was, is) && !tells_of(was, is) && !tells_of(is, was)
}

/// What stands in the place of a claim's source, whatever is told near it: somebody else, or a person called by a name against one of whom only
/// a part or a place is told ("an official").
pub fn replaced(old: &Version<'_>, new: &Version<'_>, before: usize, behind: usize) -> Option<Kind> {
    let (was, is) = (old.source(before)?, new.source(behind)?);
    let named =
        |version: &Version<'_>, claim: usize, entity: &Entity| entity.kind == EntityKind::Person && is_called(version, claim, entity);
    match (named(old, before, was), named(new, behind, is)) {
        (true, false) if is_unnamed(is) => Some(Kind::Anonymised),
        (false, true) if is_unnamed(was) => Some(Kind::Named),
        _ => are_others(old, new, before, behind).then_some(Kind::SourceChanged),
    }
}

/// Whether an entity is people of whom no name is told anywhere.
fn is_unnamed(entity: &Entity) -> bool {
    entity.naming != Naming::Named && matches!(entity.kind, EntityKind::Person | EntityKind::Group)
}

/// What a content must weigh for its source to be held against another's.
const WEIGHT: f32 = 4.0;

/// Whether the source of a claim stands outside quotations and outside what is claimed.
pub fn told_outside(version: &Version<'_>, claim: usize) -> bool {
    let attribution = &version.analysis.claims[claim];
    let Some(source) = &attribution.source else { return false };
    let quoted = quotation::covering(&version.analysis.quotations, source.start).is_some();
    !quoted && !attribution.content.iter().any(|part| part.start <= source.start && source.end <= part.end)
}

/// Whether a name ends in what somebody is ("Kentucky Republican") or is nothing but a title.
fn is_role(grammar: &Grammar, name: &str) -> bool {
    let last = name.split_whitespace().next_back().unwrap_or_default();
    let word = grammar.lexicon.find(last.trim_end_matches('.'), &mut String::new());
    let known = &grammar.known;
    word != WordId(0) && (grammar.lexicon.lists(word).meets(&grammar.heads) || grammar.lexicon.lists(word).contains(known.determiner))
}

/// Whether nothing tells who an entity is.
pub fn is_unknown(entity: &Entity) -> bool {
    entity.kind == EntityKind::Unknown
}

/// The words of a name that tell it from others, in small letters.
fn telling(name: &str) -> impl Iterator<Item = String> + '_ {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.map(str::to_lowercase)
}

/// Whether two names share a word: a surname stands for the whole.
pub fn share_name(one: &Entity, other: &Entity) -> bool {
    (one.outlet.is_some() && one.outlet == other.outlet)
        || telling(&one.name).any(|word| telling(&other.name).any(|w| spelling::is_variant(&w, &word)))
}

/// Whether what is told of one entity names the other.
fn tells_of(one: &Entity, other: &Entity) -> bool {
    [&one.title, &one.affiliation, &one.speaks_for]
        .into_iter()
        .flatten()
        .any(|told| telling(told).any(|word| telling(&other.name).any(|w| w == word)))
}

/// Whether words of a version call an entity by its last name, or the version names the outlet by any of its names.
pub fn is_named_in(words: &[Word], version: &Version<'_>, entity: &Entity) -> bool {
    entity.outlet.is_some_and(|outlet| version.analysis.sources.is_named(outlet)) || is_called_in(words, entity)
}

/// Whether words call an entity by its last name.
pub fn is_called_in(words: &[Word], entity: &Entity) -> bool {
    let keys: Vec<u64> = wording::words(&entity.name, Span::new(0, entity.name.len())).iter().map(|word| word.key).collect();
    keys.last().is_some_and(|last| words.iter().any(|word| word.key == *last))
}

/// Whether the paragraphs round some sentences name an entity.
pub fn is_near(version: &Version<'_>, sentences: &Range<usize>, entity: &Entity) -> bool {
    let near = version.neighbourhood(sentences);
    is_named_in(&wording::words(&version.analysis.document.text, near), version, entity)
}
