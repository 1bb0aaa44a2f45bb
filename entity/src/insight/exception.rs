//! Table `exception`. An instance of a rule: what is wrong, with its evidence and the money waiting.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::value::{Currency, Day, Instant};

/// An instance of a rule: what is wrong, with its evidence and the money waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "exception")]
pub struct Model {
    /// A pure function of the fingerprint.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Rule.
    pub rule: String,
    /// Rule and subject.
    pub fingerprint: String,
    /// info, warning, error or critical.
    pub severity: String,
    /// pending, open, acknowledged or resolved.
    pub state: String,
    /// Kind of the subject.
    pub subject_kind: Option<i16>,
    /// Subject.
    pub subject_id: Option<i64>,
    /// Customer concerned.
    pub customer_id: Option<i64>,
    /// Project concerned.
    pub project_id: Option<i64>,
    /// Practice concerned.
    pub practice_id: Option<i64>,
    /// Entity concerned.
    pub legal_entity_id: Option<i64>,
    /// Person concerned.
    pub person_id: Option<i64>,
    /// Connection concerned.
    pub connection_id: Option<i32>,
    /// What is wrong, in one line.
    pub title: String,
    /// Evidence in words.
    pub detail: String,
    /// What to do.
    pub hint: String,
    /// Evidence as JSON.
    pub evidence: String,
    /// Hash of the evidence.
    pub evidence_hash: i64,
    /// Since when it waits, where that began before it was detected.
    pub since_on: Option<Day>,
    /// People whose cost or figures it tells of.
    pub people: Option<i32>,
    /// Money waiting with 4 decimals in its currency.
    pub amount: Option<i64>,
    /// Currency of the amount.
    pub currency: Option<Currency>,
    /// The same in group currency, for ranking.
    pub amount_group: Option<i64>,
    /// Metric it distorts.
    pub metric: Option<String>,
    /// Role that owns it.
    pub owner: String,
    /// Person it is assigned to.
    pub assignee: Option<String>,
    /// Who acknowledged it.
    pub acknowledged_by: Option<String>,
    /// First detection.
    pub detected_at: Instant,
    /// End of the hold.
    pub opened_at: Option<Instant>,
    /// Acknowledged.
    pub acknowledged_at: Option<Instant>,
    /// Resolved.
    pub resolved_at: Option<Instant>,
    /// By when it is to be resolved.
    pub deadline_at: Option<Instant>,
    /// VERIFIED or ACCEPTED.
    pub resolution: Option<String>,
    /// Why it was resolved, in words.
    pub reason: Option<String>,
    /// Times it came back within seven days.
    pub reopened: i32,
    /// Change sequence of the last evaluation that touched it.
    pub sequence: i64,
    /// Key of the transaction that wrote it last.
    pub tx: i64,
}

/// No relations are declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
