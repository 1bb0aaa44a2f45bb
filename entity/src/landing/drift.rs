//! Table `drift`. A difference between a stream's payloads and its contract.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// A difference between a stream's payloads and its contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "drift")]
pub struct Model {
    /// Connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: i32,
    /// Stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// Source path.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// new_field, missing_field, retyped or new_value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub nature: String,
    /// What was seen.
    pub detail: String,
    /// First object it was seen in.
    pub first_record: String,
    /// First seen.
    pub first_at: Instant,
    /// Objects it was seen in.
    pub seen: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
