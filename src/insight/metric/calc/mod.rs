//! Pure calculation: plain rows in, exact amounts out; no database, no clock.

pub mod ahead;
pub mod billing;
pub mod business;
pub mod exact;
pub mod fx;
pub mod input;
pub mod item;
pub mod leakage;
pub mod ledger;
pub mod margin;
pub mod percentile;
pub mod receivable;
pub mod setup;
pub mod staff;
pub mod status;
pub mod utilization;
