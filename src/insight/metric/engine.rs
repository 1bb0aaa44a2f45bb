//! Answers questions at one change sequence from rows and cells in memory, and keeps both up with the change feed.

use std::collections::BTreeSet;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono_tz::Tz;
use entity::insight::metric_watermark;
use entity::landing::{connection, stream_state};
use entity::value::{Currency, Day, Instant};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::answer::{MetricAnswer, RowKind, SourceState, State};
use super::assemble::{self, Naming, Table};
use super::cube::Cubes;
use super::definition::Metric;
use super::dimension::Grain;
use super::fold;
use super::health;
use super::inputs::Inputs;
use super::load::{self, Followed, Past};
use super::period::Buckets;
use super::plan::{self, Plan};
use super::query::{Access, MetricQuery, QueryError};
use super::registry::{Health, Measure};
use super::snapshot::{Snapshot, Source};
use super::store;
use super::words::Words;
use crate::domain::clock::Clock;
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
    /// Milliseconds without a good run after which a source is late.
    pub stale_after_ms: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            group_currency: Currency::USD,
            time_zone: Tz::UTC,
            stale_after_ms: 24 * 3_600_000,
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
    database: Database,
    keys: Arc<Keys>,
    clock: Clock,
    ownership: Arc<Ownership>,
    settings: Settings,
    current: ArcSwapOption<Snapshot>,
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
        let position = feed::current(&self.database.reader).await?;
        let sources = self.sources(&self.database.reader).await?;
        if let Some(snapshot) = &before {
            let same = snapshot.sequence == position.sequence && snapshot.usual == usual;
            let loading = sources.iter().any(|source| source.loading);
            let soon = position.at.0 - snapshot.known_at.0 < LOADING_MS;
            if (same && snapshot.sources == sources)
                || (!same && loading && soon && snapshot.sequence > 0)
            {
                return Ok(Refreshed {
                    sequence: snapshot.sequence,
                    changed: false,
                    written: 0,
                });
            }
        }
        let (inputs, cubes, position) = self.bring_up(before.as_deref(), position, usual).await?;
        let complete = !sources.iter().any(|source| source.loading);
        let first_known_at = self.first_known_at().await?;
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

    async fn sources(&self, reader: &impl ConnectionTrait) -> Result<Vec<Source>, DbErr> {
        let states = stream_state::Entity::find().all(reader).await?;
        let mut connections = connection::Entity::find().all(reader).await?;
        connections.sort_by_key(|row| row.id);
        let now = self.clock.now();
        let sources = connections.into_iter().map(|row| {
            let mine: Vec<_> = states
                .iter()
                .filter(|state| state.connection_id == row.id)
                .collect();
            let loading = mine.iter().any(|state| state.first_loaded_at.is_none());
            let late = mine.iter().any(|state| {
                state
                    .last_ok_at
                    .is_some_and(|at| now.0 - at.0 > self.settings.stale_after_ms)
            });
            Source {
                id: row.id,
                state: SourceState {
                    system: row.key,
                    watermark: mine.iter().filter_map(|state| state.watermark_at).min(),
                    complete: !loading && !late,
                },
                loading,
                late,
            }
        });
        Ok(sources.collect())
    }

    async fn first_known_at(&self) -> Result<Option<Instant>, DbErr> {
        let states = stream_state::Entity::find()
            .all(&self.database.reader)
            .await?;
        Ok(states
            .iter()
            .filter_map(|state| state.first_loaded_at)
            .max())
    }

    /// The moment a question is about.
    pub(crate) async fn moment(
        &self,
        known_at: Option<Instant>,
    ) -> Result<Arc<Snapshot>, QueryError> {
        if self.current.load().is_none() {
            self.refresh().await.map_err(unavailable)?;
        }
        let current = self
            .current
            .load_full()
            .ok_or_else(|| QueryError::Unavailable("no figures yet".to_owned()))?;
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

    /// Answers a question for a viewer.
    pub async fn answer(
        &self,
        access: &Access,
        query: &MetricQuery,
    ) -> Result<MetricAnswer, QueryError> {
        let metrics = plan::metrics(query)?;
        plan::permitted(query, access)?;
        let snapshot = self.moment(query.known_at).await?;
        let mut asked = self.asked(&snapshot, &metrics, query).await?;
        let plan = self.plan(&snapshot, &metrics, query, access, &asked.words)?;
        let cubes = snapshot.cubes(plan.target, plan.as_of);
        let mut table = self.table(&snapshot, &cubes, &plan, &asked);
        if let Some(comparison) = query.compare_with {
            let (from, to) = assemble::other_period(query.from, query.to, comparison);
            let mut other = plan.clone();
            other.buckets.from = from;
            other.buckets.to = to;
            let earlier = self.table(&snapshot, &cubes, &other, &asked);
            assemble::compare(&plan, &mut table, &other, &earlier);
        }
        self.trust(&snapshot, &plan, &mut table);
        let naming = Naming {
            words: &asked.words,
            names: &snapshot.inputs.names,
        };
        let page = assemble::page(&plan, query, table, &naming)?;
        let mut rows = page.rows;
        if query.totals {
            rows.extend(self.totals(&snapshot, &cubes, &plan, query, &asked)?);
        }
        asked.words = Words::default();
        let needs: Vec<_> = metrics
            .iter()
            .flat_map(|metric| metric.needs.iter().copied())
            .collect();
        Ok(MetricAnswer {
            rows,
            total_count: page.total_count,
            more: page.more,
            sequence: snapshot.sequence,
            as_of: plan.as_of,
            known_at: snapshot.known_at,
            sources: snapshot
                .behind(&needs)
                .into_iter()
                .map(|s| s.state.clone())
                .collect(),
        })
    }

    fn totals(
        &self,
        snapshot: &Snapshot,
        cubes: &Cubes,
        plan: &Plan,
        query: &MetricQuery,
        asked: &Asked,
    ) -> Result<Vec<super::answer::MetricRow>, QueryError> {
        let mut rows = Vec::new();
        let mut whole = plan.clone();
        whole.group = Vec::new();
        let kinds = if plan.group.is_empty() || plan.buckets.grain.is_none() {
            vec![(RowKind::Total, None)]
        } else {
            vec![
                (RowKind::Subtotal, plan.buckets.grain),
                (RowKind::Total, None),
            ]
        };
        for (kind, grain) in kinds {
            whole.buckets.grain = grain;
            let mut table = self.table(snapshot, cubes, &whole, asked);
            self.trust(snapshot, &whole, &mut table);
            let naming = Naming {
                words: &asked.words,
                names: &snapshot.inputs.names,
            };
            let every = MetricQuery {
                order_by: Vec::new(),
                after: None,
                first: Some(assemble::MOST),
                ..query.clone()
            };
            let page = assemble::page(&whole, &every, table, &naming)?;
            rows.extend(
                page.rows
                    .into_iter()
                    .map(|row| super::answer::MetricRow { kind, ..row }),
            );
        }
        Ok(rows)
    }

    /// What a question needs besides the snapshot.
    pub(crate) async fn asked(
        &self,
        snapshot: &Snapshot,
        metrics: &[&'static Metric],
        query: &MetricQuery,
    ) -> Result<Asked, QueryError> {
        let now = snapshot.known_at.max(self.clock.now());
        let mut words = Words::default();
        let health = metrics.iter().any(|metric| {
            matches!(
                metric.measure,
                Measure::Health(_) | Measure::Resolution | Measure::OpenExceptions
            )
        });
        let mut hub = health::HubState::default();
        if health {
            let from = match query.compare_with {
                Some(comparison) => assemble::other_period(query.from, query.to, comparison)
                    .0
                    .min(query.from),
                None => query.from,
            };
            hub = health::read(
                &self.database.reader,
                &mut words,
                from,
                now,
                self.settings.time_zone,
            )
            .await
            .map_err(unavailable)?;
        }
        Ok(Asked { words, hub, now })
    }

    /// A question made ready for a snapshot.
    pub(crate) fn plan<'a>(
        &self,
        snapshot: &Snapshot,
        metrics: &[&'static Metric],
        query: &MetricQuery,
        access: &'a Access,
        words: &Words,
    ) -> Result<Plan<'a>, QueryError> {
        if query.group_by.len() > plan::MOST_DIMENSIONS {
            return Err(QueryError::BadInput {
                argument: "groupBy",
                detail: format!("at most {} dimensions", plan::MOST_DIMENSIONS),
            });
        }
        let as_of = query.as_of.unwrap_or_else(|| self.today());
        let representatives = &snapshot.inputs.representatives;
        let read = |dimension: super::dimension::Dimension, text: &str| {
            let id = words.read(dimension, text);
            kind_of(dimension)
                .and_then(|kind| representatives.get(&(kind, id)).copied())
                .unwrap_or(id)
        };
        Ok(Plan {
            metrics: metrics.to_vec(),
            group: query.group_by.clone(),
            buckets: Buckets {
                grain: query.grain,
                from: query.from,
                to: query.to,
                fiscal_start: fiscal_start(snapshot, query.grain)?,
            },
            filter: query
                .filter
                .as_ref()
                .map(|filter| plan::compile(filter, &read)),
            basis: plan::basis(query),
            target: query.currency.unwrap_or(self.settings.group_currency),
            as_of,
            access,
        })
    }

    /// The values of a question by group.
    pub(crate) fn table(
        &self,
        snapshot: &Snapshot,
        cubes: &Cubes,
        plan: &Plan,
        asked: &Asked,
    ) -> Table {
        let places = Snapshot::places(cubes);
        let books = fold::receivable::Books {
            ledger: &snapshot.inputs.ledger,
            fx: &snapshot.inputs.fx,
            applied: &snapshot.applied,
            places: &places,
        };
        let zone = self.settings.time_zone;
        let columns = plan.metrics.iter().map(|metric| match metric.measure {
            Measure::MarginSum(..) | Measure::MarginRatio(..) => {
                fold::margin::fold(plan, metric, cubes.months())
            }
            Measure::HoursSum(_) | Measure::HoursRatio(..) => {
                fold::hours::fold(plan, metric, cubes.days())
            }
            Measure::Lag(..) | Measure::OpenAge | Measure::Rebilled => {
                fold::latency::fold(plan, metric, cubes.items())
            }
            Measure::Leakage | Measure::LeakageRatio | Measure::Unbilled => {
                fold::unbilled::fold(plan, metric, cubes.items(), &snapshot.inputs.fx)
            }
            Measure::Receivable(figure) => fold::receivable::fold(plan, metric, figure, &books),
            Measure::Health(Health::Journeys) => fold::Values::new(),
            Measure::Health(figure) => health::fold(plan, metric, figure, &asked.hub),
            Measure::Setup => fold::setup::fold(plan, metric, cubes.setups.iter(), asked.now),
            Measure::Resolution | Measure::OpenExceptions => {
                health::resolution(plan, metric, &asked.hub.troubles, asked.now, zone)
            }
        });
        assemble::table(plan, columns.collect())
    }

    /// Lowers what late or unproven sources make partial.
    fn trust(&self, snapshot: &Snapshot, plan: &Plan, table: &mut Table) {
        for (place, metric) in plan.metrics.iter().enumerate() {
            if metric.needs.is_empty() {
                continue;
            }
            let sources = snapshot.behind(metric.needs);
            let loading = sources.iter().any(|source| source.loading);
            let late = sources.iter().any(|source| source.late);
            for values in table.values_mut() {
                let value = &mut values[place];
                if matches!(value.state, State::Masked) {
                    continue;
                }
                if loading {
                    value.reason("SOURCE_LOADING");
                }
                if late {
                    value.reason("SOURCE_LATE");
                }
                if (loading || late) && value.state == State::Ok {
                    value.state = State::Partial;
                }
            }
        }
    }
}

