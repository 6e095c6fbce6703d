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

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::{
    grammar::{Grammar, named_enum},
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
    /// How much of the words is the same, from 0 to 1.
    pub similarity: f32,
    /// What differs, from the evidence to the quotation.
    pub diff: Vec<(Edit, String)>,
}

impl Judged {
    /// Where nothing was found.
    fn nothing() -> Self {
        Self { verdict: Verdict::NotFound, passage: None, similarity: 0.0, diff: Vec::new() }
    }
}

/// Places that are aligned for one quotation.
const MOST_PLACES: usize = 6;
/// A passage less similar is nothing like the quotation.
const LIKE: f32 = 0.5;
/// A passage less similar is a paraphrase.
const CLOSE: f32 = 0.66;
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
    let places = evidence.index.places(quotation, MOST_PLACES);
    let asked = Asked { text: quotation, words: &wanted, speaker };
    let candidates: Vec<Candidate> = places.iter().filter_map(|place| Candidate::at(place, &asked, evidence, rules)).collect();
    let whole = candidates.iter().any(|one| one.behind <= one.to);
    let heads = candidates.iter().filter(|one| one.to >= FEWEST_JOINED).map(|one| one.to).max();
    let tails = candidates.iter().filter(|one| one.behind + FEWEST_JOINED <= wanted.len()).map(|one| one.behind).min();
    // The kindest verdict, then the most similar, then the first.
    let best = candidates.into_iter().reduce(|best, one| {
        let rank = |one: &Candidate| (one.judged.verdict.is_kind(), one.judged.similarity);
        if rank(&one).partial_cmp(&rank(&best)) == Some(Ordering::Greater) { one } else { best }
    });
    let Some(best) = best else { return Judged::nothing() };
    let met = || heads.zip(tails).is_some_and(|(head, tail)| tail <= head);
    if !best.judged.verdict.is_kind() && !whole && (met() || best.leaves_a_passage(&wanted, quotation, evidence, rules)) {
        return Judged { verdict: Verdict::Joined, ..best.judged };
    }
    match best.judged.verdict {
        Verdict::NotFound => Judged { similarity: best.judged.similarity, ..Judged::nothing() },
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
    found.reduce(|best, one| if one.similarity > best.similarity { one } else { best })
}

/// What is looked for.
struct Asked<'a> {
    text: &'a str,
    words: &'a [Word],
    speaker: Option<&'a str>,
}

impl Asked<'_> {
    /// Whether an ellipsis stands behind a word.
    fn is_open(&self, nth: usize) -> bool {
        let end = self.words.get(nth + 1).map_or(self.text.len(), |next| next.span.start as usize);
        is_ellipsis(&self.text[self.words[nth].span.end as usize..end])
    }
}

/// Whether what stands between two words leaves something out.
fn is_ellipsis(between: &str) -> bool {
    between.contains('…') || between.contains("...") || between.contains(". . .")
}

/// A passage, judged by itself.
struct Candidate {
    judged: Judged,
    /// How many of the quotation's words it has from its beginning on.
    to: usize,
    /// From which word on it has them to its end.
    behind: usize,
}

