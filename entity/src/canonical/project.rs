//! Table `project`. A piece of delivery work; the PSA workspace and the ERP job are linked rows.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, CustomerId, Day, Duration, EngagementId, Instant, LegalEntityId, Money,
    OpportunityId, PersonId, PracticeId, ProjectId, RateCardId, Ratio,
};

/// Billing model where the project itself says so; none for internal work.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum BillingModel {
    /// `time_and_materials`.
    #[sea_orm(string_value = "time_and_materials")]
    TimeAndMaterials,
    /// `fixed_fee`.
    #[sea_orm(string_value = "fixed_fee")]
    FixedFee,
    /// `milestone`.
    #[sea_orm(string_value = "milestone")]
    Milestone,
    /// `retainer`.
    #[sea_orm(string_value = "retainer")]
    Retainer,
    /// `none`.
    #[sea_orm(string_value = "none")]
    None,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Status.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ProjectStatus {
    /// `planned`.
    #[sea_orm(string_value = "planned")]
    Planned,
    /// `active`.
    #[sea_orm(string_value = "active")]
    Active,
    /// `on_hold`.
    #[sea_orm(string_value = "on_hold")]
    OnHold,
    /// `closed`.
    #[sea_orm(string_value = "closed")]
    Closed,
    /// `cancelled`.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// A piece of delivery work; the PSA workspace and the ERP job are linked rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
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
    /// Project code.
    pub code: Option<String>,
    /// Contract it delivers.
    pub engagement_id: Option<EngagementId>,
    /// Customer.
    pub customer_id: Option<CustomerId>,
    /// Opportunity it came from.
    pub opportunity_id: Option<OpportunityId>,
    /// Entity that delivers.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Practice that delivers.
    pub practice_id: Option<PracticeId>,
    /// Project manager.
    pub manager_id: Option<PersonId>,
    /// Rate card.
    pub rate_card_id: Option<RateCardId>,
    /// Project above it.
    pub parent_id: Option<ProjectId>,
    /// Billing model where the project itself says so; none for internal work.
    pub billing_model: Option<BillingModel>,
    /// Project currency.
    pub currency: Option<Currency>,
    /// Status.
    pub status: ProjectStatus,
    /// True where there is no client.
    pub internal: Option<bool>,
    /// Billable flag of entries that have none of their own.
    pub billable_default: Option<bool>,
    /// False where time counts as approved on entry.
    pub approvals_required: Option<bool>,
    /// Instant it became ready for time in the PSA.
    pub activated_at: Option<Instant>,
    /// Instant it became billable in the ERP.
    pub billable_at: Option<Instant>,
    /// Instant it was closed.
    pub closed_at: Option<Instant>,
    /// Planned start.
    pub start_on: Option<Day>,
    /// Planned end.
    pub end_on: Option<Day>,
    /// Budgeted hours.
    pub budget_duration: Option<Duration>,
    /// Budgeted cost in project currency.
    pub budget_cost: Option<Money>,
    /// Price in project currency.
    pub price: Option<Money>,
    /// Target margin as a fraction.
    pub target_margin: Option<Ratio>,
    /// ERP order the project belongs to.
    pub sales_order: Option<String>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
