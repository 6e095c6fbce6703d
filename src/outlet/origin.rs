//! Which sources are one and the same in the end: what a spokeswoman says is her ministry's word, a statement is its author's.
//!
//! A story on three sources that all repeat one of them has one source; newsrooms count the independent ones (the BBC's editorial
//! guidelines, section 3).

use super::{Hop, Step};
use crate::source::Sources;

/// For each claim the entity that it goes back to: the first of its chain, or whom that speaks for; none where nobody stands behind it.
#[must_use]
pub fn origins(chains: &[Vec<Hop>], sources: &Sources) -> Vec<Option<usize>> {
    let roots: Vec<usize> = (0..sources.entities.len()).map(|entity| root(entity, sources)).collect();
    let first =
        |chain: &Vec<Hop>| chain.iter().find(|hop| matches!(hop.step, Step::Author | Step::Source | Step::Reported)).map(|hop| hop.entity);
    chains.iter().map(|chain| first(chain).map(|entity| roots[entity])).collect()
}

/// Whom an entity speaks for in the end; two that speak for each other are the earlier one.
fn root(entity: usize, sources: &Sources) -> usize {
    let mut at = entity;
    let mut seen = vec![entity];
    while let Some(next) = principal(at, sources) {
        if seen.contains(&next) {
            return seen.into_iter().min().unwrap_or(entity);
        }
        seen.push(next);
        at = next;
    }
    at
}

/// Whom an entity speaks for: the author of a document, the body of a spokeswoman where that is an entity as well.
fn principal(entity: usize, sources: &Sources) -> Option<usize> {
    let known = &sources.entities[entity];
    if let Some((author, _)) = known.author {
        return Some(author).filter(|author| *author != entity);
    }
    let body = known.speaks_for.as_deref()?;
    sources.entities.iter().position(|e| e.name.eq_ignore_ascii_case(body)).filter(|found| *found != entity)
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
