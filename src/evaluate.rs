//! Claims against annotated ones: the figures of research on attribution.
//!
//! A claim is found when half or more of the words of its content and of the annotated one's are the same (Jaccard index), and linked
//! when the sources share a word as well, or neither has one. Words are runs of letters and digits; signs never count. Claims inside
//! others are left out, since the corpora that this is for annotate none.
//!
//! Invariant: pairs are one to one, by falling weight, and of equals the earlier.

use std::{collections::BTreeSet, fmt, ops::Range};

use rayon::prelude::*;

use crate::{
    analyse,
    document::{self, Format, Metadata},
    grammar::Grammar,
    span::Span,
    token,
    train::corpus::{Article, Points},
    word::is_apostrophe,
};

/// Words of the text, by number.
type Words = BTreeSet<usize>;

/// The parts of a claim in words.
#[derive(Debug, Clone, Default)]
struct Claim {
    roles: [Words; 3],
}

const SOURCE: usize = 0;
const CUE: usize = 1;
const CONTENT: usize = 2;

/// Where the words of a text stand: letters and digits, with apostrophes inside.
fn words(text: &str) -> Vec<Range<u32>> {
    let mut out: Vec<Range<u32>> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let at = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some(&(i, c)) = chars.peek() {
            let inside = is_apostrophe(c) && text[i + c.len_utf8()..].starts_with(char::is_alphanumeric);
            if !c.is_alphanumeric() && !inside {
                break;
            }
            end = i + c.len_utf8();
            chars.next();
        }
        out.push(at(start)..at(end));
    }
    out
}

/// The words that spans touch.
fn touched(words: &[Range<u32>], spans: impl Iterator<Item = Range<u32>>) -> Words {
    let mut out = Words::new();
    for span in spans {
        let first = words.partition_point(|w| w.end <= span.start);
        out.extend((first..words.len()).take_while(|&w| words[w].start < span.end));
    }
    out
}

/// Counts over articles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// Articles.
    pub articles: usize,
    /// Annotated claims.
    pub gold: usize,
    /// Claims found.
    pub found: usize,
    /// Of each measure: right, found, annotated.
    pub measures: [[usize; 3]; 10],
}

/// The names of the measures.
pub const MEASURES: [&str; 10] =
    ["claim", "linked", "strict", "cue", "words.source", "words.cue", "words.content", "exact.source", "exact.cue", "exact.content"];

impl Figures {
    /// Precision, recall and their harmonic mean of a measure, from 0 to 1.
    #[must_use]
    pub fn of(&self, measure: usize) -> (f64, f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let [right, found, gold] = self.measures[measure].map(|n| n as f64);
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        (share(right, found), share(right, gold), share(2.0 * right, found + gold))
    }

    fn add(mut self, other: &Self) -> Self {
        self.articles += other.articles;
        self.gold += other.gold;
        self.found += other.found;
        for (sum, part) in self.measures.iter_mut().flatten().zip(other.measures.iter().flatten()) {
            *sum += part;
        }
        self
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} articles, {} gold attributions, {} predicted", self.articles, self.gold, self.found)?;
        for (number, name) in MEASURES.iter().enumerate() {
            let (precision, recall, mean) = self.of(number);
            writeln!(f, "{name:14} P {:5.1}  R {:5.1}  F1 {:5.1}", 100.0 * precision, 100.0 * recall, 100.0 * mean)?;
        }
        Ok(())
    }
}

/// How many pairs there are, one to one, by falling weight.
fn pairs(gold: &[Claim], found: &[Claim], weight: impl Fn(&Claim, &Claim) -> f64) -> usize {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        all.extend(found.iter().enumerate().map(|(j, f)| (weight(g, f), i, j)).filter(|p| p.0 > 0.0));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut left, mut right) = (vec![false; gold.len()], vec![false; found.len()]);
    let mut count = 0;
    for (_, i, j) in all {
        if !left[i] && !right[j] {
            (left[i], right[j]) = (true, true);
            count += 1;
        }
    }
    count
}

