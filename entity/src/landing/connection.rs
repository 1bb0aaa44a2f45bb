//! Table `connection`. A configured connection to a vendor and its state.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// A configured connection to a vendor and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "connection")]
pub struct Model {
    /// Number of the connection, assigned in order of first appearance.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Id in the configuration.
    pub key: String,
    /// Vendor.
    pub vendor: String,
    /// True while a person has paused it.
    pub paused: bool,
    /// Circuit breaker: closed, open or half_open.
    pub circuit: String,
    /// When an open circuit is tried again.
    pub circuit_until: Option<Instant>,
    /// Stable code of the last failure; empty when the last run was good.
    pub error_code: Option<String>,
    /// What the operator should know of it.
    pub error_detail: Option<String>,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
