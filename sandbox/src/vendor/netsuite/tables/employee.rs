//! Employees, contractors among them.

use super::column::number;
use super::{Table, View, rows_of};
use crate::firm::{Currency, Employment, Kind, Person, PersonTerm, ids};

const BASE: u64 = 10_000;

/// The person with an internal id.
pub fn employee<'a>(view: &View<'a>, id: u64) -> Option<&'a Person> {
    view.firm
        .person(number(id, BASE)?)
        .filter(|row| row.meta.live())
}

fn term<'a>(view: &View<'a>, row: &'a Person) -> Option<&'a PersonTerm> {
    row.term_on(view.settings.text().local(view.now).date())
}

fn currency(view: &View<'_>, row: &Person) -> Currency {
    view.firm
        .entity(row.entity)
        .map_or(Currency::Usd, |entity| entity.currency)
}

/// Kind of employment as the ERP names it.
fn employment(row: &Person) -> &'static str {
    match row.employment {
        Employment::Employee => "Employee",
        Employment::Contractor => "Contractor",
    }
}

/// `employee`
pub static EMPLOYEE: Table = Table {
    name: "employee",
    columns: columns![view, row in employee;
        "id" => ids::netsuite(Kind::Person, row.id),
        "entityid" => row.full_name(),
        "externalid" => row.in_psa.then(|| format!("kantata:user:{}", ids::kantata(Kind::Person, row.id))),
        "firstname" => row.first_name.clone(),
        "lastname" => row.last_name.clone(),
        "email" => row.email.clone(),
        "title" => term(view, row).and_then(|term| view.firm.role(term.role)).map(|role| role.name),
        "department" (-> "department") => term(view, row).map(|term| term.practice),
        "subsidiary" (-> "subsidiary") => row.entity,
        "supervisor" (-> "employee") => row.manager.map(|id| ids::netsuite(Kind::Person, id)),
        "hiredate" => row.hired_on,
        "releasedate" => row.released_on,
        "employeetype" => employment(row),
        "laborcost" => term(view, row).map(|term| currency(view, row).decimal(term.cost_minor)),
        "billingclass" (-> "billingclass") => term(view, row).map(|term| term.role),
        "isjobresource" => row.in_psa,
        "isjobmanager" => term(view, row).is_some_and(|term| term.role >= 4),
        "targetutilization" => rust_decimal::Decimal::new(i64::from(row.target_percent), 2),
        "currency" (-> "currency") => currency(view, row).number(),
        "isinactive" => row.released_on.is_some_and(|last| last < view.settings.text().local(view.now).date()),
        "datecreated" => row.meta.created_at,
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.people, BASE, range, |_| true),
    stamp: Some("lastmodifieddate"),
    partition: None,
};
