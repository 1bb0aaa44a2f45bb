//! Table `task`. A node of a project's work breakdown.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Duration, Instant, ProjectId, TaskId};

/// Rework is cost that shows no progress.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum TaskCategory {
    /// `task`.
    #[sea_orm(string_value = "task")]
    Task,
    /// `milestone`.
    #[sea_orm(string_value = "milestone")]
    Milestone,
    /// `deliverable`.
    #[sea_orm(string_value = "deliverable")]
    Deliverable,
    /// `rework`.
    #[sea_orm(string_value = "rework")]
    Rework,
}

/// Why non-billable time on it counts as productive.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Productive {
    /// `none`.
    #[sea_orm(string_value = "none")]
    None,
    /// `pre_sales`.
    #[sea_orm(string_value = "pre_sales")]
    PreSales,
    /// `training`.
    #[sea_orm(string_value = "training")]
    Training,
    /// `client`.
    #[sea_orm(string_value = "client")]
    Client,
}

/// A node of a project's work breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
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
    /// Task above it.
    pub parent_id: Option<TaskId>,
    /// Name.
    pub name: Option<String>,
    /// Rework is cost that shows no progress.
    pub category: TaskCategory,
    /// Why non-billable time on it counts as productive.
    pub productive: Option<Productive>,
    /// State as the PSA names it.
    pub state: Option<String>,
    /// Billable by default.
    pub billable: Option<bool>,
    /// Billed by a fee, not by hours.
    pub fixed_fee: Option<bool>,
    /// Estimated hours.
    pub estimated_duration: Option<Duration>,
    /// Planned start.
    pub start_on: Option<Day>,
    /// Planned end.
    pub due_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
