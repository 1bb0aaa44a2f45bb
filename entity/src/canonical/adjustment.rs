//! Table `adjustment`. A write-down, write-off or goodwill, with its reason.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    AdjustmentId, Currency, Day, Instant, InvoiceId, Money, PersonId, ProjectId, TimeEntryId,
};

/// What was given up.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentNature {
    /// `write_down`.
    #[sea_orm(string_value = "write_down")]
    WriteDown,
    /// `write_off`.
    #[sea_orm(string_value = "write_off")]
    WriteOff,
    /// `goodwill`.
    #[sea_orm(string_value = "goodwill")]
    Goodwill,
}

/// A write-down, write-off or goodwill, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "adjustment")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AdjustmentId,
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
    /// Invoice.
    pub invoice_id: Option<InvoiceId>,
    /// Time entry.
    pub time_entry_id: Option<TimeEntryId>,
    /// Project.
    pub project_id: Option<ProjectId>,
    /// What was given up.
    pub nature: AdjustmentNature,
    /// Date.
    pub adjusted_on: Day,
    /// Amount.
    pub amount: Money,
    /// Currency.
    pub currency: Currency,
    /// Reason.
    pub reason: Option<String>,
    /// Person who approved.
    pub approver_id: Option<PersonId>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
