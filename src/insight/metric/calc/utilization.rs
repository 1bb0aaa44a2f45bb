//! Capacity and hours of a person by day, with the role, practice, entity and manager held on that day.

use std::collections::BTreeMap;

use chrono::Datelike;
use entity::canonical::person::Worker;
use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::{Day, Instant};

use super::exact::round_half_even;
use super::input::{Entry, Person, Position};

/// A person on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonDay {
    /// Person.
    pub person: i64,
    /// Day.
    pub on: i32,
    /// Role held.
    pub role: i64,
    /// Practice held.
    pub practice: i64,
    /// Entity held.
    pub legal_entity: i64,
    /// Manager held.
    pub manager: i64,
    /// True for a contractor, who stays out of headcount roll-ups.
    pub contractor: bool,
    /// Scheduled time.
    pub scheduled: i64,
    /// Scheduled time lost to a holiday.
    pub holiday: i64,
    /// Scheduled time lost to approved absence.
    pub absence: i64,
    /// Net capacity.
    pub capacity: i64,
    /// Approved billable time.
    pub billable: i64,
    /// Approved productive time that is not billable.
    pub productive: i64,
    /// Approved time in all.
    pub worked: i64,
    /// Submitted, not approved.
    pub submitted: i64,
    /// Billable time of it.
    pub pending: i64,
    /// Billable utilization to reach, in millionths.
    pub target: Option<i64>,
}

/// Hours of a standard year, in milliseconds.
const STANDARD_YEAR: i128 = 2_080 * 3_600_000;

impl PersonDay {
    /// Its part of a standard year of 2,080 hours, which are spread evenly over the Mondays to Fridays of the calendar year; only days
    /// on which the person is scheduled have one. Differences of rounded sums to date, so that a year adds up.
    pub fn standard_year(&self) -> i64 {
        let date = Day(self.on).date();
        let (Some(first), Some(after)) =
            (Day::ymd(date.year(), 1, 1), Day::ymd(date.year() + 1, 1, 1))
        else {
            return 0;
        };
        let nth = i128::from(weekdays(first, Day(self.on + 1)));
        let before = i128::from(weekdays(first, Day(self.on)));
        if self.scheduled <= 0 || nth == before {
            return 0;
        }
        let all = i128::from(weekdays(first, after));
        let to_date = |days: i128| round_half_even(STANDARD_YEAR * days, all);
        i64::try_from(to_date(nth) - to_date(before)).unwrap_or(0)
    }
}

/// Mondays to Fridays from a day on, up to another that is left out.
pub fn weekdays(from: Day, before: Day) -> i32 {
    // Counted from a Monday; day 0 was a Thursday.
    let up_to = |day: Day| {
        let since = day.0 + 3;
        since.div_euclid(7) * 5 + since.rem_euclid(7).min(5)
    };
    up_to(before) - up_to(from)
}

/// The days between which people are measured, and the schedule of those who have none of their own.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// Last day: as of.
    pub to: Day,
    /// Milliseconds a weekday, Monday first.
    pub standard: [i64; 7],
}

/// The days of a person; days without schedule and without hours are left out.
pub fn days(person: &Person, entries: &[&Entry], span: &Span) -> Vec<PersonDay> {
    days_and(person, entries, &[], span)
}

/// The same, and some other days whatever is on them.
pub fn days_and(person: &Person, entries: &[&Entry], also: &[Day], span: &Span) -> Vec<PersonDay> {
    let mut days: BTreeMap<Day, PersonDay> = BTreeMap::new();
    if let Some((first, last)) = employed(person, span) {
        for number in first.0..=last.0 {
            let on = Day(number);
            let scheduled = scheduled(person, on, span);
            if scheduled > 0 {
                days.insert(on, capacity(person, on, scheduled));
            }
        }
    }
    for on in also {
        days.entry(*on).or_default();
    }
    for entry in entries {
        if entry.work_on > span.to {
            continue;
        }
        let day = match entry.status {
            TimeEntryStatus::Approved | TimeEntryStatus::Submitted => {
                days.entry(entry.work_on).or_default()
            }
            _ => continue,
        };
        if entry.status == TimeEntryStatus::Submitted {
            day.submitted += entry.ms;
            if entry.billable {
                day.pending += entry.ms;
            }
            continue;
        }
        day.worked += entry.ms;
        if entry.billable {
            day.billable += entry.ms;
        } else if entry.productive {
            day.productive += entry.ms;
        }
    }
    let history = History::of(person);
    days.into_iter()
        .map(|(on, mut day)| {
            day.person = person.id;
            day.on = on.0;
            day.contractor = matches!(person.worker, Worker::Contractor | Worker::External);
            (day.role, day.practice, day.legal_entity, day.manager) = history.on(on);
            day.target = target(person, on);
            day
        })
        .collect()
}

