//! Cues into proposals, by frames and by learned models, and proposals into claims.
//!
//! The frames of the grammar propose ([`frames`]). Where there are learned weights, a sequence model reads each paragraph with the frames'
//! proposals before it ([`sequence`]), a second model reads each possible cue with the words round it ([`roles`]), and a judge chooses
//! among all readings of a cue ([`judge`]); without weights the frames decide alone. Claims inside other claims' contents are found by the
//! frames in either case ([`nesting`]).
//!
//! Invariant: every claim tells what made it.

pub mod frames;
pub mod judge;
pub mod nesting;
pub mod roles;
pub mod sequence;

use std::ops::Range;

use roles::Layout;

use crate::{
    cue::Cue,
    document::Block,
    grammar::{Class, Form, Grammar, WordId, syntax::Role},
    matching::Part,
    model::{self, Lattice, Model, ModelError},
    quotation::{self, Quotation, QuotationKind},
    sentence::Sentence,
    tag,
    token::{Shape, Token},
};

/// A reading of a cue.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Index of the frame.
    pub frame: usize,
    /// Index of the cue.
    pub cue: usize,
    /// Index of the sentence that holds the cue.
    pub sentence: usize,
    /// Parts with their roles, in the order of the text.
    pub parts: Vec<Part>,
}

impl Proposal {
    /// Token ranges of one role.
    pub fn role(&self, role: Role) -> impl Iterator<Item = &Range<usize>> {
        self.parts.iter().filter(move |(r, _)| *r == role).map(|(_, range)| range)
    }

    /// From its first part to its last.
    fn whole(&self) -> Range<usize> {
        let start = self.parts.iter().map(|(_, r)| r.start).min().unwrap_or(0);
        start..self.parts.iter().map(|(_, r)| r.end).max().unwrap_or(0)
    }

    fn cover(&self, role: Role) -> Option<Range<usize>> {
        let start = self.role(role).map(|r| r.start).min()?;
        let end = self.role(role).map(|r| r.end).max()?;
        Some(start..end)
    }
}

/// A claim in tokens.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// Unbroken runs of what is claimed.
    pub content: Vec<Range<usize>>,
    /// The cue; empty for a quotation that stands alone.
    pub cue: Option<Range<usize>>,
    /// Who claims it.
    pub source: Option<Range<usize>>,
    /// Who was told.
    pub addressee: Option<Range<usize>>,
    /// The claim inside whose content it lies.
    pub inside: Option<usize>,
    /// Kind of claim.
    pub class: Class,
    /// "did not say"
    pub negated: bool,
    /// "may say"
    pub modal: bool,
    /// Index of the sentence.
    pub sentence: usize,
    /// What made it.
    pub origin: Origin,
    /// How likely a reader would find it so, from 0 to 1: calibrated where it was judged, else by the frame's priority.
    pub confidence: f32,
}

impl Attribution {
    /// Whether some words are among those that are claimed.
    #[must_use]
    pub fn claims_some_of(&self, words: &Range<usize>) -> bool {
        self.content.iter().any(|part| part.start < words.end && words.start < part.end)
    }
}

/// What made a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A frame of the grammar, by its number.
    Frame(usize),
    /// Learned models, and which of them read it so.
    Judge(judge::Origins),
    /// Quote marks alone.
    Quotation,
}

/// The best proposal for each cue; frames come in the order of priority, so it is the first.
fn best_of_each_cue(pool: &[Proposal]) -> impl Iterator<Item = &Proposal> {
    pool.chunk_by(|a, b| a.cue == b.cue).map(|of_cue| &of_cue[0])
}

/// The claims round a claim, innermost first.
pub fn enclosing(claims: &[Attribution], claim: usize) -> impl Iterator<Item = usize> {
    // Two claims whose contents hold each other's cues would lead round and round.
    std::iter::successors(claims[claim].inside, |&outer| claims[outer].inside).take(claims.len())
}

