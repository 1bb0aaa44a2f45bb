//! A question made ready: metrics found, dimensions and filter checked, ids read.

use std::collections::{BTreeMap, HashMap};

use entity::value::{Currency, Day};

use super::calc::margin::Basis;
use super::definition::Metric;
use super::dimension::{Dimension, Grain};
use super::period::Buckets;
use super::query::{
    Access, CurrencyBasis, Filter, Grant, MetricQuery, OrderBy, QueryError, RowScope, Test,
};
use super::registry::{self, Measure};
use crate::domain::record::Class;

/// Most dimensions a question can group by.
pub(crate) const MOST_DIMENSIONS: usize = 4;

/// Which group a cell falls into: values of the grouped dimensions, first day of the bucket.
pub(crate) type Key = ([i64; MOST_DIMENSIONS], Day);

/// What can be grouped.
pub(crate) trait Cell {
    /// Its value of a dimension; 0 for none.
    fn dim(&self, dimension: Dimension) -> i64;
    /// True where a scope reaches it.
    fn within(&self, rows: &RowScope) -> bool;
    /// True where it hangs on no row of business, so that whoever reads the integration's state sees it.
    fn unbound(&self) -> bool {
        false
    }
}

/// A filter whose ids are read.
#[derive(Clone, Debug)]
pub(crate) enum Compiled {
    In(Dimension, Vec<i64>),
    AtLeast(Dimension, i64),
    AtMost(Dimension, i64),
    All(Vec<Compiled>),
    Any(Vec<Compiled>),
    Not(Box<Compiled>),
}

impl Compiled {
    fn holds<C: Cell>(&self, cell: &C) -> bool {
        match self {
            Self::In(dimension, ids) => ids.contains(&cell.dim(*dimension)),
            Self::AtLeast(dimension, id) => cell.dim(*dimension) >= *id,
            Self::AtMost(dimension, id) => (1..=*id).contains(&cell.dim(*dimension)),
            Self::All(filters) => filters.iter().all(|filter| filter.holds(cell)),
            Self::Any(filters) => filters.iter().any(|filter| filter.holds(cell)),
            Self::Not(filter) => !filter.holds(cell),
        }
    }

    /// True where it tests a dimension.
    pub(crate) fn tests(&self, dimension: Dimension) -> bool {
        match self {
            Self::In(of, _) | Self::AtLeast(of, _) | Self::AtMost(of, _) => *of == dimension,
            Self::All(filters) | Self::Any(filters) => filters.iter().any(|f| f.tests(dimension)),
            Self::Not(filter) => filter.tests(dimension),
        }
    }
}

/// A question made ready.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) metrics: Vec<&'static Metric>,
    pub(crate) group: Vec<Dimension>,
    pub(crate) buckets: Buckets,
    pub(crate) filter: Option<Compiled>,
    pub(crate) basis: Basis,
    pub(crate) target: Currency,
    pub(crate) as_of: Day,
    pub(crate) access: &'a Access,
}

/// A cell in a group, and the grants that reach it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'c, C> {
    pub(crate) cell: &'c C,
    pub(crate) grants: u64,
}

/// How a group's cells may be read for a metric.
#[derive(Debug)]
pub(crate) struct Readable<'c, C> {
    /// Cells that count.
    pub(crate) cells: Vec<&'c C>,
    /// Those of them that may be read over groups of people only.
    pub(crate) grouped: Vec<&'c C>,
    /// True where some of them may be read over groups of people only.
    pub(crate) in_aggregate: bool,
    /// Cells in scope whose class is hidden.
    pub(crate) hidden: u64,
}

