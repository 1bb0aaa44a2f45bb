//! Project setup cycle time of groups of won deals.

use entity::value::Day;

use super::Values;
use super::distribution::{mean, percentiles};
use crate::access::Subject;
use crate::insight::metric::answer::MetricValue;
use crate::insight::metric::calc::exact::quotient;
use crate::insight::metric::calc::setup::Setup;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Plan};
use crate::insight::metric::query::RowScope;
use entity::value::Instant;

const HOUR: i64 = 3_600_000;

impl Cell for Setup {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Customer => self.customer,
            Dimension::Project => self.project,
            Dimension::Practice => self.practice,
            Dimension::Manager => self.manager,
            Dimension::LegalEntity => self.legal_entity,
            _ => 0,
        }
    }

    fn within(&self, rows: &RowScope) -> bool {
        let some = |id: i64| (id != 0).then_some(id);
        rows.reaches(&Subject {
            project: some(self.project),
            customer: some(self.customer),
            practice: some(self.practice),
            legal_entity: some(self.legal_entity),
            ..Subject::default()
        })
    }
}

/// The day that decides a set-up's period: readiness, or the period's last day while it is open.
pub(crate) fn day(plan: &Plan, setup: &Setup) -> Option<Day> {
    match setup.ready_on {
        Some(on) if on <= plan.as_of => Some(on),
        _ if setup.won_on <= plan.as_of => Some(plan.buckets.to),
        _ => None,
    }
}

/// The values by group.
pub(crate) fn fold<'c>(
    plan: &Plan,
    metric: &Metric,
    setups: impl Iterator<Item = &'c Setup>,
    now: Instant,
) -> Values {
    plan.grouped(setups, |setup| day(plan, setup))
        .into_iter()
        .map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            if readable.cells.is_empty() {
                return (key, MetricValue::masked(metric, readable.hidden));
            }
            let mut value = MetricValue::empty(metric);
            let mut ready = Vec::new();
            let mut open = Vec::new();
            for setup in &readable.cells {
                match setup
                    .ready_at
                    .filter(|_| setup.ready_on.is_some_and(|on| on <= plan.as_of))
                {
                    Some(at) => ready.push(at.0 - setup.won_at.0),
                    None => open.push(now.0 - setup.won_at.0),
                }
            }
            let sum = ready.iter().map(|ms| i128::from(*ms)).sum();
            let average = mean(sum, ready.len(), HOUR);
            value.population = ready.len() as u64;
            if average.is_some() {
                value.set(average);
            }
            value.part("mean", Unit::Hours, average, "TOO_FEW");
            percentiles(&mut value, &mut ready, Unit::Hours, HOUR, ("median", "p90"));
            value.part(
                "open",
                Unit::Count,
                quotient(open.len() as i128, 1, 0),
                "TOO_FEW",
            );
            let mut ages = MetricValue::empty(metric);
            percentiles(
                &mut ages,
                &mut open,
                Unit::Hours,
                HOUR,
                ("open_age_median", "open_age_p90"),
            );
            value.parts.extend(ages.parts.into_iter().take(1));
            (key, value)
        })
        .collect()
}
