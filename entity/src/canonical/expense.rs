//! Table `expense`. Money spent on a project.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{
    Currency, Day, ExpenseId, Instant, Money, PersonId, ProjectId, SubmissionId, TaskId,
};

/// What kind of cost it is; reimbursables are pass-through.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ExpenseNature {
    /// `reimbursable`.
    #[sea_orm(string_value = "reimbursable")]
    Reimbursable,
    /// `subcontractor`.
    #[sea_orm(string_value = "subcontractor")]
    Subcontractor,
    /// `software`.
    #[sea_orm(string_value = "software")]
    Software,
    /// `other`.
    #[sea_orm(string_value = "other")]
    Other,
}

/// Status now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ExpenseStatus {
    /// `draft`.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// `submitted`.
    #[sea_orm(string_value = "submitted")]
    Submitted,
    /// `approved`.
    #[sea_orm(string_value = "approved")]
    Approved,
    /// `rejected`.
    #[sea_orm(string_value = "rejected")]
    Rejected,
    /// `unknown`.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

/// Money spent on a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "expense")]
pub struct Model {
    /// Identity: a pure function of connection, object and external id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExpenseId,
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
    /// Person who spent it.
    pub person_id: Option<PersonId>,
    /// Project.
    pub project_id: ProjectId,
    /// Task.
    pub task_id: Option<TaskId>,
    /// Expense date.
    pub spent_on: Day,
    /// Amount in its currency, without recoverable tax.
    pub amount: Money,
    /// Currency.
    pub currency: Currency,
    /// Category as the PSA names it.
    pub category: Option<String>,
    /// What kind of cost it is; reimbursables are pass-through.
    pub nature: ExpenseNature,
    /// Billable to the client.
    pub billable: Option<bool>,
    /// Status now.
    pub status: ExpenseStatus,
    /// Expense report.
    pub submission_id: Option<SubmissionId>,
    /// Instant of approval, where the source dates it itself.
    pub approved_at: Option<Instant>,
}

/// No relations are declared: parents are typed ids, read in sets.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
