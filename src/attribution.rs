//! Cues into proposals by the grammar's frames, and proposals into claims by one decision.
//!
//! A proposal says: at this cue, this is source, this is content. All proposals go into one pool, each with its origin; the
//! decision keeps the best for a cue and lets no two claims share words, except where one lies wholly inside the other's content.
//!
//! Invariant: every claim tells which frame made it.

use std::{borrow::Cow, ops::Range};

use crate::{
    cue::Cue,
    document::{Block, BlockKind},
    grammar::{Class, Flags, Form, Grammar, WordId, syntax::Role},
    matching::{Builtin, Context, Machine, Part},
    mention::Mentions,
    quotation::{self, Quotation, QuotationKind},
    sentence::Sentence,
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
    /// Index of the frame; none for a quotation that stands alone.
    pub frame: Option<usize>,
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

/// What a frame may see of one sentence.
struct Scope<'a> {
    evidence: &'a Evidence<'a>,
    mentions: Mentions<'a>,
    sentence: Range<usize>,
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
        quotation::reaching(self.quotations, at).filter(|q| q.tokens.start <= at)
    }

    /// Speech that covers the token.
    fn speech_over(&self, at: usize) -> Option<&Quotation> {
        self.quotation_over(at).filter(|q| q.kind == QuotationKind::Speech)
    }
}

impl Scope<'_> {
    /// Where the clause that the cue governs may end at most.
    fn limit(&self, cue: &Range<usize>) -> Range<usize> {
        match self.evidence.speech_over(cue.start) {
            Some(q) => self.sentence.start.max(q.inner().start)..self.sentence.end.min(q.inner().end),
            None => self.sentence.clone(),
        }
    }

    /// Where a content from `at` ends: at the sentence's end, where another finite cue takes over, or where what was said is
    /// most often over by the shape of what follows: counted on annotated news, a bare object ends before ", saying", ", which",
    /// ", but", ", the …" far more often than it goes on, a clause only before a gerund of speech.
    fn content_end(&self, at: usize, limit: usize, builtin: Builtin) -> usize {
        let grammar = self.evidence.grammar;
        let known = &grammar.known;
        let tokens = self.evidence.tokens;
        // "As he said that it would hold, the bridge fell": the claim ends with the subordinate clause that it stands in.
        let first = self.sentence.start;
        let subordinate = first < at
            && tokens[first].on(grammar, known.subordinator)
            && !tokens[first].on(grammar, known.wh)
            && (first..at).all(|i| self.evidence.str(i) != ",");
        let contrast_at = |token: &Token| token.on(grammar, known.contrast);
        let cue_at = |at: usize| self.evidence.cues.binary_search_by_key(&at, |c| c.tokens.start).ok().map(|c| self.evidence.cues[c].flags);
        let mut i = at;
        while i < limit {
            if i > at && self.evidence.quotation_over(i).is_none_or(|q| q.tokens.start == i) {
                let token = &tokens[i];
                let sign = self.evidence.str(i);
                let joint = token.on(grammar, known.conjunction);
                let next_cue = || {
                    cue_at(i + 1)
                        .is_some_and(|flags| flags.has(Flags::FINITE.with(Flags::TAG)) || flags.has(Flags::GERUND.with(Flags::VERB)))
                };
                if sign == ";" || (joint && next_cue()) || (sign == "," && subordinate && i > at + 2) {
                    break;
                }
                let dash = matches!(sign, "—" | "--" | "–") || (sign == "-" && token.shape.is(Shape::SPACED));
                let next = (i + 1 < limit).then(|| &tokens[i + 1]);
                let ends = match builtin {
                    Builtin::Phrase => dash || matches!(sign, "," | "(") || token.on(grammar, known.subordinator),
                    Builtin::Rest => {
                        let opens = |t: &Token| {
                            let lists = [known.wh, known.pronoun_relative, known.determiner, known.subordinator];
                            lists.into_iter().any(|list| t.on(grammar, list)) || self.evidence.str(i + 1).ends_with("ing")
                        };
                        let contrast = joint && contrast_at(token) || (sign == "," && next.is_some_and(contrast_at));
                        dash || contrast || (sign == "," && next.is_some_and(opens))
                    }
                    _ => sign == "," && cue_at(i + 1).is_some_and(|flags| flags.has(Flags::GERUND)),
                };
                if ends {
                    break;
                }
            }
            i += 1;
        }
        self.evidence.trimmed(at, i)
    }

    /// Whether a finite verb stands in the range, as far as the lists tell.
    fn has_verb(&self, range: Range<usize>) -> bool {
        let grammar = self.evidence.grammar;
        let known = &grammar.known;
        range.clone().any(|at| {
            let token = &self.evidence.tokens[at];
            let on = |list| token.on(grammar, list);
            if on(known.be) || on(known.have) || on(known.did) || on(known.modal) || on(known.verb_past) {
                return true;
            }
            let before = at.checked_sub(1).filter(|_| at > range.start).map(|b| &self.evidence.tokens[b]);
            // "it's", "they'll": a clitic behind a pronoun is a verb.
            if self.evidence.str(at).starts_with(['\'', '’']) && token.is_word() {
                return before.is_some_and(|b| b.on_any(grammar, &grammar.pronouns) || b.on(grammar, known.determiner));
            }
            let noun = before.is_some_and(|b| {
                [known.determiner, known.preposition, known.pronoun_possessive, known.adjective].into_iter().any(|list| b.on(grammar, list))
            });
            let verb = |list| list == known.verb_plain || grammar.attributes(list).flags.has(Flags::VERB);
            token.entries(grammar).filter(|&(list, _)| verb(list)).any(|(_, form)| match form {
                Form::Past => true,
                Form::Third | Form::Base => !noun && before.is_some(),
                _ => false,
            })
        })
    }

    /// Whether what stands before a tag can be the claim: not "In the end, he said" or "When it rained, he said".
    fn stands_alone(&self, range: Range<usize>) -> bool {
        let grammar = self.evidence.grammar;
        let first = &self.evidence.tokens[range.start];
        let opens = first.on(grammar, grammar.known.subordinator) && !first.on(grammar, grammar.known.wh);
        let from = match opens {
            true => (range.start..range.end - 1).find(|&at| self.evidence.str(at) == ","),
            false => Some(range.start),
        };
        from.is_some_and(|from| self.has_verb(from..range.end))
    }
}

