//! Table `waiting_reference`. A row whose parent has not arrived yet.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// A row whose parent has not arrived yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "waiting_reference")]
pub struct Model {
    /// Row that waits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: i64,
    /// Field that names the parent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// Kind of the row.
    pub child_kind: i16,
    /// Kind of the parent.
    pub parent_kind: i16,
    /// Parent's id.
    pub parent_id: i64,
    /// Parent as connection/object/external id.
    pub parent_ref: String,
    /// Connection of the row.
    pub connection_id: i32,
    /// Stream of the row.
    pub stream: String,
    /// Since when.
    pub since_at: Instant,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
