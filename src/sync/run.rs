//! One run of one stream: pages in, batches down, checkpoint after each, and what follows when the pass ends.

use std::collections::HashMap;
use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DbErr, Statement, Value as Bind};
use tokio_util::sync::CancellationToken;

use super::digest;
use super::extract::{self, Batch, CANCELLED, Extract, map};
use super::land::{self, News, Place};
use super::round::RunReport;
use super::state::State;
use super::{Registered, Sync, sweep};
use crate::connect::{Cursor, Deletions, Pass, Stream};
use crate::domain::fault::{Fault, Remedy};
use crate::model::database::remedy;
use crate::model::feed;
use crate::model::upsert::{self, Emitted};

/// Why a stream runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    Schedule,
    FirstLoad,
    Full,
    Command,
    Retry,
}

impl Trigger {
    fn name(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::FirstLoad => "first_load",
            Self::Full => "full",
            Self::Command => "command",
            Self::Retry => "retry",
        }
    }
}

/// A run under way.
pub(super) struct Run<'a> {
    pub(super) source: &'a Registered,
    pub(super) stream: &'static Stream,
    pub(super) state: State,
    pub(super) report: RunReport,
    pub(super) run_id: i64,
    trigger: Trigger,
    due_at: Option<entity::value::Instant>,
    started_at: entity::value::Instant,
    /// True where the pass began in this run.
    begun: bool,
    /// Places of the pass's pages that are to be known again.
    places: Vec<i64>,
}

impl Run<'_> {
    /// True where the pass under way reads everything there is.
    fn whole(&self) -> bool {
        self.state.at.pass != Pass::Changes || self.stream.cursor == Cursor::Whole
    }

    pub(super) fn place(&self) -> Place<'_> {
        Place {
            connection_id: self.source.number,
            stream: self.stream.name,
            run_id: self.run_id,
            mapping_version: self.source.client.mapper().version(self.stream.name),
        }
    }
}

impl Sync {
    /// Runs a stream once, to the end of a pass or to a fault; what was landed stays landed either way.
    pub(super) async fn run_stream(
        &self,
        source: &Registered,
        stream: &'static Stream,
        (asked, full): (Trigger, bool),
        cancel: &CancellationToken,
    ) -> RunReport {
        let now = self.clock.now();
        let connection = source.client.settings.connection.as_str();
        let state = match State::load(&self.database.reader, source.number, stream.name).await {
            Ok(state) => state,
            Err(error) => {
                return RunReport::failed(connection, stream.name, remedy(&error));
            }
        };
        let first = state.first_loaded_at.is_none();
        let trigger = match asked {
            _ if first => Trigger::FirstLoad,
            _ if full => Trigger::Full,
            Trigger::Schedule if state.attempt > 0 => Trigger::Retry,
            other => other,
        };
        let done = u64::try_from(state.rows).unwrap_or(0);
        self.progress.send_modify(|progress| {
            progress.begin(
                connection,
                stream.name,
                first,
                if first { done } else { 0 },
                now,
            );
        });
        let mut run = Run {
            source,
            stream,
            due_at: state.next_run_at,
            state,
            report: RunReport::begun(connection, stream.name),
            run_id: self.keys.mint(now),
            trigger,
            started_at: now,
            begun: false,
            places: Vec::new(),
        };
        let result = self.pass(&mut run, full, cancel).await;
        let ended = self.finish(&mut run, result).await;
        if let Err(error) = ended {
            run.report.fault.get_or_insert(remedy(&error));
        }
        let now = self.clock.now();
        self.progress
            .send_modify(|progress| progress.end(connection, stream.name, now));
        run.report
    }

