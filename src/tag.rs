//! Tokens into parts of speech and stems, by what was learned from tagged news.
//!
//! One greedy pass from left to right, each tag by a linear model over the words around it and the two tags before it (the method:
//! Ratnaparkhi, EMNLP 1996). Tags are those of the Penn Treebank.
//!
//! Invariant: every token has a tag and a stem; nothing here looks past the token's block.

use crate::{
    model::{self, Table, hash, mix},
    token::{self, Shape, Token},
};

/// The tags, by number.
pub const TAGS: [&str; 46] = [
    "NN", "IN", "NNP", "DT", "JJ", "NNS", ",", ".", "RB", "PRP", "VBD", "VB", "CC", "TO", "VBZ", "VBN", "VBG", "VBP", "CD", "``", "''",
    "PRP$", "MD", "POS", ":", "-LRB-", "-RRB-", "WDT", "WP", "WRB", "RP", "JJR", "NNPS", "$", "JJS", "EX", "RBR", "PDT", "UH", "RBS", "FW",
    "WP$", "SYM", "#", "LS", "?",
];

/// The number of a tag; that of `?` for one that is unknown.
#[must_use]
pub fn number(tag: &str) -> u8 {
    let at = TAGS.iter().position(|&t| t == tag).unwrap_or(TAGS.len() - 1);
    u8::try_from(at).expect("there are fewer tags")
}

/// Whether the tag is that of a verb that a clause can have by itself.
#[must_use]
pub fn is_finite(tag: u8) -> bool {
    matches!(TAGS[usize::from(tag)], "VBD" | "VBZ" | "VBP" | "MD")
}

/// What the columns of the models are made of, for one token: hashes of its letters and what it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Word {
    /// Its letters in lower case; all digits are alike.
    pub word: u32,
    /// The word without the endings of verbs and nouns.
    pub stem: u32,
    /// Its last three letters.
    pub suffix: u32,
    /// Its first three letters.
    pub prefix: u32,
    /// Capitals, digits and signs.
    pub shape: u8,
    /// Its part of speech; set by [`tags`].
    pub tag: u8,
}

impl Word {
    /// Whether it is letters or digits.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.shape & 8 > 0
    }
}

/// The hashes of each token.
#[must_use]
pub fn words(text: &str, tokens: &[Token]) -> Vec<Word> {
    let mut letters: Vec<u8> = Vec::with_capacity(32);
    tokens
        .iter()
        .map(|token| {
            letters.clear();
            letters.extend(token.span.of(text).bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() }));
            if letters == "’s".as_bytes() {
                letters = b"'s".to_vec();
            }
            let len = letters.len();
            let bits = [Shape::CAPITAL, Shape::UPPER, Shape::NUMBER, Shape::WORD, Shape::FIRST];
            let shape = bits.iter().enumerate().map(|(at, &bit)| u8::from(token.shape.is(bit)) << at).sum();
            Word {
                word: hash(&letters),
                stem: hash(stem(&letters)),
                suffix: hash(&letters[len.saturating_sub(3)..]),
                prefix: hash(&letters[..len.min(3)]),
                shape,
                tag: 0,
            }
        })
        .collect()
}

/// The word without "s", "ed", "ing", a doubled consonant or a mute "e" at its end; not always a word, but the same for all forms.
fn stem(word: &[u8]) -> &[u8] {
    let vowel = |b: &u8| b"aeiouy".contains(b);
    let cut = |ending: &[u8]| word.strip_suffix(ending).filter(|rest| rest.len() >= 3 && rest.iter().any(vowel));
    let rest = match word {
        _ if word.ends_with(b"ss") || word.ends_with(b"us") || word.ends_with(b"is") => word,
        _ => cut(b"ing")
            .or_else(|| cut(b"ied"))
            .or_else(|| cut(b"ies"))
            .or_else(|| cut(b"ed"))
            .or_else(|| cut(b"es"))
            .or_else(|| cut(b"s"))
            .unwrap_or(word),
    };
    let rest = match rest {
        [start @ .., a, b] if rest.len() < word.len() && a == b && !vowel(b) && !b"ls".contains(b) && start.len() >= 2 => {
            &rest[..rest.len() - 1]
        }
        [start @ .., b'e' | b'y' | b'i'] if start.len() >= 2 => start,
        _ => rest,
    };
    if rest.len() < 2 { word } else { rest }
}

/// Columns of a token for its tag.
pub const COLUMNS: usize = 24;

/// The columns of the token at `at` of a block; tags of the tokens before it count.
#[must_use]
pub fn columns(words: &[Word], at: usize) -> [u32; COLUMNS] {
    let word = |by: isize| at.checked_add_signed(by).and_then(|i| words.get(i)).copied().unwrap_or_default();
    let (here, l1, l2, r1, r2) = (word(0), word(-1), word(-2), word(1), word(2));
    let (t1, t2) = (u32::from(l1.tag), u32::from(l2.tag));
    let shape = u32::from(here.shape);
    let facts = [
        (here.word, 0),
        (here.word, shape),
        (here.suffix, shape),
        (here.prefix, 0),
        (here.stem, 0),
        (shape, 0),
        (l1.word, 0),
        (r1.word, 0),
        (l2.word, 0),
        (r2.word, 0),
        (l1.word, here.word),
        (here.word, r1.word),
        (r1.suffix, 0),
        (l1.suffix, 0),
        (r1.word, r2.word),
        (t1, 0),
        (mix(t1, t2), 0),
        (t1, here.word),
        (mix(t1, t2), here.word),
        (t1, here.suffix),
        (t1, r1.word),
        (u32::from(r1.shape), shape),
        (r1.suffix, here.suffix),
        (mix(t1, r1.suffix), here.suffix),
    ];
    model::columns(facts, 0x51ED)
}

/// Sets the tags of all tokens.
pub fn tags(tokens: &[Token], words: &mut [Word], model: &Table) {
    for block in token::by_block(tokens) {
        let words = &mut words[block];
        for at in 0..words.len() {
            words[at].tag = u8::try_from(model.best(&columns(words, at))).expect("there are fewer tags");
        }
    }
}
