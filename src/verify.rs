//! A quotation, held against evidence, into a verdict: are these the words, and did this speaker say them?
//!
//! The index offers places that share rare pairs of words, the closest part of each is aligned with the quotation, and what differs is
//! weighed: by marks, by what the quotation itself says it has changed, or by words.
//!
//! Invariant: a passage that has all words of the quotation one behind the other goes before any other.

pub mod alignment;
pub mod index;
pub mod selection;
pub mod transcript;
mod weight;

use std::{
    cmp::{Ordering, Reverse},
    ops::Range,
};

use rayon::prelude::*;

use crate::{
    grammar::{EntityKind, Grammar, ListId, Target, WordId, named_enum},
    span::Span,
    wording::{self, Change, Edit, Word},
};
use index::{Index, Place};
use transcript::Transcript;
pub use weight::Rules;
use weight::Weighed;

named_enum!(
    /// What a quotation is, by the evidence; the kindest first.
    Verdict {
        /// Word for word and mark for mark, but for white space and the marks at its ends.
        Verbatim = "verbatim",
        /// Word for word; marks, dashes, spaces or capitals differ.
        Typography = "typography",
        /// Ellipses and brackets account for every difference.
        Edited = "edited",
        /// Words were changed or put in.
        Altered = "altered",
        /// Two places were made one, and no ellipsis tells.
        Joined = "joined",
        /// Words were left out in the middle, and no ellipsis tells.
        Cut = "cut",
        /// The words are there, but under another speaker's label.
        OtherSpeaker = "other-speaker",
        /// The evidence has a passage with many of the words.
        Paraphrase = "paraphrase",
        /// The evidence has nothing like it.
        NotFound = "not-found",
    }
);

impl Verdict {
    /// Whether the quotation may stand as it is.
    #[must_use]
    pub fn is_kind(self) -> bool {
        matches!(self, Self::Verbatim | Self::Typography | Self::Edited)
    }
}

/// All texts that quotations are held against.
#[derive(Debug)]
pub struct Evidence<'a> {
    index: Index,
    texts: Vec<Transcript<'a>>,
}

impl<'a> Evidence<'a> {
    /// Makes reading texts ready; none where they are longer than [`index::MOST_BYTES`] together.
    #[must_use]
    pub fn new(texts: &[&'a str]) -> Option<Self> {
        let index = Index::new(texts)?;
        Some(Self { index, texts: texts.par_iter().map(|text| Transcript::new(text)).collect() })
    }

    /// The reading text of a number.
    #[must_use]
    pub fn text(&self, number: usize) -> &'a str {
        self.texts[number].text
    }
}

/// The passage of the evidence that a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Number of the text.
    pub text: usize,
    /// Where in its reading text.
    pub span: Span,
    /// The label of whoever speaks there, as it is printed.
    pub speaker: Option<Span>,
}

/// A quotation, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The passage it rests on; none where nothing was found.
    pub passage: Option<Passage>,
    /// How much of the words of both is the same, from 0 to 1.
    pub similarity: f32,
    /// The share of the quotation's printed words that stand in the passage in their order, from 0 to 1.
    pub share: f32,
    /// What differs, from the evidence to the quotation.
    pub diff: Vec<(Edit, String)>,
}

impl Judged {
    /// Whether a passage has most of the words, half of them, or fewer.
    fn tier(&self) -> u8 {
        u8::from(self.share >= LIKE) + u8::from(self.share >= CLOSE)
    }

    /// Where nothing was found.
    fn nothing() -> Self {
        Self { verdict: Verdict::NotFound, passage: None, similarity: 0.0, share: 0.0, diff: Vec::new() }
    }
}

/// Places that are aligned for one quotation.
const MOST_PLACES: usize = 6;
/// A passage that has a smaller share of the words is nothing like the quotation.
const LIKE: f32 = 0.5;
/// A passage that has a smaller share of the words is a paraphrase.
const CLOSE: f32 = 2.0 / 3.0 - 1e-6;
/// A passage so similar is what the rest of a quotation was taken from.
const SAME: f32 = 0.85;
/// Fewer words at one end of a quotation may stand anywhere.
const FEWEST_JOINED: usize = 4;
/// More words left out in one go part two places.
const FAR: usize = 12;

/// Judges a quotation, given without its outer marks, and who by name is said to have spoken it.
#[must_use]
pub fn judge(quotation: &str, speaker: Option<&str>, evidence: &Evidence<'_>, rules: Rules<'_>) -> Judged {
    let wanted = quoted(quotation);
    let asked = Asked { text: quotation, words: &wanted, speaker: speaker.map(keys) };
    let places = evidence.places(&asked);
    let candidates: Vec<Candidate> = places.iter().filter_map(|place| Candidate::at(place, &asked, evidence, rules)).collect();
    let whole = candidates.iter().any(|one| one.behind <= one.to);
    let heads = candidates.iter().filter(|one| one.to >= FEWEST_JOINED).map(|one| one.to).max();
    let tails = candidates.iter().filter(|one| one.behind + FEWEST_JOINED <= wanted.len()).map(|one| one.behind).min();
    let best =
        candidates.into_iter().reduce(|best, one| if one.rank().partial_cmp(&best.rank()) == Some(Ordering::Greater) { one } else { best });
    let Some(best) = best else { return Judged::nothing() };
    let met = || heads.zip(tails).is_some_and(|(head, tail)| tail <= head);
    if !best.judged.verdict.is_kind() && !whole && (met() || best.leaves_a_passage(&wanted, quotation, evidence, rules)) {
        return Judged { verdict: Verdict::Joined, ..best.judged };
    }
    match best.judged.verdict {
        Verdict::NotFound => Judged { similarity: best.judged.similarity, share: best.judged.share, ..Judged::nothing() },
        _ => best.judged,
    }
}

