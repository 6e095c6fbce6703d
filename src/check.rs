//! Analyses into findings: one file a check, one explicit list of them.
//!
//! The module documentation of a check is its manual page: `sayso explain` prints it, `docs/checks.md` is made from it, and its examples
//! run as tests.
//!
//! Invariant: a check is a pure function over the finished analysis; it neither reads text nor knows how findings are printed.

mod anonymous_attack;
mod anonymous_lead;
mod anonymous_share;
mod attribution_lost;
mod bare_source;
mod claim_hardened;
mod continuation_marks;
mod cue_tense_mix;
mod document_without_link;
mod edited_quotation;
mod expired_suppression;
mod first_reference;
mod fragment_quotation;
mod headline_drops_source;
mod headline_not_in_body;
mod hearsay_verb;
mod late_attribution;
mod loaded_cue;
mod missing_byline;
mod missing_dateline;
mod missing_grounds;
mod name_variants;
mod no_byline_on_unnamed;
mod one_root;
mod outlet_domain_mismatch;
mod outlet_dropped;
mod outlet_name_style;
mod plural_for_one;
mod quotation_altered_between_versions;
mod question_headline;
mod quotation_altered;
mod quotation_cut;
mod quotation_joined;
mod quotation_not_found;
mod quotation_other_speaker;
mod quotation_told_twice;
mod run_together_speakers;
mod scare_quotes;
mod single_source;
mod source_anonymised;
mod source_changed;
mod stock_grounds;
mod turned_mark;
mod unattributed_figure;
mod unattributed_quotation;
mod unclear_source;
mod unclosed_quotation;
mod uncredited_outlet;
mod undescribed_source;
mod unexplained_suppression;
mod unknown_outlet;
mod unnamed_reports;
mod unreadable_suppression;
mod unused_suppression;
mod vague_crowd;

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hasher as _,
    ops::{Range, RangeInclusive},
};

use fnv::FnvHasher;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Analysis,
    attribution::Attribution,
    compare::{self, Change, Kind, Version},
    document::BlockKind,
    grammar::{EntityKind, Form, Grammar, ListId, Naming, named_enum},
    quotation,
    source::Entity,
    span::Span,
    token::{self, Shape},
    verify::{Verdict, selection::Checked},
};

named_enum!(
    /// How much a finding matters.
    Severity {
        /// Good to know.
        Info = "info",
        /// Should be looked at.
        Warning = "warning",
        /// Must not be published so.
        Error = "error",
    }
);

named_enum!(
    /// Whether a fix leaves the meaning as it is.
    Safety {
        /// It does.
        Safe = "safe",
        /// An editor should read what comes of it.
        Unsafe = "unsafe",
    }
);

named_enum!(
    /// What checks are about.
    Group {
        /// Whether and how claims are attributed.
        Attribution = "attribution",
        /// The unnamed.
        Anonymity = "anonymity",
        /// Words in quotation marks.
        Quotations = "quotations",
        /// Who makes claims.
        Sources = "sources",
        /// Through whom they came.
        Outlets = "outlets",
        /// What stands above the text.
        Headline = "headline",
        /// What stands round the text.
        Article = "article",
        /// What transcripts and releases have of the words.
        Evidence = "evidence",
        /// Comments that keep findings from being told.
        Suppressions = "suppressions",
        /// What happened to claims between two versions.
        Versions = "versions",
    }
);

/// A rule of sourcing.
pub struct Check {
    /// Its code, which never changes: a letter for the group and a number.
    pub code: &'static str,
    /// A name in kebab-case that tells the defect.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How much its findings matter.
    pub severity: Severity,
    /// Whether it runs unless it is left out; the others run where they are selected.
    pub default: bool,
    /// Why what it finds matters to a reader.
    pub why: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Its source, whose module documentation is its manual page.
    source: &'static str,
    /// How it finds them.
    finds: Finds,
}

