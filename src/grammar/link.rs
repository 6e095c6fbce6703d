//! Trees of grammar files into one compiled [`Grammar`]: names resolved, forms derived, patterns turned into programs.

use rustc_hash::FxHashMap;

use super::{
    FurnitureWords, GrammarError,
    lexicon::{Attributes, Class, EntityKind, Flags, Form, Gender, Lexicon, ListId, ListSet, Naming, Phrase, Target, WordId},
    parse::parse,
    syntax::{Entry, FrameDefinition, Name, Pattern, Record, Role, Statement, Words},
};
use crate::{
    matching::{Builtin, Instruction, Program},
    model::{self, Model},
    word,
};

/// What carries news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutletKind {
    /// A wire agency.
    Agency,
    /// A newspaper.
    Newspaper,
    /// A magazine or journal.
    Magazine,
    /// Radio or television.
    Broadcaster,
    /// A news site.
    Site,
    /// A programme of the outlet in `parent`.
    Programme,
    /// Carries anybody's words; never the outlet of a claim.
    Platform,
}

const OUTLET_KINDS: [(&str, OutletKind); 7] = [
    ("agency", OutletKind::Agency),
    ("broadcaster", OutletKind::Broadcaster),
    ("magazine", OutletKind::Magazine),
    ("newspaper", OutletKind::Newspaper),
    ("platform", OutletKind::Platform),
    ("programme", OutletKind::Programme),
    ("site", OutletKind::Site),
];

/// A news outlet.
#[derive(Debug, Clone)]
pub struct Outlet {
    /// Its name as it writes it.
    pub name: String,
    /// What it is.
    pub kind: OutletKind,
    /// Its domain.
    pub domain: Option<String>,
    /// The outlet or house it belongs to.
    pub parent: Option<String>,
}

/// A country or what acts like one.
#[derive(Debug, Clone)]
pub struct Country {
    /// Its usual name.
    pub name: String,
    /// ISO 3166 code.
    pub code: Option<String>,
}

/// A frame, compiled.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Its name.
    pub name: String,
    /// The hash of its name, by which learned models know it.
    pub key: u32,
    /// What it is, in a few words.
    pub doc: String,
    /// How strongly it speaks for itself; 0 to 100.
    pub priority: u8,
    /// What it matches.
    pub alternatives: Vec<Alternative>,
    /// Examples that must match.
    pub accept: Vec<String>,
    /// Examples that must not.
    pub refuse: Vec<String>,
    /// The file it stands in, and the line.
    pub place: (String, usize),
    /// Whether it is one of the built-in frames, or stands in the place of one.
    pub built_in: bool,
}

/// One pattern of a frame, parted at its cue.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// What the cue must be.
    pub flags: Flags,
    /// Lists one of which the cue must stand in; none means any.
    pub lists: Option<ListSet>,
    /// What stands before the cue, read from right to left.
    pub left: Program,
    /// What stands behind.
    pub right: Program,
}

/// A word list, linked.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub name: String,
    /// What it says of its entries.
    pub attributes: Attributes,
}

