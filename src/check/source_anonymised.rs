//! A source that was named no longer is.
//!
//! Told by `sayso compare`. A name that was published once is no secret, and a claim without it cannot be weighed.
//!
//! - Bad: Ana Duarte said the north gate would fail during the next storm. => A source said the north gate would fail during the next storm.
//! - Good: Ana Duarte said the north gate would fail during the next storm. => Duarte said the north gate would fail during the next storm.

use super::{Check, Finds, Group, Severity};
use crate::compare::Kind;

pub const CHECK: Check = Check {
    code: "V803",
    name: "source-anonymised",
    group: Group::Versions,
    severity: Severity::Warning,
    default: true,
    why: "readers could weigh the claim by its source, and no longer can",
    help: "name the source again, or tell why the name is withheld",
    source: include_str!("source_anonymised.rs"),
    finds: Finds::Change(Kind::Anonymised, |shift| format!("{} was named for this", shift.was)),
};
