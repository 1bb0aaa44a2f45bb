//! Table `freeze`. A label of a sequence as the reported state of a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant};

/// A label of a sequence as the reported state of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "freeze")]
pub struct Model {
    /// Entity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub legal_entity_id: i64,
    /// First day of the month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub period_on: Day,
    /// Sequence that was reported.
    pub sequence: i64,
    /// Who.
    pub frozen_by: String,
    /// When.
    pub frozen_at: Instant,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
