//! Where noun phrases stand that may be a source: people, bodies, documents, outlets, pronouns.
//!
//! Asked for around cues only, so the cost goes with the number of cues, not of words.

use std::ops::Range;

use crate::{
    cue::is_name,
    grammar::{Form, Grammar, Target, WordId},
    token::{Shape, Token, phrases_at},
};

/// The longest apposition or relative clause between a name and its verb, in tokens.
const LONGEST_INSERTION: usize = 30;

/// Finds noun phrases in one text.
pub struct Mentions<'a> {
    /// The reading text.
    pub text: &'a str,
    /// All tokens.
    pub tokens: &'a [Token],
    /// The grammar.
    pub grammar: &'a Grammar,
}

impl Mentions<'_> {
    fn str(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    fn is_pronoun(&self, at: usize) -> bool {
        self.tokens[at].on_any(self.grammar, &self.grammar.pronouns)
    }

    /// Whether the token may stand inside a noun phrase.
    pub fn nominal(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let known = &self.grammar.known;
        let on = |list| token.on(self.grammar, list);
        if !token.is_word() {
            return matches!(self.str(at), "'s" | "’s" | "&" | "%" | "$" | "’" | "'") && at > 0 && !token.shape.is(Shape::SPACED);
        }
        // "said that members": a word that may begin a clause begins no phrase.
        if on(known.determiner) && on(known.subordinator) {
            return false;
        }
        if on(known.determiner) || on(known.pronoun_possessive) || on(known.number_word) {
            return true;
        }
        if token.on_any(self.grammar, &self.grammar.closed) || on(known.negation) || self.is_pronoun(at) {
            // "May", "Will": capitals inside a sentence are names.
            return matches!(self.str(at), "'s" | "’s")
                || (token.is_capital() && !token.shape.is(Shape::FIRST) && token.shape.is(Shape::UPPER))
                || (on(known.modal) && is_name(self.tokens, at));
        }
        if token.is_capital() && !on(known.adverb) {
            return true;
        }
        let head = token.on_any(self.grammar, &self.grammar.heads);
        if self.is_adverb(at) {
            return false;
        }
        head || on(known.adjective) || !(on(known.verb_past) || on(known.adverb) || self.is_past(at))
    }

    /// "gingerly", "wryly": small letters, and no adjective or noun of the lists ("elderly", "family").
    fn is_adverb(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.shape.is(Shape::LY)
            && !token.on(self.grammar, self.grammar.known.adjective)
            && !token.on_any(self.grammar, &self.grammar.heads)
            && (token.word == WordId(0) || token.on(self.grammar, self.grammar.known.adverb))
    }

    /// Whether the word is the past of a verb; other forms are nouns too often ("the harbour master", "claims") to part phrases.
    fn is_past(&self, at: usize) -> bool {
        let verb = |list| list == self.grammar.known.verb_plain || self.grammar.cues.contains(list);
        self.tokens[at].entries(self.grammar).any(|(list, form)| matches!(form, Form::Past | Form::Participle) && verb(list))
    }

    fn starts_phrase(&self, at: usize) -> bool {
        // The "A." of a name is no article.
        let initial = || {
            self.tokens[at].is_capital()
                && at + 1 < self.tokens.len()
                && self.str(at + 1) == "."
                && !self.tokens[at + 1].shape.is(Shape::SPACED)
        };
        self.tokens[at].on(self.grammar, self.grammar.known.determiner) && !initial()
    }

    /// Whether the token is the stop of an abbreviation or initial inside a phrase: "Mr. Trump", "J. Doe".
    fn inner_stop(&self, at: usize, limit: usize) -> bool {
        at > 0
            && at + 1 < limit
            && self.str(at) == "."
            && !self.tokens[at].shape.is(Shape::SPACED)
            && self.tokens[at - 1].is_capital()
            && self.tokens[at + 1].is_word()
    }

    /// Start of the plain noun phrase that ends at `end`.
    fn base_start(&self, end: usize, limit: usize) -> usize {
        let mut at = end;
        while at > limit && (self.nominal(at - 1) || self.inner_stop(at - 1, end)) {
            at -= 1;
            if self.starts_phrase(at) {
                break;
            }
        }
        // A sign or the mark of a possessive begins no phrase.
        while at < end && !self.tokens[at].is_word() && self.str(at) != "$" {
            at += 1;
        }
        at
    }

    /// Whether a state or country stands at `at`, behind a comma and the town in it.
    fn place_pair(&self, at: usize) -> bool {
        let listed = phrases_at(self.tokens, self.grammar, at).any(|p| match p.target {
            Target::Country { .. } => true,
            Target::Entry { list, .. } => self.grammar.places.contains(list),
            _ => false,
        });
        listed
            && at >= 3
            && self.tokens[at].is_capital()
            && self.tokens[at - 2].is_capital()
            && self.tokens[at - 3].on(self.grammar, self.grammar.known.preposition)
    }

    /// Start of the noun phrase that ends at `end`, with what its prepositions tie to it.
    fn full_start(&self, end: usize, limit: usize) -> usize {
        let known = &self.grammar.known;
        let mut start = self.base_start(end, limit);
        if start == end {
            return end;
        }
        for _ in 0..5 {
            if start < limit + 2 {
                break;
            }
            let joint = &self.tokens[start - 1];
            let even = joint.on(self.grammar, known.adverb) && self.tokens[start - 2].on(self.grammar, known.conjunction);
            if even && start > limit + 2 {
                let before = self.base_start(start - 2, limit);
                if before < start - 2 {
                    start = before;
                    continue;
                }
            }
            // "of Columbia, South Carolina": over the comma to the town.
            if self.str(start - 1) == "," && self.place_pair(start) {
                let before = self.base_start(start - 1, limit);
                if before < start - 1 {
                    start = before;
                    continue;
                }
            }
            let joins = joint.on(self.grammar, known.preposition) || joint.on(self.grammar, known.conjunction);
            if !joins || joint.is_capital() || joint.on(self.grammar, known.subordinator) {
                break;
            }
            let mut before = self.base_start(start - 1, limit);
            // "figures | released under the act": over the participle to the noun that it belongs to.
            if before == start - 1 && start >= limit + 3 && joint.on(self.grammar, known.preposition) && self.is_past(start - 2) {
                let noun = self.base_start(start - 2, limit);
                if noun < start - 2 && !self.is_pronoun(start - 3) && !self.tokens[start - 3].on(self.grammar, known.be) {
                    before = noun;
                }
            }
            if before == start - 1 {
                break;
            }
            // "On Sunday in Berlin the mayor": a preposition before the phrase means that it is no subject.
            if before > limit && self.tokens[before - 1].on(self.grammar, known.preposition) && self.tokens[before - 1].is_capital() {
                break;
            }
            start = before;
        }
        start
    }

    /// Where a time ("Saturday", "this week", "last month") starts that ends at `end`.
    fn time_start(&self, end: usize, limit: usize) -> Option<usize> {
        let known = &self.grammar.known;
        let last = end - 1;
        if self.tokens[last].on(self.grammar, known.time_unit) && last > limit && self.tokens[last - 1].on(self.grammar, known.time_which) {
            return Some(last - 1);
        }
        (self.tokens[last].on(self.grammar, known.time) && self.tokens[last].is_capital()).then_some(last)
    }

    /// Starts of noun phrases that end at `end`, best first.
    pub fn ending_at(&self, end: usize, limit: usize, out: &mut Vec<usize>) {
        if end <= limit {
            return;
        }
        let last = end - 1;
        if self.is_pronoun(last) {
            out.push(last);
            return;
        }
        // "Twain wryly | said"
        if self.is_adverb(last) && last > limit && self.nominal(last - 1) {
            return self.ending_at(last, limit, out);
        }
        if matches!(self.str(last), "," | "—" | "–" | "-" | "--" | ")") {
            // Over an apposition, a relative clause or brackets to the name before it.
            let opens = if self.str(last) == ")" { "(" } else { self.str(last) };
            let from = last.saturating_sub(LONGEST_INSERTION).max(limit);
            if let Some(mark) = (from..last).rev().find(|&at| self.str(at) == opens) {
                let start = self.full_start(mark, limit);
                if start < mark && last - mark > 1 {
                    out.push(start);
                }
            }
            return;
        }
        // "the | said": an article alone is no phrase.
        let known = &self.grammar.known;
        let headless = self.tokens[last].on(self.grammar, known.determiner) || self.tokens[last].on(self.grammar, known.pronoun_possessive);
        if headless && !self.tokens[last].on_any(self.grammar, &self.grammar.heads) {
            return;
        }
        // "A poll released Saturday", "veterans interviewed in Iowa this week": when it was is no source; who stands before it.
        if let Some(behind) = self.time_start(end, limit) {
            let verb = behind - usize::from(behind > limit && self.tokens[behind - 1].on(self.grammar, known.preposition));
            let participle = verb > limit + 1 && self.is_past(verb - 1);
            let noun = if participle { self.full_start(verb - 1, limit) } else { self.full_start(behind, limit) };
            if noun < behind - usize::from(participle) {
                out.push(noun);
                return;
            }
        }
        let full = self.full_start(end, limit);
        if full < end {
            out.push(full);
        }
    }

    /// End of the plain noun phrase that starts at `start`.
    fn base_end(&self, start: usize, limit: usize) -> usize {
        let mut at = start;
        while at < limit && (self.nominal(at) || self.inner_stop(at, limit)) && (at == start || !self.starts_phrase(at)) {
            at += 1;
        }
        at
    }

    fn full_end(&self, start: usize, limit: usize) -> usize {
        let known = &self.grammar.known;
        let mut end = self.base_end(start, limit);
        if end == start {
            return start;
        }
        for _ in 0..5 {
            if end + 1 >= limit {
                break;
            }
            let joint = &self.tokens[end];
            if !(joint.on(self.grammar, known.preposition) || joint.on(self.grammar, known.conjunction)) {
                break;
            }
            let behind = self.base_end(end + 1, limit);
            // "said the mayor on Sunday": time is no part of the phrase.
            if behind == end + 1 || self.tokens[end + 1].on(self.grammar, known.time) {
                break;
            }
            end = behind;
        }
        end
    }

    /// Ends of noun phrases that start at `start`, longest first.
    pub fn starting_at(&self, start: usize, limit: usize, out: &mut Vec<usize>) {
        if start >= limit || !(self.tokens[start].is_word() || self.str(start) == "$") {
            return;
        }
        if self.is_pronoun(start) || (self.tokens[start].on(self.grammar, self.grammar.known.pronoun_object) && !self.nominal(start)) {
            out.push(start + 1);
            return;
        }
        let full = self.full_end(start, limit);
        if full == start {
            return;
        }
        // ", the harbour master" up to the next comma or the end.
        if full + 1 < limit && self.str(full) == "," {
            let mut apposition = self.full_end(full + 1, limit);
            // "a lawyer in Orlando who specialises in land use": with its relative clause.
            let relative = apposition > full + 1
                && apposition < limit
                && self.tokens[apposition].on(self.grammar, self.grammar.known.pronoun_relative);
            if relative {
                let farthest = limit.min(apposition + LONGEST_INSERTION);
                apposition = (apposition..farthest).find(|&at| matches!(self.str(at), "," | "." | ";")).unwrap_or(farthest);
            }
            let closed = apposition == limit || matches!(self.str(apposition), "," | "." | ";");
            if apposition > full + 1 && closed {
                out.push(apposition);
            }
        }
        out.push(full);
        let base = self.base_end(start, limit);
        if base < full {
            out.push(base);
        }
    }

    /// The subject of a sentence: the noun phrase it starts with, introductory words and phrases left out.
    pub fn subject(&self, sentence: &Range<usize>, before: usize) -> Option<Range<usize>> {
        let known = &self.grammar.known;
        let mut at = sentence.start;
        let mut ends = Vec::new();
        for _ in 0..6 {
            if at >= before {
                return None;
            }
            let token = &self.tokens[at];
            let intro = token.on(self.grammar, known.preposition) || token.on(self.grammar, known.subordinator);
            if intro {
                // Over the introductory phrase to its comma.
                at = (at..before).find(|&i| self.str(i) == ",")? + 1;
                continue;
            }
            let skip = !token.is_word() || token.on(self.grammar, known.conjunction) || token.on(self.grammar, known.adverb);
            if skip {
                at += 1;
                continue;
            }
            self.starting_at(at, before, &mut ends);
            return ends.iter().copied().find(|&e| e < before).map(|end| at..end);
        }
        None
    }
}
