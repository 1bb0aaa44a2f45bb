//! The days to come of a person: capacity, and the hours that bookings put on each of them.

use std::collections::BTreeMap;

use entity::value::Day;

use super::exact::round_half_even;
use super::input::{Booking, Person};
use super::utilization::{PersonDay, Span, days, days_and};

/// Days of a booking that are looked at one by one; a longer one lies evenly on all of its days.
const LONGEST: i32 = 3_660;

/// A part of a booking on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Assignment.
    pub booking: i64,
    /// Project.
    pub project: i64,
    /// True where it is confirmed.
    pub hard: bool,
    /// Time.
    pub ms: i64,
}

/// A day to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AheadDay {
    /// Who, what the person is on it, and capacity.
    pub day: PersonDay,
    /// What is booked on it.
    pub shares: Vec<Share>,
}

impl AheadDay {
    /// Booked time, confirmed or not.
    pub fn booked(&self, hard: bool) -> i64 {
        let shares = self.shares.iter().filter(|share| share.hard == hard);
        shares.map(|share| share.ms).sum()
    }
}

/// The n-th of so many even parts of a time, as a difference of rounded sums to date.
fn part(ms: i64, nth: usize, count: usize) -> i64 {
    let to_date = |n: usize| round_half_even(i128::from(ms) * n as i128, count.max(1) as i128);
    i64::try_from(to_date(nth + 1) - to_date(nth)).unwrap_or(0)
}

/// A booking's parts on days within a span. It lies evenly on those of its days on which the person has capacity, where there is none
/// on all of them.
fn spread(person: &Person, booking: &Booking, span: &Span) -> Vec<(Day, i64)> {
    let (first, last) = (booking.from_on, booking.to_on);
    let length = last.0.saturating_sub(first.0);
    if length < 0 {
        return Vec::new();
    }
    let whole = Span {
        from: first,
        to: last,
        ..*span
    };
    let able: Vec<Day> = if length < LONGEST {
        let able = days(person, &[], &whole);
        let able = able.into_iter().filter(|day| day.capacity > 0);
        able.map(|day| Day(day.on)).collect()
    } else {
        Vec::new()
    };
    let within = |day: &Day| span.from <= *day && *day <= span.to;
    if able.is_empty() {
        let count = usize::try_from(length).unwrap_or(0) + 1;
        return (first.0.max(span.from.0)..=last.0.min(span.to.0))
            .map(|on| {
                let nth = usize::try_from(on - first.0).unwrap_or(0);
                (Day(on), part(booking.ms, nth, count))
            })
            .collect();
    }
    let count = able.len();
    let parts = able.into_iter().enumerate();
    parts
        .filter(|(_, day)| within(day))
        .map(|(nth, day)| (day, part(booking.ms, nth, count)))
        .collect()
}

/// The days of a person between two days, with what is booked on them; days without schedule and without bookings are left out.
pub fn ahead(person: &Person, bookings: &[&Booking], span: &Span) -> Vec<AheadDay> {
    let mut shares: BTreeMap<i32, Vec<Share>> = BTreeMap::new();
    for booking in bookings {
        for (day, ms) in spread(person, booking, span) {
            shares.entry(day.0).or_default().push(Share {
                booking: booking.id,
                project: booking.project,
                hard: booking.hard,
                ms,
            });
        }
    }
    let also: Vec<Day> = shares.keys().map(|on| Day(*on)).collect();
    days_and(person, &[], &also, span)
        .into_iter()
        .map(|day| AheadDay {
            shares: shares.remove(&day.on).unwrap_or_default(),
            day,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::metric::calc::input::Schedule;
    use entity::canonical::person::Worker;

    const HOUR: i64 = 3_600_000;

    fn person() -> Person {
        Person {
            id: 1,
            worker: Worker::Employee,
            hired_on: Day::ymd(2026, 1, 1),
            released_on: None,
            role: 0,
            practice: 0,
            legal_entity: 0,
            manager: 0,
            standard: false,
            schedules: vec![Schedule {
                from_on: None,
                to_on: None,
                weekdays: [8 * HOUR, 8 * HOUR, 8 * HOUR, 8 * HOUR, 8 * HOUR, 0, 0],
            }],
            holidays: Vec::new(),
            absences: Vec::new(),
            positions: Vec::new(),
            target: None,
            targets: Vec::new(),
        }
    }

    fn booked(from: i32, to: i32, hours: i64, hard: bool) -> Booking {
        Booking {
            id: 7,
            person: 1,
            project: 2,
            from_on: Day(from),
            to_on: Day(to),
            ms: hours * HOUR,
            hard,
        }
    }

    #[test]
    fn a_booking_lies_evenly_on_the_days_with_capacity() {
        let monday = Day::ymd(2026, 3, 2).unwrap().0;
        let mut person = person();
        person.holidays = vec![(Day(monday + 1), Day(monday + 1))];
        // Ten working days less a holiday; the first week is over.
        let span = Span {
            from: Day(monday + 7),
            to: Day(monday + 13),
            standard: [0; 7],
        };
        let (hard, soft) = (
            booked(monday, monday + 13, 45, true),
            booked(monday + 12, monday + 13, 4, false),
        );
        let days = ahead(&person, &[&hard, &soft], &span);
        let told: Vec<(i32, i64, i64, i64)> = days
            .iter()
            .map(|of| {
                (
                    of.day.on - monday,
                    of.day.capacity / HOUR,
                    of.booked(true) / HOUR,
                    of.booked(false) / HOUR,
                )
            })
            .collect();
        let work = |n: i32| (n, 8, 5, 0);
        // A weekend's booking of hours counts on it, without capacity.
        let expected = [
            work(7),
            work(8),
            work(9),
            work(10),
            work(11),
            (12, 0, 0, 2),
            (13, 0, 0, 2),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn parts_add_up_and_a_booking_of_centuries_costs_nothing() {
        let sum: i64 = (0..7).map(|nth| part(100, nth, 7)).sum();
        assert_eq!(sum, 100);
        let monday = Day::ymd(2026, 3, 2).unwrap().0;
        let span = Span {
            from: Day(monday),
            to: Day(monday),
            standard: [0; 7],
        };
        let endless = booked(0, 2_000_000, 2_000_001, true);
        let days = ahead(&person(), &[&endless], &span);
        assert_eq!(days[0].booked(true), HOUR);
        assert!(
            ahead(&person(), &[&booked(9, 3, 5, true)], &span)[0]
                .shares
                .is_empty()
        );
    }
}
