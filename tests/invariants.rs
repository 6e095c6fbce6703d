//! What must hold for any text: no panic, every place on a character boundary and inside the file, the same bytes each time.

use proptest::prelude::*;
use sayso::{
    analyse,
    document::{self, Format, Metadata},
    grammar::Grammar,
    report::json,
};

fn holds(text: &str, format: Format, grammar: &Grammar) {
    let print = || {
        let analysis = analyse(document::read(format, text, Metadata::default(), &grammar.furniture), grammar);
        json::article(&analysis, text, grammar, "x", None, json::Options::default())
    };
    let article = print();
    for claim in &article.claims {
        for words in claim.content.iter().chain(&claim.cue).chain(claim.source.iter().flat_map(|s| &s.mention)) {
            assert_eq!(text.get(words.start as usize..words.end as usize), Some(words.text.as_str()));
        }
    }
    for claim in &article.claims {
        // Each outlet of a claim is a link of its chain; links within the text have a place in it, and lead to entities.
        for via in &claim.via {
            assert!(claim.chain.iter().any(|link| link.entity == *via), "{via} is no link");
        }
        for link in &claim.chain {
            assert!(article.entities.contains_key(&link.entity));
            assert!(link.at.is_none_or(|at| text.get(at.start as usize..at.end as usize).is_some()));
        }
        assert!(claim.root.as_ref().is_none_or(|root| article.entities.contains_key(root)));
    }
    for withheld in &article.anonymity {
        assert_eq!(text.get(withheld.start as usize..withheld.end as usize), Some(withheld.text.as_str()));
    }
    for place in &article.sentences {
        assert!(text.get(place.start as usize..place.end as usize).is_some());
    }
    assert_eq!(serde_json::to_string(&article).expect("JSON"), serde_json::to_string(&print()).expect("JSON"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_can_be_read(words in prop::collection::vec(prop::sample::select(vec![
        "said", "“", "”", "\"", "'", "‘", "’", "«", ",", ".", ".But", "the minister", "Ana Duarte", "told", "Reuters", "that", "it", ":", "\n", "\n\n",
        "according to", "--", "—", "é", "日本", "He", "is expected to", "*", "#", "[", "](x)", "&amp;", "\u{a0}", "😀", "reports", "saying", "and", "(AP)", "familiar with",
        "on condition of anonymity", "because", "in an interview with", "CNN", "as", "identified", "source", "people", "Mr", "She", "police",
    ]), 0..60)) {
        let grammar = grammar();
        for glue in ["", " "] {
            let text = words.join(glue);
            holds(&text, Format::Plain, grammar);
            holds(&text, Format::Markdown, grammar);
        }
    }
}

fn grammar() -> &'static Grammar {
    static GRAMMAR: std::sync::OnceLock<Grammar> = std::sync::OnceLock::new();
    GRAMMAR.get_or_init(Grammar::english)
}
