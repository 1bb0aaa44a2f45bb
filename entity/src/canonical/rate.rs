//! Table `rate`. A price per hour by role, person, project or default, between days.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, Instant, PersonId, ProjectId, RateCardId, RateId, RoleId, UnitPrice,
};

/// A price per hour by role, person, project or default, between days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "rate")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RateId,
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
    /// Rate card.
    pub rate_card_id: Option<RateCardId>,
    /// Role.
    pub role_id: Option<RoleId>,
    /// Person.
    pub person_id: Option<PersonId>,
    /// Project.
    pub project_id: Option<ProjectId>,
    /// Bill rate per hour.
    pub bill_rate: Option<UnitPrice>,
    /// Cost rate per hour.
    pub cost_rate: Option<UnitPrice>,
    /// Currency.
    pub currency: Option<Currency>,
    /// First day; open where empty.
    pub from_on: Option<Day>,
    /// Last day; open where empty.
    pub to_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
