//! Table `stage_change`. A move of an opportunity to another stage.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Instant, OpportunityId, StageChangeId};

/// Outcome that the stage means.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum StageChangeOutcome {
    /// `open`.
    #[sea_orm(string_value = "open")]
    Open,
    /// `won`.
    #[sea_orm(string_value = "won")]
    Won,
    /// `lost`.
    #[sea_orm(string_value = "lost")]
    Lost,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// A move of an opportunity to another stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "stage_change")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StageChangeId,
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
    /// Opportunity.
    pub opportunity_id: OpportunityId,
    /// Stage moved to.
    pub stage: Option<String>,
    /// Outcome that the stage means.
    pub outcome: Option<StageChangeOutcome>,
    /// Instant of the move.
    pub changed_at: Instant,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
