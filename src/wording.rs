//! Passages into words as they are compared: whatever marks, capitals, dashes and spaces they are printed with.
//!
//! Two passages with the same words differ in typography alone; what else differs is told by word (`similar`, Myers' algorithm).
//!
//! Invariant: words are in order, do not overlap, and keep their place in the text.

use std::{hash::Hasher as _, ops::Range};

use fnv::FnvHasher;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::{span::Span, word};

/// A word of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// What it is compared by: a hash of its letters and digits, in small letters (FNV-1a).
    pub key: u64,
    /// Where it stands in the text.
    pub span: Span,
}

/// The words of a part of `text`, in order; hyphenated words come apart, dotted abbreviations do not.
#[must_use]
pub fn words(text: &str, part: Span) -> Vec<Word> {
    let mut words = Vec::with_capacity((part.end - part.start) as usize / 6 + 1);
    word::pieces(part.of(text), part.start as usize, |start, end| {
        let mut from = start;
        for half in text[start..end].split_inclusive('-') {
            let behind = from + half.len();
            let half = half.trim_end_matches('-');
            words.extend(key(half).map(|key| Word { key, span: Span::new(from, from + half.len()) }));
            from = behind;
        }
    });
    words
}

/// What a piece of text is compared by: a hash of its letters and digits in small letters; none of signs alone.
#[must_use]
pub fn key(piece: &str) -> Option<u64> {
    let mut hash = FnvHasher::default();
    let mut any = false;
    let mut digit = false;
    let mut bytes = [0; 4];
    let mut chars = piece.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() {
            any = true;
            c.to_lowercase().for_each(|small| hash.write(small.encode_utf8(&mut bytes).as_bytes()));
        } else if c == '.' && digit && chars.peek().is_some_and(char::is_ascii_digit) {
            // 3.5 is not 35.
            hash.write_u8(b'.');
        }
        digit = c.is_ascii_digit();
    }
    any.then(|| hash.finish())
}

/// Letters and digits of words of a text, in small letters, whatever stands between the words: "any more" and "anymore" have the same.
pub fn letters<'t>(text: &'t str, words: &'t [Word]) -> impl Iterator<Item = char> + 't {
    words.iter().flat_map(|word| word.span.of(text).chars()).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The words of a text as they are printed: what a hyphen or an apostrophe holds together ("twenty-two", "isn't") is one.
#[must_use]
pub fn printed(text: &str, words: &[Word]) -> Vec<Word> {
    let mut out = Vec::with_capacity(words.len());
    for whole in words.chunk_by(|a, b| is_joined(text, *a, *b)) {
        let [first, .., last] = whole else {
            out.extend(whole);
            continue;
        };
        let all: String = whole.iter().map(|word| word.span.of(text)).collect();
        out.push(Word { key: key(&all).unwrap_or(first.key), span: first.span.to(last.span) });
    }
    out
}

/// Whether two neighbouring words of a text are printed as one.
#[must_use]
pub fn is_joined(text: &str, word: Word, next: Word) -> bool {
    matches!(&text[word.span.end as usize..next.span.start as usize], "" | "-")
}

/// How many words of one passage stand in another in the same order: the longest common subsequence.
#[must_use]
pub fn in_order(old: &[Word], new: &[Word]) -> usize {
    let mut row = vec![0; old.len() + 1];
    for word in new {
        let mut diagonal = 0;
        for (at, one) in old.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if one.key == word.key { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[old.len()]
}

/// Whether the words of one passage stand in another, one behind the other.
#[must_use]
pub fn holds(passage: &[Word], part: &[Word]) -> bool {
    !part.is_empty() && passage.windows(part.len()).any(|window| window.iter().zip(part).all(|(a, b)| a.key == b.key))
}

/// What becomes of words from one passage to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edit {
    /// They stand in both.
    Equal,
    /// Only in the old one.
    Delete,
    /// Only in the new one.
    Insert,
}

impl Edit {
    /// The words of a stretch as people are shown them: `[-gone-]`, `{+new+}`.
    #[must_use]
    pub fn marked(self, words: String) -> String {
        match self {
            Self::Equal => words,
            Self::Delete => format!("[-{words}-]"),
            Self::Insert => format!("{{+{words}+}}"),
        }
    }
}

/// A stretch of words with the same fate; ranges are of words, and one of them is empty where the words stand in one passage alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What becomes of them.
    pub edit: Edit,
    /// The words of the old passage.
    pub old: Range<usize>,
    /// The words of the new passage.
    pub new: Range<usize>,
}

/// The shortest way from one passage to the other; what is left out comes before what is put in its place.
#[must_use]
pub fn changes(old: &[Word], new: &[Word]) -> Vec<Change> {
    let keys = |words: &[Word]| words.iter().map(|word| word.key).collect::<Vec<_>>();
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(old), &keys(new)) {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            changes.push(Change { edit: Edit::Equal, old, new });
            continue;
        }
        if !old.is_empty() {
            changes.push(Change { edit: Edit::Delete, old: old.clone(), new: new.start..new.start });
        }
        if !new.is_empty() {
            changes.push(Change { edit: Edit::Insert, old: old.end..old.end, new });
        }
    }
    changes
}

