//! Two versions of an article into what happened to each claim.
//!
//! Sentences and claims are paired by what they say ([`alignment`]), whatever their order. A pair is then looked at for its source, its way,
//! its quotations (`quoted`) and its certainty (`force`); claims without a partner are looked for in what the other version says in its
//! own voice.
//!
//! Invariant: a claim that only moved, or differs in typography alone, is kept; every change has a passage in at least one version.

pub mod alignment;
mod force;
mod identity;
mod quoted;
mod spelling;
pub mod trace;

use std::ops::Range;

use alignment::{CONTENT, Pair, Passage, align};

use rustc_hash::FxHashMap;

use crate::{
    Analysis,
    grammar::{Grammar, named_enum},
    outlet, quotation,
    sentence::holding,
    source::Entity,
    span::Span,
    token,
    wording::{self, Edit, Word},
};

named_enum!(
    /// What happened to a claim.
    Kind {
        /// It says the same, wherever it stands now.
        Kept = "kept",
        /// It says the same in other words, more briefly or at greater length.
        Reworded = "reworded",
        /// It stands in the outlet's own voice now.
        AttributionLost = "attribution-lost",
        /// Somebody else is said to have made it.
        SourceChanged = "source-changed",
        /// Who made it is no longer named.
        Anonymised = "anonymised",
        /// Who made it is named now.
        Named = "named",
        /// An outlet that it came through is no longer told.
        OutletDropped = "outlet-dropped",
        /// It is more certain now.
        Hardened = "hardened",
        /// It is less certain now.
        Softened = "softened",
        /// Words in quote marks are others.
        QuotationAltered = "quotation-altered",
        /// It has become several.
        Split = "split",
        /// Several have become one.
        Merged = "merged",
        /// It is new.
        Added = "added",
        /// It is gone.
        Dropped = "dropped",
    }
);

/// A claim in one version, or a sentence in the outlet's own voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The claim; none of a sentence.
    pub claim: Option<usize>,
    /// From its first token to its last.
    pub tokens: Range<usize>,
    /// Number of the passage that it is: of a claim the claim's, else the sentence's.
    passage: usize,
}

/// One thing that happened to one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// What it was; none of what is new.
    pub old: Option<Place>,
    /// What it is; none of what is gone.
    pub new: Option<Place>,
    /// The words from one to the other, in order.
    pub diff: Vec<(Edit, String)>,
}

/// A version of an article, made ready to be held against another.
pub struct Version<'a> {
    /// The article.
    pub analysis: &'a Analysis<'a>,
    /// The grammar it was read by.
    grammar: &'a Grammar,
    /// Its claims: their contents.
    claims: Vec<Passage>,
    /// Its sentences.
    sentences: Vec<Passage>,
    /// For each claim the sentences that hold its content and cue.
    over: Vec<Range<usize>>,
    /// For each sentence the claims over it.
    held: Vec<Vec<usize>>,
    /// For each sentence the letters of its paragraph.
    paragraphs: Vec<u64>,
}

/// What the words of the closed classes weigh.
const FUNCTION: f32 = 0.15;
/// What names and numbers weigh.
const NAME: f32 = 1.5;
/// How alike claims are that say the same.
const SAME: f32 = 0.6;
/// How alike they are where something is said of their source, way or certainty.
const SURE: f32 = 0.7;
/// The share of a claim that stands in a sentence which says it among other things.
const HELD: f32 = 0.8;
/// The share of words that is as good as all.
const WHOLE: f32 = 0.95;
/// Fewer words may stand anywhere.
const PHRASE: usize = 4;

