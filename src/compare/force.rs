//! Cues and hedges of two versions into whether a claim became more or less certain.
//!
//! Degrees are those of the grammar's lists: claimed, said, shown; with a hedge or without.
//!
//! Invariant: a hedge inside quote marks is the speaker's, and a hedge that goes while another comes changes nothing.

use super::{Kind, Place, Version, identity};
use crate::{
    grammar::ListId,
    quotation,
    token::listed_at,
    wording::{self, Edit, Word},
};

/// The most words that a hedge comes or goes with.
const LONGEST: usize = 5;

/// By the words that attribute: claimed, said, shown.
pub fn by_cue(old: &Version<'_>, new: &Version<'_>, before: usize, behind: usize) -> Option<Kind> {
    let claims = (&old.analysis.claims[before], &new.analysis.claims[behind]);
    if claims.0.negated != claims.1.negated || claims.0.modal != claims.1.modal {
        return None;
    }
    let same = match (old.source(before), new.source(behind)) {
        (Some(was), Some(is)) => identity::share_name(was, is),
        (was, is) => was.is_none() == is.is_none(),
    };
    let (was, is) = (degree(old, before).filter(|_| same)?, degree(new, behind)?);
    match was.cmp(&is) {
        std::cmp::Ordering::Less => Some(Kind::Hardened),
        std::cmp::Ordering::Greater => Some(Kind::Softened),
        std::cmp::Ordering::Equal => None,
    }
}

fn degree(version: &Version<'_>, claim: usize) -> Option<u8> {
    let cue = version.analysis.claims[claim].cue.clone()?;
    let known = &version.grammar.known;
    let degrees = [(known.certainty_claimed, 0), (known.certainty_shown, 2), (known.cue_saying, 1)];
    let on = |list| cue.clone().any(|at| version.analysis.tokens[at].on(version.grammar, list));
    degrees.into_iter().find_map(|(list, degree)| on(list).then_some(degree))
}

/// By a hedge that is there in one version alone, with the words round it in both.
pub fn by_hedge(old: &Version<'_>, new: &Version<'_>, before: &Place, behind: &Place) -> Option<Kind> {
    let (was, is) = (&old.words(before).words, &new.words(behind).words);
    let (was_hedged, is_hedged) = (hedged(old, before, was), hedged(new, behind, is));
    if was_hedged.iter().any(|&hedge| hedge) == is_hedged.iter().any(|&hedge| hedge) {
        return None;
    }
    let changes = wording::changes(was, is);
    changes.iter().enumerate().find_map(|(at, change)| {
        let (kind, range, hedges) = match change.edit {
            Edit::Equal => return None,
            Edit::Delete => (Kind::Hardened, &change.old, &was_hedged),
            Edit::Insert => (Kind::Softened, &change.new, &is_hedged),
        };
        // What comes in its place must be short, too: otherwise it is another statement.
        let beside = changes[at.saturating_sub(1)..(at + 2).min(changes.len())].iter().filter(|c| c.edit != Edit::Equal);
        let short = beside.into_iter().all(|c| c.old.len() <= LONGEST && c.new.len() <= LONGEST);
        let followed = changes[at + 1..].iter().take(2).any(|c| c.edit == Edit::Equal);
        (short && followed && hedges[range.clone()].contains(&true)).then_some(kind)
    })
}

/// For each word whether it is part of a hedge.
fn hedged(version: &Version<'_>, place: &Place, words: &[Word]) -> Vec<bool> {
    let analysis = version.analysis;
    let known = &version.grammar.known;
    let mut spans = Vec::new();
    let mut at = place.tokens.start;
    while at < place.tokens.end {
        let quoted = quotation::covering(&analysis.quotations, at).is_some();
        // "in May", "Will": capitals inside a sentence are names.
        let name = analysis.tokens[at].is_capital() && !version.begins_sentence(at);
        let on = |at: usize, list| analysis.tokens.get(at).is_some_and(|t| t.on(version.grammar, list));
        let predicate = (at > 0 && (on(at - 1, known.be) || on(at - 1, known.copula))) || on(at + 1, known.subordinator);
        let before = [known.determiner, known.pronoun_possessive, known.preposition, known.adjective, known.number_word];
        // "will most likely fail" is no "most likely site".
        let attributive = at > 0 && before.into_iter().any(|list| on(at - 1, list)) && !(at > 1 && on(at - 2, known.modal));
        let lists: &[ListId] = match (predicate, attributive) {
            (true, _) => &[known.hedge, known.hedge_verb, known.hedge_adverb, known.hedge_adjective],
            (false, false) => &[known.hedge, known.hedge_verb, known.hedge_adverb],
            (false, true) => &[known.hedge, known.hedge_verb],
        };
        let hedge = listed_at(&analysis.tokens, version.grammar, at, lists).filter(|_| !quoted && !name);
        match hedge {
            Some((_, end)) => {
                // "could not": a matter of power.
                let denied = analysis.tokens.get(end).is_some_and(|t| t.on(version.grammar, known.negation));
                if !denied {
                    spans.push(analysis.tokens[at].span.to(analysis.tokens[end - 1].span));
                }
                at = end;
            }
            None => at += 1,
        }
    }
    words.iter().map(|word| spans.iter().any(|span| span.start <= word.span.start && word.span.end <= span.end)).collect()
}
