//! Salesforce: the CRM. Reads objects by keyset over SystemModstamp, deleted rows included, never the last minute.
//!
//! Fields that the org does not have, or does not show, are found by describe and left out of the query; the check names them.

mod auth;
mod bulk;
mod certinia;
mod deleted;
mod describe;
mod map;
mod protocol;
mod refusal;
mod soql;
mod streams;
mod table;

use super::Connector;

/// The connector.
pub static SALESFORCE: Connector = Connector {
    vendor: "salesforce",
    title: "Salesforce",
    streams: streams::STREAMS,
    profile: include_str!("profile.toml"),
    open: protocol::open,
};
