//! Users, account memberships with their cost rates, and roles.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, PLAIN, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

/// Base of membership ids.
pub(super) const MEMBERSHIP: u32 = 170_000;

const COST: u32 = 180_000;

/// A person whom the PSA knows.
pub(super) fn psa_person(firm: &Firm, number: u32) -> Option<&Person> {
    firm.person(number)
        .filter(|row| row.in_psa && row.meta.live())
}

/// Numbers of the people whom the PSA knows.
pub(super) fn people(firm: &Firm) -> Vec<u32> {
    firm.people
        .iter()
        .filter(|row| row.in_psa)
        .map(|row| row.id)
        .collect()
}

fn gone(firm: &Firm, person: &Person) -> bool {
    person.released_on.is_some_and(|day| day < firm.today)
}

/// What a person is today.
pub(super) fn current(person: &Person, firm: &Firm) -> PersonTerm {
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
