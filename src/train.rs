//! Annotated corpora into the weights of the models.
//!
//! The stages are learned in the order in which they decide; each later one is shown what the earlier ones make of text that they have
//! not seen (jackknifing), as it will be when they are used.
//!
//! Invariant: the same corpora and the same plan give the same weights.

pub mod boosting;
pub mod corpus;
pub mod learner;

use std::{collections::HashMap, io, iter, ops::Range, path::Path};

use rayon::prelude::*;

use crate::{
    attribution::{
        self, Evidence, judge,
        roles::{self, Layout, Look},
        sequence::{self, Cell, Parts},
    },
    cue,
    document::{self, Format, Metadata},
    grammar::Grammar,
    model::{
        self, Calibration, Chain, Header, Lattice, Model, Priors, Table,
        forest::{self, Forest},
    },
    quotation, sentence,
    tag::{self, Word},
    token::{self, Token},
};
use corpus::{Annotation, Article, Points, Tagged};
use learner::{Examples, Plan};

/// An article with all that learning needs of it.
struct Reading {
    cells: Vec<Cell>,
    layout: Layout,
    gold: Vec<Parts>,
}

/// The tokens that spans of code points touch, a range for each span.
fn ranges(tokens: &[Token], points: &Points, spans: &[(usize, usize)]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for &span in spans {
        let bytes = points.bytes(span);
        let start = tokens.partition_point(|t| t.span.end <= bytes.start);
        let end = tokens.partition_point(|t| t.span.start < bytes.end);
        if start < end {
            match out.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => out.push(start..end),
            }
        }
    }
    out
}

/// Annotations below this confidence are left out: what they cover counts as nobody's claim.
const DOUBTFUL: f64 = 0.4;

fn gold(tokens: &[Token], text: &str, annotations: &[Annotation]) -> Vec<Parts> {
    let points = Points::new(text);
    let sure = annotations.iter().filter(|a| a.confidence >= DOUBTFUL);
    sure.map(|a| Parts {
        source: ranges(tokens, &points, &a.source),
        cue: ranges(tokens, &points, &a.cue),
        content: ranges(tokens, &points, &a.content),
    })
    .filter(|p| !p.content.is_empty())
    .collect()
}

/// Reads an article as far as the models do; `tagger` and `priors` are those learned so far.
fn reading(article: &Article, grammar: &Grammar, tagger: &Table, priors: &Priors) -> Reading {
    let document = document::read(Format::Plain, &article.text, Metadata::default(), &grammar.furniture);
    let text = &*document.text;
    let tokens = token::tokens(&document, grammar);
    let sentences = sentence::sentences(&document, &tokens, grammar);
    let (quotations, _) = quotation::quotations(&document, &tokens, &sentences, grammar);
    let cues = cue::cues(&tokens, grammar);
    let evidence =
        Evidence { text, tokens: &tokens, sentences: &sentences, quotations: &quotations, cues: &cues, blocks: &document.blocks, grammar };
    let pool = attribution::frames::proposals(&evidence);
    let ruled = attribution::frames::decide(&evidence, &pool);
    let cells = sequence::cells(&evidence, &pool, &ruled, tagger, priors);
    Reading { cells, layout: Layout::new(&evidence, &pool), gold: gold(&tokens, text, &article.attributions) }
}

/// The words of an article with their right tags, block by block.
fn tagged(article: &Article, tags: &Tagged, grammar: &Grammar) -> Vec<(Vec<Word>, Vec<u8>)> {
    let document = document::read(Format::Plain, &article.text, Metadata::default(), &grammar.furniture);
    let tokens = token::tokens(&document, grammar);
    let mut words = tag::words(&document.text, &tokens);
    let points = Points::new(&article.text);
    let mut at: HashMap<u32, u8> = HashMap::new();
    for (start, end, tag, _) in tags.sentences.iter().flatten() {
        at.insert(points.bytes((*start, *end)).start, tag.as_deref().map_or(tag::number("?"), tag::number));
    }
    let right: Vec<u8> = tokens.iter().map(|t: &Token| at.get(&t.span.start).copied().unwrap_or_else(|| tag::number("?"))).collect();
    for (word, &tag) in words.iter_mut().zip(&right) {
        word.tag = tag;
    }
    token::by_block(&tokens).map(|block| (words[block.clone()].to_vec(), right[block].to_vec())).collect()
}

