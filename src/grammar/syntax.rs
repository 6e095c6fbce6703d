//! The tree of a grammar file, as written: every name and pattern with its place in the file.

use crate::span::Span;

/// A piece of a grammar file with the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where, in bytes of the file.
    pub span: Span,
}

/// A string or word of a grammar file with its place.
pub type Name = Spanned<String>;

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// `words NAME : … { … }`
    Words(Words),
    /// `outlet "…" { … }`
    Outlet(Record),
    /// `country "…" { … }`
    Country(Record),
    /// `pattern NAME = …`
    Pattern(PatternDefinition),
    /// `frame NAME "…" { … }`
    Frame(FrameDefinition),
}

/// A word list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Dotted name.
    pub name: Name,
    /// Whether it replaces a list of that name rather than adding to it.
    pub overrides: bool,
    /// `key=value,value`
    pub attributes: Vec<(Name, Vec<Name>)>,
    /// What it lists.
    pub entries: Vec<Entry>,
}

/// An entry of a word list: its words, and irregular forms of the word that inflects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The words.
    pub words: Vec<String>,
    /// Irregular forms, in the order of the language.
    pub forms: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// A field of an outlet or country: a key and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: Name,
    /// Its values.
    pub values: Vec<Name>,
}

/// An outlet or a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name.
    pub name: Name,
    /// Whether it replaces a record of that name.
    pub overrides: bool,
    /// What is told of it.
    pub fields: Vec<Field>,
}

/// A pattern with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternDefinition {
    /// The name.
    pub name: Name,
    /// Whether it replaces a pattern of that name.
    pub overrides: bool,
    /// The pattern.
    pub pattern: Pattern,
}

/// A frame: how cue, source and content combine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameDefinition {
    /// The name, in kebab-case.
    pub name: Name,
    /// What it is, in a few words.
    pub doc: Name,
    /// Whether it replaces a frame of that name.
    pub overrides: bool,
    /// How strongly it speaks for itself beside other frames at the same cue; 0 to 100.
    pub priority: Option<(u8, Span)>,
    /// What it matches; several are alternatives in order.
    pub patterns: Vec<Pattern>,
    /// Examples that must match.
    pub accept: Vec<Name>,
    /// Examples that must not.
    pub refuse: Vec<Name>,
}

/// A role that a part of a frame plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Who said it.
    Source,
    /// What says that it was said.
    Cue,
    /// What was said.
    Content,
    /// Who was told.
    Addressee,
    /// The outlet through which it came.
    Outlet,
}

impl Role {
    /// All roles with their names in the language.
    pub const ALL: [(&'static str, Self); 5] = [
        ("source", Self::Source),
        ("cue", Self::Cue),
        ("content", Self::Content),
        ("addressee", Self::Addressee),
        ("outlet", Self::Outlet),
    ];
}

/// A pattern over tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// One after the other.
    Sequence(Vec<Pattern>),
    /// One of them; the first that leads to a match counts.
    Either(Vec<Pattern>),
    /// Between `least` and `most` times, as often as it goes.
    Repeat {
        /// What is repeated.
        inner: Box<Pattern>,
        /// At least.
        least: u8,
        /// At most.
        most: u8,
    },
    /// Not followed (to the left of the cue: preceded) by it; takes no token.
    Not(Box<Pattern>),
    /// A part that plays a role.
    Role(Role, Box<Pattern>),
    /// A word, whatever its capitals, or a sign.
    Literal(Name),
    /// A word of a list, or of any list below a dotted prefix.
    List(Name),
    /// Another pattern.
    Reference(Name),
    /// A built-in, with the flags between its brackets.
    Builtin(Name, Vec<Name>),
}
