//! Words and phrases of the grammar's lists, outlets and countries, looked up by token.
//!
//! Invariant: a look-up costs one hash of the word; phrases are tried longest first.

use rustc_hash::FxHashMap;

use crate::word;

/// A known word; 0 is every word that no list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct WordId(pub u32);

/// A word list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(pub u16);

/// A set of word lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListSet([u64; 8]);

impl ListSet {
    /// Adds a list.
    pub fn insert(&mut self, list: ListId) {
        self.0[usize::from(list.0 >> 6)] |= 1 << (list.0 & 63);
    }

    /// Whether the list is in the set.
    #[must_use]
    pub fn contains(&self, list: ListId) -> bool {
        self.0[usize::from(list.0 >> 6)] >> (list.0 & 63) & 1 == 1
    }

    /// Whether the sets share a list.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    /// The lists that are in both.
    #[must_use]
    pub fn both(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a |= b);
    }
}

/// An enumeration whose values have names in grammar files and in output.
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in grammar files and in output.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}
pub(crate) use named_enum;

named_enum!(
    /// What kind of claim a cue makes.
    Class {
        /// Said or written by somebody.
        Statement = "statement",
        /// Told by a report, poll, law or data set.
        Document = "document",
        /// Thought, expected, feared.
        Belief = "belief",
        /// Wanted, planned, supported; nothing was stated.
        Intention = "intention",
    }
);

named_enum!(
    /// What an entity is.
    EntityKind {
        /// One human being.
        Person = "person",
        /// Several people.
        Group = "group",
        /// A government or one of its bodies.
        Government = "government",
        /// A body that is neither government nor company.
        Organisation = "organisation",
        /// A company.
        Company = "company",
        /// A news outlet.
        Outlet = "outlet",
        /// Something written.
        Document = "document",
        /// A poll.
        Poll = "poll",
        /// Not known.
        Unknown = "unknown",
    }
);

named_enum!(
    /// How far a reader is told who a source is.
    Naming {
        /// By name.
        Named = "named",
        /// Unnamed, but role, body or nearness is told.
        Described = "described",
        /// Unnamed, and nothing is told.
        Bare = "bare",
        /// A crowd that nobody could ask.
        Vague = "vague",
    }
);

named_enum!(
    /// Grammatical gender, where a word gives it away.
    Gender {
        /// She.
        Female = "female",
        /// He.
        Male = "male",
    }
);

named_enum!(
    /// Which form of its entry a word is.
    Form {
        /// As listed.
        Base = "base",
        /// Says.
        Third = "third",
        /// Said (past).
        Past = "past",
        /// Said (participle), where it differs from the past.
        Participle = "participle",
        /// Saying.
        Gerund = "gerund",
        /// Plural of a noun.
        Plural = "plural",
    }
);

/// A set of frame flags of a cue, and what a frame may ask of a cue; see the table in `docs/grammar.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u32);

impl Flags {
    /// Names of all flags: first what a list may grant, then what only the place in the sentence decides.
    pub const NAMES: [&'static str; 24] = [
        "quotation",
        "clause",
        "that",
        "addressee",
        "infinitive",
        "order",
        "question",
        "object",
        "about",
        "for",
        "as",
        "naming",
        "raising",
        "tag",
        "verb",
        "noun",
        "adjective",
        "phrase",
        "finite",
        "gerund",
        "bare",
        "passive",
        "active",
        "participle",
    ];
    /// How many of [`Flags::NAMES`] a list may grant.
    pub const GRANTED: usize = 14;