    async fn pass(
        &self,
        run: &mut Run<'_>,
        full: bool,
        cancel: &CancellationToken,
    ) -> Result<(), Fault> {
        let database = |error: DbErr| remedy(&error);
        let source = run.source;
        run.state.last_run_at = Some(run.started_at);
        self.save_run(&self.database.writer, run, "running", None)
            .await
            .map_err(database)?;
        self.remap(run).await.map_err(database)?;
        let prove = full || self.full_pass_due(run);
        let whole = prove || run.stream.cursor == Cursor::Whole;
        // A pass over changes that was cut is in the way of a whole one, which reads all that it would have read.
        if whole && !(run.state.at.under_way() && run.whole()) {
            run.state.at = run.state.at.full();
        }
        let mut missing: Option<HashSet<i64>> = None;
        loop {
            let whole = run.whole();
            if !run.state.at.under_way() {
                self.begin_seen(run, whole);
                run.places = Vec::new();
                run.begun = true;
            }
            let mut extract = Extract::start(
                extract::Pass {
                    client: source.client.clone(),
                    stream: run.stream,
                    connection_id: source.number,
                    from: run.state.at.clone(),
                    fields: run.state.fields.clone(),
                    learning: run.state.first_loaded_at.is_none(),
                },
                self.database.reader.clone(),
                &self.settings,
                cancel.clone(),
            );
            let mut ended = false;
            while let Some(mut batch) = extract.next().await {
                let fault = batch.fault.take();
                ended = batch.done;
                if batch.next.is_some() {
                    self.write_batch(run, batch).await.map_err(database)?;
                }
                if let Some(fault) = fault {
                    return Err(fault);
                }
            }
            if !ended {
                return Err(Fault::new(
                    CANCELLED,
                    Remedy::Retry,
                    "the pass was cut short",
                ));
            }
            if !whole || run.stream.deletions == Deletions::Never {
                break;
            }
            let Some(seen) = self.take_seen(run) else {
                break;
            };
            let gone = sweep::missing(&self.database.reader, run, &seen, prove)
                .await
                .map_err(database)?;
            if gone.is_empty() {
                break;
            }
            if seen.is_empty() {
                return Err(Fault::new(
                    "FULL_PASS_EMPTY",
                    Remedy::Fail,
                    format!(
                        "{}/{} showed no objects where {} are known; nothing was deleted",
                        run.report.connection,
                        run.stream.name,
                        gone.len()
                    ),
                )
                .hint("check what the user of this connection may see"));
            }
            if let Some(before) = missing.take() {
                let confirmed = gone.intersection(&before).copied().collect();
                self.delete(run, confirmed).await.map_err(database)?;
                break;
            }
            // What one pass did not show is looked for once more before it is believed gone.
            missing = Some(gone);
            run.state.at = run.state.at.full();
        }
        self.after_pass(run).await.map_err(database)
    }

    fn full_pass_due(&self, run: &Run<'_>) -> bool {
        run.stream.deletions == Deletions::Sweep
            && run.state.full_pass_at.is_none_or(|at| {
                at.0 + self.settings.full_pass_seconds * 1000 <= self.clock.now().0
            })
    }

    /// Lands a batch and what it maps to, in one transaction; of one that fails nothing stays, so that the next run reads it again.
    async fn write_batch(&self, run: &mut Run<'_>, batch: Batch) -> Result<(), DbErr> {
        run.report.pages += batch.pages;
        run.report.requests += batch.requests;
        run.report.retried += batch.retried;
        let before = (run.state.clone(), run.report.clone());
        let written = self.try_batch(run, batch).await;
        if written.is_err() {
            (run.state, run.report) = before;
        }
        written
    }

