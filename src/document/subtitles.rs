//! `SubRip` and `WebVTT` subtitles into paragraphs: what is spoken, without numbers, times, settings and tags.
//!
//! Cues that go on in mid-sentence are one paragraph. A voice (`<v Ana Duarte>`) begins a paragraph with its name as a label, "Ana Duarte: ",
//! where another has spoken before.
//!
//! Invariant: all words of the reading text map back to the original; only the marks and breaks between them do not.

use std::borrow::Cow;

use super::{Block, BlockKind, Document, Metadata, Segment};
use crate::span::Span;

/// Characters that are written as entities.
const ENTITIES: [(&str, &str); 6] = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", "")];

/// Reads subtitles.
#[must_use]
pub fn read(original: &str, given: Metadata) -> Document<'_> {
    let mut reader = Reader {
        original,
        text: String::with_capacity(original.len() / 2),
        segments: Vec::new(),
        blocks: Vec::new(),
        voice: "",
        open: None,
    };
    let mut cue = false;
    // The words of a cue stand between its time and an empty line; what stands elsewhere is a number, a name, a note or a style.
    let mut from = 0;
    for raw in original.split_inclusive('\n') {
        let line = raw.trim();
        let start = from + (raw.len() - raw.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len());
        from += raw.len();
        if line.is_empty() {
            cue = false;
        } else if line.contains("-->") {
            cue = true;
        } else if cue {
            reader.line(start, start + line.trim_start_matches('\u{feff}').len());
        }
    }
    reader.close();
    if reader.segments.is_empty() {
        // An empty map means that the reading text is the original.
        reader.segments.push(Segment { reading: 0, original: 0, len: 0, original_len: 0 });
    }
    Document {
        text: Cow::Owned(reader.text),
        segments: reader.segments,
        blocks: reader.blocks,
        furniture: Vec::new(),
        dateline: None,
        bylines: Vec::new(),
        agency: None,
        links: Vec::new(),
        metadata: given,
        problems: Vec::new(),
    }
}

struct Reader<'a> {
    original: &'a str,
    text: String,
    segments: Vec<Segment>,
    blocks: Vec<Block>,
    /// Who speaks.
    voice: &'a str,
    /// Where the open paragraph starts.
    open: Option<usize>,
}

impl<'a> Reader<'a> {
    /// Reads a line of a cue.
    fn line(&mut self, start: usize, end: usize) {
        let mut at = start;
        let mut begun = false;
        while at < end {
            let rest = &self.original[at..end];
            let next = rest.find(['<', '{', '&']).unwrap_or(rest.len());
            if next > 0 {
                self.words(at, at + next, &mut begun);
                at += next;
            } else if let Some((entity, sign)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
                self.begin(&mut begun);
                self.segment(sign, at, entity.len());
                at += entity.len();
            } else if let Some(length) = tag(rest) {
                self.tag(at, length);
                at += length;
            } else {
                self.words(at, at + 1, &mut begun);
                at += 1;
            }
        }
    }

    /// A tag: a voice is heeded, all else is how words look.
    fn tag(&mut self, at: usize, length: usize) {
        let original = self.original;
        let inner = &original[at + 1..at + length - 1];
        let Some(rest) = inner.strip_prefix('v').filter(|rest| rest.starts_with([' ', '.', '\t'])) else { return };
        // Classes stand between the tag's name and the voice: `<v.loud Ana>`.
        let Some((_, name)) = rest.split_once([' ', '\t']) else { return };
        let name = name.trim();
        if name.is_empty() || name == self.voice {
            return;
        }
        self.voice = name;
        self.close();
        let start = name.as_ptr() as usize - original.as_ptr() as usize;
        self.begin(&mut false);
        self.segment(name, start, name.len());
        self.text.push_str(": ");
    }

    /// Opens a paragraph, or parts a line from the one before it.
    fn begin(&mut self, begun: &mut bool) {
        if std::mem::replace(begun, true) {
            return;
        }
        let ended = self.text.trim_end().ends_with(['.', '!', '?', '”', '"', '…', ']', ')', '♪']);
        if self.open.is_some() && ended {
            self.close();
        }
        if self.open.is_none() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.open = Some(self.text.len());
        } else if !self.text.ends_with(char::is_whitespace) {
            self.text.push('\n');
        }
    }

    fn words(&mut self, start: usize, end: usize, begun: &mut bool) {
        let words = &self.original[start..end];
        if *begun || !words.trim().is_empty() {
            self.begin(begun);
            self.segment(words, start, words.len());
        }
    }

    fn segment(&mut self, words: &str, original: usize, original_len: usize) {
        let reading = Span::new(self.text.len(), self.text.len() + words.len());
        let place = Span::new(original, original + original_len);
        self.text.push_str(words);
        self.segments.push(Segment {
            reading: reading.start,
            original: place.start,
            len: reading.end - reading.start,
            original_len: place.end - place.start,
        });
    }

    fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        let end = self.text.trim_end().len();
        if start < end {
            self.blocks.push(Block { kind: BlockKind::Paragraph, span: Span::new(start, end) });
        }
    }
}

/// The length of the tag that a text begins with: `<i>`, `{\an8}`.
fn tag(text: &str) -> Option<usize> {
    const LONGEST: usize = 120;
    let close = if text.starts_with("{\\") { '}' } else { '>' };
    let is_tag = text.starts_with("{\\") || text[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') && text.starts_with('<');
    let end = text.find(close).filter(|&end| is_tag && end <= LONGEST)?;
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let document = read(text, Metadata::default());
        let found: Vec<_> = document.blocks.iter().map(|block| block.span.of(&document.text).replace('\n', "⏎")).collect();
        assert_eq!(found, expected, "{text}");
        for segment in document.segments.iter().filter(|segment| segment.len == segment.original_len) {
            let (reading, original, len) = (segment.reading as usize, segment.original as usize, segment.len as usize);
            assert_eq!(document.text[reading..reading + len], text[original..original + len]);
        }
    }

    #[test]
    fn cues_are_joined_to_sentences() {
        check(
            "\u{feff}1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>We will close</i>\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\n{\\an8}the 3\r\nbridges &amp; roads.\r\n\r\n3\r\n00:00:04,000 --> 00:00:05,000\r\nNobody < 5 asked.\r\n",
            &["We will close⏎the 3⏎bridges & roads.", "Nobody < 5 asked."],
        );
    }

    #[test]
    fn voices_are_labels() {
        check(
            "WEBVTT\nKind: captions\n\nNOTE not spoken\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v.loud Ana Duarte>We will</v>\n\n00:02.000 --> 00:03.000\n<v Ana Duarte>not close it.\n\n00:04.000 --> 00:05.000\n<v Karl>Why?\n",
            &["Ana Duarte: We will⏎not close it.", "Karl: Why?"],
        );
    }

    #[test]
    fn odd_texts_are_read() {
        for text in ["", "-->", "1\n-->\n<", "-->\n<v >a", "-->\n&", "-->\n{\\", "-->\n<v\u{e9} x>é", "\u{feff}\n-->\n\u{feff}x"] {
            let document = read(text, Metadata::default());
            for block in &document.blocks {
                let _ = document.original(block.span).of(text);
            }
        }
    }
}
