//! Units of text (lines, paragraphs, headings) into blocks and furniture.
//!
//! Only shapes are known here (capitals, dashes, brackets, lengths); every word comes from the grammar's lists.
//!
//! Invariant: what is not surely furniture is a block: prose is never lost, at worst a piece of furniture is read as prose.
//! Invariant: every unit is looked at once, in order; no step is worse than linear in its length.

use std::hash::{Hash, Hasher};
use std::{cell::RefCell, ops::Range, rc::Rc};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::{Block, BlockKind, Byline, Dateline, Furniture, FurnitureKind, Metadata};
use crate::{
    grammar::furniture::{FurnitureWords, word_starts},
    span::Span,
};

/// A line, paragraph or heading before it is known what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands, without surrounding white space.
    pub span: Span,
    /// What the markup says it is; `None` where there is no markup and its shape has to tell.
    pub given: Option<BlockKind>,
}

/// What the units turned out to be; the parts of a [`super::Document`] of the same names.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of `Document`")]
pub struct Arranged {
    pub blocks: Vec<Block>,
    pub furniture: Vec<Furniture>,
    pub dateline: Option<Dateline>,
    pub bylines: Vec<Byline>,
    pub agency: Option<Span>,
}

/// Tells blocks from furniture; `units` are in order and do not overlap. A unit that says word for word what is `given` as title or
/// byline is the headline or the byline.
#[must_use]
pub fn arrange(text: &str, units: &[Unit], given: &Metadata, words: &FurnitureWords) -> Arranged {
    let mut arranger = Arranger::new(text, units, given, words);
    for index in 0..units.len() {
        arranger.unit(index);
    }
    let mut out = arranger.out;
    // A text of nothing but signs is all that its reader sees.
    if out.blocks.is_empty() && out.furniture.is_empty() {
        out.blocks = units.iter().map(|u| Block { kind: u.given.unwrap_or(BlockKind::Paragraph), span: u.span }).collect();
    }
    // A byline of the front matter may stand on the page as well.
    let mut names: FxHashSet<String> = FxHashSet::default();
    out.bylines.retain(|b| names.insert(b.name.of(text).to_lowercase()));
    // Furniture at a block's end is found before furniture in its middle.
    out.furniture.sort_by_key(|f| (f.span.start, f.span.end));
    out
}

/// The length of a list marker at the start of `line` ("- ", "• ", "12. "), with the space behind it.
#[must_use]
pub fn list_marker(line: &str) -> Option<usize> {
    let marker = if let Some(rest) = line.strip_prefix(['-', '*', '•', '·', '▪', '●', '■', '–', '—', '‣', '◦']) {
        // Two hyphens are a dash, and a dash opens an item as well.
        line.len() - rest.strip_prefix('-').unwrap_or(rest).len()
    } else {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) || !line[digits..].starts_with(['.', ')']) {
            return None;
        }
        digits + 1
    };
    let space = line[marker..].len() - line[marker..].trim_start().len();
    (space > 0 && marker + space < line.len()).then_some(marker + space)
}

/// Where the sentences of `text` start, judged by shape alone; always holds 0, also where a full stop is glued to a capital.
#[must_use]
pub fn sentence_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let bytes = text.as_bytes();
    let mut from = 0;
    // The bytes tell most places apart: only "…" starts with E2 80 A6.
    while let Some(at) = bytes[from..].iter().position(|b| matches!(b, b'.' | b'!' | b'?' | 0xe2)).map(|i| i + from) {
        let len = if bytes[at] == 0xe2 { '…'.len_utf8() } else { 1 };
        if bytes[at] == 0xe2 && !text[at..].starts_with('…') {
            from = at + 1;
            continue;
        }
        let tail = text[at + len..].trim_start_matches(|c| is_closer(c) || matches!(c, '.' | '!' | '?' | '…'));
        let end = text.len() - tail.len();
        from = end;
        let start = end + (tail.len() - tail.trim_start().len());
        let Some(next) = text[start..].chars().next() else { break };
        let word = last_word(&text[..at]);
        let ends = if start > end {
            !(next.is_lowercase() || bytes[at] == b'.' && end == at + 1 && is_abbreviation(word))
        } else {
            next.is_uppercase() && word.len() > 2 && word.ends_with(char::is_lowercase) && !word.contains(['/', '@', '.'])
        };
        if ends {
            starts.push(start);
        }
    }
    starts
}

