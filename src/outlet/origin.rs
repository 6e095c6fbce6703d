//! Which sources are one and the same in the end: what a spokeswoman says is her ministry's word, a statement is its author's.
//!
//! A story on three sources that all repeat one of them has one source; newsrooms count the independent ones (the BBC's editorial
//! guidelines, section 3).

use rustc_hash::FxHashMap;

use super::{Hop, Step};
use crate::source::Sources;

/// For each claim the entity that it goes back to: the first of its chain, or whom that speaks for; none where nobody stands behind it.
#[must_use]
pub fn origins(chains: &[Vec<Hop>], sources: &Sources) -> Vec<Option<usize>> {
    let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
    for (entity, known) in sources.entities.iter().enumerate() {
        by_name.entry(known.name.to_lowercase()).or_insert(entity);
    }
    // The author of a document, the body of a spokeswoman where that is an entity as well.
    let principals: Vec<Option<usize>> = sources
        .entities
        .iter()
        .enumerate()
        .map(|(entity, known)| {
            let body = || by_name.get(&known.speaks_for.as_ref()?.to_lowercase()).copied();
            known.author.map(|(author, _)| author).or_else(body).filter(|found| *found != entity)
        })
        .collect();
    let first =
        |chain: &Vec<Hop>| chain.iter().find(|hop| matches!(hop.step, Step::Author | Step::Source | Step::Reported)).map(|hop| hop.entity);
    chains.iter().map(|chain| first(chain).map(|entity| root(entity, &principals))).collect()
}

/// Whom an entity speaks for in the end; of those who speak for each other, the earliest.
fn root(entity: usize, principals: &[Option<usize>]) -> usize {
    let mut seen = vec![entity];
    let mut at = entity;
    while let Some(next) = principals[at] {
        if seen.contains(&next) {
            return seen.into_iter().min().unwrap_or(entity);
        }
        seen.push(next);
        at = next;
    }
    at
}

#[cfg(test)]
mod tests {
    use crate::{
        analyse,
        document::{self, Format, Metadata},
        grammar::Grammar,
        outlet::origins,
    };

    fn names(text: &str) -> Vec<String> {
        let grammar = Grammar::english();
        let analysis = analyse(document::read(Format::Plain, text, Metadata::default(), &grammar.furniture), &grammar);
        let found = origins(&analysis.chains, &analysis.sources);
        found.into_iter().flatten().map(|root| analysis.sources.entities[root].name.clone()).collect()
    }

    #[test]
    fn a_spokeswoman_and_a_report_go_back_to_their_body() {
        let text = "The Harbour Authority said on Monday that the bridge was safe. Ana Duarte, a spokeswoman for the Harbour Authority, \
                    said it would open soon. A report by the Harbour Authority said the steel was sound.";
        assert_eq!(names(text), ["Harbour Authority", "Harbour Authority", "Harbour Authority"]);
    }
}
