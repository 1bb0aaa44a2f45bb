//! Table `person_day`. Utilization measures of a person on a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Day;

/// Utilization measures of a person on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "person_day")]
pub struct Model {
    /// Person (its group's representative).
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    /// Day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day_on: Day,
    /// Role held that day.
    pub role_id: Option<i64>,
    /// Practice held that day.
    pub practice_id: Option<i64>,
    /// Entity held that day.
    pub legal_entity_id: Option<i64>,
    /// Manager held that day.
    pub manager_id: Option<i64>,
    /// employee or contractor.
    pub worker: String,
    /// Scheduled time in ms.
    pub scheduled: i64,
    /// Scheduled time lost to a holiday.
    pub holiday: i64,
    /// Scheduled time lost to approved absence.
    pub absence: i64,
    /// Net capacity in ms.
    pub capacity: i64,
    /// Approved billable time in ms.
    pub billable: i64,
    /// Approved productive non-billable time in ms.
    pub productive: i64,
    /// Approved time in all in ms.
    pub worked: i64,
    /// Submitted, not approved time in ms.
    pub submitted: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
