//! A cue that takes a side: claimed, admitted, insisted, quipped, where “said” would do.
//!
//! “Said” is enough, says the Guardian's style guide; “admitted” tells that it was true and hidden, “claimed” that it is false.
//!
//! `--fix --unsafe-fixes` writes “said” in the same tense; whether the view was meant and borne out only an editor can tell.
//!
//! - Bad: The mayor admitted that the bridge was shut.
//! - Good: The mayor said that the bridge was shut.

use std::ops::Range;

use super::{Check, Draft, Fault, Finds, Group, Safety, Severity};
use crate::grammar::{Flags, Form};

pub const CHECK: Check = Check {
    code: "A104",
    name: "loaded-cue",
    group: Group::Attribution,
    severity: Severity::Info,
    default: true,
    why: "the verb tells what the author thinks of the claim",
    help: "write “said”, unless the view is meant and borne out",
    source: include_str!("loaded_cue.rs"),
    finds: Finds::Article(|draft, report| {
        for (index, claim) in draft.analysis.claims.iter().enumerate() {
            let Some(cue) = claim.cue.as_ref().filter(|cue| !draft.is_quoted(cue.start) && !claim.negated) else { continue };
            // "claimed the nomination", "insisted on a vote": no word of speech. What is said is a clause or is quoted.
            let clause = |part: &Range<usize>| draft.on(part.start, draft.grammar.known.subordinator);
            let said = claim.content.iter().any(|part| clause(part) || part.clone().any(|at| draft.is_quoted(at)));
            // A view that is borne out: what follows tells that it is false.
            let sentences = &draft.analysis.sentences;
            let end = sentences.get(claim.sentence + 1).unwrap_or(&sentences[claim.sentence]).tokens.end;
            let borne_out = (sentences[claim.sentence].tokens.start..end).any(|at| draft.on(at, draft.grammar.known.falsity));
            // "Claims to have", "confessed to": no other cue fits there; in "countering claims that" it is a noun.
            let to = cue.clone().chain([cue.end]).any(|at| draft.analysis.tokens.get(at).is_some_and(|t| t.word == draft.grammar.to));
            let noun = draft.on(cue.end - 1, draft.grammar.known.verb_or_noun)
                && claim.source.as_ref().is_none_or(|source| source.end != cue.start);
            let others = to || noun || claim.inside.is_some() || draft.is_embedded(cue.start);
            let loaded = cue.clone().find(|&at| draft.on(at, draft.grammar.known.cue_loaded));
            if let Some(at) = loaded.filter(|_| said && !others && !borne_out) {
                let fault = Fault::new(at..at + 1, format!("“{}” takes a side", draft.word(at))).of_claim(index);
                // Behind the verb stands a particle, which goes with no other: "snapped at".
                let alone = at + 1 == cue.end;
                report(match neutral(draft, at).filter(|_| alone) {
                    Some(word) => fault.fix(word, Safety::Unsafe),
                    None => fault,
                });
            }
        }
    }),
};

/// The neutral cue in the form of the one at a token.
fn neutral(draft: &Draft<'_>, at: usize) -> Option<String> {
    let grammar = draft.grammar;
    let verb = |list| grammar.cues.contains(list) && grammar.attributes(list).flags.has(Flags::VERB);
    let (_, form) = draft.analysis.tokens[at].entries(grammar).find(|&(list, form)| verb(list) && form != Form::Plural)?;
    grammar.neutral(form).map(|word| draft.with_capitals_of(at, word))
}
