//! Table `metric_watermark`. How far a cube follows the change feed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Day, Instant};

/// How far a cube follows the change feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "metric_watermark")]
pub struct Model {
    /// Cube.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cube: String,
    /// Last sequence it contains.
    pub sequence: i64,
    /// Instant of that sequence.
    pub at: Instant,
    /// Day up to which business facts are in it.
    pub as_of_on: Day,
    /// False while a first load is under way.
    pub complete: bool,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
