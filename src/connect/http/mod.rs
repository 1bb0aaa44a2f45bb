//! Requests to a vendor: signed, within its limits, repeated where that is right, and understood where it refuses.

pub mod auth;
mod client;
mod governor;

pub use auth::{Auth, Grant, Sign};
pub use client::{Ask, Body, Expect, Http, Reply, Spent, Verdict};
