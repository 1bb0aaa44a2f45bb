//! Work weeks, holidays and absence.

use super::people::{MEMBERSHIP, people, psa_person};
use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};

const CALENDAR_MEMBERSHIP: u32 = 190_000;

/// `workweeks`
pub static WORKWEEKS: Collection = Collection {
    name: "workweeks",
    render: |firm, number, object, _| {
        let Some(row) = firm.workweeks.get(number as usize - 1) else {
            return;
        };
        object
            .text("title", row.title)
            .flag("default", row.default)
            .null("start_date")
            .null("end_date");
        let names = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ];
        for (name, minutes) in names.iter().zip(row.minutes) {
            object.number(&format!("{name}_minutes"), minutes);
        }
        object
            .number("total_minutes", row.minutes.iter().sum())
            .stamps(&row.meta);
    },
    ..table!(Workweek, workweeks)
};

/// `workweek_memberships`
pub static WORKWEEK_MEMBERSHIPS: Collection = Collection {
    name: "workweek_memberships",
    render: |firm, number, object, _| {
        let Some(row) = firm.workweek_terms.get(number as usize - 1) else {
            return;
        };
        object
            .id("workweek_id", id_of(Kind::Workweek, row.workweek))
            .id("account_membership_id", MEMBERSHIP + row.person)
            .id("user_id", id_of(Kind::Person, row.person))
            .date("start_date", row.start_on)
            .maybe_date("end_date", row.end_on)
            .stamps(&row.meta);
    },
    includes: &[Include {
        name: "workweek",
        collection: "workweeks",
        ids_member: None,
        of: |firm, number| {
            firm.workweek_terms
                .get(number as usize - 1)
                .map(|row| row.workweek)
                .into_iter()
                .collect()
        },
    }],
    ..table!(WorkweekTerm, workweek_terms)
};

/// `time_off_entries`
pub static TIME_OFF_ENTRIES: Collection = Collection {
    name: "time_off_entries",
    matches: |firm, number, params| {
        let Some(row) = firm.time_off.get(number as usize - 1) else {
            return false;
        };
        among(
            params,
            &["user_id", "user_ids"],
            Some(id_of(Kind::Person, row.person)),
        ) && params.date("from_date").is_none_or(|day| row.on >= day)
            && params.date("to_date").is_none_or(|day| row.on <= day)
    },
    orders: &[("requested_date", |firm, number| {
        firm.time_off
            .get(number as usize - 1)
            .map_or(0, |row| row.on.to_epoch_days().into())
    })],
    render: |firm, number, object, _| {
        let Some(row) = firm.time_off.get(number as usize - 1) else {
            return;
        };
        let status = match row.decision {
            Decision::Pending => "pending",
            Decision::Approved => "approved",
            Decision::Rejected => "rejected",
            Decision::Cancelled => "cancelled",
        };
        object
            .id("user_id", id_of(Kind::Person, row.person))
            .raw(
                "hours",
                &format!("{}.{:02}", row.minutes / 60, row.minutes % 60 * 100 / 60),
            )
            .date("requested_date", row.on)
            .date("submission_date", row.submitted_on)
            .text("status", status)
            .flag("approved", row.decision == Decision::Approved)
            .stamps(&row.meta);
    },
    subject: Some("TimeOffEntry"),
    ..table!(TimeOff, time_off)
};

/// `holidays`
pub static HOLIDAYS: Collection = Collection {
    name: "holidays",
    matches: |firm, number, params| {
        among(
            params,
            &["holiday_calendar_id"],
            firm.holidays
                .get(number as usize - 1)
                .map(|row| id_of(Kind::HolidayCalendar, row.calendar)),
        )
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.holidays.get(number as usize - 1) else {
            return;
        };
        object
            .text("name", row.name)
            .date("start_date", row.on)
            .date("end_date", row.on)
            .raw("total_hours", "8.0")
            .flag("paid", true)
            .ids(
                "holiday_calendar_ids",
                std::iter::once(id_of(Kind::HolidayCalendar, row.calendar)),
            )
            .stamps(&row.meta);
    },
    ..table!(Holiday, holidays)
};

/// `holiday_calendars`
pub static HOLIDAY_CALENDARS: Collection = Collection {
    name: "holiday_calendars",
    render: |firm, number, object, _| {
        let Some(row) = firm.holiday_calendars.get(number as usize - 1) else {
            return;
        };
        let days = firm
            .holidays
            .iter()
            .filter(|holiday| holiday.calendar == number)
            .map(|holiday| id_of(Kind::Holiday, holiday.id));
        object
            .text("name", row.name)
            .ids("holiday_ids", days)
            .stamps(&row.meta);
    },
    includes: &[Include {
        name: "holidays",
        collection: "holidays",
        ids_member: None,
        of: |firm, number| {
            firm.holidays
                .iter()
                .filter(|row| row.calendar == number)
                .map(|row| row.id)
                .collect()
        },
    }],
    ..table!(HolidayCalendar, holiday_calendars)
};

/// `holiday_calendar_memberships`
pub static HOLIDAY_CALENDAR_MEMBERSHIPS: Collection = Collection {
    name: "holiday_calendar_memberships",
    vendor_id: |number| CALENDAR_MEMBERSHIP + number,
    number: |id| id.checked_sub(CALENDAR_MEMBERSHIP),
    numbers: people,
    present: |firm, number| psa_person(firm, number).is_some(),
    meta: |firm, number| firm.person(number).map(|row| Meta::at(row.meta.created_at)),
    render: |firm, number, object, _| {
        let Some(row) = firm.person(number) else {
            return;
        };
        object
            .id(
                "holiday_calendar_id",
                id_of(Kind::HolidayCalendar, row.holiday_calendar),
            )
            .id("account_membership_id", MEMBERSHIP + number)
            .id("user_id", id_of(Kind::Person, number))
            .stamps(&Meta::at(row.meta.created_at));
    },
    ..PLAIN
};
