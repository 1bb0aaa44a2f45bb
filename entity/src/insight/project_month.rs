//! Table `project_month`. Margin measures of a project in a month.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day};

/// Margin measures of a project in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "project_month")]
pub struct Model {
    /// Project (its group's representative).
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: i64,
    /// First day of the month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month_on: Day,
    /// Contract.
    pub engagement_id: Option<i64>,
    /// Customer.
    pub customer_id: Option<i64>,
    /// Practice.
    pub practice_id: Option<i64>,
    /// Entity.
    pub legal_entity_id: Option<i64>,
    /// Project manager.
    pub manager_id: Option<i64>,
    /// Billing model.
    pub billing_model: String,
    /// True for internal work.
    pub internal: bool,
    /// Project currency.
    pub currency: Currency,
    /// The entity's functional currency.
    pub entity_currency: Currency,
    /// People whose cost is in it.
    pub people: i32,
    /// Measures by currency basis, as JSON (see insight::metric::cube).
    pub measures: String,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
