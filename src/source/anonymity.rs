//! What readers are told of the unnamed, on which terms they spoke, and why their names were withheld.
//!
//! Newsrooms ask for each: the position of an unnamed source and how it knows (The Associated Press, NPR and the Guardian in their rules
//! on anonymous sources), and why it is not named (the code of the Society of Professional Journalists).
//!
//! Invariant: a phrase is booked once, for the source closest to it.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::Sieve;
use crate::{
    attribution::Attribution,
    grammar::{EntityKind, ListId, Naming, named_enum},
    mention::Mentions,
    token::listed_at,
};

named_enum!(
    /// What words about a withheld name tell.
    WithheldKind {
        /// On which terms somebody spoke: "on condition of anonymity".
        Terms = "terms",
        /// Why: "because she was not authorised to speak".
        Grounds = "grounds",
    }
);

/// A phrase by which a text tells that a name is withheld, or why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// What it tells.
    pub kind: WithheldKind,
    /// Its tokens.
    pub range: Range<usize>,
    /// The source that it is about, where one is near.
    pub entity: Option<usize>,
}

/// What readers are told of somebody unnamed, in the words of the text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Told {
    /// How many they are: "two".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What they do: "senior official".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// For whom: "White House".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How they know: "familiar with the talks".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearness: Option<String>,
}

