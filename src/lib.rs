//! Throughline: an operational-intelligence hub for professional-services firms.
//!
//! Data goes one way: [`connect`] speaks to vendors, [`sync`] lands and maps, [`model`] keeps the canonical rows, [`insight`] turns
//! rows into numbers and exceptions, [`serve`] answers queries and subscriptions for one viewer. [`domain`] has the words everyone
//! uses, [`access`] decides who may see what, [`task`] runs background work. Only the app and the command line know everyone.

pub mod access;
pub mod app;
pub mod cli;
pub mod config;
pub mod connect;
pub mod domain;
pub mod insight;
pub mod model;
pub mod serve;
pub mod sync;
pub mod task;
