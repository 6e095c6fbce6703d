//! Tokens into parts of speech and stems, by what was learned from tagged news.
//!
//! One greedy pass from left to right, each tag by a linear model over the words around it and the two tags before it (the method:
//! Ratnaparkhi, EMNLP 1996). Tags are those of the Penn Treebank.
//!
//! Invariant: every token has a tag and a stem; nothing here looks past the token's block.

use crate::{
    model::{self, Table, hash, hash_behind, mix},
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

/// A set of tags.
#[derive(Debug, Clone, Copy)]
pub struct Tags(u64);

impl Tags {
    /// All tags of verbs.
    pub const VERBS: Self = Self::of(&["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"]);
    /// Those of verbs that a clause can have by itself.
    pub const FINITE: Self = Self::of(&["VBD", "VBZ", "VBP", "MD"]);
    /// That of commas.
    pub const COMMA: Self = Self::of(&[","]);
    /// Those of signs and words that may begin another clause.
    pub const CLAUSE: Self = Self::of(&[",", "IN", "CC", "WDT", "WP", "WRB", ":"]);

    /// The tags of these names.
    #[must_use]
    pub const fn of(names: &[&str]) -> Self {
        let (mut set, mut tag) = (0, 0);
        while tag < TAGS.len() {
            let mut name = 0;
            while name < names.len() {
                if same(TAGS[tag].as_bytes(), names[name].as_bytes()) {
                    set |= 1 << tag;
                }
                name += 1;
            }
            tag += 1;
        }
        Self(set)
    }

    /// Whether a tag is one of them.
    #[must_use]
    pub const fn has(self, tag: u8) -> bool {
        self.0 >> tag & 1 == 1
    }
}

/// Whether bytes are the same; `==` cannot be asked when compiling.
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Whether the tag is that of a verb that a clause can have by itself.
#[must_use]
pub fn is_finite(tag: u8) -> bool {
    Tags::FINITE.has(tag)
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
                letters.clear();
                letters.extend(b"'s");
            }
            let len = letters.len();
            // All of them are the start of the word, so that the hash of one goes on where that of a shorter one ends.
            let prefix = hash(&letters[..len.min(3)]);
            let stem_len = stem(&letters).len();
            let stem = if stem_len < 3 { hash(&letters[..stem_len]) } else { hash_behind(prefix, &letters[3..stem_len]) };
            let bits = [Shape::CAPITAL, Shape::UPPER, Shape::NUMBER, Shape::WORD, Shape::FIRST];
            let shape = bits.iter().enumerate().map(|(at, &bit)| u8::from(token.shape.is(bit)) << at).sum();
            Word {
                word: hash_behind(stem, &letters[stem_len..]),
                stem,
                suffix: hash(&letters[len.saturating_sub(3)..]),
                prefix,
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

/// Keeps the columns apart from those of other models.
const SALT: u32 = 0x51ED;

/// The columns of the token at `at` of a block; tags of the tokens before it count.
#[must_use]
pub fn columns(words: &[Word], at: usize) -> [u32; COLUMNS] {
    let near = Near::of(words, at);
    let ((first, third), (second, fourth)) = (near.untagged(), near.tagged());
    let mut columns = [0; COLUMNS];
    for (column, found) in columns.iter_mut().zip(first.into_iter().chain(second).chain(third).chain(fourth)) {
        *column = found;
    }
    columns
}

/// A word of a block with the two on either side of it.
struct Near {
    here: Word,
    l1: Word,
    l2: Word,
    r1: Word,
    r2: Word,
}

impl Near {
    fn of(words: &[Word], at: usize) -> Self {
        let word = |by: isize| at.checked_add_signed(by).and_then(|i| words.get(i)).copied().unwrap_or_default();
        Self { here: word(0), l1: word(-1), l2: word(-2), r1: word(1), r2: word(2) }
    }

    /// The columns that no tag counts for.
    fn untagged(&self) -> ([u32; 15], [u32; 2]) {
        let Self { here, l1, l2, r1, r2 } = self;
        let shape = u32::from(here.shape);
        let first = [
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
        ];
        let third = [(u32::from(r1.shape), shape), (r1.suffix, here.suffix)];
        (model::columns(1, first, SALT), model::columns(22, third, SALT))
    }

    /// The columns that the tags before count for.
    fn tagged(&self) -> ([u32; 6], [u32; 1]) {
        let Self { here, l1, l2, r1, .. } = self;
        let (t1, t2) = (u32::from(l1.tag), u32::from(l2.tag));
        let second = [(t1, 0), (mix(t1, t2), 0), (t1, here.word), (mix(t1, t2), here.word), (t1, here.suffix), (t1, r1.word)];
        let fourth = [(mix(t1, r1.suffix), here.suffix)];
        (model::columns(16, second, SALT), model::columns(24, fourth, SALT))
    }
}

/// Sets the tags of all tokens.
pub fn tags(tokens: &[Token], words: &mut [Word], model: &Table) {
    let mut sums = Vec::new();
    for block in token::by_block(tokens) {
        let words = &mut words[block];
        // Tags wait for each other, and each would wait for rows from far away; so what needs no tag is summed before.
        sums.clear();
        sums.extend((0..words.len()).map(|at| {
            let (first, third) = Near::of(words, at).untagged();
            let mut columns = [0; 17];
            columns[..15].copy_from_slice(&first);
            columns[15..].copy_from_slice(&third);
            model.partial(&columns)
        }));
        for (at, sums) in sums.iter().enumerate() {
            let (second, fourth) = Near::of(words, at).tagged();
            let mut columns = [0; 7];
            columns[..6].copy_from_slice(&second);
            columns[6..].copy_from_slice(&fourth);
            words[at].tag = u8::try_from(model.best(&columns, sums)).expect("there are fewer tags");
        }
    }
}
