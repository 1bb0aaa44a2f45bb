//! Table `absence`. Time off on one day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{AbsenceId, Day, Duration, Instant, PersonId};

/// Only approved absence lowers capacity.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum AbsenceStatus {
    /// `pending`.
    #[sea_orm(string_value = "pending")]
    Pending,
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

/// Time off on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "absence")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AbsenceId,
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
    /// Day.
    pub absent_on: Day,
    /// Scheduled time taken off.
    pub duration: Duration,
    /// Only approved absence lowers capacity.
    pub status: AbsenceStatus,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
