//! Table `milestone`. An amount that becomes due when a task is accepted or on a date.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day, Instant, MilestoneId, Money, ProjectId, TaskId};

/// What makes it due.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum MilestoneTrigger {
    /// `date`.
    #[sea_orm(string_value = "date")]
    Date,
    /// `acceptance`.
    #[sea_orm(string_value = "acceptance")]
    Acceptance,
}

/// An amount that becomes due when a task is accepted or on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "milestone")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MilestoneId,
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
    /// Project.
    pub project_id: ProjectId,
    /// Task whose acceptance makes it due.
    pub task_id: Option<TaskId>,
    /// Name.
    pub name: Option<String>,
    /// Amount.
    pub amount: Option<Money>,
    /// Currency.
    pub currency: Option<Currency>,
    /// Planned date.
    pub planned_on: Option<Day>,
    /// Acceptance, where the source dates it itself.
    pub accepted_at: Option<Instant>,
    /// What makes it due.
    pub trigger: Option<MilestoneTrigger>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
