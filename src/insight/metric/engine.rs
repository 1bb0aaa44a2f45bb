//! Keeps rows and cells in memory up with the change feed, writes the cells, and finds the moment that a question is about.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono_tz::Tz;
use entity::insight::metric_watermark;
use entity::landing::stream_state;
use entity::value::{Currency, Day, Instant};
use sea_orm::{DbErr, EntityTrait};

use super::answer::SourceState;
use super::cube::Cubes;
use super::inputs::Inputs;
use super::load::{self, Followed, Past};
use super::query::{Access, QueryError};
use super::snapshot::{Moment, Snapshot, Source};
use super::store;
use crate::domain::clock::Clock;
use crate::domain::record::Kind;
use crate::insight::freshness::{Feed, Freshness};
use crate::model::Database;
use crate::model::feed::{self, Keys};
use crate::model::identity::{Groups, Ownership};

/// What the engine needs of the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Group reporting currency.
    pub group_currency: Currency,
    /// Zone in which today is.
    pub time_zone: Tz,
    /// Milliseconds without a good run after which a stream is late that no feed names.
    pub stale_after_ms: i64,
    /// Streams by the kinds they feed, each with its own patience.
    pub feeds: Vec<Feed>,
    /// Milliseconds between runs, by connection.
    pub schedules: HashMap<String, i64>,
    /// Milliseconds within which a change is to be landed, by connection and stream.
    pub slas: HashMap<(String, String), i64>,
    /// Kinds that the connected systems carry; all where empty.
    pub carried: Option<BTreeSet<Kind>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            group_currency: Currency::USD,
            time_zone: Tz::UTC,
            stale_after_ms: 24 * 3_600_000,
            feeds: Vec::new(),
            schedules: HashMap::new(),
            slas: HashMap::new(),
            carried: None,
        }
    }
}

/// What a refresh did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// Sequence the figures are at.
    pub sequence: i64,
    /// False where they were there already.
    pub changed: bool,
    /// Cells written.
    pub written: u64,
}

/// The metric engine.
#[derive(Debug)]
pub struct Engine {
    pub(super) database: Database,
    keys: Arc<Keys>,
    pub(super) clock: Clock,
    pub(in crate::insight) ownership: Arc<Ownership>,
    pub(in crate::insight) settings: Settings,
    current: ArcSwapOption<Snapshot>,
    fresh: ArcSwapOption<Freshness>,
    building: tokio::sync::Mutex<()>,
    past: tokio::sync::Mutex<Vec<Arc<Snapshot>>>,
}

/// Moments of the past kept in memory.
const PAST_KEPT: usize = 2;
/// How often figures are made anew while a first load is under way.
const LOADING_MS: i64 = 15_000;
/// Changes that are followed one by one; more of them, and everything is read again.
const MOST_CHANGES: u64 = 20_000;

pub(crate) fn unavailable(error: impl std::fmt::Display) -> QueryError {
    QueryError::Unavailable(error.to_string())
}

impl Engine {
    /// An engine over a database; it reads nothing before it is asked or refreshed.
    pub fn new(
        database: Database,
        keys: Arc<Keys>,
        clock: Clock,
        ownership: Arc<Ownership>,
        settings: Settings,
    ) -> Self {
        Self {
            database,
            keys,
            clock,
            ownership,
            settings,
            current: ArcSwapOption::empty(),
            fresh: ArcSwapOption::empty(),
            building: tokio::sync::Mutex::new(()),
            past: tokio::sync::Mutex::new(Vec::new()),
        }
    }

    /// The sequence of the figures in memory; none before the first.
    pub fn sequence(&self) -> Option<i64> {
        self.current
            .load()
            .as_ref()
            .map(|snapshot| snapshot.sequence)
    }

    /// Group reporting currency.
    pub fn group_currency(&self) -> Currency {
        self.settings.group_currency
    }

    /// Today in the reporting zone.
    pub fn today(&self) -> Day {
        self.clock.today(self.settings.time_zone)
    }

    /// Brings figures up to the change feed and the day, and writes the cells that changed with the watermark in one transaction.
    pub async fn refresh(&self) -> Result<Refreshed, DbErr> {
        let _building = self.building.lock().await;
        let before = self.current.load_full();
        let usual = (self.settings.group_currency, self.today());
        // The states are read before the rows: rows are never older than what is said of their freshness.
        let fresh = Arc::new(Freshness::read(&self.database.reader).await?);
        let position = feed::current(&self.database.reader).await?;
        let sources = self.sources(&fresh);
        if let Some(snapshot) = &before {
            let same = snapshot.sequence == position.sequence && snapshot.usual == usual;
            let loading = sources.iter().any(|source| source.loading);
            let soon = position.at.0 - snapshot.known_at.0 < LOADING_MS;
            if (same && snapshot.sources == sources)
                || (!same && loading && soon && snapshot.sequence > 0)
            {
                if same {
                    self.fresh.store(Some(fresh));
                }
                return Ok(Refreshed {
                    sequence: snapshot.sequence,
                    changed: false,
                    written: 0,
                });
            }
        }
        let (inputs, cubes, position) = self.bring_up(before.as_deref(), position, usual).await?;
        let complete = !sources.iter().any(|source| source.loading);
        let first_known_at = fresh
            .streams
            .iter()
            .filter_map(|state| state.first_loaded_at)
            .max();
        let snapshot = Arc::new(Snapshot::new(
            inputs,
            cubes,
            usual,
            (position.sequence, position.at),
            sources,
            first_known_at,
        ));
        let written = if complete {
            store::write(
                &self.database,
                before.as_deref(),
                &snapshot,
                self.keys.mint(self.clock.now()),
                self.clock.now(),
            )
            .await?
        } else {
            0
        };
        self.current.store(Some(snapshot));
        self.fresh.store(Some(fresh));
        Ok(Refreshed {
            sequence: position.sequence,
            changed: true,
            written,
        })
    }

