//! Table `practice`. A line of delivery expertise, a tree; the department that owns projects and people.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Instant, PersonId, PracticeId};

/// A line of delivery expertise, a tree; the department that owns projects and people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "practice")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PracticeId,
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
    pub name: String,
    /// Practice above it.
    pub parent_id: Option<PracticeId>,
    /// Who leads it; no vendor has a field for it, so an installation maps its own.
    pub lead_id: Option<PersonId>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
