//! Table `invoice_hold`. A hold or dispute on an invoice.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant, InvoiceHoldId, InvoiceId};

/// What it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum InvoiceHoldNature {
    /// `hold`.
    #[sea_orm(string_value = "hold")]
    Hold,
    /// `dispute`.
    #[sea_orm(string_value = "dispute")]
    Dispute,
}

/// A hold or dispute on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "invoice_hold")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvoiceHoldId,
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
    pub invoice_id: InvoiceId,
    /// What it is.
    pub nature: InvoiceHoldNature,
    /// First day.
    pub from_on: Day,
    /// Last day; open where empty.
    pub to_on: Option<Day>,
    /// Reason.
    pub reason: Option<String>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
