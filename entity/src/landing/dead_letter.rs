//! Table `dead_letter`. An object that could not be mapped, with its reason.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// An object that could not be mapped, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "dead_letter")]
pub struct Model {
    /// The raw record's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Connection.
    pub connection_id: i32,
    /// Stream.
    pub stream: String,
    /// Key at the vendor.
    pub external_id: String,
    /// Stable reason code.
    pub code: String,
    /// Source path at fault.
    pub field: Option<String>,
    /// What was expected and what came.
    pub detail: String,
    /// open, resolved or discarded.
    pub state: String,
    /// First set aside.
    pub first_at: Instant,
    /// Last set aside.
    pub last_at: Instant,
    /// Times tried.
    pub attempts: i32,
    /// Run that set it aside last.
    pub run_id: i64,
    /// When it was mapped after all or discarded.
    pub resolved_at: Option<Instant>,
    /// Version that the object's rows hold meanwhile, as sync writes it; empty where none could ever be mapped.
    pub good: Option<String>,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