/// The target of a day: the dated one that began last, else what the person has now.
fn target(person: &Person, on: Day) -> Option<i64> {
    person
        .targets
        .iter()
        .filter(|target| target.from_on <= on && target.to_on.is_none_or(|to| on <= to))
        .max_by_key(|target| target.from_on)
        .map(|target| target.value)
        .or(person.target)
}

/// The employed days within the span; none for somebody without employment or schedule.
fn employed(person: &Person, span: &Span) -> Option<(Day, Day)> {
    if person.hired_on.is_none() && person.schedules.is_empty() {
        return None;
    }
    let first = person
        .hired_on
        .map_or(span.from, |hired| hired.max(span.from));
    let last = person
        .released_on
        .map_or(span.to, |released| released.min(span.to));
    (first <= last).then_some((first, last))
}

fn scheduled(person: &Person, on: Day, span: &Span) -> i64 {
    let weekday = on.date().weekday().num_days_from_monday() as usize;
    person
        .schedules
        .iter()
        .filter(|schedule| {
            schedule.from_on.is_none_or(|from| from <= on)
                && schedule.to_on.is_none_or(|to| on <= to)
        })
        .max_by_key(|schedule| schedule.from_on)
        .map(|schedule| schedule.weekdays[weekday])
        .or(person.standard.then_some(span.standard[weekday]))
        .unwrap_or(0)
}

fn capacity(person: &Person, on: Day, scheduled: i64) -> PersonDay {
    let holiday = person
        .holidays
        .iter()
        .any(|(from, to)| *from <= on && on <= *to);
    let absent: i64 = person
        .absences
        .iter()
        .filter(|(day, _)| *day == on)
        .map(|(_, ms)| *ms)
        .sum();
    let (holiday, absence) = if holiday {
        (scheduled, 0)
    } else {
        (0, absent.min(scheduled).max(0))
    };
    PersonDay {
        scheduled,
        holiday,
        absence,
        capacity: scheduled - holiday - absence,
        ..PersonDay::default()
    }
}

/// What somebody was when, one timeline a fact; the first note stands from hire unless it says what was before.
struct History {
    role: Vec<(Day, i64)>,
    practice: Vec<(Day, i64)>,
    legal_entity: Vec<(Day, i64)>,
    manager: Vec<(Day, i64)>,
    now: (i64, i64, i64, i64),
}

impl History {
    fn of(person: &Person) -> Self {
        let mut notes: Vec<&Position> = person.positions.iter().collect();
        notes.sort_by_key(|note| {
            (
                note.effective_on,
                note.noted_at.unwrap_or(Instant(0)),
                note.id,
            )
        });
        Self {
            role: timeline(&notes, |note| note.role, |note| note.role_before),
            practice: timeline(&notes, |note| note.practice, |note| note.practice_before),
            legal_entity: timeline(&notes, |note| note.legal_entity, |_| 0),
            manager: timeline(&notes, |note| note.manager, |_| 0),
            now: (
                person.role,
                person.practice,
                person.legal_entity,
                person.manager,
            ),
        }
    }

    fn on(&self, on: Day) -> (i64, i64, i64, i64) {
        (
            held(&self.role, on).unwrap_or(self.now.0),
            held(&self.practice, on).unwrap_or(self.now.1),
            held(&self.legal_entity, on).unwrap_or(self.now.2),
            held(&self.manager, on).unwrap_or(self.now.3),
        )
    }
}

fn timeline(
    notes: &[&Position],
    fact: fn(&Position) -> i64,
    before: fn(&Position) -> i64,
) -> Vec<(Day, i64)> {
    let told: Vec<&&Position> = notes.iter().filter(|note| fact(note) != 0).collect();
    let Some(first) = told.first() else {
        return Vec::new();
    };
    let earliest = if before(first) == 0 {
        fact(first)
    } else {
        before(first)
    };
    std::iter::once((Day(i32::MIN), earliest))
        .chain(told.iter().map(|note| (note.effective_on, fact(note))))
        .collect()
}

