//! Table `billing_item`. A billable quantity on its way to an invoice and to cash.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day, Instant};

/// A billable quantity on its way to an invoice and to cash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "billing_item")]
pub struct Model {
    /// Id of the time entry, expense, milestone or fee period.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// time, expense, milestone, correction or fee.
    pub kind: String,
    /// Project.
    pub project_id: i64,
    /// Contract.
    pub engagement_id: Option<i64>,
    /// Customer.
    pub customer_id: Option<i64>,
    /// Practice.
    pub practice_id: Option<i64>,
    /// Entity that invoices.
    pub legal_entity_id: Option<i64>,
    /// Person.
    pub person_id: Option<i64>,
    /// Role.
    pub role_id: Option<i64>,
    /// Project manager.
    pub manager_id: Option<i64>,
    /// Billing model.
    pub billing_model: String,
    /// Work, expense, acceptance or period start date.
    pub work_on: Day,
    /// Submitted.
    pub submitted_at: Option<Instant>,
    /// Approved.
    pub approved_at: Option<Instant>,
    /// Approved, as a civil date of the entity.
    pub approved_on: Option<Day>,
    /// End of the billing cycle.
    pub eligible_on: Option<Day>,
    /// Day after which it is late.
    pub deadline_on: Option<Day>,
    /// Arrived in the ERP.
    pub posted_at: Option<Instant>,
    /// The same as a civil date of the entity.
    pub posted_on: Option<Day>,
    /// Invoice drafted.
    pub drafted_on: Option<Day>,
    /// First issued invoice.
    pub issued_on: Option<Day>,
    /// Due.
    pub due_on: Option<Day>,
    /// Paid in full.
    pub paid_on: Option<Day>,
    /// First issued invoice.
    pub first_invoice_id: Option<i64>,
    /// Its line.
    pub line_id: Option<i64>,
    /// True while on a live invoice line.
    pub live: bool,
    /// True where it counts in billing latency.
    pub latency: bool,
    /// True where a hold is on it.
    pub held: bool,
    /// True where it was written down.
    pub written_down: bool,
    /// Currency of the contract value.
    pub currency: Currency,
    /// Contract value with 4 decimals in the currency.
    pub value: i64,
    /// The same in the entity's functional currency; empty without a rate.
    pub value_entity: Option<i64>,
    /// The same in group currency; empty without a rate.
    pub value_group: Option<i64>,
    /// Net amount of the first issued line in group currency.
    pub weight_group: Option<i64>,
    /// The entity's functional currency.
    pub entity_currency: Currency,
    /// Time in ms.
    pub duration: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
