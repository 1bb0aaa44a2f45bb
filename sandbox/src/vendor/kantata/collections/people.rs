//! Users and memberships, roles, organisations, calendars and absence.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

const MEMBERSHIP: u32 = 170_000;
const COST: u32 = 180_000;
const CALENDAR_MEMBERSHIP: u32 = 190_000;
const ORGANIZATION_MEMBERSHIP: u32 = 300_000;
const OF_PERSON: u32 = 500_000;
const OF_ENTITY: u32 = 100;

fn psa_person(firm: &Firm, number: u32) -> Option<&Person> {
    firm.person(number)
        .filter(|row| row.in_psa && row.meta.live())
}

fn people(firm: &Firm) -> Vec<u32> {
    firm.people
        .iter()
        .filter(|row| row.in_psa)
        .map(|row| row.id)
        .collect()
}

fn gone(firm: &Firm, person: &Person) -> bool {
    person.released_on.is_some_and(|day| day < firm.today)
}

fn current(person: &Person, firm: &Firm) -> PersonTerm {
    person.term_on(firm.today).cloned().unwrap_or(PersonTerm {
        from: firm.today,
        role: 1,
        practice: 1,
        cost_minor: 0,
    })
}

/// `users`
pub static USERS: Collection = Collection {
    name: "users",
    vendor_id: |number| id_of(Kind::Person, number),
    number: |id| ids::kantata_number(Kind::Person, id),
    numbers: people,
    present: |firm, number| psa_person(firm, number).is_some(),
    matches: |_, number, params| {
        among(
            params,
            &["user_id", "user_ids"],
            Some(id_of(Kind::Person, number)),
        )
    },
    order_by_stamps: false,
    default_order: ("id", false),
    orders: &[("full_name", |_, number| i64::from(number))],
    render: user,
    includes: &[Include {
        name: "account_membership",
        collection: "account_memberships",
        ids_member: None,
        of: |_, number| vec![number],
    }],
    subject: Some("User"),
    ..PLAIN
};

fn user(firm: &Firm, number: u32, object: &mut Object, _: &Params) {
    let Some(person) = firm.person(number) else {
        return;
    };
    let term = current(person, firm);
    object
        .text("full_name", &person.full_name())
        .text("photo_path", "/images/default_profile_photo/default.png")
        .text("email_address", &person.email)
        .text("headline", firm.role(term.role).map_or("", |row| row.name))
        .number("account_id", i64::from(ids::KANTATA_ACCOUNT))
        .id("account_membership_id", MEMBERSHIP + number)
        .id("role_id", id_of(Kind::Role, term.role))
        .maybe_id(
            "manager_id",
            person.manager.map(|id| id_of(Kind::Person, id)),
        )
        .flag("disabled", gone(firm, person));
}

/// `account_memberships`
pub static ACCOUNT_MEMBERSHIPS: Collection = Collection {
    name: "account_memberships",
    vendor_id: |number| MEMBERSHIP + number,
    number: |id| id.checked_sub(MEMBERSHIP),
    numbers: people,
    present: |firm, number| psa_person(firm, number).is_some(),
    matches: |_, number, params| {
        among(
            params,
            &["user_id", "user_ids"],
            Some(id_of(Kind::Person, number)),
        )
    },
    meta: |firm, number| firm.person(number).map(|row| row.meta),
    render: membership,
    includes: &[
        Include {
            name: "user",
            collection: "users",
            ids_member: None,
            of: |_, number| vec![number],
        },
        Include {
            name: "cost_rates",
            collection: "cost_rates",
            ids_member: Some("cost_rate_ids"),
            of: |_, number| vec![number],
        },
    ],
    subject: Some("AccountMembership"),
    ..PLAIN
};

fn membership(firm: &Firm, number: u32, object: &mut Object, _: &Params) {
    let Some(person) = firm.person(number) else {
        return;
    };
    let term = current(person, firm);
    let week = firm
        .workweek_terms
        .iter()
        .rev()
        .find(|row| row.person == number && row.start_on <= firm.today)
        .map(|row| row.workweek);
    object
        .id("user_id", id_of(Kind::Person, number))
        .number("billability_target", i64::from(person.target_percent))
        .id("default_role_id", id_of(Kind::Role, term.role))
        .text(
            "permission",
            if person.in_crm {
                "administrator"
            } else {
                "project_creator"
            },
        )
        .maybe_id(
            "effective_workweek_id",
            week.map(|id| id_of(Kind::Workweek, id)),
        )
        .maybe_id(
            "manager_id",
            person.manager.map(|id| id_of(Kind::Person, id)),
        )
        .money("cost_rate_in_cents", term.cost_minor)
        .money("bill_rate_in_cents", term.cost_minor * 5 / 2);
    match person.released_on.filter(|day| *day < firm.today) {
        Some(day) => object.time("disabled_at", Stamp::local(day, 64_800, chrono_tz::UTC)),
        None => object.null("disabled_at"),
    };
    object.stamps(&person.meta);
}