/// Unbroken runs of words.
fn runs(claims: &[Claim], role: usize) -> BTreeSet<(usize, usize)> {
    let mut out = BTreeSet::new();
    for claim in claims {
        let mut run: Option<(usize, usize)> = None;
        for &word in &claim.roles[role] {
            run = match run {
                Some((first, last)) if last + 1 == word => Some((first, word)),
                other => {
                    out.extend(other);
                    Some((word, word))
                }
            };
        }
        out.extend(run);
    }
    out
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn score(gold: &[Claim], found: &[Claim]) -> Figures {
    let both = |a: &Words, b: &Words| a.intersection(b).count();
    let overlap = |g: &Claim, f: &Claim| {
        let (a, b) = (&g.roles[CONTENT], &f.roles[CONTENT]);
        let same = both(a, b);
        let share = same as f64 / (a.len() + b.len() - same).max(1) as f64;
        if share >= 0.5 { share } else { 0.0 }
    };
    let linked = |g: &Claim, f: &Claim| {
        let (a, b) = (&g.roles[SOURCE], &f.roles[SOURCE]);
        both(a, b) > 0 || a.is_empty() && b.is_empty()
    };
    let mut figures = Figures { articles: 1, gold: gold.len(), found: found.len(), ..Figures::default() };
    let matched = [
        pairs(gold, found, overlap),
        pairs(gold, found, |g, f| if linked(g, f) { overlap(g, f) } else { 0.0 }),
        pairs(gold, found, |g, f| f64::from(u8::from(g.roles[CONTENT] == f.roles[CONTENT] && g.roles[SOURCE] == f.roles[SOURCE]))),
        pairs(gold, found, |g, f| both(&g.roles[CUE], &f.roles[CUE]) as f64),
    ];
    for (measure, right) in figures.measures.iter_mut().zip(matched) {
        *measure = [right, found.len(), gold.len()];
    }
    for role in [SOURCE, CUE, CONTENT] {
        let all = |claims: &[Claim]| claims.iter().flat_map(|c| c.roles[role].iter().copied()).collect::<Words>();
        let (g, f) = (all(gold), all(found));
        figures.measures[4 + role] = [both(&g, &f), f.len(), g.len()];
        let (g, f) = (runs(gold, role), runs(found, role));
        figures.measures[7 + role] = [g.intersection(&f).count(), f.len(), g.len()];
    }
    figures
}

/// Reads the articles with the grammar and its model, and holds the claims against the annotated ones.
#[must_use]
pub fn evaluate(articles: &[Article], grammar: &Grammar) -> Figures {
    let one = |article: &Article| {
        let words = words(&article.text);
        let points = Points::new(&article.text);
        let part = |spans: &[(usize, usize)]| touched(&words, spans.iter().map(|&s| points.bytes(s)));
        let keep = |claims: Vec<Claim>| claims.into_iter().filter(|c| !c.roles[CONTENT].is_empty()).collect::<Vec<_>>();
        let gold = article.attributions.iter().map(|a| Claim { roles: [part(&a.source), part(&a.cue), part(&a.content)] }).collect();
        let analysis = analyse(document::read(Format::Plain, &article.text, Metadata::default(), &grammar.furniture), grammar);
        let place = |range: &Range<usize>| {
            let Span { start, end } = analysis.document.original(token::span(&analysis.tokens, range));
            start..end
        };
        let found = analysis.claims.iter().enumerate().filter(|(_, c)| c.inside.is_none()).map(|(at, c)| {
            let source = c.source.iter().filter(|_| analysis.sources.of_claim[at].is_some());
            Claim {
                roles: [
                    touched(&words, source.map(place)),
                    touched(&words, c.cue.iter().map(place)),
                    touched(&words, c.content.iter().map(place)),
                ],
            }
        });
        score(&keep(gold), &keep(found.collect()))
    };
    let all: Vec<Figures> = articles.par_iter().map(one).collect();
    all.iter().fold(Figures::default(), Figures::add)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(source: &[usize], cue: &[usize], content: &[usize]) -> Claim {
        Claim { roles: [source, cue, content].map(|r| r.iter().copied().collect()) }
    }

    #[test]
    fn words_are_letters_with_apostrophes_inside() {
        let found = |text: &str| words(text).iter().map(|r| text[r.start as usize..r.end as usize].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("“It’s 2.5m,” Kim's 'aide' said_so"), ["It’s", "2", "5m", "Kim's", "aide", "said", "so"]);
    }

    #[test]
    fn half_of_the_words_is_enough_and_pairs_are_one_to_one() {
        let gold = [claim(&[0], &[1], &[2, 3, 4, 5]), claim(&[], &[8], &[9, 10])];
        let found = [claim(&[0], &[1], &[2, 3]), claim(&[7], &[8], &[9, 10]), claim(&[0], &[1], &[2, 3, 4])];
        let figures = score(&gold, &found);
        assert_eq!(figures.measures[0], [2, 3, 2]);
        assert_eq!(figures.measures[1], [1, 3, 2]);
        assert_eq!(figures.measures[2], [0, 3, 2]);
        assert_eq!(figures.measures[3], [2, 3, 2]);
        assert_eq!(figures.measures[9], [1, 3, 2]);
    }
}
