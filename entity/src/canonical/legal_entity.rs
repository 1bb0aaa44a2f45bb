//! Table `legal_entity`. A company of the firm that signs contracts, employs people and issues invoices.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Instant, LegalEntityId};

/// A company of the firm that signs contracts, employs people and issues invoices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "legal_entity")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LegalEntityId,
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
    /// Registered or usual name.
    pub name: String,
    /// Short code as the ERP shows it.
    pub code: Option<String>,
    /// ISO 3166 alpha-2 country.
    pub country: Option<String>,
    /// Currency its books are kept in.
    pub functional_currency: Option<Currency>,
    /// IANA time zone in which lags in days are counted.
    pub time_zone: Option<String>,
    /// Tax regime, as the ERP names it.
    pub tax_regime: Option<String>,
    /// Month (1 to 12) in which its fiscal year begins; 1 where the source has none.
    pub fiscal_year_start: Option<i32>,
    /// Entity it is owned by.
    pub parent_id: Option<LegalEntityId>,
    /// True for an elimination company, which never bills.
    pub elimination: Option<bool>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
