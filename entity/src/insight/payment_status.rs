//! Table `payment_status`. Payment status of an account, as the hub sees it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant};

/// Payment status of an account, as the hub sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "payment_status")]
pub struct Model {
    /// Customer (its group's representative).
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_id: i64,
    /// CURRENT, DUE_SOON, OVERDUE_n, DISPUTED, ON_HOLD or UNKNOWN.
    pub status: String,
    /// Days past due of the worst open invoice.
    pub days_past_due: i32,
    /// Open amount in group currency with 4 decimals.
    pub open_amount: i64,
    /// Overdue part of it.
    pub overdue_amount: i64,
    /// Worst open invoice.
    pub worst_invoice_id: Option<i64>,
    /// Latest payment.
    pub last_payment_id: Option<i64>,
    /// Its day.
    pub last_paid_on: Option<Day>,
    /// When it last changed.
    pub changed_at: Instant,
    /// Key of the transaction that wrote it last.
    pub tx: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
