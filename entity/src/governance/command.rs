//! Table `command`. What a person asked of a stage, and what became of it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// What a person asked of a stage, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "command")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// start_sync, pause_connection, resume_connection, retry_dead_letters, discard_dead_letter, preview_replay or replay.
    pub action: String,
    /// Connection, stream or record.
    pub subject: String,
    /// Arguments as JSON.
    pub input: String,
    /// Who.
    pub actor: String,
    /// As which role.
    pub role: String,
    /// Why.
    pub reason: String,
    /// asked, running, done or failed.
    pub state: String,
    /// Outcome as JSON.
    pub outcome: Option<String>,
    /// When asked.
    pub asked_at: Instant,
    /// When done.
    pub ended_at: Option<Instant>,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
