//! Revenue, cost and margin of groups of project months.

use std::collections::{BTreeMap, HashSet};

use entity::value::Currency;

use super::Values;
use crate::insight::metric::answer::MetricValue;
use crate::insight::metric::calc::exact;
use crate::insight::metric::calc::fx::Route;
use crate::insight::metric::calc::margin::Basis;
use crate::insight::metric::cube::MonthCell;
use crate::insight::metric::definition::Metric;
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Plan};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::{Amount, Measure};
use crate::insight::metric::words;

impl Cell for MonthCell {
    fn dim(&self, dimension: Dimension) -> i64 {
        self.place.dim(dimension)
    }

    fn within(&self, rows: &RowScope) -> bool {
        self.place.within(rows)
    }
}

impl Cell for crate::insight::metric::cube::Place {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Customer => self.customer,
            Dimension::Engagement => self.contract,
            Dimension::Project => self.project,
            Dimension::Practice => self.practice,
            Dimension::Manager => self.manager,
            Dimension::LegalEntity => self.legal_entity,
            Dimension::BillingModel => words::model(self.model),
            _ => 0,
        }
    }

    fn within(&self, rows: &RowScope) -> bool {
        rows.project(self.project)
    }
}

/// The signed amounts of a metric: numerator, and denominator of a ratio.
pub(crate) fn terms(metric: &Metric) -> (&'static [(Amount, i64)], &'static [(Amount, i64)], bool) {
    match metric.measure {
        Measure::MarginSum(terms, internal) => (terms, &[], internal),
        Measure::MarginRatio(numerator, denominator) => (numerator, denominator, false),
        _ => (&[], &[], false),
    }
}

/// An amount of a cell in a currency.
pub(crate) fn amount(cell: &MonthCell, amount: Amount, basis: Basis) -> i64 {
    let triple = match amount {
        Amount::Revenue => &cell.cell.revenue,
        Amount::PassThrough => &cell.cell.pass_through,
        Amount::Labor => &cell.cell.labor,
        Amount::Subcontractor => &cell.cell.subcontractor,
        Amount::Expense => &cell.cell.expense,
        Amount::Rework => &cell.cell.rework,
        Amount::Provision => &cell.cell.provision,
    };
    triple[basis as usize]
}

fn sum(cells: &[&MonthCell], terms: &[(Amount, i64)], basis: Basis) -> i128 {
    let mut sum = 0;
    for cell in cells {
        for (of, sign) in terms {
            sum += i128::from(amount(cell, *of, basis)) * i128::from(*sign);
        }
    }
    sum
}

/// Why a project's figure over its months is undefined; none where it is a number.
pub(crate) fn undefined(
    cells: &[&MonthCell],
    basis: Basis,
    revenue: bool,
    spent: bool,
    provision: bool,
) -> Option<&'static str> {
    let last = cells.iter().max_by_key(|cell| cell.month)?;
    let place = basis as usize;
    let gap = |test: fn(&MonthCell, usize) -> bool| cells.iter().any(|cell| test(cell, place));
    if revenue && last.cell.gaps.completion_rate {
        Some("NO_RATE")
    } else if revenue && last.cell.gaps.estimate {
        Some("NO_ESTIMATE")
    } else if revenue && last.cell.gaps.contract {
        Some("NO_SOURCE")
    } else if (revenue && gap(|cell, place| cell.cell.gaps.revenue_rate[place] > 0))
        || (spent && gap(|cell, place| cell.cell.gaps.spent_rate[place] > 0))
        || (provision && gap(|cell, place| cell.cell.gaps.provision_rate[place] > 0))
    {
        Some("NO_RATE")
    } else {
        None
    }
}

/// The projects of a group that count, and those that leave it whole, by reason.
pub(crate) struct Counted<'c> {
    pub(crate) cells: Vec<&'c MonthCell>,
    pub(crate) left: BTreeMap<&'static str, u64>,
}

/// Leaves out the projects whose figure is undefined, revenue and cost alike; a project's own row looks at its own amounts only.
pub(crate) fn counted<'c>(plan: &Plan, metric: &Metric, cells: &[&'c MonthCell]) -> Counted<'c> {
    let (numerator, denominator, _) = terms(metric);
    let uses = |amounts: &[Amount]| {
        numerator
            .iter()
            .chain(denominator)
            .any(|(amount, _)| amounts.contains(amount))
    };
    let own = plan.group.contains(&Dimension::Project);
    let provision = uses(&[Amount::Provision]);
    let revenue = !own || provision || uses(&[Amount::Revenue, Amount::PassThrough]);
    let spent = !own
        || provision
        || uses(&[
            Amount::Labor,
            Amount::Subcontractor,
            Amount::Expense,
            Amount::Rework,
        ]);
    let mut projects: BTreeMap<i64, Vec<&'c MonthCell>> = BTreeMap::new();
    for cell in cells {
        projects.entry(cell.place.project).or_default().push(cell);
    }
    let mut counted = Counted {
        cells: Vec::with_capacity(cells.len()),
        left: BTreeMap::new(),
    };
    for months in projects.into_values() {
        match undefined(&months, plan.basis, revenue, spent, provision) {
            Some(reason) => *counted.left.entry(reason).or_default() += 1,
            None => counted.cells.extend(months),
        }
    }
    counted
}

