//! sayso: on whose say-so does this article say what it says?
//!
//! Splits a news article into sentences, finds every attributed claim, and links each to who made it and to the outlet
//! through which it came. The modules, in the order below, are the data flow; `docs/architecture.md` tells more.

pub mod span;
pub mod word;
pub mod model;
pub mod grammar;
pub mod document;
pub mod token;
pub mod tag;
pub mod sentence;
pub mod matching;
pub mod quotation;
pub mod cue;
pub mod mention;
pub mod attribution;
pub mod source;
pub mod outlet;
pub mod wording;
pub mod verify;
pub mod compare;
pub mod check;
pub mod report;
pub mod suppression;
pub mod train;
pub mod evaluate;

use attribution::{Attribution, Evidence, Proposal};
use cue::Cue;
use document::{Document, Metadata, Problem};
use grammar::Grammar;
use quotation::Quotation;
use sentence::Sentence;
use source::Sources;
use token::Token;

/// All that sayso finds in an article. Places are in the reading text of `document`.
#[derive(Debug)]
pub struct Analysis<'a> {
    /// The article.
    pub document: Document<'a>,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Its quotations.
    pub quotations: Vec<Quotation>,
    /// Its cues.
    pub cues: Vec<Cue>,
    /// All proposals, chosen or not.
    pub proposals: Vec<Proposal>,
    /// The claims, in the order of their cues.
    pub claims: Vec<Attribution>,
    /// Who makes them.
    pub sources: Sources,
    /// For each claim the way it has come.
    pub chains: Vec<Vec<outlet::Hop>>,
    /// For each claim the entity that it goes back to.
    pub origins: Vec<Option<usize>>,
    /// The wire agency of the copy: its entity.
    pub agency: Option<usize>,
    /// The outlet that published it, where that is given beside the text: its entity.
    pub publisher: Option<usize>,
    /// What was odd, in order.
    pub problems: Vec<Problem>,
}

/// Analyses an article; never fails.
#[must_use]
pub fn analyse<'a>(document: Document<'a>, grammar: &Grammar) -> Analysis<'a> {
    let tokens = token::tokens(&document, grammar);
    let sentences = sentence::sentences(&document, &tokens, grammar);
    let (quotations, mut problems) = quotation::quotations(&document, &tokens, &sentences, grammar);
    let cues = cue::cues(&tokens, grammar);
    let text = &*document.text;
    let evidence =
        Evidence { text, tokens: &tokens, sentences: &sentences, quotations: &quotations, cues: &cues, blocks: &document.blocks, grammar };
    let proposals = attribution::frames::proposals(&evidence);
    let ruled = attribution::frames::decide(&evidence, &proposals);
    let mut claims = match &grammar.model {
        Some(model) => attribution::learned(&evidence, &proposals, ruled, model),
        None => ruled,
    };
    let mut sources = source::sources(text, &tokens, &sentences, &quotations, &claims, grammar);
    source::classify(&mut claims, &sources);
    let mut chains = outlet::chains(text, &tokens, &sentences, &claims, &document.links, &mut sources, grammar);
    let agency = outlet::agency(&document, &mut sources, grammar);
    let publisher = outlet::publisher(&document, &mut sources, grammar);
    outlet::close(&mut chains, agency, publisher);
    let origins = outlet::origins(&chains, &sources);
    problems.extend(document.problems.iter().cloned());
    problems.sort_by_key(|p| p.span);
    Analysis { document, tokens, sentences, quotations, cues, proposals, claims, sources, chains, origins, agency, publisher, problems }
}

/// Runs the examples of all frames: an accepting one must be read by its frame with just the parts that are marked, a refusing
/// one must not be read by it at all. Gives a line for each that fails.
#[must_use]
pub fn grammar_examples(grammar: &Grammar) -> Vec<String> {
    let mut failures = Vec::new();
    for (index, frame) in grammar.frames.iter().enumerate() {
        let (file, line) = &frame.place;
        let readings = |text: &str| {
            // An example that starts as a heading of Markdown is a headline.
            let format = if text.starts_with("# ") { document::Format::Markdown } else { document::Format::Plain };
            let analysis = analyse(document::read(format, text, Metadata::default(), &grammar.furniture), grammar);
            let words = |range| token::span(&analysis.tokens, range).of(&analysis.document.text).to_owned();
            let own = analysis.proposals.iter().filter(|p| p.frame == index);
            own.map(|p| p.parts.iter().map(|(role, range)| (*role, words(range))).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        for example in &frame.accept {
            let (plain, wanted) = marked(example);
            let found = readings(&plain);
            if !found.contains(&wanted) {
                failures.push(format!("{file}:{line}: {} does not read {example:?} so, but {found:?}", frame.name));
            }
        }
        for example in &frame.refuse {
            let found = readings(example);
            if !found.is_empty() {
                failures.push(format!("{file}:{line}: {} should refuse {example:?}, but reads {found:?}", frame.name));
            }
        }
    }
    failures
}

/// An example without its marks, and what they mark.
fn marked(example: &str) -> (String, Vec<(grammar::syntax::Role, String)>) {
    let mut plain = String::new();
    let mut parts = Vec::new();
    let mut rest = example;
    while let Some(open) = rest.find('[') {
        plain.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        let role = grammar::syntax::Role::ALL.iter().find_map(|(name, role)| Some((*role, inner.strip_prefix(name)?.strip_prefix(' ')?)));
        match role.and_then(|(role, words)| words.find(']').map(|end| (role, &words[..end], &words[end + 1..]))) {
            Some((role, words, behind)) => {
                plain.push_str(words);
                parts.push((role, words.to_owned()));
                rest = behind;
            }
            None => {
                plain.push('[');
                rest = inner;
            }
        }
    }
    plain.push_str(rest);
    (plain, parts)
}
