//! Kantata OX: the PSA. Reads collections by `updated_after` in order of change, with every default filter off.
//!
//! Facts: the vendor's REST API v1. Two traps are met here: maps are unordered and may hold side-loaded objects, so `results` is followed; and pages
//! shift when a row changes during a crawl, so each page begins again at the last change seen rather than at a page number.

mod crawl;
mod envelope;
mod events;
mod join;
mod map;
mod protocol;
mod rates;
mod streams;

use super::Connector;

/// The connector.
pub static KANTATA: Connector = Connector {
    vendor: "kantata",
    title: "Kantata OX",
    streams: streams::STREAMS,
    profile: include_str!("profile.toml"),
    open: protocol::open,
};