/// All that the stages before have found in one text.
pub struct Evidence<'a> {
    /// The reading text.
    pub text: &'a str,
    /// Tokens.
    pub tokens: &'a [Token],
    /// Sentences.
    pub sentences: &'a [Sentence],
    /// Quotations.
    pub quotations: &'a [Quotation],
    /// Cues.
    pub cues: &'a [Cue],
    /// Blocks, by their number.
    pub blocks: &'a [Block],
    /// The grammar.
    pub grammar: &'a Grammar,
}

impl Evidence<'_> {
    fn str(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    /// The end without what closes the sentence.
    fn trimmed(&self, from: usize, mut end: usize) -> usize {
        while end > from + 1 && matches!(self.str(end - 1), "." | "!" | "?" | ";" | ":" | "," | "-" | "--" | "—" | "–") {
            end -= 1;
        }
        end
    }

    /// A part without the comma behind an apposition.
    fn without_comma(&self, range: Range<usize>) -> Range<usize> {
        let mark = matches!(self.str(range.end - 1), "," | "—" | "–" | "-");
        range.start..if mark && range.len() > 1 { range.end - 1 } else { range.end }
    }

    /// A content without the full stop of the sentence round it; one inside a quotation is the quotation's.
    fn without_stop(&self, range: Range<usize>) -> Range<usize> {
        let stop = matches!(self.str(range.end - 1), "." | "," | ";" | ":") && self.quotation_over(range.end - 1).is_none();
        range.start..range.end - usize::from(stop && range.len() > 1)
    }

    /// A content with the opening mark right before it.
    fn with_mark(&self, range: Range<usize>) -> Range<usize> {
        let opened = self.quotation_over(range.start).is_some_and(|q| q.opened && q.tokens.start + 1 == range.start);
        range.start - usize::from(opened)..range.end
    }

    /// A source without the mark that makes it a possessive.
    fn without_possessive(&self, range: Range<usize>) -> Range<usize> {
        let marked = range.len() > 1 && self.tokens[range.end - 1].on(self.grammar, self.grammar.known.possessive_mark);
        range.start..range.end - usize::from(marked)
    }

    /// A content that neither begins with a sign nor ends inside a quotation that it began.
    fn whole(&self, range: Range<usize>) -> Range<usize> {
        let start = range.clone().find(|&at| !matches!(self.str(at), "," | ":" | ";" | ".")).unwrap_or(range.start);
        let over = self.quotation_over(range.end - 1).filter(|q| q.tokens.start >= start && q.tokens.end > range.end);
        start..over.map_or(range.end, |q| q.tokens.end)
    }

    /// A source without what stands between commas and is no apposition: a relative clause, a place, "meanwhile".
    fn without_insertions(&self, source: Range<usize>) -> Range<usize> {
        let known = &self.grammar.known;
        let lists = [known.wh, known.pronoun_relative, known.preposition, known.adverb, known.subordinator, known.conjunction];
        let verbal = |at: usize| {
            let token = &self.tokens[at];
            let form = |(_, form)| matches!(form, Form::Gerund | Form::Past | Form::Participle);
            !token.is_capital() && (token.on(self.grammar, known.verb_past) || token.entries(self.grammar).any(form))
        };
        let closed = |at: usize| !self.tokens[at].is_capital() && lists.into_iter().any(|list| self.tokens[at].on(self.grammar, list));
        let opens = |at: usize| matches!(self.str(at), "," | "—" | "–" | "--") && (closed(at + 1) || verbal(at + 1));
        let end = (source.start + 1..source.end.saturating_sub(1)).find(|&at| opens(at)).unwrap_or(source.end);
        let wryly = end > source.start + 1 && self.tokens[end - 1].shape.is(Shape::LY) && self.tokens[end - 1].word == WordId(0);
        source.start..end - usize::from(wryly)
    }

    /// The quotation that covers the token.
    fn quotation_over(&self, at: usize) -> Option<&Quotation> {
        quotation::covering(self.quotations, at)
    }

    /// Speech that covers the token.
    fn speech_over(&self, at: usize) -> Option<&Quotation> {
        self.quotation_over(at).filter(|q| q.kind == QuotationKind::Speech)
    }
}

/// The columns that the models look at, as a file of weights tells of them.
#[expect(clippy::cast_possible_truncation, reason = "small constants")]
pub const COLUMNS: [u32; 4] = [tag::COLUMNS as u32, sequence::COLUMNS as u32, roles::COLUMNS as u32, judge::FACTS as u32];

