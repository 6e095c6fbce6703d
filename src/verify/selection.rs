//! The quotations of an analysed article, each with its claim and who is said to have spoken, into verdicts.
//!
//! Speech counts, and so do the longer fragments inside claims; scare quotes, titles and nicknames do not. Pieces of one quotation that a tag parts
//! ("…," she said, "…") are judged one by one, and as one where a piece is too short or stands nowhere by itself.
//!
//! Invariant: quotations are judged in the order of the text.

use std::ops::Range;

use rayon::prelude::*;

use super::{Evidence, Judged, LIKE, Rules, Verdict, is_other, judge, keys, likest};
use crate::{
    Analysis, analyse,
    attribution::Attribution,
    document::{self, Format, Metadata},
    quotation::{self, QuotationKind},
    source::Pass,
    span::Span,
    token,
};

/// Fewer words say too little to be found by themselves.
const FEWEST_WORDS: usize = 3;
/// A fragment of fewer words may be a title or scare quotes.
const FEWEST_OF_FRAGMENT: usize = 4;
/// Fewer words may well have been said by several people.
const FEWEST_OF_SPEAKER: usize = 6;
/// Tokens between two pieces of one quotation at most.
const LONGEST_TAG: usize = 30;

/// Words of an article that were held against evidence.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Their tokens, without the outer marks of a quotation.
    pub tokens: Range<usize>,
    /// The claim that they belong to.
    pub claim: Option<usize>,
    /// Whether they are quoted; else they are an indirect claim.
    pub quoted: bool,
    /// What came of it. Of an indirect claim the verdict is paraphrase or not found.
    pub judged: Judged,
}

impl Checked {
    /// Where the words stand in the reading text.
    #[must_use]
    pub fn span(&self, analysis: &Analysis<'_>) -> Span {
        token::span(&analysis.tokens, &self.tokens)
    }

    /// Who is said to have spoken: the fullest name or description that the article gives.
    #[must_use]
    pub fn speaker<'a>(&self, analysis: &'a Analysis<'_>) -> Option<&'a str> {
        Some(&analysis.sources.entities[analysis.sources.of_claim[self.claim?]?].name)
    }
}

/// A quotation that may go on over several paragraphs.
struct Quoted {
    /// Between the marks, one range for each paragraph.
    parts: Vec<Range<usize>>,
    kind: QuotationKind,
    claim: Option<usize>,
}

impl Quoted {
    fn tokens(&self) -> Range<usize> {
        self.parts.first().map_or(0, |part| part.start)..self.parts.last().map_or(0, |part| part.end)
    }

    fn text(&self, analysis: &Analysis<'_>) -> String {
        let words = |part: &Range<usize>| token::span(&analysis.tokens, part).of(&analysis.document.text);
        self.parts.iter().map(words).collect::<Vec<_>>().join("\n")
    }

    fn words(&self, analysis: &Analysis<'_>) -> usize {
        self.parts.iter().flat_map(|part| &analysis.tokens[part.clone()]).filter(|token| token.is_word()).count()
    }
}

