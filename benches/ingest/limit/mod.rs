//! The limits: the same pages fetched and hashed, the same rows written from memory.

pub mod fetch;
pub mod postgres;
pub mod sqlite;

/// Canonical tables among those written.
pub fn canonical(table: &str) -> bool {
    throughline::domain::record::ENTITIES
        .iter()
        .any(|entity| entity.table == table)
}
