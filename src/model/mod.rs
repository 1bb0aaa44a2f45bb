//! The only writer of canonical tables and the only door for a viewer: opening, upsert, identity, change feed, decisions.
//!
//! Deliberately absent: metrics, exceptions' logic, and anything that knows a vendor.

pub mod database;

pub use database::{Database, DatabaseError};
