//! Table `sync_watermark`. How far along the change feed a part of sync has come.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How far along the change feed a part of sync has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "sync_watermark")]
pub struct Model {
    /// Which part.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Sequence up to which it has seen everything.
    pub sequence: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