impl Context for Scope<'_> {
    fn takes(&self, builtin: Builtin, at: usize, cue: &Range<usize>, reverse: bool, out: &mut Vec<usize>) {
        let limit = self.limit(cue);
        let inside = |at: usize| limit.start <= at && at <= limit.end;
        match builtin {
            Builtin::Mention if inside(at) => {
                if reverse {
                    self.mentions.ending_at(at, limit.start, out);
                } else {
                    self.mentions.starting_at(at, limit.end, out);
                }
            }
            Builtin::Quotation => {
                let found = if reverse {
                    at.checked_sub(1).and_then(|last| self.evidence.quotation_over(last))
                } else {
                    self.evidence.quotation_over(at)
                };
                let Some(q) = found.filter(|q| q.kind == QuotationKind::Speech && !q.tokens.contains(&cue.start)) else { return };
                if reverse && q.tokens.end == at {
                    // A quotation that ended with its sentence or paragraph belongs to what stood before it.
                    let tokens = self.evidence.tokens;
                    let over = self.sentence.start >= at && q.tokens.len() > 1 && self.evidence.str(at - 2).ends_with('.');
                    if !over && tokens[at - 1].block == tokens[cue.start].block {
                        out.push(q.tokens.start);
                    }
                } else if !reverse && q.tokens.start == at {
                    out.push(q.tokens.end);
                }
            }
            Builtin::Turn if !reverse => {
                let tokens = self.evidence.tokens;
                let block = tokens[cue.start].block;
                let paragraph = at + tokens[at..].iter().take_while(|t| t.block == block).count();
                // The next turn begins with the next label: "BOB:".
                let label = |i: usize| {
                    let colon = (i + 1..(i + 5).min(paragraph)).find(|&c| !tokens[c].shape.is(Shape::UPPER))?;
                    (tokens[i].shape.is(Shape::UPPER) && self.evidence.str(colon) == ":").then_some(i)
                };
                let end = (at + 1..paragraph).find_map(label).unwrap_or(paragraph);
                if tokens[at..end].iter().any(Token::is_word) {
                    out.push(end);
                }
            }
            Builtin::Clause | Builtin::Rest | Builtin::Phrase if inside(at) => {
                let clause = builtin == Builtin::Clause;
                if reverse {
                    let mut start = limit.start;
                    while start < at && self.evidence.tokens[start].on(self.evidence.grammar, self.evidence.grammar.known.conjunction) {
                        start += 1;
                    }
                    if start < at && (!clause || self.stands_alone(start..at)) {
                        out.push(start);
                    }
                } else {
                    let end = self.content_end(at, limit.end, builtin);
                    let words = &self.evidence.tokens[at..end.max(at)];
                    if words.iter().any(Token::is_word) && (!clause || self.has_verb(at..end)) {
                        out.push(end);
                    }
                }
            }
            _ => {}
        }
    }

    fn headline(&self) -> bool {
        let block = self.evidence.tokens[self.sentence.start].block;
        matches!(self.evidence.blocks[block as usize].kind, BlockKind::Headline | BlockKind::Subhead)
    }

    fn subject(&self, at: usize) -> Option<Range<usize>> {
        self.mentions.subject(&self.sentence, at)
    }

    fn speaker(&self, at: usize) -> Option<Range<usize>> {
        // Whoever said something before in the sentence goes on: "“…,” Mamani said, adding that …".
        let cues = self.evidence.cues;
        let first = cues.partition_point(|c| c.tokens.start < self.sentence.start);
        let speaks = |c: &&Cue| {
            c.flags.has(Flags::FINITE.with(Flags::ACTIVE).with(Flags::TAG)) && self.evidence.quotation_over(c.tokens.start).is_none()
        };
        let cue = cues[first..].iter().take_while(|c| c.tokens.end <= at).find(speaks);
        let speaker = cue.and_then(|cue| {
            let mut ends = Vec::new();
            self.mentions.ending_at(cue.tokens.start, self.sentence.start, &mut ends);
            if let Some(&start) = ends.first() {
                return Some(start..cue.tokens.start);
            }
            self.mentions.starting_at(cue.tokens.end, at, &mut ends);
            ends.first().map(|&end| cue.tokens.end..end)
        });
        speaker.or_else(|| self.mentions.subject(&self.sentence, at))
    }
}