fn tagger(blocks: &[(Vec<Word>, Vec<u8>)]) -> Table {
    let right: Vec<Vec<u8>> = blocks.iter().map(|(_, tags)| tags.clone()).collect();
    let columns = |example: usize, out: &mut Vec<u32>| {
        let words = &blocks[example].0;
        (0..words.len()).for_each(|at| out.extend(tag::columns(words, at)));
    };
    let examples = Examples { labels: tag::TAGS.len(), width: tag::COLUMNS, right: &right, columns: &columns };
    learner::single(&examples, Plan { bits: 15, passes: 3, rate: 0.1, seed: 1, models: 1 })
}

/// How often stems are cues in the articles.
fn priors<'a>(readings: impl Iterator<Item = &'a Reading>) -> Priors {
    let mut counts = vec![(0_u32, 0_u32); 1 << Priors::BITS];
    for reading in readings {
        for cell in &reading.cells {
            counts[Priors::place(cell.word.stem)].1 += 1;
        }
        for at in reading.gold.iter().flat_map(|g| g.cue.iter().cloned().flatten()) {
            counts[Priors::place(reading.cells[at].word.stem)].0 += 1;
        }
    }
    Priors(counts.iter().map(|&(cues, all)| Priors::step(cues, all)).collect())
}

fn chain(readings: &[&Reading], plan: Plan) -> Chain {
    let blocks: Vec<(&Reading, &Range<usize>)> = readings.iter().flat_map(|r| r.layout.blocks.iter().map(move |b| (*r, b))).collect();
    let right: Vec<Vec<u8>> = blocks.iter().map(|(r, b)| sequence::labels(&r.gold, b)).collect();
    let columns = |example: usize, out: &mut Vec<u32>| {
        let (reading, block) = &blocks[example];
        let cells = &reading.cells[(*block).clone()];
        (0..cells.len()).for_each(|at| out.extend(sequence::columns(cells, at)));
    };
    let examples = Examples { labels: sequence::LABELS, width: sequence::COLUMNS, right: &right, columns: &columns };
    learner::chain(&examples, plan)
}

/// A cue to learn roles at: the article, the cue, the claim that it makes, if any.
struct Case {
    article: usize,
    cue: Range<usize>,
    claim: Option<usize>,
}

/// All cues of annotations, and all candidates that are none.
fn cases(readings: &[&Reading], looks: &[Look]) -> Vec<Case> {
    let mut out = Vec::new();
    for (article, (reading, look)) in readings.iter().zip(looks).enumerate() {
        let candidates = roles::candidates(&reading.cells, look, &reading.layout);
        let meets = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        for (number, claim) in reading.gold.iter().enumerate() {
            let Some(cue) = claim.cue.first() else { continue };
            // The cue as the candidates have it, where one meets it.
            let cue = candidates.iter().find(|c| meets(c, cue)).unwrap_or(cue).clone();
            out.push(Case { article, cue, claim: Some(number) });
        }
        for cue in candidates {
            if !reading.gold.iter().any(|claim| claim.cue.iter().any(|c| meets(c, &cue))) {
                out.push(Case { article, cue, claim: None });
            }
        }
    }
    out
}

fn role_chain(readings: &[&Reading], looks: &[Look], cases: &[&Case], plan: Plan) -> Chain {
    let window = |case: &Case| {
        let reading = readings[case.article];
        roles::window(&case.cue, &reading.cells, &reading.layout)
    };
    let right: Vec<Vec<u8>> =
        cases.iter().map(|c| roles::labels(c.claim.map(|claim| &readings[c.article].gold[claim]), &window(c))).collect();
    let columns = |example: usize, out: &mut Vec<u32>| {
        let case = cases[example];
        let reading = readings[case.article];
        roles::columns(&case.cue, &window(case), &reading.cells, &looks[case.article], &reading.layout, |columns| out.extend(columns));
    };
    learner::chain(&Examples { labels: roles::LABELS, width: roles::COLUMNS, right: &right, columns: &columns }, plan)
}

/// Whether a reading is what an annotation says: by the words of the content half or more, and the sources touch or neither has one.
fn verdict(parts: &Parts, gold: &[Parts], cells: &[Cell]) -> u8 {
    // Signs do not count.
    let words = |ranges: &[Range<usize>]| -> Vec<usize> {
        let mut all: Vec<usize> = ranges.iter().cloned().flatten().filter(|&at| cells[at].word.is_word()).collect();
        all.sort_unstable();
        all
    };
    let (content, source) = (words(&parts.content), words(&parts.source));
    let mut best = judge::WRONG;
    for claim in gold {
        if !claim.content.iter().any(|a| parts.content.iter().any(|b| a.start < b.end && b.start < a.end)) {
            continue;
        }
        let (right, right_source) = (words(&claim.content), words(&claim.source));
        let both = content.iter().filter(|at| right.binary_search(at).is_ok()).count();
        let all = content.len() + right.len() - both;
        let linked = source.iter().any(|at| right_source.binary_search(at).is_ok()) || source.is_empty() && right_source.is_empty();
        if both * 2 >= all && linked && all > 0 {
            best = best.max(if content == right && source == right_source { judge::EXACT } else { judge::RIGHT });
        }
    }
    best
}

