//! Legal entities, practices, roles, people and their calendars.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{Currency, Meta};

/// A legal entity.
#[derive(Clone, Debug)]
pub struct LegalEntity {
    /// Number.
    pub id: u32,
    /// Name, the same in ERP and PSA.
    pub name: &'static str,
    /// ISO country.
    pub country: &'static str,
    /// Functional currency.
    pub currency: Currency,
    /// Zone of its civil days.
    pub zone: Tz,
    /// Parent entity; none for the group's head.
    pub parent: Option<u32>,
    /// Sales tax in basis points.
    pub tax_bp: i64,
    /// Stamps.
    pub meta: Meta,
}

/// A practice.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// Parent practice.
    pub parent: Option<u32>,
    /// Stamps.
    pub meta: Meta,
}

/// A role.
#[derive(Clone, Debug)]
pub struct Role {
    /// Number.
    pub id: u32,
    /// Name, also the ERP's job title.
    pub name: &'static str,
    /// Stamps.
    pub meta: Meta,
}

/// Employee or contractor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Employment {
    /// On the payroll.
    Employee,
    /// Outside headcount.
    Contractor,
}

/// What a person is from a day on.
#[derive(Clone, Debug)]
pub struct PersonTerm {
    /// First day; the first term starts with the hire.
    pub from: NaiveDate,
    /// Role.
    pub role: u32,
    /// Practice.
    pub practice: u32,
    /// Cost per hour in minor units of the entity's currency.
    pub cost_minor: i64,
}

/// A person who works for the firm.
#[derive(Clone, Debug)]
pub struct Person {
    /// Number.
    pub id: u32,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Work e-mail, the same in all systems.
    pub email: String,
    /// Employing entity.
    pub entity: u32,
    /// Kind of employment.
    pub employment: Employment,
    /// First day.
    pub hired_on: NaiveDate,
    /// Last day, if gone.
    pub released_on: Option<NaiveDate>,
    /// Manager.
    pub manager: Option<u32>,
    /// Known to the PSA (sales staff are not).
    pub in_psa: bool,
    /// Has a CRM login (leaders, sales, finance).
    pub in_crm: bool,
    /// Target of billable utilisation in percent.
    pub target_percent: u32,
    /// Role, practice and cost rate by date, oldest first, never empty.
    pub terms: Vec<PersonTerm>,
    /// Holiday calendar.
    pub holiday_calendar: u32,
    /// Stamps.
    pub meta: Meta,
}

impl Person {
    /// First and last name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// What the person is on a day; before the hire, the first term.
    pub fn term_on(&self, day: NaiveDate) -> Option<&PersonTerm> {
        self.terms
            .iter()
            .rev()
            .find(|term| term.from <= day)
            .or(self.terms.first())
    }

    /// Employed on a day.
    pub fn employed_on(&self, day: NaiveDate) -> bool {
        day >= self.hired_on && self.released_on.is_none_or(|last| day <= last)
    }
}

/// A work calendar: scheduled minutes by weekday.
#[derive(Clone, Debug)]
pub struct Workweek {
    /// Number.
    pub id: u32,
    /// Name.
    pub title: &'static str,
    /// Minutes, Monday first.
    pub minutes: [i64; 7],
    /// The account's default.
    pub default: bool,
    /// Stamps.
    pub meta: Meta,
}

/// A person's work calendar between two days.
#[derive(Clone, Debug)]
pub struct WorkweekTerm {
    /// Number.
    pub id: u32,
    /// Person.
    pub person: u32,
    /// Work calendar.
    pub workweek: u32,
    /// First day.
    pub start_on: NaiveDate,
    /// Last day, if it ended.
    pub end_on: Option<NaiveDate>,
    /// Stamps.
    pub meta: Meta,
}

/// A holiday calendar.
#[derive(Clone, Debug)]
pub struct HolidayCalendar {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// Legal entity whose people follow it.
    pub entity: u32,
    /// Stamps.
    pub meta: Meta,
}

/// A public holiday.
#[derive(Clone, Debug)]
pub struct Holiday {
    /// Number.
    pub id: u32,
    /// Calendar.
    pub calendar: u32,
    /// Name.
    pub name: &'static str,
    /// Day.
    pub on: NaiveDate,
    /// Stamps.
    pub meta: Meta,
}

/// State of a request that someone decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Not decided.
    Pending,
    /// Granted.
    Approved,
    /// Refused.
    Rejected,
    /// Withdrawn.
    Cancelled,
}

/// Absence of a person on a day.
#[derive(Clone, Debug)]
pub struct TimeOff {
    /// Number.
    pub id: u32,
    /// Person.
    pub person: u32,
    /// Day.
    pub on: NaiveDate,
    /// Minutes away.
    pub minutes: i64,
    /// Only approved absence lowers capacity.
    pub decision: Decision,
    /// Day of the request.
    pub submitted_on: NaiveDate,
    /// Stamps.
    pub meta: Meta,
}