/// What a question needs besides the snapshot.
pub(crate) struct Asked {
    pub(crate) words: Words,
    pub(crate) hub: health::HubState,
    pub(crate) now: Instant,
}

pub(crate) async fn build(
    inputs: Arc<Inputs>,
    usual: (Currency, Day),
) -> Result<Arc<Cubes>, DbErr> {
    tokio::task::spawn_blocking(move || Arc::new(Cubes::build(&inputs, usual.0, usual.1)))
        .await
        .map_err(|error| DbErr::Custom(error.to_string()))
}

fn fiscal_start(snapshot: &Snapshot, grain: Option<Grain>) -> Result<u32, QueryError> {
    if !plan::fiscal(grain) {
        return Ok(1);
    }
    let mut starts: Vec<u32> = snapshot
        .inputs
        .companies
        .values()
        .map(|c| c.fiscal_start)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    match starts.as_slice() {
        [] => Ok(1),
        [start] => Ok(*start),
        _ => Err(QueryError::MixedFiscalYears),
    }
}

/// The kind of row that a dimension's values are.
pub(crate) fn kind_of(
    dimension: super::dimension::Dimension,
) -> Option<crate::domain::record::Kind> {
    use super::dimension::Dimension;
    use crate::domain::record::Kind;
    match dimension {
        Dimension::Customer => Some(Kind::Customer),
        Dimension::Engagement => Some(Kind::Engagement),
        Dimension::Project => Some(Kind::Project),
        Dimension::Practice => Some(Kind::Practice),
        Dimension::Role => Some(Kind::Role),
        Dimension::Person | Dimension::Manager => Some(Kind::Person),
        Dimension::LegalEntity => Some(Kind::LegalEntity),
        _ => None,
    }
}