/// All proposals of the grammar's frames: for each cue every frame that fits, best first.
#[must_use]
pub fn proposals(evidence: &Evidence<'_>) -> Vec<Proposal> {
    let mut pool = Vec::new();
    let mut cue_index = 0;
    for (number, sentence) in evidence.sentences.iter().enumerate() {
        while cue_index < evidence.cues.len() && evidence.cues[cue_index].head.start < sentence.tokens.end {
            let cue = &evidence.cues[cue_index];
            if cue.head.end <= sentence.tokens.end {
                propose(evidence, number, cue_index, cue, &mut pool);
            }
            cue_index += 1;
        }
    }
    pool
}

fn propose(evidence: &Evidence<'_>, number: usize, index: usize, cue: &Cue, pool: &mut Vec<Proposal>) {
    let sentence = evidence.sentences[number].tokens.clone();
    let mentions = Mentions { text: evidence.text, tokens: evidence.tokens, grammar: evidence.grammar };
    let scope = Scope { evidence, mentions, sentence: sentence.clone() };
    let machine = Machine { tokens: evidence.tokens, grammar: evidence.grammar, sentence, context: &scope };
    let cue_tokens = cue.tokens.start.max(machine.sentence.start)..cue.tokens.end;
    for (number_of_frame, frame) in evidence.grammar.frames.iter().enumerate() {
        let found = frame.alternatives.iter().find_map(|alternative| {
            if !cue.flags.has(alternative.flags) || alternative.lists.is_some_and(|lists| !cue.lists.meets(&lists)) {
                return None;
            }
            let left = machine.run(&alternative.left, cue_tokens.start, &cue_tokens, true)?;
            let right = machine.run(&alternative.right, cue_tokens.end, &cue_tokens, false)?;
            Some((left, right))
        });
        if let Some((left, right)) = found {
            let mut parts = left;
            parts.push((Role::Cue, cue_tokens.clone()));
            parts.extend(right);
            parts.sort_by_key(|(_, range)| range.start);
            pool.push(Proposal { frame: number_of_frame, cue: index, sentence: number, parts });
        }
    }
}

