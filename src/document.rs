//! Bytes into blocks: one document model for every format.
//!
//! A [`Document`] holds the *reading text* (what a reader sees, without markup) and a map from it back to the bytes of the
//! original. All later stages work on the reading text; only what leaves the library is mapped back.
//!
//! Invariant: reading never fails; what is odd becomes a [`Problem`].
//! Invariant: blocks are in order, do not overlap, and cover all words of the reading text but those of furniture.

use std::borrow::Cow;

use crate::span::Span;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The headline of the article.
    Headline,
    /// A summary that stands before or beside the body ("In Summary", standfirst bullets).
    Summary,
    /// A subhead between paragraphs; yields claims as a headline does, but is not the headline.
    Subhead,
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A block quotation.
    BlockQuote,
}

/// One block of running words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the reading text, without surrounding white space.
    pub span: Span,
}

/// What a piece of furniture is: text that no claim is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FurnitureKind {
    /// "Advertisement", "Story continues below".
    Advertisement,
    /// "By Jane Roe".
    Byline,
    /// "SEOUL (Reuters) -".
    Dateline,
    /// A caption of a picture.
    Caption,
    /// The credit of a picture or agency.
    Credit,
    /// "Share on Facebook".
    ShareBar,
    /// "Read more: ...".
    RelatedLink,
    /// "This article was amended on ...".
    Correction,
    /// "Sign up for our newsletter".
    Signup,
    /// "Reporting by ...; editing by ...".
    Contributed,
    /// "All rights reserved".
    Copyright,
    /// The label before a summary ("In Summary") and other labels.
    Label,
    /// A date or time stamp on its own.
    Timestamp,
}

/// A piece of furniture; it may stand on its own or inside a block, where later stages pass over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Furniture {
    /// What it is.
    pub kind: FurnitureKind,
    /// Where it stands in the reading text.
    pub span: Span,
}

/// "SEOUL (Reuters) -": where the copy was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dateline {
    /// The whole dateline, with the agency and the dash.
    pub span: Span,
    /// The place alone.
    pub place: Span,
}

/// "By Jane Roe": who wrote it; one for each name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Byline {
    /// The whole byline.
    pub span: Span,
    /// The name alone.
    pub name: Span,
}

/// A link of a Markdown or HTML article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The words that are linked, in the reading text.
    pub span: Span,
    /// Where it leads.
    pub url: String,
}

/// Something odd that reading came upon; never a reason to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, in the reading text.
    pub span: Span,
    /// A name in kebab-case ("unclosed-quotation").
    pub kind: &'static str,
    /// What is wrong, for people.
    pub message: String,
}

/// An unbroken run of the reading text that is byte for byte a run of the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Byte offset in the reading text.
    pub reading: u32,
    /// Byte offset in the original.
    pub original: u32,
    /// Length in the reading text.
    pub len: u32,
    /// Length in the original; differs from `len` only for a decoded entity or escape, which is never split.
    pub original_len: u32,
}

/// What a JSONL line or front matter tells of an article beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Headline given beside the text.
    pub title: Option<String>,
    /// Byline given beside the text.
    pub byline: Option<String>,
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as given.
    pub date: Option<String>,
}

/// An article, read.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// The reading text.
    pub text: Cow<'a, str>,
    /// The map back to the original; empty when the reading text is the original.
    pub segments: Vec<Segment>,
    /// Running words.
    pub blocks: Vec<Block>,
    /// What is passed over, in order.
    pub furniture: Vec<Furniture>,
    /// Where the article was written.
    pub dateline: Option<Dateline>,
    /// Who wrote it.
    pub bylines: Vec<Byline>,
    /// The agency named in byline, dateline or credit: its words in the reading text.
    pub agency: Option<Span>,
    /// Links with their targets.
    pub links: Vec<Link>,
    /// What was told beside the text.
    pub metadata: Metadata,
    /// What was odd.
    pub problems: Vec<Problem>,
}

impl Metadata {
    /// What is told in either place; where both tell, this one's word counts.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            byline: self.byline.or(other.byline),
            outlet: self.outlet.or(other.outlet),
            url: self.url.or(other.url),
            date: self.date.or(other.date),
        }
    }
}

impl Document<'_> {
    /// The place in the original of a span of the reading text.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        if self.segments.is_empty() {
            return span;
        }
        let start = {
            let at = self.segments.partition_point(|s| s.reading <= span.start).saturating_sub(1);
            let s = self.segments[at];
            if s.len == s.original_len { s.original + (span.start - s.reading).min(s.len) } else { s.original }
        };
        let end = if span.is_empty() {
            start
        } else {
            let at = self.segments.partition_point(|s| s.reading < span.end).saturating_sub(1);
            let s = self.segments[at];
            if s.len == s.original_len { s.original + (span.end - s.reading).min(s.len) } else { s.original + s.original_len }
        };
        Span { start, end: end.max(start) }
    }
}

pub mod furniture;
pub mod html;
pub mod jsonl;
pub mod markdown;
pub mod plain;
mod reading;
pub mod subtitles;

use crate::grammar::FurnitureWords;

/// The format of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Text without markup, as a scraper or a clipboard leaves it.
    #[default]
    Plain,
    /// `CommonMark`, with front matter or without.
    Markdown,
    /// HTML, a page or a part of one.
    Html,
    /// `SubRip` or `WebVTT`.
    Subtitles,
}

impl Format {
    /// The format that a text without a name is in: HTML declares itself.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let begins = |with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
        if begins("<!doctype html") || begins("<html") { Self::Html } else { Self::Plain }
    }

    /// The format that a file name tells of, by its extension.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        let is = |name: &str| extension.eq_ignore_ascii_case(name);
        if is("txt") || is("text") {
            Some(Self::Plain)
        } else if is("md") || is("markdown") {
            Some(Self::Markdown)
        } else if is("html") || is("htm") || is("xhtml") {
            Some(Self::Html)
        } else if is("srt") || is("vtt") {
            Some(Self::Subtitles)
        } else {
            None
        }
    }
}

/// Reads an article; never fails. What is `given` beside it tells its headline and byline apart where their shape does not.
#[must_use]
pub fn read<'a>(format: Format, text: &'a str, given: Metadata, words: &FurnitureWords) -> Document<'a> {
    match format {
        Format::Plain => plain::read(text, given, words),
        Format::Markdown => markdown::read(text, given, words),
        Format::Html => html::read(text, given, words),
        Format::Subtitles => subtitles::read(text, given),
    }
}
