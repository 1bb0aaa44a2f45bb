//! Table `workweek`. Scheduled hours per weekday.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Duration, Instant, WorkweekId};

/// Scheduled hours per weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "workweek")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkweekId,
    /// Connection the row came from.
    pub connection_id: i32,
    /// Raw record it was mapped from.
    pub source_id: i64,
    /// Version: the source's stamp, else the instant of the reply that carried it.
    pub version_at: Instant,
    /// Key of the transaction that wrote it last.
    pub tx: i64,
    /// Instant from which it is known to be deleted at the source.
    pub deleted_at: Option<Instant>,
    /// Name.
    pub name: Option<String>,
    /// Scheduled time.
    pub monday: Option<Duration>,
    /// Scheduled time.
    pub tuesday: Option<Duration>,
    /// Scheduled time.
    pub wednesday: Option<Duration>,
    /// Scheduled time.
    pub thursday: Option<Duration>,
    /// Scheduled time.
    pub friday: Option<Duration>,
    /// Scheduled time.
    pub saturday: Option<Duration>,
    /// Scheduled time.
    pub sunday: Option<Duration>,
    /// True for the schedule of people who have none of their own.
    pub standard: Option<bool>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
