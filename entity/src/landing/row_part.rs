//! Table `row_part`. What one source object says of a row that several objects tell of.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// What one source object says of a row that several objects tell of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "row_part")]
pub struct Model {
    /// Kind of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: i16,
    /// Row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: i64,
    /// Raw record that says it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: i64,
    /// Connection of the raw record.
    pub connection_id: i32,
    /// Version of the raw record.
    pub version_at: Instant,
    /// True where an empty value empties the field.
    pub whole: bool,
    /// Values in the order of the kind's fields, as a JSON list.
    pub image: String,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
