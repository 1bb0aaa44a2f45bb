//! `User`: people with a CRM login, and the integration's own.

use super::{CURRENCIES, reference};
use crate::firm::{Kind, Person};
use crate::vendor::salesforce::schema::*;

/// Number of the integration's user, after all people.
pub const MACHINE: u32 = 9_000_000;

fn row<'a>(view: &View<'a>, number: u32) -> Option<&'a Person> {
    view.firm.person(number)
}

/// Reads a person, or says what the integration's user shows.
fn or_machine(
    view: &View<'_>,
    number: u32,
    machine: &str,
    get: impl Fn(&Person) -> String,
) -> Option<crate::vendor::salesforce::cell::Cell> {
    if number == MACHINE {
        return Some(machine.into());
    }
    Some(get(row(view, number)?).into())
}

/// A new role and the day after the last are changes of a person's record.
pub fn turn(view: &View<'_>, entry: &mut Entry) {
    let Some(person) = row(view, entry.number) else {
        return;
    };
    let gone = person.released_on.and_then(|last| last.succ_opt());
    entry.turns(gone, view.today);
    for term in person.terms.iter().skip(1) {
        entry.turns(Some(term.from), view.today);
    }
}

/// The object.
pub fn object() -> Object {
    let fields = vec![
        field("Username", Type::Text(80), |v, n| {
            or_machine(v, n, super::super::USERNAME, |row| row.email.clone())
        }),
        field("Email", Type::Text(128), |v, n| {
            or_machine(v, n, super::super::USERNAME, |row| row.email.clone())
        }),
        field("FirstName", Type::Text(40), |v, n| {
            Some(row(v, n)?.first_name.clone().into())
        }),
        field("LastName", Type::Text(80), |v, n| {
            or_machine(v, n, "Integration", |row| row.last_name.clone())
        }),
        fixed("Name", Type::Text(121), |v, n| {
            or_machine(v, n, "Integration", Person::full_name)
        }),
        field("IsActive", Type::Flag, |v, n| {
            Some((n == MACHINE || row(v, n)?.released_on.is_none_or(|last| last >= v.today)).into())
        }),
        field("UserType", Type::Picklist(&["Standard"]), |_, _| {
            Some("Standard".into())
        }),
        field("ManagerId", Type::Reference("User", "Manager"), |v, n| {
            let manager = row(v, n)?.manager?;
            v.side.users.get(&manager)?;
            reference(Kind::Person, manager)
        }),
        field("EmployeeNumber", Type::Text(20), |v, n| {
            Some(format!("E{:05}", row(v, n)?.id).into())
        }),
        field("Department", Type::Text(80), |v, n| {
            let practice = row(v, n)?.term_on(v.today)?.practice;
            Some(v.firm.practice(practice)?.name.into())
        }),
        field("Title", Type::Text(80), |v, n| {
            let role = row(v, n)?.term_on(v.today)?.role;
            Some(v.firm.role(role)?.name.into())
        }),
        field("FederationIdentifier", Type::Text(512), |v, n| {
            Some(row(v, n)?.email.clone().into())
        }),
        field("TimeZoneSidKey", Type::Picklist(&[]), |v, n| {
            Some(v.firm.entity(row(v, n)?.entity)?.zone.name().into())
        }),
        field(
            "DefaultCurrencyIsoCode",
            Type::Picklist(CURRENCIES),
            |v, n| Some(v.firm.entity(row(v, n)?.entity)?.currency.code().into()),
        ),
    ];
    Object::new(
        "User",
        "005",
        Stamps::Kept,
        &[Kind::Person, Kind::Customer, Kind::Opportunity],
        |v| {
            let mut rows = rows_of(&v.firm.people, |row| v.side.users.contains(&row.id));
            for entry in &mut rows {
                turn(v, entry);
            }
            let first = v.firm.entities.first().map(|row| &row.meta);
            rows.extend(first.map(|meta| Entry::numbered(MACHINE, meta)));
            rows
        },
        fields,
    )
    .requiring(&["Username", "LastName", "Email"])
}
