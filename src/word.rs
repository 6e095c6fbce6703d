//! A text into its smallest pieces: words, numbers, signs.
//!
//! Built on the word boundaries of Unicode (UAX #29, by unicode-segmentation), with what news copy needs on top: hyphenated
//! words and dotted abbreviations stay whole, clitics come off (`is` + `n't`, `Kim` + `'s`), and words that a scraper has glued
//! together at a full stop (`talks.But`) come apart.
//!
//! Invariant: pieces are in order, do not overlap, and leave out nothing but white space.

use unicode_segmentation::UnicodeSegmentation;

/// The clitics that come off a word, in lower case with a straight apostrophe, without it where it is inside.
const CLITICS: [&str; 6] = ["s", "re", "ve", "ll", "d", "m"];

/// Bytes of the longest abbreviation in dots.
const LONGEST_DOTTED: usize = 16;

/// Whether the character is an apostrophe.
#[must_use]
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Calls `push` with the byte range of every piece of `text`, shifted by `offset`.
pub fn pieces(text: &str, offset: usize, push: impl FnMut(usize, usize)) {
    let mut joiner = Joiner { text, offset, held: None, push };
    for (from, run) in runs(text) {
        if !run.is_ascii() {
            run.split_word_bound_indices().for_each(|(at, bound)| joiner.add(from + at, from + at + bound.len()));
            continue;
        }
        // The fast path of the library gives words alone; every sign between them is a bound of its own.
        let mut behind = from;
        for (at, word) in run.unicode_word_indices() {
            (behind..from + at).for_each(|sign| joiner.add(sign, sign + 1));
            behind = from + at + word.len();
            joiner.add(from + at, behind);
        }
        (behind..from + run.len()).for_each(|sign| joiner.add(sign, sign + 1));
    }
    joiner.flush();
}

/// Puts together what the boundaries of Unicode keep apart.
struct Joiner<'t, P> {
    text: &'t str,
    offset: usize,
    /// What may still grow.
    held: Option<(usize, usize)>,
    push: P,
}

impl<P: FnMut(usize, usize)> Joiner<'_, P> {
    fn add(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let first = bytes[start];
        let foreign = || self.text[start..end].chars();
        if first.is_ascii_whitespace() || (first >= 0x80 && foreign().all(char::is_whitespace)) {
            return self.flush();
        }
        let wordy = first.is_ascii_alphanumeric() || (first >= 0x80 && foreign().next().is_some_and(char::is_alphanumeric));
        if let Some((from, to)) = self.held {
            debug_assert_eq!(to, start, "only white space parts a held piece from the next");
            // A hyphen between two words joins them; "U.S" and its last dot belong together; runs of one sign are one piece.
            let joins = if wordy && self.text[from..start].chars().all(is_apostrophe) && start - from <= '’'.len_utf8() {
                // "'s" on its own, as in a word list or in text that was tokenised before.
                CLITICS.iter().any(|c| self.text[start..end].eq_ignore_ascii_case(c))
            } else if wordy {
                bytes[start - 1] == b'-' && start - from >= 2 && bytes[start - 2] != b'-'
            } else {
                match first {
                    b'-' if bytes[start - 1] != b'-' => {
                        // A closing mark is no word: “safe third country”-type.
                        let wordy = self.text[from..].starts_with(char::is_alphanumeric);
                        end == start + 1 && wordy && self.text[end..].starts_with(char::is_alphanumeric)
                    }
                    b'.' if start - from <= LONGEST_DOTTED && is_dotted(&self.text[from..start]) => true,
                    // A run of one sign began with it and ends with it.
                    b'.' | b'-' | b'_' | b'*' | b'=' => bytes[from] == first && bytes[start - 1] == first,
                    // Two apostrophes or accents are one quote mark.
                    b'\'' | b'`' => bytes[from..start] == [first],
                    _ => false,
                }
            };
            if joins {
                self.held = Some((from, end));
                return;
            }
            self.flush();
        }
        self.held = Some((start, end));
    }

    fn flush(&mut self) {
        if let Some((start, end)) = self.held.take() {
            emit(self.text, start, end, self.offset, &mut self.push);
        }
    }
}

/// Parts `text` at white space into runs of ASCII, for which finding word boundaries is cheap, and single words of other signs.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let end = match rest.iter().position(|b| !b.is_ascii()) {
            None => text.len(),
            Some(foreign) => match rest[..foreign].iter().rposition(u8::is_ascii_whitespace) {
                Some(space) => start + space + 1,
                None => rest[foreign..].iter().position(u8::is_ascii_whitespace).map_or(text.len(), |space| start + foreign + space),
            },
        };
        at = end;
        Some((start, &text[start..end]))
    })
}

