//! A claim is more certain than it was: *may* became a fact, *claimed* became *said*, *said* became *showed*.
//!
//! Told by `sayso compare`. The words for how sure something is belong to the claim; editing for pace is no new evidence.
//!
//! - Bad: The chief engineer said the north gate may fail during the next storm. => The chief engineer said the north gate will fail during the next storm.
//! - Good: The chief engineer said the north gate may fail during the next storm. => The north gate may fail during the next storm, the chief engineer said.

use super::{Check, Finds, Group, Severity};
use crate::compare::Kind;

pub const CHECK: Check = Check {
    code: "V802",
    name: "claim-hardened",
    group: Group::Versions,
    severity: Severity::Warning,
    default: true,
    why: "readers are told that it is surer than the source has said",
    help: "put the reservation back, or tell what makes it sure now",
    source: include_str!("claim_hardened.rs"),
    finds: Finds::Change(Kind::Hardened, |_| "this was less certain before".to_owned()),
};
