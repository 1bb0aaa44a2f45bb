//! Where rows came from: the vendor's object behind each, by the raw record's id. Plain facts only; a payload is shown field by field.

use std::collections::HashMap;

use entity::landing::raw_record;
use entity::value::Instant;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::model::statement::{among, query_ids};

/// From the vendor's object to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Connection's id in the configuration.
    pub system: String,
    /// Vendor.
    pub vendor: String,
    /// Stream.
    pub stream: String,
    /// Key at the vendor.
    pub external_id: String,
    /// Run that last changed it.
    pub run_id: i64,
    /// Hash of the payload.
    pub hash: i64,
    /// Instant of the reply.
    pub received_at: Instant,
    /// Mapping it was last mapped with.
    pub mapping_version: i32,
}

/// Provenance by raw record.
pub async fn provenance(
    connection: &impl ConnectionTrait,
    ids: &[i64],
) -> Result<HashMap<i64, Provenance>, DbErr> {
    let sql = format!(
        "SELECT r.id, c.key, c.vendor, r.stream, r.external_id, r.run_id, r.hash, r.received_at, r.mapping_version \
         FROM raw_record r JOIN connection c ON c.id = r.connection_id WHERE r.{}",
        among(connection.get_database_backend(), "id")
    );
    query_ids(connection, sql, ids, Vec::new())
        .await?
        .iter()
        .map(|row| {
            Ok((
                row.try_get_by_index(0)?,
                Provenance {
                    system: row.try_get_by_index(1)?,
                    vendor: row.try_get_by_index(2)?,
                    stream: row.try_get_by_index(3)?,
                    external_id: row.try_get_by_index(4)?,
                    run_id: row.try_get_by_index(5)?,
                    hash: row.try_get_by_index(6)?,
                    received_at: Instant(row.try_get_by_index(7)?),
                    mapping_version: row.try_get_by_index(8)?,
                },
            ))
        })
        .collect()
}

/// The vendor's object behind a row, as it landed; its reader decides field by field what is shown.
pub async fn payload(connection: &impl ConnectionTrait, id: i64) -> Result<Option<String>, DbErr> {
    let record = raw_record::Entity::find_by_id(id).one(connection).await?;
    Ok(record.map(|record| record.payload))
}
