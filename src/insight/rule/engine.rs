//! Evaluates the rules: one evaluation opens, keeps and resolves, in one transaction with its events.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use entity::change::change_tx;
use entity::insight::exception::{self, Model};
use entity::value::{Currency, Instant, Money};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, Set, Value as Bind};

use super::lifecycle::{Seen, Step, step};
use super::load::load;
use super::registry::RULES;
use super::{Finding, Rule, book::Thresholds};
use crate::domain::clock::Clock;
use crate::domain::id::{content_hash, source_id};
use crate::domain::record::Kind;
use crate::model::database::Database;
use crate::model::feed::{self, Keys};
use crate::model::identity::Ownership;
use crate::model::statement::{Clash, Rows};

/// A stream that feeds a kind, and how old it may be.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Kind.
    pub kind: Kind,
    /// Connection's id in the configuration.
    pub connection: String,
    /// Stream.
    pub stream: String,
    /// Milliseconds since the last good run after which it is stale.
    pub stale_after_ms: i64,
}

/// What rules are judged by in this installation.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Group currency.
    pub group_currency: Currency,
    /// Time zone of "today".
    pub time_zone: chrono_tz::Tz,
    /// Ownership of entities.
    pub ownership: Arc<Ownership>,
    /// Streams by the kinds they feed.
    pub feeds: Vec<Feed>,
    /// Thresholds.
    pub thresholds: Thresholds,
}

/// What an evaluation did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evaluated {
    /// Exceptions opened or re-opened.
    pub opened: usize,
    /// Exceptions resolved.
    pub resolved: usize,
    /// Exceptions written in all.
    pub written: usize,
}

/// Evaluates rules over a database.
#[derive(Clone)]
pub struct Engine {
    database: Database,
    keys: Arc<Keys>,
    clock: Clock,
    policy: Arc<Policy>,
}

/// One step of one exception.
struct Change {
    before: Option<String>,
    model: Model,
    step: Step,
    reason: String,
}

impl Engine {
    /// An engine; does nothing yet.
    pub fn new(database: Database, keys: Arc<Keys>, clock: Clock, policy: Policy) -> Self {
        Self {
            database,
            keys,
            clock,
            policy: Arc::new(policy),
        }
    }

    /// Looks for findings now, and brings the exceptions to what they say.
    pub async fn evaluate(&self) -> Result<Evaluated, DbErr> {
        let now = self.clock.now();
        let today = self.clock.today(self.policy.time_zone);
        let snapshot = self.database.snapshot().await?;
        let position = feed::current(&snapshot).await?;
        let book = load(&snapshot, &self.policy, now, today).await?;
        let mut known: HashMap<i64, Model> = exception::Entity::find()
            .all(&snapshot)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        snapshot.commit().await?;

        let mut changes = Vec::new();
        for rule in RULES {
            let stale = rule.needs.iter().any(|kind| !book.fresh.contains(kind));
            let mut findings: BTreeMap<i64, Finding> = BTreeMap::new();
            if !stale {
                for finding in (rule.find)(&book) {
                    findings
                        .entry(id_of(rule, &finding.subject))
                        .or_insert(finding);
                }
            }
            let ids: Vec<i64> = known
                .values()
                .filter(|row| row.rule == rule.key)
                .map(|row| row.id)
                .collect();
            for id in ids.into_iter().filter(|id| !findings.contains_key(id)) {
                let Some(row) = known.remove(&id) else {
                    continue;
                };
                let seen = if stale { Seen::Unknown } else { Seen::Gone };
                if let Some(step) = step(Some(&row), seen, rule.hold_ms, now) {
                    changes.push(gone(row, step, now));
                }
            }
            for (id, finding) in findings {
                let before = known.remove(&id);
                let hash = content_hash(finding.evidence_json().as_bytes());
                if let Some(step) = step(before.as_ref(), Seen::Found(hash), rule.hold_ms, now) {
                    changes.push(found(rule, id, finding, hash, before, step, now));
                }
            }
        }
        self.write(changes, position.sequence, now).await
    }

