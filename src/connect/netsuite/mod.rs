//! NetSuite: SuiteQL over REST.

mod account;
mod answer;
mod auth;
mod feed;
mod reader;
mod refusal;
mod suiteql;
mod tables;
mod zone;