impl Plan<'_> {
    /// Puts visible cells that pass the filter into groups, by the day that decides their period.
    pub(crate) fn grouped<'c, C: Cell + 'c>(
        &self,
        cells: impl Iterator<Item = &'c C>,
        on: impl Fn(&C) -> Option<Day>,
    ) -> BTreeMap<Key, Vec<Seen<'c, C>>> {
        let mut groups: BTreeMap<Key, Vec<Seen<'c, C>>> = BTreeMap::new();
        let mut ordered: HashMap<Key, Vec<Seen<'c, C>>> = HashMap::new();
        for cell in cells {
            let Some(start) = on(cell).and_then(|day| self.buckets.of(day)) else {
                continue;
            };
            let grants = self.reach(cell);
            if grants == 0 || !self.passes(cell) {
                continue;
            }
            ordered
                .entry(self.key(cell, start))
                .or_default()
                .push(Seen { cell, grants });
        }
        groups.extend(ordered.drain());
        groups
    }

    /// True where the filter lets a cell pass.
    pub(crate) fn passes<C: Cell>(&self, cell: &C) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.holds(cell))
    }

    /// The group of a cell whose bucket is known.
    pub(crate) fn key<C: Cell>(&self, cell: &C, start: Day) -> Key {
        let mut dims = [0; MOST_DIMENSIONS];
        for (place, dimension) in self.group.iter().enumerate() {
            dims[place] = cell.dim(*dimension);
        }
        (dims, start)
    }

    /// The grants whose rows reach a cell, as bits.
    pub(crate) fn reach<C: Cell>(&self, cell: &C) -> u64 {
        let mut bits = 0;
        let free = cell.unbound() && self.access.reads_integration;
        for (place, grant) in self.access.grants.iter().take(64).enumerate() {
            if free || grant.rows.as_ref().is_none_or(|rows| cell.within(rows)) {
                bits |= 1 << place;
            }
        }
        bits
    }

    /// Splits a group's cells by how a metric may be read in them.
    pub(crate) fn readable<'c, C>(&self, metric: &Metric, seen: &[Seen<'c, C>]) -> Readable<'c, C> {
        let needed = self.classes(metric);
        let mut readable = Readable {
            cells: Vec::with_capacity(seen.len()),
            grouped: Vec::new(),
            in_aggregate: false,
            hidden: 0,
        };
        let full = self.bits(|grant| needed.iter().all(|class| grant.classes.contains(class)));
        // Only what the guard keeps over enough people is read over groups.
        let kept = super::guard::keeps(metric);
        let wide = self.bits(|grant| {
            kept && needed
                .iter()
                .all(|class| grant.classes.contains(class) || grant.in_aggregate.contains(class))
        });
        for Seen { cell, grants } in seen {
            if grants & full != 0 {
                readable.cells.push(*cell);
            } else if grants & wide != 0 {
                readable.cells.push(*cell);
                readable.grouped.push(*cell);
                readable.in_aggregate = true;
            } else {
                readable.hidden += 1;
            }
        }
        readable
    }

    /// The classes a metric needs in this question: figures of single people are personal.
    pub(crate) fn classes(&self, metric: &Metric) -> Vec<Class> {
        let mut classes = metric.classes.to_vec();
        let single = self.group.contains(&Dimension::Person)
            || self
                .filter
                .as_ref()
                .is_some_and(|filter| filter.tests(Dimension::Person));
        if single && !classes.contains(&Class::Personal) {
            classes.push(Class::Personal);
        }
        classes
    }

    /// True where a project's own rows may be shown.
    pub(crate) fn opens(&self, project: i64) -> bool {
        self.access
            .grants
            .iter()
            .any(|grant| grant.rows.as_ref().is_none_or(|rows| rows.project(project)))
    }

    /// True where each of some cells, by the grants that reach it, may be read for a class.
    pub(crate) fn everywhere(&self, class: Class, grants: impl Iterator<Item = u64>) -> bool {
        let full = self.bits(|grant| grant.classes.contains(&class));
        let mut grants = grants;
        grants.all(|reached| reached & full != 0)
    }

    fn bits(&self, test: impl Fn(&Grant) -> bool) -> u64 {
        let mut bits = 0;
        for (place, grant) in self.access.grants.iter().take(64).enumerate() {
            if test(grant) {
                bits |= 1 << place;
            }
        }
        bits
    }

    /// True where rows of single people or kinds of worker are asked for, so that contractors show.
    pub(crate) fn shows_contractors(&self) -> bool {
        [Dimension::Person, Dimension::Worker]
            .iter()
            .any(|dimension| {
                self.group.contains(dimension)
                    || self.filter.as_ref().is_some_and(|f| f.tests(*dimension))
            })
    }
}

/// Finds the metrics of a question and checks that each has its grain and dimensions.
pub(crate) fn metrics(query: &MetricQuery) -> Result<Vec<&'static Metric>, QueryError> {
    if query.keys.is_empty() {
        return Err(QueryError::BadInput {
            argument: "keys",
            detail: "name at least one metric".to_owned(),
        });
    }
    if query.from > query.to {
        return Err(QueryError::EmptyPeriod);
    }
    let mut metrics = Vec::new();
    for key in &query.keys {
        let metric = registry::named(key)?;
        supports(metric, query)?;
        metrics.push(metric);
    }
    Ok(metrics)
}

fn supports(metric: &Metric, query: &MetricQuery) -> Result<(), QueryError> {
    let refuse = |asked: &str, supported: Vec<&str>| QueryError::UnsupportedDimension {
        metric: metric.key.to_owned(),
        asked: asked.to_owned(),
        supported: supported.into_iter().map(str::to_owned).collect(),
    };
    let mut asked: Vec<Dimension> = query.group_by.clone();
    if let Some(filter) = &query.filter {
        dimensions_of(filter, &mut asked);
    }
    for dimension in asked {
        if !metric.dimensions.contains(&dimension) {
            let names = metric.dimensions.iter().map(|d| d.name()).collect();
            return Err(refuse(dimension.name(), names));
        }
    }
    if let Some(grain) = query.grain
        && !metric.grains.contains(&grain)
    {
        return Err(refuse(
            grain.name(),
            metric.grains.iter().map(|g| g.name()).collect(),
        ));
    }
    Ok(())
}