/// The passage that is most like some words, which are no quotation, and how like it is; none where they share no two neighbouring words.
#[must_use]
pub fn likest(words: &str, evidence: &Evidence<'_>, rules: Rules<'_>) -> Option<Judged> {
    let wanted = quoted(words);
    let asked = Asked { text: words, words: &wanted, speaker: None };
    let places = evidence.index.places(words, MOST_PLACES);
    let found = places.iter().filter_map(|place| Candidate::at(place, &asked, evidence, rules).map(|one| one.judged));
    found.reduce(|best, one| if (one.tier(), one.similarity) > (best.tier(), best.similarity) { one } else { best })
}

impl Evidence<'_> {
    /// The places that share most with a quotation. Those under the speaker's own label go first: "Thank you for having me" is said all the time.
    fn places(&self, asked: &Asked<'_>) -> Vec<Place> {
        /// Places that are looked at for a label, and that are let go first.
        const MOST_LOOKED_AT: usize = 4_000;
        const MOST_FIRST: usize = 3;
        /// What shares a smaller part than the best place shares too little.
        const LEAST: f32 = 0.3;
        let Some(name) = &asked.speaker else { return self.index.places(asked.text, MOST_PLACES) };
        let mut places = self.index.places(asked.text, MOST_LOOKED_AT);
        if let Some(least) = places.first().map(|first| first.weight * LEAST).filter(|_| places.len() > MOST_PLACES) {
            let is_own = |place: &Place| {
                let transcript = &self.texts[place.text];
                let label = u32::try_from(place.at).ok().and_then(|at| transcript.label_before(at));
                label.is_some_and(|label| shares_a_word(label.of(transcript.text), name))
            };
            let close = places.iter().enumerate().take_while(|(_, place)| place.weight >= least);
            let own: Vec<usize> = close.filter(|(_, place)| is_own(place)).map(|(at, _)| at).take(MOST_FIRST).collect();
            for (to, from) in own.into_iter().enumerate() {
                places[to..=from].rotate_right(1);
            }
        }
        places.truncate(MOST_PLACES);
        places
    }
}

/// What is looked for.
struct Asked<'a> {
    text: &'a str,
    words: &'a [Word],
    /// The words of the name of whoever is said to have spoken.
    speaker: Option<Vec<u64>>,
}

impl Asked<'_> {
    /// Whether an ellipsis stands behind a word.
    fn is_open(&self, nth: usize) -> bool {
        is_ellipsis(self.between(nth))
    }

    /// What stands between a word and the next.
    fn between(&self, nth: usize) -> &str {
        let end = self.words.get(nth + 1).map_or(self.text.len(), |next| next.span.start as usize);
        &self.text[self.words[nth].span.end as usize..end]
    }

    /// The bytes of a text that the words may stand in. What an ellipsis leaves out may be long.
    fn window(&self, place: &Place) -> Range<usize> {
        const LEFT_OUT: usize = 400;
        let more = if is_ellipsis(self.text) { LEFT_OUT } else { 0 };
        place.window.start.saturating_sub(more)..place.window.end + more
    }

    /// The share of the printed words that stand in order in the passage, which may be half as long again as the quotation: the best one round
    /// a part of a stretch of evidence. Words in brackets do not count.
    #[expect(clippy::cast_precision_loss, reason = "quotations are short")]
    fn share(&self, stretch: &Stretch, part: &Range<usize>, text: &str) -> f32 {
        /// Cells that are filled at most for one place.
        const MOST_CELLS: usize = 1 << 20;
        let own: Vec<Word> = self.words.iter().filter(|word| !in_brackets(self.text, **word)).copied().collect();
        let (new, old) = (wording::printed(self.text, &own), wording::printed(text, &stretch.words));
        let most = (new.len() * 3).div_ceil(2);
        let at = |word: usize| old.partition_point(|one| one.span.end < stretch.words[word].span.end);
        let (first, behind) = (at(part.start), at(part.end - 1) + 1);
        let other = behind.saturating_sub(most);
        let starts = first.min(other)..=first.max(other);
        let step = ((starts.end() - starts.start() + 1) * most * new.len()).div_ceil(MOST_CELLS).max(1);
        let found = starts.step_by(step).map(|start| wording::in_order(&old[start..old.len().min(start + most)], &new)).max();
        if new.is_empty() { 1.0 } else { found.unwrap_or_default() as f32 / new.len() as f32 }
    }
}

/// The words of a stretch of evidence.
struct Stretch {
    words: Vec<Word>,
    /// What nobody speaks there.
    passed: Vec<Span>,
}

