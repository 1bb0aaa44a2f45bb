//! NetSuite: SuiteQL over REST.

mod answer;
mod auth;
mod refusal;
mod suiteql;
mod tables;
mod zone;