/// Whether the text is single letters parted by dots ("U.S", "a.m"), so that a dot behind belongs to it.
fn is_dotted(text: &str) -> bool {
    let mut letters = text.split('.');
    text.len() >= 3 && letters.all(|l| l.len() == 1 && l.as_bytes()[0].is_ascii_alphabetic())
}

/// Parts what Unicode keeps together, and hands it on.
fn emit(text: &str, start: usize, end: usize, offset: usize, push: &mut impl FnMut(usize, usize)) {
    // Glued sentences: "talks.But" (two small letters, a stop, a capital), never "example.com", "U.S.-led" or
    // "Jane.Roe@example.com".
    let mut from = start;
    if end - start >= 5 && text.as_bytes().get(end) != Some(&b'@') {
        for (at, _) in text[start..end].match_indices('.') {
            let at = start + at;
            let before = text[from..at].chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2;
            if before && text[at + 1..end].starts_with(char::is_uppercase) {
                clitics(text, from, at, offset, push);
                push(offset + at, offset + at + 1);
                from = at + 1;
            }
        }
    }
    clitics(text, from, end, offset, push);
}

/// Hands on a word and the clitics behind it, each by itself.
fn clitics(text: &str, start: usize, mut end: usize, offset: usize, push: &mut impl FnMut(usize, usize)) {
    let mut tails: Vec<(usize, usize)> = Vec::new();
    while end - start >= 3
        && let Some((at, mark)) = text[start..end].char_indices().rev().take(4).find(|&(_, c)| is_apostrophe(c))
        && at > 0
    {
        let at = start + at;
        let tail = &text[at + mark.len_utf8()..end];
        if tail.eq_ignore_ascii_case("t") && text[start..at].ends_with(['n', 'N']) {
            tails.push((at - 1, end));
            end = at - 1;
        } else if CLITICS.iter().any(|c| tail.eq_ignore_ascii_case(c)) {
            tails.push((at, end));
            end = at;
        } else {
            break;
        }
    }
    if end > start {
        push(offset + start, offset + end);
    }
    tails.into_iter().rev().for_each(|(from, to)| push(offset + from, offset + to));
}

/// Writes the word in lower case with straight apostrophes to `out`.
pub fn lower_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
    } else {
        out.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut got = Vec::new();
        pieces(text, 0, |a, b| got.push(&text[a..b]));
        assert_eq!(got.join("|"), expected, "pieces of {text:?}");
    }

    #[test]
    fn words_stay_whole() {
        check("a “safe third”-type deal", "a|“|safe|third|”|-|type|deal");
        check("Moon Jae-in met U.S.-led forces at 5 a.m. today.", "Moon|Jae-in|met|U.S.-led|forces|at|5|a.m.|today|.");
        check("example.com, No.10 and 3.5% of $2m", "example.com|,|No|.|10|and|3.5|%|of|$|2m");
        check("co-operation -- he said - well...", "co-operation|--|he|said|-|well|...");
        check("''No,'' he said", "''|No|,|''|he|said");
    }

    #[test]
    fn clitics_come_off() {
        check("She can’t say Kim's isn't; they'll go.", "She|ca|n’t|say|Kim|'s|is|n't|;|they|'ll|go|.");
        check("'s Kim 's", "'s|Kim|'s");
        check("the officials' offer, O'Neill’s", "the|officials|'|offer|,|O'Neill|’s");
    }

    #[test]
    fn glued_sentences_come_apart() {
        check("after talks.But nobody", "after|talks|.|But|nobody");
        check("Eui-yong.\"The US", "Eui-yong|.|\"|The|US");
        check("in 2011.A group", "in|2011|.|A|group");
        check("Jane.Roe@example.com", "Jane.Roe|@|example.com");
    }

    #[test]
    fn nothing_is_lost_between_odd_signs() {
        for text in ["", "-", "—“”", "a-", "-a", "...", "'", "’s", "é-è’s", "日本語。", "a--b", "\u{a0}x\u{2009}y"] {
            let mut at = 0;
            pieces(text, 0, |a, b| {
                assert!(text[at..a].chars().all(char::is_whitespace), "{text:?}");
                assert!(a < b, "{text:?}");
                at = b;
            });
            assert!(text[at..].chars().all(char::is_whitespace), "{text:?}");
        }
    }
}