/// What a check finds faults in.
enum Finds {
    /// An article by itself.
    Article(fn(&Draft<'_>, &mut dyn FnMut(Fault))),
    /// The verdicts on its quotations, and what is wrong with those it tells of.
    Verdict(&'static [Verdict], &'static str),
    /// The comments that suppress findings; [`crate::suppression`] reads them.
    Suppression,
    /// Two versions of one: what happened to a claim, and how to say it.
    Change(Kind, fn(&Shift<'_>) -> String),
}

impl Check {
    /// The manual page, in Markdown.
    #[must_use]
    pub fn manual(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }

    /// The examples of the manual page: those that are flagged, those that are not. A pilcrow parts paragraphs.
    #[must_use]
    pub fn examples(&self) -> (Vec<String>, Vec<String>) {
        let manual = self.manual();
        let all = |mark: &str| manual.lines().filter_map(|line| Some(line.strip_prefix(mark)?.trim().replace(" ¶ ", "\n\n"))).collect();
        (all("- Bad:"), all("- Good:"))
    }

    /// Whether it finds something in an article by itself, with nothing beside it.
    #[must_use]
    pub fn needs_nothing(&self) -> bool {
        matches!(self.finds, Finds::Article(_) | Finds::Suppression)
    }

    /// Whether it needs evidence, which `sayso verify` has, to find anything.
    #[must_use]
    pub fn needs_evidence(&self) -> bool {
        matches!(self.finds, Finds::Verdict(..))
    }

    /// Whether a code, name, group, or the beginning of a code stands for it.
    #[must_use]
    pub fn goes_by(&self, word: &str) -> bool {
        let begins = !word.is_empty() && self.code.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        begins || self.name == word || self.group.name() == word
    }
}

/// Where checks draw their lines, and what a desk has settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Claims that an article must have before its sourcing as a whole is looked at.
    pub fewest_claims: usize,
    /// The largest share of the claims that may come from the unnamed, from 0 to 1.
    pub anonymous_share: f32,
    /// The largest share of the quotations that may be fragments, from 0 to 1.
    pub fragment_share: f32,
    /// Sentences of a quotation that may stand before it is told who speaks.
    pub unheralded_sentences: usize,
    /// How the house writes the names of outlets: a name that the grammar knows, and how it is written.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub outlets: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { fewest_claims: 5, anonymous_share: 0.5, fragment_share: 0.5, unheralded_sentences: 2, outlets: BTreeMap::new() }
    }
}

/// What happened to a claim, as messages tell it.
struct Shift<'a> {
    /// Who made it.
    was: &'a str,
    /// Who makes it now.
    is: &'a str,
}

/// What a check is run on.
pub struct Draft<'a> {
    /// The article.
    pub analysis: &'a Analysis<'a>,
    /// The grammar it was read by.
    pub grammar: &'a Grammar,
    /// Where the lines are.
    pub settings: &'a Settings,
    /// For each block whether it is a post that is embedded.
    embedded: Vec<bool>,
}

impl<'a> Draft<'a> {
    fn new(analysis: &'a Analysis<'a>, grammar: &'a Grammar, settings: &'a Settings) -> Self {
        // "— Ana Duarte (@duarte) May 3", "pic.twitter.com/…"
        let post = |text: &str| text.contains("(@") || text.contains(".twitter.com/");
        let embedded = analysis.document.blocks.iter().map(|block| post(block.span.of(&analysis.document.text))).collect();
        Self { analysis, grammar, settings, embedded }
    }
}

