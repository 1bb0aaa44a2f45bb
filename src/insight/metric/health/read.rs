//! Reads runs, dead letters, control totals, watermarks and exceptions of the hub's own tables.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono_tz::Tz;
use entity::governance::command;
use entity::landing::{
    connection, control_total, dead_letter, raw_record, stream_state, sync_run, waiting_reference,
};
use entity::value::{Currency, Day, Instant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Happening, HubState, What, trouble};
use crate::domain::clock::day_in;
use crate::domain::id::source_id;
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::engine::Settings;
use crate::insight::metric::words::Words;

/// How late a run may start before those that were due meanwhile count as never started.
const GRACE_MS: i64 = 10 * 60_000;
/// Missed runs of one gap that are told one by one.
const MOST_MISSED: i64 = 10_000;
/// Reasons for which an object is refused for what its source says.
const REFUSALS: [&str; 4] = ["FIELD_MISSING", "FIELD_TYPE", "UNKNOWN_VALUE", "MALFORMED"];
/// What a run leaves: id, connection, stream, trigger, state, due, start, end, landed, deleted.
type RunRow = (
    i64,
    i32,
    String,
    String,
    String,
    Option<i64>,
    i64,
    Option<i64>,
    i64,
    i64,
);

/// What is to be read.
pub(crate) struct Wanted<'a> {
    /// First day of the question.
    pub(crate) from: Day,
    /// The moment.
    pub(crate) now: Instant,
    /// True where it is a past one.
    pub(crate) past: bool,
    /// Schedules, times and zone.
    pub(crate) settings: &'a Settings,
}

struct Reading<'a> {
    words: &'a mut Words,
    keys: HashMap<i32, String>,
    wanted: &'a Wanted<'a>,
    found: Vec<Happening>,
}

impl Reading<'_> {
    fn zone(&self) -> Tz {
        self.wanted.settings.time_zone
    }

    fn key(&self, connection: i32) -> String {
        let key = self.keys.get(&connection).cloned();
        key.unwrap_or_else(|| connection.to_string())
    }

    fn note(&mut self, connection: i32, stream: &str, id: i64, at: Option<Instant>, what: What) {
        let key = self.key(connection);
        self.found.push(Happening {
            connection: self.words.number(Dimension::Connection, &key),
            stream: self.words.number(Dimension::Stream, stream),
            on: at.map(|at| day_in(at, self.zone())),
            id,
            what,
        });
    }

    /// Milliseconds between runs of a connection, where the configuration is known.
    fn schedule(&self, connection: i32) -> Option<i64> {
        let every = self.wanted.settings.schedules.get(&self.key(connection));
        every.copied().filter(|ms| *ms > 0)
    }

    /// Notes the runs that were due between two instants, the second included, and did not start.
    fn missed(
        &mut self,
        (connection, stream): (i32, &str),
        first: i64,
        last: i64,
        paused: &Pauses,
    ) {
        let step = self.schedule(connection).unwrap_or(i64::MAX);
        let mut due = first;
        for _ in 0..MOST_MISSED {
            if due > last {
                break;
            }
            if !paused.cover(&self.key(connection), due) {
                let id = source_id(
                    "missed_run",
                    &format!("{connection}/{stream}"),
                    &due.to_string(),
                );
                self.note(connection, stream, id, Some(Instant(due)), What::Missed);
            }
            due = due.saturating_add(step);
        }
    }
}

/// When connections were paused by a person.
#[derive(Default)]
struct Pauses(HashMap<String, Vec<(i64, i64)>>);

impl Pauses {
    async fn read(c: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let commands = command::Entity::find()
            .filter(command::Column::Action.is_in(["pause_connection", "resume_connection"]))
            .filter(command::Column::State.eq("done"))
            .order_by_asc(command::Column::Id)
            .all(c)
            .await?;
        let mut pauses = Self::default();
        for row in commands {
            let at = row.ended_at.unwrap_or(row.asked_at).0;
            let spans = pauses.0.entry(row.subject).or_default();
            let open = spans.last().is_some_and(|(_, to)| *to == i64::MAX);
            if row.action == "pause_connection" && !open {
                spans.push((at, i64::MAX));
            } else if row.action == "resume_connection"
                && let Some(last) = spans.last_mut().filter(|_| open)
            {
                last.1 = at;
            }
        }
        Ok(pauses)
    }