/// Whether `text` ends as a sentence does, also inside closing marks.
#[must_use]
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(is_closer).ends_with(['.', '!', '?', '…'])
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '»')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '“' | '‘' | '\'' | '(' | '[' | '«')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// The last word of `text`; of a monster without spaces only the end, so that looking back stays cheap.
fn last_word(text: &str) -> &str {
    const LOOK_BACK: usize = 64;
    let mut from = text.len().saturating_sub(LOOK_BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text[from..].rsplit(char::is_whitespace).next().unwrap_or_default().trim_start_matches(is_opener)
}

/// "N", "Mr", "U.S", "Fla": a capital and few letters, or letters parted by stops.
fn is_abbreviation(word: &str) -> bool {
    let letters = word.chars().count();
    letters == 1 && word.starts_with(char::is_alphabetic)
        || word.contains('.') && !word.contains('/')
        || letters <= 3 && starts_upper(word) && word.chars().skip(1).all(char::is_lowercase)
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn all_caps(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

/// Runs of signs between white space that hold a letter or digit.
fn word_count(text: &str) -> usize {
    word_count_to(text, usize::MAX)
}

/// The number of words, or `most + 1` as soon as there are more than `most`.
fn word_count_to(text: &str, most: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut counted, mut at) = (0, false, 0);
    while at < bytes.len() && count <= most {
        let byte = bytes[at];
        let (space, word) = if byte.is_ascii() {
            at += 1;
            (byte.is_ascii_whitespace(), byte.is_ascii_alphanumeric())
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            at += c.len_utf8();
            // Dashes and quote marks are what is met most.
            let mark = ('\u{2010}'..='\u{2027}').contains(&c);
            (!mark && c.is_whitespace(), !mark && c.is_alphanumeric())
        };
        counted &= !space;
        if word && !counted {
            counted = true;
            count += 1;
        }
    }
    count
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

fn has_quotation(text: &str) -> bool {
    text.contains(['"', '“', '”', '„', '«'])
}

fn has_address(text: &str) -> bool {
    text.split_whitespace().any(|w| {
        // "tmsnrt.rs/3aI": a host and a path.
        let host =
            w.split_once('/').is_some_and(|(host, path)| host.contains('.') && !host.starts_with(char::is_uppercase) && !path.is_empty());
        w.contains("://") || w.contains('@') || w.contains("www.") || host
    })
}

/// Whether `text` begins as a sentence or label begins.
fn begins(text: &str) -> bool {
    text.trim_start().chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || is_opener(c))
}

/// The dash at the start of `text`, with white space on both sides; `(length, spaced)`.
fn dash(text: &str) -> Option<(usize, bool)> {
    let inner = text.trim_start();
    let space = text.len() - inner.len();
    let c = inner.chars().next().filter(|&c| is_dash(c))?;
    let after = inner[c.len_utf8()..].trim_start_matches('-');
    let rest = after.trim_start();
    let spaced = space > 0 && rest.len() < after.len();
    // A lone hyphen inside a word is no dash.
    if c == '-' && !spaced && !inner.starts_with("--") {
        return None;
    }
    Some((text.len() - rest.len(), spaced))
}

/// A byline found in a text; offsets count from the text's start.
struct FoundByline {
    names: Vec<Range<usize>>,
    agency: Option<Range<usize>>,
}

/// A dateline found at a text's start.
struct FoundDateline {
    end: usize,
    place: Option<Range<usize>>,
    agency: Option<Range<usize>>,
}

struct Arranger<'t, 'w> {
    text: &'t str,
    units: &'t [Unit],
    given: &'w Metadata,
    lists: &'w FurnitureWords,
    out: Arranged,
    /// Paragraphs so far: before the first we are in the head of the article.
    body: usize,
    headline_done: bool,
    /// A label stood alone on its line, and what follows may be the summary; how much of it was taken.
    open_summary: Option<usize>,
    /// Made when the first summary is met.
    sentences: Option<FxHashMap<u64, u32>>,
    /// The unit after which nothing of any length comes.
    last_long: usize,
    /// The sentence starts that were asked for last: place and length of the text, and the starts.
    starts: RefCell<(usize, usize, Rc<[usize]>)>,
}

impl<'t, 'w> Arranger<'t, 'w> {
    const LONG: usize = 15;
    /// Bytes of the longest thanks or credit at the end of a paragraph.
    const LONGEST_TAIL: usize = 500;

    fn new(text: &'t str, units: &'t [Unit], given: &'w Metadata, words: &'w FurnitureWords) -> Self {
        let is_long = |u: &Unit| {
            let words = u.span.of(text);
            list_marker(words).is_none() && word_count(words) >= Self::LONG
        };
        Self {
            text,
            units,
            given,
            lists: words,
            out: Arranged::default(),
            body: 0,
            headline_done: units.iter().any(|u| u.given == Some(BlockKind::Headline)),
            open_summary: None,
            sentences: None,
            last_long: units.iter().rposition(is_long).unwrap_or(0),
            starts: RefCell::new((0, 0, Rc::new([]))),
        }
    }

    /// [`sentence_starts`] of a part of the text; every step of one unit asks for the same.
    fn sentence_starts(&self, part: &str) -> Rc<[usize]> {
        let place = part.as_ptr() as usize;
        let mut last = self.starts.borrow_mut();
        if (last.0, last.1) != (place, part.len()) || part.is_empty() {
            *last = (place, part.len(), sentence_starts(part).into());
        }
        Rc::clone(&last.2)
    }

    fn unit(&mut self, index: usize) {
        let Unit { span, given } = self.units[index];
        let (base, text) = (span.start as usize, span.of(self.text));
        if !has_words(text) {
            return;
        }
        let words = word_count(text);
        let may_be_furniture = matches!(given, None | Some(BlockKind::Paragraph | BlockKind::Subhead | BlockKind::ListItem));
        if may_be_furniture && (self.whole(index, text, words, base) || self.summary_label(index, text, base)) {
            return;
        }
        if let Some(taken) = self.open_summary {
            if self.goes_on_summary(index, text, taken) {
                self.open_summary = Some(taken + 1);
                self.running(BlockKind::Summary, index, base + list_marker(text).unwrap_or(0), base + text.len());
                return;
            }
            self.open_summary = None;
        }
        if given.is_none() && self.body == 0 && self.out.blocks.len() < 3 && self.damaged_head(index, text, base) {
            return;
        }
        let kind = given.unwrap_or_else(|| self.kind_by_shape(index, text, words));
        let marker = if given.is_none() && dashed_label(text).is_none() && matches!(kind, BlockKind::ListItem | BlockKind::Summary) {
            list_marker(text)
        } else {
            None
        };
        self.running(kind, index, base + marker.unwrap_or(0), base + text.len());
    }

    fn push(&mut self, kind: FurnitureKind, range: Range<usize>) {
        let words = &self.text[range.clone()];
        let start = range.start + (words.len() - words.trim_start().len());
        let end = range.start + words.trim_end().len();
        if start < end {
            self.out.furniture.push(Furniture { kind, span: Span::new(start, end) });
        }
    }

    fn note_agency(&mut self, range: Range<usize>) {
        self.out.agency.get_or_insert(Span::new(range.start, range.end));
    }

    // ---- blocks by shape

    fn kind_by_shape(&mut self, index: usize, text: &str, words: usize) -> BlockKind {
        if list_marker(text).is_some() && dashed_label(text).is_none() {
            // Bullets before the first paragraph sum up what follows.
            return if self.body == 0 && index < self.last_long { BlockKind::Summary } else { BlockKind::ListItem };
        }
        let open_end = !ends_sentence(text) && !text.ends_with([',', ';', ':', '-', '—']);
        let followed = index < self.last_long;
        if !self.headline_done && self.body == 0 && self.out.blocks.is_empty() {
            self.headline_done = true;
            if self.given.title.as_deref().is_some_and(|title| same_words(title, text)) {
                return BlockKind::Headline;
            }
            let asks = text.ends_with(['?', '!', '’', '\'', '”', '"']) && !text.trim_end_matches(is_closer).ends_with('.');
            if (2..=24).contains(&words)
                && (open_end || asks)
                && !(text.ends_with([')', ']']) && self.sentence_starts(text).len() > 1)
                && followed
                && begins(text)
                && self.dateline(text, BlockKind::Paragraph).is_none()
            {
                return BlockKind::Headline;
            }
        }
        if words > 12 {
            return BlockKind::Paragraph;
        }
        let is_label = text.ends_with(':') && all_caps(text);
        let asks = words <= 6 && text.ends_with('?') && begins(text) && !has_quotation(text) && self.body > 0;
        let broken = || words > 4 && self.sentence_starts(text).len() > 1 || text.contains("://");
        let fits = is_label || asks && followed || open_end && begins(text) && !(text.ends_with(is_closer) && has_quotation(text));
        if fits && !broken() {
            return BlockKind::Subhead;
        }
        BlockKind::Paragraph
    }

    // ---- a whole unit of furniture

    /// Books the unit of so many `words` as furniture when all of it is.
    fn whole(&mut self, index: usize, text: &str, words: usize, base: usize) -> bool {
        let at = |r: Range<usize>| r.start + base..r.end + base;
        if let Some(found) = self.byline(index, text, words) {
            let span = Span::new(base, base + text.len());
            for name in found.names.into_iter().map(at) {
                self.out.bylines.push(Byline { span, name: Span::new(name.start, name.end) });
            }
            if let Some(agency) = found.agency.map(at) {
                self.note_agency(agency);
            }
            self.push(FurnitureKind::Byline, at(0..text.len()));
            return true;
        }
        if words <= 4 && self.lists.agency.is(text.trim_matches(|c: char| !c.is_alphanumeric())) {
            let inner = text.trim_matches(|c: char| !c.is_alphanumeric());
            let start = text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
            self.note_agency(at(start..start + inner.len()));
            self.push(FurnitureKind::Credit, at(0..text.len()));
            return true;
        }
        let kind = self
            .timestamp(index, text, words)
            .or_else(|| self.junk(text))
            .or_else(|| self.tiled(text, words))
            .or_else(|| self.contributed(index, text, words))
            .or_else(|| self.correction(text))
            .or_else(|| self.copyright(index, text, words))
            .or_else(|| self.signup(text, words))
            .or_else(|| self.link_line(text, words));
        if let Some(kind) = kind {
            if kind == FurnitureKind::Copyright
                && let Some(agency) = self.lists.agency_in(text)
            {
                self.note_agency(at(agency));
            }
            self.push(kind, at(0..text.len()));
            return true;
        }
        if let Some(end) = self.caption(text, words) {
            let credit = end == text.len() && self.credit_tail(text, &self.sentence_starts(text)) == Some(0);
            self.push(if credit { FurnitureKind::Credit } else { FurnitureKind::Caption }, at(0..end));
            if has_words(&text[end..]) {
                let rest = text[end..].trim_start_matches(|c: char| c.is_whitespace() || is_closer(c) || c == '.');
                self.running(BlockKind::Paragraph, index, base + text.len() - rest.len(), base + text.len());
            }
            return true;
        }
        false
    }

    /// Leftovers of a page: long numbers, template code, one letter.
    fn junk(&self, text: &str) -> Option<FurnitureKind> {
        let unbroken = !text.contains(char::is_whitespace);
        let (letters, digits) = match unbroken {
            true => (text.chars().filter(|c| c.is_alphabetic()).count(), text.bytes().filter(u8::is_ascii_digit).count()),
            false => (2, 0),
        };
        let is_code = text.starts_with('{') && (text.ends_with('}') || text.contains("\":"));
        // "(MORE)", "[APPLAUSE]": a stage direction or a desk's word; "BC-COPPER-STRIKE 2ndlead 0417": a slug.
        let bracketed = text.starts_with(['(', '[']) && text.ends_with([')', ']']) && all_caps(text) && word_count_to(text, 3) <= 3;
        let first = text.split_whitespace().next().unwrap_or_default();
        let slug = first.contains('-') && first.len() >= 6 && all_caps(first) && !text.ends_with('.') && word_count_to(text, 4) <= 4;
        let label = self.lists.label.is(text.trim_matches(|c: char| !c.is_alphanumeric()));
        let is_tag = label || bracketed && first.len() > 5 || slug || text.starts_with('[') && text.ends_with(']') && unbroken;
        if is_code && text.contains('"') && self.lists.advertisement.find(text, 1).is_some() {
            Some(FurnitureKind::Advertisement)
        } else if is_code || is_tag || letters == 0 && digits >= 6 || letters == 1 && digits == 0 && text.len() == 1 {
            Some(FurnitureKind::Label)
        } else {
            None
        }
    }

    /// A line that is laid out with phrases of the lists and nothing else.
    fn tiled(&self, text: &str, words: usize) -> Option<FurnitureKind> {
        if words > 25 || has_quotation(text) || !begins(text) && words > 1 {
            return None;
        }
        let lists = [
            (&self.lists.advertisement, FurnitureKind::Advertisement),
            (&self.lists.caption, FurnitureKind::Caption),
            (&self.lists.credit, FurnitureKind::Credit),
            (&self.lists.signup, FurnitureKind::Signup),
            (&self.lists.share, FurnitureKind::ShareBar),
            (&self.lists.related, FurnitureKind::RelatedLink),
            (&self.lists.copyright, FurnitureKind::Copyright),
            (&self.lists.agency, FurnitureKind::Credit),
        ];
        let mut kind = None;
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let c = rest.chars().next()?;
            if c != '©' && (!c.is_alphabetic()) {
                // A number is as good as a mark: "3 images", "0:00".
                at += c.len_utf8();
                continue;
            }
            let (len, found) = lists.iter().filter_map(|(l, k)| Some((l.at(rest)?.0, *k))).max_by_key(|&(len, _)| len)?;
            kind.get_or_insert(found);
            at += len;
        }
        kind
    }

    fn timestamp(&self, index: usize, text: &str, words: usize) -> Option<FurnitureKind> {
        if words > 14 || !text.contains(|c: char| c.is_ascii_digit()) || ends_sentence(text) && !text.ends_with("m.") {
            return None;
        }
        let (mut dates, mut numbers, mut clock, mut other) = (0, 0, false, 0);
        let mut last_other = 0;
        for (nth, word) in
            text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '/' | '(' | ')')).filter(|w| has_words(w)).enumerate()
        {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            if self.lists.is_date_word(word.trim_end_matches(':')) {
                dates += 1;
            } else if word.contains(|c: char| c.is_ascii_digit()) {
                numbers += 1;
                clock |= word.contains(':') || word.matches('-').count() == 2 || is_clock(word);
                if letters > 3 && !word.contains('-') {
                    return None;
                }
            } else if !(all_caps(word) && letters <= 4 || word.contains('.') || letters <= 2) {
                other += 1;
                last_other = nth;
            }
        }
        // "6 years ago" at the head of a page: a number and small words.
        let ago =
            index < 3 && words == 3 && numbers == 1 && text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(char::is_uppercase);
        let is_date = dates > 0 && numbers > 0 || clock || text.matches('/').count() == 2 && numbers == 3;
        (ago || is_date && (other == 0 || other == 1 && last_other == 0 && clock || other <= 2 && last_other <= 1 && index < 4))
            .then_some(FurnitureKind::Timestamp)
    }

    fn contributed(&self, index: usize, text: &str, words: usize) -> Option<FurnitureKind> {
        if words > 90 || words == 0 {
            return None;
        }
        let inner = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        if let Some((len, _)) = self.lists.contributed.at(inner) {
            let rest = inner[len..].trim_start();
            // "Editing by committee" is prose, "Editing by Tom Ek" is not.
            let named = begins(rest) && starts_upper(inner) && words <= 60;
            if named && !has_quotation(text) || rest.starts_with(':') || !has_words(rest) {
                return Some(FurnitureKind::Contributed);
            }
        }
        let near_end = index + 8 >= self.units.len();
        if words > 45 || !near_end || has_quotation(text) {
            return None;
        }
        let thanks = |sentence: &str| {
            self.lists.contributed.find(sentence, 2).is_some_and(|hit| {
                let rest = &sentence[hit.end..];
                !has_words(rest) || begins(rest) && word_count(rest) <= 12
            })
        };
        // Behind a rule the whole unit tells who worked on it; elsewhere each of its sentences has to say so.
        let behind_rule = index > 0 && !has_words(self.units[index - 1].span.of(self.text));
        let starts = self.sentence_starts(text);
        let sentence = |nth: usize| &text[starts[nth]..starts.get(nth + 1).copied().unwrap_or(text.len())];
        let all = (0..starts.len()).all(|nth| thanks(sentence(nth)));
        (all || behind_rule && thanks(sentence(starts.len() - 1))).then_some(FurnitureKind::Contributed)
    }

    fn correction(&self, text: &str) -> Option<FurnitureKind> {
        let inner = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        if has_quotation(&text[..text.len() - inner.len()]) {
            return None;
        }
        let in_brackets = text.starts_with(['(', '[']) && text.trim_end_matches('.').ends_with([')', ']']);
        if in_brackets && self.lists.correction.find(inner, 2).is_some() {
            return Some(FurnitureKind::Correction);
        }
        let (len, count) = self.lists.correction.at(inner)?;
        let rest = inner[len..].trim_start();
        // "Correction, Nov. 13: …"
        let dated = rest
            .strip_prefix(',')
            .and_then(|r| r.split_once(':'))
            .is_some_and(|(date, _)| word_count_to(date, 4) <= 4 && date.contains(|c: char| c.is_ascii_digit()));
        let labelled = dated || rest.starts_with(':') || rest.starts_with(is_dash) || rest.is_empty();
        (labelled || in_brackets || count >= 3 && starts_upper(inner)).then_some(FurnitureKind::Correction)
    }

    fn copyright(&self, index: usize, text: &str, words: usize) -> Option<FurnitureKind> {
        if words > 60 {
            return None;
        }
        if let Some((len, count)) = self.lists.copyright.at(text) {
            let rest = text[len..].trim_start();
            let sign = text.starts_with('©');
            let year = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '©' | '('));
            if sign || year || count >= 3 || words <= 8 && self.lists.agency_in(rest).is_some() {
                return Some(FurnitureKind::Copyright);
            }
        }
        let near_end = index + 8 >= self.units.len();
        (near_end && words <= 40 && !has_quotation(text) && self.lists.copyright.find(text, 3).is_some())
            .then_some(FurnitureKind::Copyright)
    }

    fn signup(&self, text: &str, words: usize) -> Option<FurnitureKind> {
        if words > 60 || has_quotation(text) {
            return None;
        }
        if let Some((len, count)) = self.lists.signup.at(text) {
            let open = !ends_sentence(text) || has_address(text);
            if starts_upper(text) && (words <= 14 && open && len < text.len() && (count >= 2 || words <= 8) || count >= 3 && words <= 40) {
                return Some(FurnitureKind::Signup);
            }
        }
        if words > 45 {
            return None;
        }
        // "Those who sign up for a course" is prose; an invitation starts a sentence, or ends a phrase ("to your inbox").
        let asks = self
            .sentence_starts(text)
            .iter()
            .any(|&at| starts_upper(&text[at..]) && self.lists.signup.at(&text[at..]).is_some_and(|h| h.1 >= 2));
        let closes = self.lists.signup.find(text, 3).is_some_and(|hit| {
            let rest = text[hit.end..].trim_start();
            word_count(&text[hit]) >= 4 || !rest.starts_with(|c: char| c.is_lowercase() || c.is_numeric())
        });
        (asks && words <= 30 || closes).then_some(FurnitureKind::Signup)
    }

    /// Related links and share bars: a phrase, and then a title or an address.
    fn link_line(&self, text: &str, words: usize) -> Option<FurnitureKind> {
        if words > 45 {
            return None;
        }
        let inner = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        for (list, kind) in [(&self.lists.related, FurnitureKind::RelatedLink), (&self.lists.share, FurnitureKind::ShareBar)] {
            let Some((len, count)) = list.at(inner).filter(|_| starts_upper(inner)) else { continue };
            let rest = inner[len..].trim_start();
            let stop = ends_sentence(text.trim_end_matches(is_closer)) && !text.ends_with("...") && !text.ends_with('?');
            let colon = rest.starts_with([':', '|', '»', '>']) && words <= 30 && !(stop && has_quotation(rest));
            let title = count >= 2
                && words <= 40
                && (!stop || words <= 14)
                && !has_quotation(rest)
                && (begins(rest) || all_caps(&inner[..len]) || has_address(rest) || !stop && words <= 12);
            let address = has_address(rest) && words <= 25 && !has_quotation(rest);
            if colon || title || address {
                return Some(kind);
            }
        }
        // A long line in capitals between paragraphs is the title of another article; a subhead is short.
        let letters = || text.chars().filter(|c| c.is_alphabetic()).count();
        let is_title = (9..=25).contains(&words) && self.body > 0 && all_caps(text) && letters() > 40 && !ends_sentence(text);
        is_title.then_some(FurnitureKind::RelatedLink)
    }

    // ---- bylines

    fn byline(&self, index: usize, text: &str, words: usize) -> Option<FoundByline> {
        if words > 30 {
            return None;
        }
        let last = last_word(text);
        if last.ends_with('.') && !is_abbreviation(last.trim_end_matches('.')) && last.len() > 3 || has_quotation(text) {
            return None;
        }
        if let Some((len, _)) = self.lists.byline.at(text)
            && starts_upper(text)
            && text[len..].starts_with([' ', ':', '\u{a0}'])
        {
            return self.names(text, len);
        }
        if self.given.byline.as_deref().is_some_and(|byline| same_words(byline, text)) {
            return self.names(text, 0);
        }
        // "Jane Roe, Harbour News, Chief Correspondent" without the little word.
        if index > 0 && words <= 12 && !ends_sentence(text) {
            let (name, rest) = text.split_once([',', '|'])?;
            let name = name.trim_end();
            let is_name = (2..=4).contains(&word_count(name)) && name.split_whitespace().all(|w| starts_upper(w) && !w.ends_with(':'));
            let plain = !rest.contains(|c: char| c.is_ascii_digit())
                && rest.split_whitespace().all(|w| starts_upper(w) || w.len() <= 3 || self.lists.byline_role.is(w));
            let role = self.lists.byline_role.find(rest, 1).is_some_and(|hit| hit.end == rest.trim_end().len());
            if is_name && plain && role {
                return Some(FoundByline { names: std::iter::once(0..name.len()).collect(), agency: None });
            }
        }
        None
    }

    /// The names behind "By"; `None` when what follows is prose.
    fn names(&self, text: &str, from: usize) -> Option<FoundByline> {
        let mut found = FoundByline { names: Vec::new(), agency: None };
        let capitals = all_caps(&text[from..]);
        let mut segments = Vec::new();
        let mut start = from;
        for (at, c) in text[from..].char_indices().map(|(i, c)| (i + from, c)) {
            let spaced_dash = is_dash(c) && text[..at].ends_with(char::is_whitespace);
            if matches!(c, ',' | '|' | ';' | '•' | '·' | '(' | ')' | ':' | '/') || spaced_dash {
                segments.push((start..at, c));
                start = at + c.len_utf8();
            }
        }
        segments.push((start..text.len(), ' '));
        segments.retain(|(r, _)| has_words(&text[r.clone()]));
        let is_small =
            |w: &str| w.chars().count() <= 3 && w.chars().all(char::is_alphabetic) && (w.chars().all(char::is_lowercase) || capitals);
        let joined = |r: &Range<usize>| text[r.clone()].split_whitespace().any(is_small);
        // "A B, C D and E F" is a list of names; without the small word, what follows a comma is an outlet or a role.
        let last_joined = segments.iter().rposition(|(r, _)| joined(r)).unwrap_or(0);
        let mut names_over = false;
        for (nth, (range, _)) in segments.iter().enumerate() {
            let segment = &text[range.clone()];
            let lead = range.start + (segment.len() - segment.trim_start().len());
            let segment = segment.trim();
            if self.lists.byline_role.find(segment, 1).is_some() && nth > 0 {
                names_over = true;
                continue;
            }
            if segment.contains(|c: char| c.is_ascii_digit()) || segment.split_whitespace().any(|w| self.lists.is_date_word(w)) && nth > 0 {
                if nth == 0 {
                    return None;
                }
                names_over = true;
                continue;
            }
            let parts = split_names(segment, is_small);
            if parts.iter().any(|p| {
                segment[p.clone()]
                    .split_whitespace()
                    .any(|w| !starts_upper(w.trim_start_matches(is_opener)) && !is_small(w) && !w.contains(['.', '@']))
            }) {
                return None;
            }
            for part in parts {
                let words = segment[part.clone()].trim();
                let at = lead + part.start..lead + part.start + words.len();
                let bare = words.trim_end_matches('.');
                if self.lists.agency.is(words) || self.lists.agency.is(bare) {
                    if nth == 0 && found.names.is_empty() {
                        found.names.push(at.clone());
                    }
                    found.agency.get_or_insert(at);
                } else if !names_over
                    && (nth == 0 || nth <= last_joined)
                    && (2..=5).contains(&word_count(words))
                    && !(capitals && word_count(words) == 2 && words.split_whitespace().next().is_some_and(is_small))
                {
                    found.names.push(at);
                }
            }
            if nth == 0 && found.names.is_empty() && found.agency.is_none() {
                return None;
            }
        }
        (!found.names.is_empty() || found.agency.is_some()).then_some(found)
    }

    // ---- captions and credits

    /// Whether what stands in brackets credits a picture.
    fn is_credit(&self, inner: &str) -> bool {
        let words = word_count(inner);
        if words == 0 || words > 16 || has_quotation(inner) {
            return false;
        }
        let listed = word_starts(inner).any(|at| {
            self.lists.credit.at(&inner[at..]).is_some_and(|(len, count)| {
                let rest = inner[at + len..].trim_start();
                count >= 2 || rest.starts_with([':', '/']) || rest.is_empty() && at == 0
            })
        });
        if listed {
            return true;
        }
        // Names and houses, parted by slashes.
        let plain = inner
            .split(|c: char| c.is_whitespace() || c == '/')
            .filter(|w| has_words(w))
            .all(|w| !w.starts_with(char::is_lowercase) || w.len() <= 3);
        let capitals = inner.split(|c: char| c.is_whitespace() || c == '/').filter(|w| starts_upper(w)).count();
        if let Some((left, right)) = inner.split_once('/') {
            return plain && capitals >= 3 && starts_upper(left.trim()) && starts_upper(right.trim());
        }
        let last = self.lists.agency_in(inner);
        last.is_some_and(|r| r.end == inner.trim_end().len() && r.start > 0) && plain && capitals >= 2 && words >= 3
    }

    /// Where a credit starts that runs to the end of the text.
    fn credit_tail(&self, text: &str, starts: &[usize]) -> Option<usize> {
        let bare = text.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
        if bare.ends_with([')', ']']) {
            let (close, open) = if bare.ends_with(')') { (')', '(') } else { (']', '[') };
            let mut depth = 0;
            for (at, c) in bare.char_indices().rev().take(240) {
                depth += i32::from(c == close) - i32::from(c == open);
                if depth == 0 {
                    return self.is_credit(&bare[at + 1..bare.len() - 1]).then_some(at);
                }
            }
            return None;
        }
        let open_end = !ends_sentence(text);
        for &at in starts.iter().rev().take(4) {
            let rest = &text[at..];
            if rest.len() > Self::LONGEST_TAIL {
                break;
            }
            let (credit, agency) = (self.lists.credit.at(rest), self.lists.agency.at(rest));
            if credit.is_none() && agency.is_none() {
                continue;
            }
            if word_count_to(rest, 16) > 16 {
                break;
            }
            if let Some((len, count)) = credit {
                let after = rest[len..].trim_start();
                if starts_upper(rest)
                    && (after.starts_with(':') && open_end || count >= 2 && begins(after) && (open_end || word_count(rest) <= 8))
                {
                    return Some(at);
                }
            }
            if let Some((len, _)) = agency
                && rest[len..].starts_with('/')
                && starts_upper(&rest[len + 1..])
                && open_end
            {
                return Some(at);
            }
        }
        // "Jane Roe/AFP" at the very end, with no bracket around it.
        let mut from = bare.len().saturating_sub(Self::LONGEST_TAIL);
        while !bare.is_char_boundary(from) {
            from += 1;
        }
        let tail = from + bare[from..].rfind(['/', '|']).filter(|_| open_end)?;
        let house = bare[tail + 1..].trim_start();
        let name = last_word(bare[..tail].trim_end());
        let listed = self.lists.agency.at(house).or_else(|| self.lists.credit.at(house).filter(|hit| hit.1 >= 2));
        let known = listed.is_some_and(|(len, _)| word_count(&house[len..]) <= 2 && !house[len..].contains(char::is_numeric));
        // "Jane Roe/HNN" and nothing else.
        let alone = bare.as_bytes()[tail] == b'/'
            && (2..=4).contains(&word_count(bare))
            && all_caps(house)
            && house.len() > 2
            && bare[..tail].split_whitespace().count() >= 2
            && bare[..tail].split_whitespace().all(|w| starts_upper(w) && !all_caps(w));
        (starts_upper(name) && (known || alone)).then(|| name.as_ptr() as usize - text.as_ptr() as usize)
    }

    /// Where the caption ends that the text begins with.
    fn caption(&self, text: &str, words: usize) -> Option<usize> {
        if self.caption_label(text) {
            // A caption may have the first paragraph glued to it; its credit then shows where it ends.
            for (at, _) in text.match_indices([')', ']']).take(12) {
                if let Some(open) = text[..at].rfind(['(', '['])
                    && self.is_credit(&text[open + 1..at])
                    && word_count(&text[at..]) > 8
                {
                    return Some(at + 1);
                }
            }
            return (words <= 150).then_some(text.len());
        }
        if words > 75 {
            return None;
        }
        let starts = self.sentence_starts(text);
        let tail = self.credit_tail(text, &starts)?;
        let before = starts.iter().filter(|&&at| at < tail).count();
        (before <= 3 || tail == 0).then_some(text.len())
    }

    fn caption_label(&self, text: &str) -> bool {
        let inner = text.trim_start_matches(['(', '[', '*']);
        let Some((len, count)) = self.lists.caption.at(inner).filter(|_| starts_upper(inner)) else { return false };
        let rest = inner[len..].trim_start();
        count >= 2 || rest.starts_with([':', '/', '|', '(']) || all_caps(&inner[..len]) && rest.starts_with(is_dash)
    }

    // ---- summaries

    /// A unit that starts with the label of a summary.
    fn summary_label(&mut self, index: usize, text: &str, base: usize) -> bool {
        let Some((len, count)) = self.lists.summary.at(text).filter(|_| starts_upper(text)) else { return false };
        let rest = text[len..].trim_start_matches(|c: char| c.is_whitespace() || c == ':');
        let colon = text[len..].trim_start().starts_with(':');
        if rest.is_empty() {
            self.push(FurnitureKind::Label, base..base + text.len());
            self.open_summary = Some(0);
            return true;
        }
        if !(colon || count >= 2 && begins(rest)) || self.body > 0 && !self.all_repeated(rest) {
            return false;
        }
        let start = text.len() - rest.len();
        self.push(FurnitureKind::Label, base..base + start);
        let end = start + self.summary_end(rest);
        self.running(BlockKind::Summary, index, base + start, base + end);
        if has_words(&text[end..]) {
            self.running(BlockKind::Paragraph, index, base + end, base + text.len());
        }
        true
    }

    /// Whether the unit goes on with the summary whose label stood alone.
    fn goes_on_summary(&mut self, index: usize, text: &str, taken: usize) -> bool {
        if list_marker(text).is_some() {
            return taken < 12;
        }
        taken < 8 && self.all_repeated(text) || taken == 0 && self.body == 0 && index < self.last_long
    }

    /// How far the sentences of a summary reach that has the body glued to it: to the last that the text repeats.
    fn summary_end(&mut self, text: &str) -> usize {
        let starts = self.sentence_starts(text);
        let mut end = None;
        for (nth, &at) in starts.iter().enumerate() {
            let next = starts.get(nth + 1).copied().unwrap_or(text.len());
            match self.repeated(&text[at..next]) {
                Some(true) => end = Some(next),
                Some(false) if end.is_some() => break,
                _ => {}
            }
        }
        end.unwrap_or(text.len())
    }

    fn all_repeated(&mut self, text: &str) -> bool {
        let starts = self.sentence_starts(text);
        let mut any = false;
        for (nth, &at) in starts.iter().enumerate() {
            let next = starts.get(nth + 1).copied().unwrap_or(text.len());
            match self.repeated(&text[at..next]) {
                Some(true) => any = true,
                Some(false) => return false,
                None => {}
            }
        }
        any
    }

    /// Whether the sentence stands elsewhere, too; `None` for one that is too short to tell.
    fn repeated(&mut self, sentence: &str) -> Option<bool> {
        let (text, units) = (self.text, self.units);
        let counts = self.sentences.get_or_insert_with(|| {
            let mut counts = FxHashMap::default();
            for hash in units.iter().flat_map(|unit| pieces(unit.span.of(text))).filter_map(piece_hash) {
                *counts.entry(hash).or_insert(0) += 1;
            }
            counts
        });
        let mut any = None;
        for piece in pieces(sentence) {
            let Some(hash) = piece_hash(piece) else { continue };
            let count = counts.get(&hash).copied().unwrap_or(0);
            // Behind a label in the same line a sentence was counted together with the label, so it is elsewhere if it is there once.
            let at = piece.as_ptr() as usize - text.as_ptr() as usize;
            let before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || c == ':');
            let behind_label = before.ends_with(char::is_alphanumeric) && !text[before.len()..at].contains('\n');
            if count < 2 && !(count == 1 && behind_label) {
                return Some(false);
            }
            any = Some(true);
        }
        any
    }

    // ---- a first line into which the head of the page was glued

    /// Headline, caption, summary, advertisement and byline in one line; parts it when there is a label to go by.
    fn damaged_head(&mut self, index: usize, text: &str, base: usize) -> bool {
        let starts = self.sentence_starts(text);
        let may_glue = self.out.blocks.is_empty() && !self.headline_done;
        let first_end = starts.get(1).copied().unwrap_or(text.len());
        let mut marks: Vec<(usize, usize, FurnitureKind)> = Vec::new();
        let mut behind_label = false;
        for at in word_starts(text) {
            let rest = &text[at..];
            if !starts_upper(rest) || marks.last().is_some_and(|m| at < m.1) || !(at == 0 || text[..at].ends_with(char::is_whitespace)) {
                continue;
            }
            // Where no sentence has ended yet, a label ends the headline; later on it starts a sentence.
            let behind_headline = may_glue && at > 0 && at < first_end.min(300) && word_count(&text[..at]) <= 24;
            behind_label |= marks.last().is_some_and(|m| m.2 != FurnitureKind::Caption);
            let stands = starts.binary_search(&at).is_ok() || behind_headline;
            if let Some((len, count)) = self.lists.summary.at(rest)
                && stands
                && (count >= 2 || rest[len..].starts_with(':'))
                && begins(rest[len..].trim_start_matches(':'))
            {
                marks.push((at, at + len, FurnitureKind::Label));
            } else if let Some((len, count)) = self.lists.caption.at(rest)
                && stands
                && at > 0
                && count >= 2
            {
                marks.push((at, at + len, FurnitureKind::Caption));
            } else if let Some((len, count)) = self.lists.advertisement.at(rest)
                && (stands || all_caps(&rest[..len]))
                && (count >= 2 || len > 3)
                && (!has_words(&rest[len..]) || begins(rest[len..].trim_start_matches(':')))
            {
                marks.push((at, at + len, FurnitureKind::Advertisement));
            } else if (behind_label || behind_headline)
                && let Some((by, _)) = self.lists.byline.at(rest)
                && let space = rest[by..].len() - rest[by..].trim_start().len()
                && let Some((len, _)) = self.lists.agency.at(&rest[by + space..])
                && begins(&rest[by + space + len..])
            {
                marks.push((at, at + by + space + len, FurnitureKind::Byline));
            } else if (behind_label || behind_headline)
                && self.lists.byline.at(rest).is_some()
                && rest.len() <= 200
                && word_count(rest) <= 12
                && self.byline(0, rest, word_count(rest)).is_some()
            {
                marks.push((at, text.len(), FurnitureKind::Byline));
            }
        }
        let Some(&(first, ..)) = marks.first() else { return false };
        if may_glue {
            self.headline_done = true;
            let is_headline = first <= first_end && (2..=24).contains(&word_count(&text[..first])) && !ends_sentence(&text[..first]);
            self.running(if is_headline { BlockKind::Headline } else { BlockKind::Paragraph }, index, base, base + first);
        } else {
            self.running(BlockKind::Paragraph, index, base, base + first);
        }
        for (nth, &(at, end, kind)) in marks.iter().enumerate() {
            let next = marks.get(nth + 1).map_or(text.len(), |m| m.0);
            let mut rest_at = end;
            match kind {
                FurnitureKind::Byline => {
                    self.whole(index, &text[at..end], word_count(&text[at..end]), base + at);
                }
                FurnitureKind::Caption => {
                    let following = starts.partition_point(|&start| start <= end);
                    rest_at = starts.get(following).copied().unwrap_or(next).min(next);
                    self.push(kind, base + at..base + rest_at);
                }
                FurnitureKind::Label => {
                    self.push(kind, base + at..base + end);
                    let rest = text[end..next].trim_start_matches(|c: char| c.is_whitespace() || c == ':');
                    let start = next - rest.len();
                    rest_at = start + self.summary_end(rest);
                    self.running(BlockKind::Summary, index, base + start, base + rest_at);
                }
                _ => self.push(kind, base + at..base + end),
            }
            if has_words(&text[rest_at..next]) {
                self.running(BlockKind::Paragraph, index, base + rest_at, base + next);
            }
        }
        true
    }

    // ---- running text

    /// Books `start..end` as a block, without the furniture that is glued to its ends.
    fn running(&mut self, kind: BlockKind, index: usize, start: usize, end: usize) {
        let (mut start, mut end) = (start, end);
        self.trim(&mut start, &mut end);
        let prose = !matches!(kind, BlockKind::Headline | BlockKind::Subhead);
        if prose {
            if kind != BlockKind::Summary && self.out.dateline.is_none() {
                self.dateline_at(kind, &mut start, end);
                self.trim(&mut start, &mut end);
            }
            self.correction_at(&mut start, end);
            self.trim(&mut start, &mut end);
            let starts = self.sentence_starts(&self.text[start..end]);
            self.tail(index, start, &mut end, &starts);
            self.inside(index, &mut start, &mut end, &starts);
        }
        self.leader(start, &mut end);
        self.trim(&mut start, &mut end);
        if !has_words(&self.text[start..end]) {
            return;
        }
        if kind == BlockKind::Paragraph {
            self.body += 1;
        }
        self.out.blocks.push(Block { kind, span: Span::new(start, end) });
    }

    /// The dots and the page number behind an entry in a table of contents: "Chapter 2 ........ 6".
    fn leader(&mut self, start: usize, end: &mut usize) {
        let text = &self.text[start..*end];
        let dots = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || is_dash(c));
        let entry = dots.trim_end_matches(['.', ' ', '…']);
        if dots.len() < text.len() && dots.len() - entry.len() >= 5 && dots.ends_with("..") {
            let from = start + entry.len();
            self.push(FurnitureKind::Label, from..*end);
            *end = from;
        }
    }

    fn trim(&self, start: &mut usize, end: &mut usize) {
        let words = &self.text[*start..*end];
        *start += words.len() - words.trim_start().len();
        *end = *start + words.trim().len();
    }

    fn dateline_at(&mut self, kind: BlockKind, start: &mut usize, end: usize) {
        let text = &self.text[*start..end];
        let Some(found) = self.dateline(text, kind) else { return };
        let at = |r: Range<usize>| Span::new(r.start + *start, r.end + *start);
        let span = at(0..text[..found.end].trim_end().len());
        if let Some(place) = found.place {
            self.out.dateline = Some(Dateline { span, place: at(place) });
        }
        if let Some(agency) = found.agency.map(at) {
            self.out.agency.get_or_insert(agency);
        }
        self.push(FurnitureKind::Dateline, span.range());
        *start += found.end;
    }

    fn dateline(&self, text: &str, kind: BlockKind) -> Option<FoundDateline> {
        const WINDOW: usize = 90;
        if kind != BlockKind::Paragraph {
            return None;
        }
        let first = self.body == 0;
        if let Some(inner) = text.strip_prefix('(') {
            let close = inner.find(')').filter(|&at| at <= 40)?;
            let inner = &inner[..close];
            let behind = close + 2;
            let dash = dash(&text[behind..]).map(|d| d.0);
            let end = behind + dash.unwrap_or(0);
            let agency = self.lists.agency.is(inner).then_some(1..=close).map(|r| *r.start()..*r.end() + 1);
            let short = all_caps(inner) && inner.len() <= 6;
            let place = inner.split_whitespace().all(starts_upper) && !short && agency.is_none();
            if !begins(&text[end..]) || !(agency.is_some() || first && short || first && place && dash.is_some() && word_count(inner) <= 4)
            {
                return None;
            }
            return Some(FoundDateline { end, place: place.then_some(1..close + 1), agency });
        }
        if !starts_upper(text) {
            return None;
        }
        let mut stop = None;
        for (at, c) in text.char_indices().take_while(|&(at, _)| at < WINDOW) {
            let before = text[..at].ends_with(char::is_whitespace);
            if c == '(' && before
                || matches!(c, '—' | '–')
                || c == '-' && (text[at..].starts_with("--") || before && text[at + 1..].starts_with(char::is_whitespace))
            {
                stop = Some((at, c));
                break;
            }
            if !(c.is_alphanumeric() || c.is_whitespace() || matches!(c, ',' | '.' | '/' | '-' | '\'' | '’')) {
                return None;
            }
        }
        let (stop, c) = stop?;
        let head = text[..stop].trim_end();
        let place = self.place(head)?;
        let capitals = all_caps(place.split(',').next().unwrap_or(place)) && place.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        let mut end = stop;
        let mut agency = None;
        if c == '(' {
            let close = text[stop..].find(')').filter(|&at| at <= 40)? + stop;
            let inner = &text[stop + 1..close];
            if self.lists.agency.is(inner) {
                agency = Some(stop + 1..close);
            } else {
                let short = all_caps(inner) && inner.len() <= 12;
                let named = capitals && inner.split_whitespace().all(starts_upper) && word_count(inner) <= 4;
                if !short && !named {
                    return None;
                }
            }
            end = close + 1;
        }
        let dash = dash(&text[text[..end].trim_end().len()..]);
        let spaced = dash.is_some_and(|d| d.1);
        end = dash.map_or(end, |d| text[..end].trim_end().len() + d.0);
        let rest = &text[end..];
        if !begins(rest) {
            return None;
        }
        let strong = c == '(' && (agency.is_some() || dash.is_some() && (capitals || first));
        let in_capitals = capitals && dash.is_some() && self.body <= 1;
        let mixed = first
            && spaced
            && (c != '-' || text[stop..].starts_with("--") || place.contains(','))
            && word_count(rest) >= 8
            && word_count(place) <= 5;
        (strong || in_capitals || mixed).then_some(FoundDateline { end, place: Some(0..place.len()), agency })
    }

    /// The place at the start of a dateline's head, without the date behind it; `None` for prose.
    fn place<'s>(&self, head: &'s str) -> Option<&'s str> {
        let mut end = head.len();
        let mut at = 0;
        for part in head.split(',') {
            let date = part.split_whitespace().any(|w| self.lists.is_date_word(w));
            if date || part.trim().chars().all(|c| c.is_ascii_digit()) {
                end = at;
                break;
            }
            at += part.len() + 1;
        }
        let place = head[..end].trim_end_matches([',', ' ']);
        let words = place.split_whitespace().count();
        let plain = place.split_whitespace().all(|w| starts_upper(w) && !w.contains(|c: char| c.is_ascii_digit()));
        let date_fits = end == head.len() || word_count(&head[end..]) <= 4;
        ((1..=8).contains(&words) && plain && date_fits).then_some(place)
    }

    /// "(This story corrects the name.)" before the first sentence.
    fn correction_at(&mut self, start: &mut usize, end: usize) {
        let text = &self.text[*start..end];
        let Some(inner) = text.strip_prefix('(') else { return };
        let Some(close) = inner.find(')').filter(|&at| at <= 300) else { return };
        let head: usize = inner[..close].split_inclusive(char::is_whitespace).take(10).map(str::len).sum();
        let labelled = self.lists.correction.at(inner).is_some();
        if labelled || self.lists.correction.find(&inner[..head], 2).is_some() {
            self.push(FurnitureKind::Correction, *start..*start + close + 2);
            *start += close + 2;
        }
    }

    /// Furniture that is glued to the end of a paragraph.
    fn tail(&mut self, index: usize, start: usize, end: &mut usize, starts: &[usize]) {
        let text = &self.text[start..*end];
        let near_end = index + 8 >= self.units.len();
        let mut cut = None;
        for (nth, &at) in starts.iter().enumerate().rev().take(4) {
            let rest = &text[at..];
            if at == 0 || rest.len() > Self::LONGEST_TAIL {
                break;
            }
            let inner = rest.trim_start_matches(['(', '[', '—', '-', ' ']);
            if let Some((len, count)) = self.lists.contributed.at(inner)
                && starts_upper(inner)
                && (inner[len..].trim_start().starts_with(':') || count >= 2 && begins(&inner[len..]))
                && !has_quotation(rest)
            {
                cut = Some((at, FurnitureKind::Contributed));
            } else if nth + 1 == starts.len() && near_end && !has_quotation(rest) && word_count_to(rest, 30) <= 30 {
                let hit = self.lists.contributed.find(rest, 3).filter(|hit| !has_words(&rest[hit.end..]));
                if hit.is_some() {
                    cut = Some((at, FurnitureKind::Contributed));
                } else if starts_upper(rest) && self.lists.signup.at(rest).is_some_and(|h| h.1 >= 3) {
                    cut = Some((at, FurnitureKind::Signup));
                } else if rest.starts_with('©')
                    || self
                        .lists
                        .copyright
                        .at(rest)
                        .is_some_and(|(len, _)| rest[len..].trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '©'))
                {
                    cut = Some((at, FurnitureKind::Copyright));
                }
            }
        }
        let cut = cut.or_else(|| self.credit_tail(text, starts).filter(|&at| at > 0).map(|at| (at, FurnitureKind::Credit)));
        // An agency in brackets behind the last sentence of all moved the copy.
        let cut = cut.or_else(|| {
            let at = text.rfind('(').filter(|_| index + 3 >= self.units.len() && text.ends_with(')'))?;
            let agency = start + at + 1..start + text.len() - 1;
            (self.lists.agency.is(&self.text[agency.clone()]) && ends_sentence(text[..at].trim_end())).then(|| {
                self.note_agency(agency);
                (at, FurnitureKind::Credit)
            })
        });
        if let Some((at, kind)) = cut {
            self.push(kind, start + at..*end);
            *end = start + at;
        }
    }

    /// Advertisements and labels between the sentences of a paragraph.
    fn inside(&mut self, index: usize, start: &mut usize, end: &mut usize, starts: &[usize]) {
        let base = *start;
        self.trim(start, end);
        let text = &self.text[base..*end];
        let last_of_all = self.units[index + 1..].iter().all(|u| !has_words(u.span.of(self.text)));
        for &at in starts.iter().take_while(|&&at| at < text.len()) {
            // What a label took in is past.
            if base + at < *start {
                continue;
            }
            let rest = &text[at..];
            if let Some(len) = dashed_label(rest) {
                self.push(FurnitureKind::Label, base + at..base + at + len);
                if base + at == *start {
                    *start = base + at + len;
                }
                continue;
            }
            let Some((len, count)) = self.lists.advertisement.at(rest) else { continue };
            let behind = rest[len..].trim_start_matches(':');
            let ends_unit = !has_words(behind);
            let stands =
                starts_upper(rest) && (ends_unit || behind.starts_with(char::is_whitespace) && begins(behind)) && (count > 1 || len > 3);
            if at == 0 && !stands {
                continue;
            }
            if stands {
                self.push(FurnitureKind::Advertisement, base + at..base + at + len);
                if base + at == *start {
                    *start = base + at + len;
                }
                let byline = behind.trim_start();
                if ends_unit {
                    *end = base + at;
                    break;
                }
                let words = word_count_to(byline, 12);
                if byline.len() <= 200
                    && words <= 12
                    && self.lists.byline.at(byline).is_some()
                    && self.whole(index, byline, words, *end - byline.len())
                {
                    *end = base + at;
                    break;
                }
            }
        }
        *end = (*end).max(*start);
        // The scraper's lower-case word behind the last sentence.
        if last_of_all && *start < *end {
            let text = self.text[*start..*end].trim_end();
            let unmarked = text.trim_end_matches(':');
            let word = last_word(unmarked);
            let before = &unmarked[..unmarked.len() - word.len()];
            if self.lists.advertisement.is(word) && ends_sentence(before) && word.len() > 3 {
                self.push(FurnitureKind::Advertisement, *start + before.len()..*start + text.len());
                *end = *start + before.len();
            }
        }
    }
}

