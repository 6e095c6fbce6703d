//! A pronoun that may mean either of two people.
//!
//! Reuters and AP ask for one clear antecedent. Where two of the same sex stand close by, readers guess, and so do checkers. Off by default: most of what it finds a reader would know.
//!
//! - Bad: Between Ana Duarte and Maria Lopez, the talks on the bridge ended on Monday. She said it was shut.
//! - Good: Ana Duarte met Maria Lopez on Monday. Duarte said the bridge was shut.

use super::{Check, Fault, Finds, Group, Severity};

/// The second candidate's share of the odds from which a pronoun is unclear.
const UNCLEAR: f32 = 0.3;

pub const CHECK: Check = Check {
    code: "A105",
    name: "unclear-source",
    group: Group::Attribution,
    severity: Severity::Info,
    default: false,
    why: "readers may take the words for somebody else's",
    help: "repeat the name",
    source: include_str!("unclear_source.rs"),
    finds: Finds::Article(|draft, report| {
        for (index, _, source) in draft.sources() {
            if let [(first, _), (second, share), ..] = draft.analysis.sources.how[index].candidates.as_slice()
                && *share >= UNCLEAR
            {
                let message = format!("“{}” may be {first} or {second}", draft.words(source));
                report(Fault::new(source.clone(), message).of_claim(index));
            }
        }
    }),
};