impl Draft<'_> {
    /// What the checks that `runs` takes find, where `find` reports the faults that one of them stands for; in the order of the text, then by
    /// code.
    fn findings(&self, runs: impl Fn(&Check) -> bool, find: impl Fn(&Finds, &mut dyn FnMut(Fault))) -> Vec<Finding> {
        let mut findings = Vec::new();
        for &check in CHECKS.iter().filter(|check| runs(check)) {
            find(&check.finds, &mut |fault| findings.push(self.finding(check, fault)));
        }
        told_apart(&mut findings);
        findings
    }

    /// A fault, as it is told.
    fn finding(&self, check: &'static Check, fault: Fault) -> Finding {
        let tokens = &self.analysis.tokens;
        let span = token::span(tokens, &fault.tokens);
        // What somebody said stays as it was said; the marks round it are the author's.
        let inside = |at: usize| quotation::covering(&self.analysis.quotations, at).is_some_and(|q| q.inner().contains(&at));
        let quoted = fault.tokens.clone().any(inside);
        let fix = fault.fix.filter(|_| !quoted).map(|(text, safety)| Fix { safety, edits: vec![Edit { span, text }] });
        Finding {
            check,
            severity: check.severity,
            span,
            claim: fault.claim,
            related: fault.related.iter().map(|range| token::span(tokens, range)).collect(),
            fix,
            fingerprint: fingerprint_of(self, check, &fault.tokens),
            message: fault.message,
        }
    }

    /// The words of a range of tokens.
    fn words(&self, range: &Range<usize>) -> &str {
        token::span(&self.analysis.tokens, range).of(&self.analysis.document.text)
    }

    /// `word` with the capitals that the token has: none, a first one, or all.
    fn with_capitals_of(&self, at: usize, word: &str) -> String {
        let token = &self.analysis.tokens[at];
        let mut letters = word.chars();
        if token.shape.is(Shape::UPPER) {
            word.to_uppercase()
        } else if let Some(first) = letters.next().filter(|_| token.is_capital()) {
            first.to_uppercase().chain(letters).collect()
        } else {
            word.to_owned()
        }
    }

    /// A single token as the text has it.
    fn word(&self, at: usize) -> &str {
        self.analysis.tokens[at].span.of(&self.analysis.document.text)
    }

    /// The words among some tokens, without signs.
    fn spelled(&self, range: Range<usize>) -> impl Iterator<Item = &str> {
        range.filter(|&at| self.analysis.tokens[at].is_word()).map(|at| self.word(at))
    }

    /// Which form of an entry of a list a token is, if the list holds it.
    fn form(&self, at: usize, list: ListId) -> Option<Form> {
        self.analysis.tokens[at].entries(self.grammar).find(|(of, _)| *of == list).map(|(_, form)| form)
    }

    /// The full names of outlets that stand in some blocks, in order.
    fn outlets_in(&self, blocks: RangeInclusive<u32>) -> &[(Range<usize>, u16)] {
        let full = &self.analysis.sources.full;
        let block = |(words, _): &(Range<usize>, u16)| self.analysis.tokens[words.start].block;
        let first = full.partition_point(|one| block(one) < *blocks.start());
        let last = full.partition_point(|one| block(one) <= *blocks.end());
        &full[first..last.max(first)]
    }

    /// Whether a link stands in some tokens.
    fn is_linked(&self, range: &Range<usize>) -> bool {
        let span = token::span(&self.analysis.tokens, range);
        self.analysis.document.links.iter().any(|l| span.start <= l.span.start && l.span.end <= span.end)
    }

    /// For each entity whether it is told that its name is withheld, or why.
    fn explained(&self) -> Vec<bool> {
        let mut explained = vec![false; self.analysis.sources.entities.len()];
        for entity in self.analysis.sources.withheld.iter().filter_map(|w| w.entity) {
            explained[entity] = true;
        }
        explained
    }

    /// Whether the story names an author or an agency.
    fn is_signed(&self) -> bool {
        let document = &self.analysis.document;
        !document.bylines.is_empty() || document.metadata.byline.is_some() || self.analysis.agency.is_some()
    }

    /// The first token of the running text.
    fn opening(&self) -> Option<usize> {
        (0..self.analysis.tokens.len()).find(|&at| self.kind(at) == BlockKind::Paragraph)
    }

    /// Whether a token stands in a quotation: what is said there is not the author's wording.
    fn is_quoted(&self, at: usize) -> bool {
        quotation::covering(&self.analysis.quotations, at).is_some()
    }

    /// The claims whose source stands outside quotations and embedded posts: their numbers, and the source. What others say of sources is
    /// not the author's wording.
    fn sources(&self) -> impl Iterator<Item = (usize, &Attribution, &Range<usize>)> {
        let claims = self.analysis.claims.iter().enumerate();
        let own = |source: &&Range<usize>| !self.is_quoted(source.start) && !self.is_embedded(source.start);
        claims.filter_map(move |(index, claim)| Some((index, claim, claim.source.as_ref().filter(own)?)))
    }

    /// Who makes a claim.
    fn entity(&self, claim: usize) -> Option<&Entity> {
        self.analysis.sources.of_claim[claim].map(|entity| &self.analysis.sources.entities[entity])
    }

    /// For each sentence whether a claim that `wanted` takes has its cue there.
    fn sentences(&self, wanted: impl Fn(usize, &Attribution) -> bool) -> Vec<bool> {
        let mut out = vec![false; self.analysis.sentences.len()];
        for (index, claim) in self.analysis.claims.iter().enumerate() {
            out[claim.sentence] |= wanted(index, claim);
        }
        out
    }

    /// Whether the token is on a list.
    fn on(&self, at: usize, list: ListId) -> bool {
        self.analysis.tokens[at].on(self.grammar, list)
    }

    /// Whether the cue of a claim is a word of speech.
    fn is_said(&self, claim: &Attribution) -> bool {
        claim.cue.iter().cloned().flatten().any(|at| self.on(at, self.grammar.known.cue_saying))
    }

    /// Whether a mention takes up one of before: "the source".
    fn takes_up(&self, mention: &Range<usize>) -> bool {
        self.on(mention.start, self.grammar.known.definite)
    }

    /// What the block of a token is.
    fn kind(&self, at: usize) -> BlockKind {
        self.analysis.document.blocks[self.analysis.tokens[at].block as usize].kind
    }

    /// The tokens of the headline; none where the article has none.
    fn headline(&self) -> Range<usize> {
        let mut blocks = token::by_block(&self.analysis.tokens);
        blocks.find(|block| self.kind(block.start) == BlockKind::Headline).unwrap_or_default()
    }

    /// The tokens of the block that holds a token.
    fn block(&self, at: usize) -> Range<usize> {
        let tokens = &self.analysis.tokens;
        let block = tokens[at].block;
        tokens.partition_point(|t| t.block < block)..tokens.partition_point(|t| t.block <= block)
    }

    /// Who makes a claim, where it is somebody whose name the author knows and does not tell: of "a passer-by" it may be nobody's secret.
    fn withheld(&self, claim: usize) -> Option<&Entity> {
        self.entity(claim).filter(|known| {
            let people = matches!(known.kind, EntityKind::Person | EntityKind::Group);
            let told = known.naming == Naming::Described && (known.told.role.is_some() || known.told.nearness.is_some());
            let source =
                || self.analysis.claims[claim].source.as_ref().is_some_and(|s| self.on(s.end - 1, self.grammar.known.unnamed_source));
            // Whoever holds the one office of its name is known: "the former director".
            let one = || self.analysis.claims[claim].source.as_ref().is_some_and(|source| self.introduces(source));
            people && (told && (known.told.nearness.is_some() || one()) || known.naming == Naming::Bare && source())
        })
    }

    /// Whether a token stands in a post that is embedded: those are others' words and others' marks.
    fn is_embedded(&self, at: usize) -> bool {
        self.embedded[self.analysis.tokens[at].block as usize]
    }

    /// Whether a mention is the first of somebody who is introduced by it: "an official", "two aides", "officials".
    fn introduces(&self, mention: &Range<usize>) -> bool {
        let known = &self.grammar.known;
        let first = mention.start;
        let many = self.analysis.tokens[mention.end - 1].shape.is(Shape::PLURAL) && !self.analysis.tokens[first].is_capital();
        self.on(first, known.indefinite) || self.on(first, known.number_word) || many && !self.takes_up(mention)
    }

    /// How many words a range holds.
    fn length(&self, range: &Range<usize>) -> usize {
        self.analysis.tokens[range.clone()].iter().filter(|token| token.is_word()).count()
    }

    /// Whether the same words stand elsewhere in the article, as those of a pull quote do.
    fn is_repeated(&self, range: &Range<usize>) -> bool {
        let wanted: Vec<&str> = self.spelled(range.clone()).collect();
        let others: Vec<&str> = self.spelled(0..range.start).chain(self.spelled(range.end..self.analysis.tokens.len())).collect();
        wanted.len() > 1 && others.windows(wanted.len()).any(|window| window == wanted)
    }
}