/// "11.05", "10.17am"
fn is_clock(word: &str) -> bool {
    let time = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let half = &word[time.len()..];
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    time.split_once('.').is_some_and(|(hour, minute)| digits(hour, 2) && minute.len() == 2 && digits(minute, 2))
        && matches!(half, "" | "am" | "pm" | "a.m." | "p.m." | "AM" | "PM")
}

/// Length of "- US gambit -" at the start of `text`.
fn dashed_label(text: &str) -> Option<usize> {
    let open = text.chars().next().filter(|&c| is_dash(c))?;
    let rest = text[open.len_utf8()..].strip_prefix(char::is_whitespace)?;
    let from = text.len() - rest.len();
    let limit = rest.char_indices().nth(60).map_or(rest.len(), |(at, _)| at);
    let close = rest[..limit].char_indices().find(|&(at, c)| is_dash(c) && rest[..at].ends_with(char::is_whitespace))?;
    let label = &rest[..close.0];
    let end = from + close.0 + close.1.len_utf8();
    let behind = &text[end..];
    let fits = (1..=6).contains(&word_count(label)) && begins(label) && !label.contains([',', '.', ';', ':', '(', ')']);
    let opens = begins(behind) && !behind.trim_start().starts_with(char::is_numeric);
    (fits && (behind.is_empty() || behind.starts_with(char::is_whitespace) && opens)).then_some(end)
}

