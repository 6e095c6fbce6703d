//! An unnamed source, and the article does not say why it is not named.
//!
//! AP, NPR, The New York Times and the code of the Society of Professional Journalists ask for the reason. Reported once for each source. Off by
//! default, since not all desks do.
//!
//! - Bad: A senior White House official said the talks were off.
//! - Good: A senior White House official, who was not authorised to speak publicly, said the talks were off.

use super::{Check, Fault, Finds, Group, Severity};

pub const CHECK: Check = Check {
    code: "N202",
    name: "missing-grounds",
    group: Group::Anonymity,
    severity: Severity::Warning,
    default: false,
    why: "readers cannot tell whether the name had to be withheld",
    help: "say why the source could not be named",
    source: include_str!("missing_grounds.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let mut seen = draft.explained();
        for (index, _, source) in draft.sources() {
            let Some(entity) = analysis.sources.of_claim[index] else { continue };
            if draft.withheld(index).is_some() && !seen[entity] {
                seen[entity] = true;
                let message = format!("no reason is given why “{}” is not named", draft.words(source));
                report(Fault::new(source.clone(), message).of_claim(index));
            }
        }
    }),
};
