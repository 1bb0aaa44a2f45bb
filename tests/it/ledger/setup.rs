//! Project set-up.
//!
//! Reading. The clock starts at the last move to a won stage that stands as of the day (a deal that has moved on is not won), and stops when
//! the last project of the deal has both its PSA workspace and its ERP job; cancelled projects are left out, a deal of cancelled ones only
//! is counted apart. The month is that of readiness in the entity's zone; what was ready before it was won counts with its negative time.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::compare::{Expected, Slice};
use super::exact::{percentile, ratio};
use super::facts::{CUSTOMER, DEAL, ENTITY, Facts, PERSON, PRACTICE, Row, day_in};
use super::items::{contract_of, internal};

const HOUR: i128 = 3_600_000;

struct Setup {
    dims: BTreeMap<&'static str, Option<i64>>,
    won: i64,
    won_on: i64,
    ready: Option<(i64, i64)>,
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
            won,
            won_on: day_in(won, zone),
            ready: ready.map(|at| (at, day_in(at, zone))),
        });
    }
    list
}

/// The figures of one slice.
pub(super) fn figures(slice: &Slice, facts: &Facts) -> Vec<Expected> {
    let all = setups(facts, slice.as_of);
    let mut found = Vec::new();
    for (from, to) in slice.buckets() {
        let to = to.min(slice.as_of);
        if from > to {
            continue;
        }
        let mut groups: BTreeMap<Vec<Option<String>>, (Vec<i64>, i64)> = BTreeMap::new();
        for setup in &all {
            let key = slice.key(|dim| slice.id(dim, setup.dims[dim]));
            match setup.ready {
                Some((_, on)) if on < from => {}
                Some((at, on)) if on <= to => groups.entry(key).or_default().0.push(at - setup.won),
                _ if setup.won_on <= to => groups.entry(key).or_default().1 += 1,
                _ => {}
            }
        }
        for (dims, (ready, open)) in groups {
            let sum: i128 = ready.iter().map(|ms| i128::from(*ms)).sum();
            let mean = ratio(sum, ready.len() as i128 * HOUR, 4);
            let parts = BTreeMap::from([
                ("mean".to_owned(), mean),
                ("median".to_owned(), percentile(&ready, 50, HOUR)),
                (
                    "p90".to_owned(),
                    percentile(&ready, 90, HOUR).filter(|_| ready.len() >= 5),
                ),
                ("open".to_owned(), Some(Decimal::from(open))),
            ]);
            found.push(Expected {
                dims,
                from,
                value: mean,
                parts,
                ..Expected::default()
            });
        }
    }
    found
}
