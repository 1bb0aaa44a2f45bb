//! Table `time_posting`. The ERP's copy of a time entry: shows when delivered work reached finance.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Duration, Instant, ProjectId, TimeEntryId, TimePostingId};

/// Status in the ERP.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum TimePostingStatus {
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

/// The ERP's copy of a time entry: shows when delivered work reached finance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "time_posting")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TimePostingId,
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
    /// Time entry it copies.
    pub time_entry_id: TimeEntryId,
    /// Project as the ERP knows it.
    pub project_id: Option<ProjectId>,
    /// Instant it arrived in the ERP.
    pub posted_at: Option<Instant>,
    /// Work date.
    pub work_on: Option<Day>,
    /// Time.
    pub duration: Option<Duration>,
    /// Status in the ERP.
    pub status: Option<TimePostingStatus>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