    /// Rows and cells of a position: those of the moment before, patched by what changed since, or read anew.
    async fn bring_up(
        &self,
        before: Option<&Snapshot>,
        position: feed::Position,
        usual: (Currency, Day),
    ) -> Result<(Arc<Inputs>, Arc<Cubes>, feed::Position), DbErr> {
        if let Some(before) = before {
            match self.follow(before, position).await? {
                Followed::Same if before.usual == usual => {
                    return Ok((before.inputs.clone(), before.cubes.clone(), position));
                }
                Followed::Same => {
                    let inputs = before.inputs.clone();
                    return Ok((inputs.clone(), build(inputs, usual).await?, position));
                }
                Followed::Patched(patch) => {
                    let load::Patch {
                        inputs,
                        units,
                        people,
                    } = *patch;
                    let inputs = Arc::new(inputs);
                    let cubes = if before.usual == usual {
                        let (old, new) = (before.cubes.clone(), inputs.clone());
                        tokio::task::spawn_blocking(move || {
                            Arc::new(old.patched(&new, usual.0, usual.1, &units, &people))
                        })
                        .await
                        .map_err(|error| DbErr::Custom(error.to_string()))?
                    } else {
                        build(inputs.clone(), usual).await?
                    };
                    return Ok((inputs, cubes, position));
                }
                Followed::Reload => {}
            }
        }
        let (inputs, position) = self.read(None).await?;
        let inputs = Arc::new(inputs);
        let cubes = build(inputs.clone(), usual).await?;
        Ok((inputs, cubes, position))
    }

    async fn follow(&self, before: &Snapshot, position: feed::Position) -> Result<Followed, DbErr> {
        if before.sequence == position.sequence {
            return Ok(Followed::Same);
        }
        let transaction = self.database.snapshot().await?;
        let news = feed::since(&transaction, before.sequence, MOST_CHANGES).await?;
        if news
            .last()
            .is_none_or(|last| last.sequence < position.sequence)
        {
            return Ok(Followed::Reload);
        }
        let changes: BTreeSet<(i16, i64)> = news
            .iter()
            .flat_map(|transaction| {
                transaction
                    .changes
                    .iter()
                    .map(|change| (change.kind, change.row_id))
            })
            .collect();
        if changes.is_empty() {
            return Ok(Followed::Same);
        }
        let groups = Groups::load(&transaction, self.ownership.clone()).await?;
        let group_currency = self.settings.group_currency;
        let followed = load::follow(
            &transaction,
            &groups,
            group_currency,
            &before.inputs,
            &changes,
        )
        .await?;
        transaction.commit().await?;
        Ok(followed)
    }

    /// How far the stored cells follow the feed.
    pub async fn watermark(&self) -> Result<Option<metric_watermark::Model>, DbErr> {
        metric_watermark::Entity::find_by_id(store::CUBE.to_owned())
            .one(&self.database.reader)
            .await
    }

    /// Computes every cell from rows and compares it with what is stored; tells each difference in words.
    pub async fn verify(&self) -> Result<Vec<String>, DbErr> {
        let _building = self.building.lock().await;
        let (inputs, _) = self.read(None).await?;
        let inputs = Arc::new(inputs);
        let as_of = store::stored_day(&self.database.reader)
            .await?
            .unwrap_or_else(|| self.today());
        let cubes = build(inputs.clone(), (self.settings.group_currency, as_of)).await?;
        store::compare(
            &self.database.reader,
            &inputs,
            &cubes,
            self.settings.group_currency,
        )
        .await
    }

    /// Rows as of the last numbered transaction, or of a sequence; what is committed and not numbered yet stays out.
    async fn read(&self, sequence: Option<i64>) -> Result<(Inputs, feed::Position), DbErr> {
        let transaction = self.database.snapshot().await?;
        let groups = Groups::load(&transaction, self.ownership.clone()).await?;
        let position = groups.position();
        let past = Past::at(&transaction, sequence.unwrap_or(position.sequence)).await?;
        let group_currency = self.settings.group_currency;
        let inputs = load::load(&transaction, &groups, group_currency, past).await?;
        transaction.commit().await?;
        Ok((inputs, position))
    }

