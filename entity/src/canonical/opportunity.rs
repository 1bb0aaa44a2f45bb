//! Table `opportunity`. A deal in the CRM.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, CustomerId, Day, Instant, LegalEntityId, Money, OpportunityId, PersonId, PracticeId,
    Ratio,
};

/// Outcome now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum OpportunityOutcome {
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

/// A deal in the CRM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "opportunity")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OpportunityId,
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
    /// Name.
    pub name: String,
    /// Customer.
    pub customer_id: Option<CustomerId>,
    /// Entity that would sign.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Practice that would deliver.
    pub practice_id: Option<PracticeId>,
    /// Person who owns it.
    pub owner_id: Option<PersonId>,
    /// Stage as the CRM names it.
    pub stage: Option<String>,
    /// Outcome now.
    pub outcome: OpportunityOutcome,
    /// Probability as a fraction.
    pub probability: Option<Ratio>,
    /// Amount.
    pub amount: Option<Money>,
    /// Currency.
    pub currency: Option<Currency>,
    /// Expected or actual close date, as edited by people.
    pub close_on: Option<Day>,
    /// Instant of the last move to a won stage.
    pub won_at: Option<Instant>,
    /// Planned start.
    pub start_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
