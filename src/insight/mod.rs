//! Turns rows into numbers and exceptions.

pub mod rule;
