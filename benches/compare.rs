//! Two versions of a text at three sizes: the time goes with the number of sentences.
//!
//! The texts are made by rule: every sentence has rare words of its own beside common ones; the new version is moved by half, and each
//! third sentence of it is reworded.

use divan::Bencher;
use sayso::{
    Analysis, analyse,
    compare::{Version, compare},
    document::{self, Format, Metadata},
    grammar::Grammar,
};

fn main() {
    divan::main();
}

/// A text of `sentences` claims; of the new version, where `edited`.
fn text(sentences: usize, edited: bool) -> String {
    let one = |at: usize| {
        let verb = if edited && at.is_multiple_of(3) { "ordered" } else { "bought" };
        format!("The council {verb} lot {at} of the harbour yard{} for ship{} last winter, Ana Duarte said.\n\n", at % 97, at * 7)
    };
    let from = if edited { sentences / 2 } else { 0 };
    (0..sentences).map(|at| one((at + from) % sentences)).collect()
}

fn read<'a>(text: &'a str, grammar: &Grammar) -> Analysis<'a> {
    analyse(document::read(Format::Plain, text, Metadata::default(), &grammar.furniture), grammar)
}

#[divan::bench(args = [500, 2000, 8000], sample_count = 5, sample_size = 1)]
fn versions(bencher: Bencher<'_, '_>, sentences: usize) {
    let grammar = Grammar { model: None, ..Grammar::english() };
    let (old, new) = (text(sentences, false), text(sentences, true));
    let (old, new) = (read(&old, &grammar), read(&new, &grammar));
    bencher.bench_local(|| compare(&Version::new(&old, &grammar), &Version::new(&new, &grammar)).len());
}