/// Decides between the proposals; gives the claims in the order of their cues.
#[must_use]
pub fn decide(evidence: &Evidence<'_>, pool: &[Proposal]) -> Vec<Attribution> {
    let mut order: Vec<&Proposal> = Vec::with_capacity(pool.len());
    let mut seen = None;
    for proposal in pool {
        // Frames come in the order of priority, so the first proposal of a cue is its best; one without content refuses the cue.
        if seen.replace(proposal.cue) != Some(proposal.cue) && proposal.cover(Role::Content).is_some() {
            order.push(proposal);
        }
    }
    order.sort_by_key(|p| (std::cmp::Reverse(evidence.grammar.frames[p.frame].priority), p.cue));
    let mut kept: Vec<Cow<'_, Proposal>> = Vec::new();
    // Each claim is held against those only that reach into a sentence that it reaches into.
    let mut by_sentence: Vec<Vec<usize>> = vec![Vec::new(); evidence.sentences.len()];
    for proposal in order {
        let whole = proposal.whole();
        let first = evidence.sentences.partition_point(|s| s.tokens.end <= whole.start);
        let last = evidence.sentences.partition_point(|s| s.tokens.start < whole.end).max(first + 1).min(by_sentence.len());
        let near = || by_sentence[first..last].iter().flatten();
        let clipped = near().fold(Cow::Borrowed(proposal), |inner, &outer| clip(evidence, inner, &kept[outer]));
        let fits = near().all(|&other| compatible(&clipped, &kept[other]));
        if fits && !first_person_belief(evidence, proposal) {
            by_sentence[first..last].iter_mut().for_each(|here| here.push(kept.len()));
            kept.push(clipped);
        }
    }
    kept.sort_by_key(|p| p.cue);
    let mut claims: Vec<Attribution> = kept
        .iter()
        .map(|p| {
            let cue = &evidence.cues[p.cue];
            // The comma behind an apposition is no part of it.
            let trimmed = |range: Range<usize>| {
                let mark = matches!(evidence.str(range.end - 1), "," | "—" | "–" | "-");
                range.start..if mark && range.len() > 1 { range.end - 1 } else { range.end }
            };
            // Neither does a content begin with a sign, nor end inside a quotation that it began.
            let whole = |range: Range<usize>| {
                let start = range.clone().find(|&at| !matches!(evidence.str(at), "," | ":" | ";" | ".")).unwrap_or(range.start);
                let over = evidence.quotation_over(range.end - 1).filter(|q| q.tokens.start >= start && q.tokens.end > range.end);
                start..over.map_or(range.end, |q| q.tokens.end)
            };
            Attribution {
                content: p.role(Role::Content).cloned().map(trimmed).map(whole).collect(),
                cue: p.role(Role::Cue).next().cloned(),
                source: p.cover(Role::Source).map(|range| evidence.without_insertions(trimmed(range))),
                addressee: p.cover(Role::Addressee).map(trimmed),
                inside: None,
                class: cue.class,
                negated: cue.negated,
                modal: cue.modal,
                sentence: p.sentence,
                frame: Some(p.frame),
            }
        })
        .collect();
    loose_quotations(evidence, &mut claims);
    nest(&mut claims);
    claims
}

/// A claim made inside the content of another reaches no further than that: "officials told X that Y, reports said".
fn clip<'p>(evidence: &Evidence<'_>, inner: Cow<'p, Proposal>, outer: &Proposal) -> Cow<'p, Proposal> {
    let Some(cue) = inner.cover(Role::Cue) else { return inner };
    let Some(round) = outer.role(Role::Content).find(|c| c.start <= cue.start && cue.end <= c.end) else { return inner };
    let over = |(role, part): &Part| *role == Role::Content && part.start >= cue.end && part.start < round.end && part.end > round.end;
    let Some(at) = inner.parts.iter().position(over) else { return inner };
    let mut clipped = inner.into_owned();
    let part = &mut clipped.parts[at].1;
    part.end = evidence.trimmed(part.start, round.end);
    Cow::Owned(clipped)
}

/// "I think", inside somebody's quotation: what the speaker says, not a claim of its own.
fn first_person_belief(evidence: &Evidence<'_>, proposal: &Proposal) -> bool {
    let Some(source) = proposal.cover(Role::Source) else { return false };
    let known = &evidence.grammar.known;
    let pronoun = [known.pronoun_first, known.pronoun_first_many, known.pronoun_second]
        .into_iter()
        .any(|list| evidence.tokens[source.start].on(evidence.grammar, list));
    pronoun && evidence.quotation_over(source.start).is_some()
}

/// Whether two readings can both stand: apart, or one wholly inside the other's content.
fn compatible(a: &Proposal, b: &Proposal) -> bool {
    let (wa, wb) = (a.whole(), b.whole());
    if wa.end <= wb.start || wb.end <= wa.start {
        return true;
    }
    let within = |inner: &Range<usize>, outer: &Proposal| outer.role(Role::Content).any(|c| c.start <= inner.start && inner.end <= c.end);
    // The claim phrase (cue and source) decides: a content may reach no further than the one round it.
    if within(&wa, b) || within(&wb, a) {
        return true;
    }
    !a.parts
        .iter()
        .any(|(ra, x)| b.parts.iter().any(|(rb, y)| x.start < y.end && y.start < x.end && !(*ra == Role::Source && *rb == Role::Source)))
}

