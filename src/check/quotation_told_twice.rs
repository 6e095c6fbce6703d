//! The same quotation twice in one article, in two wordings.
//!
//! One of the two is not what was said. Told are quotations of six words and more in different paragraphs of which at least three quarters are the same and
//! neither is a part of the other; words are compared without marks and capitals.
//!
//! - Bad: “The bridge is shut until further notice,” said Ana Duarte. ¶ “The bridge stays shut until further notice,” Duarte had told the council.
//! - Good: “The bridge is shut until further notice,” said Ana Duarte. ¶ “Shut until further notice, and not before time,” Duarte had told the council.

use std::{collections::HashMap, ops::Range};

use super::{Check, Fault, Finds, Group, Severity};
use crate::{
    quotation::QuotationKind,
    token,
    wording::{self, Edit, Word},
};

pub const CHECK: Check = Check {
    code: "Q305",
    name: "quotation-told-twice",
    group: Group::Quotations,
    severity: Severity::Warning,
    default: true,
    why: "one of the two is not what was said",
    help: "look up the words, and quote them once",
    source: include_str!("quotation_told_twice.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let text = &*analysis.document.text;
        let mut quoted: Vec<(usize, Vec<Word>)> = Vec::new();
        // Quotations by runs of words: only those that share one are compared.
        let mut runs: HashMap<[u64; RUN], Vec<usize>> = HashMap::new();
        for (index, quotation) in analysis.quotations.iter().enumerate().filter(|(_, q)| q.kind == QuotationKind::Speech) {
            let inner = quotation.inner();
            if draft.length(&inner) < FEWEST {
                continue;
            }
            let words = wording::words(text, token::span(&analysis.tokens, &inner));
            let mut near: Vec<usize> = Vec::new();
            for run in words.windows(RUN) {
                let places = runs.entry(std::array::from_fn(|at| run[at].key)).or_default();
                // The run may stand in this quotation twice.
                near.extend(places.iter().filter(|&&other| other < quoted.len()));
                places.push(quoted.len());
            }
            near.sort_unstable();
            near.dedup();
            // What stands elsewhere word for word is a part of the story set apart; two people may have said much the same.
            let tells = |first: usize| {
                let (first, second) = (&analysis.quotations[first].tokens, &quotation.tokens);
                let speaker = |range: &Range<usize>| {
                    let claim = analysis.claims.iter().position(|c| c.source.is_some() && c.claims_some_of(range))?;
                    analysis.sources.of_claim[claim]
                };
                let two = speaker(first).zip(speaker(second)).is_some_and(|(a, b)| a != b);
                let inner = |range: &Range<usize>| range.start + 1..range.end - 1;
                !two && !draft.is_repeated(&inner(first)) && !draft.is_repeated(&inner(second))
            };
            let block = |q: usize| analysis.tokens[analysis.quotations[q].tokens.start].block;
            let edited = |q: usize| {
                let words = draft.words(&analysis.quotations[q].tokens);
                words.contains(['[', '…']) || words.contains("...")
            };
            let twice = near.iter().find(|&&other| {
                let (other, before) = &quoted[other];
                // What brackets show as put in is no other wording, nor is "any more" for "anymore".
                if block(*other) == block(index)
                    || edited(*other)
                    || edited(index)
                    || wording::holds(before, &words)
                    || wording::holds(&words, before)
                    || wording::letters(text, before).eq(wording::letters(text, &words))
                {
                    return false;
                }
                let changes = wording::changes(before, &words);
                // What one quotation has at its ends beyond the other is no other wording.
                let differ = changes.len() > 2 && changes[1..changes.len() - 1].iter().any(|change| change.edit != Edit::Equal);
                differ && wording::similarity(before, &words, &changes) >= SIMILAR
            });
            if let Some(&other) = twice.filter(|&&other| tells(quoted[other].0)) {
                let first = &analysis.quotations[quoted[other].0];
                let message = format!("the article has this as {} as well", draft.words(&first.tokens));
                report(Fault::new(quotation.tokens.clone(), message).related(vec![first.tokens.clone()]));
            }
            quoted.push((index, words));
        }
    }),
};

/// A quotation of fewer words may be alike by chance.
const FEWEST: usize = 6;

/// Words in a row that two quotations must share to be compared.
const RUN: usize = 3;

/// How much of two quotations must be the same.
const SIMILAR: f32 = 0.75;
