//! The only writer of canonical tables and the only door for a viewer: opening, upsert, identity, change feed, decisions.
//!
//! Deliberately absent: metrics, exceptions' logic, and anything that knows a vendor.

pub(crate) mod cell;
pub mod command;
pub mod database;
pub mod decision;
pub mod feed;
pub mod identity;
pub mod read;
pub mod retention;
pub mod scope;
pub(crate) mod statement;
pub mod upsert;

pub use database::{Database, DatabaseError};