impl Stretch {
    fn new(transcript: &Transcript<'_>, window: Range<usize>, asked: &Asked<'_>) -> Self {
        let text = transcript.text;
        let window = Span::new(boundary(text, window.start), boundary(text, window.end));
        // Heads and numbers of pages take none of the room that the words have.
        let idle: usize = transcript.passed(window, asked.text).iter().map(|span| span.len()).sum();
        let wider = Span::new(boundary(text, window.range().start.saturating_sub(idle)), boundary(text, window.range().end + idle));
        let passed = transcript.passed(wider, asked.text);
        let words = made_whole(text, &transcript.spoken(wider, &passed), asked.words);
        Self { words, passed }
    }

    /// Whether a part begins or ends inside a word as it is printed, which is not said twice as in "th-the".
    fn parts_a_word(&self, text: &str, part: &Range<usize>) -> bool {
        let said = |at: usize| self.words[at].span.of(text).to_lowercase();
        [part.start, part.end].into_iter().any(|at| is_in_a_word(text, &self.words, at) && !said(at).starts_with(&said(at - 1)))
    }
}

/// The stretch and the part of it that has all words of a quotation, where the first or the last of them stand farther off in the sentence:
/// before what is left out with a denial, as "I will" of "I will not, whatever they say, resign", before a dozen words, or before another sentence.
fn reaching(
    stretch: &Stretch,
    part: &Range<usize>,
    changes: &[Change],
    (transcript, place): (&Transcript<'_>, &Place),
    asked: &Asked<'_>,
    rules: Rules<'_>,
) -> Option<(Stretch, Range<usize>)> {
    /// How far off they may stand, in bytes.
    const REACH: usize = 300;
    let same = |change: &&Change| change.edit == Edit::Equal;
    let wanted = asked.words;
    let (first, last) = (changes.iter().find(same)?, changes.iter().rfind(same)?);
    // Something is missing before what the quotation ends with, or behind what it begins with.
    let (ends, begins) = (last.new.end == wanted.len() && last.new.start > 0, first.new.start == 0 && first.new.end < wanted.len());
    if !ends && !begins || changes.iter().all(|change| change.edit != Edit::Insert) {
        return None;
    }
    let window = asked.window(place);
    let wider = Stretch::new(transcript, window.start.saturating_sub(REACH)..window.end + REACH, asked);
    let words = &wider.words;
    let weighed = Weighed::new(transcript.text, words, rules);
    let is = |at: usize, part: &[Word]| words[at..].iter().zip(part).all(|(a, b)| a.key == b.key);
    // Two words and more may be a place of their own, and so may a sentence.
    let goes = |gap: &Range<usize>, end: &[Word], nth: usize| {
        let ended = || asked.between(nth).contains(['.', '!', '?']);
        let whole = weighed.is_of_a_sentence(gap);
        !gap.is_empty() && (whole && (gap.len() <= FAR || weighed.denies(gap)) || end.len() > 1 && (whole || ended()))
    };
    let place_of = |at: usize| words.iter().position(|word| word.span.start >= stretch.words[part.start + at].span.start);
    // All but the first words, then all but the last, stand as they are quoted.
    let before = || {
        let (head, start) = (&wanted[..last.new.start], place_of(last.old.start)?);
        if !is(start, &wanted[last.new.start..]) {
            return None;
        }
        let at = (0..(start + 1).checked_sub(head.len())?).rev().find(|&at| is(at, head))?;
        goes(&(at + head.len()..start), head, head.len() - 1).then(|| at..start + last.new.len())
    };
    let behind = || {
        let (tail, start) = (&wanted[first.new.end..], place_of(first.old.start)?);
        if !is(start, &wanted[..first.new.end]) {
            return None;
        }
        let end = start + first.new.len();
        let at = (end..(words.len() + 1).checked_sub(tail.len())?).find(|&at| is(at, tail))?;
        goes(&(end..at), tail, first.new.end - 1).then(|| start..at + tail.len())
    };
    let whole = ends.then(before).flatten().or_else(|| begins.then(behind).flatten())?;
    Some((wider, whole))
}

/// Whether the place before a word lies inside a word as it is printed.
fn is_in_a_word(text: &str, words: &[Word], at: usize) -> bool {
    at > 0 && at < words.len() && wording::is_joined(text, words[at - 1], words[at])
}

/// Whether a word of a quotation stands in brackets.
fn in_brackets(text: &str, word: Word) -> bool {
    let before = &text[..word.span.start as usize];
    before.rfind('[') > before.rfind(']')
}

/// Whether what stands between two words leaves something out.
fn is_ellipsis(between: &str) -> bool {
    between.contains('…') || between.contains("...") || between.contains(". . .")
}

/// A passage, judged by itself.
struct Candidate {
    judged: Judged,
    /// Whether it stands under the label of whoever is said to have spoken.
    own: bool,
    /// How many of the quotation's words it has from its beginning on.
    to: usize,
    /// From which word on it has them to its end.
    behind: usize,
}

impl Candidate {
    fn at(place: &Place, asked: &Asked<'_>, evidence: &Evidence<'_>, rules: Rules<'_>) -> Option<Self> {
        let transcript = evidence.texts.get(place.text)?;
        let (text, wanted) = (transcript.text, asked.words);
        let mut stretch = Stretch::new(transcript, asked.window(place), asked);
        let mut part = alignment::closest(&stretch.words, wanted, |nth| asked.is_open(nth))?;
        let mut changes = wording::changes(&stretch.words[part.clone()], wanted);
        if let Some((wider, whole)) = reaching(&stretch, &part, &changes, (transcript, place), asked, rules) {
            (stretch, part) = (wider, whole);
            changes = wording::changes(&stretch.words[part.clone()], wanted);
        }
        let words = &stretch.words[part.clone()];
        let similarity = wording::similarity(words, wanted, &changes);
        let span = words.first()?.span.to(words.last()?.span);
        let label = transcript.label_before(span.start);
        let sides = Sides {
            old: (text, words),
            new: (asked.text, wanted),
            changes: &changes,
            passed: &stretch.passed,
            weighed: (Weighed::new(text, words, rules), Weighed::new(asked.text, wanted, rules)),
        };
        // "forty" is no part of "forty-one".
        let verdict = if stretch.parts_a_word(text, &part) { Verdict::Altered } else { sides.verdict() };
        let share = if verdict == Verdict::Altered { asked.share(&stretch, &part, text) } else { 1.0 };
        let named = label.map(|label| label.of(text)).zip(asked.speaker.as_deref());
        let own = named.is_some_and(|(label, name)| shares_a_word(label, name));
        let is_other = || named.is_some_and(|(label, name)| is_other(label, name, rules.grammar));
        let verdict = match verdict {
            _ if share < LIKE => Verdict::NotFound,
            _ if share < CLOSE => Verdict::Paraphrase,
            _ if transcript.is_turned(span) => Verdict::Joined,
            verdict if verdict.is_kind() && is_other() => Verdict::OtherSpeaker,
            verdict => verdict,
        };
        let diff = wording::told(&changes, (text, words), (asked.text, wanted));
        // Over pauses that are left out.
        let goes_on =
            |change: &&Change| change.edit == Edit::Equal || change.edit == Edit::Delete && sides.is_same(&change.old, &change.new);
        let to = changes.iter().take_while(goes_on).last().map_or(0, |change| change.new.end);
        let behind = changes.iter().rev().take_while(goes_on).last().map_or(wanted.len(), |change| change.new.start);
        let passage = Some(Passage { text: place.text, span, speaker: label });
        Some(Self { judged: Judged { verdict, passage, similarity, share, diff }, own, to, behind })
    }

    /// What goes before: a kind verdict, then more of the words, then the speaker's own label, then the kinder verdict.
    fn rank(&self) -> (bool, u8, f32, bool, Reverse<u8>) {
        let Judged { verdict, similarity, .. } = self.judged;
        (verdict.is_kind(), self.judged.tier(), similarity, self.own, Reverse(verdict as u8))
    }

    /// Whether the passage has one end of the quotation, and the evidence has the rest elsewhere.
    fn leaves_a_passage(&self, wanted: &[Word], quotation: &str, evidence: &Evidence<'_>, rules: Rules<'_>) -> bool {
        let rest = match () {
            () if self.to >= FEWEST_JOINED => &wanted[self.to..],
            () if self.behind + FEWEST_JOINED <= wanted.len() => &wanted[..self.behind],
            () => return false,
        };
        let (Some(first), Some(last)) = (rest.first(), rest.last()) else { return false };
        let found = (rest.len() >= FEWEST_JOINED).then(|| likest(first.span.to(last.span).of(quotation), evidence, rules)).flatten();
        let Some((Judged { passage: Some(one), similarity, .. }, own)) = found.zip(self.judged.passage.as_ref()) else { return false };
        let apart = one.text != own.text || one.span.end <= own.span.start || own.span.end <= one.span.start;
        apart && similarity >= SAME
    }
}

/// The words of a quotation; one whose first letter stands in brackets is whole.
fn quoted(quotation: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for word in wording::words(quotation, Span::new(0, quotation.len())) {
        if let Some(before) = words.last_mut()
            && quotation[before.span.end as usize..word.span.start as usize] == *"]"
        {
            before.span = before.span.to(word.span);
            // Signs inside do not count, so the bracket does not matter.
            before.key = wording::key(before.span.of(quotation)).unwrap_or(before.key);
        } else {
            words.push(word);
        }
    }
    words
}

/// The closest character boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The words of a name, by which names are compared.
fn keys(name: &str) -> Vec<u64> {
    wording::words(name, Span::new(0, name.len())).into_iter().map(|word| word.key).collect()
}

/// Whether a label names somebody and shares no word with a name.
fn is_other(label: &str, name: &[u64], grammar: &Grammar) -> bool {
    !name.is_empty() && !shares_a_word(label, name) && names_somebody(label, grammar)
}

/// Whether a label and a name have a word in common.
fn shares_a_word(label: &str, name: &[u64]) -> bool {
    wording::words(label, Span::new(0, label.len())).iter().any(|word| name.contains(&word.key))
}

/// Whether a label names somebody; titles and roles, or a single letter, name nobody. Behind an honorific stands a name, whatever else it is:
/// "MS. PORTER". What has an article, or a role for its last word, is no name unless it holds one that is given: "THE NIGHT SUPERVISOR",
/// "INCIDENT COMMANDER", but "ELAINE BISHOP".
fn names_somebody(label: &str, grammar: &Grammar) -> bool {
    let known = &grammar.known;
    let mut lower = String::new();
    let (mut polite, mut described, mut named, mut given) = (false, false, false, false);
    let words = wording::words(label, Span::new(0, label.len()));
    // "PELLOWE, CHAIR": the role of a name.
    let whole = label.find([',', '(', '[']).unwrap_or(label.len());
    let last = words.iter().rposition(|word| word.span.end as usize <= whole);
    let person = |list: ListId| grammar.heads.contains(list) && grammar.attributes(list).kind == Some(EntityKind::Person);
    // Capitals tell no name from a word.
    let given_name = |list: ListId| list == known.given_female || list == known.given_male;
    let stands_in = |id: WordId, list: &dyn Fn(ListId) -> bool| {
        grammar.lexicon.alone(id).iter().any(|phrase| matches!(phrase.target, Target::Entry { list: own, .. } if list(own)))
    };
    for (nth, word) in words.iter().enumerate() {
        if polite {
            return true;
        }
        let id = grammar.lexicon.find(word.span.of(label), &mut lower);
        let lists = grammar.lexicon.lists(id);
        let any = |of: &[ListId]| of.iter().any(|&list| lists.contains(list));
        polite = any(&[known.honorific_female, known.honorific_male, known.honorific_any]);
        given |= stands_in(id, &given_name);
        let (turn, article) = (any(&[known.turn]), any(&[known.definite, known.indefinite]));
        let role = turn || lists.meets(&grammar.titles) || lists.meets(&grammar.heads);
        let small = article || any(&[known.preposition, known.conjunction]);
        named |= word.span.len() > 1 && !polite && !role && !small;
        described |= article || nth > 0 && last == Some(nth) && (turn || stands_in(id, &person));
    }
    named && (!described || given)
}

/// Evidence and quotation side by side.
struct Sides<'a> {
    old: (&'a str, &'a [Word]),
    new: (&'a str, &'a [Word]),
    changes: &'a [Change],
    /// What of the evidence nobody speaks.
    passed: &'a [Span],
    weighed: (Weighed<'a>, Weighed<'a>),
}