impl<'a> Version<'a> {
    /// Makes an analysis ready; claims inside others are parts of these.
    #[must_use]
    pub fn new(analysis: &'a Analysis<'a>, grammar: &'a Grammar) -> Self {
        let mut version = Self {
            analysis,
            grammar,
            claims: Vec::new(),
            sentences: Vec::new(),
            over: Vec::new(),
            held: Vec::new(),
            paragraphs: Vec::new(),
        };
        version.sentences = analysis.sentences.iter().map(|sentence| version.passage(std::slice::from_ref(&sentence.tokens))).collect();
        for same in analysis.sentences.chunk_by(|a, b| analysis.tokens[a.tokens.start].block == analysis.tokens[b.tokens.start].block) {
            let whole = same[0].tokens.start..same[same.len() - 1].tokens.end;
            let paragraph = version.passage(std::slice::from_ref(&whole));
            version.paragraphs.extend(std::iter::repeat_n(paragraph.letters(), same.len()));
        }
        version.held = vec![Vec::new(); analysis.sentences.len()];
        for (index, claim) in analysis.claims.iter().enumerate() {
            let content = if claim.inside.is_none() { version.passage(&claim.content) } else { Passage::default() };
            let ends = claim.content.iter().flat_map(|part| [part.start, part.end - 1]);
            let cue = claim.cue.iter().map(|cue| cue.start);
            let mut numbers: Vec<usize> = ends.chain(cue).map(|at| holding(&analysis.sentences, at)).collect();
            numbers.push(claim.sentence);
            numbers.sort_unstable();
            let over = numbers[0]..numbers[numbers.len() - 1] + 1;
            if !content.words.is_empty() {
                over.clone().for_each(|sentence| version.held[sentence].push(index));
            }
            version.over.push(over);
            version.claims.push(content);
        }
        version
    }

    fn passage(&self, parts: &[Range<usize>]) -> Passage {
        let text = &*self.analysis.document.text;
        let tokens = &self.analysis.tokens;
        let mut words = Vec::new();
        for part in parts.iter().filter(|part| !part.is_empty()) {
            words.extend(wording::words(text, token::span(tokens, part)));
        }
        let weights: Vec<f32> = words.iter().map(|word| self.weight(word)).collect();
        Passage::new(text, words, &weights)
    }

    fn weight(&self, word: &Word) -> f32 {
        let tokens = &self.analysis.tokens;
        let at = tokens.partition_point(|t| t.span.end <= word.span.start);
        let Some(token) = tokens.get(at) else { return CONTENT };
        let known = &self.grammar.known;
        let others = [known.determiner, known.pronoun_possessive, known.pronoun_object];
        if [&self.grammar.closed, &self.grammar.pronouns].into_iter().any(|lists| token.on_any(self.grammar, lists))
            || others.into_iter().any(|list| token.on(self.grammar, list))
        {
            FUNCTION
        } else if token.shape.is(token::Shape::NUMBER) || (token.is_capital() && !self.begins_sentence(at)) {
            NAME
        } else {
            CONTENT
        }
    }

    fn begins_sentence(&self, at: usize) -> bool {
        self.analysis.sentences.binary_search_by_key(&at, |s| s.tokens.start).is_ok()
    }

    /// The words of the article from one sentence to another, with those of their paragraphs and the ones next to these.
    fn neighbourhood(&self, sentences: &Range<usize>) -> Span {
        let tokens = &self.analysis.tokens;
        let all = &self.analysis.sentences;
        let first = tokens[all[sentences.start].tokens.start].block;
        let last = tokens[all[sentences.end - 1].tokens.start].block;
        let from = tokens.partition_point(|t| t.block + 1 < first);
        let to = tokens.partition_point(|t| t.block <= last + 1);
        token::span(tokens, &(from..to))
    }

    fn claim(&self, index: usize) -> Place {
        let content = &self.analysis.claims[index].content;
        let start = content.iter().map(|part| part.start).min().unwrap_or(0);
        let end = content.iter().map(|part| part.end).max().unwrap_or(0);
        Place { claim: Some(index), tokens: start..end, passage: index }
    }

    fn sentence(&self, index: usize) -> Place {
        Place { claim: None, tokens: self.analysis.sentences[index].tokens.clone(), passage: index }
    }

    fn words(&self, place: &Place) -> &Passage {
        if place.claim.is_some() { &self.claims[place.passage] } else { &self.sentences[place.passage] }
    }

    fn source(&self, claim: usize) -> Option<&Entity> {
        self.analysis.sources.of_claim[claim].map(|entity| &self.analysis.sources.entities[entity])
    }