    /// A verb.
    pub const VERB: Self = Self::known("verb");
    /// A noun.
    pub const NOUN: Self = Self::known("noun");
    /// An adjective.
    pub const ADJECTIVE: Self = Self::known("adjective");
    /// A phrase that is neither ("according to").
    pub const PHRASE: Self = Self::known("phrase");
    /// A finite verb.
    pub const FINITE: Self = Self::known("finite");
    /// A gerund or present participle.
    pub const GERUND: Self = Self::known("gerund");
    /// An infinitive with its *to*.
    pub const BARE: Self = Self::known("bare");
    /// Passive voice.
    pub const PASSIVE: Self = Self::known("passive");
    /// Active voice.
    pub const ACTIVE: Self = Self::known("active");
    /// A past participle without auxiliary.
    pub const PARTICIPLE: Self = Self::known("participle");
    /// Takes the tag behind or inside what was said.
    pub const TAG: Self = Self::known("tag");

    /// The flag of a name that is known when compiling.
    const fn known(name: &str) -> Self {
        let mut bit = 0;
        loop {
            let (a, b) = (Self::NAMES[bit].as_bytes(), name.as_bytes());
            let mut at = 0;
            while at < a.len() && at < b.len() && a[at] == b[at] {
                at += 1;
            }
            if at == a.len() && at == b.len() {
                return Self(1 << bit);
            }
            bit += 1;
        }
    }

    /// The flag of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|&n| n == name).map(|bit| Self(1 << bit))
    }

    /// These without those of `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` are set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the flags that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, &name)| name)
    }
}

/// What a list says of its entries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attributes {
    /// Kind of claim.
    pub class: Option<Class>,
    /// Frame flags.
    pub flags: Flags,
    /// Kind of entity.
    pub kind: Option<EntityKind>,
    /// Naming class.
    pub naming: Option<Naming>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Whether it is many.
    pub many: Option<bool>,
    /// Whether capitals must be as listed.
    pub exact: bool,
}

/// What a phrase stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// An entry of a word list.
    Entry {
        /// The list.
        list: ListId,
        /// Number of the entry, counted over all lists.
        entry: u32,
        /// Which form of it.
        form: Form,
    },
    /// An outlet; `short` forms count only after its full name.
    Outlet {
        /// Index into the grammar's outlets.
        outlet: u16,
        /// Whether this is a short form.
        short: bool,
    },
    /// A country by name, capital or house.
    Country {
        /// Index into the grammar's countries.
        country: u16,
        /// Whether this is a short form.
        short: bool,
    },
    /// A building or body that stands for a government, but is called by its own name.
    House {
        /// Index into the grammar's countries.
        country: u16,
    },
    /// A demonym.
    Demonym {
        /// Index into the grammar's countries.
        country: u16,
    },
}

/// A phrase of one or more words.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The words behind the first, in lower case.
    pub rest: Box<[WordId]>,
    /// The text with its capitals, where they matter.
    pub exact: Option<Box<str>>,
    /// What it stands for.
    pub target: Target,
}

/// What is known of a word.
#[derive(Debug, Clone, Default)]
struct Word {
    /// Lists that hold the word as a one-word entry.
    lists: ListSet,
    /// What the word stands for by itself.
    alone: Vec<Phrase>,
    /// Which second words phrases that start with it have: a bit for the last six bits of each.
    seconds: u64,
}

/// All words of a grammar.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words of up to eight ASCII bytes, packed; most words of a text are such, and comparing them costs nothing.
    short: FxHashMap<u64, WordId>,
    /// All others.
    long: FxHashMap<Box<str>, WordId>,
    words: Vec<Word>,
    /// Phrases of two words and more by their first two, longest first.
    longer: FxHashMap<(WordId, WordId), Vec<Phrase>>,
}

impl Lexicon {
    /// An empty lexicon.
    #[must_use]
    pub fn new() -> Self {
        Self { words: vec![Word::default()], ..Self::default() }
    }

    /// The word of that spelling (lower case, straight apostrophe), made if new.
    pub fn intern(&mut self, lower: &str) -> WordId {
        let known = self.get(lower);
        if known != WordId(0) {
            return known;
        }
        let id = WordId(u32::try_from(self.words.len()).expect("a grammar holds fewer than 2^32 words"));
        match pack(lower) {
            Some(packed) => self.short.insert(packed, id),
            None => self.long.insert(lower.into(), id),
        };
        self.words.push(Word::default());
        id
    }

