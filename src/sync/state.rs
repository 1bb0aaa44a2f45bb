//! How far a stream has been landed, as it is kept between runs.

use std::collections::BTreeSet;

use entity::landing::stream_state;
use entity::value::Instant;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Value as Bind};
use serde::{Deserialize, Serialize};

use crate::connect::Checkpoint;
use crate::model::statement::{Clash, Rows};

/// What the checkpoint column holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Where to go on.
    at: Checkpoint,
    /// Names that objects have been seen with; a new one is drift.
    #[serde(default)]
    fields: BTreeSet<String>,
    /// Version of the mapping that all raw records were mapped with.
    #[serde(default)]
    mapping: Option<i32>,
}

/// State of a stream of a connection.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) connection_id: i32,
    pub(super) stream: String,
    pub(super) at: Checkpoint,
    pub(super) fields: BTreeSet<String>,
    pub(super) mapping: Option<i32>,
    pub(super) first_loaded_at: Option<Instant>,
    pub(super) watermark_at: Option<Instant>,
    pub(super) last_ok_at: Option<Instant>,
    pub(super) last_run_at: Option<Instant>,
    pub(super) next_run_at: Option<Instant>,
    pub(super) attempt: i32,
    pub(super) rows: i64,
    pub(super) full_pass_at: Option<Instant>,
}

const COLUMNS: &[&str] = &[
    "connection_id",
    "stream",
    "checkpoint",
    "first_loaded_at",
    "watermark_at",
    "last_ok_at",
    "last_run_at",
    "next_run_at",
    "attempt",
    "rows",
    "full_pass_at",
];

impl State {
    /// Reads it; a stream that never ran has an empty one.
    pub(super) async fn load(
        connection: &impl ConnectionTrait,
        connection_id: i32,
        stream: &str,
    ) -> Result<Self, DbErr> {
        let row = stream_state::Entity::find_by_id((connection_id, stream.to_owned()))
            .one(connection)
            .await?;
        let Some(row) = row else {
            return Ok(Self {
                connection_id,
                stream: stream.to_owned(),
                at: Checkpoint::default(),
                fields: BTreeSet::new(),
                mapping: None,
                first_loaded_at: None,
                watermark_at: None,
                last_ok_at: None,
                last_run_at: None,
                next_run_at: None,
                attempt: 0,
                rows: 0,
                full_pass_at: None,
            });
        };
        // A checkpoint that cannot be read means the stream is read anew, which is always right.
        let kept: Kept = row
            .checkpoint
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        Ok(Self {
            connection_id,
            stream: row.stream,
            at: kept.at,
            fields: kept.fields,
            mapping: kept.mapping,
            first_loaded_at: row.first_loaded_at,
            watermark_at: row.watermark_at,
            last_ok_at: row.last_ok_at,
            last_run_at: row.last_run_at,
            next_run_at: row.next_run_at,
            attempt: row.attempt,
            rows: row.rows,
            full_pass_at: row.full_pass_at,
        })
    }

    /// Writes it.
    pub(super) async fn save(&self, connection: &impl ConnectionTrait) -> Result<(), DbErr> {
        let kept = Kept {
            at: self.at.clone(),
            fields: self.fields.clone(),
            mapping: self.mapping,
        };
        let kept = serde_json::to_string(&kept).map_err(|error| DbErr::Json(error.to_string()))?;
        let at = |instant: Option<Instant>| Bind::BigInt(instant.map(|instant| instant.0));
        let mut rows = Rows::new("stream_state", COLUMNS);
        rows.push([
            Bind::Int(Some(self.connection_id)),
            Bind::String(Some(self.stream.clone())),
            Bind::String(Some(kept)),
            at(self.first_loaded_at),
            at(self.watermark_at),
            at(self.last_ok_at),
            at(self.last_run_at),
            at(self.next_run_at),
            Bind::Int(Some(self.attempt)),
            Bind::BigInt(Some(self.rows)),
            at(self.full_pass_at),
        ]);
        rows.write(connection, Clash::Overwrite(&["connection_id", "stream"]))
            .await?;
        Ok(())
    }
}