    /// Streams that are read and whose first load has not ended, each with its connection: no figure is kept while there is one.
    pub async fn loading(&self) -> Result<Vec<String>, DbErr> {
        let fresh = Freshness::read(&self.database.reader).await?;
        let mut loading = Vec::new();
        for row in &fresh.connections {
            let awaited = fresh
                .of(row.id)
                .filter(|state| self.awaits(&row.key, state));
            loading.extend(awaited.map(|state| format!("{} {}", row.key, state.stream)));
        }
        Ok(loading)
    }

    /// Whether a stream's first load is to come; one that was switched off, or whose connection was taken out, is not waited for.
    fn awaits(&self, connection: &str, state: &stream_state::Model) -> bool {
        let feeds = &self.settings.feeds;
        let read = |feed: &Feed| feed.connection == connection && feed.stream == state.stream;
        state.first_loaded_at.is_none() && (feeds.is_empty() || feeds.iter().any(read))
    }

    fn sources(&self, fresh: &Freshness) -> Vec<Source> {
        let now = self.clock.now();
        let (feeds, usual) = (&self.settings.feeds, self.settings.stale_after_ms);
        let sources = fresh.connections.iter().map(|row| {
            let mine: Vec<_> = fresh.of(row.id).collect();
            let loading = mine.iter().any(|state| self.awaits(&row.key, state));
            let late = mine
                .iter()
                .any(|state| fresh.late(state, feeds, usual, now));
            Source {
                id: row.id,
                state: SourceState {
                    system: row.key.clone(),
                    watermark: mine.iter().filter_map(|state| state.watermark_at).min(),
                    complete: !loading && !late,
                },
                loading,
                late,
            }
        });
        sources.collect()
    }

    /// The figures of the present and the states of their sources, the states no newer than the rows.
    pub(in crate::insight) async fn present_with_sources(
        &self,
    ) -> Result<(Arc<Snapshot>, Arc<Freshness>), DbErr> {
        if self.fresh.load().is_none() {
            self.refresh().await?;
        }
        match (self.fresh.load_full(), self.current.load_full()) {
            (Some(fresh), Some(figures)) => Ok((figures, fresh)),
            _ => Err(DbErr::Custom("no figures yet".to_owned())),
        }
    }

    /// The present moment of figures, brought up to a sequence where it lies before it; while a first load is under way it may stay behind.
    pub async fn present(&self, at_least: Option<i64>) -> Result<Moment, QueryError> {
        let behind = |snapshot: &Arc<Snapshot>| {
            at_least.is_some_and(|sequence| snapshot.sequence < sequence)
        };
        if self.current.load_full().as_ref().is_none_or(behind) {
            self.refresh().await.map_err(unavailable)?;
        }
        self.current
            .load_full()
            .map(Moment)
            .ok_or_else(|| QueryError::Unavailable("no figures yet".to_owned()))
    }

    /// The moment a question is about.
    pub(crate) async fn moment(
        &self,
        access: &Access,
        known_at: Option<Instant>,
    ) -> Result<Arc<Snapshot>, QueryError> {
        let current = match &access.moment {
            Some(moment) => moment.0.clone(),
            None => self.present(None).await?.0,
        };
        let Some(known_at) = known_at else {
            return Ok(current);
        };
        if known_at > self.clock.now() {
            return Err(QueryError::FutureKnownAt);
        }
        if known_at >= current.known_at {
            return Ok(current);
        }
        let position = feed::at(&self.database.reader, known_at)
            .await
            .map_err(unavailable)?;
        if position.sequence == 0 || current.first_known_at.is_some_and(|first| known_at < first) {
            return Err(QueryError::NotKnown);
        }
        if position.sequence == current.sequence {
            return Ok(current);
        }
        let mut past = self.past.lock().await;
        if let Some(found) = past
            .iter()
            .find(|snapshot| snapshot.sequence == position.sequence)
        {
            return Ok(found.clone());
        }
        let (inputs, _) = self
            .read(Some(position.sequence))
            .await
            .map_err(unavailable)?;
        let inputs = Arc::new(inputs);
        let cubes = build(inputs.clone(), current.usual)
            .await
            .map_err(unavailable)?;
        let found = Arc::new(Snapshot::new(
            inputs,
            cubes,
            current.usual,
            (position.sequence, position.at),
            Vec::new(),
            None,
        ));
        if past.len() == PAST_KEPT {
            past.remove(0);
        }
        past.push(found.clone());
        Ok(found)
    }
}

pub(crate) async fn build(
    inputs: Arc<Inputs>,
    usual: (Currency, Day),
) -> Result<Arc<Cubes>, DbErr> {
    tokio::task::spawn_blocking(move || Arc::new(Cubes::build(&inputs, usual.0, usual.1)))
        .await
        .map_err(|error| DbErr::Custom(error.to_string()))
}
