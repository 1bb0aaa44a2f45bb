//! Table `invoice_line`. A line of an invoice or credit note; tax lines are not kept as lines.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, ExpenseId, Instant, InvoiceId, InvoiceLineId, MilestoneId, Money, ProjectId,
    Ratio, TimeEntryId, UnitPrice,
};

/// What it bills.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// `time`.
    #[sea_orm(string_value = "time")]
    Time,
    /// `expense`.
    #[sea_orm(string_value = "expense")]
    Expense,
    /// `milestone`.
    #[sea_orm(string_value = "milestone")]
    Milestone,
    /// `correction`.
    #[sea_orm(string_value = "correction")]
    Correction,
    /// `fee`.
    #[sea_orm(string_value = "fee")]
    Fee,
    /// `none`.
    #[sea_orm(string_value = "none")]
    None,
}

/// A line of an invoice or credit note; tax lines are not kept as lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_line")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvoiceLineId,
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
    /// Document.
    pub invoice_id: InvoiceId,
    /// Position in the document.
    pub position: Option<i32>,
    /// Project billed.
    pub project_id: Option<ProjectId>,
    /// Net amount, positive in both kinds of document.
    pub amount: Money,
    /// Currency.
    pub currency: Currency,
    /// Quantity.
    pub quantity: Option<Ratio>,
    /// Unit price.
    pub unit_price: Option<UnitPrice>,
    /// What it bills.
    pub delivery: Delivery,
    /// Time entry or correction it bills.
    pub time_entry_id: Option<TimeEntryId>,
    /// Expense it bills.
    pub expense_id: Option<ExpenseId>,
    /// Milestone it bills.
    pub milestone_id: Option<MilestoneId>,
    /// First day of the fee period.
    pub service_from_on: Option<Day>,
    /// Last day of the fee period.
    pub service_to_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
