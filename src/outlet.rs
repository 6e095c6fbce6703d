//! Provenance: the way each claim has come, from who made it to the article, as the text says.
//!
//! Invariant: a chain begins with who made the claim and ends with what the article itself comes from; each link but the article's own
//! agency and publisher has its place in the text.

mod origin;

use std::ops::Range;

use crate::{
    attribution::{Attribution, enclosing},
    document::{Document, Link},
    grammar::{EntityKind, Grammar, ListId, OutletKind, named_enum},
    sentence::Sentence,
    source::{Sources, formed_at, outlet_at},
    span::Span,
    token::{self, Shape, Token},
};

pub use origin::origins;

named_enum!(
    /// How a claim came to, or through, somebody.
    Step {
        /// Whoever is behind a document: "a report by the inspector general".
        Author = "author",
        /// Who makes the claim.
        Source = "source",
        /// Who passes on what somebody else said: "police, citing witnesses, said".
        Relayed = "relayed",
        /// An outlet that makes the claim, or reports it.
        Reported = "reported",
        /// An outlet that was told: "told Reuters".
        Told = "told",
        /// Where it was said or written: "in an interview with CNN", "in an op-ed for Politico".
        Setting = "setting",
        /// An outlet that saw, got or carried what the source wrote: "a letter seen by AFP".
        Seen = "seen",
        /// An outlet whose site a link in the sentence leads to.
        Linked = "linked",
        /// The outlet of the sentences before, where the same source goes on.
        Continued = "continued",
        /// The wire agency that the article comes from.
        Agency = "agency",
        /// The outlet that published the article.
        Publisher = "publisher",
    }
);

/// A link of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// What the link is.
    pub step: Step,
    /// Who or what it leads to.
    pub entity: usize,
    /// Where the text says so; the article's own agency and publisher stand elsewhere.
    pub span: Option<Span>,
}

impl Hop {
    /// Whether the link is an outlet that the text names as one the claim came through.
    #[must_use]
    pub fn is_outlet(&self) -> bool {
        matches!(self.step, Step::Reported | Step::Told | Step::Setting | Step::Seen | Step::Linked | Step::Continued)
    }
}

/// The outlets of a chain, in the order of the text.
pub fn via(chain: &[Hop]) -> impl Iterator<Item = usize> + '_ {
    chain.iter().filter(|hop| hop.is_outlet()).map(|hop| hop.entity)
}

/// How many paragraphs on the words of one source go on coming through the outlet that was told.
const CARRIES: u32 = 1;

/// The farthest that a word which tells of a setting stands before its outlet, in tokens: "in a wide-ranging interview aired Sunday on".
const FARTHEST: usize = 8;

/// For each claim the way it has come, without the article's own agency and publisher; outlets that are new become entities.
#[must_use]
pub fn chains(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    claims: &[Attribution],
    links: &[Link],
    sources: &mut Sources,
    grammar: &Grammar,
) -> Vec<Vec<Hop>> {
    let mut tracer = Tracer { text, tokens, sentences, claims, links, sources, grammar };
    let mut chains: Vec<Vec<Hop>> = (0..claims.len()).map(|index| tracer.chain(index)).collect();
    let sources = tracer.sources;
    // What one source says goes on coming through the outlet that was told, as long as nobody else speaks between.
    for index in 1..claims.len() {
        let block = |c: &Attribution| c.cue.as_ref().or(c.content.first()).map_or(0, |r| tokens[r.start].block);
        let same = sources.of_claim[index]
            .is_some_and(|e| Some(e) == sources.of_claim[index - 1] && sources.entities[e].kind != EntityKind::Outlet);
        if !chains[index].iter().any(Hop::is_outlet) && same && block(&claims[index]) <= block(&claims[index - 1]) + CARRIES {
            let outlets = carried(&chains[index - 1], Hop::is_outlet);
            chains[index].extend(outlets);
        }
    }
    // "… backed the report, telling the Guardian that …": what one source says in one sentence came the same way.
    for index in (1..claims.len()).rev() {
        let same = claims[index].sentence == claims[index - 1].sentence && sources.of_claim[index] == sources.of_claim[index - 1];
        if same && sources.of_claim[index].is_some() && !chains[index - 1].iter().any(Hop::is_outlet) {
            let told = carried(&chains[index], |hop| hop.step == Step::Told);
            chains[index - 1].extend(told);
        }
    }
    // A claim inside others came through whoever makes the one round it, and what that came through.
    for index in 0..claims.len() {
        let told = chains[index].iter().any(Hop::is_outlet);
        for outer in enclosing(claims, index) {
            for hop in chains[outer].clone() {
                let step = if hop.step == Step::Source { Step::Relayed } else { hop.step };
                let known = chains[index].iter().any(|h| h.entity == hop.entity);
                if !(known || told && hop.is_outlet()) {
                    chains[index].push(Hop { step, ..hop });
                }
            }
        }
    }
    chains
}

