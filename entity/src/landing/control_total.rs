//! Table `control_total`. Count and amount of a stream and period at the source beside what landed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// Count and amount of a stream and period at the source beside what landed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "control_total")]
pub struct Model {
    /// Connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: i32,
    /// Stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// Period, as yyyy-mm, or all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    /// count, or the amount's field and currency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure: String,
    /// At the source (amounts with 4 decimals).
    pub source: i64,
    /// Landed.
    pub landed: i64,
    /// When compared.
    pub checked_at: Instant,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
