//! Project set-up.
//!
//! Reading. The clock starts at the last move to a won stage that stands as of the day (a deal that has moved on is not won), and stops when
//! the last project of the deal has both its PSA workspace and its ERP job; cancelled projects are left out, a deal of cancelled ones only
//! is counted apart. Signature starts at the beginning of its civil day; business days are Mondays to Fridays after the day won up to that of
//! readiness, less the entity's public holidays. The month is that of readiness in the entity's zone; what was ready before it was won counts with its negative time.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::compare::{Expected, Slice};
use super::exact::{percentile, ratio};
use super::facts::{CUSTOMER, DEAL, ENTITY, Facts, PERSON, PRACTICE, PROJECT, Row, date, day_in};
use super::items::{contract_of, internal};

const HOUR: i128 = 3_600_000;

struct Setup {
    dims: BTreeMap<&'static str, Option<i64>>,
    won: i64,
    won_on: i64,
    ready: Option<(i64, i64)>,
    /// Instant at which the day of signature begins.
    signed: Option<i64>,
    entity: Option<i64>,
    stages: [Option<i64>; 2],
    first_hour: Option<i64>,
}

fn entity(facts: &Facts, project: &Row) -> Option<i64> {
    let own = facts.named(ENTITY, project, "legal_entity_id");
    own.or_else(|| {
        let contract = contract_of(facts, project.id())?;
        facts.named(
            ENTITY,
            &facts.things["engagement"][&contract],
            "legal_entity_id",
        )
    })
}

fn setups(facts: &Facts, as_of: i64) -> Vec<Setup> {
    let mut list = Vec::new();
    for deal in facts.things["opportunity"].values() {
        let all: Vec<&Row> = facts.things["project"]
            .values()
            .filter(|project| !internal(project))
            .filter(|project| {
                let through = contract_of(facts, project.id())
                    .and_then(|id| facts.things["engagement"].get(&id))
                    .and_then(|contract| facts.named(DEAL, contract, "opportunity_id"));
                facts.named(DEAL, project, "opportunity_id").or(through) == Some(deal.id())
            })
            .collect();
        let live: Vec<&Row> = all
            .iter()
            .copied()
            .filter(|p| !p.is("status", &["cancelled"]))
            .collect();
        if live.is_empty() && !all.is_empty() {
            continue;
        }
        let ready = |p: &Row| Some(p.int("activated_at")?.max(p.int("billable_at")?));
        let done = !live.is_empty() && live.iter().all(|p| ready(p).is_some());
        let last = if done {
            live.iter().max_by_key(|p| (ready(p), p.id()))
        } else {
            live.iter().min_by_key(|p| p.id())
        };
        let of = last.map_or(facts.named(ENTITY, deal, "legal_entity_id"), |p| {
            entity(facts, p)
        });
        let zone = facts.zone(of);
        let mut moves: Vec<&Row> = facts.rows["stage_change"]
            .iter()
            .filter(|m| facts.named(DEAL, m, "opportunity_id") == Some(deal.id()))
            .collect();
        moves.sort_by_key(|m| (m.int("changed_at"), m.id()));
        let told: Vec<&&Row> = moves
            .iter()
            .filter(|m| day_in(m.int("changed_at").unwrap(), zone) <= as_of)
            .collect();
        let now = deal.is("outcome", &["won"]);
        let won = match told.last() {
            None if moves.is_empty() && now => {
                deal.int("won_at").filter(|at| day_in(*at, zone) <= as_of)
            }
            None => None,
            Some(last) if last.is("outcome", &["won"]) => {
                let newest = told.len() == moves.len();
                last.int("changed_at").filter(|_| !newest || now)
            }
            Some(_) => None,
        };
        let Some(won) = won else { continue };
        let named = |kind: i64, field: &str| last.and_then(|p| facts.named(kind, p, field));
        let of_deal = |kind: i64, field: &str| {
            last.is_none()
                .then(|| facts.named(kind, deal, field))
                .flatten()
        };
        let ready = last.filter(|_| done).and_then(|p| ready(p));
        list.push(Setup {
            dims: BTreeMap::from([
                (
                    "CUSTOMER",
                    named(CUSTOMER, "customer_id").or(of_deal(CUSTOMER, "customer_id")),
                ),
                ("PROJECT", last.map(|p| p.id())),
                (
                    "PRACTICE",
                    named(PRACTICE, "practice_id").or(of_deal(PRACTICE, "practice_id")),
                ),
                ("MANAGER", named(PERSON, "manager_id")),
                ("LEGAL_ENTITY", of),
            ]),
            signed: last
                .and_then(|p| contract_of(facts, p.id()))
                .and_then(|id| facts.things["engagement"].get(&id)?.int("signed_on"))
                .map(|day| begins(day, zone)),
            entity: of,
            stages: ["activated_at", "billable_at"].map(|field| last?.int(field)),
            first_hour: last.and_then(|p| first_hour(facts, p.id(), as_of)),
            won,
            won_on: day_in(won, zone),
            ready: ready.map(|at| (at, day_in(at, zone))),
        });
    }
    list
}

/// The instant at which a civil day begins.
fn begins(day: i64, zone: chrono_tz::Tz) -> i64 {
    let noon = day * 86_400_000 + 43_200_000;
    // The last hour of the day before, and on from there by minutes.
    (0..)
        .map(|minute| noon - 36 * 3_600_000 + minute * 60_000)
        .find(|at| day_in(*at, zone) == day)
        .unwrap()
}

