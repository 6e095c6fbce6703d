//! The reading text of a format with markup, put together run by run, with its map back to the original and the units it falls into.
//!
//! Invariant: the segments of the map are in order and cover the reading text but for the line breaks between its units.

use std::borrow::Cow;
use std::ops::Range;

use super::furniture::{Unit, arrange};
use super::{BlockKind, Document, Link, Metadata, Segment};
use crate::{grammar::FurnitureWords, span::Span};

/// A reading text as far as it has been read.
pub struct ReadingText<'a> {
    original: &'a str,
    text: String,
    segments: Vec<Segment>,
    /// What has been closed.
    pub units: Vec<Unit>,
    links: Vec<Link>,
    /// Where the open unit starts in the reading text.
    open: Option<usize>,
    /// What stands around the open unit, outermost first.
    pub around: Vec<BlockKind>,
    /// Where open links start, and where they lead.
    open_links: Vec<(usize, String)>,
    /// Whether the last segment is byte for byte a run of the original, so that the next run may be added to it.
    last_is_copy: bool,
}

impl<'a> ReadingText<'a> {
    /// Of `original`, nothing of which has been read.
    #[must_use]
    pub fn new(original: &'a str) -> Self {
        Self {
            original,
            text: String::with_capacity(original.len()),
            segments: Vec::new(),
            units: Vec::new(),
            links: Vec::new(),
            open: None,
            around: Vec::new(),
            open_links: Vec::new(),
            last_is_copy: false,
        }
    }

    /// The whole text that is read.
    #[must_use]
    pub fn original(&self) -> &'a str {
        self.original
    }

    /// The words of the open unit; none where none is open.
    #[must_use]
    pub fn opened(&self) -> Option<&str> {
        self.open.map(|start| &self.text[start..])
    }

    /// Starts a unit where none is open; units are parted by an empty line, as paragraphs of plain text are.
    pub fn open(&mut self) {
        if self.open.is_none() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.open = Some(self.text.len());
        }
    }

    /// Books `words` of the reading text as standing at `range` of the original, in bytes; runs that go on unbroken are one segment.
    pub fn segment(&mut self, words: &str, range: Range<usize>) {
        if words.is_empty() {
            return;
        }
        let reading = self.text.len();
        self.text.push_str(words);
        let (from, to) = (Span::new(reading, self.text.len()), Span::new(range.start, range.end));
        let (len, original_len) = (from.end - from.start, to.end - to.start);
        let is_copy = self.original[range] == *words;
        if is_copy
            && let Some(last) = self.segments.last_mut()
            && last.len == last.original_len
            && last.reading + last.len == from.start
            && last.original + last.original_len == to.start
            && self.last_is_copy
        {
            last.len += len;
            last.original_len += original_len;
            return;
        }
        self.last_is_copy = is_copy;
        self.segments.push(Segment { reading: from.start, original: to.start, len, original_len });
    }

    /// A break of a line inside the open unit.
    pub fn line_break(&mut self, range: Range<usize>) {
        if self.open.is_some() {
            self.segment("\n", range);
        }
    }

    /// Starts a link.
    pub fn open_link(&mut self, url: String) {
        self.open();
        self.open_links.push((self.text.len(), url));
    }

    /// Ends the link that was started last.
    pub fn close_link(&mut self) {
        if let Some((start, url)) = self.open_links.pop()
            && start < self.text.len()
        {
            self.links.push(Link { span: Span::new(start, self.text.len()), url });
        }
    }

    /// Ends the open unit: it is what stands around it, or a paragraph.
    pub fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        let words = &self.text[start..];
        let from = start + (words.len() - words.trim_start().len());
        let to = from + words.trim().len();
        if from < to {
            let given = self.around.last().copied().unwrap_or(BlockKind::Paragraph);
            self.units.push(Unit { span: Span::new(from, to), given: Some(given) });
        }
    }

    /// The document. Where it has no headline the shapes of paragraphs decide, as in plain text; that may find one in the first line.
    #[must_use]
    pub fn finish(mut self, has_headline: bool, metadata: Metadata, words: &FurnitureWords) -> Document<'a> {
        self.close();
        if !has_headline {
            for unit in self.units.iter_mut().filter(|u| u.given == Some(BlockKind::Paragraph)) {
                unit.given = None;
            }
        }
        let arranged = arrange(&self.text, &self.units, &metadata, words);
        // An empty map means that the reading text is the original, so a text that is gone keeps one empty run.
        if self.segments.is_empty() && self.text.len() != self.original.len() {
            self.segments.push(Segment { reading: 0, original: 0, len: 0, original_len: 0 });
        }
        Document {
            text: Cow::Owned(self.text),
            segments: self.segments,
            blocks: arranged.blocks,
            furniture: arranged.furniture,
            dateline: arranged.dateline,
            bylines: arranged.bylines,
            agency: arranged.agency,
            links: self.links,
            metadata,
            problems: Vec::new(),
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::super::furniture::tests::render;
    use super::*;

    /// A document that falls into what is expected, and whose runs of at least `shortest` bytes are those of the text where they are as long.
    pub fn checked<'a>(document: Document<'a>, text: &str, expected: &str, shortest: u32) -> Document<'a> {
        assert_eq!(render(&document), expected, "{text}");
        for segment in document.segments.iter().filter(|s| s.len == s.original_len && s.len >= shortest) {
            let (reading, original) = (segment.reading as usize, segment.original as usize);
            let len = segment.len as usize;
            assert_eq!(document.text[reading..reading + len], text[original..original + len]);
        }
        document
    }

    /// What stands in the text for words of its reading text.
    pub fn place<'t>(document: &Document<'_>, text: &'t str, words: &str) -> &'t str {
        let at = document.text.find(words).expect("the words");
        document.original(Span::new(at, at + words.len())).of(text)
    }

    /// All blocks have a place in the text.
    pub fn maps_back(document: &Document<'_>, text: &str) {
        for block in &document.blocks {
            let _ = document.original(block.span).of(text);
        }
    }
}
