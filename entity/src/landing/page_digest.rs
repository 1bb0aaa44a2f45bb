//! Table `page_digest`. A page of a whole pass as it was when it was landed last.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A page of a whole pass as it was when it was landed last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "page_digest")]
pub struct Model {
    /// Connection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub connection_id: i32,
    /// Stream.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    /// Hash of the place that it was asked for at.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    /// Hash of its bytes.
    pub digest: i64,
    /// What the protocol needs of it to go on, as JSON.
    pub facts: String,
    /// Raw records it shows, ascending: each by its distance from the one before, with a `!` where it is deleted.
    pub shown: String,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