    async fn try_batch(&self, run: &mut Run<'_>, batch: Batch) -> Result<(), DbErr> {
        let now = self.clock.now();
        self.note_seen(run, &batch);
        let transaction = self.database.begin().await?;
        let (mut sorted, mut promoted) = (batch.sorted, batch.promoted);
        if !land::still(&transaction, &sorted.news).await? {
            // Another process, or an object that came twice, was faster: what is news is sorted out once more.
            let tied = sorted.tied;
            let incoming = sorted.news.into_iter().flat_map(News::deliveries).collect();
            sorted = land::sort(&transaction, incoming).await?;
            sorted.tied += tied;
            let client = run.source.client.clone();
            (sorted, promoted, _) = map(client, run.stream, sorted, batch.fields.clone(), false)
                .await
                .ok_or_else(|| DbErr::Custom("mapping ended by itself".to_owned()))?;
        }
        let (news, stream) = (sorted.news, run.stream);
        run.state.fields = batch.fields;
        run.places.extend(batch.again);
        run.places.extend(batch.kept.iter().map(|page| page.place));
        let mut feed = upsert::Batch::new(self.keys.mint(now), run.source.number, stream.name, now);
        let emissions = std::mem::take(&mut promoted.emissions);
        let outcome = upsert::apply(&transaction, &mut feed, emissions).await?;
        self.note_outcome(&outcome);
        let emitted: HashMap<i64, Emitted> = outcome.emitted.into_iter().collect();
        let place = run.place();
        let mapped: Vec<i64> = emitted.keys().copied().collect();
        promoted.write(&transaction, &place, now, &mapped).await?;
        let (live, deleted) = census(&news);
        let fresh = news.iter().filter(|item| !item.outdated).count() as u64;
        let landed = fresh - deleted;
        // A deletion that no page shows.
        let hidden = news.iter().any(|item| item.incoming.payload.is_none());
        land::write(&transaction, &place, news, &emitted).await?;
        if hidden || sorted.tied > 0 {
            digest::forget(&transaction, place.connection_id, place.stream, &[]).await?;
        } else {
            digest::keep(&transaction, &place, batch.kept).await?;
        }
        run.state.rows += live;
        if let Some(next) = &batch.next {
            run.state.at = next.clone();
        }
        if run.state.mapping.is_none() {
            run.state.mapping = Some(run.place().mapping_version);
        }
        run.report
            .add(&batch.objects, landed, deleted, promoted.dead.len() as u64);
        run.report.note_dead(&promoted.dead);
        run.report.rounded += promoted.rounded;
        run.report.tied += sorted.tied;
        run.state.save(&transaction).await?;
        self.save_run(&transaction, run, "running", None).await?;
        let changes = feed.finish(&transaction).await?;
        transaction.commit().await?;
        run.report.changes += i64::from(changes);
        if changes > 0 {
            feed::number(&self.database.writer, self.clock.now()).await?;
            self.ring();
        }
        let now = self.clock.now();
        self.progress.send_modify(|progress| {
            progress.advance(
                &run.report.connection,
                run.stream.name,
                batch.objects,
                batch.expected,
                now,
            );
        });
        Ok(())
    }

    async fn after_pass(&self, run: &mut Run<'_>) -> Result<(), DbErr> {
        let now = self.clock.now();
        if run.state.first_loaded_at.is_none() {
            run.state.first_loaded_at = Some(now);
        }
        if run.begun && !run.places.is_empty() {
            let (number, stream) = (run.source.number, run.stream.name);
            digest::forget(&self.database.writer, number, stream, &run.places).await?;
        }
        if run.whole_ended() {
            run.state.full_pass_at = Some(now);
        }
        // What the source could show at the start of the pass is landed; where it has no clock, ours stands for it.
        run.state.watermark_at = run
            .state
            .at
            .cursor
            .or(Some(run.started_at))
            .max(run.state.watermark_at);
        self.compare_totals(run).await
    }

