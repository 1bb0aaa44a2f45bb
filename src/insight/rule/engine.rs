//! Evaluates the rules: one evaluation opens, keeps and resolves, in one transaction with its events.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use entity::insight::exception::{self, Model};
use entity::value::{Instant, Money};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::book::{Book, Thresholds};
use super::lifecycle::{REOPEN_MS, Seen, Step, step};
use super::load::load;
use super::registry::RULES;
use super::store::{Change, write};
use super::{Finding, Rule};
use crate::domain::clock::Clock;
use crate::domain::id::{content_hash, source_id};
use crate::insight::metric::Engine as Metrics;
use crate::model::database::Database;
use crate::model::feed::Keys;

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

/// Evaluates rules over a database and the figures made of it.
#[derive(Clone)]
pub struct Engine {
    pub(super) database: Database,
    pub(super) keys: Arc<Keys>,
    pub(super) clock: Clock,
    metrics: Arc<Metrics>,
    thresholds: Thresholds,
}

impl Engine {
    /// An engine; does nothing yet.
    pub fn new(
        database: Database,
        keys: Arc<Keys>,
        clock: Clock,
        metrics: Arc<Metrics>,
        thresholds: Thresholds,
    ) -> Self {
        Self {
            database,
            keys,
            clock,
            metrics,
            thresholds,
        }
    }

    /// Looks for findings now, and brings the exceptions to what they say.
    pub async fn evaluate(&self) -> Result<Evaluated, DbErr> {
        let now = self.clock.now();
        let present = self.metrics.present().await?;
        let sequence = present.0.sequence;
        let snapshot = self.database.snapshot().await?;
        let thresholds = self.thresholds.clone();
        let book = load(&snapshot, &self.metrics, present, thresholds, now).await?;
        let known = remembered(&snapshot, now).await?;
        snapshot.commit().await?;
        let changes = tokio::task::spawn_blocking(move || judge(&book, known, now))
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        write(self, changes, sequence, now).await
    }
}

/// The exceptions that a finding can go on with: those that are open, accepted, or resolved a short while ago.
async fn remembered(
    snapshot: &impl ConnectionTrait,
    now: Instant,
) -> Result<HashMap<i64, Model>, DbErr> {
    let lately = Instant(now.0 - REOPEN_MS);
    let rows = exception::Entity::find()
        .filter(
            Condition::any()
                .add(exception::Column::State.ne("resolved"))
                .add(exception::Column::Resolution.eq("ACCEPTED"))
                .add(exception::Column::ResolvedAt.gte(lately)),
        )
        .all(snapshot)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What all rules see, as steps of exceptions.
fn judge(book: &Book, mut known: HashMap<i64, Model>, now: Instant) -> Vec<Change> {
    let mut by_rule: HashMap<String, Vec<i64>> = HashMap::new();
    for row in known.values() {
        by_rule.entry(row.rule.clone()).or_default().push(row.id);
    }
    let mut changes = Vec::new();
    for rule in RULES {
        let knows = book.knows(rule);
        let mut findings: BTreeMap<i64, Finding> = BTreeMap::new();
        if knows {
            for finding in (rule.find)(book) {
                let id = id_of(rule, &finding.subject);
                findings
                    .entry(id)
                    .or_insert_with(|| ranked(rule, book, finding));
            }
        }
        let mut ids = by_rule.remove(rule.key).unwrap_or_default();
        ids.sort_unstable();
        for id in ids.into_iter().filter(|id| !findings.contains_key(id)) {
            let Some(row) = known.remove(&id) else {
                continue;
            };
            let seen = if knows { Seen::Gone } else { Seen::Unknown };
            if let Some(step) = step(Some(&row), seen, rule.hold_ms, now) {
                changes.push(gone(rule, row, step, now));
            }
        }
        for (id, finding) in findings {
            let before = known.remove(&id);
            let hash = content_hash(finding.evidence_json().as_bytes());
            let step = step(before.as_ref(), Seen::Found(hash), rule.hold_ms, now)
                .or_else(|| restated(rule, before.as_ref()?, &finding).then_some(Step::Refresh));
            if let Some(step) = step {
                changes.push(found(rule, id, finding, hash, before, step, now));
            }
        }
    }
    changes
}

/// A finding with the amount and severity that it is ranked by.
fn ranked(rule: &Rule, book: &Book, mut finding: Finding) -> Finding {
    let severity = rule.severity_of(finding.since_on, book.today);
    finding.severity = finding.severity.or(Some(severity));
    if let (None, Some((Money(amount), currency))) = (finding.amount_group, finding.amount) {
        finding.amount_group = book.in_group(amount, currency).map(Money);
    }
    finding
}

/// True where a living exception tells the same trouble in other words, or ranks it by another rate.
fn restated(rule: &Rule, before: &Model, finding: &Finding) -> bool {
    before.state != "resolved"
        && (before.severity != severity(rule, finding)
            || before.amount_group != finding.amount_group.map(|Money(amount)| amount)
            || before.title != finding.title
            || before.detail != finding.detail)
}

fn severity(rule: &Rule, finding: &Finding) -> &'static str {
    finding.severity.unwrap_or(rule.severity).name()
}

