//! A round: the streams that are due, or asked for, of all connections at the same time; parents before children.

use std::sync::atomic::Ordering;

use entity::landing::{stream_state, sync_watermark};
use entity::value::Instant;
use futures::future::join_all;
use sea_orm::{DbErr, EntityTrait, QuerySelect, Value as Bind};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::circuit::Admission;
use super::promote::Dead;
use super::run::Trigger;
use super::{Registered, Sync};
use crate::connect::Stream;
use crate::domain::fault::Fault;
use crate::model::database::remedy;
use crate::model::feed;
use crate::model::statement::{Clash, Rows};
use crate::model::upsert::{bereave, settle};

/// Name of the watermark of settled references and links.
const SETTLED: &str = "settled";

/// Which streams a round runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// One connection, or all.
    pub connection: Option<String>,
    /// One stream, or all.
    pub stream: Option<String>,
    /// True reads everything again.
    pub full: bool,
    /// True runs only what is due.
    pub due: bool,
    /// True where a person asked.
    pub asked: bool,
}

/// How a run of a stream ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Connection.
    pub connection: String,
    /// Stream.
    pub stream: String,
    /// Requests sent.
    pub requests: u64,
    /// Requests repeated.
    pub retried: u64,
    /// Pages landed.
    pub pages: u64,
    /// Objects received.
    pub seen: u64,
    /// Objects that were new or changed.
    pub landed: u64,
    /// Objects set aside.
    pub dead: u64,
    /// Deletions.
    pub deleted: u64,
    /// Amounts rounded.
    pub rounded: u64,
    /// Objects of which one version came with two payloads.
    pub tied: u64,
    /// Canonical changes written.
    pub changes: i64,
    /// True where a whole pass ended.
    pub whole: bool,
    /// What objects were set aside for, the first few reasons.
    pub set_aside: Vec<SetAside>,
    /// Why it ended early.
    pub fault: Option<Fault>,
}

/// Objects that were set aside for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Stable reason code.
    pub code: &'static str,
    /// Source path at fault.
    pub field: Option<String>,
    /// What was expected and what came, of the first of them.
    pub detail: String,
    /// Key of the first of them.
    pub example: String,
    /// How many.
    pub count: u64,
}

/// Reasons that a report tells apart.
const REASONS: usize = 8;

impl RunReport {
    pub(super) fn begun(connection: &str, stream: &str) -> Self {
        Self {
            connection: connection.to_owned(),
            stream: stream.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn failed(connection: &str, stream: &str, fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            ..Self::begun(connection, stream)
        }
    }

    pub(super) fn note_dead(&mut self, dead: &[Dead]) {
        for one in dead {
            let more = self.set_aside.len() < REASONS;
            let same = self
                .set_aside
                .iter_mut()
                .find(|aside| aside.code == one.code && aside.field == one.field);
            match same {
                Some(aside) => aside.count += 1,
                None if more => self.set_aside.push(SetAside {
                    code: one.code,
                    field: one.field.clone(),
                    detail: one.detail.clone(),
                    example: one.external_id.clone(),
                    count: 1,
                }),
                None => {}
            }
        }
    }

    pub(super) fn add(&mut self, seen: &u64, landed: u64, deleted: u64, dead: u64) {
        self.seen += seen;
        self.landed += landed;
        self.deleted += deleted;
        self.dead += dead;
    }
}

impl Sync {
    /// Runs the selected streams, then settles what waited for them and brings links up to date.
    pub async fn round(
        &self,
        selection: &Selection,
        cancel: &CancellationToken,
    ) -> Result<Vec<RunReport>, Fault> {
        self.number().await.map_err(|error| remedy(&error))?;
        let mut rounds = Vec::new();
        for source in &self.sources {
            let only = selection.connection.as_ref();
            if only.is_none_or(|only| *only == source.client.settings.connection) {
                rounds.push(self.round_of(source, selection, cancel));
            }
        }
        let mut reports = Vec::new();
        for result in join_all(rounds).await {
            reports.extend(result.map_err(|error| remedy(&error))?);
        }
        self.tidy().await.map_err(|error| remedy(&error))?;
        Ok(reports)
    }

    async fn round_of(
        &self,
        source: &Registered,
        selection: &Selection,
        cancel: &CancellationToken,
    ) -> Result<Vec<RunReport>, DbErr> {
        let mut streams = self.selected(source, selection).await?;
        if streams.is_empty() {
            return Ok(Vec::new());
        }
        match self.admission(source).await? {
            Admission::Closed => {}
            Admission::Trial => {
                self.half_open(source).await?;
                let trial = self
                    .run(source, streams.remove(0), selection, cancel)
                    .await?;
                if trial.fault.is_some() {
                    return Ok(vec![trial]);
                }
            }
            // A person who asks may try an open circuit; a paused connection stays paused.
            Admission::Open(_) if selection.asked => {}
            Admission::Open(_) | Admission::Paused => return Ok(Vec::new()),
        }
        // The gate lets streams in by their order: parents begin before children.
        let gate = Semaphore::new(self.settings.streams_at_once.max(1));
        let mut runs = Vec::new();
        for stream in streams {
            runs.push(self.run_through(&gate, source, stream, selection, cancel));
        }
        join_all(runs).await.into_iter().collect()
    }

