//! Table `charge`. A billing event in the ERP: work marked ready to be put on an invoice.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{ChargeId, Currency, Day, Instant, InvoiceId, Money, ProjectId, TimePostingId};

/// Stage.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ChargeStage {
    /// `not_billable`.
    #[sea_orm(string_value = "not_billable")]
    NotBillable,
    /// `hold`.
    #[sea_orm(string_value = "hold")]
    Hold,
    /// `ready`.
    #[sea_orm(string_value = "ready")]
    Ready,
    /// `billed`.
    #[sea_orm(string_value = "billed")]
    Billed,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// A billing event in the ERP: work marked ready to be put on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "charge")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChargeId,
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
    /// Posting that it bills.
    pub time_entry_id: Option<TimePostingId>,
    /// Project.
    pub project_id: Option<ProjectId>,
    /// Invoice that carries it.
    pub invoice_id: Option<InvoiceId>,
    /// Stage.
    pub stage: Option<ChargeStage>,
    /// Amount.
    pub amount: Option<Money>,
    /// Currency.
    pub currency: Option<Currency>,
    /// Date.
    pub charged_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