fn held(timeline: &[(Day, i64)], on: Day) -> Option<i64> {
    let after = timeline.partition_point(|(from, _)| *from <= on);
    timeline.get(after.checked_sub(1)?).map(|(_, fact)| *fact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::metric::calc::input::{Schedule, Target};
    use entity::value::Currency;

    const HOUR: i64 = 3_600_000;

    fn person() -> Person {
        Person {
            id: 1,
            worker: Worker::Employee,
            hired_on: Day::ymd(2026, 1, 1),
            released_on: None,
            role: 5,
            practice: 6,
            legal_entity: 7,
            manager: 0,
            standard: false,
            schedules: vec![Schedule {
                from_on: None,
                to_on: None,
                weekdays: [8 * HOUR, 8 * HOUR, 8 * HOUR, 8 * HOUR, 0, 0, 0],
            }],
            holidays: Vec::new(),
            absences: Vec::new(),
            positions: Vec::new(),
            target: None,
            targets: Vec::new(),
        }
    }

    fn entry(id: i64, on: Day, hours: i64, billable: bool, productive: bool) -> Entry {
        Entry {
            id,
            project: 1,
            person: 1,
            role: 0,
            submission: 0,
            source: 0,
            work_on: on,
            ms: hours * HOUR,
            billable,
            status: TimeEntryStatus::Approved,
            bill_rate: None,
            cost_rate: None,
            currency: Currency::USD,
            correction: false,
            rework: false,
            productive,
            submitted_at: None,
            approved_at: None,
        }
    }

    fn week() -> Span {
        Span {
            from: Day::ymd(2026, 3, 2).unwrap(),
            to: Day::ymd(2026, 3, 8).unwrap(),
            standard: [0; 7],
        }
    }

    #[test]
    fn the_worked_example() {
        let monday = week().from;
        let mut person = person();
        person.holidays = vec![(monday, monday), (Day(monday.0 + 4), Day(monday.0 + 4))];
        person.absences = vec![(Day(monday.0 + 3), 8 * HOUR)];
        let entries = [
            entry(1, Day(monday.0 + 1), 7, true, false),
            entry(2, Day(monday.0 + 2), 7, true, false),
            entry(3, Day(monday.0 + 2), 3, false, true),
            entry(4, Day(monday.0 + 1), 1, false, false),
        ];
        let days = days(&person, &entries.iter().collect::<Vec<_>>(), &week());
        let sum = |of: fn(&PersonDay) -> i64| days.iter().map(of).sum::<i64>() / HOUR;
        assert_eq!(sum(|d| d.scheduled), 32);
        assert_eq!(
            sum(|d| d.capacity),
            16,
            "a holiday on the non-working Friday changes nothing"
        );
        assert_eq!(sum(|d| d.billable), 14);
        assert_eq!(sum(|d| d.productive), 3);
        assert_eq!(sum(|d| d.worked), 18);
    }

    #[test]
    fn hours_on_a_day_off_count_without_capacity() {
        let monday = week().from;
        let mut person = person();
        person.holidays = vec![(monday, monday)];
        person.absences = vec![(monday, 8 * HOUR)];
        let work = entry(1, monday, 4, true, false);
        let day = days(&person, &[&work], &week()).remove(0);
        assert_eq!((day.capacity, day.billable, day.absence), (0, 4 * HOUR, 0));
    }

    #[test]
    fn history_is_as_held_on_the_day() {
        let monday = week().from;
        let mut person = person();
        let note = |id, on, practice, before| Position {
            id,
            effective_on: on,
            noted_at: None,
            role: 0,
            role_before: 0,
            practice,
            practice_before: before,
            legal_entity: 0,
            manager: 0,
        };
        person.positions = vec![
            note(2, Day(monday.0 + 2), 9, 8),
            note(1, Day(monday.0 - 90), 8, 0),
        ];
        let held: Vec<i64> = days(&person, &[], &week())
            .iter()
            .map(|d| d.practice)
            .collect();
        assert_eq!(held, [8, 8, 9, 9]);
    }

    #[test]
    fn a_standard_year_adds_up_and_a_week_is_five_parts_of_it() {
        let first = Day::ymd(2026, 1, 1).unwrap();
        let day = |on: i32, scheduled| PersonDay {
            on,
            scheduled,
            ..PersonDay::default()
        };
        let year: i64 = (0..365).map(|n| day(first.0 + n, 1).standard_year()).sum();
        assert_eq!(year, 2_080 * HOUR);
        assert_eq!(day(first.0, 0).standard_year(), 0, "nothing is scheduled");
        assert_eq!(day(first.0 + 2, 1).standard_year(), 0, "a Saturday");
        assert_eq!(weekdays(first, Day(first.0 + 365)), 261);
    }

    #[test]
    fn the_target_that_began_last_holds() {
        let mut person = person();
        let on = week().from;
        assert_eq!(target(&person, on), None);
        person.target = Some(700_000);
        person.targets = vec![
            Target {
                from_on: Day(on.0 - 9),
                to_on: None,
                value: 750_000,
            },
            Target {
                from_on: on,
                to_on: Some(on),
                value: 800_000,
            },
        ];
        assert_eq!(target(&person, on), Some(800_000));
        assert_eq!(target(&person, Day(on.0 + 1)), Some(750_000));
        assert_eq!(target(&person, Day(on.0 - 10)), Some(700_000));
    }

    #[test]
    fn only_employed_days_have_capacity() {
        let monday = week().from;
        let mut person = person();
        person.hired_on = Some(Day(monday.0 + 1));
        person.released_on = Some(Day(monday.0 + 2));
        assert_eq!(days(&person, &[], &week()).len(), 2);
    }
}
