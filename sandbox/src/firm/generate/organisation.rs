//! Entities, practices, roles and calendars; and the days and prices that all chapters count in.

use chrono::{Datelike, Days, NaiveDate};

use crate::firm::*;

/// Role names in order of seniority; number = place + 1.
const ROLES: &[&str] = &[
    "Analyst",
    "Consultant",
    "Senior Consultant",
    "Manager",
    "Principal",
    "Partner",
    "Specialist",
    "Sales",
    "Finance",
];

const PRACTICES: &[(&str, Option<u32>)] = &[
    ("Consulting", None),
    ("Strategy", Some(1)),
    ("Data & AI", Some(1)),
    ("Cloud Engineering", Some(1)),
    ("Enterprise Applications", Some(1)),
    ("Corporate", None),
];

/// Units of a currency that cost about as much as one US dollar, times 100: for rates and prices only.
pub fn price_level(currency: Currency) -> i64 {
    match currency {
        Currency::Usd => 100,
        Currency::Eur => 92,
        Currency::Gbp => 79,
        Currency::Jpy => 14_800,
    }
}

/// A price in US dollar cents as a round price in a currency's minor units.
pub fn priced(cents: i64, currency: Currency) -> i64 {
    let units = cents * price_level(currency) / 100;
    if currency == Currency::Jpy {
        units / 100
    } else {
        units
    }
}

/// Fills the organisation.
pub fn fill(firm: &mut Firm) {
    let start = Stamp::from_seconds(
        firm.first_day
            .and_time(chrono::NaiveTime::MIN)
            .and_utc()
            .timestamp()
            - 86_400 * 400,
    );
    entities(firm, start);
    calendars(firm, start);
}

fn entities(firm: &mut Firm, start: Stamp) {
    let list = [
        (
            "Meridian Advisory Inc",
            "US",
            Currency::Usd,
            chrono_tz::America::New_York,
            0,
        ),
        (
            "Meridian Advisory GmbH",
            "DE",
            Currency::Eur,
            chrono_tz::Europe::Berlin,
            1_900,
        ),
        (
            "Meridian Advisory Ltd",
            "GB",
            Currency::Gbp,
            chrono_tz::Europe::London,
            2_000,
        ),
        (
            "Meridian Advisory KK",
            "JP",
            Currency::Jpy,
            chrono_tz::Asia::Tokyo,
            1_000,
        ),
    ];
    for (name, country, currency, zone, tax_bp) in list {
        let id = firm.entities.len() as u32 + 1;
        let parent = (id > 1).then_some(1);
        firm.entities.push(LegalEntity {
            id,
            name,
            country,
            currency,
            zone,
            parent,
            tax_bp,
            meta: Meta::at(start),
        });
    }
    for (place, (name, parent)) in PRACTICES.iter().enumerate() {
        firm.practices.push(Practice {
            id: place as u32 + 1,
            name,
            parent: *parent,
            meta: Meta::at(start),
        });
    }
    for (place, name) in ROLES.iter().enumerate() {
        firm.roles.push(Role {
            id: place as u32 + 1,
            name,
            meta: Meta::at(start),
        });
    }
}

fn calendars(firm: &mut Firm, start: Stamp) {
    let weeks: [(&'static str, [i64; 7]); 4] = [
        ("Full time", [480, 480, 480, 480, 480, 0, 0]),
        ("Four days", [480, 480, 480, 480, 0, 0, 0]),
        ("Short Fridays", [495, 495, 495, 495, 270, 0, 0]),
        ("Half time", [240, 240, 240, 240, 240, 0, 0]),
    ];
    for (place, (title, minutes)) in weeks.into_iter().enumerate() {
        firm.workweeks.push(Workweek {
            id: place as u32 + 1,
            title,
            minutes,
            default: place == 0,
            meta: Meta::at(start),
        });
    }
    let names = ["United States", "Germany", "England", "Japan"];
    for (place, name) in names.into_iter().enumerate() {
        let id = place as u32 + 1;
        firm.holiday_calendars.push(HolidayCalendar {
            id,
            name,
            entity: id,
            meta: Meta::at(start),
        });
    }
    let fixed: &[(u32, u32, u32, &'static str)] = &[
        (1, 1, 1, "New Year's Day"),
        (1, 7, 4, "Independence Day"),
        (1, 11, 11, "Veterans Day"),
        (1, 12, 25, "Christmas Day"),
        (1, 6, 19, "Juneteenth"),
        (1, 11, 27, "Thanksgiving"),
        (2, 1, 1, "Neujahr"),
        (2, 5, 1, "Tag der Arbeit"),
        (2, 10, 3, "Tag der Deutschen Einheit"),
        (2, 12, 25, "Weihnachten"),
        (2, 12, 26, "Zweiter Weihnachtstag"),
        (2, 5, 29, "Himmelfahrt"),
        (2, 4, 18, "Karfreitag"),
        (3, 1, 1, "New Year's Day"),
        (3, 12, 25, "Christmas Day"),
        (3, 12, 26, "Boxing Day"),
        (3, 5, 5, "Early May"),
        (3, 8, 25, "Summer"),
        (4, 1, 1, "Ganjitsu"),
        (4, 2, 11, "Kenkoku Kinen no Hi"),
        (4, 4, 29, "Showa no Hi"),
        (4, 5, 3, "Kenpo Kinenbi"),
        (4, 5, 4, "Midori no Hi"),
        (4, 5, 5, "Kodomo no Hi"),
        (4, 8, 11, "Yama no Hi"),
        (4, 11, 3, "Bunka no Hi"),
        (4, 11, 23, "Kinro Kansha no Hi"),
    ];
    for year in firm.first_day.year()..=firm.today.year() + 1 {
        for (calendar, month, day, name) in fixed {
            let Some(on) = NaiveDate::from_ymd_opt(year, *month, *day) else {
                continue;
            };
            let id = firm.holidays.len() as u32 + 1;
            firm.holidays.push(Holiday {
                id,
                calendar: *calendar,
                name,
                on,
                meta: Meta::at(start),
            });
        }
    }
}

/// So many days later.
pub fn later(day: NaiveDate, days: i64) -> NaiveDate {
    if days < 0 {
        return earlier(day, -days);
    }
    day.checked_add_days(Days::new(days.unsigned_abs()))
        .unwrap_or(day)
}

/// So many days earlier.
pub fn earlier(day: NaiveDate, days: i64) -> NaiveDate {
    if days < 0 {
        return later(day, -days);
    }
    day.checked_sub_days(Days::new(days.unsigned_abs()))
        .unwrap_or(day)
}