/// Whether two texts are the same but for case and white space.
fn same_words(a: &str, b: &str) -> bool {
    a.split_whitespace().map(str::to_lowercase).eq(b.split_whitespace().map(str::to_lowercase))
}

/// Parts "Jane Roe and Tom Ek"; a small word inside one name ("Ludwig van Beethoven") does not part.
fn split_names(segment: &str, is_small: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let words: Vec<Range<usize>> = segment
        .split_whitespace()
        .map(|w| {
            let at = w.as_ptr() as usize - segment.as_ptr() as usize;
            at..at + w.len()
        })
        .collect();
    let small: Vec<bool> = words.iter().map(|r| is_small(&segment[r.clone()]) || &segment[r.clone()] == "&").collect();
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 0..words.len() {
        if !small[at] || at == from {
            continue;
        }
        let left = (from..at).filter(|&i| !small[i]).count();
        let right = (at + 1..words.len()).take_while(|&i| !small[i]).count();
        let beside = at + 1 < words.len() && small[at + 1];
        let sign = &segment[words[at].clone()] == "&";
        // Both sides have to be able to stand alone as a name; one word behind the last small word may be an agency.
        if sign
            || !beside && !small[at - 1] && left >= 2 && right >= 2
            || left >= 2 && right == 1 && at + 2 == words.len() && all_caps(&segment[words[at + 1].clone()])
        {
            parts.push(words[from].start..words[at - 1].end);
            from = at + 1;
        } else if left == 1
            && right >= 2
            && from + 1 == at
            && all_caps(&segment[words[from].clone()])
            && !is_small(&segment[words[from].clone()])
        {
            parts.push(words[from].clone());
            from = at + 1;
        }
    }
    if from < words.len() {
        parts.push(words[from].start..words[words.len() - 1].end);
    }
    parts
}

