//! An unnamed source, and the article does not say why it is not named.
//!
//! AP, NPR, The New York Times and the code of the Society of Professional Journalists ask for the reason. Reported once for each source. Off by
//! default, since not all desks do.
//!
//! - Bad: A senior White House official said the talks were off.
//! - Good: A senior White House official, who was not authorised to speak publicly, said the talks were off.

use super::{Check, Fault, Finds, Group, Severity};
use crate::grammar::{EntityKind, Naming};

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
        let mut seen = vec![false; analysis.sources.entities.len()];
        for entity in analysis.sources.withheld.iter().filter_map(|w| w.entity) {
            seen[entity] = true;
        }
        for (index, _, source) in draft.sources() {
            let Some(entity) = analysis.sources.of_claim[index] else { continue };
            let known = &analysis.sources.entities[entity];
            let unnamed =
                matches!(known.naming, Naming::Described | Naming::Bare) && matches!(known.kind, EntityKind::Person | EntityKind::Group);
            // Whoever has a role is somebody whose name the author knows; "a passer-by" may be nobody's secret.
            if unnamed && (known.told.role.is_some() || known.told.nearness.is_some()) && !seen[entity] {
                seen[entity] = true;
                let message = format!("no reason is given why “{}” is not named", draft.words(source));
                report(Fault::new(source.clone(), message).of_claim(index));
            }
        }
    }),
};
