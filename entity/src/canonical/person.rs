//! Table `person`. Somebody who works on projects, leads accounts or approves.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, Instant, LegalEntityId, PersonId, PracticeId, Ratio, RoleId, UnitPrice,
};

/// Contractors stay out of headcount; external people belong to clients.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Worker {
    /// `employee`.
    #[sea_orm(string_value = "employee")]
    Employee,
    /// `contractor`.
    #[sea_orm(string_value = "contractor")]
    Contractor,
    /// `external`.
    #[sea_orm(string_value = "external")]
    External,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Whether the person works here now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum PersonStatus {
    /// `active`.
    #[sea_orm(string_value = "active")]
    Active,
    /// `inactive`.
    #[sea_orm(string_value = "inactive")]
    Inactive,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Somebody who works on projects, leads accounts or approves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
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
    /// Full name.
    pub name: Option<String>,
    /// Work e-mail.
    pub email: Option<String>,
    /// Contractors stay out of headcount; external people belong to clients.
    pub worker: Worker,
    /// Whether the person works here now.
    pub status: PersonStatus,
    /// Employing entity.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Practice now; history is in person_assignment rows.
    pub practice_id: Option<PracticeId>,
    /// Role now.
    pub role_id: Option<RoleId>,
    /// Manager now.
    pub manager_id: Option<PersonId>,
    /// First employed day.
    pub hired_on: Option<Day>,
    /// Last employed day.
    pub released_on: Option<Day>,
    /// Bill rate per hour where nothing more specific is agreed.
    pub default_bill_rate: Option<UnitPrice>,
    /// Cost rate per hour now.
    pub default_cost_rate: Option<UnitPrice>,
    /// Currency of the default rates.
    pub rate_currency: Option<Currency>,
    /// Target billable utilization, as a fraction.
    pub utilization_target: Option<Ratio>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
