//! Project setup cycle time of groups of won deals.

use std::collections::{BTreeMap, BTreeSet};

use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::{Day, Instant};

use super::Values;
use super::distribution::{by_rank, mean, percentiles};
use crate::access::Subject;
use crate::insight::metric::answer::{Excluded, MetricValue};
use crate::insight::metric::calc::business::Calendars;
use crate::insight::metric::calc::exact::quotient;
use crate::insight::metric::calc::setup::Setup;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::inputs::Inputs;
use crate::insight::metric::plan::{Cell, Key, Plan, Seen};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::SetupClock;

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

/// How the time of a set-up is told, and what that needs.
pub(crate) struct Clock<'i> {
    of: SetupClock,
    inputs: &'i Inputs,
    calendars: Calendars,
}

impl<'i> Clock<'i> {
    /// A clock over the rows of a moment.
    pub(crate) fn new(of: SetupClock, inputs: &'i Inputs) -> Self {
        let calendars = match of {
            SetupClock::BusinessDays => Calendars::of(inputs.people.values()),
            _ => Calendars::default(),
        };
        Self {
            of,
            inputs,
            calendars,
        }
    }

    /// What its times are counted in, and how many of them make one.
    pub(crate) fn unit(&self) -> (Unit, i64) {
        match self.of {
            SetupClock::BusinessDays => (Unit::Days, 1),
            _ => (Unit::Hours, HOUR),
        }
    }

    /// The time that a set-up which is ready took; none where its start is not known.
    pub(crate) fn took(&self, setup: &Setup) -> Option<i64> {
        let (at, on) = (setup.ready_at?, setup.ready_on?);
        match self.of {
            SetupClock::Won => Some(at.0 - setup.won_at.0),
            SetupClock::Signed => {
                let before = Day(setup.signed_on?.0 - 1);
                Some(at.0 - end_of(before, setup.zone))
            }
            SetupClock::BusinessDays => {
                Some(self.calendars.between(setup.legal_entity, setup.won_on, on))
            }
        }
    }

    /// Days from readiness to the first hour on the project.
    fn to_first_hour(&self, setup: &Setup) -> Option<i64> {
        let ready = setup.ready_on?;
        let entries = self.inputs.entries.of(setup.project);
        let counted = entries.filter(|entry| {
            let known = matches!(
                entry.status,
                TimeEntryStatus::Approved | TimeEntryStatus::Submitted
            );
            known && entry.ms > 0
        });
        let first = counted.map(|entry| entry.work_on).min()?;
        Some(i64::from(first.0 - ready.0))
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
pub(crate) fn fold(
    plan: &Plan,
    metric: &Metric,
    clock: &Clock,
    setups: &[Setup],
    now: Instant,
) -> Values {
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
        values.insert(key, one(metric, clock, plan.as_of, &standing));
    }
    values
}

fn one(metric: &Metric, clock: &Clock, as_of: Day, standing: &[(&Setup, Stand)]) -> MetricValue {
    let mut value = MetricValue::empty(metric);
    let (mut ready, mut open, mut took) = (Vec::new(), Vec::new(), Vec::new());
    let (mut cancelled, mut unknown) = (0, 0);
    for (setup, stand) in standing {
        match stand {
            Stand::Ready => {
                ready.push(*setup);
                match clock.took(setup) {
                    Some(time) => took.push(time),
                    None => unknown += 1,
                }
            }
            Stand::Open(age) => open.push(*age),
            Stand::Cancelled => cancelled += 1,
        }
    }
    let (unit, size) = clock.unit();
    let sum: i128 = took.iter().map(|time| i128::from(*time)).sum();
    let average = mean(sum, took.len(), size);
    value.population = took.len() as u64;
    if average.is_some() {
        value.set(average);
        value.numerator = quotient(sum, size.into(), 4);
        value.denominator = quotient(took.len() as i128, 1, 0);
    } else if unknown > 0 {
        value.undefine("NO_SIGNATURE");
    }
    if cancelled > 0 {
        value.excluded.push(Excluded {
            reason: "CANCELLED",
            count: cancelled,
        });
    }
    value.exclude("NO_SIGNATURE", unknown);
    value.part("mean", unit, average, "TOO_FEW");
    percentiles(&mut value, &mut took, unit, size, ("median", "p90"));
    by_rank(&mut value, &took, unit, size);
    if clock.of == SetupClock::Won {
        around(&mut value, clock, as_of, &ready, &mut open);
    }
    value
}

/// What stands beside the time itself: what is open, slack before the planned start, and the stages.
fn around(value: &mut MetricValue, clock: &Clock, as_of: Day, ready: &[&Setup], open: &mut [i64]) {
    let count = |count: usize| quotient(count as i128, 1, 0);
    value.part("open", Unit::Count, count(open.len()), "TOO_FEW");
    let names = ("open_age_median", "open_age_p90");
    percentiles(value, open, Unit::Hours, HOUR, names);
    let slack: Vec<i64> = ready.iter().filter_map(|setup| setup.slack()).collect();
    let late = slack.iter().filter(|days| **days < 0).count();
    let average = |list: &[i64], size: i64| {
        let sum = list.iter().map(|time| i128::from(*time)).sum();
        mean(sum, list.len(), size)
    };
    value.part("slack_mean", Unit::Days, average(&slack, 1), "TOO_FEW");
    value.part("ready_late", Unit::Count, count(late), "TOO_FEW");
    let stages: [(&'static str, fn(&Setup) -> Option<Instant>); 2] = [
        ("to_workspace_mean", |setup| setup.workspace_at),
        ("to_job_mean", |setup| setup.job_at),
    ];
    for (name, stage) in stages {
        let times: Vec<i64> = ready
            .iter()
            .filter_map(|setup| Some(stage(setup)?.0 - setup.won_at.0))
            .collect();
        value.part(name, Unit::Hours, average(&times, HOUR), "TOO_FEW");
    }
    let worked: Vec<i64> = ready
        .iter()
        .filter_map(|setup| {
            let days = clock.to_first_hour(setup)?;
            (days + i64::from(setup.ready_on?.0) <= i64::from(as_of.0)).then_some(days)
        })
        .collect();
    value.part(
        "to_first_hour_mean",
        Unit::Days,
        average(&worked, 1),
        "TOO_FEW",
    );
}