/// Judges the quotations of an article, and with `paraphrases` its indirect claims as well; in the order of the text.
#[must_use]
pub fn verify(analysis: &Analysis<'_>, evidence: &Evidence<'_>, rules: Rules<'_>, paraphrases: bool) -> Vec<Checked> {
    let quotations = quotations(analysis);
    let alone: Vec<Judged> = quotations.par_iter().map(|one| judged(&one.text(analysis), one.claim, analysis, evidence, rules)).collect();
    let mut checked = Vec::new();
    let mut first = 0;
    while first < quotations.len() {
        let goes_on = |pair: &&[Quoted]| {
            pair[0].claim.is_some() && pair[0].claim == pair[1].claim && pair[1].tokens().start - pair[0].tokens().end <= LONGEST_TAG
        };
        let end = first + 1 + quotations[first..].windows(2).take_while(goes_on).count();
        let pieces = &quotations[first..end];
        let stands = |at: usize, piece: &Quoted| piece.words(analysis) > FEWEST_WORDS && alone[first + at].verdict.is_kind();
        let whole = (pieces.len() > 1 && !pieces.iter().enumerate().all(|(at, piece)| stands(at, piece))).then(|| {
            // The comma before the tag is the draft's own.
            let mut text = String::new();
            for piece in pieces {
                text = text.trim_end_matches(',').to_owned() + if text.is_empty() { "" } else { " " } + &piece.text(analysis);
            }
            judged(&text, pieces[0].claim, analysis, evidence, rules)
        });
        let whole = whole.filter(|judged| judged.verdict.is_kind() || judged.verdict == Verdict::OtherSpeaker);
        for (at, piece) in pieces.iter().enumerate() {
            let length = piece.words(analysis);
            let enough = match piece.kind {
                QuotationKind::Speech => length >= FEWEST_WORDS,
                QuotationKind::Fragment => length >= FEWEST_OF_FRAGMENT && piece.claim.is_some(),
            };
            let judged = match &whole {
                Some(whole) if !stands(at, piece) => whole,
                _ if enough => &alone[first + at],
                _ => continue,
            };
            checked.push(Checked { tokens: piece.tokens(), claim: piece.claim, quoted: true, judged: judged.clone() });
        }
        first = end;
    }
    if paraphrases {
        checked.extend(indirect(analysis, evidence, rules));
        checked.sort_by_key(|one| (one.tokens.start, one.tokens.end));
    }
    checked
}

/// The quotations, those of several paragraphs made one, with their claims.
fn quotations(analysis: &Analysis<'_>) -> Vec<Quoted> {
    let mut all: Vec<Quoted> = Vec::new();
    let mut goes_on = false;
    for quotation in &analysis.quotations {
        let inner = quotation.inner();
        match all.last_mut().filter(|_| goes_on) {
            Some(before) => before.parts.extend(Some(inner).filter(|inner| !inner.is_empty())),
            None => {
                all.push(Quoted { parts: Some(inner).filter(|i| !i.is_empty()).into_iter().collect(), kind: quotation.kind, claim: None })
            }
        }
        goes_on = quotation.continues;
    }
    all.retain(|quotation| !quotation.parts.is_empty());
    for quotation in &mut all {
        quotation.claim = claim(&analysis.claims, &quotation.parts[0]);
    }
    all
}

/// The claim that some quoted words belong to: the smallest that holds them, else the first that holds some of them.
fn claim(claims: &[Attribution], words: &Range<usize>) -> Option<usize> {
    let parts = || claims.iter().enumerate().flat_map(|(index, claim)| claim.content.iter().map(move |part| (index, part)));
    // A comma at either end may be left out of what is claimed.
    let holds = |part: &Range<usize>| part.start <= words.start + 1 && words.end <= part.end + 2;
    let whole = parts().filter(|(_, part)| holds(part)).min_by_key(|(_, part)| part.len());
    whole.or_else(|| parts().find(|(_, part)| part.start < words.end && words.start < part.end)).map(|(index, _)| index)
}

/// Judges the text of a quotation; where the evidence is an article, whoever it says has spoken the words must be who the draft says.
fn judged(text: &str, claim: Option<usize>, analysis: &Analysis<'_>, evidence: &Evidence<'_>, rules: Rules<'_>) -> Judged {
    let entity = claim.and_then(|claim| analysis.sources.of_claim[claim]).map(|entity| &analysis.sources.entities[entity]);
    // Who is not named cannot be told from a label.
    let named = entity.filter(|entity| entity.is_named_person()).map(|entity| entity.name.as_str());
    let judged = judge(text, named, evidence, rules);
    let (Some(name), Some(passage)) = (named, &judged.passage) else { return judged };
    if !judged.verdict.is_kind() && judged.verdict != Verdict::OtherSpeaker {
        return judged;
    }
    match told(evidence.text(passage.text), passage.span, rules) {
        Told::Nobody => judged,
        Told::Quoted(other) => {
            // Whoever is quoted there, it is not the speaker of the label.
            let judged = judge(text, None, evidence, rules);
            let enough = text.split_whitespace().count() >= FEWEST_OF_SPEAKER;
            let verdict = if enough && other.is_some_and(|other| is_other(&other, &keys(name), rules.grammar)) {
                Verdict::OtherSpeaker
            } else {
                judged.verdict
            };
            Judged { verdict, ..judged }
        }
    }
}

