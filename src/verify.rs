//! A quotation, held against evidence, into a verdict: are these the words, and did this speaker say them?
//!
//! The index offers places that share rare pairs of words, the closest part of each is aligned with the quotation, and what differs is
//! weighed: by marks, by what the quotation itself says it has changed, or by words.
//!
//! Invariant: a passage that has all words of the quotation one behind the other goes before any other.

pub mod alignment;
pub mod index;

use std::cmp::Ordering;

use serde::Serialize;

use crate::{
    span::Span,
    wording::{self, Change, Edit, Word},
};
use index::Index;

/// What a quotation is, by the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Word for word and mark for mark, but for white space and the marks at its ends.
    Verbatim,
    /// Word for word; marks, dashes, spaces or capitals differ.
    Typography,
    /// Ellipses and brackets account for every difference.
    Edited,
    /// Words were changed or put in.
    Altered,
    /// Two places were made one, and no ellipsis tells.
    Joined,
    /// Words were left out in the middle, and no ellipsis tells.
    Cut,
    /// The words are there, but under another speaker's label.
    OtherSpeaker,
    /// The evidence has a passage with many of the words.
    Paraphrase,
    /// The evidence has nothing like it.
    NotFound,
}

/// A text that quotations are held against.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Its reading text.
    pub text: &'a str,
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

/// Places that are aligned for one quotation.
const MOST_PLACES: usize = 6;
/// A passage less similar is nothing like the quotation.
const LIKE: f32 = 0.5;
/// A passage less similar is a paraphrase.
const CLOSE: f32 = 0.66;
/// Fewer words at one end of a quotation may stand anywhere.
const FEWEST_JOINED: usize = 4;
/// More words left out in one go part two places.
const FAR: usize = 12;