/// Words at fault.
pub struct Fault {
    /// Their tokens.
    tokens: Range<usize>,
    /// What is wrong with them.
    message: String,
    /// The claim that they belong to.
    claim: Option<usize>,
    /// Other words that the fault has to do with.
    related: Vec<Range<usize>>,
    /// What could stand in the place of the words.
    fix: Option<(String, Safety)>,
}

impl Fault {
    fn new(tokens: Range<usize>, message: String) -> Self {
        Self { tokens, message, claim: None, related: Vec::new(), fix: None }
    }

    fn of_claim(self, claim: usize) -> Self {
        Self { claim: Some(claim), ..self }
    }

    fn related(self, related: impl IntoIterator<Item = Range<usize>>) -> Self {
        Self { related: related.into_iter().collect(), ..self }
    }

    /// Offers `replacement` in the place of the words, for `--fix`; of words in a quotation it will not be offered to anyone.
    fn fix(self, replacement: String, safety: Safety) -> Self {
        Self { fix: Some((replacement, safety)), ..self }
    }
}

/// A change to the text that takes a fault away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it leaves the meaning as it is.
    pub safety: Safety,
    /// What is put in the place of which words; in order, and they do not overlap.
    pub edits: Vec<Edit>,
}

/// Words and what is put in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The words, in the reading text.
    pub span: Span,
    /// What is put there.
    pub text: String,
}

