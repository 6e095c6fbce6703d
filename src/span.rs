//! Places in a text: byte spans, lines, and the units in which offsets are printed.
//!
//! Invariant: a [`Span`] is half-open, counts bytes, and lies on character boundaries of the text it was made from.

use std::ops::Range;

use serde::Serialize;

/// A half-open range of bytes, `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    ///
    /// # Panics
    /// When an offset does not fit 32 bits; readers refuse longer texts before any span is made.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span runs forwards: {start}..{end}");
        Self {
            start: u32::try_from(start).expect("readers refuse texts of 4 GiB and more"),
            end: u32::try_from(end).expect("readers refuse texts of 4 GiB and more"),
        }
    }

    /// The same range for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words of `text` that the span covers.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// The unit in which offsets are printed; inside the library they are always bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// UTF-8 bytes.
    #[default]
    Byte,
    /// Unicode code points, as Python counts.
    Codepoint,
    /// UTF-16 code units, as JavaScript and the language server protocol count.
    Utf16,
}

/// Turns byte offsets of one text into another unit.
///
/// One pass over the text builds a table of checkpoints; a look-up scans at most 256 bytes.
#[derive(Debug)]
pub struct Offsets<'a> {
    text: &'a str,
    unit: OffsetUnit,
    checkpoints: Vec<u32>,
}

impl<'a> Offsets<'a> {
    const STEP: usize = 256;

    /// A converter for `text`; for bytes it holds no table.
    #[must_use]
    pub fn new(text: &'a str, unit: OffsetUnit) -> Self {
        let mut checkpoints = Vec::new();
        if unit != OffsetUnit::Byte {
            checkpoints.reserve(text.len() / Self::STEP + 1);
            let mut count = 0;
            for (at, c) in text.char_indices() {
                while checkpoints.len() * Self::STEP <= at {
                    checkpoints.push(count);
                }
                count += Self::width(unit, c);
            }
        }
        Self { text, unit, checkpoints }
    }

    fn width(unit: OffsetUnit, c: char) -> u32 {
        match unit {
            OffsetUnit::Byte => u32::try_from(c.len_utf8()).unwrap_or(4),
            OffsetUnit::Codepoint => 1,
            OffsetUnit::Utf16 => u32::try_from(c.len_utf16()).unwrap_or(2),
        }
    }

    /// The offset of byte `at` (on a character boundary) in the printed unit.
    #[must_use]
    pub fn at(&self, at: u32) -> u32 {
        if self.unit == OffsetUnit::Byte || self.checkpoints.is_empty() {
            return at;
        }
        let at = at as usize;
        let step = (at / Self::STEP).min(self.checkpoints.len() - 1);
        // A checkpoint counts the characters that start before it; the first of its own may start a few bytes later.
        let mut from = step * Self::STEP;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        if from > at {
            return self.checkpoints[step];
        }
        self.checkpoints[step] + self.text[from..at].chars().map(|c| Self::width(self.unit, c)).sum::<u32>()
    }
}

/// Where the lines of a text start, for reports; 1-based lines and columns in characters.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Finds the line starts of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let newlines = text.bytes().enumerate().filter(|&(_, b)| b == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(at, _)| Span::new(at + 1, at + 1).start)).collect();
        Self { text, starts }
    }

    /// Line and column (both from 1, the column in characters) of a byte offset.
    #[must_use]
    pub fn position(&self, at: u32) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= at);
        let start = self.starts[line - 1];
        (line, self.text[start as usize..at as usize].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_what_they_say() {
        let text = "a“😀”é".repeat(200);
        for unit in [OffsetUnit::Byte, OffsetUnit::Codepoint, OffsetUnit::Utf16] {
            let offsets = Offsets::new(&text, unit);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let want = match unit {
                    OffsetUnit::Byte => at,
                    OffsetUnit::Codepoint => text[..at].chars().count(),
                    OffsetUnit::Utf16 => text[..at].encode_utf16().count(),
                };
                assert_eq!(offsets.at(Span::new(at, at).start) as usize, want, "byte {at} as {unit:?}");
            }
        }
    }

    #[test]
    fn positions_count_from_one_in_characters() {
        let lines = Lines::new("é a\n\nb");
        assert_eq!([0, 2, 3, 4, 5, 6].map(|at| lines.position(at)), [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 1)]);
    }
}
