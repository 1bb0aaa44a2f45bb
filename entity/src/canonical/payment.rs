//! Table `payment`. Money received.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, CustomerId, Day, Fx, Instant, InvoiceId, LegalEntityId, Money, PaymentId,
};

/// Status.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// `pending`.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// `received`.
    #[sea_orm(string_value = "received")]
    Received,
    /// `void`.
    #[sea_orm(string_value = "void")]
    Void,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Money received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "payment")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentId,
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
    /// Customer who paid.
    pub customer_id: Option<CustomerId>,
    /// Entity that received it.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Day received.
    pub received_on: Day,
    /// Method.
    pub method: Option<String>,
    /// Status.
    pub status: PaymentStatus,
    /// Amount.
    pub amount: Money,
    /// Rest not applied, as this system shows it.
    pub unapplied: Option<Money>,
    /// Currency.
    pub currency: Currency,
    /// Rate to the entity's currency, printed on it.
    pub exchange_rate: Option<Fx>,
    /// Invoice it pays, where the source names just one.
    pub invoice_id: Option<InvoiceId>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