/// What a check has to say of some words.
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// How much it matters: the check's severity, unless a desk has another.
    pub severity: Severity,
    /// The words, in the reading text.
    pub span: Span,
    /// What is wrong with them.
    pub message: String,
    /// Index of the claim that they belong to.
    pub claim: Option<usize>,
    /// Other words that the finding has to do with.
    pub related: Vec<Span>,
    /// How the text could be mended; never in the words of a quotation.
    pub fix: Option<Fix>,
    /// What tells it from others, whatever changes elsewhere in the article: from the check, the words and their neighbours.
    pub fingerprint: u64,
}

/// All checks, by code.
pub const CHECKS: &[&Check] = &[
    &unattributed_quotation::CHECK,
    &vague_crowd::CHECK,
    &hearsay_verb::CHECK,
    &loaded_cue::CHECK,
    &unclear_source::CHECK,
    &unattributed_figure::CHECK,
    &late_attribution::CHECK,
    &run_together_speakers::CHECK,
    &cue_tense_mix::CHECK,
    &bare_source::CHECK,
    &missing_grounds::CHECK,
    &stock_grounds::CHECK,
    &plural_for_one::CHECK,
    &undescribed_source::CHECK,
    &anonymous_attack::CHECK,
    &anonymous_share::CHECK,
    &anonymous_lead::CHECK,
    &no_byline_on_unnamed::CHECK,
    &unclosed_quotation::CHECK,
    &continuation_marks::CHECK,
    &scare_quotes::CHECK,
    &edited_quotation::CHECK,
    &quotation_told_twice::CHECK,
    &fragment_quotation::CHECK,
    &turned_mark::CHECK,
    &single_source::CHECK,
    &name_variants::CHECK,
    &first_reference::CHECK,
    &one_root::CHECK,
    &document_without_link::CHECK,
    &unnamed_reports::CHECK,
    &uncredited_outlet::CHECK,
    &outlet_name_style::CHECK,
    &outlet_domain_mismatch::CHECK,
    &unknown_outlet::CHECK,
    &question_headline::CHECK,
    &headline_not_in_body::CHECK,
    &headline_drops_source::CHECK,
    &missing_byline::CHECK,
    &missing_dateline::CHECK,
    &attribution_lost::CHECK,
    &claim_hardened::CHECK,
    &source_anonymised::CHECK,
    &source_changed::CHECK,
    &outlet_dropped::CHECK,
    &quotation_altered_between_versions::CHECK,
    &quotation_altered::CHECK,
    &quotation_cut::CHECK,
    &quotation_joined::CHECK,
    &quotation_not_found::CHECK,
    &quotation_other_speaker::CHECK,
    &unused_suppression::CHECK,
    &expired_suppression::CHECK,
    &unreadable_suppression::CHECK,
    &unexplained_suppression::CHECK,
];

pub(crate) use expired_suppression::CHECK as EXPIRED_SUPPRESSION;
pub(crate) use unexplained_suppression::CHECK as UNEXPLAINED_SUPPRESSION;
pub(crate) use unreadable_suppression::CHECK as UNREADABLE_SUPPRESSION;
pub(crate) use unused_suppression::CHECK as UNUSED_SUPPRESSION;

/// The check of a code or name.
#[must_use]
pub fn called(word: &str) -> Option<&'static Check> {
    CHECKS.iter().copied().find(|check| check.code.eq_ignore_ascii_case(word) || check.name == word)
}

/// The code, name or group that is most like a word that no check goes by; none where nothing is like it.
#[must_use]
pub fn nearest(word: &str) -> Option<&'static str> {
    nearest_of(word, CHECKS.iter().flat_map(|check| [check.code, check.name, check.group.name()]))
}

