//! Table `position`. What a person was from a day on: role, practice, manager, entity or cost rate (one fact a row).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, Instant, LegalEntityId, PersonId, PositionId, PracticeId, RoleId, UnitPrice,
};

/// What a person was from a day on: role, practice, manager, entity or cost rate (one fact a row).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "position")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PositionId,
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
    /// First day on which it holds.
    pub effective_on: Day,
    /// Instant the source recorded the change.
    pub noted_at: Option<Instant>,
    /// Role from that day.
    pub role_id: Option<RoleId>,
    /// Practice from that day.
    pub practice_id: Option<PracticeId>,
    /// Entity from that day.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Manager from that day.
    pub manager_id: Option<PersonId>,
    /// Cost rate per hour from that day.
    pub cost_rate: Option<UnitPrice>,
    /// Cost rate before the change.
    pub cost_rate_before: Option<UnitPrice>,
    /// Role before the change.
    pub role_before_id: Option<RoleId>,
    /// Practice before the change.
    pub practice_before_id: Option<PracticeId>,
    /// Currency of the cost rate.
    pub currency: Option<Currency>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