/// How much of two passages is the same, from 0 to 1: twice the words that stand in both by all words; 1 where both are empty.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "passages are short")]
pub fn similarity(old: &[Word], new: &[Word], changes: &[Change]) -> f32 {
    let all = old.len() + new.len();
    let same: usize = changes.iter().filter(|change| change.edit == Edit::Equal).map(|change| change.old.len()).sum();
    if all == 0 { 1.0 } else { 2.0 * same as f32 / all as f32 }
}

/// Changes as they are printed: the words of each stretch, those of the new passage where both have them. The first text is the old one's.
#[must_use]
pub fn told(changes: &[Change], old: (&str, &[Word]), new: (&str, &[Word])) -> Vec<(Edit, String)> {
    let one = |change: &Change| {
        let ((text, words), range) = if change.edit == Edit::Delete { (old, &change.old) } else { (new, &change.new) };
        (change.edit, words[range.start].span.to(words[range.end - 1].span).of(text).to_owned())
    };
    changes.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<u64> {
        words(text, Span::new(0, text.len())).iter().map(|word| word.key).collect()
    }

    #[test]
    fn typography_makes_no_other_words() {
        for (one, other) in [
            ("“It’s a well-known fact,” – he said", "It's a WELL KNOWN fact -- he said..."),
            ("the U.S. spent $3,000", "the US spent $3000"),
            ("we do n't know", "we don’t know"),
            ("talks.But no", "talks. But no"),
        ] {
            assert_eq!(keys(one), keys(other), "{one}");
        }
        for (one, other) in [("3.5", "35"), ("can", "can't"), ("its", "it is")] {
            assert_ne!(keys(one), keys(other), "{one}");
        }
    }

    #[test]
    fn differences_are_told_by_word() {
        let (old, new) = ("We will not close the bridge today.", "We will close this bridge, today");
        let (a, b) = (words(old, Span::new(0, old.len())), words(new, Span::new(0, new.len())));
        let changes = changes(&a, &b);
        let told = told(&changes, (old, &a), (new, &b));
        let told: Vec<(Edit, &str)> = told.iter().map(|(edit, text)| (*edit, text.as_str())).collect();
        let expected = [
            (Edit::Equal, "We will"),
            (Edit::Delete, "not"),
            (Edit::Equal, "close"),
            (Edit::Delete, "the"),
            (Edit::Insert, "this"),
            (Edit::Equal, "bridge, today"),
        ];
        assert_eq!(told, expected);
        assert!((similarity(&a, &b, &changes) - 10.0 / 13.0).abs() < 1e-6);
    }
}
