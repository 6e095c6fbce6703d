//! Blocks into tokens: pieces of words with their entry in the lexicon and their shape.
//!
//! Invariant: tokens are in order and never lie in furniture.

use std::ops::Range;

use crate::{
    document::Document,
    grammar::{Form, Grammar, ListId, ListSet, Phrase, Target, WordId},
    span::Span,
    word,
};

/// What a token looks like; a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape(u8);

impl Shape {
    /// Letters or digits.
    pub const WORD: Self = Self(1);
    /// Starts with a capital.
    pub const CAPITAL: Self = Self(2);
    /// Two letters or more, all of them capitals.
    pub const UPPER: Self = Self(4);
    /// Starts with a digit.
    pub const NUMBER: Self = Self(8);
    /// White space stands before it.
    pub const SPACED: Self = Self(16);
    /// First token of a block.
    pub const FIRST: Self = Self(32);

    /// Ends in *s* as plurals do: *officials*, but not *press* or *crisis*.
    pub const PLURAL: Self = Self(64);

    /// Ends in *ly* as adverbs do.
    pub const LY: Self = Self(128);

    /// Whether all of `other` are set.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn with(self, other: Self, when: bool) -> Self {
        if when { Self(self.0 | other.0) } else { self }
    }
}

/// A word, number or sign.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Where it stands in the reading text.
    pub span: Span,
    /// Its lower-case form in the lexicon.
    pub word: WordId,
    /// What it looks like.
    pub shape: Shape,
    /// Index of its block.
    pub block: u32,
}

impl Token {
    /// Whether it is letters or digits.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.shape.is(Shape::WORD)
    }

    /// Whether it starts with a capital.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        self.shape.is(Shape::CAPITAL)
    }

    /// Whether the list holds the word by itself.
    #[must_use]
    pub fn on(&self, grammar: &Grammar, list: ListId) -> bool {
        self.word != WordId(0) && grammar.lexicon.lists(self.word).contains(list)
    }

    /// Whether the list holds the word by itself, with the capitals it has in `text` where they matter.
    #[must_use]
    pub fn on_exact(&self, grammar: &Grammar, list: ListId, text: &str) -> bool {
        let word = self.span.of(text);
        let listed = |p: &Phrase| matches!(p.target, Target::Entry { list: l, .. } if l == list);
        grammar.lexicon.alone(self.word).iter().any(|p| listed(p) && p.exact.as_deref().is_none_or(|e| e == word))
    }

    /// The entries of word lists that the word is by itself: the list, and which form of its entry.
    pub fn entries<'g>(&self, grammar: &'g Grammar) -> impl Iterator<Item = (ListId, Form)> + use<'g> {
        grammar.lexicon.alone(self.word).iter().filter_map(|p| match p.target {
            Target::Entry { list, form, .. } => Some((list, form)),
            _ => None,
        })
    }

    /// Whether one of the lists holds the word by itself.
    #[must_use]
    pub fn on_any(&self, grammar: &Grammar, lists: &ListSet) -> bool {
        self.word != WordId(0) && grammar.lexicon.lists(self.word).meets(lists)
    }
}

/// Where a range of tokens, which is not empty, stands in the reading text.
#[must_use]
pub fn span(tokens: &[Token], range: &Range<usize>) -> Span {
    tokens[range.start].span.to(tokens[range.end - 1].span)
}

/// The tokens that lie in a span of the reading text.
#[must_use]
pub fn within(tokens: &[Token], span: Span) -> Range<usize> {
    let start = tokens.partition_point(|t| t.span.start < span.start);
    start..tokens.partition_point(|t| t.span.end <= span.end).max(start)
}

/// The tokens of each block, in order.
pub fn by_block(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    tokens.chunk_by(|a, b| a.block == b.block).map(move |block| {
        let range = start..start + block.len();
        start = range.end;
        range
    })
}