/// Quotations without a cue of their own go on the claim before them in the paragraph, or stand without a source.
fn loose_quotations(evidence: &Evidence<'_>, claims: &mut Vec<Attribution>) {
    let mut extra = Vec::new();
    // For each quotation the first claim whose content holds part of it.
    let mut holders: Vec<Option<usize>> = vec![None; evidence.quotations.len()];
    for (number, claim) in claims.iter().enumerate() {
        for part in &claim.content {
            let first = evidence.quotations.partition_point(|q| q.tokens.end <= part.start);
            for (quotation, holder) in evidence.quotations[first..].iter().zip(&mut holders[first..]) {
                if quotation.tokens.start >= part.end {
                    break;
                }
                // What the speaker says that others said is inside; it does not hold the quotation.
                let inside = quotation.tokens.start < part.start && part.end < quotation.tokens.end;
                if !inside {
                    *holder = holder.or(Some(number));
                }
            }
        }
    }
    for (index, quotation) in evidence.quotations.iter().enumerate() {
        if quotation.kind != QuotationKind::Speech {
            continue;
        }
        // One with a tag of its own is its speaker's, also where the mark before it stands open.
        if holders[index].is_some() {
            continue;
        }
        let continued = index > 0 && evidence.quotations[index - 1].continues;
        let starts_sentence = evidence.sentences.binary_search_by_key(&quotation.tokens.start, |s| s.tokens.start).is_ok();
        let before = if continued {
            holders[index - 1]
        } else if starts_sentence {
            spoken_before(evidence, claims, quotation)
        } else {
            None
        };
        match before {
            Some(claim) => {
                claims[claim].content.push(quotation.tokens.clone());
                holders[index] = Some(claim);
            }
            None if starts_sentence => extra.push(Attribution {
                content: vec![quotation.tokens.clone()],
                cue: None,
                source: None,
                addressee: None,
                inside: None,
                class: Class::Statement,
                negated: false,
                modal: false,
                sentence: evidence.sentences.partition_point(|s| s.tokens.end <= quotation.tokens.start),
                frame: None,
            }),
            None => {}
        }
    }
    claims.extend(extra);
    let place = |c: &Attribution| c.cue.as_ref().map_or_else(|| c.content.first().map_or(0, |r| r.start), |r| r.start);
    claims.sort_by_key(place);
}

/// The claim with a quotation in it that stands before this one in its paragraph, or in the one before.
fn spoken_before(evidence: &Evidence<'_>, claims: &[Attribution], quotation: &Quotation) -> Option<usize> {
    let first = &evidence.tokens[quotation.tokens.start];
    let earliest = first.block.saturating_sub(u32::from(first.shape.is(Shape::FIRST)));
    let cue = |c: &Attribution| c.cue.as_ref().map_or(0, |cue| cue.start);
    // Claims are still in the order of their cues.
    let behind = claims.partition_point(|c| cue(c) < quotation.tokens.start);
    (0..behind)
        .rev()
        .take_while(|&c| evidence.tokens[cue(&claims[c])].block >= earliest)
        .find(|&c| claims[c].content.iter().any(|r| evidence.quotation_over(r.start).is_some_and(|q| q.tokens.start == r.start)))
}

/// Tells for each claim the innermost one inside whose content its cue stands.
fn nest(claims: &mut [Attribution]) {
    let mut contents: Vec<(Range<usize>, usize)> =
        claims.iter().enumerate().flat_map(|(number, c)| c.content.iter().map(move |r| (r.clone(), number))).collect();
    contents.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut cues: Vec<(Range<usize>, usize)> = claims.iter().enumerate().filter_map(|(number, c)| Some((c.cue.clone()?, number))).collect();
    cues.sort_by_key(|(range, _)| range.start);
    let mut next = 0;
    // Contents that have begun, outermost first; those that are over go as soon as they are on top.
    let mut begun: Vec<usize> = Vec::new();
    for (cue, inner) in cues {
        while next < contents.len() && contents[next].0.start <= cue.start {
            begun.push(next);
            next += 1;
        }
        while begun.last().is_some_and(|&top| contents[top].0.end <= cue.start) {
            begun.pop();
        }
        let round = begun.iter().rev().map(|&at| &contents[at]).find(|(range, outer)| *outer != inner && cue.end <= range.end);
        claims[inner].inside = round.map(|&(_, outer)| outer);
    }
}
