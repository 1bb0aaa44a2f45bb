//! NetSuite: the ERP. Reads tables with SuiteQL, a document always whole with its lines, and knows the account's clock, zone and gaps.
//!
//! Facts: the vendor's REST services. What surprises: a statement's instants are in a zone that no document states ([`zone`]); a column or
//! table that the role may not see looks misspelt ([`refusal`]); a payment changes an invoice without its stamp ([`feed`]).

mod account;
mod answer;
mod auth;
mod custom;
mod deletion;
mod feed;
mod feeds;
mod names;
mod protocol;
mod reader;
mod refusal;
mod roles;
mod streams;
mod suiteql;
mod tables;
mod total;
mod zone;

use super::Connector;

/// The connector.
pub static NETSUITE: Connector = Connector {
    vendor: "netsuite",
    title: "NetSuite",
    streams: streams::STREAMS,
    profile: include_str!("profile.toml"),
    open: protocol::open,
};
