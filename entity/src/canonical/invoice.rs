//! Table `invoice`. An invoice or credit note.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, CustomerId, Day, EngagementId, Fx, Instant, InvoiceId, LegalEntityId, Money,
    ProjectId,
};

/// Kind of document.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// `invoice`.
    #[sea_orm(string_value = "invoice")]
    Invoice,
    /// `credit_note`.
    #[sea_orm(string_value = "credit_note")]
    CreditNote,
}

/// Status; pending approval and rejected count as draft.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// `draft`.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// `open`.
    #[sea_orm(string_value = "open")]
    Open,
    /// `paid`.
    #[sea_orm(string_value = "paid")]
    Paid,
    /// `void`.
    #[sea_orm(string_value = "void")]
    Void,
    /// `cancelled`.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Why it was credited.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum CreditReason {
    /// `price`.
    #[sea_orm(string_value = "price")]
    Price,
    /// `rebill`.
    #[sea_orm(string_value = "rebill")]
    Rebill,
    /// `goodwill`.
    #[sea_orm(string_value = "goodwill")]
    Goodwill,
    /// `other`.
    #[sea_orm(string_value = "other")]
    Other,
}

/// An invoice or credit note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "invoice")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvoiceId,
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
    /// Document number.
    pub number: Option<String>,
    /// Kind of document.
    pub document: Document,
    /// Customer billed.
    pub customer_id: Option<CustomerId>,
    /// Project, where it bills one.
    pub project_id: Option<ProjectId>,
    /// Contract, where the source names it.
    pub engagement_id: Option<EngagementId>,
    /// Entity that issued it.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Status; pending approval and rejected count as draft.
    pub status: InvoiceStatus,
    /// Invoice date.
    pub issued_on: Option<Day>,
    /// Due date.
    pub due_on: Option<Day>,
    /// Currency.
    pub currency: Currency,
    /// Amount without tax; positive in both kinds of document.
    pub net: Option<Money>,
    /// Tax.
    pub tax: Option<Money>,
    /// Net plus tax.
    pub total: Option<Money>,
    /// Open amount as this system shows it.
    pub open_amount: Option<Money>,
    /// Rate to the entity's currency, printed on it.
    pub exchange_rate: Option<Fx>,
    /// Invoice that a credit note corrects.
    pub corrects_id: Option<InvoiceId>,
    /// Why it was credited.
    pub credit_reason: Option<CreditReason>,
    /// Invoice that this one replaces.
    pub rebill_of_id: Option<InvoiceId>,
    /// The PSA's copy of the document.
    pub psa_invoice_id: Option<InvoiceId>,
    /// True where billed ahead of the work.
    pub advance: Option<bool>,
    /// Instant it was drafted.
    pub created_at: Option<Instant>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
