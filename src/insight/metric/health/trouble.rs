//! Exceptions from first detection to verified resolution: their life is told by their events, also as of a past moment.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use entity::insight::{exception, exception_event};
use entity::value::{Day, Instant};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::read::Wanted;
use crate::access::Subject;
use crate::domain::clock::day_in;
use crate::domain::record::Class;
use crate::insight::metric::answer::{MetricValue, State};
use crate::insight::metric::calc::exact::{hours, money, quotient};
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::fold::Values;
use crate::insight::metric::fold::distribution::{by_rank, mean, percentiles};
use crate::insight::metric::fold::setup::end_of;
use crate::insight::metric::plan::{Cell, Key, Plan, Seen};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::words::Words;
use crate::insight::rule::registry;

const HOUR: i64 = 3_600_000;
/// Within this long of its resolution a trouble that comes back is the same.
const REOPEN_MS: i64 = 7 * 24 * HOUR;
/// Who resolves what is verified; whoever else does accepts it.
const ENGINE: &str = "rule engine";

/// One exception, from its first detection on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trouble {
    pub(crate) id: i64,
    rule: i64,
    severity: i64,
    customer: i64,
    pub(crate) project: i64,
    practice: i64,
    legal_entity: i64,
    person: i64,
    people: Option<i64>,
    /// Classes that its rule tells of.
    reveals: &'static [Class],
    amount: Option<i64>,
    life: Life,
}

/// When what happened to an exception.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Life {
    detected_at: Instant,
    opened_at: Option<Instant>,
    acknowledged_at: Option<Instant>,
    resolved_at: Option<Instant>,
    verified: bool,
}

impl Life {
    fn begun(detected_at: Instant, opened_at: Option<Instant>) -> Self {
        Self {
            detected_at,
            opened_at,
            acknowledged_at: None,
            resolved_at: None,
            verified: false,
        }
    }
}

impl Cell for Trouble {
    fn dim(&self, dimension: Dimension) -> i64 {
        match dimension {
            Dimension::Rule => self.rule,
            Dimension::Severity => self.severity,
            Dimension::Customer => self.customer,
            Dimension::Project => self.project,
            Dimension::Practice => self.practice,
            Dimension::LegalEntity => self.legal_entity,
            _ => 0,
        }
    }

    fn within(&self, rows: &RowScope) -> bool {
        rows.reaches(&self.subject())
    }

    fn unbound(&self) -> bool {
        self.subject() == Subject::default()
    }
}

impl Trouble {
    fn subject(&self) -> Subject {
        let some = |id: i64| (id != 0).then_some(id);
        let subject = Subject {
            customer: some(self.customer),
            project: some(self.project),
            practice: some(self.practice),
            legal_entity: some(self.legal_entity),
            person: some(self.person),
            whole: false,
        };
        subject.of_account()
    }

    /// True where it tells of cost or of one person, and none of the grants that reach it may read that: it is not counted then either.
    fn untold(&self, plan: &Plan, grants: u64) -> bool {
        let enough = self
            .people
            .and_then(|people| usize::try_from(people).ok())
            .is_some_and(|people| people >= plan.access.minimum_people);
        let reaching = plan
            .access
            .grants
            .iter()
            .enumerate()
            .filter(|(place, _)| *place < 64 && grants & (1 << place) != 0)
            .map(|(_, grant)| grant);
        let reads = |class: Class| {
            reaching.clone().any(|grant| {
                grant.classes.contains(&class) || (enough && grant.in_aggregate.contains(&class))
            })
        };
        let of_kind = |class: &&Class| matches!(class, Class::Cost | Class::Personal);
        !self
            .reveals
            .iter()
            .filter(of_kind)
            .all(|class| reads(*class))
    }
}

