//! Project setup cycle time of groups of won deals.

use std::collections::{BTreeMap, BTreeSet};

use entity::value::{Day, Instant};

use super::Values;
use super::distribution::{by_rank, mean, percentiles};
use crate::access::Subject;
use crate::insight::metric::answer::{Excluded, MetricValue};
use crate::insight::metric::calc::exact::{hours, quotient};
use crate::insight::metric::calc::setup::Setup;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Key, Plan, Seen};
use crate::insight::metric::query::RowScope;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

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

/// Where a set-up stands in a bucket of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    /// Ready in the bucket.
    Ready,
    /// Won and not ready at its end: so many milliseconds old.
    Open(i64),
    /// Won in the bucket and cancelled.
    Cancelled,
}

/// Where a set-up stands between two days; none where it does not bear on them.
pub(crate) fn stand(setup: &Setup, from: Day, to: Day, now: Instant) -> Option<Stand> {
    if setup.cancelled {
        return (setup.won_on >= from && setup.won_on <= to).then_some(Stand::Cancelled);
    }
    match setup.ready_on {
        Some(on) if on <= to => (on >= from).then_some(Stand::Ready),
        _ if setup.won_on <= to => Some(Stand::Open(
            now.0.min(end_of(to, setup.zone)) - setup.won_at.0,
        )),
        _ => None,
    }
}

/// The instant at which a day ends in a zone, or as near to it as whole UTC hours tell.
pub(crate) fn end_of(on: Day, zone: chrono_tz::Tz) -> i64 {
    use chrono::TimeZone;
    let midnight = Day(on.0 + 1).date().and_time(chrono::NaiveTime::MIN);
    zone.from_local_datetime(&midnight)
        .earliest()
        .map_or(i64::from(on.0 + 1) * DAY, |at| at.timestamp_millis())
}

/// The set-ups of each group and bucket, with where they stand.
pub(crate) fn grouped<'c>(
    plan: &Plan,
    setups: &'c [Setup],
    now: Instant,
) -> BTreeMap<Key, Vec<(Seen<'c, Setup>, Stand)>> {
    let mut groups: BTreeMap<Key, Vec<(Seen<'c, Setup>, Stand)>> = BTreeMap::new();
    for period in plan.buckets.all() {
        let to = period.to.min(plan.as_of);
        if period.from > to {
            break;
        }
        for setup in setups.iter().filter(|setup| plan.passes(*setup)) {
            let grants = plan.reach(setup);
            if let Some(stand) = stand(setup, period.from, to, now).filter(|_| grants != 0) {
                let seen = Seen {
                    cell: setup,
                    grants,
                };
                let key = plan.key(setup, period.from);
                groups.entry(key).or_default().push((seen, stand));
            }
        }
    }
    groups
}

/// The values by group.
pub(crate) fn fold(plan: &Plan, metric: &Metric, setups: &[Setup], now: Instant) -> Values {
    let mut values = Values::new();
    for (key, group) in grouped(plan, setups, now) {
        let seen: Vec<Seen<Setup>> = group
            .iter()
            .map(|(Seen { cell, grants }, _)| Seen {
                cell: *cell,
                grants: *grants,
            })
            .collect();
        let readable = plan.readable(metric, &seen);
        if readable.cells.is_empty() {
            values.insert(key, MetricValue::masked(metric, readable.hidden));
            continue;
        }
        let shown: BTreeSet<i64> = readable.cells.iter().map(|setup| setup.deal).collect();
        let standing: Vec<(&Setup, Stand)> = group
            .iter()
            .filter(|(seen, _)| shown.contains(&seen.cell.deal))
            .map(|(seen, stand)| (seen.cell, *stand))
            .collect();
        if standing.iter().all(|(_, stand)| *stand == Stand::Cancelled) && !plan.group.is_empty() {
            continue;
        }
        values.insert(key, one(metric, &standing));
    }
    values
}

fn one(metric: &Metric, standing: &[(&Setup, Stand)]) -> MetricValue {
    let mut value = MetricValue::empty(metric);
    let (mut ready, mut open, mut slack) = (Vec::new(), Vec::new(), Vec::new());
    let mut cancelled = 0;
    for (setup, stand) in standing {
        match (stand, setup.ready_at) {
            (Stand::Ready, Some(at)) => {
                ready.push(at.0 - setup.won_at.0);
                slack.extend(setup.slack());
            }
            (Stand::Open(age), _) => open.push(*age),
            (Stand::Cancelled, _) => cancelled += 1,
            (Stand::Ready, None) => {}
        }
    }
    let sum: i128 = ready.iter().map(|ms| i128::from(*ms)).sum();
    let average = mean(sum, ready.len(), HOUR);
    value.population = ready.len() as u64;
    if average.is_some() {
        value.set(average);
        value.numerator = Some(hours(sum));
        value.denominator = quotient(ready.len() as i128, 1, 0);
    }
    if cancelled > 0 {
        value.excluded.push(Excluded {
            reason: "CANCELLED",
            count: cancelled,
        });
    }
    let count = |list: &[i64]| quotient(list.len() as i128, 1, 0);
    value.part("mean", Unit::Hours, average, "TOO_FEW");
    percentiles(&mut value, &mut ready, Unit::Hours, HOUR, ("median", "p90"));
    by_rank(&mut value, &ready, Unit::Hours, HOUR);
    value.part("open", Unit::Count, count(&open), "TOO_FEW");
    let names = ("open_age_median", "open_age_p90");
    percentiles(&mut value, &mut open, Unit::Hours, HOUR, names);
    let late: Vec<i64> = slack.iter().copied().filter(|days| *days < 0).collect();
    let sum = slack.iter().map(|days| i128::from(*days)).sum();
    let average = mean(sum, slack.len(), 1);
    value.part("slack_mean", Unit::Days, average, "TOO_FEW");
    value.part("ready_late", Unit::Count, count(&late), "TOO_FEW");
    value
}