/// Judges a quotation, given without its outer marks, and who is said to have spoken it, by the evidence that `index` was made from.
#[must_use]
pub fn judge(quotation: &str, speaker: Option<&str>, index: &Index, evidence: &[Evidence<'_>]) -> Judged {
    let wanted = quoted(quotation);
    let nothing = || Judged { verdict: Verdict::NotFound, passage: None, similarity: 0.0, diff: Vec::new() };
    // How far each passage has the quotation's words from its beginning on, and from where on to its end.
    let mut halves: Vec<(usize, usize)> = Vec::new();
    let candidates: Vec<Judged> = index
        .places(quotation, MOST_PLACES)
        .into_iter()
        .filter_map(|place| {
            let text = evidence.get(place.text)?.text;
            let window = Span::new(boundary(text, place.window.start), boundary(text, place.window.end));
            let (words, asides) = spoken(text, window);
            let words = &words[alignment::closest(&words, &wanted)?];
            let changes = wording::changes(words, &wanted);
            let similarity = wording::similarity(words, &wanted, &changes);
            let span = words.first()?.span.to(words.last()?.span);
            let label = label_before(text, span.start as usize);
            let turned = words.windows(2).any(|pair| has_label(&text[pair[0].span.end as usize..pair[1].span.start as usize]));
            let sides = Sides { old: (text, words), new: (quotation, &wanted), changes: &changes, asides: &asides };
            let verdict = match sides.verdict(similarity) {
                Verdict::Paraphrase | Verdict::NotFound if similarity < LIKE => Verdict::NotFound,
                _ if turned && similarity >= CLOSE => Verdict::Joined,
                Verdict::Verbatim | Verdict::Typography | Verdict::Edited
                    if label.zip(speaker).is_some_and(|(label, name)| is_other(label.of(text), name)) =>
                {
                    Verdict::OtherSpeaker
                }
                verdict => verdict,
            };
            let diff = wording::told(&changes, (text, words), (quotation, &wanted));
            let ends = changes.first().zip(changes.last()).filter(|(first, last)| first.edit == Edit::Equal || last.edit == Edit::Equal);
            halves.push(ends.map_or((0, wanted.len()), |(first, last)| {
                let behind = if last.edit == Edit::Equal { last.new.start } else { wanted.len() };
                (if first.edit == Edit::Equal { first.new.end } else { 0 }, behind)
            }));
            Some(Judged { verdict, passage: Some(Passage { text: place.text, span, speaker: label }), similarity, diff })
        })
        .collect();
    let whole = halves.iter().any(|(to, from)| from <= to);
    let heads = halves.iter().filter(|(to, _)| *to >= FEWEST_JOINED).map(|(to, _)| *to).max();
    let tails = halves.iter().filter(|(_, from)| from + FEWEST_JOINED <= wanted.len()).map(|(_, from)| *from).min();
    // The kindest verdict, then the most similar, then the first.
    let is_kind = |judged: &Judged| matches!(judged.verdict, Verdict::Verbatim | Verdict::Typography | Verdict::Edited);
    let best = candidates.into_iter().reduce(|best, one| {
        let rank = |judged: &Judged| (is_kind(judged), judged.similarity);
        if rank(&one).partial_cmp(&rank(&best)) == Some(Ordering::Greater) { one } else { best }
    });
    match best {
        None => nothing(),
        Some(judged) if !is_kind(&judged) && !whole && heads.zip(tails).is_some_and(|(head, tail)| tail <= head) => {
            Judged { verdict: Verdict::Joined, ..judged }
        }
        Some(judged) if judged.verdict == Verdict::NotFound => Judged { similarity: judged.similarity, ..nothing() },
        Some(judged) => judged,
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

/// The words of a stretch that somebody speaks, and where the asides stand that nobody does: "(APPLAUSE)", "[laughter]", page numbers,
/// labels of speakers.
fn spoken(text: &str, window: Span) -> (Vec<Word>, Vec<Span>) {
    const LONGEST: usize = 40;
    let mut asides: Vec<Span> = Vec::new();
    let part = window.of(text);
    for (open, mark) in part.match_indices(['(', '[']) {
        let close = if mark == "(" { ')' } else { ']' };
        let Some(end) = part[open..].find(close).filter(|&length| length <= LONGEST).map(|length| open + length) else { continue };
        let inner = &part[open + 1..end];
        if mark == "[" || inner.chars().any(char::is_alphabetic) && !inner.chars().any(char::is_lowercase) {
            asides.push(Span::new(window.start as usize + open, window.start as usize + end + 1));
        }
    }
    let mut from = window.start as usize;
    for line in part.split_inclusive(['\n', '\u{c}']) {
        let words = line.trim();
        let start = from + (line.len() - line.trim_start().len());
        if !words.is_empty() && words.chars().all(|c| c.is_ascii_digit()) {
            asides.push(Span::new(start, start + words.len()));
        } else if let Some(length) = label(words) {
            asides.push(Span::new(start, start + length));
        }
        from += line.len();
    }
    asides.sort_unstable();
    let mut words = wording::words(text, window);
    words.retain(|word| !asides.iter().any(|aside| aside.start <= word.span.start && word.span.end <= aside.end));
    (words, asides)
}

/// The length of the label of a speaker at the start of a line, without its colon: "SMITH", "MR. SMITH", "Q".
fn label(line: &str) -> Option<usize> {
    const LONGEST: usize = 40;
    let end = line.find(':').filter(|&end| end <= LONGEST)?;
    let name = &line[..end];
    let capitals = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    (capitals && name.starts_with(char::is_uppercase)).then_some(end)
}

/// Whether a line with a label begins in the text.
fn has_label(text: &str) -> bool {
    text.split('\n').skip(1).any(|line| label(line.trim()).is_some())
}

/// The last label before a place.
fn label_before(text: &str, at: usize) -> Option<Span> {
    const REACH: usize = 20_000;
    let from = boundary(text, at.saturating_sub(REACH));
    let mut end = at;
    for line in text[from..at].rsplit('\n') {
        let start = end - line.len();
        if let Some(length) = label(line.trim_start()) {
            let start = start + (line.len() - line.trim_start().len());
            return Some(Span::new(start, start + length));
        }
        end = start.saturating_sub(1);
    }
    None
}

/// Whether a label and a name share no word; a single letter names nobody.
fn is_other(label: &str, name: &str) -> bool {
    let keys = |text: &str| wording::words(text, Span::new(0, text.len()));
    let name = keys(name);
    let label = keys(label);
    label.iter().any(|word| word.span.len() > 1) && !name.is_empty() && !label.iter().any(|word| name.iter().any(|n| n.key == word.key))
}

/// Evidence and quotation side by side.
struct Sides<'a> {
    old: (&'a str, &'a [Word]),
    new: (&'a str, &'a [Word]),
    changes: &'a [Change],
    asides: &'a [Span],
}

impl Sides<'_> {
    fn verdict(&self, similarity: f32) -> Verdict {
        let mut open = false;
        let (mut put_in, mut left_out, mut far) = (false, false, false);
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
            if self.letters(self.old, &old) == self.letters(self.new, &new) {
                // "co-operation" and "cooperation", or a word that was parted at the end of a line.
                continue;
            }
            if self.is_told(&new) {
                open = true;
            } else if new.is_empty() {
                left_out = true;
                far |= old.len() > FAR;
            } else {
                put_in = true;
            }
        }
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

    /// Letters and digits of a range of words.
    fn letters(&self, (text, words): (&str, &[Word]), range: &std::ops::Range<usize>) -> String {
        let all = words[range.clone()].iter().flat_map(|word| word.span.of(text).chars());
        all.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    }

    /// Whether the quotation says that it has changed something at these words: all of them stand in brackets, or an ellipsis or a bracket
    /// stands where words are gone.
    fn is_told(&self, new: &std::ops::Range<usize>) -> bool {
        let (text, words) = self.new;
        let end = |at: usize| at.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |word| word.span.end as usize);
        let start = |at: usize| words.get(at).map_or(text.len(), |word| word.span.start as usize);
        if new.is_empty() {
            let gap = &text[end(new.start)..start(new.start)];
            return gap.contains(['…', '[', ']']) || gap.contains("...") || gap.contains(". . .");
        }
        new.clone().all(|at| {
            let before = &text[..words[at].span.start as usize];
            before.rfind('[') > before.rfind(']')
        })
    }

    /// The text without asides and the marks at its ends, one space between words.
    fn plain(&self, (text, words): (&str, &[Word])) -> String {
        let mut out = String::new();
        let mut from = words.first().map_or(0, |word| word.span.start);
        let end = words.last().map_or(0, |word| word.span.end);
        let is_evidence = std::ptr::eq(text, self.old.0);
        for aside in self.asides.iter().filter(|aside| is_evidence && aside.end <= end) {
            if from <= aside.start {
                out += &text[from as usize..aside.start as usize];
                from = aside.end;
            }
        }
        out += &text[from as usize..end.max(from) as usize];
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEARING: &str = "MR. SMITH: We will not close the bridge today, and I think that nobody should have to cross\nthe river by boat. (APPLAUSE) The govern-\nment has to pay for it.\n\n12\n\nThe council voted against it three times.\n\nDUARTE: I don’t believe a word of it. The harbour has never been fuller than it was this winter.\n";

    fn check(quotation: &str, speaker: Option<&str>, expected: Verdict) {
        let evidence = [Evidence { text: HEARING }];
        let index = Index::new(&[HEARING]).unwrap();
        let judged = judge(quotation, speaker, &index, &evidence);
        assert_eq!(judged.verdict, expected, "{quotation}: {judged:?}");
    }

    #[test]
    fn the_words_are_there() {
        check("We will not close the bridge today,", Some("John Smith"), Verdict::Verbatim);
        check("nobody should have to cross the river by boat. The", None, Verdict::Verbatim);
        check("we will not close the bridge - today", None, Verdict::Typography);
        check("I don't believe a word of it.", Some("Ana Duarte"), Verdict::Typography);
        check("The government has to pay for it.", None, Verdict::Typography);
        check("The government has to pay for it. The council voted against it", None, Verdict::Typography);
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
            let index = Index::new(&[evidence]).unwrap();
            for quotation in ["", "…", "[", "a b", "b c…", "\u{201c}b c"] {
                let _ = judge(quotation, Some("É"), &index, &[Evidence { text: evidence }]);
            }
        }
    }
}