/// Refuses a period that cuts a month of a figure kept by month; the month that holds the day as of may be cut.
pub(crate) fn whole_months(
    query: &MetricQuery,
    metrics: &[&'static Metric],
    as_of: Day,
) -> Result<(), QueryError> {
    let whole = query.from == query.from.month_start()
        && (query.to == query.to.month_end() || query.to >= as_of);
    let monthly = metrics.iter().find(|metric| {
        matches!(
            metric.measure,
            Measure::MarginSum(..) | Measure::MarginRatio(..)
        )
    });
    match monthly {
        Some(metric) if !whole => Err(QueryError::UnsupportedDimension {
            metric: metric.key.to_owned(),
            asked: format!("days from {} to {}", query.from, query.to),
            supported: vec!["whole months".to_owned()],
        }),
        _ => Ok(()),
    }
}

fn dimensions_of(filter: &Filter, found: &mut Vec<Dimension>) {
    match filter {
        Filter::Dimension(dimension, _) => found.push(*dimension),
        Filter::And(filters) | Filter::Or(filters) => {
            filters
                .iter()
                .for_each(|filter| dimensions_of(filter, found));
        }
        Filter::Not(filter) => dimensions_of(filter, found),
    }
}

/// Reads a filter's ids; an id that nothing has matches nothing.
pub(crate) fn compile(filter: &Filter, read: &impl Fn(Dimension, &str) -> i64) -> Compiled {
    match filter {
        Filter::Dimension(dimension, test) => {
            let id = |text: &String| read(*dimension, text);
            let is = |ids: Vec<i64>| Compiled::In(*dimension, ids);
            match test {
                Test::Eq(text) => is(vec![id(text)]),
                Test::Ne(text) => Compiled::Not(Box::new(is(vec![id(text)]))),
                Test::In(texts) => is(texts.iter().map(id).collect()),
                Test::Gte(text) => Compiled::AtLeast(*dimension, id(text)),
                Test::Lte(text) => Compiled::AtMost(*dimension, id(text)),
                Test::IsNull(true) => is(vec![0]),
                Test::IsNull(false) => Compiled::Not(Box::new(is(vec![0]))),
            }
        }
        Filter::And(filters) => Compiled::All(filters.iter().map(|f| compile(f, read)).collect()),
        Filter::Or(filters) => Compiled::Any(filters.iter().map(|f| compile(f, read)).collect()),
        Filter::Not(filter) => Compiled::Not(Box::new(compile(filter, read))),
    }
}

fn reads(grants: &[Grant], class: Class) -> bool {
    grants
        .iter()
        .any(|grant| grant.classes.contains(&class) || grant.in_aggregate.contains(&class))
}

fn usable(used: &[Dimension], grants: &[Grant]) -> Result<(), QueryError> {
    if used.contains(&Dimension::Person) && !reads(grants, Class::Personal) {
        return Err(QueryError::FieldNotPermitted {
            field: Dimension::Person.name().to_owned(),
        });
    }
    Ok(())
}

/// Refuses a filter by what a viewer with these grants may not read.
pub(crate) fn filterable(filter: &Filter, grants: &[Grant]) -> Result<(), QueryError> {
    let mut used = Vec::new();
    dimensions_of(filter, &mut used);
    usable(&used, grants)
}

/// Refuses a question that groups, filters or orders by what its viewer may not read.
pub(crate) fn permitted(query: &MetricQuery, access: &Access) -> Result<(), QueryError> {
    let reads = |class: Class| reads(&access.grants, class);
    let mut used = query.group_by.clone();
    if let Some(filter) = &query.filter {
        dimensions_of(filter, &mut used);
    }
    usable(&used, &access.grants)?;
    for order in &query.order_by {
        if let OrderBy::Metric(key) = &order.by
            && let Some(metric) = registry::metric(key)
            && !metric.classes.iter().all(|class| reads(*class))
        {
            return Err(QueryError::FieldNotPermitted { field: key.clone() });
        }
    }
    Ok(())
}

/// The amount of a line that a question sums.
pub(crate) fn basis(query: &MetricQuery) -> Basis {
    match (query.currency, query.basis) {
        (Some(_), _) | (None, CurrencyBasis::Group) => Basis::Group,
        (None, CurrencyBasis::Entity) => Basis::Entity,
        (None, CurrencyBasis::Project) => Basis::Project,
    }
}

/// True where a grain follows a fiscal year.
pub(crate) fn fiscal(grain: Option<Grain>) -> bool {
    matches!(grain, Some(Grain::FiscalQuarter | Grain::FiscalYear))
}