/// What stands between stops; coarser or finer than sentences, but the same for two copies of one.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', '…', '\n'])
}

/// A piece without the marks and capitals in which two copies of it may differ; `None` when it is too short to tell.
fn piece_hash(piece: &str) -> Option<u64> {
    let mut hasher = FxHasher::default();
    let mut words = 0;
    for word in piece.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words += 1;
        for c in word.chars().flat_map(char::to_lowercase) {
            c.hash(&mut hasher);
        }
        0u8.hash(&mut hasher);
    }
    (words >= 4).then(|| hasher.finish())
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{Document, plain};
    use super::*;

    /// A handful of phrases, enough for the shapes; the grammar's own lists have tests of their own.
    pub(in super::super) fn words() -> FurnitureWords {
        let list = |phrases: &str| phrases.split('|').map(str::to_owned).collect();
        FurnitureWords {
            advertisement: list("advertisement|story continues below"),
            share: list("share|tweet|email|facebook|share this|follow"),
            related: list("read more|more|related"),
            credit: list("photo|photo by|ap photo|getty images"),
            caption: list("file|file photo|photo montage|photo montage of"),
            summary: list("in summary|summary"),
            byline: list("by"),
            byline_role: list("staff writer|staff writers|correspondent"),
            contributed: list("reporting by|editing by|contributed to this report"),
            correction: list("correction|corrects|this story has been updated|story corrects"),
            signup: list("sign up|sign up for our|to your inbox"),
            copyright: list("copyright|all rights reserved|©"),
            label: list("urgent|ends"),
            agency: list("AFP|AP|Reuters|UPI|The Associated Press|Associated Press"),
            month: list("may|nov.|november"),
            weekday: list("friday"),
        }
    }

    /// Blocks and furniture in order; furniture inside a block behind it.
    pub(in super::super) fn render(document: &Document<'_>) -> String {
        let blocks = document.blocks.iter().map(|b| (b.span, 0, format!("{:?}", b.kind)));
        let furniture = document.furniture.iter().map(|f| (f.span, 1, format!("[{:?}]", f.kind)));
        let mut items: Vec<_> = blocks.chain(furniture).collect();
        items.sort();
        let lines: Vec<String> =
            items.iter().map(|(span, _, kind)| format!("{kind}: {}\n", span.of(&document.text).replace('\n', "⏎"))).collect();
        lines.concat()
    }

    const BODY: &str = "The river rose by two metres in a single night, and the harbour master said that nobody had been hurt.";

    /// Reads `line` between two paragraphs.
    fn check(line: &str, expected: &str) {
        let text = format!("{BODY}\n\n{line}\n\n{BODY}");
        let want = format!("Paragraph: {BODY}\n{expected}\nParagraph: {BODY}\n");
        assert_eq!(render(&plain::read(&text, Metadata::default(), &words())), want);
    }

    #[test]
    fn whole_lines() {
        check("ADVERTISEMENT", "[Advertisement]: ADVERTISEMENT");
        check("Share this: Email Facebook", "[ShareBar]: Share this: Email Facebook");
        check("READ MORE: Who built the weir?", "[RelatedLink]: READ MORE: Who built the weir?");
        check("Sign up for our newsletter here.", "[Signup]: Sign up for our newsletter here.");
        check("The day's best stories to your inbox. Sign up here.", "[Signup]: The day's best stories to your inbox. Sign up here.");
        check("Reporting by Jane Roe; Editing by Tom Ek", "[Contributed]: Reporting by Jane Roe; Editing by Tom Ek");
        check("Correction: The weir is in Oslo.", "[Correction]: Correction: The weir is in Oslo.");
        check("(This May 3 story corrects the name of the weir)", "[Correction]: (This May 3 story corrects the name of the weir)");
        check("© 2024 Harbour News", "[Copyright]: © 2024 Harbour News");
        check("Updated at 9:27 a.m. ET", "[Timestamp]: Updated at 9:27 a.m. ET");
        check("The weir on Friday. REUTERS/Jane Roe/File Photo", "[Caption]: The weir on Friday. REUTERS/Jane Roe/File Photo");
        check(
            "FILE - The weir, in 2001. It held. (AP Photo/Jane Roe, File)",
            "[Caption]: FILE - The weir, in 2001. It held. (AP Photo/Jane Roe, File)",
        );
        check("The weir on Friday (Jane Roe/AFP)", "[Caption]: The weir on Friday (Jane Roe/AFP)");
        check("The weir. Photo: Jane Roe", "[Caption]: The weir. Photo: Jane Roe");
    }

    #[test]
    fn labels_and_adverts_may_meet() {
        for line in ["- Why? Advertisement -", "Advertisement Advertisement", "It held. - Why? Advertisement - It held. Advertisement"] {
            let text = format!("{BODY}\n\n{BODY} {line}\n\n{line}\n\n{BODY}");
            let _ = plain::read(&text, Metadata::default(), &words());
        }
    }

    #[test]
    fn prose_is_kept() {
        for prose in [
            "By Friday, the river had fallen to its usual level.",
            "He asked for advertisement money to be paid back.",
            "Those who sign up for a course in May get a boat.",
            "Editing by committee is what she called it.",
            "More than a hundred people were moved.",
            "She took the photo by the river on Friday.",
            "Reuters/Ipsos polls had a different result, he said.",
            "A poll put support at a half (Reuters/Ipsos).",
            "Copyright law says nothing about weirs.",
            "The two senators - Ann Roe and Tom Ek, of the upper house - said no.",
            "Share prices fell, and the mayor sold.",
            "Follow the money, the mayor said.",
            "NATO — the alliance — said nothing.",
            "“Correction: I never said so,” the mayor wrote.",
        ] {
            check(prose, &format!("Paragraph: {prose}"));
        }
    }

    #[test]
    fn inside_a_paragraph() {
        check(
            "The weir held. Advertisement The mayor was glad.",
            "Paragraph: The weir held. Advertisement The mayor was glad.\n[Advertisement]: Advertisement",
        );
        check("- Rain to come - The mayor was glad.", "[Label]: - Rain to come -\nParagraph: The mayor was glad.");
        check(
            "The weir held. (Reporting by Jane Roe; Editing by Tom Ek)",
            "Paragraph: The weir held.\n[Contributed]: (Reporting by Jane Roe; Editing by Tom Ek)",
        );
        check(
            "The weir held. Jane Roe contributed to this report.",
            "Paragraph: The weir held.\n[Contributed]: Jane Roe contributed to this report.",
        );
    }

    #[test]
    fn the_last_word() {
        let text = format!("{BODY} advertisement ");
        assert_eq!(
            render(&plain::read(&text, Metadata::default(), &words())),
            format!("Paragraph: {BODY}\n[Advertisement]: advertisement\n")
        );
        let prose = "The mayor paid for an advertisement";
        let text = format!("{BODY}\n{BODY}\n{prose}");
        assert!(plain::read(&text, Metadata::default(), &words()).furniture.is_empty());
    }

    #[test]
    fn datelines() {
        for (line, place, agency) in [
            ("SEOUL (Reuters) - ", Some("SEOUL"), Some("Reuters")),
            ("SAN FRANCISCO (AP) — ", Some("SAN FRANCISCO"), Some("AP")),
            ("WASHINGTON, Nov. 19 (UPI) — ", Some("WASHINGTON"), Some("UPI")),
            ("PALM BEACH, Fla.—", Some("PALM BEACH, Fla."), None),
            ("BOSTON—", Some("BOSTON"), None),
            ("WASHINGTON/ST JOHN’S (Reuters) - ", Some("WASHINGTON/ST JOHN’S"), Some("Reuters")),
            ("New Delhi, India - ", Some("New Delhi, India"), None),
            ("(Reuters) - ", None, Some("Reuters")),
            ("(HNN) ", None, None),
        ] {
            let text = format!("{line}{BODY}");
            let document = plain::read(&text, Metadata::default(), &words());
            assert_eq!(document.dateline.map(|d| d.place.of(&text)), place, "{line}");
            assert_eq!(document.agency.map(|a| a.of(&text)), agency, "{line}");
            assert_eq!(document.blocks[0].span.of(&text), BODY);
            assert_eq!(document.furniture[0].span.of(&text), line.trim());
        }
        for prose in [
            "Jane Roe (R-Bergen) said nothing at all about the weir that day.",
            "Ann Roe isn’t known for silence—the mayor is, and has been for years.",
        ] {
            assert!(plain::read(prose, Metadata::default(), &words()).furniture.is_empty(), "{prose}");
        }
    }

    #[test]
    fn bylines() {
        for (line, names, agency) in [
            ("By Jane Roe and Tom Ek, Staff Writers", &["Jane Roe", "Tom Ek"][..], None),
            ("By Ludwig van Dam", &["Ludwig van Dam"], None),
            ("By Ann Roe, Tom Ek and Jo Day", &["Ann Roe", "Tom Ek", "Jo Day"], None),
            ("By Jane Roe, Harbour News", &["Jane Roe"], None),
            ("By Jane Roe and AFP", &["Jane Roe"], Some("AFP")),
            ("BY JANE ROE, ASSOCIATED PRESS", &["JANE ROE"], Some("ASSOCIATED PRESS")),
            ("By AFP", &["AFP"], Some("AFP")),
            ("By Jane Roe - May 7, 2013", &["Jane Roe"], None),
            ("Jane Roe, Harbour News, Correspondent", &["Jane Roe"], None),
        ] {
            let text = format!("{BODY}\n{line}\n{BODY}");
            let document = plain::read(&text, Metadata::default(), &words());
            let found: Vec<&str> = document.bylines.iter().map(|b| b.name.of(&text)).collect();
            assert_eq!(found, names, "{line}");
            assert_eq!(document.agency.map(|a| a.of(&text)), agency, "{line}");
            assert_eq!(document.furniture.len(), 1, "{line}");
        }
    }

    #[test]
    fn a_head_that_was_glued_together() {
        let text = "St. Olav weir holds in storm Photo montage of the weir and Mayor Ann Roe. In Summary The river rose by two metres in a single night. Nobody in the whole town was hurt. Advertisement By AFP\nThe mayor was glad on Friday, when the river rose by two metres in a single night, and slept well.\nThe river rose by two metres in a single night.Nobody in the whole town was hurt. advertisement";
        let document = plain::read(text, Metadata::default(), &words());
        let want = "Headline: St. Olav weir holds in storm
[Caption]: Photo montage of the weir and Mayor Ann Roe.
[Label]: In Summary
Summary: The river rose by two metres in a single night. Nobody in the whole town was hurt.
[Advertisement]: Advertisement
[Byline]: By AFP
Paragraph: The mayor was glad on Friday, when the river rose by two metres in a single night, and slept well.
Paragraph: The river rose by two metres in a single night.Nobody in the whole town was hurt.
[Advertisement]: advertisement
";
        assert_eq!(render(&document), want);
        assert_eq!(document.agency.map(|a| a.of(text)), Some("AFP"));
    }

    #[test]
    fn a_summary_that_has_the_body_glued_to_it_ends_where_nothing_repeats() {
        let text = "Weir holds\nIn Summary The river rose by two metres. The mayor slept well in her own bed.\nOn Friday it rained all day. The river rose by two metres. Then it fell again, as rivers do.";
        let document = plain::read(text, Metadata::default(), &words());
        let summary = document.blocks.iter().find(|b| b.kind == BlockKind::Summary).map(|b| b.span.of(text));
        assert_eq!(summary, Some("The river rose by two metres."));
    }

    #[test]
    fn bullets_before_the_body_sum_up() {
        let text = format!("Weir holds after rain\n- River rose by two metres\n- Nobody hurt\n{BODY}\n- A ferry");
        let kinds: Vec<_> = plain::read(&text, Metadata::default(), &words()).blocks.iter().map(|b| b.kind).collect();
        assert_eq!(format!("{kinds:?}"), "[Headline, Summary, Summary, Paragraph, ListItem]");
    }
}
