//! Table `customer`. A client: the legal billing account and the commercial account are linked rows.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, CustomerId, Instant, LegalEntityId, Money, PersonId};

/// Whether it can be sold to and billed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum CustomerStatus {
    /// `prospect`.
    #[sea_orm(string_value = "prospect")]
    Prospect,
    /// `active`.
    #[sea_orm(string_value = "active")]
    Active,
    /// `inactive`.
    #[sea_orm(string_value = "inactive")]
    Inactive,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// A client: the legal billing account and the commercial account are linked rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
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
    /// Name.
    pub name: String,
    /// Account number in its system.
    pub number: Option<String>,
    /// Customer above it.
    pub parent_id: Option<CustomerId>,
    /// Entity that bills it first.
    pub legal_entity_id: Option<LegalEntityId>,
    /// Person who leads the account.
    pub account_leader_id: Option<PersonId>,
    /// Payment terms in days.
    pub terms_days: Option<i32>,
    /// Billing currency.
    pub currency: Option<Currency>,
    /// Whether it can be sold to and billed.
    pub status: CustomerStatus,
    /// Credit limit in its currency.
    pub credit_limit: Option<Money>,
    /// Tax registration number.
    pub tax_id: Option<String>,
    /// Contact e-mail for billing.
    pub email: Option<String>,
    /// Payment status as this system shows it.
    pub payment_status: Option<String>,
    /// Open balance as this system shows it.
    pub open_balance: Option<Money>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