impl<'a> Sides<'a> {
    fn verdict(&self) -> Verdict {
        let (mut open, mut put_in, mut left_out, mut far, mut weighs) = (false, false, false, false, false);
        let mut at = 0;
        while at < self.changes.len() {
            let run = self.changes[at..].iter().take_while(|change| change.edit != Edit::Equal).count();
            if run == 0 {
                at += 1;
                continue;
            }
            let (first, last) = (&self.changes[at], &self.changes[at + run - 1]);
            let (old, new) = (first.old.start..last.old.end, first.new.start..last.new.end);
            at += run;
            if self.is_same(&old, &new) {
                continue;
            }
            if !new.is_empty() {
                if self.is_told(&new) {
                    open = true;
                } else {
                    put_in = true;
                }
                continue;
            }
            // Of "[I fear change, but] I am glad" the same words are left out as of "I [fear change, but I] am glad".
            let ways = self.ways(&old, new.start);
            let told: Vec<&Range<usize>> = ways.iter().filter(|(_, at)| self.is_told(&(*at..*at))).map(|(old, _)| old).collect();
            let meant: Vec<&Range<usize>> = if told.is_empty() { ways.iter().map(|(old, _)| old).collect() } else { told.clone() };
            if meant.iter().all(|old| self.parts_a_word(old)) {
                put_in = true;
            } else if meant.iter().all(|old| self.weighed.0.denies(old)) {
                // An ellipsis does not excuse what turns the sense round.
                weighs = true;
            } else if !told.is_empty() {
                open = true;
            } else {
                left_out = true;
                weighs |= meant.iter().all(|old| self.weighed.0.softens(old));
                far |= old.len() > FAR;
            }
        }
        left_out |= weighs;
        far &= !weighs;
        match () {
            () if put_in => Verdict::Altered,
            () if far => Verdict::Joined,
            () if left_out => Verdict::Cut,
            () if open || self.new.0.contains(['[', '…']) || self.new.0.contains("...") => Verdict::Edited,
            () if self.plain(self.old) == self.plain(self.new) => Verdict::Verbatim,
            () => Verdict::Typography,
        }
    }