/// `cost_rates`, reachable through memberships only.
pub static COST_RATES: Collection = Collection {
    name: "cost_rates",
    vendor_id: |number| COST + number,
    number: |id| id.checked_sub(COST),
    numbers: people,
    present: |firm, number| psa_person(firm, number).is_some(),
    meta: |firm, number| firm.person(number).map(|row| row.meta),
    render: |firm, number, object, _| {
        let Some(person) = firm.person(number) else {
            return;
        };
        let Some(entity) = firm.entity(person.entity) else {
            return;
        };
        object
            .id("account_membership_id", MEMBERSHIP + number)
            .money("amount_in_subunits", current(person, firm).cost_minor)
            .text("currency", entity.currency.code())
            .flag("in_use", true)
            .stamps(&person.meta);
    },
    ..PLAIN
};

/// `roles`
pub static ROLES: Collection = Collection {
    name: "roles",
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        if let Some(row) = firm.role(number) {
            object.text("name", row.name).null("deleted_at");
        }
    },
    subject: Some("Role"),
    ..table!(Role, roles)
};

/// `organizations`: practices as departments, entities as geographies.
pub static ORGANIZATIONS: Collection = Collection {
    name: "organizations",
    vendor_id: |number| id_of(Kind::Practice, number),
    number: |id| ids::kantata_number(Kind::Practice, id),
    numbers: |firm| {
        (1..=firm.practices.len() as u32)
            .chain((1..=firm.entities.len() as u32).map(|id| OF_ENTITY + id))
            .collect()
    },
    present: |firm, number| {
        firm.practice(number).is_some()
            || number > OF_ENTITY && firm.entity(number - OF_ENTITY).is_some()
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        if let Some(row) = firm.practice(number) {
            object
                .text("name", row.name)
                .text("type", "Department")
                .maybe_id("parent_id", row.parent.map(|id| id_of(Kind::Practice, id)));
        } else if let Some(row) = firm.entity(number.saturating_sub(OF_ENTITY)) {
            object
                .text("name", row.name)
                .text("type", "Geography")
                .maybe_id(
                    "parent_id",
                    row.parent.map(|id| id_of(Kind::LegalEntity, id)),
                );
        }
    },
    subject: Some("Organization"),
    ..PLAIN
};

/// `organization_memberships` of workspaces and users.
pub static ORGANIZATION_MEMBERSHIPS: Collection = Collection {
    name: "organization_memberships",
    vendor_id: |number| ORGANIZATION_MEMBERSHIP + number,
    number: |id| {
        id.checked_sub(ORGANIZATION_MEMBERSHIP)
            .filter(|number| *number > 0)
    },
    numbers: |firm| {
        let workspaces = firm
            .projects
            .iter()
            .filter(|row| row.activated_at.is_some())
            .map(|row| row.id);
        workspaces
            .chain(people(firm).into_iter().map(|id| OF_PERSON + id))
            .collect()
    },
    present: |firm, number| {
        psa_person(firm, number.saturating_sub(OF_PERSON)).is_some()
            || firm
                .project(number)
                .is_some_and(|row| row.activated_at.is_some() && row.meta.live())
    },
    matches: |_, number, params| {
        params
            .get("member_type")
            .is_none_or(|kind| (kind == "user") == (number > OF_PERSON))
    },
    order_by_stamps: false,
    default_order: ("id", false),
    render: |firm, number, object, _| {
        let (kind, member, practice, entity) =
            if let Some(row) = psa_person(firm, number.saturating_sub(OF_PERSON)) {
                (
                    "user",
                    id_of(Kind::Person, row.id),
                    current(row, firm).practice,
                    row.entity,
                )
            } else if let Some(row) = firm.project(number) {
                (
                    "workspace",
                    id_of(Kind::Project, row.id),
                    row.practice,
                    row.entity,
                )
            } else {
                return;
            };
        object
            .text("member_type", kind)
            .id("member_id", member)
            .id("department_id", id_of(Kind::Practice, practice))
            .id("geography_id", id_of(Kind::LegalEntity, entity))
            .flag("primary", true);
    },
    ..PLAIN
};

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
