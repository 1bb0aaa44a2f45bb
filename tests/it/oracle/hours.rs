//! Capacity and hours of people by day: kpis.md sections 4 and 22, "Utilization".

use std::collections::{BTreeMap, HashMap};

use throughline::domain::record::Kind;

use super::book::{Book, Row};
use super::margin::Reading;
use super::number::Exact;
use super::rate::ymd;

/// A person's day in whole milliseconds.
#[derive(Clone, Debug, Default)]
pub struct PersonDay {
    pub person: i64,
    pub on: i32,
    pub worker: String,
    pub role: Option<i64>,
    pub practice: Option<i64>,
    pub entity: Option<i64>,
    pub manager: Option<i64>,
    pub scheduled: i128,
    pub capacity: i128,
    pub billable: i128,
    pub productive: i128,
    pub worked: i128,
    pub submitted: i128,
    pub pending: i128,
    /// Part of a standard year of 2,080 hours.
    pub standard: i128,
    /// Target in millionths.
    pub target: Option<i128>,
}

const WEEKDAYS: [&str; 7] = [
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
];

fn within(row: &Row, day: i32) -> bool {
    row.day("from_on").is_none_or(|from| from <= day) && row.day("to_on").is_none_or(|to| day <= to)
}

/// What a person was on a day: the last note not after it; before the first note what it changed from, else what it says ("the
/// first note stands from hire"); without notes what the person is.
fn held(
    book: &Book,
    notes: &[&Row],
    person: &Row,
    field: &str,
    before: &str,
    kind: Kind,
    day: i32,
) -> Option<i64> {
    let mut of_field: Vec<&&Row> = notes
        .iter()
        .filter(|note| note.int(field).is_some())
        .collect();
    of_field.sort_by_key(|note| (note.day("effective_on"), note.int("noted_at"), note.id()));
    let last = of_field
        .iter()
        .rfind(|note| note.day("effective_on").unwrap() <= day);
    if let Some(note) = last {
        return book.group(note, field, kind);
    }
    match of_field.first() {
        Some(first) => book
            .group(first, before, kind)
            .or_else(|| book.group(first, field, kind)),
        None => book.group(person, field, kind),
    }
}

