//! Index and query over filler of three sizes: both are to grow with the evidence, no faster.

use std::fmt::Write as _;

use divan::{Bencher, counter::BytesCount};
use sayso::{
    grammar::Grammar,
    verify::{Evidence, Rules, index::Index, judge},
};

fn main() {
    divan::main();
}

/// Sizes of the evidence, in bytes.
const SIZES: [usize; 3] = [6_000_000, 25_000_000, 100_000_000];

/// Filler without meaning, the same on every machine, of numbered words whose frequencies fall as those of a language do.
fn filler(bytes: usize) -> String {
    let mut seed = 7_u64;
    let mut out = String::with_capacity(bytes + 16);
    while out.len() < bytes {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (one, other) = (seed >> 33 & 0xffff, seed >> 49);
        let end = if seed >> 60 == 0 { ".\n" } else { " " };
        write!(out, "w{:x}{end}", one * other / 0x10000 % 50_000).expect("strings take all that is written");
    }
    out
}

/// A thousand passages of twenty words, spread evenly.
fn quotations(text: &str) -> Vec<String> {
    let step = text.len() / 1_001;
    (1..=1_000).map(|nth| text[nth * step..].split_whitespace().skip(1).take(20).collect::<Vec<_>>().join(" ")).collect()
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn indexing(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = filler(bytes);
    bencher.counter(BytesCount::new(text.len())).bench_local(|| Index::new(&[&text]));
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn thousand_quotations(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = filler(bytes);
    let evidence = Evidence::new(&[&text]).expect("less than 4 GiB");
    let quotations = quotations(&text);
    let grammar = Grammar::english();
    let rules = Rules { grammar: &grammar, spelling: false };
    bencher.bench_local(|| quotations.iter().map(|one| judge(one, None, &evidence, rules).diff.len()).sum::<usize>());
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn places_alone(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = filler(bytes);
    let index = Index::new(&[&text]).expect("less than 4 GiB");
    let quotations = quotations(&text);
    bencher.bench_local(|| quotations.iter().map(|one| index.places(one, 6).len()).sum::<usize>());
}