/// Identity of an exception: rule and subject.
pub fn id_of(rule: &Rule, subject: &str) -> i64 {
    source_id("hub", rule.key, subject)
}

fn gone(rule: &Rule, row: Model, step: Step, now: Instant) -> Change {
    let reason = match step {
        Step::Forget => "it went before its hold had passed",
        _ => rule.gone,
    };
    let model = Model {
        state: "resolved".to_owned(),
        resolved_at: Some(now),
        resolution: Some("VERIFIED".to_owned()),
        reason: Some(reason.to_owned()),
        ..row.clone()
    };
    Change {
        before: Some(row),
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
    let anew = matches!(step, Step::Detect | Step::Open)
        && before.as_ref().is_none_or(|row| row.state == "resolved");
    let kept = before.as_ref().filter(|_| !anew);
    let opened_at = match step {
        Step::Open => Some(now),
        Step::Detect => None,
        Step::Refresh => kept.and_then(|row| row.opened_at),
        _ => kept.and_then(|row| row.opened_at).or(Some(now)),
    };
    let reason = match step {
        Step::Detect => "first seen; it waits for its hold",
        Step::Open if kept.is_some() => "its hold has passed and it is still there",
        Step::Open => "seen by its rule",
        Step::Reopen if accepted(before.as_ref()) => "what was accepted has changed",
        Step::Reopen => "it came back within seven days",
        _ => "its evidence changed",
    };
    let state = match step {
        Step::Detect => "pending".to_owned(),
        Step::Refresh => was.unwrap_or_else(|| "open".to_owned()),
        _ => "open".to_owned(),
    };
    let model = Model {
        id,
        rule: rule.key.to_owned(),
        fingerprint: format!("{}/{}", rule.key, finding.subject),
        severity: severity(rule, &finding).to_owned(),
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
        since_on: finding.since_on,
        people: finding
            .people
            .map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
        title: finding.title,
        detail: finding.detail,
        hint: finding.hint,
        amount: finding.amount.map(|(Money(amount), _)| amount),
        currency: finding.amount.map(|(_, currency)| currency),
        amount_group: finding.amount_group.map(|Money(amount)| amount),
        metric: rule.metric.map(str::to_owned),
        owner: rule.owner.to_owned(),
        assignee: kept.and_then(|row| row.assignee.clone()),
        acknowledged_by: kept
            .filter(|_| !again)
            .and_then(|row| row.acknowledged_by.clone()),
        detected_at: kept.map_or(now, |row| row.detected_at),
        opened_at,
        acknowledged_at: kept.filter(|_| !again).and_then(|row| row.acknowledged_at),
        resolved_at: None,
        deadline_at: opened_at.map(|at| Instant(at.0 + rule.deadline_ms)),
        resolution: None,
        reason: None,
        reopened: kept.map_or(0, |row| row.reopened) + i32::from(again),
        sequence: 0,
        tx: 0,
    };
    Change {
        before,
        model,
        step,
        reason: reason.to_owned(),
    }
}

fn accepted(before: Option<&Model>) -> bool {
    before.is_some_and(|row| row.resolution.as_deref() == Some("ACCEPTED"))
}
