//! A practice whose people are far from their target over the last weeks.

use std::collections::{BTreeMap, HashSet};

use chrono::Datelike;
use entity::value::Day;

use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, percent, some};
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// Days that are looked at: whole weeks.
const DAYS: i32 = 28;
/// Target of people who have none, in millionths.
const USUAL_TARGET: i64 = 750_000;
/// People below whom a practice's figure is a person's.
const FEWEST: usize = 3;

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "utilization_out_of_band",
    title: "Utilization out of band",
    description: "Billable utilization of a practice over the last four whole weeks is further from its people's targets, weighted by capacity, than agreed.",
    severity: Severity::Info,
    deadline_ms: 14 * DAY_MS,
    needs: &[Kind::TimeEntry, Kind::Person],
    also: &[
        Kind::Absence,
        Kind::Holiday,
        Kind::Workweek,
        Kind::WorkweekMembership,
        Kind::Approval,
    ],
    classes: &[Class::Plain],
    owner: "delivery_lead",
    metric: Some("billable_utilization"),
    gone: "utilization is within its band again",
    find,
    ..Rule::USUAL
};

#[derive(Default)]
struct Sum {
    people: HashSet<i64>,
    capacity: i64,
    billable: i64,
    target: i128,
}

fn find(book: &Book) -> Vec<Finding> {
    let monday = book.today.0
        - i32::try_from(book.today.date().weekday().num_days_from_monday()).unwrap_or(0);
    // Time of the last week is still being handed in and approved.
    let to = monday - 7;
    let from = to - DAYS;
    let mut sums: BTreeMap<i64, Sum> = BTreeMap::new();
    for days in book.figures.cubes.days.values() {
        let first = days.partition_point(|day| day.on < from);
        let within = days[first..].iter().take_while(|day| day.on < to);
        for day in within.filter(|day| !day.contractor && day.practice != 0) {
            let target = book
                .rows
                .people
                .get(&day.person)
                .and_then(|person| person.utilization_target)
                .map_or(USUAL_TARGET, |target| target.0);
            let sum = sums.entry(day.practice).or_default();
            sum.people.insert(day.person);
            sum.capacity += day.capacity;
            sum.billable += day.billable;
            sum.target += i128::from(target) * i128::from(day.capacity);
        }
    }
    let findings = sums.into_iter();
    findings
        .filter(|(_, sum)| sum.capacity > 0 && sum.people.len() >= FEWEST)
        .filter_map(|(practice, sum)| finding(book, practice, &sum, (Day(from), Day(to - 1))))
        .collect()
}

fn finding(book: &Book, practice: i64, sum: &Sum, (from, to): (Day, Day)) -> Option<Finding> {
    let capacity = i128::from(sum.capacity);
    let of = |amount: i128| i64::try_from(amount / capacity).unwrap_or(0);
    let seen = of(i128::from(sum.billable) * 1_000_000);
    let target = of(sum.target);
    if (seen - target).abs() <= book.thresholds.utilization_band {
        return None;
    }
    let side = if seen < target { "below" } else { "above" };
    Some(Finding {
        subject: practice.to_string(),
        row: Some((Kind::Practice, practice)),
        title: format!(
            "{}: utilization far {side} target",
            book.name(Kind::Practice, practice)
        ),
        detail: format!(
            "{} billable against a target of {}, from {from} to {to}, {} people.",
            percent(seen),
            percent(target),
            sum.people.len()
        ),
        hint: if seen < target {
            "Find work for who is idle, or see whether time is missing.".into()
        } else {
            "Spread the work, or staff the practice.".into()
        },
        evidence: vec![("side", side.to_owned()), ("target", percent(target))],
        since_on: Some(from),
        people: Some(sum.people.len()),
        scope: Scope {
            practice_id: some(practice),
            ..Scope::default()
        },
        ..Finding::default()
    })
}
