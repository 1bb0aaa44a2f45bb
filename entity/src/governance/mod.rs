//! What people asked and decided, and what they were shown.

pub mod audit_log;
pub mod command;
pub mod conflict;
pub mod freeze;