    /// Whether an attribution interrupts two claims, or between them stands anything else that a passage does not say.
    fn parted(&self, first: usize, second: usize, whole: &Passage) -> bool {
        let (before, behind) = (self.claim(first).tokens, self.claim(second).tokens);
        let interrupts = |claim: usize| {
            let outside = |cue: &&Range<usize>| {
                quotation::reaching(&self.analysis.quotations, cue.start).is_none_or(|quotation| cue.start < quotation.tokens.start)
            };
            let cue = self.analysis.claims[claim].cue.as_ref().filter(outside);
            cue.is_some_and(|cue| before.start <= cue.start && cue.end <= behind.end)
        };
        let between = before.end..behind.start;
        let between = self.passage(std::slice::from_ref(&between));
        interrupts(first) || interrupts(second) || between.weight() * (1.0 - between.held_in(whole)) >= CONTENT
    }

    /// Whether the claim says something by itself: not inside another, and of words.
    fn stands(&self, claim: usize) -> bool {
        !self.claims[claim].words.is_empty()
    }
}

/// What happened to each claim of `old` on the way to `new`: first those of the old version in its order, then what is new.
#[must_use]
pub fn compare(old: &Version<'_>, new: &Version<'_>) -> Vec<Change> {
    let mut comparison = Comparison::new(old, new);
    comparison.stripped();
    comparison.divided();
    comparison.paired();
    comparison.gone();
    comparison.come();
    comparison.changes
}

/// The number of one of a pair.
type Side = fn(&Pair) -> usize;

struct Comparison<'v, 'a> {
    old: &'v Version<'a>,
    new: &'v Version<'a>,
    /// For each sentence its partner, and how alike they are.
    old_partner: Vec<Option<Pair>>,
    new_partner: Vec<Option<Pair>>,
    claims: Vec<Pair>,
    /// For each sentence whether it, or its whole paragraph, stands in the other version.
    old_stays: Vec<bool>,
    new_stays: Vec<bool>,
    /// The first sentence of each new paragraph, by its letters.
    first_of: FxHashMap<u64, usize>,
    /// Claims that something has been told of.
    old_told: Vec<bool>,
    new_told: Vec<bool>,
    /// Sentences whose certainty has been told of.
    forced: Vec<bool>,
    changes: Vec<Change>,
}

