//! How well the systems are kept together and how fast exceptions go: read from the hub's own tables when asked.

use std::collections::HashMap;

use chrono_tz::Tz;
use entity::insight::exception;
use entity::landing::{
    connection, control_total, dead_letter, stream_state, sync_run, waiting_reference,
};
use entity::value::{Day, Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::answer::{MetricValue, State};
use super::calc::exact::quotient;
use super::definition::{Metric, Unit};
use super::dimension::Dimension;
use super::fold::Values;
use super::fold::distribution::{mean, percentiles};
use super::plan::{Cell, Plan};
use super::query::RowScope;
use super::registry::{Health, Measure};
use super::words::Words;
use crate::access::Subject;
use crate::domain::clock::day_in;
use crate::domain::record::Class;

const HOUR: i64 = 3_600_000;
/// How long after it was due a run that never started counts as failed.
const GRACE_MS: i64 = 10 * 60_000;

/// What happened to a stream on a day, or is so now where it has no day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StreamDay {
    connection: i64,
    stream: i64,
    on: Option<Day>,
    runs: i64,
    runs_ok: i64,
    changes: i64,
    dead: i64,
    dead_open: i64,
    source: i64,
    landed: i64,
    stale_ms: Option<i64>,
    backlog: i64,
}

/// An exception that opened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trouble {
    rule: i64,
    severity: i64,
    customer: i64,
    project: i64,
    practice: i64,
    legal_entity: i64,
    person: i64,
    opened_at: Instant,
    acknowledged_at: Option<Instant>,
    resolved_at: Option<Instant>,
    verified: bool,
    amount: i64,
    /// Classes that its rule tells of.
    reveals: Vec<Class>,
}

impl Cell for StreamDay {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Connection => self.connection,
            Dimension::Stream => self.stream,
            _ => 0,
        }
    }

    fn within(&self, _rows: &RowScope) -> bool {
        true
    }
}

impl Cell for Trouble {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Rule => self.rule,
            Dimension::Severity => self.severity,
            Dimension::Customer => self.customer,
            Dimension::Project => self.project,
            Dimension::Practice => self.practice,
            Dimension::LegalEntity => self.legal_entity,
            _ => 0,
        }
    }

    fn within(&self, rows: &RowScope) -> bool {
        rows.reaches(&self.subject())
    }

    fn unbound(&self) -> bool {
        self.subject() == Subject::default()
    }
}

impl Trouble {
    fn subject(&self) -> Subject {
        let some = |id: i64| (id != 0).then_some(id);
        let subject = Subject {
            customer: some(self.customer),
            project: some(self.project),
            practice: some(self.practice),
            legal_entity: some(self.legal_entity),
            person: some(self.person),
            whole: false,
        };
        subject.of_account()
    }

    /// True where its existence tells of cost, and the viewer may read cost in no way.
    fn untold(&self, plan: &Plan) -> bool {
        let reads = plan.access.grants.iter().any(|grant| {
            grant.classes.contains(&Class::Cost) || grant.in_aggregate.contains(&Class::Cost)
        });
        self.reveals.contains(&Class::Cost) && !reads
    }
}

/// The hub's own state.
#[derive(Debug, Default)]
pub(crate) struct HubState {
    pub(crate) streams: Vec<StreamDay>,
    pub(crate) troubles: Vec<Trouble>,
}

struct Reading<'a> {
    words: &'a mut Words,
    keys: HashMap<i32, String>,
    days: HashMap<(i32, String, Option<Day>), StreamDay>,
}

impl Reading<'_> {
    fn day(&mut self, connection: i32, stream: &str, on: Option<Day>) -> &mut StreamDay {
        let key = self
            .keys
            .get(&connection)
            .cloned()
            .unwrap_or_else(|| connection.to_string());
        let numbers = (
            self.words.number(Dimension::Connection, &key),
            self.words.number(Dimension::Stream, stream),
        );
        self.days
            .entry((connection, stream.to_owned(), on))
            .or_insert_with(|| StreamDay {
                connection: numbers.0,
                stream: numbers.1,
                on,
                ..StreamDay::default()
            })
    }
}

