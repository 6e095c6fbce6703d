//! The built-in grammar: it reads, its examples hold, its errors are told with their places.

use sayso::grammar::Grammar;

#[test]
fn every_frame_keeps_its_examples() {
    let failures = sayso::grammar_examples(&Grammar::english());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn all_errors_of_a_file_are_told_at_once() {
    let text = "words cue.x : class=statment { say }\nframe broken \"no examples\" {\n  match cue:CUE[verb] content:CLAUSE\n}\nwrods a { b }\npattern p = @nolist\n\
                frame other \"unknown parts\" {\n  match cue:CUE[verbs] content:CLAWS\n  accept \"a\"\n  refuse \"b\"\n}\n";
    let errors = Grammar::with_files(&[("desk.grammar".to_owned(), text.to_owned())]).expect_err("the file is broken");
    let told: Vec<String> = errors.iter().map(|e| format!("{}:{}: {}", e.position.0, e.position.1, e.message)).collect();
    assert_eq!(
        told,
        [
            "5:1: expected `words`, `outlet`, `country`, `pattern` or `frame`",
            "1:21: `statment` is no value of `class`",
            "2:7: frame `broken` needs an example it accepts and one it refuses",
            "6:14: there is no list `nolist`",
            "8:17: unknown flag `verbs`; did you mean `verb`?",
            "8:32: unknown built-in `CLAWS`; did you mean `CLAUSE`?",
        ]
    );
    assert!(errors[0].to_string().contains("  | wrods a { b }\n  | ^^^^^"), "{}", errors[0]);
}

#[test]
fn own_files_add_and_override() {
    let own = "words cue.say { proclaimate }\noverride words furniture.summary { nutshell }\noutlet \"Harbour Bugle\" { kind newspaper }\n";
    let grammar = Grammar::with_files(&[("desk.grammar".to_owned(), own.to_owned())]).expect("the file is well formed");
    assert!(grammar.outlets.iter().any(|o| o.name == "Harbour Bugle"));
    let list = grammar.list("furniture.summary").expect("the list is there");
    let on = |word: &str| grammar.lexicon.lists(grammar.lexicon.get(word)).contains(list);
    assert!(on("nutshell") && !on("summary"));
    assert!(grammar.furniture.summary.is("nutshell") && !grammar.furniture.summary.is("in summary"));
    let said = grammar.list("cue.say").expect("the list is there");
    assert!(grammar.lexicon.lists(grammar.lexicon.get("proclaimate")).contains(said));
}

#[test]
fn what_is_there_already_is_an_error_unless_it_is_overridden() {
    let told = |own: &str| match Grammar::with_files(&[("desk.grammar".to_owned(), own.to_owned())]) {
        Ok(_) => String::new(),
        Err(errors) => errors.iter().map(|e| e.message.clone()).collect::<Vec<_>>().join("; "),
    };
    assert!(told("outlet \"Reuters\" { kind agency }").contains("there already"));
    assert_eq!(told("override outlet \"Reuters\" { kind agency }"), "");
    assert!(told("country \"France\" { code FR }").contains("there already"));
    assert!(told("words cue.say : class=belief { mumble }").contains("attributes already"));
    assert!(told("words furniture.adverts { buy now }").contains("there is no furniture `adverts`"));
}
