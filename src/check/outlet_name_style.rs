//! An outlet's name that is not written as the house writes it.
//!
//! `[checks.outlets]` in `sayso.toml` gives the house's form for each outlet: `"The New York Times" = "New York Times"`. Full names are held against it, short ones
//! (“the Times”) are left alone. Finds nothing where the house has settled nothing.
//!
//! - Good: The Wall Street Journal reported that the bridge was shut.

use super::{Check, Draft, Fault, Finds, Group, Safety, Severity};

pub const CHECK: Check = Check {
    code: "O503",
    name: "outlet-name-style",
    group: Group::Outlets,
    severity: Severity::Info,
    default: true,
    why: "the same outlet looks like two",
    help: "write it as the house does",
    source: include_str!("outlet_name_style.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let forms: Vec<(u16, &String)> =
            draft.settings.outlets.iter().filter_map(|(name, form)| Some((draft.grammar.outlet_named(name)?, form))).collect();
        for (range, outlet) in analysis.sources.full.iter().filter(|(range, _)| !forms.is_empty() && !draft.is_quoted(range.start)) {
            let Some((_, form)) = forms.iter().find(|(known, _)| known == outlet) else { continue };
            // An article before the name belongs to the sentence, unless the house writes it with the name.
            let article = |at: usize| draft.on(at, draft.grammar.known.definite);
            let bare = range.start + usize::from(range.len() > 1 && article(range.start))..range.end;
            let long = bare.start - usize::from(bare.start > 0 && article(bare.start - 1))..bare.end;
            if draft.words(&bare) != form.as_str() && draft.words(&long) != form.as_str() {
                let fault = Fault::new(range.clone(), format!("the house writes “{form}”, not “{}”", draft.words(range)));
                report(match written(draft, form, bare.start > range.start, long.start < range.start, range.start) {
                    Some(name) => fault.fix(name, Safety::Safe),
                    None => fault,
                });
            }
        }
    }),
};

/// The house form for a name that has an article of its own in the text, or one before it, as `at` begins it; nothing where two articles
/// would come together.
fn written(draft: &Draft<'_>, form: &str, within: bool, before: bool, at: usize) -> Option<String> {
    let grammar = draft.grammar;
    let (first, _) = form.split_once(' ').unwrap_or_default();
    let articled = grammar.lexicon.lists(grammar.lexicon.find(first, &mut String::new())).contains(grammar.known.definite);
    match (within, before, articled) {
        (true, _, false) => Some(format!("{} {form}", draft.word(at))),
        (_, true, true) => None,
        _ => Some(form.to_owned()),
    }
}