impl Sieve<'_> {
    /// Finds the terms and grounds of all sentences, and books unnamed sources that no claim names ("citing two people familiar with
    /// the matter").
    pub(super) fn withheld(&mut self, claims: &[Attribution]) {
        let known = self.grammar.known;
        // Sources by sentence: claims are in the order of their cues.
        let mut sources: Vec<(Range<usize>, usize)> =
            claims.iter().zip(&self.out.of_claim).filter_map(|(c, e)| Some((c.source.clone()?, (*e)?))).collect();
        sources.sort_by_key(|(range, _)| range.start);
        for sentence in self.sentences.iter().map(|s| s.tokens.clone()) {
            let mut found: Vec<Withheld> = Vec::new();
            let mut at = sentence.start;
            while at < sentence.end {
                let Some((list, end)) = self.telling(at) else {
                    at += 1;
                    continue;
                };
                let (kind, end) = if list == known.grounds_terms {
                    (WithheldKind::Terms, end)
                } else if list == known.grounds_reason {
                    (WithheldKind::Grounds, self.clause_end(end, &sentence))
                } else {
                    // "people familiar with", "an anonymous source"
                    if list == known.nearness {
                        self.unclaimed(&(at..end), &sentence, &mut sources);
                    } else if end > at + 1 {
                        self.unclaimed(&(end..end), &sentence, &mut sources);
                    }
                    at += 1;
                    continue;
                };
                found.push(Withheld { kind, range: at..end, entity: None });
                at = end;
                // Whatever reason follows the terms is the reason for them.
                let reasons =
                    kind == WithheldKind::Terms && at + 1 < sentence.end && self.tokens[at].on(self.grammar, known.grounds_opening);
                if reasons {
                    let end = self.clause_end(at + 1, &sentence);
                    found.push(Withheld { kind: WithheldKind::Grounds, range: at..end, entity: None });
                    at = end;
                }
            }
            let withheld = found.iter().any(|w| w.kind == WithheldKind::Terms);
            for mut phrase in found {
                phrase.entity = self.about(&phrase.range, &sentence, &sources);
                // "Private matters" are grounds only where a name is withheld.
                if phrase.kind == WithheldKind::Terms || withheld || phrase.entity.is_some_and(|e| self.is_unnamed(e)) {
                    self.out.withheld.push(phrase);
                }
            }
        }
    }

    /// The longest phrase at a token that tells of somebody unnamed: its list, and the token behind it.
    fn telling(&self, at: usize) -> Option<(ListId, usize)> {
        if !self.grammar.unnamed_starts[self.tokens[at].word.0 as usize] {
            return None;
        }
        let known = &self.grammar.known;
        listed_at(self.tokens, self.grammar, at, &[known.grounds_terms, known.grounds_reason, known.nearness, known.unnamed_source])
    }

    /// The token behind the longest phrase of a list that stands at `at`.
    fn listed_to(&self, at: usize, wanted: ListId) -> Option<usize> {
        listed_at(self.tokens, self.grammar, at, &[wanted]).map(|(_, end)| end)
    }

    /// Where the clause ends that goes on at `at`: at a sign, before terms ("and spoke on condition of anonymity"), or with the sentence.
    fn clause_end(&self, at: usize, sentence: &Range<usize>) -> usize {
        let known = &self.grammar.known;
        let sign = |i: usize| matches!(self.str(i), "," | ";" | "." | "!" | "?" | ")" | "—" | "–" | "“" | "”" | "\"" | ":");
        let mut end = (at..sentence.end).find(|&i| sign(i) || self.listed_to(i, known.grounds_terms).is_some()).unwrap_or(sentence.end);
        if end < sentence.end && !sign(end) {
            end = (at..end).rev().find(|&i| self.tokens[i].on(self.grammar, known.conjunction)).unwrap_or(end);
        }
        end
    }

    /// Whether the mention says of somebody unnamed how they know: "a person close to the minister" is not the minister.
    pub(super) fn is_near(&self, mention: &Range<usize>) -> bool {
        let phrase = (mention.start + 1..mention.end).find(|&at| self.listed_to(at, self.grammar.known.nearness).is_some());
        phrase.is_some_and(|at| self.is_unnamed_noun(at - 1))
    }

    fn is_unnamed_noun(&self, at: usize) -> bool {
        let known = &self.grammar.known;
        self.tokens[at].on(self.grammar, known.unnamed_source) || self.tokens[at].on(self.grammar, known.unnamed_person)
    }

    fn is_unnamed(&self, entity: usize) -> bool {
        let entity = &self.out.entities[entity];
        entity.naming != Naming::Named && matches!(entity.kind, EntityKind::Person | EntityKind::Group | EntityKind::Unknown)
    }

    /// Whom a phrase is about: the source whose mention holds it or ends before it, else the closest unnamed one of its sentence, else
    /// the subject of the sentence.
    fn about(&mut self, phrase: &Range<usize>, sentence: &Range<usize>, sources: &[(Range<usize>, usize)]) -> Option<usize> {
        let first = sources.partition_point(|(range, _)| range.end <= sentence.start);
        let here = || sources[first..].iter().take_while(|(range, _)| range.start < sentence.end);
        if let Some((_, entity)) = here().find(|(range, _)| range.contains(&phrase.start)) {
            return Some(*entity);
        }
        let gap = |range: &Range<usize>| phrase.start.saturating_sub(range.end).max(range.start.saturating_sub(phrase.end));
        let closest = here().filter(|(_, entity)| self.is_unnamed(*entity)).min_by_key(|(range, _)| gap(range));
        if let Some((_, entity)) = closest {
            return Some(*entity);
        }
        let mentions = Mentions { text: self.text, tokens: self.tokens, grammar: self.grammar };
        let subject = mentions.subject(sentence, phrase.start + 1)?;
        let pronoun = self.tokens[subject.start].on_any(self.grammar, &self.grammar.pronouns);
        let person = (subject.start..self.comma(&subject)).any(|at| self.noun(at).is_some_and(|n| n.naming.is_some()));
        if !(pronoun || person) {
            return None;
        }
        let last = first.checked_sub(1).map(|at| sources[at].1);
        let entity = self.resolve(&subject, last, None);
        Some(self.mentioned(entity, &subject))
    }

    /// Books the unnamed whom a phrase of nearness describes, or who end where an empty one stands, unless a claim has them for its source.
    fn unclaimed(&mut self, phrase: &Range<usize>, sentence: &Range<usize>, sources: &mut Vec<(Range<usize>, usize)>) {
        // `people “familiar with the matter”`: the quotation begins behind the noun.
        let marked = phrase.start > sentence.start && matches!(self.str(phrase.start - 1), "“" | "\"");
        let head = phrase.start - usize::from(marked);
        if head == sentence.start || !(self.is_unnamed_noun(head - 1) || phrase.is_empty()) {
            return;
        }
        let place = sources.partition_point(|(range, _)| range.end < head);
        if sources.get(place).is_some_and(|(range, _)| range.start < head) {
            return;
        }
        let mentions = Mentions { text: self.text, tokens: self.tokens, grammar: self.grammar };
        let mut starts = Vec::new();
        mentions.ending_at(head, sentence.start, &mut starts);
        let Some(&start) = starts.first() else { return };
        let mut ends = Vec::new();
        if phrase.end < sentence.end && !phrase.is_empty() {
            mentions.starting_at(phrase.end, sentence.end, &mut ends);
        }
        let mention = start..ends.last().copied().unwrap_or(phrase.end);
        let entity = self.description(&mention);
        self.mentioned(entity, &mention);
        sources.insert(sources.partition_point(|(range, _)| range.start < mention.start), (mention, entity));
    }

    /// What a mention of somebody unnamed tells.
    pub(super) fn told(&self, mention: &Range<usize>, head: usize) -> Told {
        let known = &self.grammar.known;
        let words = |range: Range<usize>| Some(range).filter(|r| !r.is_empty()).map(|r| self.words(&r));
        let number = mention.clone().take_while(|&at| at < head).find(|&at| self.tokens[at].on(self.grammar, known.number_word));
        let nearness = (head + 1..mention.end).find_map(|at| Some(at..self.listed_to(at, known.nearness)?));
        let nearness = nearness.map(|phrase| phrase.start..self.clause_end(phrase.end.min(mention.end), mention));
        let capital = |at: &usize| self.tokens[*at].is_capital() && (*at > mention.start || self.is_place(*at));
        // "a White House official", "an official at the Pentagon"
        let before =
            (mention.start..head).find(capital).map(|start| start..(start..head).take_while(|at| capital(at)).last().unwrap_or(start) + 1);
        let behind = || {
            self.tokens.get(head + 1).filter(|t| t.on(self.grammar, known.preposition))?;
            let start = (head + 1..mention.end).take_while(|at| nearness.as_ref().is_none_or(|n| *at < n.start)).find(capital)?;
            Some(start..(start..mention.end).take_while(|at| capital(at)).last().unwrap_or(start) + 1)
        };
        let body = before.clone().or_else(behind);
        let plain = self.noun(head).is_some_and(|n| n.naming == Some(Naming::Bare));
        let role_start = before.map_or_else(
            || {
                (mention.start..head).find(|&at| {
                    ![known.determiner, known.number_word, known.pronoun_possessive]
                        .into_iter()
                        .any(|list| self.tokens[at].on(self.grammar, list))
                })
            },
            |b| Some(b.end),
        );
        let role = (!plain).then(|| role_start.unwrap_or(head).min(head)..head + 1).and_then(words);
        Told { number: number.and_then(|at| words(at..at + 1)), role, body: body.and_then(words), nearness: nearness.and_then(words) }
    }
}
