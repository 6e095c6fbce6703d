//! Analyses into what is printed: the JSON of the contract, a table and graphs; findings in the formats of people and their tools.
//!
//! Invariant: only here are places mapped back to the original and counted in the unit that was asked for.

pub mod checkstyle;
pub mod comparison;
pub mod concise;
pub mod findings;
pub mod fixed;
pub mod github;
pub mod gitlab;
pub mod graph;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod rdjsonl;
pub mod sarif;
pub mod table;
pub mod text;
pub mod verdict;
