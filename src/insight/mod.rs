//! Turns rows into numbers and exceptions.

pub mod freshness;
pub mod metric;
pub mod rule;