    fn cover(&self, key: &str, at: i64) -> bool {
        let spans = self.0.get(key).map_or(&[][..], Vec::as_slice);
        spans.iter().any(|(from, to)| (*from..*to).contains(&at))
    }
}

/// Reads what happened to streams since a day, how they are now, and the exceptions.
pub(crate) async fn read(
    c: &impl ConnectionTrait,
    words: &mut Words,
    wanted: &Wanted<'_>,
) -> Result<HubState, DbErr> {
    let connections = connection::Entity::find().all(c).await?;
    let asleep: HashSet<i32> = connections
        .iter()
        .filter(|row| row.paused)
        .map(|row| row.id)
        .collect();
    let keys = connections.into_iter().map(|row| (row.id, row.key));
    let mut reading = Reading {
        words,
        keys: keys.collect(),
        wanted,
        found: Vec::new(),
    };
    let pauses = Pauses::read(c).await?;
    let proven = runs(c, &mut reading, &pauses).await?;
    letters(c, &mut reading).await?;
    late(c, &mut reading).await?;
    if wanted.past {
        for ((connection, stream), at) in proven {
            let ms = (wanted.now.0 - at).max(0);
            reading.note(connection, &stream, 0, None, What::Stale { ms });
        }
    } else {
        present(c, &mut reading, &asleep, &pauses).await?;
    }
    let happenings = reading.found;
    Ok(HubState {
        troubles: trouble::read(c, words, wanted).await?,
        happenings,
        past: wanted.past,
    })
}

/// Notes the runs; gives the start of each stream's last good one.
async fn runs(
    c: &impl ConnectionTrait,
    reading: &mut Reading<'_>,
    pauses: &Pauses,
) -> Result<BTreeMap<(i32, String), i64>, DbErr> {
    use sync_run::Column as Run;
    let since = Instant(i64::from(reading.wanted.from.0 - 1) * 86_400_000);
    let rows: Vec<RunRow> = sync_run::Entity::find()
        .select_only()
        .columns([
            Run::Id,
            Run::ConnectionId,
            Run::Stream,
            Run::Trigger,
            Run::State,
            Run::DueAt,
            Run::StartedAt,
            Run::EndedAt,
            Run::Landed,
            Run::Deleted,
        ])
        .filter(Run::StartedAt.gte(since))
        .order_by_asc(Run::StartedAt)
        .order_by_asc(Run::Id)
        .into_tuple()
        .all(c)
        .await?;
    let mut proven = BTreeMap::new();
    for (id, connection, stream, trigger, state, due, started, ended, landed, deleted) in rows {
        let Some(ended) = ended.filter(|at| *at <= reading.wanted.now.0 && state != "running")
        else {
            continue;
        };
        let asked = trigger == "command" || trigger == "retry";
        let ok = state == "ok";
        let what = What::Run {
            due: !asked,
            ok,
            changes: landed + deleted,
        };
        let at = due.unwrap_or(started);
        reading.note(connection, &stream, id, Some(Instant(at)), what);
        if let (Some(due), Some(step)) = (due.filter(|_| !asked), reading.schedule(connection)) {
            let first = due.saturating_add(step);
            reading.missed((connection, &stream), first, started - GRACE_MS - 1, pauses);
        }
        if ok {
            let key = (connection, stream);
            if let Some(before) = proven.insert(key.clone(), started) {
                let ms = (ended - before).max(0);
                let what = What::Reached { ms };
                reading.note(connection, &key.1, id, Some(Instant(ended)), what);
            }
        }
    }
    Ok(proven)
}