impl<'v, 'a> Comparison<'v, 'a> {
    fn new(old: &'v Version<'a>, new: &'v Version<'a>) -> Self {
        let mut old_partner = vec![None; old.sentences.len()];
        let mut new_partner = vec![None; new.sentences.len()];
        for pair in align(&old.sentences, &new.sentences, SAME) {
            old_partner[pair.old] = Some(pair);
            new_partner[pair.new] = Some(pair);
        }
        // A sentence may be cut elsewhere in a paragraph that is the same.
        let first = |version: &Version<'_>| -> FxHashMap<u64, usize> {
            version.paragraphs.iter().enumerate().rev().map(|(sentence, &letters)| (letters, sentence)).collect()
        };
        let (first_old, first_of) = (first(old), first(new));
        let equal = |pair: &Option<Pair>| pair.is_some_and(|pair| old.sentences[pair.old].says_the_same(&new.sentences[pair.new]));
        let stays = |partners: &[Option<Pair>], paragraphs: &[u64], other: &FxHashMap<u64, usize>| -> Vec<bool> {
            partners.iter().zip(paragraphs).map(|(pair, letters)| equal(pair) || other.contains_key(letters)).collect()
        };
        Self {
            old_stays: stays(&old_partner, &old.paragraphs, &first_of),
            new_stays: stays(&new_partner, &new.paragraphs, &first_old),
            first_of,
            old,
            new,
            claims: align(&old.claims, &new.claims, SAME),
            old_told: vec![false; old.claims.len()],
            new_told: vec![false; new.claims.len()],
            forced: vec![false; old.sentences.len()],
            old_partner,
            new_partner,
            changes: Vec::new(),
        }
    }

    fn tell(&mut self, kind: Kind, old: Option<Place>, new: Option<Place>) {
        if let Some(claim) = old.as_ref().and_then(|place| place.claim) {
            self.old_told[claim] = true;
        }
        if let Some(claim) = new.as_ref().and_then(|place| place.claim) {
            self.new_told[claim] = true;
        }
        let none: &[Word] = &[];
        let before = old.as_ref().map_or(none, |place| &self.old.words(place).words);
        let behind = new.as_ref().map_or(none, |place| &self.new.words(place).words);
        let changes = wording::changes(before, behind);
        let diff = wording::told(&changes, (&self.old.analysis.document.text, before), (&self.new.analysis.document.text, behind));
        self.changes.push(Change { kind, old, new, diff });
    }

    /// Whether all sentences of an old claim stand in the new version word for word.
    fn stays(&self, claim: usize) -> bool {
        self.old_stays[self.old.over[claim].clone()].iter().all(|&stays| stays)
    }

    /// Whether all sentences of a new claim stand in the old version word for word.
    fn came_along(&self, claim: usize) -> bool {
        self.new_stays[self.new.over[claim].clone()].iter().all(|&stays| stays)
    }

    /// Whether the sentences before and behind one that was edited are the same in both versions: then nothing near it was edited that could
    /// make up for what it lost.
    fn is_edited_alone(&self, pair: &Pair) -> bool {
        let (old, new) = (&self.old.sentences, &self.new.sentences);
        let same = |before: Option<&Passage>, behind: Option<&Passage>| match (before, behind) {
            (Some(before), Some(behind)) => before.says_the_same(behind),
            (None, None) => true,
            _ => false,
        };
        let before = |sentences: &'v [Passage], at: usize| at.checked_sub(1).map(|at| &sentences[at]);
        same(before(old, pair.old), before(new, pair.new)) && same(old.get(pair.old + 1), new.get(pair.new + 1))
    }

    /// The partner of the only sentence of an old claim that was edited, where none beside it was.
    fn edited(&self, claim: usize) -> Option<Pair> {
        let mut edited = self.old.over[claim].clone().filter(|&sentence| !self.old_stays[sentence]);
        let pair = self.old_partner[edited.next()?].filter(|pair| self.is_edited_alone(pair))?;
        edited.next().is_none().then_some(pair)
    }

    /// Claims whose sentence was cut down to what is claimed: source and cue are gone, and all else is as it was.
    fn stripped(&mut self) {
        for claim in 0..self.old.claims.len() {
            let attribution = &self.old.analysis.claims[claim];
            let (Some(source), Some(_)) = (&attribution.source, &attribution.cue) else { continue };
            if attribution.negated
                || !self.old.stands(claim)
                || quoted::is_quoted(self.old, claim)
                || !identity::told_outside(self.old, claim)
            {
                continue;
            }
            let Some(pair) = self.edited(claim) else { continue };
            let (passage, text) = (&self.old.claims[claim], &self.new.sentences[pair.new]);
            let left = self.old.passage(std::slice::from_ref(source)).held_in(text);
            let bare = passage.weight() >= CONTENT && passage.held_in(text) >= WHOLE && text.held_in(passage) >= WHOLE && left < WHOLE;
            if bare {
                self.tell(Kind::AttributionLost, Some(self.old.claim(claim)), Some(self.new.sentence(pair.new)));
            }
        }
        let told = &self.old_told;
        self.claims.retain(|pair| !told[pair.old]);
    }

    /// What stands in the place of a claim's source, where all other words of the sentence are as they were: somebody else, or nobody who is named.
    fn replaced_source(&self, old: usize, new: usize) -> Option<Kind> {
        let pair = self.edited(old).filter(|pair| self.new.over[new].contains(&pair.new))?;
        let kind = identity::replaced(self.old, self.new, old, new)?;
        let (before, behind) = (&self.old.sentences[pair.old].words, &self.new.sentences[pair.new].words);
        let within = |version: &Version<'_>, claim: usize, words: &[Word]| {
            let source = version.analysis.claims[claim].source.as_ref().map(|source| token::span(&version.analysis.tokens, source));
            source.is_some_and(|source| words.iter().all(|word| source.start <= word.span.start && word.span.end <= source.end))
        };
        let elsewhere = wording::changes(before, behind).iter().any(|change| {
            change.edit != Edit::Equal
                && !(within(self.old, old, &before[change.old.clone()]) && within(self.new, new, &behind[change.new.clone()]))
        });
        (!elsewhere).then_some(kind)
    }

    /// Claims that became several, and several that became one: each part is held in the whole, and together they are most of it.
    fn divided(&mut self) {
        // For each claim whether its partner says nearly the same; whatever this finds, it does not change.
        let taken = |count: usize, side: Side| {
            let mut taken = vec![false; count];
            self.claims.iter().filter(|pair| pair.likeness >= 0.95).for_each(|pair| taken[side(pair)] = true);
            taken
        };
        let (old_taken, new_taken) = (taken(self.old.claims.len(), |p| p.old), taken(self.new.claims.len(), |p| p.new));
        for (kind, whole, parts) in [(Kind::Split, self.old, self.new), (Kind::Merged, self.new, self.old)] {
            let is_split = kind == Kind::Split;
            let (whole_taken, part_taken) = if is_split { (&old_taken, &new_taken) } else { (&new_taken, &old_taken) };
            let index = alignment::Index::new(&parts.claims, |number| !part_taken[number]);
            for (number, (passage, &taken)) in whole.claims.iter().zip(whole_taken).enumerate() {
                if passage.weight() < 6.0 || (if is_split { self.stays(number) } else { self.came_along(number) }) || taken {
                    continue;
                }
                let told = if is_split { &self.new_told } else { &self.old_told };
                let mut found: Vec<usize> = index.likes(passage);
                found.retain(|&part| {
                    let words = &parts.claims[part];
                    !told[part] && words.weight() >= 3.0 && words.held_in(passage) >= 0.8 && words.weight() < passage.weight() * 0.8
                });
                found.sort_unstable();
                // What stands in the headline as well is no part.
                let apart = found.iter().enumerate().all(|(nth, &a)| {
                    found[..nth]
                        .iter()
                        .all(|&b| parts.claims[a].held_in(&parts.claims[b]).max(parts.claims[b].held_in(&parts.claims[a])) < 0.4)
                });
                let near = found.windows(2).all(|two| two[1] - two[0] <= 2);
                let together: f32 = found.iter().map(|&part| parts.claims[part].held_in(passage) * parts.claims[part].weight()).sum();
                if found.len() < 2 || !apart || !near || together < passage.weight() * 0.75 {
                    continue;
                }
                // One quotation that is only cut elsewhere is one statement still, and so is what has no other cue than before.
                if quoted::is_quoted(whole, number) && !found.windows(2).any(|two| parts.parted(two[0], two[1], passage)) {
                    continue;
                }
                let divided = are_cued_apart(parts, &found, whole, number);
                for part in found {
                    let (old, new) = if is_split { (number, part) } else { (part, number) };
                    let kind = match divided {
                        true => kind,
                        false if quoted::is_altered(self.old, self.new, old, new) => Kind::QuotationAltered,
                        false if wording::holds(&passage.words, &parts.claims[part].words) => Kind::Kept,
                        false => Kind::Reworded,
                    };
                    self.tell(kind, Some(self.old.claim(old)), Some(self.new.claim(new)));
                }
            }
        }
        let (old_told, new_told) = (&self.old_told, &self.new_told);
        self.claims.retain(|pair| !old_told[pair.old] && !new_told[pair.new]);
    }

    /// Claims with a partner.
    fn paired(&mut self) {
        for pair in self.claims.clone() {
            let (old, new) = (self.old.claim(pair.old), self.new.claim(pair.new));
            let same = self.old.claims[pair.old].says_the_same(&self.new.claims[pair.new]);
            if self.stays(pair.old) && self.came_along(pair.new) {
                self.tell(Kind::Kept, Some(old), Some(new));
                continue;
            }
            let mut kinds = Vec::new();
            if pair.likeness >= SURE {
                let lost = self.loses_attribution(pair.old, pair.new).then_some(Kind::AttributionLost);
                let replaced = || self.replaced_source(pair.old, pair.new);
                kinds.extend(lost.or_else(replaced).or_else(|| identity::source(self.old, self.new, pair.old, pair.new)));
                // Who loses the source loses the outlet with it: that is told already.
                if lost.is_none() && self.drops_outlet(pair.old, pair.new) {
                    kinds.push(Kind::OutletDropped);
                }
                kinds.extend(self.forced(pair.old, pair.new));
            }
            if quoted::is_altered(self.old, self.new, pair.old, pair.new) {
                kinds.push(Kind::QuotationAltered);
            }
            if kinds.is_empty() {
                kinds.push(if same { Kind::Kept } else { Kind::Reworded });
            }
            for kind in kinds {
                self.tell(kind, Some(old.clone()), Some(new.clone()));
            }
        }
    }

    /// Whether a claim had a source and now has none, near it neither: what is read as its cue was part of what the source said ("is
    /// expected to"), so the new version says in its own voice what it left to somebody.
    fn loses_attribution(&self, old: usize, new: usize) -> bool {
        let (was, is) = (&self.old.analysis.claims[old], &self.new.analysis.claims[new]);
        let Some(source) = self.old.source(old).filter(|source| !identity::is_unknown(source)) else { return false };
        let (Some(before), Some(behind)) = (&was.cue, &is.cue) else { return false };
        let words = |version: &Version<'_>, range: &Range<usize>| version.passage(std::slice::from_ref(range)).words;
        let sentences = self.old.over[old].clone().flat_map(|sentence| &self.old.sentences[sentence].words);
        let own: Vec<u64> = words(self.old, before).iter().map(|word| word.key).collect();
        let others: Vec<u64> = sentences.map(|word| word.key).filter(|key| !own.contains(key)).collect();
        let said = words(self.new, behind).iter().all(|word| others.contains(&word.key));
        self.new.source(new).is_none()
            && said
            && identity::told_outside(self.old, old)
            && !was.negated
            && !quoted::is_quoted(self.new, new)
            && !identity::is_near(self.new, &self.new.over[new], source)
            && !speaks_on(self.new, is.sentence, source)
    }

    /// Whether a claim came through an outlet that the new version does not tell of near it.
    fn drops_outlet(&self, old: usize, new: usize) -> bool {
        let (before, behind) = (self.old.analysis, self.new.analysis);
        let told = |hop: &&outlet::Hop| hop.is_outlet() && !matches!(hop.step, outlet::Step::Continued | outlet::Step::Linked);
        let alone = self.edited(old).filter(|pair| self.new.over[new].contains(&pair.new));
        let dropped = before.chains[old].iter().filter(told).any(|hop| {
            let entity = &before.sources.entities[hop.entity];
            let again = behind.chains[new].iter().filter(|hop| alone.is_none() || told(hop)).any(|other| {
                let other = &behind.sources.entities[other.entity];
                (entity.outlet.is_some() && entity.outlet == other.outlet) || identity::share_name(entity, other)
            });
            // Where nothing else was edited, what stands beside the sentence did not tell it before either.
            let left = match alone {
                Some(pair) => identity::is_called_in(&self.new.sentences[pair.new].words, entity),
                None => identity::is_near(self.new, &self.new.over[new], entity),
            };
            !again && !left
        });
        dropped && behind.chains[new].iter().filter(|hop| alone.is_none() || told(hop)).all(|hop| !hop.is_outlet())
    }

    /// Whether a pair of claims became more or less certain, by cue or by hedge.
    fn forced(&mut self, old: usize, new: usize) -> Option<Kind> {
        let (before, behind) = (self.old.analysis.claims[old].sentence, self.new.analysis.claims[new].sentence);
        let by_cue = force::by_cue(self.old, self.new, old, new);
        let by_hedge = || {
            let sentences = self.old.over[old].clone().filter_map(|sentence| self.old_partner[sentence]);
            sentences.filter(|pair| self.new.over[new].contains(&pair.new) && pair.likeness >= SURE).find_map(|pair| {
                let places = (self.old.sentence(pair.old), self.new.sentence(pair.new));
                force::by_hedge(self.old, self.new, &places.0, &places.1)
            })
        };
        let kind = by_cue.or_else(by_hedge).or_else(|| force::by_hedge(self.old, self.new, &self.old.claim(old), &self.new.claim(new)));
        if kind.is_some() && self.old_partner[before].is_some_and(|pair| pair.new == behind) {
            self.forced[before] = true;
        }
        kind
    }

    /// What the other version says in its own voice where a claim was made: the sentence that holds the claim's words and little else.
    fn own_voice(&self, version: &Version<'_>, other: &Version<'_>, claim: usize, index: &alignment::Index) -> Option<usize> {
        let passage = &version.claims[claim];
        let source = version.source(claim)?;
        let attribution = &version.analysis.claims[claim];
        let words = |range: &Range<usize>| version.passage(std::slice::from_ref(range)).words;
        let cue = words(attribution.cue.as_ref()?);
        let start = passage.words.first()?.span.start.saturating_sub(4);
        let end = passage.words.last()?.span.end;
        let bounds = [(start, passage.words[0].span.start), (end, end.saturating_add(4))];
        // A quotation that began or ends elsewhere: somebody goes on speaking.
        let marked = bounds.iter().any(|&(from, to)| {
            let text = version.analysis.document.text.as_bytes();
            let part = &text[(from as usize).min(text.len())..(to as usize).min(text.len())];
            String::from_utf8_lossy(part).contains(['“', '”', '"', '‘'])
        });
        let unquoted = !marked
            && !attribution.content.iter().any(|part| quoted::runs(version, std::slice::from_ref(part)).iter().any(|run| run.len() > 2));
        if passage.weight() < 4.0 || identity::is_unknown(source) || !unquoted || attribution.negated {
            return None;
        }
        index.likes(passage).into_iter().find(|&sentence| {
            let text = &other.sentences[sentence];
            let span = other.neighbourhood(&(sentence..sentence + 1));
            let near = wording::words(&other.analysis.document.text, span);
            let cued = cue.iter().any(|word| text.words.iter().any(|own| own.key == word.key));
            passage.held_in(text) >= 0.8
                && text.held_in(passage) >= 0.75
                && other.held[sentence].is_empty()
                && !cued
                && !identity::is_named_in(&near, other, source)
                && !speaks_on(other, sentence, source)
        })
    }

    /// What became of a claim that one of two sentences alone is read to make: only a hedge may have come or gone.
    fn reworded(&mut self, pair: &alignment::Pair) -> Kind {
        let places = (self.old.sentence(pair.old), self.new.sentence(pair.new));
        let force = if pair.likeness >= SURE { force::by_hedge(self.old, self.new, &places.0, &places.1) } else { None };
        self.forced[pair.old] |= force.is_some();
        force.unwrap_or(Kind::Reworded)
    }

    /// Claims of the old version without a partner, and sentences in its own voice that lost a hedge.
    fn gone(&mut self) {
        let index = alignment::Index::new(&self.new.sentences, |sentence| !self.new_stays[sentence]);
        let everywhere = alignment::Index::new(&self.new.sentences, |_| true);
        for claim in 0..self.old.claims.len() {
            if self.old_told[claim] || !self.old.stands(claim) {
                continue;
            }
            let place = self.old.claim(claim);
            if self.stays(claim) {
                let sentence = self.old.over[claim].start;
                let paragraph = self.first_of.get(&self.old.paragraphs[sentence]).copied();
                let partner = self.old_partner[sentence].map(|pair| pair.new).or(paragraph);
                self.tell(Kind::Kept, Some(place), partner.map(|sentence| self.new.sentence(sentence)));
                continue;
            }
            if let Some(sentence) = self.own_voice(self.old, self.new, claim, &index) {
                self.tell(Kind::AttributionLost, Some(place), Some(self.new.sentence(sentence)));
                continue;
            }
            let partner = self.old.over[claim]
                .clone()
                .filter_map(|s| self.old_partner[s])
                .find(|pair| self.old.claims[claim].held_in(&self.new.sentences[pair.new]) >= SAME);
            match partner {
                Some(pair) => {
                    let kind = self.reworded(&pair);
                    self.tell(kind, Some(place), Some(self.new.sentence(pair.new)));
                }
                None => match told_elsewhere(self.old, claim, self.new, &everywhere) {
                    Some((kind, sentence)) => self.tell(kind, Some(place), Some(self.new.sentence(sentence))),
                    None => self.tell(Kind::Dropped, Some(place), None),
                },
            }
        }
        for sentence in 0..self.old.sentences.len() {
            let Some(pair) = self.old_partner[sentence].filter(|pair| pair.likeness >= SURE && !self.old_stays[pair.old]) else { continue };
            if self.forced[sentence] || !self.old.held[sentence].is_empty() || !self.new.held[pair.new].is_empty() {
                continue;
            }
            let places = (self.old.sentence(pair.old), self.new.sentence(pair.new));
            if let Some(kind) = force::by_hedge(self.old, self.new, &places.0, &places.1) {
                self.tell(kind, Some(places.0), Some(places.1));
            }
        }
    }

    /// Claims of the new version without a partner.
    fn come(&mut self) {
        let index = alignment::Index::new(&self.old.sentences, |sentence| !self.old_stays[sentence]);
        let everywhere = alignment::Index::new(&self.old.sentences, |_| true);
        for claim in 0..self.new.claims.len() {
            // The sentences stay, so the old version makes this claim in another one that has been told of.
            if self.new_told[claim] || !self.new.stands(claim) || self.came_along(claim) {
                continue;
            }
            let place = self.new.claim(claim);
            if let Some(sentence) = self.own_voice(self.new, self.old, claim, &index) {
                self.tell(Kind::Softened, Some(self.old.sentence(sentence)), Some(place));
                continue;
            }
            let known = self.new.over[claim]
                .clone()
                .filter_map(|s| self.new_partner[s])
                .find(|pair| self.new.claims[claim].held_in(&self.old.sentences[pair.old]) >= SAME);
            match known {
                // Read as a part of what has been told of already.
                Some(pair) if self.old.held[pair.old].iter().any(|&old| self.old_told[old]) => {}
                Some(pair) => {
                    let kind = self.reworded(&pair);
                    self.tell(kind, Some(self.old.sentence(pair.old)), Some(place));
                }
                None => match told_elsewhere(self.new, claim, self.old, &everywhere) {
                    Some((_, sentence)) if self.old.held[sentence].iter().any(|&old| self.old_told[old]) => {}
                    Some((kind, sentence)) => self.tell(kind, Some(self.old.sentence(sentence)), Some(place)),
                    None => self.tell(Kind::Added, None, Some(place)),
                },
            }
        }
    }
}

