//! The integration tests: one binary, one module per stage, every database test on SQLite and on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "tests fail by panicking, and their names are their documentation"
)]

#[macro_use]
mod harness;

mod access;
mod binary;
mod contract;
mod dashboard;
mod firm;
mod graphql;
mod kill;
mod ledger;
mod metric;
mod migrations;
mod model;
mod money;
mod oracle;
mod policy;
mod rule;
mod sync;
mod tidy;
mod transport;