    /// The stretches of the evidence that may be what was left out at a word of the quotation, each with the word: the same words may stand at
    /// both ends.
    fn ways(&self, old: &Range<usize>, at: usize) -> Vec<(Range<usize>, usize)> {
        let words = self.old.1;
        let mut ways = vec![(old.clone(), at)];
        let (mut one, mut nth) = (old.clone(), at);
        while one.start > 0 && nth > 0 && words[one.start - 1].key == words[one.end - 1].key {
            (one, nth) = (one.start - 1..one.end - 1, nth - 1);
            ways.push((one.clone(), nth));
        }
        (one, nth) = (old.clone(), at);
        while one.end < words.len() && nth < self.new.1.len() && words[one.start].key == words[one.end].key {
            (one, nth) = (one.start + 1..one.end + 1, nth + 1);
            ways.push((one.clone(), nth));
        }
        ways
    }

    /// Whether what is left out is a part of a word as it is printed: "two" of "twenty-two".
    fn parts_a_word(&self, old: &Range<usize>) -> bool {
        let (text, words) = self.old;
        is_in_a_word(text, words, old.start) || is_in_a_word(text, words, old.end)
    }

    /// Whether words are the same but for how they are written: "co-operation" and "cooperation", a word that was parted at the end of a line,
    /// other spellings; or whether what is left out fills a pause, or is a short aside in round brackets.
    fn is_same(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        const MOST_WORDS: usize = 3;
        if new.is_empty() {
            let (text, words) = self.old;
            let aside = || {
                let (first, last) = (words[old.start].span, words[old.end - 1].span);
                text[..first.start as usize].ends_with('(')
                    && text[last.end as usize..].trim_start_matches(['.', '!', '?']).starts_with(')')
            };
            return self.weighed.0.fills(old) || old.len() <= MOST_WORDS && aside();
        }
        if old.is_empty() && self.weighed.1.joins(new) {
            let (text, words) = self.old;
            let from = old.start.checked_sub(1).map_or(0, |before| words[before].span.end as usize);
            return text[from..words.get(old.start).map_or(from, |next| next.span.start as usize)].contains('&');
        }
        let letters = |(text, words): (&'a str, &'a [Word]), range: &Range<usize>| wording::letters(text, &words[range.clone()]);
        letters(self.old, old).eq(letters(self.new, new)) || self.weighed.0.spellings(old) == self.weighed.1.spellings(new)
    }

