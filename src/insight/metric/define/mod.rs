//! The definitions, one family a file.

pub mod ahead;
pub mod integration;
pub mod latency;
pub mod lockup;
pub mod margin;
pub mod receivable;
pub mod resolution;
pub mod unbilled;
pub mod utilization;
