//! Table `revenue_event`. Revenue recognised by the ERP.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, EngagementId, Instant, LegalEntityId, Money, ProjectId, RevenueEventId,
};

/// Revenue recognised by the ERP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "revenue_event")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevenueEventId,
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
    pub project_id: Option<ProjectId>,
    /// Contract.
    pub engagement_id: Option<EngagementId>,
    /// Entity.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Posting date.
    pub posted_on: Day,
    /// Amount.
    pub amount: Money,
    /// Currency.
    pub currency: Currency,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
