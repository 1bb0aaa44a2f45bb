//! Weeks for which somebody has handed in less time than they were there for.

use std::collections::BTreeMap;

use chrono::Datelike;
use entity::value::{Day, Duration};

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::utilization::PersonDay;
use crate::insight::rule::book::{Book, some};
use crate::insight::rule::journey::SUBMITTED;
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope};

/// Weeks that are looked at.
const WEEKS: i32 = 4;

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "timesheet_missing",
    title: "Timesheet missing",
    description: "An employee has handed in less than half of their capacity for a week that has been over for some days.",
    deadline_ms: 2 * DAY_MS,
    needs: &[Kind::TimeEntry, Kind::Person],
    also: &[
        Kind::Absence,
        Kind::Holiday,
        Kind::Workweek,
        Kind::WorkweekMembership,
    ],
    classes: &[Class::Personal],
    owner: SUBMITTED.owner,
    metric: Some("timesheet_coverage"),
    stage: Some(&SUBMITTED),
    gone: "the time was handed in, or the week is no longer looked at",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let ended = Day(book.today.0 - book.thresholds.timesheet_days);
    // The Monday after the last week that is over for long enough.
    let to = Day(ended.0 - weekday(ended));
    let from = Day(to.0 - 7 * WEEKS);
    let people = book.figures.cubes.days.values();
    people
        .filter_map(|days| finding(book, days, from, to))
        .collect()
}

fn finding(book: &Book, days: &[PersonDay], from: Day, to: Day) -> Option<Finding> {
    let mut weeks: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
    let first = days.partition_point(|day| day.on < from.0);
    let within = days[first..].iter().take_while(|day| day.on < to.0);
    for day in within.filter(|day| !day.contractor) {
        let week = weeks.entry(day.on - weekday(Day(day.on))).or_default();
        week.0 += day.capacity;
        week.1 += day.worked + day.submitted;
    }
    let share = book.thresholds.timesheet_percent;
    weeks.retain(|_, (capacity, reported)| *reported * 100 < *capacity * share);
    let (first, _) = weeks.first_key_value()?;
    // Who has never handed in any time does not keep timesheets.
    if !days.iter().any(|day| day.worked + day.submitted > 0) {
        return None;
    }
    let held = days.iter().rev().find(|day| day.on < to.0)?;
    let missing: i64 = weeks
        .values()
        .map(|(capacity, reported)| capacity - reported)
        .sum();
    let list: Vec<String> = weeks.keys().map(|week| Day(*week).to_string()).collect();
    let count = match list.len() {
        1 => "one week".to_owned(),
        weeks => format!("{weeks} weeks"),
    };
    Some(Finding {
        subject: held.person.to_string(),
        row: Some((Kind::Person, held.person)),
        title: format!(
            "{}: timesheets of a person missing for {count}",
            book.name(Kind::Practice, held.practice)
        ),
        detail: format!(
            "{} hours are not handed in, of the weeks from {}.",
            Duration(missing).hours().round_dp(1),
            list.join(", ")
        ),
        hint: "Ask for the timesheet, or for the absence that explains it.".into(),
        evidence: vec![("weeks", list.join(" "))],
        since_on: Some(Day(first + 7)),
        people: Some(1),
        scope: Scope {
            person_id: some(held.person),
            practice_id: some(held.practice),
            legal_entity_id: some(held.legal_entity),
            ..Scope::default()
        },
        ..Finding::default()
    })
}

fn weekday(on: Day) -> i32 {
    i32::try_from(on.date().weekday().num_days_from_monday()).unwrap_or(0)
}
