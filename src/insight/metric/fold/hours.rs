//! Capacity and hours of groups of person days.

use entity::value::Day;
use rust_decimal::Decimal;

use super::Values;
use crate::insight::metric::answer::{MetricValue, State};
use crate::insight::metric::calc::exact;
use crate::insight::metric::calc::utilization::PersonDay;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Plan};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::{Hours, Measure};
use crate::insight::metric::words;

impl Cell for PersonDay {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Person => self.person,
            Dimension::Role => self.role,
            Dimension::Practice => self.practice,
            Dimension::Manager => self.manager,
            Dimension::LegalEntity => self.legal_entity,
            Dimension::Worker => words::worker(self.contractor),
            _ => 0,
        }
    }

    /// A day is judged by the practice and the entity held on it.
    fn within(&self, rows: &RowScope) -> bool {
        rows.day(self.practice, self.legal_entity)
    }
}

/// The hours of a metric: numerator, and denominator of a ratio.
pub(crate) fn terms(metric: &Metric) -> (&'static [Hours], &'static [Hours]) {
    match metric.measure {
        Measure::HoursSum(terms) => (terms, &[]),
        Measure::HoursRatio(numerator, denominator) => (numerator, denominator),
        _ => (&[], &[]),
    }
}

/// Parts of a millisecond in which a metric's hours are summed: millionths where a target weighs them, so that sums stay exact.
pub(crate) fn scale(metric: &Metric) -> i64 {
    let (numerator, denominator) = terms(metric);
    let weighed = numerator
        .iter()
        .chain(denominator)
        .any(|of| *of == Hours::Target);
    if weighed { 1_000_000 } else { 1 }
}

/// True where a day counts in a metric: one that a target weighs needs a target.
pub(crate) fn counts(metric: &Metric, day: &PersonDay) -> bool {
    scale(metric) == 1 || day.target.is_some()
}

/// Time of a day, in the parts of a millisecond that [`scale`] tells.
pub(crate) fn time(day: &PersonDay, of: Hours, scale: i64) -> i128 {
    let ms = match of {
        Hours::Target => {
            return i128::from(day.capacity) * i128::from(day.target.unwrap_or(0));
        }
        Hours::Scheduled => day.scheduled,
        Hours::Capacity => day.capacity,
        Hours::StandardYear => day.standard_year(),
        Hours::Billable => day.billable,
        Hours::Productive => day.productive,
        Hours::Worked => day.worked,
        Hours::Submitted => day.submitted,
        Hours::Pending => day.pending,
    };
    i128::from(ms) * i128::from(scale)
}

fn total(days: &[&PersonDay], terms: &[Hours], scale: i64) -> i128 {
    let all = days
        .iter()
        .flat_map(|day| terms.iter().map(|of| time(day, *of, scale)));
    all.sum()
}

/// A sum of such parts as hours.
pub(crate) fn shown(sum: i128, scale: i64) -> Decimal {
    exact::quotient(sum, 3_600_000 * i128::from(scale), 4).unwrap_or_default()
}

/// The part of a figure of utilization that tells how much of capacity has hours handed in.
pub(crate) const COVERAGE: &str = "reported_hours_coverage";
/// Percent of capacity below which so few hours are handed in that a utilization is PARTIAL; the measure of `timesheet_missing`, too.
const ENOUGH_COVERED: i128 = 50;

fn coverage(value: &mut MetricValue, days: &[&PersonDay]) {
    let capacity = total(days, &[Hours::Capacity], 1);
    let reported = total(days, &[Hours::Submitted, Hours::Worked], 1);
    let share = exact::quotient(reported, capacity, 6);
    value.part(COVERAGE, Unit::Ratio, share, "ZERO_CAPACITY");
    if reported * 100 < capacity * ENOUGH_COVERED {
        value.reason("LOW_COVERAGE");
        if value.state == State::Ok {
            value.state = State::Partial;
        }
    }
}

/// True where a day belongs to the population: contractors only where people or kinds of worker have their own rows.
pub(crate) fn belongs(plan: &Plan, day: &PersonDay) -> bool {
    !day.contractor || plan.shows_contractors()
}

/// The values of a metric by group.
pub(crate) fn fold<'c>(
    plan: &Plan,
    metric: &Metric,
    days: impl Iterator<Item = &'c PersonDay>,
) -> Values {
    let (numerator, denominator) = terms(metric);
    let scale = scale(metric);
    let days = days.filter(|day| belongs(plan, day));
    plan.grouped(days, |day| Some(Day(day.on)))
        .into_iter()
        .map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            if readable.cells.is_empty() {
                return (key, MetricValue::masked(metric, readable.hidden));
            }
            let mut days = readable.cells;
            let all = days.len();
            days.retain(|day| counts(metric, day));
            let mut value = MetricValue::empty(metric);
            value.population = days.len() as u64;
            value.excluded_by_permission = readable.hidden;
            let top = total(&days, numerator, scale);
            if denominator.is_empty() {
                value.set(Some(shown(top, scale)));
            } else {
                let bottom = total(&days, denominator, scale);
                value.numerator = Some(shown(top, scale));
                value.denominator = Some(shown(bottom, scale));
                match exact::quotient(top, bottom, 6) {
                    Some(ratio) => value.set(Some(ratio)),
                    None if days.is_empty() => value.undefine("NO_TARGET"),
                    None => value.undefine("ZERO_CAPACITY"),
                }
            }
            value.exclude("NO_TARGET", (all - days.len()) as u64);
            if metric.parts.contains(&COVERAGE) {
                coverage(&mut value, &days);
            }
            (key, value)
        })
        .collect()
}
