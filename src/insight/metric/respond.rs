//! Answers a question: the plan, the cells folded, the sources' trust, the page.

use std::collections::HashMap;
use std::sync::Arc;

use entity::value::Instant;

use super::answer::{MetricAnswer, MetricRow, RowKind, State};
use super::assemble::{self, Naming, Table};
use super::cube::Cubes;
use super::definition::Metric;
use super::dimension::Grain;
use super::engine::{Engine, unavailable};
use super::fold;
use super::guard;
use super::health;
use super::period::Buckets;
use super::plan::{self, Plan};
use super::query::{Access, MetricQuery, QueryError};
use super::registry::{self, Health, Measure};
use super::snapshot::Snapshot;
use super::words::Words;
use crate::domain::record::Kind;

impl Engine {
    /// Answers a question for a viewer.
    pub async fn answer(
        &self,
        access: &Access,
        query: &MetricQuery,
    ) -> Result<MetricAnswer, QueryError> {
        let metrics = plan::metrics(query)?;
        plan::permitted(query, access)?;
        let snapshot = self.moment(access, query.known_at).await?;
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
    ) -> Result<Vec<MetricRow>, QueryError> {
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
                before: None,
                last: false,
                first: Some(assemble::MOST),
                ..query.clone()
            };
            let page = assemble::page(&whole, &every, table, &naming)?;
            rows.extend(page.rows.into_iter().map(|row| MetricRow { kind, ..row }));
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
        let now = match query.known_at {
            Some(known_at) => known_at,
            None => snapshot.known_at.max(self.clock.now()),
        };
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
            let wanted = health::Wanted {
                from,
                now,
                past: query.known_at.is_some(),
                settings: &self.settings,
            };
            hub = health::read(&self.database.reader, &mut words, &wanted)
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
        plan::whole_months(query, metrics, as_of)?;
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
        let looks_up = plan
            .metrics
            .iter()
            .any(|metric| matches!(metric.measure, Measure::Receivable(_) | Measure::LockUp(_)));
        let places = if looks_up {
            Snapshot::places(cubes)
        } else {
            HashMap::new()
        };
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
            Measure::Ahead(figure) => {
                let days = fold::ahead::days(&snapshot.inputs, plan);
                fold::ahead::fold(plan, metric, figure, &days)
            }
            Measure::Lag(..) | Measure::BusinessLag(..) | Measure::OpenAge | Measure::Rebilled => {
                fold::latency::fold(plan, metric, cubes.items(), &snapshot.inputs)
            }
            Measure::Leakage | Measure::LeakageRatio | Measure::Unbilled => {
                fold::unbilled::fold(plan, metric, cubes.items(), &snapshot.inputs.fx)
            }
            Measure::Receivable(figure) => fold::receivable::fold(plan, metric, figure, &books),
            Measure::Health(Health::Journeys) => fold::Values::new(),
            Measure::LockUp(figure) => {
                let then = locked_at(snapshot, plan);
                let items = then.as_deref().unwrap_or(cubes).items();
                fold::outstanding::lock_up(plan, metric, figure, &books, items)
            }
            Measure::Health(figure) => {
                health::fold(plan, metric, figure, &asked.hub, &snapshot.inputs.fx)
            }
            Measure::Setup(clock) => {
                let clock = fold::setup::Clock::new(clock, &snapshot.inputs);
                fold::setup::fold(plan, metric, &clock, &cubes.setups, asked.now)
            }
            Measure::Resolution | Measure::OpenExceptions => {
                let open_only = matches!(metric.measure, Measure::OpenExceptions);
                let troubles = &asked.hub.troubles;
                health::resolution(plan, metric, open_only, troubles, asked.now, zone)
            }
        });
        let mut table = assemble::table(plan, columns.collect());
        for (place, metric) in plan.metrics.iter().enumerate() {
            if registry::source(metric).is_some_and(|kind| !self.carries(snapshot, kind)) {
                let column = table.values_mut().map(|values| &mut values[place]);
                column
                    .filter(|value| value.state == State::Empty)
                    .for_each(|value| value.undefine("NO_SOURCE"));
            }
        }
        guard::guard(plan, cubes, snapshot.sequence, &mut table);
        table
    }

    /// True where a connected system carries a kind of row, or once did.
    fn carries(&self, snapshot: &Snapshot, kind: Kind) -> bool {
        let carried = self.settings.carried.as_ref();
        carried.is_none_or(|kinds| kinds.contains(&kind))
            || snapshot
                .inputs
                .origins
                .get(&kind)
                .is_some_and(|of| !of.is_empty())
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

/// The cells as of the last day of a question's period where that is not the day asked for, which lock-up looks at.
pub(crate) fn locked_at(snapshot: &Snapshot, plan: &Plan) -> Option<Arc<Cubes>> {
    let on = plan.buckets.to.min(plan.as_of);
    (on != plan.as_of).then(|| snapshot.cubes(plan.target, on))
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
pub(crate) fn kind_of(dimension: super::dimension::Dimension) -> Option<Kind> {
    use super::dimension::Dimension;
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
