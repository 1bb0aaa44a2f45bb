//! Turns rows into numbers and exceptions.

pub mod metric;
pub mod rule;
