//! Table `row_history`. What a row was before a change: its image between two transactions.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a row was before a change: its image between two transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "row_history")]
pub struct Model {
    /// Kind of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: i16,
    /// Row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: i64,
    /// Transaction that replaced it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tx_to: i64,
    /// Transaction that had written it.
    pub tx_from: i64,
    /// The row as JSON.
    pub image: String,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
