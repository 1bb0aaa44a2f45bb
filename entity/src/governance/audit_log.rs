//! Table `audit_log`. Who did or saw what, and why it was allowed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// Who did or saw what, and why it was allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// As which role.
    pub role: String,
    /// What.
    pub operation: String,
    /// On what, as JSON.
    pub subjects: String,
    /// allowed or denied.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// Correlation id.
    pub correlation: String,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
