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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::mapping::Convert;
    use crate::connect::{Mapper, Settings};

    /// A reference to another vendor's object that no stream of that vendor makes would wait for ever.
    #[test]
    fn references_between_vendors_name_objects_that_exist() {
        for from in CONNECTORS {
            let mapper =
                Mapper::new(from, &Settings::new("c", from.vendor, "http://localhost")).unwrap();
            for stream in from.streams {
                for (_, path, convert) in mapper.reads(stream.name) {
                    let Convert::Peer(vendor, patterns) = convert else {
                        continue;
                    };
                    let peer = connector(vendor).unwrap();
                    for (_, object) in patterns {
                        let made = peer.streams.iter().any(|stream| {
                            stream.object == *object
                                || stream
                                    .mappings
                                    .iter()
                                    .any(|mapping| mapping.object == *object)
                        });
                        assert!(
                            made,
                            "{} {} {path}: {vendor} makes no {object}",
                            from.vendor, stream.name
                        );
                    }
                }
            }
        }
    }
}
