//! One generated professional-services firm behind a simulator of each vendor's own protocol.
//!
//! Shares no code with the connectors: what both sides know of a protocol, each learnt from the vendor notes.

pub mod fault;
pub mod firm;
mod run;
pub mod vendor;
pub mod world;

pub use run::{AllFaults, Options, Running, serve, start, world};
