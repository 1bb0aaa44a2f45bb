//! Answers queries and subscriptions for one viewer, and records what a person decided.
//!
//! [`router`] is the whole of it: GraphQL over HTTP, `graphql-transport-ws` and SSE, the dashboard's files, health and metrics. Everything it
//! reads comes through [`crate::model::read`] and the metric engine, each of which asks for the viewer first.

mod asset;
pub mod auth;
pub mod figures;
pub mod graphql;
mod health;
mod http;
mod keys;
pub mod limit;
pub mod live;
mod origin;
mod rate;
mod reads;
mod request;
mod run;
mod socket;
mod sse;
mod state;
mod tally;

pub use http::router;
pub use state::{FieldMapping, Pace, Parts, State};