/// The lexicon's phrases that stand at token `at`, longest first; whether their capitals fit is for the caller to say.
pub fn phrases_at<'g>(tokens: &[Token], grammar: &'g Grammar, at: usize) -> impl Iterator<Item = &'g Phrase> {
    let next = tokens.get(at + 1).map_or(WordId(0), |t| t.word);
    let fits = move |p: &&Phrase| {
        let rest = &p.rest;
        rest.len() < tokens.len() - at
            && rest.iter().zip(&tokens[at + 1..]).all(|(word, token)| token.word == *word && token.block == tokens[at].block)
    };
    grammar.lexicon.phrases(tokens[at].word, next).filter(fits)
}

/// The longest phrase of some lists that stands at token `at`, whatever its capitals: its list, and the token behind it.
#[must_use]
pub fn listed_at(tokens: &[Token], grammar: &Grammar, at: usize, wanted: &[ListId]) -> Option<(ListId, usize)> {
    phrases_at(tokens, grammar, at).find_map(|p| match p.target {
        Target::Entry { list, .. } if wanted.contains(&list) => Some((list, at + p.rest.len() + 1)),
        _ => None,
    })
}

/// Tokens of all blocks.
#[must_use]
pub fn tokens(document: &Document<'_>, grammar: &Grammar) -> Vec<Token> {
    let text = &*document.text;
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5 + 8);
    let mut lower = String::with_capacity(32);
    let mut furniture = document.furniture.iter().peekable();
    for (number, block) in document.blocks.iter().enumerate() {
        let number = u32::try_from(number).expect("fewer blocks than bytes");
        let mut at = block.span.start;
        let mut first = true;
        while at < block.span.end {
            while furniture.next_if(|f| f.span.end <= at).is_some() {}
            let (stop, next) = match furniture.peek() {
                Some(f) if f.span.start < block.span.end => (f.span.start.max(at), f.span.end),
                _ => (block.span.end, block.span.end),
            };
            let offset = at as usize;
            word::pieces(&text[offset..stop as usize], offset, |start, end| {
                let piece = &text[start..end];
                let spaced = first || tokens.last().is_none_or(|t: &Token| t.span.end as usize != start);
                let shape = shape(piece).with(Shape::SPACED, spaced).with(Shape::FIRST, first);
                tokens.push(Token { span: Span::new(start, end), word: grammar.lexicon.find(piece, &mut lower), shape, block: number });
                first = false;
            });
            at = next.max(stop);
        }
    }
    tokens
}

fn shape(piece: &str) -> Shape {
    // Most words are plain: small letters, or a sign.
    if piece.bytes().all(|b| b.is_ascii_lowercase()) {
        return Shape::WORD.with(Shape::PLURAL, plural(piece)).with(Shape::LY, piece.len() > 4 && piece.ends_with("ly"));
    }
    let first = piece.chars().next().unwrap_or(' ');
    // "al-Fahim": the article of an Arabic name is written small.
    let article = piece.get(..3).is_some_and(|p| matches!(p, "al-" | "el-")) && piece[3..].starts_with(char::is_uppercase);
    let capital = first.is_uppercase() || article;
    let letters = |c: char| c.is_alphabetic();
    let upper = capital && piece.chars().filter(|&c| letters(c)).count() >= 2 && !piece.chars().any(char::is_lowercase);
    Shape::default()
        .with(
            Shape::WORD,
            first.is_alphanumeric() || (word::is_apostrophe(first) && piece.chars().nth(1).is_some_and(char::is_alphanumeric)),
        )
        .with(Shape::CAPITAL, capital)
        .with(Shape::PLURAL, plural(piece))
        .with(Shape::UPPER, upper)
        .with(Shape::NUMBER, first.is_ascii_digit())
}

fn plural(piece: &str) -> bool {
    piece.len() > 3 && piece.strip_suffix('s').is_some_and(|stem| !stem.ends_with(['s', 'u', 'i', '\'', '’']))
}
