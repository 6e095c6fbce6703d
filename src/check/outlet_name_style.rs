//! An outlet's name that is not written as the house writes it.
//!
//! `[checks.outlets]` in `sayso.toml` gives the house's form for each outlet: `"The New York Times" = "New York Times"`. Full names are held against it, short ones
//! (“the Times”) are left alone. Finds nothing where the house has settled nothing.
//!
//! - Good: The Wall Street Journal reported that the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};

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
                report(Fault::new(range.clone(), format!("the house writes “{form}”, not “{}”", draft.words(range))));
            }
        }
    }),
};
