//! Writes the steps of an evaluation with their events, in one transaction of the change feed.

use std::collections::HashMap;

use entity::change::change_tx;
use entity::insight::exception::{self, Model};
use entity::value::Instant;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Set, Value as Bind,
};

use super::engine::{Engine, Evaluated};
use super::lifecycle::Step;
use crate::model::feed;
use crate::model::statement::{Clash, Rows};

/// Ids that one statement names.
const MANY: usize = 500;

/// One step of one exception.
pub(super) struct Change {
    /// As it was read; none where there was none to go on with.
    pub(super) before: Option<Model>,
    /// As it becomes.
    pub(super) model: Model,
    /// What is done.
    pub(super) step: Step,
    /// Why, in words.
    pub(super) reason: String,
}

/// Writes the changes; one whose exception a person has decided on meanwhile is left to the next evaluation.
pub(super) async fn write(
    engine: &Engine,
    mut changes: Vec<Change>,
    sequence: i64,
    now: Instant,
) -> Result<Evaluated, DbErr> {
    if changes.is_empty() {
        return Ok(Evaluated::default());
    }
    let tx = engine.keys.mint(now);
    let transaction = engine.database.begin().await?;
    let decided = decided_meanwhile(&transaction, &changes).await?;
    changes.retain(|change| !decided.contains(&change.model.id));
    let mut done = Evaluated {
        written: changes.len(),
        ..Evaluated::default()
    };
    let mut rows = Rows::new("exception", COLUMNS);
    let mut events = Rows::new("exception_event", EVENT_COLUMNS);
    let mut told = 0;
    for change in changes {
        done.opened += usize::from(matches!(change.step, Step::Open | Step::Reopen));
        done.resolved += usize::from(change.step == Step::Resolve);
        if change.step != Step::Refresh {
            told += 1;
            let event: [Bind; 7] = [
                change.model.id.into(),
                tx.into(),
                now.0.into(),
                change.before.map(|row| row.state).into(),
                change.model.state.clone().into(),
                "rule engine".into(),
                change.reason.into(),
            ];
            events.push(event);
        }
        rows.push(binds(Model {
            tx,
            sequence,
            ..change.model
        }));
    }
    rows.write(&transaction, Clash::Overwrite(&["id"])).await?;
    events.write(&transaction, Clash::Fail).await?;
    change_tx::ActiveModel {
        tx: Set(tx),
        sequence: Set(None),
        at: Set(None),
        rows: Set(told),
    }
    .insert(&transaction)
    .await?;
    transaction.commit().await?;
    feed::number(&engine.database.writer, engine.clock.now()).await?;
    Ok(done)
}

/// Exceptions that another transaction has written since they were read; they are locked until this one ends.
async fn decided_meanwhile(
    transaction: &DatabaseTransaction,
    changes: &[Change],
) -> Result<Vec<i64>, DbErr> {
    let read: HashMap<i64, i64> = changes
        .iter()
        .filter_map(|change| change.before.as_ref())
        .map(|row| (row.id, row.tx))
        .collect();
    let mut ids: Vec<i64> = read.keys().copied().collect();
    ids.sort_unstable();
    let mut decided = Vec::new();
    for chunk in ids.chunks(MANY) {
        let present: Vec<(i64, i64)> = exception::Entity::find()
            .select_only()
            .column(exception::Column::Id)
            .column(exception::Column::Tx)
            .filter(exception::Column::Id.is_in(chunk.to_vec()))
            .lock_exclusive()
            .into_tuple()
            .all(transaction)
            .await?;
        decided.extend(
            present
                .into_iter()
                .filter(|(id, tx)| read.get(id) != Some(tx))
                .map(|(id, _)| id),
        );
    }
    Ok(decided)
}

const EVENT_COLUMNS: &[&str] = &[
    "exception_id",
    "tx",
    "at",
    "from_state",
    "to_state",
    "actor",
    "reason",
];

const COLUMNS: &[&str] = &[
    "id",
    "rule",
    "fingerprint",
    "severity",
    "state",
    "subject_kind",
    "subject_id",
    "customer_id",
    "project_id",
    "practice_id",
    "legal_entity_id",
    "person_id",
    "connection_id",
    "title",
    "detail",
    "hint",
    "evidence",
    "evidence_hash",
    "since_on",
    "people",
    "amount",
    "currency",
    "amount_group",
    "metric",
    "owner",
    "assignee",
    "acknowledged_by",
    "detected_at",
    "opened_at",
    "acknowledged_at",
    "resolved_at",
    "deadline_at",
    "resolution",
    "reason",
    "reopened",
    "sequence",
    "tx",
];

/// A row's parameters, in the order of the columns.
fn binds(row: Model) -> [Bind; 37] {
    let at = |at: Option<Instant>| at.map(|at| at.0);
    [
        row.id.into(),
        row.rule.into(),
        row.fingerprint.into(),
        row.severity.into(),
        row.state.into(),
        row.subject_kind.into(),
        row.subject_id.into(),
        row.customer_id.into(),
        row.project_id.into(),
        row.practice_id.into(),
        row.legal_entity_id.into(),
        row.person_id.into(),
        row.connection_id.into(),
        row.title.into(),
        row.detail.into(),
        row.hint.into(),
        row.evidence.into(),
        row.evidence_hash.into(),
        row.since_on.map(|day| day.0).into(),
        row.people.into(),
        row.amount.into(),
        row.currency.map(|currency| currency.to_string()).into(),
        row.amount_group.into(),
        row.metric.into(),
        row.owner.into(),
        row.assignee.into(),
        row.acknowledged_by.into(),
        row.detected_at.0.into(),
        at(row.opened_at).into(),
        at(row.acknowledged_at).into(),
        at(row.resolved_at).into(),
        at(row.deadline_at).into(),
        row.resolution.into(),
        row.reason.into(),
        row.reopened.into(),
        row.sequence.into(),
        row.tx.into(),
    ]
}
