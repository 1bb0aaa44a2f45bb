//! Synchronization figures and exceptions.
//!
//! Reading. Due are the scheduled runs (first loads and full passes too, those a person asked for and repeats of failed ones not) that have
//! ended, and those that never started. A change is what a run landed, deletions too; set aside it is a failure until its replay is
//! confirmed, and never first pass. Completeness is landed by source over the counts under control. Freshness is the age of the oldest
//! watermark. Backlog is what is set aside and what waits for a parent. An exception's clock runs from its first detection to its verified
//! resolution; its month is that of the resolution; what a person accepted and what went before its hold had passed stand apart.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use sea_orm::{DatabaseConnection, EntityTrait};

use super::compare::{Expected, Slice};
use super::exact::{money, percentile, ratio};
use super::facts::day_in;

/// The hub's own tables.
pub(super) struct Own {
    connections: BTreeMap<i32, String>,
    runs: Vec<entity::landing::sync_run::Model>,
    letters: Vec<entity::landing::dead_letter::Model>,
    waiting: Vec<entity::landing::waiting_reference::Model>,
    totals: Vec<entity::landing::control_total::Model>,
    states: Vec<entity::landing::stream_state::Model>,
    exceptions: Vec<entity::insight::exception::Model>,
    pub(super) now: i64,
}

impl Own {
    pub(super) async fn load(c: &DatabaseConnection, now: i64) -> Self {
        let connections = entity::landing::connection::Entity::find()
            .all(c)
            .await
            .unwrap();
        Self {
            connections: connections
                .into_iter()
                .map(|row| (row.id, row.key))
                .collect(),
            runs: entity::landing::sync_run::Entity::find()
                .all(c)
                .await
                .unwrap(),
            letters: entity::landing::dead_letter::Entity::find()
                .all(c)
                .await
                .unwrap(),
            waiting: entity::landing::waiting_reference::Entity::find()
                .all(c)
                .await
                .unwrap(),
            totals: entity::landing::control_total::Entity::find()
                .all(c)
                .await
                .unwrap(),
            states: entity::landing::stream_state::Entity::find()
                .all(c)
                .await
                .unwrap(),
            exceptions: entity::insight::exception::Entity::find()
                .all(c)
                .await
                .unwrap(),
            now,
        }
    }
}

fn day(ms: i64) -> i64 {
    day_in(ms, chrono_tz::Tz::UTC)
}

type Tally = BTreeMap<(i64, Vec<Option<String>>), (i128, i128)>;

struct Count<'a> {
    slice: &'a Slice,
    own: &'a Own,
    tally: Tally,
}

impl Count<'_> {
    fn add(&mut self, connection: i32, stream: &str, on: i64, (top, bottom): (i128, i128)) {
        let key = self.slice.key(|dim| match dim {
            "CONNECTION" => Some(self.own.connections[&connection].clone()),
            _ => Some(stream.to_owned()),
        });
        if let Some(from) = self.slice.bucket(on).filter(|_| on <= self.slice.as_of) {
            let cell = self.tally.entry((from, key)).or_default();
            cell.0 += top;
            cell.1 += bottom;
        }
    }
}

/// The figures of one slice.
pub(super) fn figures(slice: &Slice, own: &Own, metric: &str) -> Vec<Expected> {
    let mut count = Count {
        slice,
        own,
        tally: Tally::new(),
    };
    // States of the present stand in the last bucket.
    let last = slice.to.min(slice.as_of);
    match metric {
        "run_success" => {
            for run in own.runs.iter().filter(|run| run.state != "running") {
                if !["command", "retry"].contains(&run.trigger.as_str()) {
                    let on = day(run.due_at.unwrap_or(run.started_at).0);
                    count.add(
                        run.connection_id,
                        &run.stream,
                        on,
                        (i128::from(run.state == "ok"), 1),
                    );
                }
            }
            for state in &own.states {
                if let Some(due) = state.next_run_at.filter(|due| due.0 + 600_000 < own.now) {
                    count.add(state.connection_id, &state.stream, day(due.0), (0, 1));
                }
            }
        }
        "sync_success" | "first_pass_yield" => {
            for run in own.runs.iter().filter(|run| run.state != "running") {
                let changes = i128::from(run.landed + run.deleted);
                let on = day(run.due_at.unwrap_or(run.started_at).0);
                if changes != 0 {
                    count.add(run.connection_id, &run.stream, on, (changes, changes));
                }
            }
            for letter in &own.letters {
                if metric == "first_pass_yield" || letter.state != "resolved" {
                    count.add(
                        letter.connection_id,
                        &letter.stream,
                        day(letter.first_at.0),
                        (-1, 0),
                    );
                }
            }
        }
        "completeness" => {
            for row in own.totals.iter().filter(|row| row.measure == "count") {
                count.add(
                    row.connection_id,
                    &row.stream,
                    last,
                    (row.landed.into(), row.source.into()),
                );
            }
        }
        "backlog" => {
            for row in own.letters.iter().filter(|row| row.state == "open") {
                count.add(row.connection_id, &row.stream, last, (1, 1));
            }
            let mut seen = BTreeSet::new();
            for row in own.waiting.iter().filter(|row| seen.insert(row.child_id)) {
                count.add(row.connection_id, &row.stream, last, (1, 1));
            }
        }
        "freshness" => return freshness(slice, own),
        other => panic!("{other}"),
    }
    let cells = count
        .tally
        .into_iter()
        .filter(|(_, (_, bottom))| *bottom != 0);
    cells
        .map(|((from, dims), (top, bottom))| Expected {
            dims,
            from,
            ..Expected::of(match metric {
                "backlog" => Some(Decimal::from_i128_with_scale(top, 0)),
                _ => ratio(top, bottom, 6),
            })
        })
        .collect()
}