/// Reads the state of streams, the runs since a day and the exceptions.
pub(crate) async fn read(
    c: &impl ConnectionTrait,
    words: &mut Words,
    from: Day,
    now: Instant,
    zone: Tz,
) -> Result<HubState, DbErr> {
    let connections = connection::Entity::find().all(c).await?;
    let paused: HashMap<i32, bool> = connections.iter().map(|row| (row.id, row.paused)).collect();
    let mut reading = Reading {
        words,
        keys: connections
            .into_iter()
            .map(|row| (row.id, row.key))
            .collect(),
        days: HashMap::new(),
    };
    let since = Instant(i64::from(from.0 - 1) * 86_400_000);
    let runs = sync_run::Entity::find()
        .filter(sync_run::Column::StartedAt.gte(since))
        .all(c)
        .await?;
    for run in runs {
        let on = day_in(run.due_at.unwrap_or(run.started_at), zone);
        let day = reading.day(run.connection_id, &run.stream, Some(on));
        if run.state != "running" && run.trigger != "command" && run.trigger != "retry" {
            day.runs += 1;
            day.runs_ok += i64::from(run.state == "ok");
        }
        day.changes += (run.landed + run.deleted).max(run.dead);
    }
    for letter in dead_letter::Entity::find().all(c).await? {
        let on = day_in(letter.first_at, zone);
        let day = reading.day(letter.connection_id, &letter.stream, Some(on));
        day.dead += 1;
        day.dead_open += i64::from(letter.state != "resolved");
        if letter.state == "open" {
            reading
                .day(letter.connection_id, &letter.stream, None)
                .backlog += 1;
        }
    }
    for row in waiting_reference::Entity::find().all(c).await? {
        reading.day(row.connection_id, &row.stream, None).backlog += 1;
    }
    for row in control_total::Entity::find()
        .filter(control_total::Column::Measure.eq("count"))
        .all(c)
        .await?
    {
        let day = reading.day(row.connection_id, &row.stream, None);
        day.source += row.source;
        day.landed += row.landed;
    }
    for state in stream_state::Entity::find().all(c).await? {
        let asleep = paused.get(&state.connection_id).copied().unwrap_or(false);
        let day = reading.day(state.connection_id, &state.stream, None);
        day.stale_ms = state
            .watermark_at
            .or(state.last_ok_at)
            .map(|at| (now.0 - at.0).max(0));
        if let Some(due) = state
            .next_run_at
            .filter(|due| !asleep && due.0 + GRACE_MS < now.0)
        {
            reading
                .day(state.connection_id, &state.stream, Some(day_in(due, zone)))
                .runs += 1;
        }
    }
    let streams = reading.days.into_values().collect();
    let mut troubles = Vec::new();
    for row in exception::Entity::find().all(c).await? {
        let Some(opened_at) = row.opened_at else {
            continue;
        };
        troubles.push(Trouble {
            rule: words.number(Dimension::Rule, &row.rule),
            severity: words.number(Dimension::Severity, &row.severity),
            customer: row.customer_id.unwrap_or(0),
            project: row.project_id.unwrap_or(0),
            practice: row.practice_id.unwrap_or(0),
            legal_entity: row.legal_entity_id.unwrap_or(0),
            person: row.person_id.unwrap_or(0),
            reveals: crate::model::read::alert::told(
                &row,
                crate::insight::rule::registry::rule(&row.rule)
                    .map_or(&[][..], |rule| rule.classes),
            ),
            opened_at,
            acknowledged_at: row.acknowledged_at,
            resolved_at: row.resolved_at.filter(|_| row.state == "resolved"),
            verified: row.resolution.as_deref() == Some("VERIFIED"),
            amount: row.amount_group.unwrap_or(0),
        });
    }
    Ok(HubState { streams, troubles })
}

/// The values of an integration metric by group.
pub(crate) fn fold(plan: &Plan, metric: &Metric, figure: Health, health: &HubState) -> Values {
    let state = matches!(
        figure,
        Health::Completeness | Health::Freshness | Health::Backlog
    );
    let days = health
        .streams
        .iter()
        .filter(|day| day.on.is_none() == state);
    plan.grouped(days, |day| day.on.or(Some(plan.buckets.to)))
        .into_iter()
        .filter_map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            let total = |of: fn(&StreamDay) -> i64| -> i128 {
                readable.cells.iter().map(|day| i128::from(of(day))).sum()
            };
            let mut value = MetricValue::empty(metric);
            let (top, bottom) = match figure {
                Health::Runs => (total(|d| d.runs_ok), total(|d| d.runs)),
                Health::Records => {
                    let due = total(|d| d.changes).max(total(|d| d.dead));
                    (due - total(|d| d.dead_open), due)
                }
                Health::FirstPass => {
                    let due = total(|d| d.changes).max(total(|d| d.dead));
                    (due - total(|d| d.dead), due)
                }
                Health::Completeness => (total(|d| d.landed), total(|d| d.source)),
                Health::Journeys => return None,
                Health::Freshness => {
                    let worst = readable.cells.iter().filter_map(|day| day.stale_ms).max()?;
                    value.population = readable.cells.len() as u64;
                    value.set(quotient(i128::from(worst), i128::from(HOUR), 4));
                    return Some((key, value));
                }
                Health::Backlog => {
                    let waiting = total(|d| d.backlog);
                    value.population = u64::try_from(waiting).unwrap_or(0);
                    value.set(quotient(waiting, 1, 0));
                    return Some((key, value));
                }
            };
            if bottom == 0 {
                return None;
            }
            value.population = u64::try_from(bottom).unwrap_or(0);
            value.numerator = quotient(top, 1, 0);
            value.denominator = quotient(bottom, 1, 0);
            value.set(quotient(top, bottom, 6));
            Some((key, value))
        })
        .collect()
}

