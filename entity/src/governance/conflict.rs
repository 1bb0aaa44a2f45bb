//! Table `conflict`. A difference between what two systems say of one thing.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// A difference between what two systems say of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "conflict")]
pub struct Model {
    /// A pure function of the records and the field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Kind of the rows.
    pub kind: i16,
    /// Row of the owner.
    pub owner_id: i64,
    /// Row of the other system.
    pub other_id: i64,
    /// Field.
    pub field: String,
    /// Value of the owner.
    pub owner_value: Option<String>,
    /// Value of the other system.
    pub other_value: Option<String>,
    /// open or resolved.
    pub state: String,
    /// First seen.
    pub seen_at: Instant,
    /// Key of the transaction that wrote it last.
    pub tx: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