fn freshness(slice: &Slice, own: &Own) -> Vec<Expected> {
    let mut oldest: BTreeMap<Vec<Option<String>>, i64> = BTreeMap::new();
    for state in &own.states {
        let Some(at) = state.watermark_at.or(state.last_ok_at) else {
            continue;
        };
        let key = slice.key(|dim| match dim {
            "CONNECTION" => Some(own.connections[&state.connection_id].clone()),
            _ => Some(state.stream.clone()),
        });
        let age = (own.now - at.0).max(0);
        let known = oldest.entry(key).or_insert(age);
        *known = (*known).max(age);
    }
    let cells = oldest.into_iter().map(|(dims, age)| Expected {
        dims,
        from: slice.from,
        ..Expected::of(ratio(age.into(), 3_600_000, 4))
    });
    cells.collect()
}

/// Exceptions, where none has come back after more than seven days.
pub(super) fn exceptions(slice: &Slice, own: &Own, metric: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    for (from, to) in slice.buckets() {
        let to = to.min(slice.as_of);
        if from > to {
            continue;
        }
        let end = ((to + 1) * 86_400_000).min(own.now);
        let mut groups: BTreeMap<Vec<Option<String>>, Vec<&entity::insight::exception::Model>> =
            BTreeMap::new();
        for row in &own.exceptions {
            let key = slice.key(|dim| match dim {
                "RULE" => Some(row.rule.clone()),
                "SEVERITY" => Some(row.severity.clone()),
                "CUSTOMER" => slice.id(dim, row.customer_id),
                "PROJECT" => slice.id(dim, row.project_id),
                "PRACTICE" => slice.id(dim, row.practice_id),
                dim => slice.id(dim, row.legal_entity_id),
            });
            groups.entry(key).or_default().push(row);
        }
        for (dims, rows) in groups {
            let resolved = |row: &entity::insight::exception::Model| {
                row.resolved_at
                    .filter(|at| row.state == "resolved" && day(at.0) <= to)
            };
            let mut gone = Vec::new();
            let (mut seen, mut open) = (Vec::new(), Vec::new());
            let (mut weight, mut weighted, mut waiting) = (0_i128, 0_i128, 0_i128);
            let (mut accepted, mut transient) = (0, 0);
            for row in rows {
                let amount = i128::from(row.amount_group.unwrap_or(0));
                match resolved(row) {
                    Some(at) if day(at.0) < from => {}
                    Some(_) if row.opened_at.is_none() => transient += 1,
                    Some(at) if row.resolution.as_deref() == Some("VERIFIED") => {
                        let ms = at.0 - row.detected_at.0;
                        gone.push(ms);
                        weight += amount;
                        weighted += amount * i128::from(ms);
                        seen.extend(row.acknowledged_at.map(|at| at.0 - row.detected_at.0));
                    }
                    Some(_) => accepted += 1,
                    None if row.opened_at.is_some_and(|at| day(at.0) <= to) => {
                        open.push(end - row.detected_at.0);
                        waiting += amount;
                    }
                    None => {}
                }
            }
            let hour = 3_600_000;
            if metric == "open_exceptions" {
                if !open.is_empty() {
                    let value = Some(Decimal::from(open.len()));
                    found.push(Expected {
                        dims,
                        from,
                        ..Expected::of(value)
                    });
                }
                continue;
            }
            if gone.len() + open.len() + accepted + transient == 0 {
                continue;
            }
            let mean = |list: &[i64]| {
                ratio(
                    list.iter().map(|ms| i128::from(*ms)).sum(),
                    list.len() as i128 * hour,
                    4,
                )
            };
            let p90 = |list: &[i64]| percentile(list, 90, hour).filter(|_| list.len() >= 5);
            let parts = BTreeMap::from([
                ("mean".to_owned(), mean(&gone)),
                ("median".to_owned(), percentile(&gone, 50, hour)),
                ("p90".to_owned(), p90(&gone)),
                ("acknowledge_mean".to_owned(), mean(&seen)),
                (
                    "weighted_mean".to_owned(),
                    ratio(weighted, weight * hour, 4),
                ),
                ("open".to_owned(), Some(Decimal::from(open.len()))),
                ("open_age_median".to_owned(), percentile(&open, 50, hour)),
                ("open_age_p90".to_owned(), p90(&open)),
                (
                    "oldest".to_owned(),
                    open.iter()
                        .max()
                        .and_then(|ms| ratio((*ms).into(), hour, 4)),
                ),
                ("money_waiting".to_owned(), Some(money(waiting))),
                ("accepted".to_owned(), Some(Decimal::from(accepted))),
                ("transient".to_owned(), Some(Decimal::from(transient))),
            ]);
            found.push(Expected {
                dims,
                from,
                value: mean(&gone),
                parts,
                ..Expected::default()
            });
        }
    }
    found
}
