//! Table `external_link`. Two source records that mean one thing.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// Two source records that mean one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "external_link")]
pub struct Model {
    /// Kind of both.
    pub kind: i16,
    /// A pure function of the two.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// One record.
    pub left_id: i64,
    /// The other.
    pub right_id: i64,
    /// explicit, name_and_tax_id, email, name, person or never.
    pub rule: String,
    /// Confidence with 6 decimals.
    pub confidence: i64,
    /// linked, proposed, refused or split.
    pub status: String,
    /// Why, in words.
    pub detail: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Instant,
    /// Key of the transaction that wrote it last.
    pub tx: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
