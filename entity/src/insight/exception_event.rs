//! Table `exception_event`. One transition of an exception.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// One transition of an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "exception_event")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Exception.
    pub exception_id: i64,
    /// Key of the transaction that wrote it.
    pub tx: i64,
    /// When.
    pub at: Instant,
    /// State before.
    pub from_state: Option<String>,
    /// State after.
    pub to_state: String,
    /// Who, or which engine.
    pub actor: String,
    /// Why, in words.
    pub reason: String,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
