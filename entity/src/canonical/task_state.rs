//! Table `task_state`. A change of a task's state, which dates the acceptance of a milestone.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Instant, TaskId, TaskStateId};

/// Completed is acceptance; started again is a reversal.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum TaskStateState {
    /// `accepted`.
    #[sea_orm(string_value = "accepted")]
    Accepted,
    /// `reversed`.
    #[sea_orm(string_value = "reversed")]
    Reversed,
    /// `other`.
    #[sea_orm(string_value = "other")]
    Other,
}

/// A change of a task's state, which dates the acceptance of a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "task_state")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskStateId,
    /// Connection the row came from.
    pub connection_id: i32,
    /// Raw record it was mapped from.
    pub source_id: i64,
    /// Version: the source's stamp, else the instant of the reply that carried it.
    pub version_at: Instant,
    /// Key of the transaction that wrote it last.
    pub tx: i64,
    /// Instant from which it is known to be deleted at the source.
    pub deleted_at: Option<Instant>,
    /// Task.
    pub task_id: TaskId,
    /// Completed is acceptance; started again is a reversal.
    pub state: TaskStateState,
    /// Instant of the change.
    pub changed_at: Instant,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
