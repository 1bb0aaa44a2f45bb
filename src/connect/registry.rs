//! The vendors, one line each.

use super::Connector;
use crate::domain::fault::{Fault, Remedy};

/// Every vendor that can be connected.
pub static CONNECTORS: &[&Connector] = &[
    &super::salesforce::SALESFORCE,
    &super::netsuite::NETSUITE,
    &super::kantata::KANTATA,
];

/// A vendor by its name in the configuration.
pub fn connector(vendor: &str) -> Result<&'static Connector, Fault> {
    CONNECTORS
        .iter()
        .find(|connector| connector.vendor == vendor)
        .copied()
        .ok_or_else(|| {
            let known: Vec<_> = CONNECTORS
                .iter()
                .map(|connector| connector.vendor)
                .collect();
            Fault::new(
                "UNKNOWN_VENDOR",
                Remedy::FixConfiguration,
                format!("no connector is called {vendor:?}"),
            )
            .hint(format!("use one of {}", known.join(", ")))
        })
}
