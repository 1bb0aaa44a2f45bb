//! Table `payment_event`. One change of an account's payment status, with the status as it then was.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant};

/// One change of an account's payment status, with the status as it then was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "payment_event")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Customer (its group's representative).
    pub customer_id: i64,
    /// Key of the transaction that wrote it.
    pub tx: i64,
    /// When.
    pub at: Instant,
    /// Status before; empty for the first.
    pub from_status: Option<String>,
    /// Status after.
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
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