/// Lives that the events of one exception tell, oldest first.
fn lives(events: &[exception_event::Model]) -> Vec<Life> {
    let mut lives: Vec<Life> = Vec::new();
    for event in events {
        let Some(last) = lives.last_mut() else {
            let opened_at = (event.to_state != "pending").then_some(event.at);
            lives.push(Life::begun(event.at, opened_at));
            continue;
        };
        let ended = last.resolved_at;
        match (ended, event.to_state.as_str()) {
            (None, "open") => last.opened_at = last.opened_at.or(Some(event.at)),
            (None, "acknowledged") => {
                last.acknowledged_at = last.acknowledged_at.or(Some(event.at));
            }
            (None, "resolved") => {
                last.resolved_at = Some(event.at);
                last.verified = event.actor == ENGINE;
            }
            (Some(at), "open") if event.at.0 - at.0 <= REOPEN_MS || !last.verified => {
                *last = Life::begun(last.detected_at, last.opened_at.or(Some(event.at)));
            }
            (Some(_), "open") => lives.push(Life::begun(event.at, Some(event.at))),
            (Some(_), "pending") => lives.push(Life::begun(event.at, None)),
            _ => {}
        }
    }
    lives
}

/// Reads the exceptions as of a moment.
pub(super) async fn read(
    c: &impl ConnectionTrait,
    words: &mut Words,
    wanted: &Wanted<'_>,
) -> Result<Vec<Trouble>, DbErr> {
    let mut events: HashMap<i64, Vec<exception_event::Model>> = HashMap::new();
    for event in exception_event::Entity::find()
        .filter(exception_event::Column::At.lte(wanted.now))
        .order_by_asc(exception_event::Column::Id)
        .all(c)
        .await?
    {
        events.entry(event.exception_id).or_default().push(event);
    }
    let mut troubles = Vec::new();
    for row in exception::Entity::find().all(c).await? {
        let told = events.remove(&row.id).unwrap_or_default();
        let mut lives = lives(&told);
        if !wanted.past {
            // The row is the last word on the present; events tell of earlier lives.
            lives.pop();
            lives.push(Life {
                detected_at: row.detected_at,
                opened_at: row.opened_at,
                acknowledged_at: row.acknowledged_at,
                resolved_at: row.resolved_at.filter(|_| row.state == "resolved"),
                verified: row.resolution.as_deref() == Some("VERIFIED"),
            });
        }
        for life in lives {
            troubles.push(Trouble {
                id: row.id,
                rule: words.number(Dimension::Rule, &row.rule),
                severity: words.number(Dimension::Severity, &row.severity),
                customer: row.customer_id.unwrap_or(0),
                project: row.project_id.unwrap_or(0),
                practice: row.practice_id.unwrap_or(0),
                legal_entity: row.legal_entity_id.unwrap_or(0),
                person: row.person_id.unwrap_or(0),
                people: row.people.map(i64::from),
                reveals: registry::rule(&row.rule).map_or(&[], |rule| rule.classes),
                amount: row.amount_group,
                life,
            });
        }
    }
    Ok(troubles)
}

/// Where an exception stands between two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// Verified gone, after so many milliseconds.
    Verified(i64),
    /// Accepted by a person.
    Accepted,
    /// Gone before its hold had passed.
    Transient,
    /// Open at the end, so many milliseconds old.
    Open(i64),
}

fn stand(life: &Life, from: Day, to: Day, now: Instant, zone: Tz) -> Option<Stand> {
    let day = |at: Instant| day_in(at, zone);
    let ended = life.resolved_at.filter(|at| day(*at) <= to);
    let Some(ended) = ended else {
        let opened = life.opened_at.is_some_and(|at| day(at) <= to);
        let age = now.0.min(end_of(to, zone)) - life.detected_at.0;
        return opened.then_some(Stand::Open(age));
    };
    if day(ended) < from {
        return None;
    }
    Some(match (life.opened_at, life.verified) {
        (None, _) => Stand::Transient,
        (Some(_), false) => Stand::Accepted,
        (Some(_), true) => Stand::Verified(ended.0 - life.detected_at.0),
    })
}

type Group<'c> = Vec<(Seen<'c, Trouble>, Stand)>;

