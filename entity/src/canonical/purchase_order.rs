//! Table `purchase_order`. An order to a subcontractor.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day, Instant, Money, ProjectId, PurchaseOrderId};

/// Status.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum PurchaseOrderStatus {
    /// `draft`.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// `open`.
    #[sea_orm(string_value = "open")]
    Open,
    /// `closed`.
    #[sea_orm(string_value = "closed")]
    Closed,
    /// `void`.
    #[sea_orm(string_value = "void")]
    Void,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// An order to a subcontractor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_order")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PurchaseOrderId,
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
    /// Document number.
    pub number: Option<String>,
    /// Project.
    pub project_id: Option<ProjectId>,
    /// Date.
    pub ordered_on: Option<Day>,
    /// Amount.
    pub amount: Option<Money>,
    /// Currency.
    pub currency: Option<Currency>,
    /// Status.
    pub status: PurchaseOrderStatus,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