/// The judge, and what its probabilities are worth on articles that it has not seen.
fn judge(readings: &[&Reading], looks: &[Look], cases: &[&Case], halves: &[Chain; 2], plan: boosting::Plan) -> (Forest, Calibration) {
    let exp_moves = [halves[0].exp_moves(), halves[1].exp_moves()];
    let judged: Vec<Vec<([u8; judge::FACTS], u8)>> = cases
        .par_iter()
        .map(|case| {
            let reading = readings[case.article];
            let text = judge::Window { cells: &reading.cells, look: &looks[case.article], layout: &reading.layout };
            let half = case.article % 2;
            let candidates = judge::readings(&case.cue, &text, &halves[half], &exp_moves[half], &mut Lattice::default());
            candidates.into_iter().map(|c| (c.facts, verdict(&c.parts, &reading.gold, &reading.cells))).collect()
        })
        .collect();
    let learn = |numbers: &[usize]| {
        let rows = || numbers.iter().flat_map(|&n| &judged[n]);
        let columns: Vec<Vec<u8>> = (0..judge::FACTS).map(|fact| rows().map(|(facts, _)| facts[fact]).collect()).collect();
        boosting::forest(&columns, &rows().map(|(_, right)| *right).collect::<Vec<u8>>(), plan)
    };
    let part = |seen: &dyn Fn(usize) -> bool| (0..cases.len()).filter(|&n| seen(cases[n].article / 2 % 2)).collect::<Vec<_>>();
    let parts = [part(&|half| half == 0), part(&|half| half == 1), part(&|_| true)];
    let forests = parts.each_ref().map(|numbers| learn(numbers));
    let mut measured: Vec<(f32, bool)> = Vec::new();
    for (half, forest) in forests[..2].iter().enumerate() {
        for &n in &parts[1 - half] {
            let scores = forest.scores(judged[n].iter().map(|(facts, _)| facts.as_slice()));
            let odds = scores.into_iter().map(forest::probabilities).zip(&judged[n]);
            let best = odds.max_by(|(a, _), (b, _)| judge::worth(*a).total_cmp(&judge::worth(*b)));
            measured.extend(best.map(|([right, exact], (_, outcome))| (right + exact, *outcome != judge::WRONG)));
        }
    }
    let [.., all] = forests;
    (all, calibration(&measured))
}

/// Slope and shift of the log-odds that make the outcomes likeliest, by gradient ascent.
fn calibration(measured: &[(f32, bool)]) -> Calibration {
    let mut found = Calibration { slope: 1.0, shift: 0.0 };
    #[expect(clippy::cast_precision_loss, reason = "a count of cues")]
    let count = measured.len().max(1) as f32;
    for _ in 0..2000 {
        let (mut slope, mut shift) = (0.0_f32, 0.0_f32);
        for &(p, right) in measured {
            let error = f32::from(u8::from(right)) - found.of(p);
            slope += error * Calibration::logit(p);
            shift += error;
        }
        found.slope += 0.3 * slope / count;
        found.shift += 0.3 * shift / count;
    }
    found
}