    /// Ends a run: its row, and when the stream runs again.
    async fn finish(&self, run: &mut Run<'_>, result: Result<(), Fault>) -> Result<(), DbErr> {
        let now = self.clock.now();
        let schedule = run.source.schedule_seconds * 1000;
        let next = |ms: i64| Some(entity::value::Instant(now.0 + ms));
        let state = match &result {
            Ok(()) => {
                run.state.attempt = 0;
                run.state.last_ok_at = Some(now);
                // Two payloads of one version: the source is read again at once, and its latest answer settles it.
                run.state.next_run_at = next(if run.report.tied > 0 { 0 } else { schedule });
                "ok"
            }
            Err(fault) => {
                run.state.attempt += 1;
                let wait = (1_000_i64 << run.state.attempt.clamp(1, 10)).min(schedule.max(60_000));
                run.state.next_run_at = match fault.remedy {
                    Remedy::Retry => next(wait),
                    Remedy::WaitUntil(at) => Some(at),
                    Remedy::SkipRecord | Remedy::Fail => next(schedule),
                    Remedy::FixConfiguration => next(schedule.max(60_000)),
                };
                if fault.code == CANCELLED {
                    run.state.attempt = 0;
                    run.state.next_run_at = next(0);
                    "aborted"
                } else {
                    "failed"
                }
            }
        };
        run.report.fault = result.err();
        let transaction = self.database.begin().await?;
        run.state.save(&transaction).await?;
        self.save_run(&transaction, run, state, Some(now)).await?;
        transaction.commit().await
    }

    async fn save_run(
        &self,
        connection: &impl ConnectionTrait,
        run: &Run<'_>,
        state: &str,
        ended_at: Option<entity::value::Instant>,
    ) -> Result<(), DbErr> {
        let report = &run.report;
        let count = |number: u64| Bind::BigInt(i64::try_from(number).ok());
        let at = |instant: Option<entity::value::Instant>| Bind::BigInt(instant.map(|at| at.0));
        let fault = report.fault.as_ref();
        connection
            .execute_raw(Statement::from_sql_and_values(
                connection.get_database_backend(),
                "INSERT INTO sync_run (id, connection_id, stream, \"trigger\", state, due_at, started_at, ended_at, requests, pages, \
                 seen, landed, dead, deleted, retried, rounded, error_code, error_detail) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at, \
                 requests = excluded.requests, pages = excluded.pages, seen = excluded.seen, landed = excluded.landed, \
                 dead = excluded.dead, deleted = excluded.deleted, retried = excluded.retried, rounded = excluded.rounded, \
                 error_code = excluded.error_code, error_detail = excluded.error_detail",
                [
                    Bind::BigInt(Some(run.run_id)),
                    Bind::Int(Some(run.source.number)),
                    Bind::String(Some(run.stream.name.to_owned())),
                    Bind::String(Some(run.trigger.name().to_owned())),
                    Bind::String(Some(state.to_owned())),
                    at(run.due_at),
                    at(Some(run.started_at)),
                    at(ended_at),
                    count(report.requests),
                    count(report.pages),
                    count(report.seen),
                    count(report.landed),
                    count(report.dead),
                    count(report.deleted),
                    count(report.retried),
                    count(report.rounded),
                    Bind::String(fault.map(|fault| fault.code.to_owned())),
                    Bind::String(fault.map(|fault| fault.detail.clone())),
                ],
            ))
            .await
            .map(|_| ())
    }
}

impl Run<'_> {
    /// True where the pass that has just ended read everything; its checkpoint has moved on already.
    fn whole_ended(&self) -> bool {
        self.stream.cursor == Cursor::Whole
            || matches!(self.trigger, Trigger::Full | Trigger::FirstLoad)
            || self.report.whole
    }
}

/// How many live raw records news add, and how many deletions there are among them.
fn census(news: &[News]) -> (i64, u64) {
    let (mut live, mut deleted) = (0, 0);
    for News { incoming, head, .. } in news.iter().filter(|item| !item.outdated) {
        let was = head.as_ref().is_some_and(|head| head.deleted_at.is_none());
        let is = incoming.deleted_at.is_none();
        live += i64::from(is) - i64::from(was);
        deleted += u64::from(!is);
    }
    (live, deleted)
}