async fn letters(c: &impl ConnectionTrait, reading: &mut Reading<'_>) -> Result<(), DbErr> {
    let now = reading.wanted.now;
    for row in dead_letter::Entity::find().all(c).await? {
        if row.first_at > now {
            continue;
        }
        let ended = row.state != "open" && row.resolved_at.is_none_or(|at| at <= now);
        let what = What::Letter {
            replayed: ended && row.state == "resolved",
            refused: REFUSALS.contains(&row.code.as_str()),
        };
        reading.note(
            row.connection_id,
            &row.stream,
            row.id,
            Some(row.first_at),
            what,
        );
        if !ended {
            reading.note(row.connection_id, &row.stream, row.id, None, What::Stuck);
        }
    }
    Ok(())
}

/// Notes the changes that came later than their stream's time for them, first loads aside.
async fn late(c: &impl ConnectionTrait, reading: &mut Reading<'_>) -> Result<(), DbErr> {
    let slas = &reading.wanted.settings.slas;
    if slas.is_empty() {
        return Ok(());
    }
    let since = Instant(i64::from(reading.wanted.from.0 - 1) * 86_400_000);
    for state in stream_state::Entity::find().all(c).await? {
        let key = (reading.key(state.connection_id), state.stream.clone());
        let (Some(sla), Some(loaded)) = (slas.get(&key).copied(), state.first_loaded_at) else {
            continue;
        };
        use raw_record::Column as Raw;
        let rows: Vec<(i64, i64, i64)> = raw_record::Entity::find()
            .select_only()
            .columns([Raw::Id, Raw::VersionAt, Raw::ReceivedAt])
            .filter(Raw::ConnectionId.eq(state.connection_id))
            .filter(Raw::Stream.eq(state.stream.clone()))
            .filter(Raw::ReceivedAt.gte(since))
            .filter(Raw::VersionAt.gt(loaded))
            .into_tuple()
            .all(c)
            .await?;
        for (id, version, received) in rows {
            if received - version > sla && received <= reading.wanted.now.0 {
                let at = Some(Instant(received));
                reading.note(state.connection_id, &state.stream, id, at, What::Late);
            }
        }
    }
    Ok(())
}

/// Notes what is so now: rows that wait, control totals, watermarks, and runs that are overdue.
async fn present(
    c: &impl ConnectionTrait,
    reading: &mut Reading<'_>,
    asleep: &HashSet<i32>,
    pauses: &Pauses,
) -> Result<(), DbErr> {
    let mut waiting = HashSet::new();
    for row in waiting_reference::Entity::find().all(c).await? {
        if waiting.insert(row.child_id) {
            let id = row.child_id;
            reading.note(row.connection_id, &row.stream, id, None, What::Stuck);
        }
    }
    let totals = control_total::Entity::find().all(c).await?;
    let whole: HashSet<(i32, String, String)> = totals
        .iter()
        .filter(|row| row.period == "all")
        .map(|row| (row.connection_id, row.stream.clone(), row.measure.clone()))
        .collect();
    for (place, row) in totals.into_iter().enumerate() {
        let key = (row.connection_id, row.stream.clone(), row.measure.clone());
        if row.period != "all" && whole.contains(&key) {
            continue;
        }
        let code = row.measure.split_once(':').map(|(_, code)| code.parse());
        let currency: Option<Currency> = match code {
            None if row.measure == "count" => None,
            Some(Ok(currency)) => Some(currency),
            _ => continue,
        };
        let what = What::Total {
            source: row.source,
            landed: row.landed,
            currency,
        };
        let id = i64::try_from(place).unwrap_or(0);
        reading.note(row.connection_id, &row.stream, id, None, what);
    }
    let now = reading.wanted.now;
    for state in stream_state::Entity::find().all(c).await? {
        let (connection, stream) = (state.connection_id, &state.stream);
        if let Some(at) = state.watermark_at.or(state.last_ok_at) {
            let ms = (now.0 - at.0).max(0);
            reading.note(connection, stream, 0, None, What::Stale { ms });
        }
        if let Some(due) = state.next_run_at.filter(|_| !asleep.contains(&connection)) {
            reading.missed((connection, stream), due.0, now.0 - GRACE_MS - 1, pauses);
        }
    }
    Ok(())
}
