//! The reading text of a piece of evidence into what is spoken there, and under whose label.
//!
//! Labels stand at the start of a line: "SMITH:", "Ana Duarte:", "Q."; heads and numbers of pages, numbers of lines and asides are spoken by
//! nobody.
//!
//! Invariant: labels and what is passed over are in order and do not overlap.

use rustc_hash::FxHashMap;

use crate::{
    span::Span,
    wording::{self, Word},
};

/// A text that quotations are held against.
#[derive(Debug)]
pub struct Transcript<'a> {
    /// Its reading text.
    pub text: &'a str,
    /// Labels of speakers, without their colons.
    turns: Vec<Span>,
    /// Whether turns are what the text is made of: then a label holds to the next one, else to the end of its paragraph.
    is_dialogue: bool,
    /// How many line breaks in a row end a paragraph.
    part: usize,
    /// Labels, heads of pages and numbers, in order.
    passed: Vec<Span>,
}

/// A line without white space at its ends and without its number, where lines are numbered.
#[derive(Clone, Copy)]
struct Line {
    words: Span,
    /// Number of the page, counted by form feeds.
    page: u32,
}

/// How a label is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// In capitals, with a colon.
    Capitals,
    /// As a name, with a colon; a single one may be anything.
    Name,
    /// One letter with a full stop; many lists have such.
    Letter(char),
}

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 48;

impl<'a> Transcript<'a> {
    /// Finds the labels of a text and what nobody speaks.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut passed = Vec::new();
        let lines = lines(text, &mut passed);
        if text.contains('\u{c}') {
            heads(text, &lines, &mut passed);
        }
        let mut labels: Vec<(Span, Label)> = Vec::new();
        let (mut names, mut letters) = (0, Vec::new());
        for line in &lines {
            let words = line.words.of(text);
            let at = line.words.start as usize;
            if is_page_number(words) {
                passed.push(line.words);
            } else if let Some((range, kind)) = label(words) {
                names += usize::from(kind == Label::Name);
                if let Label::Letter(letter) = kind {
                    letters.push(letter);
                }
                labels.push((Span::new(at + range.start, at + range.end), kind));
            }
        }
        letters.sort_unstable();
        letters.dedup();
        labels.retain(|(_, kind)| match kind {
            Label::Capitals => true,
            Label::Name => names > 1,
            Label::Letter(_) => letters.len() > 1,
        });
        let parted = lines.windows(2).filter(|pair| is_parted(text, pair[0].words.end, pair[1].words.start, 2)).count();
        // Where no empty lines part paragraphs, lines are paragraphs.
        let (paragraphs, part) = if parted > 0 { (parted + 1, 2) } else { (lines.len(), 1) };
        let turns: Vec<Span> = labels.into_iter().map(|(span, _)| span).collect();
        passed.extend(&turns);
        passed.sort_unstable();
        let is_dialogue = turns.len() * FEWEST_TURNS >= paragraphs;
        Self { text, turns, is_dialogue, part, passed }
    }

    /// The label that a place stands under: the last before it.
    #[must_use]
    pub fn label_before(&self, at: u32) -> Option<Span> {
        const REACH: u32 = 20_000;
        let before = self.turns.partition_point(|turn| turn.start <= at);
        let turn = self.turns[..before].last().copied().filter(|turn| at - turn.start <= REACH)?;
        (self.is_dialogue || !is_parted(self.text, turn.end, at, self.part)).then_some(turn)
    }

    /// Whether another speaker's turn begins inside a span.
    #[must_use]
    pub fn is_turned(&self, span: Span) -> bool {
        let from = self.turns.partition_point(|turn| turn.start <= span.start);
        let inside = self.turns[from..].iter().take_while(|turn| turn.end <= span.end);
        let before = from.checked_sub(1).map(|before| self.turns[before].of(self.text));
        let mut inside = inside.map(|turn| turn.of(self.text));
        inside.any(|label| before != Some(label))
    }

    /// What stands in a stretch that nobody speaks, in order, asides ("(APPLAUSE)", "\[laughter\]") among it, unless `quotation` has them as
    /// well.
    #[must_use]
    pub fn passed(&self, window: Span, quotation: &str) -> Vec<Span> {
        const LONGEST: usize = 40;
        let first = self.passed.partition_point(|passed| passed.end <= window.start);
        let mut passed: Vec<Span> = self.passed[first..].iter().take_while(|passed| passed.start < window.end).copied().collect();
        let part = window.of(self.text);
        for (open, mark) in part.match_indices(['(', '[']) {
            let close = if mark == "(" { ')' } else { ']' };
            let Some(end) = part[open..].find(close).filter(|&length| length <= LONGEST).map(|length| open + length) else { continue };
            let inner = &part[open + 1..end];
            if quotation.contains(&part[open..=end]) {
                continue;
            }
            if mark == "[" || inner.chars().any(char::is_alphabetic) && !inner.chars().any(char::is_lowercase) {
                passed.push(Span::new(window.start as usize + open, window.start as usize + end + 1));
            }
        }
        passed.sort_unstable();
        passed
    }

    /// The words of a stretch that somebody speaks: those outside what is `passed` over there.
    #[must_use]
    pub fn spoken(&self, window: Span, passed: &[Span]) -> Vec<Word> {
        let mut words = wording::words(self.text, window);
        words.retain(|word| !passed.iter().any(|one| one.start <= word.span.start && word.span.end <= one.end));
        words
    }
}

