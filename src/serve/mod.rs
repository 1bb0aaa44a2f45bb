//! Answers queries and subscriptions for one viewer, and records what a person decided.

pub mod auth;