/// Where the other version says what a claim without a partner says: it may be told twice in one version and once in the other, or be read
/// in one version alone.
fn told_elsewhere(version: &Version<'_>, claim: usize, other: &Version<'_>, index: &alignment::Index) -> Option<(Kind, usize)> {
    let passage = &version.claims[claim];
    let likes = index.likes(passage);
    let verbatim = |&sentence: &usize| {
        let around = sentence.saturating_sub(1)..(sentence + 1 + version.over[claim].len()).min(other.sentences.len());
        let words: Vec<Word> = other.sentences[around].iter().flat_map(|passage| passage.words.iter().copied()).collect();
        wording::holds(&words, &passage.words)
    };
    if passage.words.len() >= PHRASE
        && let Some(sentence) = likes.iter().copied().find(verbatim)
    {
        return Some((Kind::Kept, sentence));
    }
    // The names of a long sentence hold many a short claim.
    let held = |&sentence: &usize| {
        let text = &other.sentences[sentence];
        passage.weight() >= 6.0 && passage.held_in(text) >= HELD && text.held_in(passage) >= 0.5
    };
    likes.into_iter().find(held).map(|sentence| (Kind::Reworded, sentence))
}

/// Whether several claims have more cues than stand in the sentences of the one that they are held in: only then somebody divided it, and
/// not only the reading.
fn are_cued_apart(parts: &Version<'_>, found: &[usize], whole: &Version<'_>, claim: usize) -> bool {
    let mut cues: Vec<&Range<usize>> = found.iter().filter_map(|&part| parts.analysis.claims[part].cue.as_ref()).collect();
    cues.sort_unstable_by_key(|cue| cue.start);
    cues.dedup();
    let sentences = &whole.sentences[whole.over[claim].clone()];
    let mut words: Vec<u64> = sentences.iter().flat_map(|passage| &passage.words).map(|word| word.key).collect();
    cues.len() > 1
        && cues.into_iter().flat_map(|cue| parts.passage(std::slice::from_ref(cue)).words).any(|word| {
            let known = words.iter().position(|&key| key == word.key);
            known.map(|at| words.swap_remove(at)).is_none()
        })
}

/// Whether a neighbour of a sentence, in its paragraph, is the words of some source, of a pronoun, or a quotation of nobody who is told: what
/// stands beside it may be as well.
fn speaks_on(version: &Version<'_>, sentence: usize, source: &Entity) -> bool {
    let analysis = version.analysis;
    let block = |s: usize| analysis.tokens[analysis.sentences[s].tokens.start].block;
    let same = |&claim: &usize| match version.source(claim) {
        Some(other) => identity::is_unknown(other) || identity::share_name(source, other),
        None => analysis.claims[claim].source.is_some() || quoted::is_quoted(version, claim),
    };
    let spoken = |s: usize| s < version.held.len() && block(s) == block(sentence) && version.held[s].iter().any(same);
    sentence.checked_sub(1).is_some_and(spoken) || spoken(sentence + 1)
}