/// Whom a text itself attributes a passage to.
enum Told {
    /// The passage is not quoted there.
    Nobody,
    /// It is, and by whom, where they are named close by.
    Quoted(Option<String>),
}

/// The person to whom a text itself attributes a passage that is quoted there. Names tell, and pronouns of which it is sure whom they mean.
fn told(text: &str, passage: Span, rules: Rules<'_>) -> Told {
    /// How far an attribution may stand from the words, in bytes.
    const REACH: usize = 3_000;
    /// The share of the odds that makes it sure whom a pronoun means.
    const SURE: f32 = 0.9;
    let from = super::boundary(text, (passage.start as usize).saturating_sub(REACH));
    let to = super::boundary(text, passage.end as usize + REACH);
    // Whole lines, so that no word and no quotation is cut in two.
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let to = text[to..].find('\n').map_or(text.len(), |at| to + at);
    let part = &text[from..to];
    if !part.contains(['“', '"', '«', '„']) {
        return Told::Nobody;
    }
    let analysis = analyse(document::read(Format::Plain, part, Metadata::default(), &rules.grammar.furniture), rules.grammar);
    let words = token::within(&analysis.tokens, Span::new(passage.start as usize - from, passage.end as usize - from));
    let quoted = quotation::covering(&analysis.quotations, words.start);
    let Some(quoted) = quoted.filter(|q| words.end <= q.tokens.end) else { return Told::Nobody };
    let named = claim(&analysis.claims, &quoted.inner()).filter(|&claim| {
        let how = &analysis.sources.how[claim];
        let sure = how.pass == Pass::Name || how.pass == Pass::Pronoun && how.candidates.first().is_some_and(|(_, share)| *share >= SURE);
        sure && analysis.claims[claim].cue.is_some()
    });
    let entity = named.and_then(|claim| analysis.sources.of_claim[claim]).map(|entity| &analysis.sources.entities[entity]);
    let person = entity.filter(|entity| entity.is_named_person());
    Told::Quoted(person.map(|entity| entity.name.clone()))
}

/// The claims without quoted words, each with the passage that is most like its content.
fn indirect(analysis: &Analysis<'_>, evidence: &Evidence<'_>, rules: Rules<'_>) -> Vec<Checked> {
    let quoted = |part: &Range<usize>| quotation::reaching(&analysis.quotations, part.start).is_some_and(|q| q.tokens.start < part.end);
    let claims: Vec<usize> = (0..analysis.claims.len())
        .filter(|&at| !analysis.claims[at].content.iter().any(quoted) && !analysis.claims[at].content.is_empty())
        .collect();
    let one = |&claim: &usize| {
        let content = &analysis.claims[claim].content;
        let words =
            content.iter().map(|part| token::span(&analysis.tokens, part).of(&analysis.document.text)).collect::<Vec<_>>().join(" ");
        let judged = likest(&words, evidence, rules);
        let judged = judged.map_or_else(Judged::nothing, |judged| {
            let verdict = if judged.share >= LIKE { Verdict::Paraphrase } else { Verdict::NotFound };
            Judged { verdict, ..judged }
        });
        Checked { tokens: content[0].start..content[content.len() - 1].end, claim: Some(claim), quoted: false, judged }
    };
    claims.par_iter().map(one).filter(|one| !one.tokens.is_empty()).collect()
}
