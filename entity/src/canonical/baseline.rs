//! Table `baseline`. A frozen forecast or margin of a project.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{BaselineId, Currency, Day, Instant, Money, ProjectId};

/// A frozen forecast or margin of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "baseline")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BaselineId,
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
    /// Day it was frozen.
    pub frozen_on: Day,
    /// Revenue at completion.
    pub revenue: Option<Money>,
    /// Cost at completion.
    pub cost: Option<Money>,
    /// Currency.
    pub currency: Option<Currency>,
    /// Planned end.
    pub end_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