/// Every person day between two days that has a schedule or hours.
pub fn person_days(reading: &Reading<'_>, from: i32, to: i32) -> Vec<PersonDay> {
    let book = reading.book;
    let by_person = |kind: Kind| {
        let mut rows: HashMap<i64, Vec<&Row>> = HashMap::new();
        for row in book.all(kind) {
            if let Some(person) = book.group(row, "person_id", Kind::Person) {
                rows.entry(person).or_default().push(row);
            }
        }
        rows
    };
    let mut years: HashMap<i32, i128> = HashMap::new();
    let targets = by_person(Kind::Target);
    let (positions, weeks, calendars, absences) = (
        by_person(Kind::Position),
        by_person(Kind::WorkweekMembership),
        by_person(Kind::HolidayMembership),
        by_person(Kind::Absence),
    );
    let mut entries: BTreeMap<(i64, i32), Vec<&Row>> = BTreeMap::new();
    for row in book.all(Kind::TimeEntry) {
        if let Some(person) = book.group(row, "person_id", Kind::Person) {
            entries
                .entry((person, row.day("work_on").unwrap()))
                .or_default()
                .push(row);
        }
    }
    let none = Vec::new();
    let mut days = Vec::new();
    for person in book.all(Kind::Person) {
        let id = person.id();
        let worker = match person.text("worker") {
            Some("contractor" | "external") => "contractor",
            _ => "employee",
        };
        let notes = positions.get(&id).unwrap_or(&none);
        for on in from..=to {
            let own = weeks.get(&id).unwrap_or(&none);
            // Only employed days; of somebody whose employment no system tells, the days that a schedule covers.
            let employed = person
                .day("hired_on")
                .map_or(!own.is_empty(), |first| first <= on)
                && person.day("released_on").is_none_or(|last| on <= last);
            let week = own
                .iter()
                .filter(|row| within(row, on))
                .max_by_key(|row| (row.day("from_on"), row.id()))
                .and_then(|row| book.follow(row, "workweek_id", Kind::Workweek))
                .or_else(|| {
                    // The schedule of people who have none of their own, in the system that keeps schedules.
                    book.all(Kind::Workweek)
                        .find(|row| row.flag("standard") == Some(true))
                        .filter(|week| book.known_to(Kind::Person, id, week))
                });
            let weekday = WEEKDAYS[usize::try_from(on.rem_euclid(7)).unwrap()];
            let scheduled = match week {
                Some(week) if employed => week.int(weekday).unwrap_or(0),
                _ => 0,
            };
            let holiday = calendars
                .get(&id)
                .unwrap_or(&none)
                .iter()
                .filter(|row| within(row, on))
                .any(|member| {
                    let calendar = book.group(member, "calendar_id", Kind::HolidayCalendar);
                    book.all(Kind::Holiday).any(|row| {
                        let first = row.day("from_on").unwrap();
                        book.group(row, "calendar_id", Kind::HolidayCalendar) == calendar
                            && (first..=row.day("to_on").unwrap_or(first)).contains(&on)
                    })
                });
            let absent: i64 = absences
                .get(&id)
                .unwrap_or(&none)
                .iter()
                .filter(|row| row.day("absent_on") == Some(on))
                .filter(|row| row.text("status") == Some("approved"))
                .map(|row| row.int("duration").unwrap())
                .sum();
            // "A day's capacity is max(0, scheduled - approved absence), zero on the person's holiday."
            let capacity = if holiday {
                0
            } else {
                (scheduled - absent).max(0)
            };
            let mut day = PersonDay {
                person: id,
                on,
                worker: worker.to_owned(),
                role: held(
                    book,
                    notes,
                    person,
                    "role_id",
                    "role_before_id",
                    Kind::Role,
                    on,
                ),
                practice: held(
                    book,
                    notes,
                    person,
                    "practice_id",
                    "practice_before_id",
                    Kind::Practice,
                    on,
                ),
                entity: held(
                    book,
                    notes,
                    person,
                    "legal_entity_id",
                    "",
                    Kind::LegalEntity,
                    on,
                ),
                manager: held(book, notes, person, "manager_id", "", Kind::Person, on),
                standard: if scheduled > 0 {
                    *years.entry(on).or_insert_with(|| standard_year(on))
                } else {
                    0
                },
                target: targets
                    .get(&id)
                    .unwrap_or(&none)
                    .iter()
                    .filter(|row| row.text("metric") == Some("billable_utilization"))
                    .filter(|row| within(row, on))
                    .max_by_key(|row| row.day("from_on"))
                    .and_then(|row| row.int("value"))
                    .or_else(|| person.int("utilization_target"))
                    .map(i128::from),
                scheduled: scheduled.into(),
                capacity: capacity.into(),
                ..PersonDay::default()
            };
            let mut written = false;
            for row in entries.get(&(id, on)).into_iter().flatten() {
                written |= add(reading, &mut day, row);
            }
            if scheduled != 0 || written {
                days.push(day);
            }
        }
    }
    days
}

/// A day's part of 2,080 hours, which the Mondays to Fridays of its year have evenly; rounded sums to date, so that the year adds up.
fn standard_year(on: i32) -> i128 {
    let (year, _, _) = ymd(on);
    let of_year = |day: &i32| ymd(*day).0 == year;
    // Day 0 was a Thursday.
    let works = |day: &i32| !matches!(day.rem_euclid(7), 2 | 3);
    if !works(&on) {
        return 0;
    }
    let days: Vec<i32> = (on - 366..on + 366).filter(of_year).filter(works).collect();
    let nth = days.iter().position(|day| *day == on).unwrap() as i128;
    let to_date =
        |count: i128| Exact::new(2_080 * 3_600_000 * count, days.len() as i128).rounded(0);
    to_date(nth + 1) - to_date(nth)
}

/// "Productive adds client non-billable, pre-sales and training."
fn add(reading: &Reading<'_>, day: &mut PersonDay, entry: &Row) -> bool {
    let time = i128::from(entry.int("duration").unwrap());
    match entry.text("status") {
        Some("approved") => {}
        Some("submitted") => {
            day.submitted += time;
            if reading.billable(entry, reading.project(entry)) {
                day.pending += time;
            }
            return true;
        }
        _ => return false,
    }
    day.worked += time;
    let project = reading.project(entry);
    let task = reading.book.follow(entry, "task_id", Kind::Task);
    if reading.billable(entry, project) {
        day.billable += time;
    } else if project.is_some_and(|project| !project.internal)
        || task
            .and_then(|task| task.text("productive"))
            .is_some_and(|why| why != "none")
    {
        day.productive += time;
    }
    true
}
