//! Table `engagement`. A signed contract: how work for a customer is billed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, CustomerId, Day, EngagementId, Instant, LegalEntityId, Money, OpportunityId,
    PersonId, ProjectId, Ratio,
};

/// How it is billed.
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

/// Only active and ended contracts bind.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum EngagementStatus {
    /// `draft`.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// `active`.
    #[sea_orm(string_value = "active")]
    Active,
    /// `ended`.
    #[sea_orm(string_value = "ended")]
    Ended,
    /// `cancelled`.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Billing cycle; calendar month where empty.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum BillingCycle {
    /// `month`.
    #[sea_orm(string_value = "month")]
    Month,
    /// `quarter`.
    #[sea_orm(string_value = "quarter")]
    Quarter,
    /// `week`.
    #[sea_orm(string_value = "week")]
    Week,
    /// `milestone`.
    #[sea_orm(string_value = "milestone")]
    Milestone,
}

/// Whether reimbursables are revenue (principal) or not (agent); agent where empty.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum PassThroughPolicy {
    /// `agent`.
    #[sea_orm(string_value = "agent")]
    Agent,
    /// `principal`.
    #[sea_orm(string_value = "principal")]
    Principal,
}

/// A signed contract: how work for a customer is billed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "engagement")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EngagementId,
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
    /// Name or number.
    pub name: String,
    /// Contract number.
    pub number: Option<String>,
    /// Customer.
    pub customer_id: Option<CustomerId>,
    /// Opportunity it came from.
    pub opportunity_id: Option<OpportunityId>,
    /// Entity that signed.
    pub legal_entity_id: Option<LegalEntityId>,
    /// First project, where the source names it.
    pub project_id: Option<ProjectId>,
    /// Person who owns it.
    pub owner_id: Option<PersonId>,
    /// How it is billed.
    pub billing_model: BillingModel,
    /// Only active and ended contracts bind.
    pub status: EngagementStatus,
    /// Transaction price.
    pub value: Option<Money>,
    /// Not-to-exceed amount for time and materials.
    pub cap: Option<Money>,
    /// Contract currency.
    pub currency: Option<Currency>,
    /// First day of service.
    pub start_on: Option<Day>,
    /// Last day of service.
    pub end_on: Option<Day>,
    /// Last day where it ended early.
    pub ended_early_on: Option<Day>,
    /// Day of signature.
    pub signed_on: Option<Day>,
    /// Billing cycle; calendar month where empty.
    pub billing_cycle: Option<BillingCycle>,
    /// Days after the cycle's end by which it must be billed.
    pub billing_deadline_days: Option<i32>,
    /// Whether reimbursables are revenue (principal) or not (agent); agent where empty.
    pub pass_through_policy: Option<PassThroughPolicy>,
    /// Mark-up on billable expenses, as a fraction.
    pub expense_markup: Option<Ratio>,
    /// Client's purchase order number.
    pub purchase_order: Option<String>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