macro_rules! known_lists {
    ($($(#[$doc:meta])* $field:ident = $name:literal),+ $(,)?) => {
        /// The lists that Rust code asks for by name.
        #[derive(Debug, Clone, Copy)]
        pub struct Known { $($(#[$doc])* pub $field: ListId),+ }

        /// Their names; each must be in the grammar.
        pub const KNOWN_LISTS: &[&str] = &[$($name),+];

        impl Known {
            fn link(find: impl Fn(&str) -> ListId) -> Self {
                Self { $($field: find($name)),+ }
            }
        }
    };
}

known_lists! {
    /// Never end a sentence: *Mr.*
    abbreviation_title = "abbreviation.title",
    /// Never end a sentence: *vs.*
    abbreviation_never = "abbreviation.never",
    /// Do not end a sentence before a digit: *No.*
    abbreviation_number = "abbreviation.number",
    /// Do not end a sentence before a digit: *Jan.*
    abbreviation_month = "abbreviation.month",
    /// Do not end a sentence before a digit or month: *Thurs.*
    abbreviation_weekday = "abbreviation.weekday",
    /// May end a sentence: *Calif.*
    abbreviation_place = "abbreviation.place",
    /// May end a sentence: *Inc.*
    abbreviation_may_end = "abbreviation.may-end",
    /// Endings of file names.
    file_ending = "file.ending",
    /// Names that end in a mark of exclamation or question: *Yahoo!*
    name_marked = "name.marked",
    /// Closings of letters: *Thanks,*
    letter_closing = "letter.closing",
    /// What begins a sentence behind an abbreviation.
    sentence_starter = "sentence.starter",
    /// *the, a, some*
    determiner = "determiner",
    /// *of, in, by*
    preposition = "preposition",
    /// *and, or, but*
    conjunction = "conjunction",
    /// *but, while*
    contrast = "conjunction.contrast",
    /// *because, when, that*
    subordinator = "subordinator",
    /// *who, which, what*
    wh = "wh",
    /// *is, was, been*
    be = "auxiliary.be",
    /// *has, had*
    have = "auxiliary.have",
    /// *do, does, did*
    did = "auxiliary.do",
    /// *will, may*
    modal = "auxiliary.modal",
    /// *likely, going*: with *to* and a verb they make a modal.
    likely = "auxiliary.likely",
    /// *remain, seem*
    copula = "verb.copula",
    /// *'s*
    possessive_mark = "possessive.mark",
    /// *not, never*
    negation = "negation",
    /// *almost, in part*: without them a speaker says more.
    qualifier = "speech.qualifier",
    /// *uh, um*: without them a speaker says the same.
    filler = "speech.filler",
    /// *well, you know*: so too, where a mark parts them from what follows.
    opening = "speech.opening",
    /// *audience member, voice*: whom a transcript calls so has no name there.
    turn = "speech.turn",
    /// *colour* and *color*, *three* and *3*: an entry is one word.
    spelling = "spelling",
    /// *not: nt*: words and their short forms, run together without apostrophes.
    contraction = "contraction",
    /// *possible*: hedges only behind a form of *be* or before *that* and *to*.
    hedge_adjective = "hedge.adjective",
    /// *likely*: hedges unless they stand before a noun.
    hedge_adverb = "hedge.adverb",
    /// *also, later*
    adverb = "adverb",
    /// *today, Sunday*
    time = "time",
    /// *week, month*
    time_unit = "calendar.unit",
    /// *this, last*: before a unit they tell when.
    time_which = "calendar.which",
    /// Verbs that are no cues.
    verb_plain = "verb.plain",
    /// Finite forms that are no cues.
    verb_past = "verb.past",
    /// *claim, claims*: verbs of speech that are nouns as well.
    verb_or_noun = "verb.or-noun",
    /// *big, new*
    adjective = "adjective",
    /// *two, million*
    number_word = "number.word",
    /// *they*
    pronoun_many = "pronoun.many",
    /// *Banks*: words for bodies that are surnames as well.
    surname = "surname",
    /// *she*
    pronoun_female = "pronoun.female",
    /// *he*
    pronoun_male = "pronoun.male",
    /// *it*
    pronoun_neuter = "pronoun.neuter",
    /// *I*
    pronoun_first = "pronoun.first",
    /// *we*
    pronoun_first_many = "pronoun.first.many",
    /// *you*
    pronoun_second = "pronoun.second",
    /// *who, which*
    pronoun_relative = "pronoun.relative",
    /// *him, them*
    pronoun_object = "pronoun.object",
    /// *his, their*
    pronoun_possessive = "pronoun.possessive",
    /// *Linda*
    given_female = "given.female",
    /// *James*
    given_male = "given.male",
    /// *van, bin*
    name_particle = "name.particle",
    /// *Jr, MP*
    name_suffix = "name.suffix",
    /// *source*
    unnamed_source = "unnamed.source",
    /// *person*
    unnamed_person = "unnamed.person",
    /// *report, letter*
    document = "document",
    /// *survey*
    poll = "poll",
    /// *on condition of anonymity*
    grounds_terms = "grounds.terms",
    /// *because she was not authorised*
    grounds_reason = "grounds.reason",
    /// *because, for*: behind terms they begin the grounds, whatever these are.
    grounds_opening = "grounds.opening",
    /// *authorised*: a stock reason.
    grounds_stock = "grounds.stock",
    /// *reportedly, it is understood*
    hearsay = "hearsay",
    /// Words that keep a statement short of a fact.
    hedge = "hedge",
    /// The same with a verb.
    hedge_verb = "hedge.verb",
    /// Cues that leave open whether it is so.
    certainty_claimed = "certainty.claimed",
    /// Cues that say it is so.
    certainty_shown = "certainty.shown",
    /// *claim, admit*: cues that take a side.
    cue_loaded = "tone.loaded",
    /// *say*: the cue that takes no side.
    neutral = "tone.neutral",
    /// *these, so*: behind a quotation they point back to it.
    pointing = "pointing",
    /// *false, debunked*: words that tell a claim is not true.
    falsity = "falsity",
    /// *em, til*: words that begin with an apostrophe.
    elision = "elision",
    /// *liar, incompetent*: words that judge people.
    attack = "attack",
    /// *called, dubbed*: the words behind are spoken of as words.
    called = "called",
    /// *critics, experts*: crowds that speak.
    crowd_speakers = "speakers",
    /// *say, warn*: cues that are words of speech.
    cue_saying = "saying",
    /// *the, this*
    definite = "definite",
    /// *a, another*
    indefinite = "indefinite",
    /// *which*: of things only.
    relative_thing = "relative.thing",
    /// *familiar with*
    nearness = "nearness",
    /// *critics, many*
    crowd = "crowd",
    /// *reports, local media*
    media_unnamed = "media.unnamed",
    /// *%, percent*
    share = "share.sign",
    /// *decline to say*
    decline_answer = "cue.decline-answer",
    /// *decline to comment*
    decline_comment = "cue.decline-comment",
    /// *interview, op-ed*: before an outlet they tell where something was said or written.
    setting_noun = "setting.noun",
    /// *speaking, writing*
    setting_verb = "setting.verb",
    /// *on, in*: before an outlet
    setting_preposition = "setting.preposition",
    /// *seen, carried*: before "by" and an outlet
    carry_verb = "carry.verb",
    /// *reporter, host*: they speak for their outlet.
    outlet_person = "outlet.person",
    /// *viewers, former*: they do not.
    outlet_outsider = "outlet.outsider",
    /// *article, reporter*: behind an outlet they tell that it is spoken of.
    outlet_work = "outlet.work",
    /// *summit, gala*: behind an outlet it is the name of an event.
    outlet_event = "outlet.event",
    /// *by, from*: before who is behind a document
    author_preposition = "author.preposition",
    /// *spokeswoman*
    spokesperson = "role.spokesperson",
    /// *Times, Gazette*: names of outlets end so.
    outlet_ending = "outlet.ending",
    /// *Radio, Daily*: names of outlets begin so.
    outlet_opening = "outlet.opening",
    /// *newspaper, broadcaster*
    outlet_noun = "outlet.noun",
    /// *one, others*: of those spoken of before.
    elliptic = "elliptic",
    /// *identified, named*
    identify = "identify.verb",
    /// *as*
    identify_as = "identify.as",
    /// *vice, deputy*: the title behind is another one.
    rank = "rank.word",
    /// *Mrs*
    honorific_female = "honorific.female",
    /// *Mr*
    honorific_male = "honorific.male",
    /// *Dr*
    honorific_any = "honorific.any",
}

/// A grammar, ready for use.
#[derive(Debug)]
pub struct Grammar {
    /// Words and phrases.
    pub lexicon: Lexicon,
    /// Word lists.
    pub lists: Vec<List>,
    /// Entries of word lists, by number: their words as listed.
    pub entries: Vec<String>,
    /// Outlets.
    pub outlets: Vec<Outlet>,
    /// Countries.
    pub countries: Vec<Country>,
    /// Frames, highest priority first.
    pub frames: Vec<Frame>,
    /// Lists that the code asks for.
    pub known: Known,
    /// The cue that takes no side, in its forms.
    pub neutral: Vec<(Form, String)>,
    /// Phrases of furniture.
    pub furniture: FurnitureWords,
    /// All lists whose name starts with `cue.`
    pub cues: ListSet,
    /// The word *to*.
    pub to: WordId,
    /// For each word, by its number, whether a cue may start with it.
    pub cue_starts: Vec<bool>,
    /// For each word, by its number, whether words about somebody unnamed may start with it: terms, grounds, nearness, "source".
    pub unnamed_starts: Vec<bool>,
    /// All lists of titles and honorifics.
    pub titles: ListSet,
    /// All lists of nouns that stand for people, bodies or documents.
    pub heads: ListSet,
    /// Lists of places.
    pub places: ListSet,
    /// Lists of nouns that are a crowd where many of them have no article.
    pub crowds: ListSet,
    /// Lists of words that only hold others together: *of, and, that, who, was, may*.
    pub closed: ListSet,
    /// All pronouns that can be a source.
    pub pronouns: ListSet,
    /// Outlets by their domains.
    pub domains: FxHashMap<String, u16>,
    /// Lists of words that are one title: "Gov.", "governor".
    pub same_titles: ListSet,
    /// Tells grammars with other built-in frames apart, whatever their words.
    pub fingerprint: u32,
    /// What was learned from annotated articles; without it the frames decide alone.
    pub model: Option<Model>,
}

impl Grammar {
    /// The grammar of English that is built in, with the weights that are.
    ///
    /// # Panics
    /// When the built-in files are broken; a test reads them.
    #[must_use]
    pub fn english() -> Self {
        let mut grammar =
            Self::from_files(&super::ENGLISH).unwrap_or_else(|errors| panic!("the built-in grammar is broken: {}", errors[0]));
        grammar.model = Some(Model::english().unwrap_or_else(|error| panic!("the built-in weights are broken: {error}")));
        grammar
    }

    /// The outlet whose site an address leads to: its domain, or one below it ("edition.cnn.com").
    #[must_use]
    pub fn outlet_at_url(&self, url: &str) -> Option<u16> {
        let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?.to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(outlet) = self.domains.get(rest) {
                return Some(*outlet);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// The cue that takes no side, in a form; the past where it has no participle of its own.
    #[must_use]
    pub fn neutral(&self, form: Form) -> Option<&str> {
        let of = |wanted: Form| self.neutral.iter().find(|(form, _)| *form == wanted).map(|(_, word)| word.as_str());
        of(form).or_else(|| of(Form::Past).filter(|_| form == Form::Participle))
    }

    /// Whether two words are one title, in full or short.
    #[must_use]
    pub fn same_title(&self, a: WordId, b: WordId) -> bool {
        let titles = |word: WordId| self.lexicon.lists(word).both(&self.same_titles);
        a != WordId(0) && b != WordId(0) && titles(a).meets(&titles(b))
    }

    /// Whether an outlet is a platform, which carries what anyone writes and claims nothing itself.
    #[must_use]
    pub fn is_platform(&self, outlet: u16) -> bool {
        self.outlets[usize::from(outlet)].kind == OutletKind::Platform
    }

    /// The outlet that goes by `name`, whatever its capitals.
    #[must_use]
    pub fn outlet_named(&self, name: &str) -> Option<u16> {
        let mut words = Vec::new();
        let mut lower = String::new();
        word::pieces(name, 0, |start, end| words.push(self.lexicon.find(&name[start..end], &mut lower)));
        let (&first, rest) = words.split_first()?;
        self.lexicon.phrases(first, rest.first().copied().unwrap_or_default()).find_map(|p| match p.target {
            Target::Outlet { outlet, short: false } if *p.rest == *rest => Some(outlet),
            _ => None,
        })
    }

    /// English with files of one's own on top, `(name, text)` each; without weights.
    ///
    /// # Errors
    /// All that is wrong with the files.
    pub fn with_files(own: &[(String, String)]) -> Result<Self, Vec<GrammarError>> {
        let mut files = super::ENGLISH.to_vec();
        files.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        Self::from_files(&files)
    }

    /// Reads and links `(name, text)` of each file; later files add to earlier ones.
    ///
    /// # Errors
    /// All that is wrong with the files.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self, Vec<GrammarError>> {
        let mut linker = Linker::default();
        let parsed: Vec<_> = files.iter().map(|&(file, text)| (file, text, parse(file, text))).collect();
        for (file, text, (statements, errors)) in &parsed {
            linker.errors.extend(errors.iter().cloned());
            linker.file(file, text, statements);
        }
        for (file, text, (statements, _)) in &parsed {
            linker.frames(file, text, statements);
        }
        linker.finish(files)
    }

    /// The list of that name.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<ListId> {
        self.lists.iter().position(|l| l.name == name).map(list_id)
    }

    /// What a list says of its entries.
    #[must_use]
    pub fn attributes(&self, list: ListId) -> &Attributes {
        &self.lists[usize::from(list.0)].attributes
    }
}

fn list_id(index: usize) -> ListId {
    ListId(u16::try_from(index).expect("the linker refuses more than 512 lists"))
}

#[derive(Default)]
struct Linker {
    errors: Vec<GrammarError>,
    lexicon: Option<Lexicon>,
    lists: Vec<List>,
    list_names: FxHashMap<String, ListId>,
    entries: Vec<String>,
    outlets: Vec<Outlet>,
    outlet_names: FxHashMap<String, u16>,
    countries: Vec<Country>,
    country_names: FxHashMap<String, u16>,
    patterns: FxHashMap<String, Pattern>,
    frames: Vec<Frame>,
    phrases_of: FxHashMap<&'static str, Vec<(ListId, String)>>,
    /// Names of agencies.
    agencies: Vec<String>,
    /// The cue that takes no side, in its forms.
    neutral: Vec<(Form, String)>,
    /// How each list derives forms.
    derives: Vec<Option<Derive>>,
}

/// Reports at a place of one file.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn error(&self, at: &Name, message: String) -> GrammarError {
        GrammarError::new(self.file, self.text, at.span, message)
    }
}

/// The known name closest to `name`, as a hint behind an error.
fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let ratio = |candidate: &str| similar::TextDiff::from_chars(name, candidate).ratio();
    let best = known.map(|k| (ratio(k), k)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(r, _)| *r >= 0.6).map(|(_, k)| format!("; did you mean `{k}`?")).unwrap_or_default()
}

impl Linker {
    fn lexicon(&mut self) -> &mut Lexicon {
        self.lexicon.get_or_insert_with(Lexicon::new)
    }

    /// The words of a phrase as tokens.
    fn words(&mut self, phrase: &str) -> Vec<WordId> {
        let mut ranges = Vec::new();
        word::pieces(phrase, 0, |a, b| ranges.push(a..b));
        let mut lower = String::new();
        ranges
            .into_iter()
            .map(|range| {
                word::lower_into(&phrase[range], &mut lower);
                self.lexicon.get_or_insert_with(Lexicon::new).intern(&lower)
            })
            .collect()
    }

    fn add_phrase(&mut self, phrase: &str, exact: bool, target: Target) {
        let words = self.words(phrase);
        let Some((&first, rest)) = words.split_first() else { return };
        let exact = exact.then(|| phrase.replace('’', "'").into_boxed_str());
        self.lexicon().add(first, Phrase { rest: rest.into(), exact, target });
    }

    /// Lists, outlets, countries, patterns of a file.
    fn file(&mut self, file: &str, text: &str, statements: &[Statement]) {
        let place = Place { file, text };
        let mut seen: FxHashMap<(u8, &str), ()> = FxHashMap::default();
        for statement in statements {
            let (kind, name) = match statement {
                Statement::Words(words) => (0, &words.name),
                Statement::Outlet(record) => (1, &record.name),
                Statement::Country(record) => (2, &record.name),
                Statement::Pattern(pattern) => (3, &pattern.name),
                Statement::Frame(frame) => (4, &frame.name),
            };
            if seen.insert((kind, &name.value), ()).is_some() {
                self.errors.push(place.error(name, format!("`{}` stands twice in this file", name.value)));
                continue;
            }
            match statement {
                Statement::Words(words) => self.list(&place, words),
                Statement::Outlet(record) => self.outlet(&place, record),
                Statement::Country(record) => self.country(&place, record),
                Statement::Pattern(pattern) => {
                    if self.patterns.insert(pattern.name.value.clone(), pattern.pattern.clone()).is_some() && !pattern.overrides {
                        let message =
                            format!("pattern `{0}` is there already; write `override pattern {0}` to replace it", pattern.name.value);
                        self.errors.push(place.error(&pattern.name, message));
                    }
                }
                Statement::Frame(_) => {}
            }
        }
    }

    fn attributes(&mut self, place: &Place<'_>, words: &Words) -> (Attributes, Option<Derive>) {
        let mut attributes = Attributes::default();
        let mut derive = None;
        for (key, values) in &words.attributes {
            for value in values {
                let text = value.value.as_str();
                let done = match key.value.as_str() {
                    "class" => set(&mut attributes.class, named(Class::ALL, Class::name, text)),
                    "kind" => set(&mut attributes.kind, named(EntityKind::ALL, EntityKind::name, text)),
                    "naming" => set(&mut attributes.naming, named(Naming::ALL, Naming::name, text)),
                    "gender" => set(&mut attributes.gender, named(Gender::ALL, Gender::name, text)),
                    "number" => set(
                        &mut attributes.many,
                        match text {
                            "one" => Some(false),
                            "many" => Some(true),
                            _ => None,
                        },
                    ),
                    "case" => match text {
                        "exact" => {
                            attributes.exact = true;
                            true
                        }
                        "any" => true,
                        _ => false,
                    },
                    "forms" => set(
                        &mut derive,
                        match text {
                            "verb" => Some(Derive::Verb),
                            "noun" => Some(Derive::Noun),
                            "spelling" => Some(Derive::Spelling),
                            _ => None,
                        },
                    ),
                    "tone" => ["neutral", "doubting", "loaded", "emphatic", "formal", "informal"].contains(&text),
                    "frame" => match Flags::of(text).filter(|f| f.0 < 1 << Flags::GRANTED) {
                        Some(flag) => {
                            attributes.flags = attributes.flags.with(flag);
                            true
                        }
                        None => false,
                    },
                    other => {
                        let known = ["class", "kind", "naming", "gender", "number", "case", "forms", "tone", "frame"];
                        let hint = suggestion(other, known.into_iter());
                        self.errors.push(place.error(key, format!("unknown attribute `{other}`{hint}")));
                        break;
                    }
                };
                if !done {
                    self.errors.push(place.error(value, format!("`{text}` is no value of `{}`", key.value)));
                }
            }
        }
        // What kind of word a cue is, its list's name tells.
        if let Some(name) = words.name.value.strip_prefix("cue.") {
            let kind = match name.split('.').next() {
                Some("noun") => Flags::NOUN,
                Some("adjective") => Flags::ADJECTIVE,
                Some("according" | "citing" | "adverb" | "sign") => Flags::PHRASE,
                _ => Flags::VERB,
            };
            attributes.flags = attributes.flags.with(kind);
        }
        (attributes, derive)
    }

    fn list(&mut self, place: &Place<'_>, words: &Words) {
        let (attributes, derive) = self.attributes(place, words);
        let name = &words.name.value;
        let (list, derive) = match self.list_names.get(name).copied() {
            Some(list) if words.overrides => {
                self.lexicon().remove(|t| matches!(t, Target::Entry { list: l, .. } if l == list));
                self.lists[usize::from(list.0)].attributes = attributes;
                self.derives[usize::from(list.0)] = derive;
                if name == NEUTRAL {
                    self.neutral.clear();
                }
                self.phrases_of.retain(|_, phrases| {
                    phrases.retain(|(from, _)| *from != list);
                    true
                });
                (list, derive)
            }
            Some(list) => {
                // What the list says of its entries it said where it stands first.
                if let Some((key, _)) = words.attributes.first() {
                    let message = format!("`{name}` has its attributes already; write `override words {name}` to replace it");
                    self.errors.push(place.error(key, message));
                }
                (list, self.derives[usize::from(list.0)])
            }
            None if self.lists.len() >= 512 => {
                self.errors.push(place.error(&words.name, "a grammar holds at most 512 lists".to_owned()));
                return;
            }
            None => {
                let list = list_id(self.lists.len());
                self.lists.push(List { name: name.clone(), attributes });
                self.derives.push(derive);
                self.list_names.insert(name.clone(), list);
                (list, derive)
            }
        };
        let exact = self.lists[usize::from(list.0)].attributes.exact;
        if let Some(kind) = name.strip_prefix("furniture.") {
            let kept = words.entries.iter().map(|e| (list, e.words.join(" ")));
            match FURNITURE.iter().find(|&&k| k == kind) {
                Some(kind) => self.phrases_of.entry(kind).or_default().extend(kept),
                None => {
                    let hint = suggestion(kind, FURNITURE.into_iter());
                    self.errors.push(place.error(&words.name, format!("there is no furniture `{kind}`{hint}")));
                }
            }
        }
        let date = match name.as_str() {
            "month" | "abbreviation.month" => Some("month"),
            "weekday" | "abbreviation.weekday" => Some("weekday"),
            _ => None,
        };
        if let Some(kind) = date {
            // Datelines leave the stop of an abbreviation out as often as not.
            let with_stop = words.entries.iter().map(|e| (list, e.words.join(" ")));
            let bare = words.entries.iter().map(|e| (list, e.words.join(" ").trim_end_matches('.').to_owned()));
            self.phrases_of.entry(kind).or_default().extend(with_stop.chain(bare));
        }
        for entry in &words.entries {
            let number = u32::try_from(self.entries.len()).expect("fewer than 2^32 entries");
            self.entries.push(entry.words.join(" "));
            let mut forms = vec![(entry.words.join(" "), Form::Base)];
            match derive {
                Some(derive) => match derive.forms(entry) {
                    Ok(derived) => forms.extend(derived),
                    Err(message) => self.errors.push(GrammarError::new(place.file, place.text, entry.span, message.to_owned())),
                },
                None if !entry.forms.is_empty() => {
                    let message = "irregular forms stand only in a list with `forms=verb` or `forms=noun`, other spellings in one with `forms=spelling`".to_owned();
                    self.errors.push(GrammarError::new(place.file, place.text, entry.span, message));
                }
                None => {}
            }
            for (text, form) in &forms {
                self.add_phrase(text, exact, Target::Entry { list, entry: number, form: *form });
            }
            if name == NEUTRAL {
                self.neutral.extend(forms.into_iter().map(|(text, form)| (form, text)));
            }
        }
    }

    fn outlet(&mut self, place: &Place<'_>, record: &Record) {
        let index = u16::try_from(self.outlets.len()).expect("fewer than 65,536 outlets");
        let mut outlet = Outlet { name: record.name.value.clone(), kind: OutletKind::Site, domain: None, parent: None };
        if let Some(&old) = self.outlet_names.get(&outlet.name) {
            if !record.overrides {
                let message = format!("outlet \"{0}\" is there already; write `override outlet \"{0}\"` to replace it", outlet.name);
                self.errors.push(place.error(&record.name, message));
                return;
            }
            self.lexicon().remove(|t| matches!(t, Target::Outlet { outlet: o, .. } if o == old));
        }
        self.outlet_names.insert(outlet.name.clone(), index);
        let full = Target::Outlet { outlet: index, short: false };
        self.add_phrase(&outlet.name, true, full);
        // "the Wall Street Journal" and "Wall Street Journal": the article is not part of a name of several words.
        if let Some(bare) = outlet.name.strip_prefix("The ").filter(|bare| bare.contains(' ')) {
            self.add_phrase(bare, true, full);
        }
        for field in &record.fields {
            for value in &field.values {
                match field.key.value.as_str() {
                    "alias" => self.add_phrase(&value.value, true, full),
                    "short" => self.add_phrase(&value.value, true, Target::Outlet { outlet: index, short: true }),
                    "domain" => outlet.domain = Some(value.value.clone()),
                    "parent" => outlet.parent = Some(value.value.clone()),
                    "country" => {}
                    "kind" => match OUTLET_KINDS.iter().find(|(name, _)| *name == value.value) {
                        Some(&(_, kind)) => outlet.kind = kind,
                        None => {
                            let hint = suggestion(&value.value, OUTLET_KINDS.iter().map(|k| k.0));
                            self.errors.push(place.error(value, format!("unknown kind of outlet `{}`{hint}", value.value)));
                        }
                    },
                    other => {
                        let hint = suggestion(other, ["alias", "short", "domain", "kind", "parent", "country"].into_iter());
                        self.errors.push(place.error(&field.key, format!("unknown field `{other}`{hint}")));
                    }
                }
            }
        }
        if outlet.kind == OutletKind::Agency {
            let names = record.fields.iter().filter(|f| f.key.value == "alias").flat_map(|f| &f.values).map(|v| v.value.clone());
            let names = names.chain([outlet.name.clone()]).collect::<Vec<_>>();
            self.agencies.extend(names);
        }
        self.outlets.push(outlet);
    }

    fn country(&mut self, place: &Place<'_>, record: &Record) {
        let index = u16::try_from(self.countries.len()).expect("fewer than 65,536 countries");
        if let Some(&old) = self.country_names.get(&record.name.value) {
            if !record.overrides {
                let message =
                    format!("country \"{0}\" is there already; write `override country \"{0}\"` to replace it", record.name.value);
                self.errors.push(place.error(&record.name, message));
                return;
            }
            self.lexicon().remove(|t| matches!(t, Target::Country { country: c, .. } | Target::House { country: c } | Target::Demonym { country: c } if c == old));
        }
        self.country_names.insert(record.name.value.clone(), index);
        let full = Target::Country { country: index, short: false };
        self.add_phrase(&record.name.value, true, full);
        let mut code = None;
        for field in &record.fields {
            for value in &field.values {
                match field.key.value.as_str() {
                    "alias" | "capital" => self.add_phrase(&value.value, true, full),
                    "house" => self.add_phrase(&value.value, true, Target::House { country: index }),
                    "short" => self.add_phrase(&value.value, true, Target::Country { country: index, short: true }),
                    "demonym" => self.add_phrase(&value.value, true, Target::Demonym { country: index }),
                    "code" => code = Some(value.value.clone()),
                    other => {
                        let hint = suggestion(other, ["alias", "capital", "house", "short", "demonym", "code"].into_iter());
                        self.errors.push(place.error(&field.key, format!("unknown field `{other}`{hint}")));
                    }
                }
            }
        }
        self.countries.push(Country { name: record.name.value.clone(), code });
    }

    fn frames(&mut self, file: &str, text: &str, statements: &[Statement]) {
        let place = Place { file, text };
        for statement in statements {
            match statement {
                Statement::Frame(frame) => self.frame(&place, frame),
                // A pattern that no frame uses yet is compiled for its errors.
                Statement::Pattern(pattern) => {
                    if let Err(error) = self.compile(&place, &pattern.pattern, false, &mut Vec::new(), 0) {
                        self.note(error);
                    }
                }
                _ => {}
            }
        }
    }

    /// Keeps an error that was not met before: a pattern is compiled once for each use.
    fn note(&mut self, error: GrammarError) {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn frame(&mut self, place: &Place<'_>, frame: &FrameDefinition) {
        let name = &frame.name;
        if frame.accept.is_empty() || frame.refuse.is_empty() {
            let message = format!("frame `{}` needs an example it accepts and one it refuses", name.value);
            self.errors.push(place.error(name, message));
        }
        if frame.patterns.is_empty() {
            self.errors.push(place.error(name, format!("frame `{}` matches nothing: write `match …`", name.value)));
        }
        let mut alternatives = Vec::new();
        for pattern in &frame.patterns {
            match self.alternative(place, name, pattern) {
                Ok(one) => alternatives.push(one),
                Err(error) => self.errors.push(error),
            }
        }
        let line = crate::span::Lines::new(place.text).position(name.span.start).0;
        let mut linked = Frame {
            built_in: super::ENGLISH.iter().any(|(file, _)| *file == place.file),
            name: name.value.clone(),
            key: model::hash(name.value.as_bytes()),
            doc: frame.doc.value.clone(),
            priority: frame.priority.map_or(50, |p| p.0),
            alternatives,
            accept: frame.accept.iter().map(|n| n.value.clone()).collect(),
            refuse: frame.refuse.iter().map(|n| n.value.clone()).collect(),
            place: (place.file.to_owned(), line),
        };
        match self.frames.iter().position(|f| f.name == linked.name) {
            Some(at) if frame.overrides => {
                linked.built_in = self.frames[at].built_in;
                self.frames[at] = linked;
            }
            Some(_) => {
                let message = format!("frame `{0}` is there already; write `override frame {0}` to replace it", name.value);
                self.errors.push(place.error(name, message));
            }
            None => self.frames.push(linked),
        }
    }

    /// Parts a pattern at its cue and compiles both sides.
    fn alternative(&mut self, place: &Place<'_>, frame: &Name, pattern: &Pattern) -> Result<Alternative, GrammarError> {
        let items = match pattern {
            Pattern::Sequence(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let is_cue = |p: &Pattern| matches!(p, Pattern::Role(Role::Cue, _));
        let at = items.iter().position(is_cue).filter(|at| !items[at + 1..].iter().any(is_cue));
        let Some(at) = at else {
            return Err(place.error(frame, "a `match` needs exactly one `cue:` at its outermost level".to_owned()));
        };
        let Pattern::Role(_, cue) = &items[at] else { unreachable!("found as a cue") };
        // All that is wrong is noted; the last error is handed on.
        let mut failed = None;
        let (flags, lists) = match cue.as_ref() {
            Pattern::Builtin(name, flags) if name.value == "CUE" => match self.flags(place, flags) {
                Ok(flags) => (flags, None),
                Err(error) => {
                    failed = Some(error);
                    (Flags::default(), None)
                }
            },
            Pattern::List(name) => (Flags::default(), Some(self.lists_below(place, name)?)),
            _ => return Err(place.error(frame, "a cue is `CUE[flags]` or `@cue.list`".to_owned())),
        };
        let mut left = Vec::new();
        let mut right = Vec::new();
        let before = items[..at].iter().rev().map(|item| (item, true));
        for (item, reverse) in before.chain(items[at + 1..].iter().map(|item| (item, false))) {
            let side = if reverse { &mut left } else { &mut right };
            if let Err(error) = self.compile(place, item, reverse, side, 0)
                && let Some(earlier) = failed.replace(error)
            {
                self.note(earlier);
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        left.push(Instruction::Accept);
        right.push(Instruction::Accept);
        Ok(Alternative { flags, lists, left: Program(left), right: Program(right) })
    }

    fn flags(&self, place: &Place<'_>, names: &[Name]) -> Result<Flags, GrammarError> {
        let mut flags = Flags::default();
        for name in names {
            let flag = Flags::of(&name.value).ok_or_else(|| {
                place.error(name, format!("unknown flag `{}`{}", name.value, suggestion(&name.value, Flags::NAMES.into_iter())))
            })?;
            flags = flags.with(flag);
        }
        Ok(flags)
    }

    /// The list of that name, or all lists below it.
    fn lists_below(&self, place: &Place<'_>, name: &Name) -> Result<ListSet, GrammarError> {
        let mut set = ListSet::default();
        let below = format!("{}.", name.value);
        let mut any = false;
        for (at, list) in self.lists.iter().enumerate() {
            if list.name == name.value || list.name.starts_with(&below) {
                set.insert(list_id(at));
                any = true;
            }
        }
        if any {
            return Ok(set);
        }
        let hint = suggestion(&name.value, self.lists.iter().map(|l| l.name.as_str()));
        Err(place.error(name, format!("there is no list `{}`{hint}", name.value)))
    }

    fn compile(
        &mut self,
        place: &Place<'_>,
        pattern: &Pattern,
        reverse: bool,
        out: &mut Vec<Instruction>,
        depth: u8,
    ) -> Result<(), GrammarError> {
        match pattern {
            Pattern::Sequence(items) => {
                let mut ordered: Vec<_> = items.iter().collect();
                if reverse {
                    ordered.reverse();
                }
                for item in ordered {
                    self.compile(place, item, reverse, out, depth)?;
                }
            }
            Pattern::Either(branches) => {
                let mut jumps = Vec::new();
                for (at, branch) in branches.iter().enumerate() {
                    if at + 1 == branches.len() {
                        self.compile(place, branch, reverse, out, depth)?;
                        break;
                    }
                    let split = out.len();
                    out.push(Instruction::Split(0));
                    self.compile(place, branch, reverse, out, depth)?;
                    jumps.push(out.len());
                    out.push(Instruction::Jump(0));
                    out[split] = Instruction::Split(out.len());
                }
                let end = out.len();
                for jump in jumps {
                    out[jump] = Instruction::Jump(end);
                }
            }
            Pattern::Repeat { inner, least, most } => {
                for _ in 0..*least {
                    self.compile(place, inner, reverse, out, depth)?;
                }
                if *most == u8::MAX {
                    let start = out.len();
                    out.push(Instruction::Split(0));
                    self.compile(place, inner, reverse, out, depth)?;
                    out.push(Instruction::Jump(start));
                    out[start] = Instruction::Split(out.len());
                } else {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(out.len());
                        out.push(Instruction::Split(0));
                        self.compile(place, inner, reverse, out, depth)?;
                    }
                    let end = out.len();
                    for split in splits {
                        out[split] = Instruction::Split(end);
                    }
                }
            }
            Pattern::Not(inner) => {
                let at = out.len();
                out.push(Instruction::Not(0));
                self.compile(place, inner, reverse, out, depth)?;
                out.push(Instruction::Accept);
                out[at] = Instruction::Not(out.len());
            }
            Pattern::Role(role, inner) => {
                out.push(Instruction::Open(*role));
                self.compile(place, inner, reverse, out, depth)?;
                out.push(Instruction::Close);
            }
            Pattern::Literal(text) => {
                let words = self.words(&text.value);
                let ordered: Vec<_> = if reverse { words.into_iter().rev().collect() } else { words };
                out.extend(ordered.into_iter().map(Instruction::Word));
            }
            Pattern::List(name) => {
                let lists = self.lists_below(place, name)?;
                out.push(Instruction::List(Box::new(lists)));
            }
            Pattern::Reference(name) => {
                let Some(inner) = self.patterns.get(&name.value).cloned() else {
                    let hint = suggestion(&name.value, self.patterns.keys().map(String::as_str));
                    return Err(place.error(name, format!("there is no pattern `{}`{hint}", name.value)));
                };
                if depth > 20 {
                    return Err(place.error(name, format!("pattern `{}` refers to itself", name.value)));
                }
                self.compile(place, &inner, reverse, out, depth + 1)?;
            }
            Pattern::Builtin(name, flags) => {
                let Some(builtin) = Builtin::of(&name.value) else {
                    let hint = suggestion(&name.value, Builtin::NAMES.iter().map(|b| b.0));
                    return Err(place.error(name, format!("unknown built-in `{}`{hint}", name.value)));
                };
                if let Some(flag) = flags.first() {
                    return Err(place.error(flag, format!("`{}` takes no flags", name.value)));
                }
                out.push(Instruction::Builtin(builtin));
            }
        }
        Ok(())
    }

    fn finish(mut self, files: &[(&str, &str)]) -> Result<Grammar, Vec<GrammarError>> {
        let (file, text) = files.first().copied().unwrap_or_default();
        for name in KNOWN_LISTS {
            if !self.list_names.contains_key(*name) {
                self.errors.push(GrammarError::new(
                    file,
                    text,
                    crate::span::Span::default(),
                    format!("no file has the list `{name}`, which sayso needs"),
                ));
            }
        }
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let set_of = |wanted: &dyn Fn(&str) -> bool| {
            let mut set = ListSet::default();
            self.lists.iter().enumerate().filter(|(_, l)| wanted(&l.name)).for_each(|(at, _)| set.insert(list_id(at)));
            set
        };
        let starts = |prefixes: &'static [&'static str]| {
            move |name: &str| prefixes.iter().any(|p| name == *p || name.strip_prefix(p).is_some_and(|r| r.starts_with('.')))
        };
        let cues = set_of(&starts(&["cue"]));
        let titles = set_of(&starts(&["title", "honorific"]));
        let heads = set_of(&starts(&["title", "role", "unnamed", "crowd", "group", "body", "document", "poll", "media"]));
        let places = set_of(&starts(&["place"]));
        let crowds =
            set_of(&starts(&["role.expert", "role.worker", "role.other", "title.academic", "title.corporate", "title.other", "group"]));
        let mut domains: FxHashMap<String, u16> = FxHashMap::default();
        for (number, outlet) in (0_u16..).zip(&self.outlets) {
            if let Some(domain) = &outlet.domain {
                domains.entry(domain.clone()).or_insert(number);
            }
        }
        let same_titles = set_of(&starts(&["same"]));
        let pronouns = set_of(&|name| starts(&["pronoun"])(name) && !matches!(name, "pronoun.object" | "pronoun.possessive"));
        let closed = set_of(&|name| {
            matches!(
                name,
                "preposition"
                    | "conjunction"
                    | "subordinator"
                    | "wh"
                    | "auxiliary.be"
                    | "auxiliary.have"
                    | "auxiliary.do"
                    | "auxiliary.modal"
            )
        });
        self.frames.sort_by_key(|f| std::cmp::Reverse(f.priority));
        let mut take = |kind: &str| self.phrases_of.remove(kind).unwrap_or_default().into_iter().map(|(_, phrase)| phrase).collect();
        let furniture = FurnitureWords {
            advertisement: take("advertisement"),
            share: take("share"),
            related: take("related"),
            credit: take("credit"),
            caption: take("caption"),
            summary: take("summary"),
            byline: take("byline"),
            byline_role: take("byline-role"),
            contributed: take("contributed"),
            correction: take("correction"),
            signup: take("signup"),
            copyright: take("copyright"),
            label: take("label"),
            agency: std::mem::take(&mut self.agencies).into_iter().collect(),
            month: take("month"),
            weekday: take("weekday"),
        };
        let mut keys: Vec<u32> = self.frames.iter().filter(|f| f.built_in).map(|f| f.key).collect();
        keys.sort_unstable();
        let fingerprint = keys.into_iter().fold(0, model::mix);
        let known = Known::link(|name| self.list_names[name]);
        let lexicon = self.lexicon.unwrap_or_default();
        let cue_starts = lexicon.starting(|target| matches!(target, Target::Entry { list, .. } if cues.contains(list)));
        let unnamed = [known.grounds_terms, known.grounds_reason, known.nearness, known.unnamed_source];
        let unnamed_starts = lexicon.starting(|target| matches!(target, Target::Entry { list, .. } if unnamed.contains(&list)));
        Ok(Grammar {
            to: lexicon.get("to"),
            lexicon,
            cue_starts,
            unnamed_starts,
            lists: self.lists,
            entries: self.entries,
            outlets: self.outlets,
            countries: self.countries,
            frames: self.frames,
            known,
            neutral: self.neutral,
            furniture,
            cues,
            titles,
            heads,
            crowds,
            places,
            closed,
            pronouns,
            same_titles,
            domains,
            fingerprint,
            model: None,
        })
    }
}

/// The list of the cue that takes no side.
const NEUTRAL: &str = "tone.neutral";

/// Kinds of furniture phrases, as their lists are named behind `furniture.`
const FURNITURE: [&str; 13] = [
    "advertisement",
    "byline",
    "byline-role",
    "caption",
    "contributed",
    "copyright",
    "correction",
    "credit",
    "label",
    "related",
    "share",
    "signup",
    "summary",
];

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let known = value.is_some();
    *slot = value;
    known
}

fn named<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, text: &str) -> Option<T> {
    all.iter().copied().find(|&v| name(v) == text)
}

/// Which forms a list derives.
#[derive(Debug, Clone, Copy)]
enum Derive {
    Verb,
    Noun,
    Spelling,
}

impl Derive {
    /// The forms of an entry beside its base.
    fn forms(self, entry: &Entry) -> Result<Vec<(String, Form)>, &'static str> {
        let words = &entry.words;
        let (first, last) = (&words[0], &words[words.len() - 1]);
        let with_first = |form: &str| std::iter::once(form).chain(words[1..].iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
        match self {
            Self::Verb => {
                let forms = match entry.forms.as_slice() {
                    [] => vec![(third(first), Form::Third), (past(first), Form::Past), (gerund(first), Form::Gerund)],
                    [third, past, gerund] => vec![(third.clone(), Form::Third), (past.clone(), Form::Past), (gerund.clone(), Form::Gerund)],
                    [third, past, participle, gerund] => vec![
                        (third.clone(), Form::Third),
                        (past.clone(), Form::Past),
                        (participle.clone(), Form::Participle),
                        (gerund.clone(), Form::Gerund),
                    ],
                    _ => return Err("a verb has three or four irregular forms: third person, past, [participle,] -ing"),
                };
                Ok(forms.into_iter().map(|(form, kind)| (with_first(&form), kind)).collect())
            }
            Self::Noun => {
                let plural = match entry.forms.as_slice() {
                    [] => third(last),
                    [plural] => plural.clone(),
                    _ => return Err("a noun has one irregular form: the plural"),
                };
                let all = words[..words.len() - 1].iter().map(String::as_str).chain([plural.as_str()]).collect::<Vec<_>>().join(" ");
                Ok(vec![(all, Form::Plural)])
            }
            Self::Spelling => Ok(entry.forms.iter().map(|form| (form.clone(), Form::Base)).collect()),
        }
    }
}

/// Whether the word ends in a consonant and *y*.
fn consonant_y(word: &str) -> bool {
    word.ends_with('y') && !word[..word.len() - 1].ends_with(['a', 'e', 'i', 'o', 'u'])
}

/// "says", "denies", "stresses"; the plural of nouns goes the same way.
fn third(word: &str) -> String {
    if consonant_y(word) {
        format!("{}ies", &word[..word.len() - 1])
    } else if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn past(word: &str) -> String {
    if word.ends_with('e') {
        format!("{word}d")
    } else if consonant_y(word) {
        format!("{}ied", &word[..word.len() - 1])
    } else {
        format!("{word}ed")
    }
}

fn gerund(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ie") {
        format!("{stem}ying")
    } else if word.ends_with('e') && !word.ends_with("ee") && word.len() > 3 {
        format!("{}ing", &word[..word.len() - 1])
    } else {
        format!("{word}ing")
    }
}
