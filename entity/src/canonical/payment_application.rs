//! Table `payment_application`. What a payment or credit note settles of an invoice.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant, InvoiceId, Money, PaymentApplicationId, PaymentId};

/// What a payment or credit note settles of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "payment_application")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PaymentApplicationId,
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
    /// Payment applied.
    pub payment_id: Option<PaymentId>,
    /// Credit note applied.
    pub credit_note_id: Option<InvoiceId>,
    /// Invoice settled.
    pub invoice_id: InvoiceId,
    /// Amount in the payment's currency.
    pub amount: Money,
    /// Day applied.
    pub applied_on: Option<Day>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
