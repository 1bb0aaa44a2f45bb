//! Table `change_tx`. A committed transaction of the change feed and its place in the order.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// A committed transaction of the change feed and its place in the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "change_tx")]
pub struct Model {
    /// Key of the transaction, written on its rows.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tx: i64,
    /// Place in commit order; empty until numbered.
    pub sequence: Option<i64>,
    /// Instant of numbering; never goes back.
    pub at: Option<Instant>,
    /// Changes it holds.
    pub rows: i32,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