impl Candidate {
    fn at(place: &Place, asked: &Asked<'_>, evidence: &Evidence<'_>, rules: Rules<'_>) -> Option<Self> {
        let transcript = evidence.texts.get(place.text)?;
        let (text, wanted) = (transcript.text, asked.words);
        let window = Span::new(boundary(text, place.window.start), boundary(text, place.window.end));
        // Heads and numbers of pages take none of the room that the words have.
        let idle: usize = transcript.passed(window, asked.text).iter().map(|span| span.len()).sum();
        let wider = Span::new(boundary(text, window.range().start.saturating_sub(idle)), boundary(text, window.range().end + idle));
        let passed = transcript.passed(wider, asked.text);
        let words = transcript.spoken(wider, &passed);
        let words = made_whole(text, &words, wanted);
        let words = &words[alignment::closest(&words, wanted, |nth| asked.is_open(nth))?];
        let changes = wording::changes(words, wanted);
        let similarity = wording::similarity(words, wanted, &changes);
        let span = words.first()?.span.to(words.last()?.span);
        let label = transcript.label_before(span.start);
        let sides = Sides {
            old: (text, words),
            new: (asked.text, wanted),
            changes: &changes,
            passed: &passed,
            weighed: (Weighed::new(text, words, rules), Weighed::new(asked.text, wanted, rules)),
        };
        // Few words of a long quotation may be all of a short passage.
        let same: usize = changes.iter().filter(|change| change.edit == Edit::Equal).map(|change| change.new.len()).sum();
        let verdict = match sides.verdict(similarity) {
            Verdict::Paraphrase | Verdict::NotFound if similarity < LIKE || same * 2 < wanted.len() => Verdict::NotFound,
            _ if similarity >= CLOSE && transcript.is_turned(span) => Verdict::Joined,
            Verdict::Verbatim | Verdict::Typography | Verdict::Edited
                if label.zip(asked.speaker).is_some_and(|(label, name)| is_other(label.of(text), name, rules.grammar)) =>
            {
                Verdict::OtherSpeaker
            }
            verdict => verdict,
        };
        let diff = wording::told(&changes, (text, words), (asked.text, wanted));
        let ends = changes.first().zip(changes.last()).filter(|(first, last)| first.edit == Edit::Equal || last.edit == Edit::Equal);
        let (to, behind) = ends.map_or((0, wanted.len()), |(first, last)| {
            let behind = if last.edit == Edit::Equal { last.new.start } else { wanted.len() };
            (if first.edit == Edit::Equal { first.new.end } else { 0 }, behind)
        });
        let passage = Some(Passage { text: place.text, span, speaker: label });
        Some(Self { judged: Judged { verdict, passage, similarity, diff }, to, behind })
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

/// Whether a label names somebody and shares no word with a name; titles and roles, or a single letter, name nobody. Behind an honorific stands a
/// name, whatever else it is: "MS. PORTER".
fn is_other(label: &str, name: &str, grammar: &Grammar) -> bool {
    let words = |text: &str| wording::words(text, Span::new(0, text.len()));
    let mut lower = String::new();
    let known = &grammar.known;
    let mut polite = false;
    let names = |word: &Word| {
        let lists = grammar.lexicon.lists(grammar.lexicon.find(word.span.of(label), &mut lower));
        if polite {
            return true;
        }
        polite = [known.honorific_female, known.honorific_male, known.honorific_any].iter().any(|&list| lists.contains(list));
        word.span.len() > 1
            && !polite
            && !lists.meets(&grammar.titles)
            && !lists.meets(&grammar.heads)
            && !lists.contains(known.definite)
            && !lists.contains(known.preposition)
    };
    let own = words(name);
    let label_words = words(label);
    let shared = label_words.iter().any(|word| own.iter().any(|one| one.key == word.key));
    !own.is_empty() && !shared && label_words.iter().any(names)
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
    fn verdict(&self, similarity: f32) -> Verdict {
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
            let denies = new.is_empty() && self.weighed.0.denies(&old);
            if denies {
                // An ellipsis does not excuse what turns the sense round.
                weighs = true;
            } else if self.is_told(&new) || self.is_told_before(&old, &new) {
                open = true;
            } else if new.is_empty() {
                left_out = true;
                weighs |= self.weighed.0.softens(&old);
                far |= old.len() > FAR;
            } else {
                put_in = true;
            }
        }
        left_out |= weighs;
        far &= !weighs;
        if far && !put_in && similarity >= LIKE {
            Verdict::Joined
        } else if put_in || left_out {
            match () {
                () if similarity < CLOSE => Verdict::Paraphrase,
                () if put_in => Verdict::Altered,
                () => Verdict::Cut,
            }
        } else if open || self.new.0.contains(['[', '…']) || self.new.0.contains("...") {
            Verdict::Edited
        } else if self.plain(self.old) == self.plain(self.new) {
            Verdict::Verbatim
        } else {
            Verdict::Typography
        }
    }

    /// Whether words are the same but for how they are written: "co-operation" and "cooperation", a word that was parted at the end of a line,
    /// other spellings; or whether what is left out fills a pause, or is a short aside in round brackets.
    fn is_same(&self, old: &std::ops::Range<usize>, new: &std::ops::Range<usize>) -> bool {
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
        let letters = |(text, words): (&'a str, &'a [Word]), range: &std::ops::Range<usize>| wording::letters(text, &words[range.clone()]);
        letters(self.old, old).eq(letters(self.new, new)) || self.weighed.0.spellings(old) == self.weighed.1.spellings(new)
    }

    /// Whether the quotation says that it has changed something at these words: all of them stand in brackets, or an ellipsis or a bracket
    /// stands where words are gone.
    fn is_told(&self, new: &std::ops::Range<usize>) -> bool {
        let (text, words) = self.new;
        let end = |at: usize| at.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |word| word.span.end as usize);
        let start = |at: usize| words.get(at).map_or(text.len(), |word| word.span.start as usize);
        if new.is_empty() {
            let gap = &text[end(new.start)..start(new.start)];
            return gap.contains(['[', ']']) || is_ellipsis(gap);
        }
        new.clone().all(|at| {
            let before = &text[..words[at].span.start as usize];
            before.rfind('[') > before.rfind(']')
        })
    }

    /// Whether an ellipsis stands before the words where the same ones may have been left out: of "[I fear change, but] I am glad" those of "I [fear
    /// change, but I] am glad".
    fn is_told_before(&self, old: &std::ops::Range<usize>, new: &std::ops::Range<usize>) -> bool {
        let words = self.old.1;
        let (mut old, mut at) = (old.clone(), new.start);
        while new.is_empty() && old.start > 0 && at > 0 && words[old.start - 1].key == words[old.end - 1].key {
            (old, at) = (old.start - 1..old.end - 1, at - 1);
            if self.is_told(&(at..at)) {
                return true;
            }
        }
        false
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
            for piece in spoken(word.span.start, word.span.end).split_inclusive(char::is_whitespace) {
                out += piece.trim_end().strip_suffix('-').unwrap_or(piece);
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
