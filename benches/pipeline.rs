//! The whole pipeline on one thread against a bare word pass of unicode-segmentation over the same bytes.
//!
//! Reads `../shared/data/news/articles.jsonl.gz`, or the fixtures where that is absent.

use std::{fs, io::Read as _, path::Path, sync::OnceLock};

use divan::{Bencher, counter::BytesCount};
use sayso::{
    analyse,
    document::{self, Format, Metadata, jsonl},
    grammar::Grammar,
};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    divan::main();
}

/// The articles, read once.
fn articles() -> &'static [String] {
    static ARTICLES: OnceLock<Vec<String>> = OnceLock::new();
    ARTICLES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        if let Ok(packed) = fs::read(root.join("../shared/data/news/articles.jsonl.gz")) {
            let mut text = String::new();
            flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("the corpus unpacks");
            return text.lines().enumerate().filter_map(|(at, line)| Some(jsonl::read_line(line, at + 1).ok()?.text)).collect();
        }
        let files = fs::read_dir(root.join("fixtures")).expect("fixtures").filter_map(Result::ok).map(|e| e.path());
        files.filter(|p| p.extension().is_some_and(|e| e == "txt")).filter_map(|p| fs::read_to_string(p).ok()).collect()
    })
}

fn bytes() -> BytesCount {
    BytesCount::new(articles().iter().map(String::len).sum::<usize>())
}

/// All claims of all articles.
fn claims(grammar: &Grammar) -> usize {
    let one = |a: &String| analyse(document::read(Format::Plain, a, Metadata::default(), &grammar.furniture), grammar).claims.len();
    articles().iter().map(one).sum()
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn pipeline(bencher: Bencher<'_, '_>) {
    let grammar = Grammar::english();
    bencher.counter(bytes()).bench_local(|| claims(&grammar));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn grammar_alone(bencher: Bencher<'_, '_>) {
    let grammar = Grammar { model: None, ..Grammar::english() };
    bencher.counter(bytes()).bench_local(|| claims(&grammar));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn reading_alone(bencher: Bencher<'_, '_>) {
    let grammar = Grammar::english();
    let run =
        || articles().iter().map(|a| document::read(Format::Plain, a, Metadata::default(), &grammar.furniture).blocks.len()).sum::<usize>();
    bencher.counter(bytes()).bench_local(run);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn bare_word_pass(bencher: Bencher<'_, '_>) {
    bencher.counter(bytes()).bench_local(|| articles().iter().map(|a| a.split_word_bounds().count()).sum::<usize>());
}