/// Learns all models from the corpora in a folder; `date` goes into the header.
///
/// # Errors
/// When a corpus cannot be read.
pub fn train(folder: &Path, grammar: &Grammar, date: &str, mut tell: impl FnMut(&str)) -> io::Result<Model> {
    let polnear = folder.join("polnear/train.jsonl");
    let articles: Vec<Article> = corpus::articles(if polnear.exists() { &polnear } else { folder })?;
    let tags_path = folder.join("polnear/pos.train.jsonl.gz");
    let tags: Vec<Tagged> = if tags_path.exists() { corpus::read(&tags_path)? } else { Vec::new() };
    let silver_path = folder.join("silver/articles.jsonl.gz");
    let silver: Vec<Article> = if silver_path.exists() { corpus::read(&silver_path)? } else { Vec::new() };
    tell(&format!("{} articles annotated by hand, {} by a teacher", articles.len(), silver.len()));
    let tags: HashMap<&str, &Tagged> = tags.iter().map(|t| (t.id.as_str(), t)).collect();
    let blocks: Vec<Vec<(Vec<Word>, Vec<u8>)>> =
        articles.par_iter().map(|a| tags.get(a.id.as_str()).map(|t| tagged(a, t, grammar)).unwrap_or_default()).collect();
    // A tagger for each half that has learned from the other, and one from all.
    let part = |keep: &dyn Fn(usize) -> bool| -> Vec<(Vec<Word>, Vec<u8>)> {
        blocks.iter().enumerate().filter(|(at, _)| keep(*at)).flat_map(|(_, b)| b.iter().cloned()).collect()
    };
    let sets = [part(&|at| at % 2 == 1), part(&|at| at % 2 == 0), part(&|_| true)];
    // A corpus without tags is tagged by the built-in weights.
    let taggers: Vec<Table> = if tags.is_empty() {
        let known = Model::english().map_err(io::Error::other)?.tagger;
        sets.iter().map(|_| known.clone()).collect()
    } else {
        sets.par_iter().map(|set| tagger(set)).collect()
    };
    tell("tagger learned");
    let read = |priors: &Priors| -> (Vec<Reading>, Vec<Reading>) {
        let own = articles.par_iter().enumerate().map(|(at, a)| reading(a, grammar, &taggers[at % 2], priors)).collect();
        (own, silver.par_iter().map(|a| reading(a, grammar, &taggers[2], priors)).collect())
    };
    let (own, others) = read(&Priors::default());
    let priors = priors(own.iter().chain(&others));
    let (own, others) = read(&priors);
    tell("corpora read");
    let own: Vec<&Reading> = own.iter().collect();
    let others: Vec<&Reading> = others.iter().collect();
    let plan = |fold| Plan { bits: 16, passes: 3, rate: 0.05, seed: 7, models: if fold == FOLDS { 3 } else { 1 } };
    // One model from all, and one for each third that has not seen it.
    let all: Vec<&Reading> = own.iter().chain(&others).copied().collect();
    let times = |article: usize| if article < own.len() { BY_HAND } else { 1 };
    let sequences: Vec<Chain> = (0..=FOLDS)
        .into_par_iter()
        .map(|fold| {
            let seen = all.iter().enumerate().filter(|(at, _)| at % FOLDS != fold);
            chain(&seen.flat_map(|(at, r)| iter::repeat_n(*r, times(at))).collect::<Vec<_>>(), plan(fold))
        })
        .collect();
    tell("sequence model learned");
    let looks: Vec<Look> = all.par_iter().enumerate().map(|(at, r)| roles::look(&r.cells, &r.layout, &sequences[at % FOLDS])).collect();
    let cases = cases(&all, &looks);
    let plan = |half| Plan { bits: 16, passes: 3, rate: 0.05, seed: 11, models: if half == 2 { 2 } else { 1 } };
    let mut chains: Vec<Chain> = (0..3)
        .into_par_iter()
        .map(|half| {
            let seen = cases.iter().filter(|c| c.article % 2 != half);
            role_chain(&all, &looks, &seen.flat_map(|c| iter::repeat_n(c, times(c.article))).collect::<Vec<_>>(), plan(half))
        })
        .collect();
    let roles = chains.pop().expect("the one that has seen all");
    let halves: [Chain; 2] = chains.try_into().expect("two halves");
    tell("role model learned");
    let by_hand = cases.iter().take_while(|c| c.article < own.len()).collect::<Vec<_>>();
    let plan = boosting::Plan { trees: 400, rate: 0.08, ridge: 3.0 };
    let (judge, calibration) = judge(&all, &looks, &by_hand, &halves, plan);
    tell("judge learned");
    let sequence = sequences.into_iter().next_back().expect("the one that has seen all");
    let header = Header {
        format: model::FORMAT,
        frames: grammar.fingerprint,
        columns: attribution::COLUMNS,
        corpora: [(if polnear.exists() { "PolNeAR train" } else { "own" }, own.len()), ("silver", others.len())]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| format!("{name} ({count} articles)"))
            .collect(),
        date: date.to_owned(),
    };
    Ok(Model { header, tagger: taggers[2].clone(), priors, sequence, roles, judge, calibration })
}

/// How often an article annotated by hand is seen for each time that a teacher's is: there are fewer, and they are right.
const BY_HAND: usize = 2;

/// Parts in which hand-annotated articles are held out from the sequence model.
const FOLDS: usize = 3;
