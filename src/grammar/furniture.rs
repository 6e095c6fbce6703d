//! The phrases by which furniture is known, looked up in raw text before there are tokens.
//!
//! Invariant: a look-up hashes the word at hand once; the phrases that start with another word cost nothing.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

/// A list of phrases, found without regard to case, to the shape of apostrophes and to the width of spaces.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    /// By the hash of the first word; each folded, longest first, with its number of words.
    by_first: FxHashMap<u64, Vec<(Box<str>, usize)>>,
    /// Which first two bytes phrases have, by [`start_bit`]: refuses most words at a glance.
    starts: [u64; 16],
}

impl FromIterator<String> for Phrases {
    fn from_iter<I: IntoIterator<Item = String>>(phrases: I) -> Self {
        let mut by_first: FxHashMap<u64, Vec<(Box<str>, usize)>> = FxHashMap::default();
        let mut starts = [0; 16];
        for phrase in phrases {
            let folded: String = phrase.chars().map(fold).collect();
            let bit = start_bit(&folded);
            starts[bit >> 6] |= 1 << (bit & 63);
            by_first.entry(first_word(&folded)).or_default().push((folded.into(), phrase.split_whitespace().count()));
        }
        by_first.values_mut().for_each(|list| list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len())));
        Self { by_first, starts }
    }
}

impl Phrases {
    /// The longest phrase at the start of `text`: its length there in bytes, and how many words it has.
    #[must_use]
    pub fn at(&self, text: &str) -> Option<(usize, usize)> {
        let bit = start_bit(text);
        if self.starts[bit >> 6] >> (bit & 63) & 1 == 0 {
            return None;
        }
        let phrases = self.by_first.get(&first_word(text))?;
        phrases.iter().filter_map(|(phrase, words)| Some((length_at(text, phrase)?, *words))).max_by_key(|&(len, _)| len)
    }

    /// The first phrase of at least `words` words in `text`.
    #[must_use]
    pub fn find(&self, text: &str, words: usize) -> Option<Range<usize>> {
        word_starts(text).find_map(|at| self.at(&text[at..]).filter(|hit| hit.1 >= words).map(|hit| at..at + hit.0))
    }

    /// Whether all of `text` is one phrase.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.at(text).is_some_and(|(len, _)| len == text.len())
    }
}

/// The phrases of all kinds of furniture.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each field is the list `furniture.NAME` of the grammar")]
pub struct FurnitureWords {
    pub advertisement: Phrases,
    pub share: Phrases,
    pub related: Phrases,
    pub credit: Phrases,
    pub caption: Phrases,
    pub summary: Phrases,
    pub byline: Phrases,
    pub byline_role: Phrases,
    pub contributed: Phrases,
    pub correction: Phrases,
    pub signup: Phrases,
    pub copyright: Phrases,
    pub label: Phrases,
    pub agency: Phrases,
    pub month: Phrases,
    pub weekday: Phrases,
}

impl FurnitureWords {
    /// Whether the word names a month or a day of the week.
    #[must_use]
    pub fn is_date_word(&self, word: &str) -> bool {
        self.month.is(word) || self.weekday.is(word) || self.month.is(word.trim_end_matches('.'))
    }

    /// The last agency that is named in `text`, with a capital.
    #[must_use]
    pub fn agency_in(&self, text: &str) -> Option<Range<usize>> {
        let mut found = None;
        let mut behind = 0;
        for at in word_starts(text) {
            if at >= behind
                && text[at..].starts_with(char::is_uppercase)
                && let Some((len, _)) = self.agency.at(&text[at..])
            {
                behind = at + len;
                found = Some(at..behind);
            }
        }
        found
    }
}

/// Byte offsets at which words of `text` start.
pub fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, c)| {
        let was = std::mem::replace(&mut inside, c.is_alphanumeric() || matches!(c, '’' | '\'' | '@'));
        ((c.is_alphanumeric() || c == '©') && !was).then_some(at)
    })
}

fn fold(c: char) -> char {
    match c {
        '’' => '\'',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// A number below 1024 of the first two bytes of `text`; signs and all that is not ASCII are one.
fn start_bit(text: &str) -> usize {
    let byte = |at: usize| text.as_bytes().get(at).filter(|b| b.is_ascii_alphanumeric()).map_or(0, |b| usize::from(b.to_ascii_lowercase()));
    (byte(0) * 32 + byte(1)) & 1023
}

/// A hash of the letters and digits at the start of `text`, or of the sign there.
fn first_word(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for (nth, c) in text.chars().enumerate() {
        if nth > 0 && !c.is_alphanumeric() {
            break;
        }
        fold(c).hash(&mut hasher);
        if !c.is_alphanumeric() {
            break;
        }
    }
    hasher.finish()
}

/// Length of the folded `phrase` at the start of `text`, in bytes of `text`.
fn length_at(text: &str, phrase: &str) -> Option<usize> {
    let mut at = 0;
    for p in phrase.chars() {
        let rest = &text[at..];
        if p.is_whitespace() {
            let space = rest.len() - rest.trim_start().len();
            if space == 0 {
                return None;
            }
            at += space;
        } else {
            at += rest.chars().next().filter(|&c| fold(c) == p)?.len_utf8();
        }
    }
    let inside = phrase.ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric);
    (!inside).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts() {
        let phrases: Phrases = ["sign up", "Sign up for our", "©", "reader's pick"].map(str::to_owned).into_iter().collect();
        assert_eq!(phrases.at("SIGN  UP for our letter"), Some((16, 4)));
        assert_eq!(phrases.at("Sign upward"), None);
        assert_eq!(phrases.at("© 2024"), Some((2, 1)));
        assert_eq!(phrases.at("Reader’s pick"), Some((15, 2)));
        assert_eq!(phrases.find("Please sign up", 2), Some(7..14));
        assert!(phrases.is("sign up") && !phrases.is("sign up now"));
        assert_eq!(phrases.at(""), None);
    }
}