/// The first day of hours handed in on a project, up to the day asked for.
fn first_hour(facts: &Facts, project: i64, as_of: i64) -> Option<i64> {
    let mine = facts.rows["time_entry"].iter().filter(|row| {
        facts.named(PROJECT, row, "project_id") == Some(project)
            && row.is("status", &["approved", "submitted"])
            && row.int("duration").unwrap() > 0
    });
    mine.filter_map(|row| row.int("work_on"))
        .min()
        .filter(|on| *on <= as_of)
}

/// Days on which an entity is closed though it is no weekend: public holidays of more than half of its people who have any.
fn closed(facts: &Facts, entity: Option<i64>) -> BTreeSet<i64> {
    let mut sets: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for member in &facts.rows["holiday_membership"] {
        let person = facts.named(PERSON, member, "person_id").unwrap();
        let works = facts.things["person"]
            .get(&person)
            .map(|row| facts.named(ENTITY, row, "legal_entity_id"));
        if works != Some(entity) {
            continue;
        }
        for row in &facts.rows["holiday"] {
            if row.int("calendar_id") != member.int("calendar_id") {
                continue;
            }
            let first = row.int("from_on").unwrap();
            let days = first..=row.int("to_on").unwrap_or(first);
            let held = days.filter(|day| {
                member.int("from_on").is_none_or(|from| from <= *day)
                    && member.int("to_on").is_none_or(|to| *day <= to)
            });
            sets.entry(person).or_default().extend(held);
        }
    }
    sets.retain(|_, days| !days.is_empty());
    let all: BTreeSet<i64> = sets.values().flatten().copied().collect();
    let most = |day: &i64| sets.values().filter(|set| set.contains(day)).count() * 2 > sets.len();
    all.into_iter().filter(most).collect()
}

fn business_days(closed: &BTreeSet<i64>, from: i64, to: i64) -> i64 {
    use chrono::{Datelike, Weekday};
    if to < from {
        return -business_days(closed, to, from);
    }
    let open = (from + 1..=to).filter(|day| {
        !matches!(date(*day).weekday(), Weekday::Sat | Weekday::Sun) && !closed.contains(day)
    });
    i64::try_from(open.count()).unwrap()
}

/// The figures of one slice.
pub(super) fn figures(slice: &Slice, facts: &Facts, key: &str) -> Vec<Expected> {
    let all = setups(facts, slice.as_of);
    let mut holidays: BTreeMap<Option<i64>, BTreeSet<i64>> = BTreeMap::new();
    if key == "project_setup_business_days" {
        for setup in &all {
            let days = || closed(facts, setup.entity);
            holidays.entry(setup.entity).or_insert_with(days);
        }
    }
    let mut found = Vec::new();
    for (from, to) in slice.buckets() {
        let to = to.min(slice.as_of);
        if from > to {
            continue;
        }
        let mut groups: BTreeMap<Vec<Option<String>>, (Vec<&Setup>, i64)> = BTreeMap::new();
        for setup in &all {
            let key = slice.key(|dim| slice.id(dim, setup.dims[dim]));
            match setup.ready {
                Some((_, on)) if on < from => {}
                Some((_, on)) if on <= to => groups.entry(key).or_default().0.push(setup),
                _ if setup.won_on <= to => groups.entry(key).or_default().1 += 1,
                _ => {}
            }
        }
        for (dims, (ready, open)) in groups {
            let took = |setup: &&Setup| -> Option<i64> {
                let (at, on) = setup.ready.unwrap();
                Some(match key {
                    "project_setup_from_signature" => at - setup.signed?,
                    "project_setup_business_days" => {
                        business_days(&holidays[&setup.entity], setup.won_on, on)
                    }
                    _ => at - setup.won,
                })
            };
            let unit = if key == "project_setup_business_days" {
                1
            } else {
                HOUR
            };
            let times: Vec<i64> = ready.iter().filter_map(took).collect();
            let mean = |times: &[i64], unit: i128| {
                let sum = times.iter().map(|time| i128::from(*time)).sum();
                ratio(sum, times.len() as i128 * unit, 4)
            };
            let p90 = percentile(&times, 90, unit).filter(|_| times.len() >= 5);
            let mut parts = BTreeMap::from([
                ("mean".to_owned(), mean(&times, unit)),
                ("median".to_owned(), percentile(&times, 50, unit)),
                ("p90".to_owned(), p90),
            ]);
            if key == "project_setup_cycle_time" {
                parts.insert("open".to_owned(), Some(Decimal::from(open)));
                for (place, name) in ["to_workspace_mean", "to_job_mean"].into_iter().enumerate() {
                    let stage = ready.iter().filter_map(|s| Some(s.stages[place]? - s.won));
                    parts.insert(name.to_owned(), mean(&stage.collect::<Vec<_>>(), HOUR));
                }
                let hours = ready
                    .iter()
                    .filter_map(|s| Some(s.first_hour? - s.ready?.1));
                let hours = mean(&hours.collect::<Vec<_>>(), 1);
                parts.insert("to_first_hour_mean".to_owned(), hours);
            }
            let missing = ready.len() > times.len();
            let state = match times.len() {
                _ if !missing => "",
                0 => "NO_SIGNATURE",
                _ => "PARTIAL NO_SIGNATURE",
            };
            found.push(Expected {
                dims,
                from,
                value: mean(&times, unit),
                state: state.to_owned(),
                parts,
            });
        }
    }
    found
}
