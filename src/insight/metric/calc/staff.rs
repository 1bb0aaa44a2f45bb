//! The plain rows of people: what makes capacity, what was held when, and targets.
//!
//! An id of 0 is no id; hours are milliseconds.

use entity::canonical::person::Worker;
use entity::value::{Day, Instant};

/// What a person was from a day on; one fact a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// Position.
    pub id: i64,
    /// From this day.
    pub effective_on: Day,
    /// When it was noted.
    pub noted_at: Option<Instant>,
    /// Role.
    pub role: i64,
    /// Role before.
    pub role_before: i64,
    /// Practice.
    pub practice: i64,
    /// Practice before.
    pub practice_before: i64,
    /// Entity.
    pub legal_entity: i64,
    /// Manager.
    pub manager: i64,
}

/// Scheduled time by weekday, Monday first, between two days.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// First day.
    pub from_on: Option<Day>,
    /// Last day.
    pub to_on: Option<Day>,
    /// Milliseconds a weekday.
    pub weekdays: [i64; 7],
}

/// A person with all that makes capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Person.
    pub id: i64,
    /// Employee or contractor.
    pub worker: Worker,
    /// First day of employment.
    pub hired_on: Option<Day>,
    /// Last day of employment.
    pub released_on: Option<Day>,
    /// Role now.
    pub role: i64,
    /// Practice now.
    pub practice: i64,
    /// Entity now.
    pub legal_entity: i64,
    /// Manager now.
    pub manager: i64,
    /// Schedules of its own.
    pub schedules: Vec<Schedule>,
    /// True where the system that keeps schedules knows the person, so that its standard one holds on other days.
    pub standard: bool,
    /// Public holidays: first and last day.
    pub holidays: Vec<(Day, Day)>,
    /// Approved absence by day.
    pub absences: Vec<(Day, i64)>,
    /// What it was from when.
    pub positions: Vec<Position>,
    /// Billable utilization it is to reach now, in millionths.
    pub target: Option<i64>,
    /// The same between two days, where a system dates it.
    pub targets: Vec<Target>,
}

/// What billable utilization somebody is to reach between two days.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// First day.
    pub from_on: Day,
    /// Last day.
    pub to_on: Option<Day>,
    /// A fraction in millionths.
    pub value: i64,
}