    /// The word of that spelling; [`WordId`] 0 if no list holds it.
    #[must_use]
    pub fn get(&self, lower: &str) -> WordId {
        let known = match pack(lower) {
            Some(packed) => self.short.get(&packed),
            None => self.long.get(lower),
        };
        known.copied().unwrap_or_default()
    }

    /// The word as it stands in a text, whatever its capitals; `buffer` is there for long ones.
    #[must_use]
    pub fn find(&self, word: &str, buffer: &mut String) -> WordId {
        if let Some(packed) = pack(word) {
            return self.short.get(&packed).copied().unwrap_or_default();
        }
        word::lower_into(word, buffer);
        self.get(buffer)
    }

    /// Adds a phrase under its first word.
    pub fn add(&mut self, first: WordId, phrase: Phrase) {
        let word = &mut self.words[first.0 as usize];
        let Some(&second) = phrase.rest.first() else {
            if let (Target::Entry { list, .. }, None) = (phrase.target, &phrase.exact) {
                word.lists.insert(list);
            }
            return word.alone.push(phrase);
        };
        word.seconds |= 1 << (second.0 & 63);
        let known = self.longer.entry((first, second)).or_default();
        let at = known.partition_point(|p| p.rest.len() >= phrase.rest.len());
        known.insert(at, phrase);
    }

    /// The lists that hold the word by itself whatever its capitals.
    #[must_use]
    pub fn lists(&self, word: WordId) -> &ListSet {
        &self.words[word.0 as usize].lists
    }

    /// What the word stands for by itself.
    #[must_use]
    pub fn alone(&self, word: WordId) -> &[Phrase] {
        &self.words[word.0 as usize].alone
    }

    /// The phrases that start with the word when `next` follows it: longest first, at last the word by itself.
    pub fn phrases(&self, word: WordId, next: WordId) -> impl Iterator<Item = &Phrase> {
        let may_be = next != WordId(0) && self.words[word.0 as usize].seconds >> (next.0 & 63) & 1 == 1;
        let longer = if may_be { self.longer.get(&(word, next)).map_or(&[][..], Vec::as_slice) } else { &[] };
        longer.iter().chain(self.alone(word))
    }

    /// For each word whether a phrase that `wanted` takes starts with it, by the word's number.
    #[must_use]
    pub fn starting(&self, wanted: impl Fn(Target) -> bool) -> Vec<bool> {
        let mut starts: Vec<bool> = self.words.iter().map(|w| w.alone.iter().any(|p| wanted(p.target))).collect();
        for ((first, _), phrases) in &self.longer {
            starts[first.0 as usize] |= phrases.iter().any(|p| wanted(p.target));
        }
        starts
    }

    /// Takes out every phrase for which `gone` holds, and the list marks that came with it.
    pub fn remove(&mut self, gone: impl Fn(Target) -> bool) {
        for phrases in self.longer.values_mut() {
            phrases.retain(|p| !gone(p.target));
        }
        for word in &mut self.words {
            if word.alone.iter().any(|p| gone(p.target)) {
                word.alone.retain(|p| !gone(p.target));
                word.lists = ListSet::default();
                for phrase in &word.alone {
                    if let (Target::Entry { list, .. }, None) = (phrase.target, &phrase.exact) {
                        word.lists.insert(list);
                    }
                }
            }
        }
    }
}

/// Up to eight ASCII bytes, in small letters, as a number.
fn pack(word: &str) -> Option<u64> {
    if word.len() > 8 || !word.is_ascii() {
        return None;
    }
    Some(word.bytes().fold(0, |packed, byte| packed << 8 | u64::from(byte.to_ascii_lowercase())))
}
