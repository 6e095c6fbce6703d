//! A quotation of several sentences, and only behind them it is told who speaks.
//!
//! Reuters: identify the speaker after the first sentence of a long quotation. Until then readers do not know how to take it. A speaker
//! who goes on from the paragraph before is known. More than two sentences are too many, unless `unheralded-sentences` says otherwise. Off by
//! default: whoever the paragraphs before are about is known without a name.
//!
//! - Bad: The bridge was closed. ¶ “It is old. It was never strong. We shall mend it in the spring,” said Ana Duarte, the harbour master.
//! - Good: The bridge was closed. ¶ “It is old,” said Ana Duarte, the harbour master. “It was never strong. We shall mend it in the spring.”

use std::ops::Range;

use super::{Check, Draft, Fault, Finds, Group, Severity};
use crate::{
    attribution::Attribution,
    quotation::{self, QuotationKind},
    sentence,
};

pub const CHECK: Check = Check {
    code: "A107",
    name: "late-attribution",
    group: Group::Attribution,
    severity: Severity::Info,
    default: false,
    why: "readers do not know whose words they read until they are through",
    help: "tell who speaks behind the first sentence",
    source: include_str!("late_attribution.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        for (index, claim, source) in draft.sources() {
            let Some(content) = claim.content.first().filter(|content| content.start < source.start) else { continue };
            let Some(quotation) = quotation::reaching(&analysis.quotations, content.start) else { continue };
            let whole =
                quotation.kind == QuotationKind::Speech && quotation.tokens.start <= content.start && quotation.tokens.end <= source.start;
            // The quotation opens its paragraph, and nobody was speaking before.
            let opens = quotation.tokens.start == draft.block(content.start).start;
            let goes_on = index > 0 && analysis.sources.of_claim[index - 1] == analysis.sources.of_claim[index];
            // A signature below a quotation, an answer, somebody spoken of before: readers know whose words they are.
            let dash = |at: usize| matches!(draft.word(at), "—" | "–" | "-" | "--");
            let signed = claim.cue.is_none() || dash(source.start - 1);
            let pronoun = analysis.tokens[source.start].on_any(draft.grammar, &draft.grammar.pronouns);
            let asked = quotation.tokens.start > 0 && draft.word(quotation.tokens.start - 1) == "?";
            if signed || pronoun || asked || !whole || !opens || goes_on || heralded(draft, index, quotation.tokens.start) {
                continue;
            }
            let inner = quotation.inner();
            let first = sentence::holding(&analysis.sentences, inner.start);
            let last = sentence::holding(&analysis.sentences, inner.end - 1);
            let count = last - first + 1;
            if count > draft.settings.unheralded_sentences {
                report(Fault::new(quotation.tokens.clone(), format!("who speaks is told after {count} sentences")).of_claim(index));
            }
        }
    }),
};

/// Whether the sentence before a quotation leads its speaker in: by name, or as who spoke there.
fn heralded(draft: &Draft<'_>, claim: usize, quotation: usize) -> bool {
    let analysis = draft.analysis;
    let sentence = sentence::holding(&analysis.sentences, quotation);
    // Captions and lines that promote another story are no sentences.
    let full = |tokens: &Range<usize>| matches!(draft.word(tokens.end - 1), "." | "!" | "?" | "”" | "\"" | ":" | "’");
    let Some(before) = analysis.sentences[..sentence].iter().rev().map(|s| &s.tokens).find(|tokens| full(tokens)) else { return false };
    let name = draft.entity(claim).and_then(|entity| entity.name.rsplit(' ').next());
    let named = || before.clone().any(|at| Some(draft.word(at)) == name);
    let pronoun = || before.clone().take(2).any(|at| draft.analysis.tokens[at].on_any(draft.grammar, &draft.grammar.pronouns));
    let spoke = |(other, c): (usize, &Attribution)| {
        analysis.sources.of_claim[other] == analysis.sources.of_claim[claim]
            && c.cue.as_ref().is_some_and(|cue| before.contains(&cue.start))
    };
    named() || pronoun() || analysis.claims.iter().enumerate().any(spoke)
}
