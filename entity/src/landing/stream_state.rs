//! Table `stream_state`. How far a stream of a connection has been landed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// How far a stream of a connection has been landed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "stream_state")]
pub struct Model {
    /// Connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: i32,
    /// Stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// Cursor state as JSON, opaque to all but sync.
    pub checkpoint: Option<String>,
    /// When the first load ended.
    pub first_loaded_at: Option<Instant>,
    /// Source time up to which everything is proven landed.
    pub watermark_at: Option<Instant>,
    /// End of the last good run.
    pub last_ok_at: Option<Instant>,
    /// Start of the last run.
    pub last_run_at: Option<Instant>,
    /// When it is due.
    pub next_run_at: Option<Instant>,
    /// Failed attempts since the last good run.
    pub attempt: i32,
    /// Live raw records.
    pub rows: i64,
    /// End of the last full pass.
    pub full_pass_at: Option<Instant>,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