/// The values of a metric of exceptions by group.
pub(crate) fn resolution(
    plan: &Plan,
    metric: &Metric,
    troubles: &[Trouble],
    now: Instant,
    zone: Tz,
) -> Values {
    let open_only = matches!(metric.measure, Measure::OpenExceptions);
    let day = |trouble: &Trouble| match trouble.resolved_at {
        Some(at) if open_only => (day_in(at, zone) > plan.buckets.to).then_some(plan.buckets.to),
        Some(at) => Some(day_in(at, zone)),
        None => (day_in(trouble.opened_at, zone) <= plan.buckets.to).then_some(plan.buckets.to),
    };
    let told = troubles.iter().filter(|trouble| !trouble.untold(plan));
    plan.grouped(told, day)
        .into_iter()
        .map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            let amounts = seen
                .iter()
                .all(|one| plan.shows(one.grants, Class::Commercial));
            let mut value = MetricValue::empty(metric);
            value.excluded_by_permission = readable.hidden;
            if open_only {
                value.population = readable.cells.len() as u64;
                value.set(quotient(i128::from(value.population), 1, 0));
            } else {
                times(&mut value, metric, &readable.cells, now);
                if !amounts {
                    hide(&mut value, "weighted_mean");
                }
            }
            (key, value)
        })
        .collect()
}

/// Hides a part that tells of a class which the viewer lacks.
fn hide(value: &mut MetricValue, name: &str) {
    for part in value.parts.iter_mut().filter(|part| part.name == name) {
        part.value = None;
        part.state = State::Masked;
        part.reasons.clear();
    }
}

fn times(value: &mut MetricValue, metric: &Metric, troubles: &[&Trouble], now: Instant) {
    let span = |from: Instant, to: Instant| to.0 - from.0;
    let verified: Vec<(&Trouble, i64)> = troubles
        .iter()
        .filter(|trouble| trouble.verified)
        .filter_map(|trouble| Some((*trouble, span(trouble.opened_at, trouble.resolved_at?))))
        .collect();
    let sum = verified.iter().map(|(_, ms)| i128::from(*ms)).sum();
    let average = mean(sum, verified.len(), HOUR);
    value.population = verified.len() as u64;
    if average.is_some() {
        value.set(average);
    }
    value.part("mean", Unit::Hours, average, "TOO_FEW");
    let mut observed: Vec<i64> = verified.iter().map(|(_, ms)| *ms).collect();
    percentiles(value, &mut observed, Unit::Hours, HOUR, ("median", "p90"));
    let acknowledged: Vec<i64> = troubles
        .iter()
        .filter_map(|trouble| Some(span(trouble.opened_at, trouble.acknowledged_at?)))
        .collect();
    let sum = acknowledged.iter().map(|ms| i128::from(*ms)).sum();
    value.part(
        "acknowledge_mean",
        Unit::Hours,
        mean(sum, acknowledged.len(), HOUR),
        "TOO_FEW",
    );
    let weight: i128 = verified
        .iter()
        .map(|(trouble, _)| i128::from(trouble.amount))
        .sum();
    let weighted: i128 = verified
        .iter()
        .map(|(trouble, ms)| i128::from(trouble.amount) * i128::from(*ms))
        .sum();
    let weighted = quotient(weighted, weight.saturating_mul(i128::from(HOUR)), 4);
    value.part("weighted_mean", Unit::Hours, weighted, "ZERO_WEIGHT");
    let mut open: Vec<i64> = troubles
        .iter()
        .filter(|trouble| trouble.resolved_at.is_none())
        .map(|trouble| span(trouble.opened_at, now))
        .collect();
    value.part(
        "open",
        Unit::Count,
        quotient(open.len() as i128, 1, 0),
        "TOO_FEW",
    );
    let mut ages = MetricValue::empty(metric);
    percentiles(
        &mut ages,
        &mut open,
        Unit::Hours,
        HOUR,
        ("open_age_median", "open_age_p90"),
    );
    value.parts.extend(ages.parts);
    let oldest = open
        .last()
        .and_then(|ms| quotient(i128::from(*ms), i128::from(HOUR), 4));
    value.part("oldest", Unit::Hours, oldest, "TOO_FEW");
    let accepted = troubles
        .iter()
        .filter(|t| t.resolved_at.is_some() && !t.verified)
        .count();
    value.part(
        "accepted",
        Unit::Count,
        quotient(accepted as i128, 1, 0),
        "TOO_FEW",
    );
}