/// A text with fewer turns than one in so many paragraphs is no dialogue: "WATCH: …" in an article.
const FEWEST_TURNS: usize = 6;

/// Whether so many line breaks in a row stand between two places.
fn is_parted(text: &str, from: u32, to: u32, breaks: usize) -> bool {
    let mut run = 0;
    text[from as usize..to as usize].bytes().any(|byte| {
        run = match byte {
            b'\n' => run + 1,
            _ if byte.is_ascii_whitespace() => run,
            _ => 0,
        };
        run >= breaks
    })
}

/// The lines of a text that hold something; where they are numbered, as those of court transcripts are, the numbers are passed over.
fn lines(text: &str, passed: &mut Vec<Span>) -> Vec<Line> {
    const FEWEST_NUMBERED: usize = 5;
    let mut lines = Vec::new();
    let (mut page, mut from, mut numbered, mut last) = (0, 0, 0, 0);
    for raw in text.split_inclusive(['\n', '\u{c}']) {
        let words = raw.trim();
        if !words.is_empty() {
            let start = from + (raw.len() - raw.trim_start().len());
            lines.push(Line { words: Span::new(start, start + words.len()), page });
            if let Some((_, number)) = numeral(words) {
                numbered += usize::from(number == last + 1 || number == 1);
                last = number;
            }
        }
        page += u32::from(raw.ends_with('\u{c}'));
        from += raw.len();
    }
    if numbered >= FEWEST_NUMBERED && numbered * 2 >= lines.len() {
        for line in &mut lines {
            if let Some((length, _)) = numeral(line.words.of(text)) {
                let start = line.words.start as usize;
                passed.push(Span::new(start, start + length));
                let rest = &text[start + length..line.words.end as usize];
                line.words = Span::new(line.words.end as usize - rest.trim_start().len(), line.words.end as usize);
            }
        }
    }
    lines
}

/// The number that a line begins with, and its length, where white space or the end of the line follows.
fn numeral(line: &str) -> Option<(usize, u32)> {
    const MOST_DIGITS: usize = 3;
    let length = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = line[..length].parse().ok().filter(|_| length <= MOST_DIGITS)?;
    (line.len() == length || line[length..].starts_with(char::is_whitespace)).then_some((length, number))
}

/// Whether a line is the number of a page: "12", "- 12 -".
fn is_page_number(line: &str) -> bool {
    const LONGEST: usize = 12;
    line.len() <= LONGEST && line.contains(|c: char| c.is_ascii_digit()) && line.chars().all(|c| c.is_ascii_digit() || " -–—".contains(c))
}

