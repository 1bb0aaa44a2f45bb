//! Table `sync_run`. One run of one stream.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// One run of one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "sync_run")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Connection.
    pub connection_id: i32,
    /// Stream.
    pub stream: String,
    /// schedule, first_load, full, command or retry.
    pub trigger: String,
    /// running, ok, failed or aborted.
    pub state: String,
    /// When it was due.
    pub due_at: Option<Instant>,
    /// Start.
    pub started_at: Instant,
    /// End.
    pub ended_at: Option<Instant>,
    /// Requests sent.
    pub requests: i64,
    /// Pages landed.
    pub pages: i64,
    /// Objects received.
    pub seen: i64,
    /// Objects that were new or changed.
    pub landed: i64,
    /// Objects set aside.
    pub dead: i64,
    /// Deletions seen.
    pub deleted: i64,
    /// Requests repeated.
    pub retried: i64,
    /// Amounts rounded to 4 decimals.
    pub rounded: i64,
    /// Stable code of the failure.
    pub error_code: Option<String>,
    /// What went wrong, for an operator.
    pub error_detail: Option<String>,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
