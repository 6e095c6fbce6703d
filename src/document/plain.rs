//! Plain text into blocks: lines into paragraphs, then paragraphs told apart by their shape.
//!
//! Invariant: the reading text is the original, so offsets need no map.

use std::borrow::Cow;
use std::ops::Range;

use super::furniture::{Unit, arrange, ends_sentence, list_marker};
use super::{Document, Metadata};
use crate::{grammar::FurnitureWords, span::Span};

/// Reads plain text.
#[must_use]
pub fn read<'a>(text: &'a str, given: Metadata, words: &FurnitureWords) -> Document<'a> {
    let units: Vec<Unit> = paragraphs(text).into_iter().map(|r| Unit { span: Span::new(r.start, r.end), given: None }).collect();
    let arranged = arrange(text, &units, &given, words);
    Document {
        text: Cow::Borrowed(text),
        segments: Vec::new(),
        blocks: arranged.blocks,
        furniture: arranged.furniture,
        dateline: arranged.dateline,
        bylines: arranged.bylines,
        agency: arranged.agency,
        links: Vec::new(),
        metadata: given,
        problems: Vec::new(),
    }
}

/// A line without surrounding white space; `parted` when an empty line stands before it.
struct Line {
    range: Range<usize>,
    parted: bool,
    full: bool,
}

/// The paragraphs of a text: its lines, but hard-wrapped lines joined.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let joins = |a: &Line, b: &Line| a.full && !b.parted && list_marker(&text[b.range.clone()]).is_none();
    let breaks_sentence =
        |a: &Line, b: &Line| !ends_sentence(&text[a.range.clone()]) && text[b.range.clone()].starts_with(char::is_lowercase);
    // One line that breaks off may be an accident; where many do, the whole copy is wrapped and every full line goes on.
    let (mut pairs, mut broken) = (0, 0);
    for pair in lines.windows(2).filter(|p| joins(&p[0], &p[1])) {
        pairs += 1;
        broken += usize::from(breaks_sentence(&pair[0], &pair[1]));
    }
    let parted = lines.iter().skip(1).any(|l| l.parted);
    let wrapped = parted && broken >= 3 && broken * 10 >= pairs * 3;
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &lines[before]);
        if let (Some(before), Some(last)) = (before, paragraphs.last_mut())
            && joins(before, line)
            && (wrapped || breaks_sentence(before, line))
        {
            last.end = line.range.end;
        } else {
            paragraphs.push(line.range.clone());
        }
    }
    paragraphs
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut parted = false;
    let mut start = 0;
    for raw in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line = raw.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let from = start + (raw.len() - line.len());
        let line = line.trim_end();
        let crlf = raw == "\n" && text[..start].ends_with('\r');
        start += raw.len();
        if line.is_empty() {
            parted |= !crlf;
            continue;
        }
        let full = (55..=80).contains(&line.chars().count());
        lines.push(Line { range: from..from + line.len(), parted, full });
        parted = false;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::furniture::tests::{render, words};
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(render(&read(text, Metadata::default(), &words())), expected, "{text}");
    }

    const BODY: &str = "The river rose by two metres in a single night, and the harbour master said that nobody had been hurt.";

    #[test]
    fn every_line_is_a_paragraph() {
        check(
            &format!("Weir holds after a night of rain\r\n\r\n{BODY}\r\nNo cost was given.\n"),
            &format!("Headline: Weir holds after a night of rain\nParagraph: {BODY}\nParagraph: No cost was given.\n"),
        );
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "The river rose by two metres in a single night, and the harbour\nmaster said that nobody had been hurt, although the lower quay was\nflooded.\n\nNo cost was given.\n";
        check(
            text,
            "Paragraph: The river rose by two metres in a single night, and the harbour⏎master said that nobody had been hurt, although the lower quay was⏎flooded.\nParagraph: No cost was given.\n",
        );
    }

    #[test]
    fn full_sentences_of_that_length_are_not_joined() {
        check(
            "The river rose by two metres in a single night, and then it fell.\nThe harbour master said that nobody in the town had been hurt.\n",
            "Paragraph: The river rose by two metres in a single night, and then it fell.\nParagraph: The harbour master said that nobody in the town had been hurt.\n",
        );
    }

    #[test]
    fn lists_and_subheads() {
        check(
            &format!("{BODY}\n\nWhat comes next\n\n- A ferry\n2. A detour\n\nWho pays?\n\n{BODY}\n\n___\n"),
            &format!(
                "Paragraph: {BODY}\nSubhead: What comes next\nListItem: A ferry\nListItem: A detour\nSubhead: Who pays?\nParagraph: {BODY}\n"
            ),
        );
    }

    #[test]
    fn odd_texts_are_read() {
        for text in
            ["", "\u{feff}", "\n\n", "—", "- ", "(", "By", "By ", "© ", "- — -", "é.É", "Advertisement", "In Summary", "\u{2028}a\u{2029}"]
        {
            let _ = read(text, Metadata::default(), &words());
        }
    }

    #[test]
    fn long_lines_of_one_thing_are_read() {
        for part in ["a.", "By ", "Advertisement. ", "In Summary ", "(", "- X - ", "A/", "Photo montage. "] {
            let _ = read(&part.repeat(4_000), Metadata::default(), &words());
        }
    }

    #[test]
    fn what_is_given_beside_the_text_names_headline_and_byline() {
        let text =
            "Who may cross the bridge?\nJane Roe\nThe bridge over the river was shut on Friday, and nobody in the town knows why it was.\n";
        let given =
            Metadata { title: Some("Who may cross  the bridge?".to_owned()), byline: Some("Jane Roe".to_owned()), ..Metadata::default() };
        let document = read(text, given, &words());
        assert!(render(&document).starts_with("Headline: Who may cross the bridge?\n[Byline]: Jane Roe\n"), "{}", render(&document));
        assert_eq!(document.bylines[0].name.of(text), "Jane Roe");
        assert!(read(text, Metadata::default(), &words()).bylines.is_empty());
    }
}