/// True where a cell belongs to a metric's population: client projects in roll-ups, all where projects have their own rows.
pub(crate) fn belongs(plan: &Plan, metric: &Metric, cell: &MonthCell) -> bool {
    let (_, _, internal) = terms(metric);
    if internal {
        cell.place.internal
    } else {
        !cell.place.internal || plan.group.contains(&Dimension::Project)
    }
}

/// The values of a metric by group.
pub(crate) fn fold<'c>(
    plan: &Plan,
    metric: &Metric,
    cells: impl Iterator<Item = &'c MonthCell>,
) -> Values {
    let cells = cells.filter(|cell| belongs(plan, metric, cell));
    let groups = plan.grouped(cells, |cell| Some(cell.month));
    let mut values = Values::new();
    for (key, seen) in &groups {
        let readable = plan.readable(metric, seen);
        if readable.cells.is_empty() {
            values.insert(*key, MetricValue::masked(metric, readable.hidden));
            continue;
        }
        let mut value = one(plan, metric, &readable.cells);
        value.excluded_by_permission = readable.hidden;
        values.insert(*key, value);
    }
    values
}

fn one(plan: &Plan, metric: &Metric, cells: &[&MonthCell]) -> MetricValue {
    let mut value = MetricValue::empty(metric);
    let counted = counted(plan, metric, cells);
    value.population = counted
        .cells
        .iter()
        .map(|cell| u64::from(cell.cell.rows))
        .sum();
    let (numerator, denominator, _) = terms(metric);
    if counted.cells.is_empty() {
        for (reason, count) in counted.left {
            value.undefine(reason);
            value.exclude(reason, count);
        }
        return value;
    }
    let currencies: HashSet<Currency> = match plan.basis {
        Basis::Group => HashSet::from([plan.target]),
        Basis::Entity => counted
            .cells
            .iter()
            .map(|cell| cell.place.entity_currency)
            .collect(),
        Basis::Project => counted
            .cells
            .iter()
            .map(|cell| cell.place.currency)
            .collect(),
    };
    value.currency = currencies
        .iter()
        .next()
        .copied()
        .filter(|_| currencies.len() == 1);
    if currencies.len() > 1 {
        value.undefine("MIXED_CURRENCY");
        return value;
    }
    if plan.basis == Basis::Group {
        let route = counted.cells.iter().fold(Route::NONE, |route, cell| {
            route.with(Route(cell.cell.route))
        });
        value.rate_basis = route.words();
    }
    let top = sum(&counted.cells, numerator, plan.basis);
    if denominator.is_empty() {
        value.set(Some(exact::money(top)));
    } else {
        let bottom = sum(&counted.cells, denominator, plan.basis);
        value.numerator = Some(exact::money(top));
        value.denominator = Some(exact::money(bottom));
        match bottom.signum() {
            1 => value.set(exact::quotient(top, bottom, 6)),
            0 => value.undefine("ZERO_REVENUE"),
            _ => value.undefine("NEGATIVE_REVENUE"),
        }
    }
    for (reason, count) in counted.left {
        value.exclude(reason, count);
    }
    gaps(&mut value, numerator, denominator, &counted.cells);
    value
}

fn gaps(
    value: &mut MetricValue,
    numerator: &[(Amount, i64)],
    denominator: &[(Amount, i64)],
    cells: &[&MonthCell],
) {
    let uses = |amount: Amount| {
        numerator
            .iter()
            .chain(denominator)
            .any(|(of, _)| *of == amount)
    };
    let count = |of: fn(&MonthCell) -> u32| cells.iter().map(|cell| u64::from(of(cell))).sum();
    if uses(Amount::Revenue) {
        value.exclude("NO_BILL_RATE", count(|cell| cell.cell.gaps.bill_rate));
    }
    if uses(Amount::Labor) || uses(Amount::Rework) || uses(Amount::Provision) {
        value.exclude("NO_COST_RATE", count(|cell| cell.cell.gaps.cost_rate));
    }
}