    async fn run_through(
        &self,
        gate: &Semaphore,
        source: &Registered,
        stream: &'static Stream,
        selection: &Selection,
        cancel: &CancellationToken,
    ) -> Result<RunReport, DbErr> {
        // The gate is never closed.
        let _place = gate.acquire().await.ok();
        self.run(source, stream, selection, cancel).await
    }

    async fn run(
        &self,
        source: &Registered,
        stream: &'static Stream,
        selection: &Selection,
        cancel: &CancellationToken,
    ) -> Result<RunReport, DbErr> {
        let connection = &source.client.settings.connection;
        if cancel.is_cancelled()
            || (!selection.asked && self.admission(source).await? == Admission::Paused)
        {
            return Ok(RunReport::begun(connection, stream.name));
        }
        let trigger = if selection.asked {
            Trigger::Command
        } else {
            Trigger::Schedule
        };
        let report = self
            .run_stream(source, stream, (trigger, selection.full), cancel)
            .await;
        if let Some(fault) = &report.fault {
            tracing::warn!(
                connection.id = %connection,
                stream = stream.name,
                code = fault.code,
                detail = fault.detail,
                "a run failed"
            );
        }
        self.note(source, report.fault.as_ref()).await?;
        Ok(report)
    }

    async fn selected(
        &self,
        source: &Registered,
        selection: &Selection,
    ) -> Result<Vec<&'static Stream>, DbErr> {
        let now = self.clock.now();
        let states = stream_state::Entity::find()
            .all(&self.database.reader)
            .await?;
        let due = |stream: &Stream| {
            states
                .iter()
                .find(|state| state.connection_id == source.number && state.stream == stream.name)
                .and_then(|state| state.next_run_at)
                .is_none_or(|at| at <= now)
        };
        Ok(source
            .client
            .streams()
            .filter(|stream| {
                selection
                    .stream
                    .as_ref()
                    .is_none_or(|only| only == stream.name)
            })
            .filter(|stream| !selection.due || due(stream))
            .collect())
    }

    /// When the next stream is due.
    pub(super) async fn next_due(&self) -> Result<Option<Instant>, DbErr> {
        let times: Vec<Option<i64>> = stream_state::Entity::find()
            .select_only()
            .column(stream_state::Column::NextRunAt)
            .into_tuple()
            .all(&self.database.reader)
            .await?;
        Ok(times.into_iter().flatten().min().map(Instant))
    }

    /// Numbers what has committed; rings where that moved the feed on.
    pub(super) async fn number(&self) -> Result<(), DbErr> {
        let before = feed::current(&self.database.writer).await?;
        let after = feed::number(&self.database.writer, self.clock.now()).await?;
        if after != before {
            self.ring();
        }
        Ok(())
    }

    /// Brings waiting references and links up to date where rows have changed since that was done last, be it by a process that died.
    async fn tidy(&self) -> Result<(), DbErr> {
        let writer = &self.database.writer;
        let (reached, since) = (feed::current(writer).await?.sequence, self.settled().await?);
        if !feed::touched(writer, since).await? {
            return Ok(());
        }
        settle(writer).await?;
        if self.removed.swap(false, Ordering::SeqCst) {
            let named = |connection: i32, stream: &str| self.named(connection, stream);
            if let Err(error) = bereave(writer, since, self.clock.now(), &named).await {
                self.removed.store(true, Ordering::SeqCst);
                return Err(error);
            }
        }
        self.relink().await?;
        self.number().await?;
        let mut rows = Rows::new("sync_watermark", &["name", "sequence"]);
        rows.push([
            Bind::String(Some(SETTLED.to_owned())),
            Bind::BigInt(Some(reached)),
        ]);
        rows.write(writer, Clash::Overwrite(&["name"])).await?;
        self.ring();
        Ok(())
    }

    /// Sequence up to which waiting references and links are settled.
    async fn settled(&self) -> Result<i64, DbErr> {
        let row = sync_watermark::Entity::find_by_id(SETTLED.to_owned())
            .one(&self.database.writer)
            .await?;
        Ok(row.map_or(0, |row| row.sequence))
    }

    /// Connection and object that a stream reads.
    fn named(&self, connection: i32, stream: &str) -> Option<(std::sync::Arc<str>, &'static str)> {
        let source = self
            .sources
            .iter()
            .find(|source| source.number == connection)?;
        let streams = source.client.connector.streams;
        let stream = streams.iter().find(|known| known.name == stream)?;
        let connection = source.client.settings.connection.as_str();
        Some((connection.into(), stream.object))
    }
}
