//! A direct quotation that nobody is named for.
//!
//! Words between quotation marks are somebody's. A reader who is not told whose cannot ask them, nor judge what they are worth. Speech that a
//! paragraph goes over to without a speaker is left alone: in a column it is put into somebody's mouth.
//!
//! - Bad: The town was quiet. ¶ “The bridge is shut for good.”
//! - Good: “The bridge is shut for good,” said Ana Duarte, the harbour master.
//! - Good: “The bridge is shut,” she said. ¶ “Nobody is hurt.”

use std::{collections::HashSet, ops::Range};

use super::{Check, Draft, Fault, Finds, Group, Severity};
use crate::{
    document::BlockKind,
    quotation::{self, QuotationKind},
    sentence, word,
};

pub const CHECK: Check = Check {
    code: "A101",
    name: "unattributed-quotation",
    group: Group::Attribution,
    severity: Severity::Warning,
    default: true,
    why: "a reader is not told whose words these are",
    help: "say who said it, in the same sentence or the one before",
    source: include_str!("unattributed_quotation.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let named = analysis.sources.entities.iter().filter(|e| e.is_named_person());
        let people: HashSet<&str> = named.filter_map(|e| e.name.rsplit(' ').next()).collect();
        // Sentences in which somebody claims something.
        let spoken = draft.sentences(|_, claim| claim.source.is_some());
        let cues: Vec<&Range<usize>> = analysis.cues.iter().map(|cue| &cue.tokens).collect();
        for (index, claim) in analysis.claims.iter().enumerate().filter(|(_, c)| c.source.is_none() && c.cue.is_none()) {
            let Some(content) = claim.content.first() else { continue };
            let quotation = quotation::reaching(&analysis.quotations, content.start);
            if !quotation.is_some_and(|q| q.kind == QuotationKind::Speech && q.tokens == *content && q.opened && q.closed) {
                continue;
            }
            if draft.is_embedded(content.start) || !matches!(draft.kind(content.start), BlockKind::Paragraph | BlockKind::BlockQuote) {
                continue;
            }
            // Titles, echoes and headings are shorter, or no sentence.
            let sentence = draft.word(content.end - 2);
            if draft.length(content) < FEWEST || !matches!(sentence, "." | "!" | "?") {
                continue;
            }
            if draft.block(content.start).start != content.start {
                continue;
            }
            let first = sentence::holding(&analysis.sentences, content.start);
            let last = analysis.sentences.partition_point(|s| s.tokens.start < content.end);
            // Somebody speaks right before, or is led in by a colon, or signs below.
            let leads = |at: usize| {
                let before = &analysis.sentences[at].tokens;
                let cued = cues.get(cues.partition_point(|cue| cue.start < before.start)).is_some_and(|cue| cue.start < before.end);
                // Whoever was spoken of right before is the speaker.
                let person = before.clone().any(|at| analysis.tokens[at].is_capital() && people.contains(draft.word(at)));
                // Signs may stand between two quotations that are told one after the other.
                let quoted = before.clone().rev().find(|&at| analysis.tokens[at].is_word()).is_some_and(|at| draft.is_quoted(at));
                cued || person || spoken[at] || draft.word(before.end - 1) == ":" || quoted
            };
            // The credit of a picture may stand between.
            let led_in =
                first > 0 && (leads(first - 1) || first > 1 && is_label(draft, &analysis.sentences[first - 1].tokens) && leads(first - 2));
            let signed = analysis.sentences.get(last).is_some_and(|s| {
                // "– Ana Duarte": the dash may have been taken for the mark of a list.
                let dashes = ['–', '—', '-'];
                let text = &analysis.document.text;
                let dash = s.span.of(text).starts_with(dashes) || text[..s.span.start as usize].trim_end().ends_with(dashes);
                dash || s.tokens.len() <= LONGEST_SIGNATURE && !spoken[last]
            });
            // "So says the mayor", "These are the words of": told right behind.
            let led_out = analysis.sentences.get(last).is_some_and(|s| {
                let start = s.tokens.start..s.tokens.end.min(s.tokens.start + OPENING);
                draft.on(start.start, draft.grammar.known.pointing)
                    || cues.get(cues.partition_point(|cue| cue.start < start.start)).is_some_and(|cue| cue.start < start.end)
            });
            let inside = (first..last).any(|at| spoken[at]);
            let told = led_in || led_out || signed || inside;
            if !told && !is_in_list(draft, content) && !is_set_apart(draft, content) && !is_in_headline(draft, content, &people) {
                report(Fault::new(content.clone(), "nobody is named for this quotation".to_owned()).of_claim(index));
            }
        }
    }),
};

/// A quotation of fewer words may be a title.
const FEWEST: usize = 5;

/// Words at the beginning of the next sentence that may tell whose words these were.
const OPENING: usize = 2;

/// The longest line below a quotation that may say whose it is, in tokens.
const LONGEST_SIGNATURE: usize = 12;

/// The longest credit or label, in tokens.
const LONGEST_LABEL: usize = 6;

/// Words in a row by which a passage is known again.
const RUN: usize = 3;

/// Whether a sentence is a short line of its own that ends without a sign.
fn is_label(draft: &Draft<'_>, sentence: &Range<usize>) -> bool {
    sentence.len() <= LONGEST_LABEL && draft.block(sentence.start) == *sentence && draft.analysis.tokens[sentence.end - 1].is_word()
}

/// Whether the paragraphs before and behind begin with a quotation as well: a collection of sayings tells whose they are once.
fn is_in_list(draft: &Draft<'_>, range: &Range<usize>) -> bool {
    let block = draft.block(range.start);
    let opens = |at: usize| quotation::covering(&draft.analysis.quotations, at).is_some_and(|q| q.tokens.start == at);
    block.start == range.start
        && block.end < draft.analysis.tokens.len()
        && block.start > 0
        && opens(block.end)
        && opens(draft.block(block.start - 1).start)
}

/// Whether most of the words stand elsewhere in the article, as those of a pull quote do, put together from several places or not.
fn is_set_apart(draft: &Draft<'_>, range: &Range<usize>) -> bool {
    let words = |range: Range<usize>| draft.spelled(range).collect::<Vec<_>>();
    let wanted = words(range.clone());
    let (before, behind) = (words(0..range.start), words(range.end..draft.analysis.tokens.len()));
    let elsewhere: HashSet<&[&str]> = before.windows(RUN).chain(behind.windows(RUN)).collect();
    let known = wanted.windows(RUN).filter(|run| elsewhere.contains(run)).count();
    wanted.len() >= RUN && known * 3 >= (wanted.len() + 1 - RUN) * 2
}

/// Whether a headline, in the text or beside it, names somebody and has a run of these words.
fn is_in_headline(draft: &Draft<'_>, range: &Range<usize>, people: &HashSet<&str>) -> bool {
    let mut headline: Vec<&str> = draft.spelled(draft.headline()).collect();
    let title = draft.analysis.document.metadata.title.as_deref().unwrap_or_default();
    word::pieces(title, 0, |start, end| headline.push(&title[start..end]));
    headline.retain(|word| word.contains(char::is_alphanumeric));
    let words: Vec<&str> = draft.spelled(range.clone()).collect();
    let runs: HashSet<&[&str]> = words.windows(RUN).collect();
    headline.iter().any(|word| people.contains(word)) && headline.windows(RUN).any(|run| runs.contains(run))
}
