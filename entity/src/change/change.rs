//! Table `change`. One change of one row, written with it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// One change of one row, written with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Transaction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tx: i64,
    /// Place in the transaction.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    /// Kind of the row.
    pub kind: i16,
    /// Row.
    pub row_id: i64,
    /// 1 inserted, 2 updated, 3 deleted, 4 restored.
    pub op: i16,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