/// Those links of a chain that another claim of the same source goes on with.
fn carried(chain: &[Hop], wanted: impl Fn(&Hop) -> bool) -> Vec<Hop> {
    chain.iter().filter(|hop| wanted(hop)).map(|hop| Hop { step: Step::Continued, ..*hop }).collect()
}

/// Ends the chains with the agency that the article comes from and the outlet that published it.
pub fn close(chains: &mut [Vec<Hop>], agency: Option<usize>, publisher: Option<usize>) {
    for chain in chains {
        for (step, entity) in [(Step::Agency, agency), (Step::Publisher, publisher)] {
            if let Some(entity) = entity.filter(|e| chain.iter().all(|hop| hop.entity != *e)) {
                chain.push(Hop { step, entity, span: None });
            }
        }
    }
}

struct Tracer<'a> {
    text: &'a str,
    tokens: &'a [Token],
    sentences: &'a [Sentence],
    claims: &'a [Attribution],
    links: &'a [Link],
    sources: &'a mut Sources,
    grammar: &'a Grammar,
}

impl Tracer<'_> {
    fn str(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.text)
    }

    fn on(&self, at: usize, list: ListId) -> bool {
        self.tokens[at].on(self.grammar, list)
    }

    fn chain(&mut self, index: usize) -> Vec<Hop> {
        let claim = &self.claims[index];
        let mut chain: Vec<Hop> = Vec::new();
        if let (Some(entity), Some(mention)) = (self.sources.of_claim[index], &claim.source) {
            let span = token::span(self.tokens, mention);
            if let Some((author, span)) = self.sources.entities[entity].author {
                chain.push(Hop { step: Step::Author, entity: author, span: Some(span) });
            }
            let step = if self.sources.entities[entity].kind == EntityKind::Outlet { Step::Reported } else { Step::Source };
            chain.push(Hop { step, entity, span: Some(span) });
            self.in_mention(mention, &mut chain);
        }
        if let Some(told) = &claim.addressee {
            self.told(told, &mut chain);
        }
        let reported = chain.iter().any(|hop| hop.step == Step::Reported);
        for (place, range) in self.settings(index) {
            // An outlet that reports by itself was told by nobody in its sentence: "The Post, which CNN owns, reported".
            if !(reported && place == Place::Before) {
                self.setting(&range, place, &mut chain);
            }
        }
        self.linked(index, &mut chain);
        chain
    }

    /// The entity of an outlet that claims come through; none of a platform.
    fn carrier(&mut self, outlet: u16) -> Option<usize> {
        (!self.grammar.is_platform(outlet)).then(|| self.sources.outlet(self.grammar, outlet))
    }

    /// Adds the outlets whose sites are linked to in what the claim's sentence says beside the claim.
    fn linked(&mut self, index: usize, chain: &mut Vec<Hop>) {
        let claim = &self.claims[index];
        let sentence = self.sentences[claim.sentence].span;
        let first = self.links.partition_point(|link| link.span.end <= sentence.start);
        let within = |link: &&Link| link.span.start < sentence.end;
        let claimed = |span: Span| {
            let spans = claim.content.iter().map(|part| token::span(self.tokens, part));
            spans.into_iter().any(|part| part.start <= span.start && span.end <= part.end)
        };
        let found: Vec<(u16, Span)> = self.links[first..]
            .iter()
            .take_while(within)
            .filter(|link| !claimed(link.span))
            .filter_map(|link| Some((self.grammar.outlet_at_url(&link.url)?, link.span)))
            .collect();
        for (outlet, span) in found {
            if let Some(entity) = self.carrier(outlet).filter(|e| chain.iter().all(|hop| hop.entity != *e)) {
                chain.push(Hop { step: Step::Linked, entity, span: Some(span) });
            }
        }
    }

    /// Adds an outlet, which stands at some tokens, to a chain that has not got it.
    fn add(&mut self, step: Step, outlet: Found, at: Range<usize>, chain: &mut Vec<Hop>) {
        let entity = match outlet {
            Found::Listed(outlet) => self.carrier(outlet),
            Found::Formed => Some(self.sources.formed(token::span(self.tokens, &at).of(self.text))),
        };
        let Some(entity) = entity else { return };
        if chain.iter().all(|hop| hop.entity != entity) {
            let span = token::span(self.tokens, &at);
            self.sources.entities[entity].mentions.push(span);
            chain.push(Hop { step, entity, span: Some(span) });
        }
    }

    /// The outlet at a token; where somebody is told something, a short name will do if only one outlet goes by it and no person.
    fn outlet(&self, at: usize, told: bool) -> Option<(Found, usize)> {
        let named = |outlet| self.sources.is_named(outlet);
        let listed = outlet_at(self.text, self.tokens, self.grammar, at, named)
            .or_else(|| told.then(|| self.sources.outlet_alone(self.text, self.tokens, self.grammar, at)).flatten());
        let listed = listed.map(|(outlet, behind)| (Found::Listed(outlet), behind));
        listed.or_else(|| formed_at(self.text, self.tokens, self.grammar, at).map(|behind| (Found::Formed, behind)))
    }

    /// Outlets in the mention of a source count when they carried it, or when the source speaks for them on their own programme: "a letter
    /// seen by AFP", "a CNN poll", "ABC's Jonas Reed"; not when they are what somebody works for, or watches.
    fn in_mention(&mut self, mention: &Range<usize>, chain: &mut Vec<Hop>) {
        let known = self.grammar.known;
        let document = self.sources.entities[chain[chain.len() - 1].entity].kind;
        let document = matches!(document, EntityKind::Document | EntityKind::Poll);
        let mut at = mention.start;
        while at < mention.end {
            let Some((outlet, behind)) = self.outlet(at, false) else {
                at += 1;
                continue;
            };
            let seen = at >= mention.start + 2 && self.on(at - 1, known.preposition) && self.on(at - 2, known.carry_verb);
            let mark = |i: usize| i < mention.end && matches!(self.str(i), "'s" | "’s" | "'" | "’");
            let close = || (behind..mention.end.min(behind + 4)).take_while(|&i| self.tokens[i].is_word());
            // "the BBC's political correspondent", "Jonas Reed, Financial Times"
            let person = mark(behind)
                || close().any(|i| self.on(i, known.outlet_person))
                || (behind == mention.end && at > mention.start && self.str(at - 1) == ",");
            let document = document || close().any(|i| self.on(i, known.document) || self.on(i, known.poll));
            let outsider = mention.clone().any(|i| self.on(i, known.outlet_outsider));
            if seen {
                self.add(Step::Seen, outlet, at..behind, chain);
            } else if document && !outsider {
                self.add(Step::Reported, outlet, at..behind, chain);
            } else if person && !outsider {
                self.add(Step::Setting, outlet, at..behind, chain);
            }
            at = behind;
        }
    }

    /// Outlets that were told; "the newspaper" is the last one before.
    fn told(&mut self, told: &Range<usize>, chain: &mut Vec<Hop>) {
        let before = chain.len();
        let mut at = told.start;
        while at < told.end {
            match self.outlet(at, true) {
                Some((outlet, behind)) => {
                    self.add(Step::Told, outlet, at..behind, chain);
                    at = behind;
                }
                None => at += 1,
            }
        }
        if chain.len() == before
            && self.on(told.end - 1, self.grammar.known.outlet_noun)
            && let Some(outlet) = self.sources.last_outlet(self.grammar, told.start)
        {
            self.add(Step::Told, Found::Listed(outlet), told.clone(), chain);
        }
    }

    /// What of the claim's sentence is neither claimed nor source or addressee: before the cue, in it, and behind it; and the end of a
    /// content that is not quoted, for a setting may have been read as claimed ("would fail in an interview with CNN").
    fn settings(&self, index: usize) -> Vec<(Place, Range<usize>)> {
        let claim = &self.claims[index];
        let Some(cue) = &claim.cue else { return Vec::new() };
        let sentence = self.sentences[claim.sentence].tokens.clone();
        let mut parts: Vec<Range<usize>> = claim.content.clone();
        parts.extend([claim.source.clone(), claim.addressee.clone()].into_iter().flatten());
        parts.retain(|p| p.start < sentence.end && p.end > sentence.start);
        parts.sort_by_key(|r| r.start);
        let mut out = Vec::new();
        let mut at = sentence.start;
        for part in parts.iter().filter(|p| p.start < cue.start) {
            if at < part.start {
                out.push((Place::Before, at..part.start));
            }
            at = at.max(part.end.min(cue.start));
        }
        if at < cue.start {
            out.push((Place::Before, at..cue.start));
        }
        out.push((Place::Cue, cue.clone()));
        let mut at = cue.end;
        for part in parts.iter().filter(|p| p.end > cue.end) {
            if at < part.start {
                out.push((Place::Behind, at..part.start));
            }
            at = at.max(part.end);
        }
        // Behind a content the sentence may tell of something else; behind cue, source and addressee it tells where.
        let told = |r: &Option<Range<usize>>| r.as_ref().map_or(cue.end, |r| r.end.max(cue.end));
        let own = told(&claim.source).max(told(&claim.addressee));
        if at < sentence.end && at <= own + 1 {
            out.push((Place::Behind, at..sentence.end));
        }
        if let Some(last) = claim.content.last().filter(|c| c.start >= cue.end && c.end <= sentence.end) {
            let inner = |c: &Attribution| c.cue.as_ref().is_some_and(|q| last.start <= q.start && q.end <= last.end);
            // Claims are in the order of their cues: those inside this one stand close behind it.
            let mut near = self.claims[index + 1..].iter().take_while(|c| c.sentence == claim.sentence);
            let quoted = matches!(self.str(last.end - 1), "”" | "\"" | "’");
            if !quoted && !near.any(inner) {
                out.push((Place::Content, last.clone()));
            }
        }
        out
    }

    /// Adds the outlets of a setting: those that a word tells of as such ("in an interview with", "on", "writing for").
    fn setting(&mut self, range: &Range<usize>, place: Place, chain: &mut Vec<Hop>) {
        let known = self.grammar.known;
        let mut at = range.start;
        while at < range.end {
            let Some((outlet, behind)) = self
                .outlet(at, false)
                .or_else(|| self.is_set(self.before(at, range.start), range).then(|| self.outlet(at, true)).flatten())
            else {
                at += 1;
                continue;
            };
            let before = self.before(at, range.start);
            let preposition =
                before > range.start && (self.on(before - 1, known.preposition) || self.on(before - 1, known.setting_preposition));
            // "in an interview with CNN", "in a CNN interview"
            let word = self.is_set(before, range)
                || (preposition && behind < range.end && self.on(behind, known.setting_noun) && !self.on(behind, known.outlet_work));
            let seen = before >= range.start + 2 && self.on(before - 2, known.carry_verb);
            // "said of the Politico article": the outlet is spoken of.
            let target = (behind < range.end && self.on(behind, known.outlet_work) && !word)
                || self.names_event(behind..range.end)
                || self.ahead(before, range).any(|i| self.on(i, known.outlet_outsider));
            // "On Fox News Sunday, …": an outlet in front without more.
            let front = place == Place::Before && before == range.start + 1 && self.on(range.start, known.setting_preposition);
            let holds = match place {
                Place::Behind | Place::Cue => preposition || word || at == range.start,
                Place::Before => (word && preposition) || front,
                // A content may speak of outlets: only its very end, and only with a word for a setting, tells where it was said.
                Place::Content => word && preposition && behind + 4 >= range.end,
            };
            if seen && place != Place::Content {
                self.add(Step::Seen, outlet, at..behind, chain);
            } else if holds && !target {
                let step = if before > range.start && place == Place::Cue { Step::Told } else { Step::Setting };
                self.add(step, outlet, at..behind, chain);
            }
            at = behind;
        }
    }

    /// Whether the words behind an outlet's name make it that of an event: "100 summit", "'s Women's Summit", "forum".
    fn names_event(&self, behind: Range<usize>) -> bool {
        let known = self.grammar.known;
        let named = |&i: &usize| {
            let token = &self.tokens[i];
            matches!(self.str(i), "'s" | "’s" | "'" | "’") || token.is_capital() || token.shape.is(Shape::NUMBER)
        };
        let end = behind.clone().find(|i| self.on(*i, known.outlet_event) || !named(i));
        end.is_some_and(|i| self.on(i, known.outlet_event))
    }

    /// Where the words begin that belong to an outlet: over marks, articles, adjectives and its owner ("ABC's “This Week”").
    fn before(&self, at: usize, limit: usize) -> usize {
        let known = self.grammar.known;
        let belongs = |i: usize| {
            matches!(self.str(i), "“" | "\"" | "‘" | "'s" | "’s" | "'") || self.on(i, known.determiner) || self.on(i, known.adjective)
        };
        let mut start = at;
        while start > limit && belongs(start - 1) {
            start -= 1;
            // The owner before the mark of a possessive.
            if matches!(self.str(start), "'s" | "’s") {
                while start > limit && self.tokens[start - 1].is_capital() {
                    start -= 1;
                }
            }
        }
        start
    }

    /// The words before those of an outlet that may tell of its setting.
    fn ahead(&self, before: usize, range: &Range<usize>) -> Range<usize> {
        before.saturating_sub(FARTHEST).max(range.start)..before
    }

    /// Whether a word before those of an outlet tells of a setting: "in an interview with".
    fn is_set(&self, before: usize, range: &Range<usize>) -> bool {
        let known = &self.grammar.known;
        self.ahead(before, range).any(|i| self.on(i, known.setting_noun) || self.on(i, known.setting_verb))
    }
}

