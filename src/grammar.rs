//! Grammar files into one compiled [`Grammar`]: what news English looks like.
//!
//! `grammar/en/*.grammar` is embedded; further files add to it or override it. The language is described in `docs/grammar.md`.
//!
//! Invariant: nothing here knows a word of English; Rust code knows lists only by the names in [`link::KNOWN_LISTS`].

pub mod furniture;
pub mod lexicon;
pub mod link;
pub mod parse;
pub mod syntax;

use std::fmt;

pub use furniture::FurnitureWords;
pub(crate) use lexicon::named_enum;
pub use lexicon::{Attributes, Class, EntityKind, Flags, Form, Gender, Lexicon, ListId, ListSet, Naming, Phrase, Target, WordId};
pub use link::{Country, Frame, Grammar, Outlet, OutletKind};

use crate::span::{Lines, Span};

/// The grammar of English that is built in: file names and texts, in the order of the data flow.
pub const ENGLISH: [(&str, &str); 11] = [
    ("sentences.grammar", include_str!("../grammar/en/sentences.grammar")),
    ("furniture.grammar", include_str!("../grammar/en/furniture.grammar")),
    ("words.grammar", include_str!("../grammar/en/words.grammar")),
    ("people.grammar", include_str!("../grammar/en/people.grammar")),
    ("names.grammar", include_str!("../grammar/en/names.grammar")),
    ("places.grammar", include_str!("../grammar/en/places.grammar")),
    ("outlets.grammar", include_str!("../grammar/en/outlets.grammar")),
    ("certainty.grammar", include_str!("../grammar/en/certainty.grammar")),
    ("cues.grammar", include_str!("../grammar/en/cues.grammar")),
    ("frames.grammar", include_str!("../grammar/en/frames.grammar")),
    ("speech.grammar", include_str!("../grammar/en/speech.grammar")),
];

/// What is wrong with a grammar file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrammarError {
    /// The file.
    pub file: String,
    /// Where in it, in bytes.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// Line and column, from 1.
    pub position: (usize, usize),
    /// The line it stands in.
    pub excerpt: String,
}

impl GrammarError {
    /// An error at `span` of `text`.
    #[must_use]
    pub fn new(file: &str, text: &str, span: Span, message: String) -> Self {
        let position = Lines::new(text).position(span.start);
        let excerpt = text.lines().nth(position.0 - 1).unwrap_or_default().to_owned();
        Self { file: file.to_owned(), span, message, position, excerpt }
    }
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position;
        writeln!(f, "{}:{line}:{column}: {}", self.file, self.message)?;
        writeln!(f, "  | {}", self.excerpt)?;
        let width = self.excerpt.chars().skip(column - 1).count().clamp(1, self.span.len().max(1));
        write!(f, "  | {}{}", " ".repeat(column - 1), "^".repeat(width))
    }
}

impl std::error::Error for GrammarError {}
