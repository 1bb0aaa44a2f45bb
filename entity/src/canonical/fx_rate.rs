//! Table `fx_rate`. A published exchange rate: units of quote for one of base.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day, Fx, FxRateId, Instant};

/// Spot is daily; average is the month's; budget is the year's.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum RateType {
    /// `spot`.
    #[sea_orm(string_value = "spot")]
    Spot,
    /// `average`.
    #[sea_orm(string_value = "average")]
    Average,
    /// `closing`.
    #[sea_orm(string_value = "closing")]
    Closing,
    /// `budget`.
    #[sea_orm(string_value = "budget")]
    Budget,
}

/// A published exchange rate: units of quote for one of base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "fx_rate")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FxRateId,
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
    /// Currency priced.
    pub base: Currency,
    /// Currency of the price.
    pub quote: Currency,
    /// Spot is daily; average is the month's; budget is the year's.
    pub rate_type: RateType,
    /// First day it holds.
    pub effective_on: Day,
    /// Rate.
    pub rate: Fx,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
