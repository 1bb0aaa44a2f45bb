//! Table `raw_record`. A vendor's object as received: the ground truth that mapping can be replayed from.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::Instant;

/// A vendor's object as received: the ground truth that mapping can be replayed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "raw_record")]
pub struct Model {
    /// A pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Connection.
    pub connection_id: i32,
    /// Stream.
    pub stream: String,
    /// Key at the vendor.
    pub external_id: String,
    /// The object as JSON text.
    pub payload: String,
    /// Hash of the payload.
    pub hash: i64,
    /// Source's stamp, else the instant of the reply.
    pub version_at: Instant,
    /// Instant of the reply by the hub's clock.
    pub received_at: Instant,
    /// Run that last changed it.
    pub run_id: i64,
    /// Mapping it was last mapped with.
    pub mapping_version: i32,
    /// Rows and links it was mapped to, compactly; empty until it is mapped.
    pub emitted: Option<String>,
    /// Instant from which it is known to be deleted.
    pub deleted_at: Option<Instant>,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
