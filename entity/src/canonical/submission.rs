//! Table `submission`. A timesheet or expense report handed in for approval.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant, PersonId, ProjectId, SubmissionId};

/// Status now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum SubmissionStatus {
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
    /// `cancelled`.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// A timesheet or expense report handed in for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubmissionId,
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
    pub person_id: Option<PersonId>,
    /// Project.
    pub project_id: Option<ProjectId>,
    /// First day covered.
    pub from_on: Option<Day>,
    /// Last day covered.
    pub to_on: Option<Day>,
    /// Status now.
    pub status: SubmissionStatus,
    /// Instant it was handed in.
    pub submitted_at: Option<Instant>,
    /// Day of the last decision, where the source has no instant.
    pub decided_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