    /// Whether the quotation says that it has changed something at these words: all of them stand in brackets, or an ellipsis or a bracket
    /// stands where words are gone.
    fn is_told(&self, new: &Range<usize>) -> bool {
        let (text, words) = self.new;
        let end = |at: usize| at.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |word| word.span.end as usize);
        let start = |at: usize| words.get(at).map_or(text.len(), |word| word.span.start as usize);
        if new.is_empty() {
            let gap = &text[end(new.start)..start(new.start)];
            return gap.contains(['[', ']']) || is_ellipsis(gap);
        }
        new.clone().all(|at| in_brackets(text, words[at]))
    }

    /// The text without asides and the marks at its ends, one space between words; words that were parted at the end of a line are whole, or have
    /// their hyphen alone.
    fn plain(&self, (text, words): (&str, &[Word])) -> String {
        let is_evidence = std::ptr::eq(text, self.old.0);
        let spoken = |mut from: u32, end: u32| {
            let mut out = String::new();
            for passed in self.passed.iter().filter(|passed| is_evidence && passed.end <= end) {
                if passed.start < from {
                    continue;
                }
                out += &text[from as usize..passed.start as usize];
                from = passed.end;
            }
            out + &text[from as usize..end.max(from) as usize]
        };
        let mut out = String::new();
        let mut from = words.first().map_or(0, |word| word.span.start);
        for word in words {
            let gap = spoken(from, word.span.start);
            let parted = gap.strip_prefix('-').is_some_and(|rest| rest.contains('\n') && rest.trim().is_empty());
            out += if parted { "-" } else { &gap };
            let whole = spoken(word.span.start, word.span.end);
            let mut pieces = whole.split_whitespace().peekable();
            while let Some(piece) = pieces.next() {
                // A page may end behind the hyphen, and the next line be indented.
                match piece.strip_suffix(['-', '\u{ad}']).filter(|_| pieces.peek().is_some()) {
                    Some(half) => out += half,
                    None => {
                        out += piece;
                        out.extend(pieces.peek().map(|_| ' '));
                    }
                }
            }
            from = word.span.end;
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Words of evidence, two neighbours made one where a quotation has them as one: "com-" and "plained" at the end of a line, "can not".
fn made_whole(text: &str, words: &[Word], wanted: &[Word]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut letters = String::new();
    for &word in words {
        let joined = out.last().and_then(|before| {
            letters.clear();
            letters.extend([before.span.of(text), word.span.of(text)]);
            Some(Word { key: wording::key(&letters)?, span: before.span.to(word.span) })
        });
        match joined.filter(|joined| wanted.iter().any(|one| one.key == joined.key)) {
            Some(joined) => *out.last_mut().expect("a word before") = joined,
            None => out.push(word),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEARING: &str = "MR. SMITH: We will not close the bridge today, and I think that nobody should have to cross\nthe river by boat. (APPLAUSE) The govern-\nment has to pay for it.\n\n12\n\nThe council voted against it three times.\n\nDUARTE: I don’t believe a word of it. The harbour has never been fuller than it was this winter.\n";

    fn rules() -> Rules<'static> {
        static GRAMMAR: std::sync::OnceLock<Grammar> = std::sync::OnceLock::new();
        Rules { grammar: GRAMMAR.get_or_init(|| Grammar::with_files(&[]).unwrap()), spelling: false }
    }

    fn check(quotation: &str, speaker: Option<&str>, expected: Verdict) {
        let evidence = Evidence::new(&[HEARING]).unwrap();
        let judged = judge(quotation, speaker, &evidence, rules());
        assert_eq!(judged.verdict, expected, "{quotation}: {judged:?}");
    }

    #[test]
    fn an_ellipsis_may_stand_before_a_word_that_comes_twice() {
        let evidence = Evidence::new(&[
            "BERG: The mill has closed. I know that people fear change, but I am a good deal more afraid of an empty street.\n",
        ])
        .unwrap();
        let judged = judge("The mill has closed …. I am a good deal more afraid of an empty street", None, &evidence, rules());
        assert_eq!(judged.verdict, Verdict::Edited, "{judged:?}");
    }

    #[test]
    fn words_said_twice_are_pauses() {
        let evidence = Evidence::new(&[
            "BERG: It was winter barley, and it has been under water since, since the second of December, very, very deep.\n",
        ])
        .unwrap();
        for quotation in ["it has been under water since the second of December", "since the second of December, very deep"] {
            assert_eq!(judge(quotation, None, &evidence, rules()).verdict, Verdict::Typography, "{quotation}");
        }
    }

    #[test]
    fn heads_of_pages_take_no_room() {
        let head = "ZONING BOARD OF THE TOWN OF OAKPORT AND THE HARBOUR DISTRICT\nMINUTES OF THE ORDINARY MEETING IN THE OLD TOWN HALL\n";
        let page = |number: usize, words: &str| format!("{head}{words}\nprinted by the clerk for the board    page {number}\n\u{c}");
        let text = page(1, "We met at noon.")
            + &page(2, "BERG: I could have come")
            + &page(3, "in here with a nicer number and hoped that no one would check, you know.");
        let evidence = Evidence::new(&[&text]).unwrap();
        let judged = judge("I could have come in here with a nicer number and hoped that no one would check", None, &evidence, rules());
        assert_eq!(judged.verdict, Verdict::Verbatim, "{judged:?}");
    }

    #[test]
    fn the_words_are_there() {
        check("We will not close the bridge today,", Some("John Smith"), Verdict::Verbatim);
        check("nobody should have to cross the river by boat. The", None, Verdict::Verbatim);
        check("we will not close the bridge - today", None, Verdict::Typography);
        check("The government has to pay for it.", None, Verdict::Verbatim);
        check("the river by boat. The government", None, Verdict::Verbatim);
        check("nobody should have to cross … boat", None, Verdict::Edited);
        check("We will not close the bridge today … I don't believe a word of it", None, Verdict::Joined);
        check("The council voted against it three times", None, Verdict::Verbatim);
        check("I don't believe a word of it.", Some("Ana Duarte"), Verdict::Typography);
        check("The government has to pay for it. The council voted against it", None, Verdict::Verbatim);
    }

    #[test]
    fn what_was_changed_openly_is_edited() {
        check("We will not close the bridge … and I think that nobody should have to cross the river", None, Verdict::Edited);
        check("We will not close the bridge … nobody should have to cross [it] by boat", None, Verdict::Edited);
        check("[The government] has to pay for [the bridge].", None, Verdict::Edited);
        check("[N]obody should have to cross the river by boat", None, Verdict::Edited);
    }

    #[test]
    fn what_was_changed_silently_is_told() {
        check("We will close the bridge today, and I think that nobody should have to cross the river", None, Verdict::Cut);
        check("We did not close the bridge today", None, Verdict::Altered);
        check("We will not close the bridge today, and nobody should have to cross the river by boat", None, Verdict::Cut);
        check("The council voted against it three times. I don’t believe a word of it.", None, Verdict::Joined);
        check("The harbour has never been fuller than it was this winter", Some("John Smith"), Verdict::OtherSpeaker);
        check("Zebras may cross the road on Sundays only", None, Verdict::NotFound);
    }

    /// Judges a quotation of one text.
    fn check_in(evidence: &str, quotation: &str, speaker: Option<&str>, expected: Verdict) {
        let judged = judge(quotation, speaker, &Evidence::new(&[evidence]).unwrap(), rules());
        assert_eq!(judged.verdict, expected, "{quotation}: {judged:?}");
    }

    #[test]
    fn a_denial_is_gone_however_much_is_left_out_with_it() {
        let text = "OKAFOR: I have read the letters. I will not, whatever the papers and those who write to them may say about it \
            in the coming weeks, sell the meadow behind the school. We could not, with the two boats that we had that year and with crews \
            that we shared, have searched the whole of the western shore. We have never – and the ledgers of this house will bear me out \
            on every page – paid a supplier late. I think that nobody, least of all those who sat in this room a year ago and nodded, \
            should be surprised. We did not, frankly, expect it. The oven is not only old, but dangerous.\n";
        for quotation in [
            "I will sell the meadow behind the school",
            "I will … sell the meadow behind the school",
            "We could have searched the whole of the western shore",
            "We could … have searched the whole of the western shore",
            "We have paid a supplier late",
            "We have … paid a supplier late",
            "We did … expect it",
        ] {
            check_in(text, quotation, None, Verdict::Cut);
        }
        check_in(text, "The oven is … dangerous", None, Verdict::Edited);
        check_in(text, "I have read the letters … We could not … have searched the whole of the western shore", None, Verdict::Edited);
    }

    #[test]
    fn a_denial_may_go_with_its_own_clause() {
        let text = "BERG: We closed the mill, which was not, as you know, our wish, after forty years of work. I never liked the man, to be \
            honest with you, and I told him so. I am not angry. I am not even sad about any of it, whatever you may have heard. I am tired.\n";
        for quotation in [
            "We closed the mill … after forty years of work",
            "I never liked the man … and I told him so",
            "I … told him so",
            "We closed the mill … I am tired",
        ] {
            check_in(text, quotation, None, Verdict::Edited);
        }
    }

    #[test]
    fn words_said_again_across_a_pause_are_pauses() {
        let text = "BERG: I'd ask that you, uh, you don't wait. I've, you know, I've even rung the factory. We, we, um, we will see. \
            Th- the pump is old. It was, well, it was a long night.\n";
        for quotation in
            ["I'd ask that you don't wait", "don't wait. I've even rung the factory", "We will see. The pump is old", "It was a long night"]
        {
            check_in(text, quotation, None, Verdict::Typography);
        }
    }

    #[test]
    fn words_parted_by_a_page_or_before_an_indent_are_whole() {
        let page = |number: usize, words: &str| format!("HARBOUR INQUIRY   Day {number}\n\n{words}\n\n{number}\n\u{c}");
        let text = page(1, "We met at noon.")
            + &page(2, "   BERG: The sample was found to hold the active ingre-")
            + &page(3, "   dient of a weed killer, and I read of it in a news-\n   paper on the same day as the fam-\n\tilies did.");
        check_in(&text, "found to hold the active ingredient of a weed killer", None, Verdict::Verbatim);
        check_in(&text, "I read of it in a newspaper on the same day as the families did", None, Verdict::Verbatim);
    }

    #[test]
    fn labels_of_roles_name_nobody() {
        let roles = [
            "THE COORDINATOR",
            "THE NIGHT SUPERVISOR",
            "The Duty Officer",
            "AN AUDIENCE MEMBER",
            "INCIDENT COMMANDER",
            "UNIDENTIFIED SPEAKER",
            "FEMALE VOICE",
            "QUESTION",
            "THE SPOKESPERSON",
            "COORDINATOR",
        ];
        let names = [
            "PELLOWE",
            "MS. PORTER",
            "ELAINE BISHOP",
            "THE REV. JOHN ARCHER",
            "CHIEF ABARA",
            "Nerea Ibarra",
            "THE COORDINATOR, ELAINE DUNN",
        ];
        for (labels, expected) in [(&roles[..], Verdict::Verbatim), (&names[..], Verdict::OtherSpeaker)] {
            for label in labels {
                let text = format!("{label}: The shelters are open until the water has gone.\n\n{label}: Thank you.\n");
                check_in(&text, "The shelters are open until the water has gone", Some("Yvette Sandoval"), expected);
            }
        }
    }

    #[test]
    fn shares_are_of_printed_words() {
        let text = "BERG: If the ferry does not run, I lose two days of wages, and nobody pays me for the hours on the quay. It isn't my \
            fault. A twenty-two-year-old sailor cannot wait for ever.\n";
        // Seven of ten, six of ten, five of ten, four of ten.
        check_in(text, "If the boat does not run, I lose three weeks", None, Verdict::Altered);
        check_in(text, "If the boat does not sail, I lose three weeks", None, Verdict::Paraphrase);
        check_in(text, "If the boat will not sail, I lose three weeks", None, Verdict::Paraphrase);
        check_in(text, "If the boat will not sail, we lose three weeks", None, Verdict::NotFound);
        // A part of a printed word is changed, not left out.
        check_in(text, "It is my fault", None, Verdict::Altered);
        check_in(text, "A twenty-year-old sailor cannot wait for ever", None, Verdict::Altered);
        check_in(text, "A twenty-two-year-old sailor can wait for ever", None, Verdict::Altered);
        check_in(text, "A twenty two year old sailor cannot wait for ever", None, Verdict::Typography);
        check_in(text, "It isn't my fault. A twenty-two", None, Verdict::Altered);
        check_in(text, "nobody pays me for the hours on the quay. It is", None, Verdict::Altered);
        check_in(text, "A sailor cannot wait for ever", None, Verdict::Cut);
    }

    #[test]
    fn short_places_may_be_joined() {
        let text = "COOK: My parents' farm is under there. We were given ninety minutes. My father, who had never once in his life, not even in \
            the war, left a cow behind, opened the gates and let them all go. He cried. Th-the dog stayed.\n";
        check_in(text, "My parents' farm is under there. He cried", None, Verdict::Joined);
        check_in(text, "My father opened the gates and let them all go", None, Verdict::Joined);
        check_in(text, "My father … opened the gates and let them all go", None, Verdict::Edited);
        check_in(text, "The dog stayed", None, Verdict::Typography);
        let text = "BALE: The museum owes nobody an apology, and it owes everybody an explanation.\n\nMARSH: I see.\n\nBALE: By spring is \
            hardly possible. The case alone, you know, weighs half a ton.\n";
        check_in(text, "The museum owes nobody an apology. The case alone weighs half a ton", None, Verdict::Joined);
    }

    #[test]
    fn the_speakers_own_label_goes_first() {
        let common = "Thank you so much for having me.\n\n".repeat(50);
        let own = "HOST: Welcome.\n\nCASTELL: Thank you so much for having me.\n\nHOST: Sit down.\n";
        let evidence = Evidence::new(&[&common, own]).unwrap();
        let of = |speaker| judge("Thank you so much for having me", speaker, &evidence, rules()).passage.unwrap().text;
        assert_eq!((of(Some("Nina Castell")), of(None), of(Some("Ana Duarte"))), (1, 0, 0));
    }

    #[test]
    fn odd_texts_are_judged() {
        for evidence in ["", "(", "[a", ":", "É:", "\u{c}\n1", "a b", "…b c", "\u{201c}"] {
            let evidence = Evidence::new(&[evidence]).unwrap();
            for quotation in ["", "…", "[", "a b", "b c…", "\u{201c}b c"] {
                let _ = judge(quotation, Some("É"), &evidence, rules());
            }
        }
    }
}
