//! The Salesforce simulator over real HTTP.
#![allow(clippy::unwrap_used)]

mod bulk;
mod changes;
mod psa;
mod query;
mod signin;
mod stand;
mod write;