/// Whether weights were learned for these models and for the frames of the grammar.
///
/// # Errors
/// When they were not.
pub fn fits(header: &model::Header, grammar: &Grammar) -> Result<(), ModelError> {
    if header.columns != COLUMNS {
        return Err(ModelError::Columns);
    }
    if header.frames == grammar.fingerprint { Ok(()) } else { Err(ModelError::Frames) }
}

/// Decides by what was learned; `ruled` is the reading of the frames alone, which goes on to tell what is claimed inside contents.
#[must_use]
pub fn learned(evidence: &Evidence<'_>, pool: &[Proposal], ruled: Vec<Attribution>, model: &Model) -> Vec<Attribution> {
    let cells = sequence::cells(evidence, pool, &ruled, &model.tagger, &model.priors);
    let layout = Layout::new(evidence, pool);
    let look = roles::look(&cells, &layout, &model.sequence);
    let text = judge::Window { cells: &cells, look: &look, layout: &layout };
    let exp_moves = model.roles.exp_moves();
    let mut lattice = Lattice::default();
    let (mut judged, mut readings) = (Vec::new(), Vec::new());
    for cue in roles::candidates(&cells, &look, &layout) {
        if let Some(frame) = layout.framed(&cue).filter(|f| f.priority >= judge::SURE) {
            judged.push(judge::Verdict::sure(frame));
            continue;
        }
        readings.extend(judge::readings(&cue, &text, &model.roles, &exp_moves, &mut lattice));
    }
    judged.extend(judge::best(&model.judge, model.calibration, &readings));
    let mut claims: Vec<Attribution> = Vec::with_capacity(judged.len());
    let speech = |at: usize| evidence.speech_over(at).is_some();
    for verdict in judge::choose(judged, |content| content.iter().cloned().flatten().all(speech)) {
        let parts = verdict.parts;
        let cue = parts.cue[0].clone();
        let known = evidence.cues.partition_point(|c| c.tokens.end <= cue.start);
        let known = evidence.cues.get(known).filter(|c| c.tokens.start < cue.end);
        // "applauded the decision": an attitude, but nothing that was stated.
        let states = parts.content.iter().cloned().flatten().any(|at| cells[at].quote & 7 > 0 || tag::is_finite(cells[at].word.tag));
        let told = layout.framed(&cue).and_then(|f| f.role(Role::Addressee).into_iter().next());
        let apart = |told: &Range<usize>| !parts.source.iter().chain(&parts.content).any(|r| r.start < told.end && told.start < r.end);
        claims.push(Attribution {
            addressee: told.map(|range| evidence.without_comma(range)).filter(apart),
            source: parts.source.first().map(|r| evidence.without_possessive(evidence.without_comma(r.clone()))),
            content: parts.content.into_iter().map(|range| evidence.whole(evidence.without_stop(evidence.with_mark(range)))).collect(),
            inside: None,
            class: known.map_or_else(|| if states { Class::Statement } else { Class::Intention }, |c| c.class),
            negated: known.is_some_and(|c| c.negated),
            modal: known.is_some_and(|c| c.modal),
            sentence: layout.sentence(cue.start),
            origin: Origin::Judge(verdict.origins),
            confidence: verdict.right,
            cue: Some(cue),
        });
    }
    nesting::loose_quotations(evidence, &mut claims);
    let mut spans: Vec<Range<usize>> = claims.iter().flat_map(|c| c.content.iter().cloned()).collect();
    spans.sort_by_key(|r| (r.start, r.end));
    let within = |cue: &Range<usize>| {
        let behind = spans.partition_point(|r| r.start <= cue.start);
        spans[..behind].iter().rev().take(3).any(|r| cue.end <= r.end)
    };
    let inner: Vec<Attribution> = ruled.into_iter().filter(|r| r.cue.as_ref().is_some_and(within)).collect();
    claims.extend(inner);
    claims.sort_by_key(|c| c.cue.as_ref().or(c.content.first()).map_or(0, |r| r.start));
    nesting::nest(&mut claims);
    claims
}
