//! Capacity and hours of groups of person days.

use super::Values;
use crate::insight::metric::answer::MetricValue;
use crate::insight::metric::calc::exact;
use crate::insight::metric::calc::utilization::PersonDay;
use crate::insight::metric::definition::Metric;
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Plan};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::{Hours, Measure};
use crate::insight::metric::words;
use entity::value::Day;

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

/// Milliseconds of a day.
pub(crate) fn time(day: &PersonDay, of: Hours) -> i64 {
    match of {
        Hours::Scheduled => day.scheduled,
        Hours::Capacity => day.capacity,
        Hours::Billable => day.billable,
        Hours::Productive => day.productive,
        Hours::Worked => day.worked,
        Hours::Submitted => day.submitted,
    }
}

pub(crate) fn total(days: &[&PersonDay], terms: &[Hours]) -> i128 {
    days.iter()
        .flat_map(|day| terms.iter().map(|of| i128::from(time(day, *of))))
        .sum()
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
    let days = days.filter(|day| belongs(plan, day));
    plan.grouped(days, |day| Some(Day(day.on)))
        .into_iter()
        .map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            if readable.cells.is_empty() {
                return (key, MetricValue::masked(metric, readable.hidden));
            }
            let mut value = MetricValue::empty(metric);
            value.population = readable.cells.len() as u64;
            value.excluded_by_permission = readable.hidden;
            let top = total(&readable.cells, numerator);
            if denominator.is_empty() {
                value.set(Some(exact::hours(top)));
            } else {
                let bottom = total(&readable.cells, denominator);
                value.numerator = Some(exact::hours(top));
                value.denominator = Some(exact::hours(bottom));
                match exact::quotient(top, bottom, 6) {
                    Some(ratio) => value.set(Some(ratio)),
                    None => value.undefine("ZERO_CAPACITY"),
                }
            }
            (key, value)
        })
        .collect()
}