/// Passes over the first and last lines of pages that stand on many of them, whatever numbers they hold.
fn heads(text: &str, lines: &[Line], passed: &mut Vec<Span>) {
    /// Lines at either end of a page that may be heads.
    const DEEP: usize = 4;
    let shape = |line: &Line| line.words.of(text).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let pages: Vec<&[Line]> = lines.chunk_by(|a, b| a.page == b.page).collect();
    let ends = |page: &'_ [Line]| {
        let (top, bottom) = (DEEP.min(page.len()), page.len().saturating_sub(DEEP).max(DEEP.min(page.len())));
        page[..top].iter().chain(&page[bottom..]).copied().collect::<Vec<_>>()
    };
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    for page in &pages {
        let mut shapes: Vec<String> = ends(page).iter().map(shape).filter(|shape| !shape.is_empty()).collect();
        shapes.sort_unstable();
        shapes.dedup();
        for shape in shapes {
            *times.entry(shape).or_default() += 1;
        }
    }
    for line in pages.iter().flat_map(|page| ends(page)) {
        // Left and right pages often have heads of their own.
        let times = times.get(&shape(&line)).copied().unwrap_or_default();
        if times > 1 && times * 3 >= pages.len() {
            passed.push(line.words);
        }
    }
}

/// The label that a line begins with, without its colon, and how it is written.
fn label(line: &str) -> Option<(std::ops::Range<usize>, Label)> {
    const MOST_WORDS: usize = 5;
    let start = line.len() - line.trim_start_matches(['>', '-', '–', '—', ' ', '\t']).len();
    let rest = &line[start..];
    let mut letters = rest.chars();
    if let (Some(letter), Some('.')) = (letters.next(), letters.next())
        && letter.is_uppercase()
        && letters.next().is_none_or(char::is_whitespace)
    {
        return Some((start..start + letter.len_utf8() + 1, Label::Letter(letter)));
    }
    let end = rest.bytes().take(LONGEST_LABEL).position(|byte| byte == b':')?;
    // A time or an address is no label.
    if rest[end + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '/') {
        return None;
    }
    let whole = &rest[..end];
    let name = whole.find(['(', '[']).map_or(whole, |open| &whole[..open]).trim_end();
    let range = start..start + end;
    let starts = name.starts_with(char::is_uppercase);
    if starts && !name.chars().any(char::is_lowercase) {
        return Some((range, Label::Capitals));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    // "St. Clair", "van der Berg": small particles stand inside names, full stops only behind short words.
    let fits = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || "'’-.".contains(c))
            && (word.starts_with(char::is_uppercase) || word.len() <= 3)
            && (!word.ends_with('.') || word.len() <= 5)
    };
    let is_name = starts && words.len() <= MOST_WORDS && words.iter().all(fits) && words.last()?.starts_with(char::is_uppercase);
    is_name.then_some((range, Label::Name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> String {
        let transcript = Transcript::new(text);
        let all = Span::new(0, text.len());
        let words = transcript.spoken(all, &transcript.passed(all, ""));
        words.iter().map(|word| word.span.of(text)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_nobody_speaks_is_passed_over() {
        for (text, expected) in [
            ("SMITH: Yes. (APPLAUSE) We will.\n", "Yes We will"),
            ("Ana Duarte: Yes.\nKarl van der Berg: No.\n", "Yes No"),
            ("Note: the harbour is shut.\n", "Note the harbour is shut"),
            ("Q. Did you?\nA. I did.\n", "Did you I did"),
            ("A. Duarte spoke.\n", "A Duarte spoke"),
            (">> SMITH: Yes.\n", "Yes"),
            ("SMITH (through an interpreter): Yes.\n", "Yes"),
            ("At 10:30 we met.\n", "At 10 30 we met"),
            ("We\n- 12 -\nwill\n", "We will"),
        ] {
            assert_eq!(spoken(text), expected, "{text}");
        }
    }

    #[test]
    fn heads_of_pages_are_passed_over() {
        let text = "HARBOUR HEARING    page 1\nWe will not close the\n\u{c}HARBOUR HEARING    page 2\nbridge today, said\n\u{c}HARBOUR HEARING    page 3\nnobody at all.\n";
        assert_eq!(spoken(text), "We will not close the bridge today said nobody at all");
    }

    #[test]
    fn numbers_of_lines_are_passed_over() {
        let text = "1  Q. Did you close\n2     the bridge?\n3  A. I did not\n4     close it.\n5  Q. Who did?\n6  A. The mayor.\n";
        assert_eq!(spoken(text), "Did you close the bridge I did not close it Who did The mayor");
        assert!(Transcript::new(text).is_turned(Span::new(0, text.len())));
    }
}
