//! Table `estimate`. Estimate to complete of a project as of a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day, Duration, EstimateId, Instant, Money, ProjectId};

/// Estimate to complete of a project as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "estimate")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EstimateId,
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
    /// Day the estimate holds for.
    pub as_of_on: Day,
    /// Cost still to come.
    pub cost_to_complete: Option<Money>,
    /// Hours still to come.
    pub duration_to_complete: Option<Duration>,
    /// Currency of the cost, the entity's functional one.
    pub currency: Option<Currency>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
