//! Booked hours of the capacity to come: kpis.md section 4, "forward (scheduled) utilization = booked hours / future capacity".
//!
//! Reading: the future begins the day after the day asked for; a booking's hours lie evenly on those of its days on which the person has
//! capacity, on all of them where there is none; hard and soft apart.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use throughline::domain::record::Kind;
use throughline::insight::metric::Dimension;

use super::hours::{PersonDay, person_days};
use super::margin::Reading;
use super::number::Exact;
use super::slice::{Answer, Expected, Key, Question, decimal, typed};

pub const KEYS: [&str; 3] = [
    "forward_utilization",
    "forward_utilization_soft",
    "booked_hours",
];

/// A day to come with its booked time: soft, hard.
#[derive(Clone, Debug)]
pub struct Day {
    day: PersonDay,
    booked: [i128; 2],
}

/// Every day to come up to another, with what is booked on it.
pub fn days(reading: &Reading<'_>, to: i32) -> Vec<Day> {
    let bookings = reading.book.owned(Kind::Assignment);
    if bookings.is_empty() {
        return Vec::new();
    }
    let first = bookings.iter().filter_map(|row| row.day("from_on")).min();
    let last = bookings.iter().filter_map(|row| row.day("to_on")).max();
    let (first, last) = (first.unwrap().min(reading.as_of), last.unwrap().max(to));
    let mut found: BTreeMap<(i64, i32), Day> = BTreeMap::new();
    let mut able: HashMap<i64, Vec<i32>> = HashMap::new();
    for day in person_days(reading, first, last) {
        if day.capacity > 0 {
            able.entry(day.person).or_default().push(day.on);
        }
        if day.scheduled > 0 {
            found.insert(
                (day.person, day.on),
                Day {
                    day,
                    booked: [0; 2],
                },
            );
        }
    }
    for row in bookings {
        let Some(person) = reading.book.group(row, "person_id", Kind::Person) else {
            continue;
        };
        let (from, to) = (row.day("from_on").unwrap(), row.day("to_on").unwrap());
        let within = |on: &i32| (from..=to).contains(on);
        let mut days: Vec<i32> = able
            .get(&person)
            .into_iter()
            .flatten()
            .copied()
            .filter(within)
            .collect();
        if days.is_empty() {
            days = (from..=to).collect();
        }
        let time = i128::from(row.int("duration").unwrap());
        let to_date = |n: usize| Exact::new(time * n as i128, days.len() as i128).rounded(0);
        let hard = usize::from(row.text("firmness") == Some("hard"));
        for (nth, on) in days.iter().enumerate() {
            // What somebody books on days off has no row of a schedule to stand on; the generated firm books none.
            if let Some(day) = found.get_mut(&(person, *on)) {
                day.booked[hard] += to_date(nth + 1) - to_date(nth);
            }
        }
    }
    found
        .into_values()
        .filter(|of| of.day.on > reading.as_of)
        .collect()
}

pub fn figures(days: &[Day], question: &Question) -> Answer {
    let contractors = question.names(Dimension::Person) || question.names(Dimension::Worker);
    let mut groups: BTreeMap<Key, ([i128; 2], i128)> = BTreeMap::new();
    for Day { day, booked } in days {
        if day.worker == "contractor" && !contractors {
            continue;
        }
        let place = question.place(|dimension| {
            let id = match dimension {
                Dimension::Person => Some(day.person),
                Dimension::Role => day.role,
                Dimension::Practice => day.practice,
                Dimension::Manager => day.manager,
                Dimension::LegalEntity => day.entity,
                Dimension::Worker => return Some(day.worker.clone()),
                _ => return None,
            };
            typed(dimension, id)
        });
        if let (Some(place), Some(start)) = (place, question.bucket(day.on)) {
            let (sums, capacity) = groups.entry((place, start)).or_default();
            sums[0] += booked[0];
            sums[1] += booked[1];
            *capacity += day.capacity;
        }
    }
    groups
        .into_iter()
        .map(|(key, (booked, capacity))| (key, one(question.key, booked, capacity)))
        .collect()
}

fn hours(ms: i128) -> Decimal {
    decimal(Exact::new(ms, 3_600_000).rounded(4), 4)
}

fn one(key: &str, [soft, hard]: [i128; 2], capacity: i128) -> Expected {
    if key == "booked_hours" {
        let mut expected = Expected::number(hours(soft + hard));
        expected.parts = BTreeMap::from([("hard", Some(hours(hard))), ("soft", Some(hours(soft)))]);
        return expected;
    }
    let booked = if key == "forward_utilization" {
        hard
    } else {
        soft
    };
    let mut expected = if capacity == 0 {
        Expected::undefined("ZERO_CAPACITY")
    } else {
        Expected::number(decimal(Exact::new(booked, capacity).rounded(6), 6))
    };
    expected.numerator = Some(hours(booked));
    expected.denominator = Some(hours(capacity));
    expected
}