    async fn write(
        &self,
        changes: Vec<Change>,
        sequence: i64,
        now: Instant,
    ) -> Result<Evaluated, DbErr> {
        let mut done = Evaluated {
            written: changes.len(),
            ..Evaluated::default()
        };
        if changes.is_empty() {
            return Ok(done);
        }
        let tx = self.keys.mint(now);
        let transaction = self.database.begin().await?;
        let mut rows = Rows::new("exception", COLUMNS);
        let mut events = Rows::new("exception_event", EVENT_COLUMNS);
        let mut told = 0;
        for change in changes {
            done.opened += usize::from(matches!(change.step, Step::Open | Step::Reopen));
            done.resolved += usize::from(change.step == Step::Resolve);
            let (id, to) = (change.model.id, change.model.state.clone());
            rows.push(binds(Model {
                tx,
                sequence,
                ..change.model
            }));
            if change.step != Step::Refresh {
                told += 1;
                let event: [Bind; 7] = [
                    id.into(),
                    tx.into(),
                    now.0.into(),
                    change.before.into(),
                    to.into(),
                    "rule engine".into(),
                    change.reason.into(),
                ];
                events.push(event);
            }
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
        feed::number(&self.database.writer, self.clock.now()).await?;
        Ok(done)
    }
}

/// Identity of an exception: rule and subject.
pub fn id_of(rule: &Rule, subject: &str) -> i64 {
    source_id("hub", rule.key, subject)
}

fn gone(row: Model, step: Step, now: Instant) -> Change {
    let reason = match step {
        Step::Forget => "it went before its hold had passed",
        _ => "its sources are fresh and no longer show it",
    };
    let before = Some(row.state.clone());
    let model = Model {
        state: "resolved".to_owned(),
        resolved_at: Some(now),
        resolution: Some("VERIFIED".to_owned()),
        reason: Some(reason.to_owned()),
        ..row
    };
    Change {
        before,
        model,
        step,
        reason: reason.to_owned(),
    }
}

fn found(
    rule: &Rule,
    id: i64,
    finding: Finding,
    hash: i64,
    before: Option<Model>,
    step: Step,
    now: Instant,
) -> Change {
    let was = before.as_ref().map(|row| row.state.clone());
    let again = matches!(step, Step::Reopen);
    let fresh = matches!(step, Step::Detect | Step::Open)
        && before.as_ref().is_none_or(|row| row.state == "resolved");
    let detected_at = before
        .as_ref()
        .filter(|_| !fresh)
        .map_or(now, |row| row.detected_at);
    let opened_at = match step {
        Step::Open => Some(now),
        Step::Detect => None,
        _ => before.as_ref().and_then(|row| row.opened_at).or(Some(now)),
    };
    let reason = match step {
        Step::Detect => "first seen; it waits for its hold",
        Step::Open => "seen by its rule",
        Step::Reopen => "it came back, or what was accepted has changed",
        _ => "its evidence changed",
    };
    let kept = before.as_ref().filter(|_| !fresh);
    let state = match step {
        Step::Detect => "pending".to_owned(),
        Step::Refresh => was.clone().unwrap_or_else(|| "open".to_owned()),
        _ => "open".to_owned(),
    };
    let resolved = !matches!(step, Step::Refresh);
    let model = Model {
        id,
        rule: rule.key.to_owned(),
        fingerprint: format!("{}/{}", rule.key, finding.subject),
        severity: rule.severity.name().to_owned(),
        state,
        subject_kind: finding.row.map(|(kind, _)| kind as i16),
        subject_id: finding.row.map(|(_, id)| id),
        customer_id: finding.scope.customer_id,
        project_id: finding.scope.project_id,
        practice_id: finding.scope.practice_id,
        legal_entity_id: finding.scope.legal_entity_id,
        person_id: finding.scope.person_id,
        connection_id: finding.scope.connection_id,
        evidence: finding.evidence_json(),
        evidence_hash: hash,
        title: finding.title,
        detail: finding.detail,
        hint: finding.hint,
        amount: finding.amount.map(|(amount, _)| amount.0),
        currency: finding.amount.map(|(_, currency)| currency),
        amount_group: finding.amount_group.map(|Money(amount)| amount),
        metric: rule.metric.map(str::to_owned),
        owner: rule.owner.to_owned(),
        assignee: kept.and_then(|row| row.assignee.clone()),
        acknowledged_by: kept
            .filter(|_| !again)
            .and_then(|row| row.acknowledged_by.clone()),
        detected_at,
        opened_at,
        acknowledged_at: kept.filter(|_| !again).and_then(|row| row.acknowledged_at),
        resolved_at: kept.filter(|_| !resolved).and_then(|row| row.resolved_at),
        deadline_at: opened_at.map(|at| Instant(at.0 + rule.deadline_ms)),
        resolution: None,
        reason: None,
        reopened: kept.map_or(0, |row| row.reopened) + i32::from(again),
        sequence: 0,
        tx: 0,
    };
    Change {
        before: was,
        model,
        step,
        reason: reason.to_owned(),
    }
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
fn binds(row: Model) -> [Bind; 35] {
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
