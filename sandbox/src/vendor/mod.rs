//! The simulators, one folder a vendor.

pub mod kantata;
pub mod netsuite;
pub mod salesforce;
