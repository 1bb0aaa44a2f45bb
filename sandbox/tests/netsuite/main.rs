//! The NetSuite simulator over real HTTP: sign-in, dialect, tables against the truth, the account's habits, records.
#![allow(clippy::unwrap_used, reason = "tests")]

mod account;
mod client;
mod dialect;
mod records;
mod sign_in;
mod tables;
