//! Lags between the dates of billable items.

use entity::value::Day;

use super::Values;
use super::distribution::{by_rank, mean, percentiles};
use crate::insight::metric::answer::MetricValue;
use crate::insight::metric::calc::business::Calendars;
use crate::insight::metric::calc::exact::quotient;
use crate::insight::metric::calc::item::{Item, ItemKind};
use crate::insight::metric::calc::margin::MISSING;
use crate::insight::metric::cube::PlacedItem;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::inputs::Inputs;
use crate::insight::metric::plan::{Cell, Plan};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::{Measure, Stamp};
use crate::insight::metric::words;

impl Cell for PlacedItem {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Person => self.item.person,
            Dimension::Role => self.item.role,
            Dimension::LegalEntity => self.item.legal_entity,
            Dimension::Item => words::item(self.item.kind),
            _ => self.place.dim(dimension),
        }
    }

    fn within(&self, rows: &RowScope) -> bool {
        self.place.within(rows)
    }
}

/// A date of an item.
pub(crate) fn stamp(item: &Item, stamp: Stamp) -> Option<Day> {
    match stamp {
        Stamp::Work => Some(item.work_on),
        Stamp::CycleEnd => Some(item.eligible_on),
        Stamp::Approved => item.approved_on,
        Stamp::Issued => item.issued_on,
        Stamp::Paid => item.paid_on,
    }
}

/// A lag: from one stamp to another, by the date of a third, in calendar days or in business days.
#[derive(Clone, Debug)]
pub(crate) struct Lag {
    from: Stamp,
    to: Stamp,
    cohort: Stamp,
    calendars: Option<Calendars>,
    /// True where items that have not come to the end count beside it.
    censored: bool,
}

impl Lag {
    /// The lag that a metric tells; none where it tells another thing.
    pub(crate) fn of(metric: &Metric, inputs: &Inputs) -> Option<Self> {
        let ((from, to, cohort), business) = match metric.measure {
            Measure::Lag(from, to, cohort) => ((from, to, cohort), false),
            Measure::BusinessLag(from, to, cohort) => ((from, to, cohort), true),
            _ => return None,
        };
        Some(Self {
            from,
            to,
            cohort,
            calendars: business.then(|| Calendars::of(inputs.people.values())),
            censored: metric.parts.contains(&"open"),
        })
    }

    /// The lag of an item; none where a date is missing.
    pub(crate) fn days(&self, item: &Item) -> Option<i64> {
        let (from, to) = (stamp(item, self.from)?, stamp(item, self.to)?);
        Some(match &self.calendars {
            Some(calendars) => calendars.between(item.legal_entity, from, to),
            None => i64::from(to.0 - from.0),
        })
    }

    /// The day that decides an item's period; none where it does not count.
    pub(crate) fn on(&self, placed: &PlacedItem) -> Option<Day> {
        let counts = placed.item.latency || (self.censored && waiting(placed));
        stamp(&placed.item, self.cohort).filter(|_| counts)
    }
}

/// The values of a lag by group.
pub(crate) fn fold<'c>(
    plan: &Plan,
    metric: &Metric,
    items: impl Iterator<Item = &'c PlacedItem>,
    inputs: &Inputs,
) -> Values {
    match (metric.measure, Lag::of(metric, inputs)) {
        (_, Some(lag)) => plan
            .grouped(items, |placed| lag.on(placed))
            .into_iter()
            .map(|(key, seen)| {
                let readable = plan.readable(metric, &seen);
                if readable.cells.is_empty() {
                    return (key, MetricValue::masked(metric, readable.hidden));
                }
                let mut value = lags(metric, &readable.cells, &lag);
                if lag.censored {
                    open(&mut value, &readable.cells, plan.as_of);
                }
                value.excluded_by_permission = readable.hidden;
                if metric.parts.contains(&"weighted_mean") {
                    value.currency = Some(plan.target);
                }
                (key, value)
            })
            .collect(),
        (Measure::Rebilled, _) => rebilled(plan, metric, items),
        _ => open_age(plan, metric, items),
    }
}

fn lags(metric: &Metric, items: &[&PlacedItem], of: &Lag) -> MetricValue {
    let mut value = MetricValue::empty(metric);
    let issued = items.iter().filter(|placed| placed.item.latency).count();
    let known: Vec<(&Item, i64)> = items
        .iter()
        .filter_map(|placed| Some((&placed.item, of.days(&placed.item)?)))
        .collect();
    value.population = known.len() as u64;
    let sum: i128 = known.iter().map(|(_, lag)| i128::from(*lag)).sum();
    let average = mean(sum, known.len(), 1);
    match average {
        Some(_) => value.set(average),
        None if issued == 0 => value.undefine("NOT_ISSUED"),
        None => value.undefine("NO_APPROVAL"),
    }
    let unit = Unit::Days;
    value.part("mean", unit, average, "NO_APPROVAL");
    let mut observed: Vec<i64> = known
        .iter()
        .map(|(_, lag)| *lag)
        .filter(|lag| *lag >= 0)
        .collect();
    percentiles(&mut value, &mut observed, unit, 1, ("median", "p90"));
    by_rank(&mut value, &observed, unit, 1);
    weighted(&mut value, &known);
    if metric.parts.contains(&"finance_wait") {
        waits(&mut value, &known, metric.parts.contains(&"entry_wait"));
    }
    let negative = known.iter().filter(|(_, lag)| *lag < 0).count() as u64;
    if negative > 0 {
        value.reason("NEGATIVE_LAG");
    }
    value.exclude("NO_APPROVAL", issued.saturating_sub(known.len()) as u64);
    value
}

