//! Table `assignment`. Hours booked for a person on a project between days.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{AssignmentId, Day, Duration, Instant, PersonId, ProjectId, RoleId, UnitPrice};

/// Hard is confirmed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Firmness {
    /// `hard`.
    #[sea_orm(string_value = "hard")]
    Hard,
    /// `soft`.
    #[sea_orm(string_value = "soft")]
    Soft,
}

/// Hours booked for a person on a project between days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
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
    /// Person; empty for an unnamed resource.
    pub person_id: Option<PersonId>,
    /// Project.
    pub project_id: ProjectId,
    /// Role booked.
    pub role_id: Option<RoleId>,
    /// First day.
    pub from_on: Day,
    /// Last day.
    pub to_on: Day,
    /// Booked time in all.
    pub duration: Duration,
    /// Hard is confirmed.
    pub firmness: Firmness,
    /// Agreed bill rate.
    pub bill_rate: Option<UnitPrice>,
    /// Planned cost rate.
    pub cost_rate: Option<UnitPrice>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
