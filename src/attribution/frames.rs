//! Cues into readings by the grammar's frames, and the reading that the frames make of a text by themselves.
//!
//! Every frame that fits a cue proposes; alone, the frame of the highest priority decides for a cue, and no two claims share words except
//! where one lies wholly inside the other's content.
//!
//! Invariant: a claim made here tells which frame made it.

use std::{borrow::Cow, ops::Range};

use super::{Attribution, Evidence, Origin, Proposal, best_of_each_cue, nesting};
use crate::{
    cue::Cue,
    document::BlockKind,
    grammar::{Flags, Form, syntax::Role},
    matching::{Builtin, Context, Machine, Part},
    mention::Mentions,
    quotation::QuotationKind,
    sentence,
    token::{Shape, Token},
};

/// What a frame may see of one sentence.
struct Scope<'a> {
    evidence: &'a Evidence<'a>,
    mentions: Mentions<'a>,
    sentence: Range<usize>,
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
                    // A quotation that ended with its sentence or paragraph belongs to what stood before it, unless a dash ties it to a name.
                    let tokens = self.evidence.tokens;
                    let over = tokens[cue.start].is_word()
                        && self.sentence.start >= at
                        && q.tokens.len() > 1
                        && self.evidence.str(at - 2).ends_with('.');
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
    // A frame without content refuses the cue.
    let mut order: Vec<&Proposal> = best_of_each_cue(pool).filter(|p| p.cover(Role::Content).is_some()).collect();
    order.sort_by_key(|p| (std::cmp::Reverse(evidence.grammar.frames[p.frame].priority), p.cue));
    let mut kept: Vec<Cow<'_, Proposal>> = Vec::new();
    // Each claim is held against those only that reach into a sentence that it reaches into.
    let mut by_sentence: Vec<Vec<usize>> = vec![Vec::new(); evidence.sentences.len()];
    for proposal in order {
        let whole = proposal.whole();
        let first = sentence::holding(evidence.sentences, whole.start);
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
            Attribution {
                content: p.role(Role::Content).cloned().map(|range| evidence.whole(evidence.without_comma(range))).collect(),
                cue: p.role(Role::Cue).next().cloned(),
                source: p.cover(Role::Source).map(|range| evidence.without_insertions(evidence.without_comma(range))),
                addressee: p.cover(Role::Addressee).map(|range| evidence.without_comma(range)),
                inside: None,
                class: cue.class,
                negated: cue.negated,
                modal: cue.modal,
                sentence: p.sentence,
                origin: Origin::Frame(p.frame),
                confidence: f32::from(evidence.grammar.frames[p.frame].priority) / 100.0,
            }
        })
        .collect();
    nesting::loose_quotations(evidence, &mut claims);
    nesting::nest(&mut claims);
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