fn grouped<'c>(
    plan: &Plan,
    troubles: &'c [Trouble],
    now: Instant,
    zone: Tz,
) -> BTreeMap<Key, Group<'c>> {
    let mut groups: BTreeMap<Key, Group<'c>> = BTreeMap::new();
    for period in plan.buckets.all() {
        let to = period.to.min(plan.as_of);
        if period.from > to {
            break;
        }
        for cell in troubles.iter().filter(|trouble| plan.passes(*trouble)) {
            let grants = plan.reach(cell);
            let stands = stand(&cell.life, period.from, to, now, zone);
            let told = grants != 0 && !cell.untold(plan, grants);
            if let Some(stand) = stands.filter(|_| told) {
                let key = plan.key(cell, period.from);
                groups
                    .entry(key)
                    .or_default()
                    .push((Seen { cell, grants }, stand));
            }
        }
    }
    groups
}

/// The exceptions behind a value: milliseconds until verified gone, or one for each that is open.
pub(crate) fn shares<'c>(
    plan: &Plan,
    open_only: bool,
    troubles: &'c [Trouble],
    (now, zone): (Instant, Tz),
    key: &Key,
) -> Vec<(&'c Trouble, Day, i128, i128)> {
    let mut groups = grouped(plan, troubles, now, zone);
    let group = groups.remove(key).unwrap_or_default();
    group
        .into_iter()
        .filter_map(|(seen, stand)| {
            let life = &seen.cell.life;
            let (at, top, bottom) = match stand {
                Stand::Verified(ms) if !open_only => (life.resolved_at?, ms.into(), HOUR.into()),
                Stand::Open(_) if open_only => (life.opened_at?, 1, 0),
                _ => return None,
            };
            Some((seen.cell, day_in(at, zone), top, bottom))
        })
        .collect()
}

/// The values of a metric of exceptions by group.
pub(crate) fn resolution(
    plan: &Plan,
    metric: &Metric,
    open_only: bool,
    troubles: &[Trouble],
    now: Instant,
    zone: Tz,
) -> Values {
    let mut values = Values::new();
    for (key, group) in grouped(plan, troubles, now, zone) {
        let mut value = MetricValue::empty(metric);
        let opens = |stand: &Stand| matches!(stand, Stand::Open(_));
        if !open_only {
            let priced = plan.everywhere(Class::Commercial, group.iter().map(|(s, _)| s.grants));
            times(&mut value, &group, priced);
        } else if group.iter().any(|(_, stand)| opens(stand)) {
            value.population = group.iter().filter(|(_, stand)| opens(stand)).count() as u64;
            value.set(quotient(i128::from(value.population), 1, 0));
        } else {
            continue;
        }
        values.insert(key, value);
    }
    values
}

