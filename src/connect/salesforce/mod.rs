//! Salesforce: the CRM. Reads objects by keyset over SystemModstamp, deleted rows included, never the last minute.
//!
//! Fields that the org does not have, or does not show, are found by describe and left out of the query; the check names them.

mod auth;
mod map;
mod protocol;
mod soql;
mod streams;

use super::Connector;

/// The connector.
pub static SALESFORCE: Connector = Connector {
    vendor: "salesforce",
    title: "Salesforce",
    streams: streams::STREAMS,
    profile: include_str!("profile.toml"),
    open: protocol::open,
};
