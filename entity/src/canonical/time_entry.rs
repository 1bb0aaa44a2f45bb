//! Table `time_entry`. Hours of a person on a project on a day; a correction is a row of its own.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, Duration, Instant, PersonId, ProjectId, RoleId, SubmissionId, TaskId,
    TimeEntryId, UnitPrice,
};

/// Status now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum TimeEntryStatus {
    /// `draft`.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// `submitted`.
    #[sea_orm(string_value = "submitted")]
    Submitted,
    /// `approved`.
    #[sea_orm(string_value = "approved")]
    Approved,
    /// `rejected`.
    #[sea_orm(string_value = "rejected")]
    Rejected,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Hours of a person on a project on a day; a correction is a row of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "time_entry")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TimeEntryId,
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
    /// Person.
    pub person_id: PersonId,
    /// Project.
    pub project_id: ProjectId,
    /// Task.
    pub task_id: Option<TaskId>,
    /// Role worked in.
    pub role_id: Option<RoleId>,
    /// Civil date of the work in the worker's zone.
    pub work_on: Day,
    /// Time worked; negative in a correction.
    pub duration: Duration,
    /// Billable; the project's default where empty.
    pub billable: Option<bool>,
    /// Status now.
    pub status: TimeEntryStatus,
    /// Submission it is approved with.
    pub submission_id: Option<SubmissionId>,
    /// Instant it was handed in, where the source dates it itself.
    pub submitted_at: Option<Instant>,
    /// Instant of approval, where the source dates it itself.
    pub approved_at: Option<Instant>,
    /// Bill rate per hour.
    pub bill_rate: Option<UnitPrice>,
    /// Cost rate per hour.
    pub cost_rate: Option<UnitPrice>,
    /// Currency of both rates, the project's.
    pub currency: Option<Currency>,
    /// True for an adjustment of work already billed.
    pub correction: Option<bool>,
    /// Day a correction was posted.
    pub posted_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