fn times(value: &mut MetricValue, group: &Group, priced: bool) {
    let (mut gone, mut open, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    let (mut weight, mut weighted, mut waiting) = (0_i128, 0_i128, 0_i128);
    let (mut accepted, mut transient) = (0, 0);
    for (Seen { cell, .. }, stand) in group {
        let amount = i128::from(cell.amount.unwrap_or(0));
        match stand {
            Stand::Verified(ms) => {
                gone.push(*ms);
                weight += amount;
                weighted += amount * i128::from(*ms);
                let first = cell.life.acknowledged_at;
                seen.extend(first.map(|at| at.0 - cell.life.detected_at.0));
            }
            Stand::Open(age) => {
                open.push(*age);
                waiting += amount;
            }
            Stand::Accepted => accepted += 1,
            Stand::Transient => transient += 1,
        }
    }
    let sum = |list: &[i64]| -> i128 { list.iter().map(|ms| i128::from(*ms)).sum() };
    let average = mean(sum(&gone), gone.len(), HOUR);
    value.population = gone.len() as u64;
    if average.is_some() {
        value.set(average);
        value.numerator = Some(hours(sum(&gone)));
        value.denominator = quotient(gone.len() as i128, 1, 0);
    }
    let count = |number: usize| quotient(number as i128, 1, 0);
    value.part("mean", Unit::Hours, average, "TOO_FEW");
    percentiles(value, &mut gone, Unit::Hours, HOUR, ("median", "p90"));
    by_rank(value, &gone, Unit::Hours, HOUR);
    let average = mean(sum(&seen), seen.len(), HOUR);
    value.part("acknowledge_mean", Unit::Hours, average, "TOO_FEW");
    let average = quotient(weighted, weight.saturating_mul(HOUR.into()), 4);
    priced_part(value, "weighted_mean", Unit::Hours, average, priced);
    value.part("open", Unit::Count, count(open.len()), "TOO_FEW");
    let names = ("open_age_median", "open_age_p90");
    percentiles(value, &mut open, Unit::Hours, HOUR, names);
    let oldest = open.last().map(|ms| hours(i128::from(*ms)));
    value.part("oldest", Unit::Hours, oldest, "TOO_FEW");
    priced_part(
        value,
        "money_waiting",
        Unit::Money,
        Some(money(waiting)),
        priced,
    );
    let survival = survival_median(&gone, &open);
    value.part("survival_median", Unit::Hours, survival, "NOT_REACHED");
    value.part("accepted", Unit::Count, count(accepted), "TOO_FEW");
    value.part("transient", Unit::Count, count(transient), "TOO_FEW");
}

/// Adds a figure that amounts of money go into; masked where they are hidden.
fn priced_part(
    value: &mut MetricValue,
    name: &'static str,
    unit: Unit,
    figure: Option<Decimal>,
    priced: bool,
) {
    value.part(name, unit, figure.filter(|_| priced), "ZERO_WEIGHT");
    if let Some(part) = value.parts.last_mut().filter(|_| !priced) {
        part.state = State::Masked;
        part.reasons.clear();
    }
}

/// The time after which half are gone, the open ones counted as not gone yet (Kaplan and Meier).
fn survival_median(gone: &[i64], open: &[i64]) -> Option<Decimal> {
    let mut ended: Vec<(i64, bool)> = gone.iter().map(|ms| (*ms, true)).collect();
    ended.extend(open.iter().map(|ms| (*ms, false)));
    ended.sort_by_key(|(ms, is_gone)| (*ms, !is_gone));
    let half = Decimal::new(5, 1) + Decimal::new(1, 20);
    let mut surviving = Decimal::ONE;
    for (place, (ms, is_gone)) in ended.iter().enumerate() {
        let at_risk = Decimal::from(ended.len() - place);
        if *is_gone {
            surviving = surviving * (at_risk - Decimal::ONE) / at_risk;
        }
        if surviving <= half {
            return Some(hours(i128::from(*ms)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, to: &str, actor: &str) -> exception_event::Model {
        exception_event::Model {
            id: at,
            exception_id: 1,
            tx: 1,
            at: Instant(at),
            from_state: None,
            to_state: to.to_owned(),
            actor: actor.to_owned(),
            reason: String::new(),
        }
    }

    #[test]
    fn the_clock_runs_from_detection_and_goes_on_within_seven_days() {
        let events = [
            event(10, "pending", ENGINE),
            event(20, "open", ENGINE),
            event(25, "acknowledged", "ada"),
            event(30, "resolved", ENGINE),
            event(30 + REOPEN_MS, "open", ENGINE),
            event(40 + REOPEN_MS, "resolved", ENGINE),
            event(41 + 2 * REOPEN_MS, "open", ENGINE),
        ];
        let lives = lives(&events);
        assert_eq!(lives.len(), 2);
        assert_eq!(lives[0].detected_at, Instant(10));
        assert_eq!(lives[0].opened_at, Some(Instant(20)));
        assert_eq!(lives[0].resolved_at, Some(Instant(40 + REOPEN_MS)));
        assert!(lives[0].verified);
        assert_eq!(lives[1].detected_at, Instant(41 + 2 * REOPEN_MS));
        assert_eq!(lives[1].resolved_at, None);
    }

    #[test]
    fn half_are_gone_only_when_the_open_ones_are_counted() {
        let hour = |h: i64| h * HOUR;
        let gone = [hour(1), hour(2), hour(3)];
        assert_eq!(survival_median(&gone, &[]), Some(hours(hour(2).into())));
        // 1 h: 3/4, 2 h: 2/4.
        assert_eq!(
            survival_median(&gone, &[hour(9)]),
            Some(hours(hour(2).into()))
        );
        assert_eq!(survival_median(&gone[..1], &[hour(9), hour(9)]), None);
    }
}