/// How many items have not come to the end, and how old they are.
fn open(value: &mut MetricValue, items: &[&PlacedItem], as_of: Day) {
    let waiting = items.iter().filter(|placed| !placed.item.latency);
    let mut ages: Vec<i64> = waiting
        .filter_map(|placed| Some(i64::from(as_of.0 - placed.item.approved_on?.0)))
        .collect();
    let count = quotient(ages.len() as i128, 1, 0);
    value.part("open", Unit::Count, count, "TOO_FEW");
    let names = ("open_age_median", "open_age_p90");
    percentiles(value, &mut ages, Unit::Days, 1, names);
}

fn weighted(value: &mut MetricValue, known: &[(&Item, i64)]) {
    if known.iter().any(|(item, _)| item.weight == MISSING) {
        value.part("weighted_mean", Unit::Days, None, "NO_RATE");
        return;
    }
    let weight: i128 = known.iter().map(|(item, _)| i128::from(item.weight)).sum();
    let sum: i128 = known
        .iter()
        .map(|(item, lag)| i128::from(item.weight) * i128::from(*lag))
        .sum();
    value.part(
        "weighted_mean",
        Unit::Days,
        quotient(sum, weight, 4),
        "ZERO_WEIGHT",
    );
}

/// The parts that add up to the mean: (entry and approval wait,) cycle, integration and finance wait.
fn waits(value: &mut MetricValue, known: &[(&Item, i64)], from_work: bool) {
    let mut sums = [0_i128; 5];
    let mut count = 0;
    for (item, _) in known {
        let Some((cycle, integration, finance)) = item.waits() else {
            continue;
        };
        count += 1;
        if from_work {
            let approved = item.approved_on.unwrap_or(item.work_on);
            let submitted = item.submitted_on.unwrap_or(approved);
            sums[0] += i128::from(submitted.0 - item.work_on.0);
            sums[1] += i128::from(approved.0 - submitted.0);
        }
        sums[2] += i128::from(cycle);
        sums[3] += i128::from(integration);
        sums[4] += i128::from(finance);
    }
    let names = [
        "entry_wait",
        "approval_wait",
        "cycle_wait",
        "integration_wait",
        "finance_wait",
    ];
    for (name, sum) in names
        .into_iter()
        .zip(sums)
        .skip(if from_work { 0 } else { 2 })
    {
        value.part(name, Unit::Days, mean(sum, count, 1), "NO_APPROVAL");
    }
}

fn rebilled<'c>(
    plan: &Plan,
    metric: &Metric,
    items: impl Iterator<Item = &'c PlacedItem>,
) -> Values {
    plan.grouped(items.filter(|placed| placed.item.lines > 0), |placed| {
        placed.item.issued_on
    })
    .into_iter()
    .map(|(key, seen)| {
        let readable = plan.readable(metric, &seen);
        let mut value = MetricValue::empty(metric);
        let count = |of: fn(&Item) -> u32| -> i128 {
            readable
                .cells
                .iter()
                .map(|placed| i128::from(of(&placed.item)))
                .sum()
        };
        let (top, bottom) = (count(|item| item.rebilled), count(|item| item.lines));
        value.population = readable.cells.len() as u64;
        value.numerator = quotient(top, 1, 0);
        value.denominator = quotient(bottom, 1, 0);
        value.set(quotient(top, bottom, 6));
        (key, value)
    })
    .collect()
}

/// True where an item is approved work that no issued invoice carries.
pub(crate) fn waiting(placed: &PlacedItem) -> bool {
    let item = &placed.item;
    let priceless = item.unpriced && item.billable && item.approved && !item.live;
    item.kind != ItemKind::Correction
        && (item.unbilled() || priceless)
        && item.issued_on.is_none()
        && item.approved_on.is_some()
}

fn open_age<'c>(
    plan: &Plan,
    metric: &Metric,
    items: impl Iterator<Item = &'c PlacedItem>,
) -> Values {
    let ungrained = plan.buckets.grain.is_none();
    let from = plan.buckets.from;
    let day = move |placed: &PlacedItem| {
        let on = placed.item.approved_on?;
        Some(if ungrained { on.max(from) } else { on })
    };
    plan.grouped(items.filter(|placed| waiting(placed)), day)
        .into_iter()
        .map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            let mut ages: Vec<i64> = readable
                .cells
                .iter()
                .filter_map(|placed| Some(i64::from(plan.as_of.0 - placed.item.approved_on?.0)))
                .collect();
            let mut value = MetricValue::empty(metric);
            value.population = ages.len() as u64;
            percentiles(&mut value, &mut ages, Unit::Days, 1, ("median", "p90"));
            by_rank(&mut value, &ages, Unit::Days, 1);
            let oldest = ages.last().and_then(|age| quotient(i128::from(*age), 1, 4));
            value.part("oldest", Unit::Days, oldest, "TOO_FEW");
            let median = value.parts.first().and_then(|part| part.value);
            value.set(median);
            (key, value)
        })
        .collect()
}
