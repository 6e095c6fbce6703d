//! Analyses into what is printed: the JSON of the contract, a table for people.
//!
//! Invariant: only here are places mapped back to the original and counted in the unit that was asked for.

pub mod findings;
pub mod graph;
pub mod json;
pub mod sarif;
pub mod table;