/// The one of some names that is most like a word; none where nothing is like it.
#[must_use]
pub fn nearest_of<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const ALIKE: f32 = 0.6;
    let ratio = |name: &str| similar::TextDiff::from_chars(name, word).ratio();
    let best = names.into_iter().map(|name| (ratio(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(ratio, _)| *ratio > ALIKE).map(|(_, name)| name)
}

/// Words on either side that a fingerprint holds.
const NEIGHBOURS: usize = 3;

/// Runs the checks that `runs` takes; findings in the order of the text, then by code.
#[must_use]
pub fn check(analysis: &Analysis<'_>, grammar: &Grammar, settings: &Settings, runs: impl Fn(&Check) -> bool) -> Vec<Finding> {
    let draft = Draft::new(analysis, grammar, settings);
    draft.findings(runs, |finds, report| {
        if let Finds::Article(find) = finds {
            find(&draft, report);
        }
    })
}

/// What the verdicts on an article's quotations come to, by the checks that `runs` takes; `told` gives a verdict's evidence in words, for the message.
#[must_use]
pub fn verdicts(
    analysis: &Analysis<'_>,
    grammar: &Grammar,
    checked: &[Checked],
    told: impl Fn(&Checked) -> Option<String>,
    runs: impl Fn(&Check) -> bool,
) -> Vec<Finding> {
    // Nothing that a desk can settle matters to what was said.
    let settings = Settings::default();
    Draft::new(analysis, grammar, &settings).findings(runs, |finds, report| {
        let Finds::Verdict(verdicts, message) = finds else { return };
        for one in checked.iter().filter(|one| one.quoted && verdicts.contains(&one.judged.verdict)) {
            let message = told(one).map_or_else(|| (*message).to_owned(), |evidence| format!("{message}: {evidence}"));
            report(Fault { claim: one.claim, ..Fault::new(one.tokens.clone(), message) });
        }
    })
}

/// Runs the checks of versions that `runs` takes on what happened between two; findings stand in the new version, in its order.
#[must_use]
pub fn check_changes(
    old: &Version<'_>,
    new: &Version<'_>,
    changes: &[Change],
    grammar: &Grammar,
    runs: impl Fn(&Check) -> bool,
) -> Vec<Finding> {
    // Nothing that a desk can settle matters to what happened.
    let settings = Settings::default();
    Draft::new(new.analysis, grammar, &settings).findings(runs, |finds, report| {
        let Finds::Change(kind, message) = finds else { return };
        for change in changes.iter().filter(|change| change.kind == *kind) {
            let Some(place) = &change.new else { continue };
            let shift = Shift { was: name(old, change.old.as_ref()), is: name(new, change.new.as_ref()) };
            report(Fault { claim: place.claim, ..Fault::new(place.tokens.clone(), message(&shift)) });
        }
    })
}

/// Who makes a claim, as a message names them.
fn name<'a>(version: &Version<'a>, place: Option<&compare::Place>) -> &'a str {
    let sources = &version.analysis.sources;
    let entity = place.and_then(|place| place.claim).and_then(|claim| sources.of_claim[claim]);
    entity.map_or("nobody", |entity| sources.entities[entity].name.as_str())
}

/// Puts findings in the order of the text and makes their fingerprints differ.
fn told_apart(findings: &mut [Finding]) {
    findings.sort_by_key(|f| (f.span, f.check.code));
    // The same words with the same neighbours may stand in an article twice.
    let mut seen: HashMap<u64, u64> = HashMap::new();
    for finding in findings {
        let times = seen.entry(finding.fingerprint).or_default();
        finding.fingerprint = finding.fingerprint.wrapping_add(*times);
        *times += 1;
    }
}

/// The fingerprint of words at fault: from the check's code, the words and their neighbours, without signs.
fn fingerprint_of(draft: &Draft<'_>, check: &Check, range: &Range<usize>) -> u64 {
    let tokens = &draft.analysis.tokens;
    let word = |at: &usize| tokens[*at].is_word();
    let before: Vec<usize> = (0..range.start).rev().filter(word).take(NEIGHBOURS).collect();
    let behind = (range.end..tokens.len()).filter(word).take(NEIGHBOURS);
    let words = before.into_iter().rev().chain(range.clone().filter(word)).chain(behind);
    fingerprint(std::iter::once(check.code).chain(words.map(|at| draft.word(at))))
}

/// A number from a check's code and words, in small letters (FNV-1a, which will not change).
pub(crate) fn fingerprint<'t>(parts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut hash = FnvHasher::default();
    for (nth, part) in parts.into_iter().enumerate() {
        if nth > 0 {
            hash.write(part.to_lowercase().as_bytes());
            hash.write_u8(b' ');
        } else {
            hash.write(part.as_bytes());
        }
    }
    hash.finish()
}