/// An outlet as found in the text.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// Index into the grammar's outlets.
    Listed(u16),
    /// One that no list holds, by the form of its name.
    Formed,
}

/// Where words of a claim's sentence stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the cue.
    Before,
    /// In it.
    Cue,
    /// Behind it.
    Behind,
    /// In the content.
    Content,
}

/// The wire agency named in byline, dateline or credit, else in what is given beside the text: its entity; none when the grammar does
/// not know it as an agency.
#[must_use]
pub fn agency(document: &Document<'_>, sources: &mut Sources, grammar: &Grammar) -> Option<usize> {
    let given = &document.metadata;
    if let Some(name) = document.agency.map(|span| span.of(&document.text)) {
        return grammar.outlet_named(name).map(|outlet| sources.outlet_called(grammar, outlet, name));
    }
    [&given.byline, &given.outlet].into_iter().flatten().find_map(|name| {
        let outlet = grammar.outlet_named(name).filter(|&o| grammar.outlets[usize::from(o)].kind == OutletKind::Agency)?;
        Some(sources.outlet_called(grammar, outlet, name))
    })
}

/// The outlet that published the article, as given beside the text: its entity; none when the grammar does not know it.
#[must_use]
pub fn publisher(document: &Document<'_>, sources: &mut Sources, grammar: &Grammar) -> Option<usize> {
    let name = document.metadata.outlet.as_deref()?;
    let outlet = grammar.outlet_named(name)?;
    Some(sources.outlet_called(grammar, outlet, name))
}
