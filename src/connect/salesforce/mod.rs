//! Salesforce: the CRM. Reads objects by keyset over SystemModstamp, deleted rows included; the last minute is read again by the next pass.
//!
//! Fields that the org does not have, or does not show, are found by describe and left out of the query; the check names them.

mod auth;
mod bulk;
mod certinia;
mod deleted;
mod describe;
mod map;
mod pace;
mod protocol;
mod refusal;
mod rows;
mod soql;
mod streams;
mod table;
mod target;

use super::Connector;

/// The connector.
pub static SALESFORCE: Connector = Connector {
    vendor: "salesforce",
    title: "Salesforce",
    streams: streams::STREAMS,
    profile: include_str!("profile.toml"),
    open: protocol::open,
};
