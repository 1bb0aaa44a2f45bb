//! System notes: who changed which field when. Heavy: filter by `recordtypeid`.

use std::ops::Range;

use super::catalogue::{EMPLOYEE_TYPE, TIME_TYPE, TRANSACTION_TYPE};
use super::document::DocumentKind;
use super::{Rows, Table, View};
use crate::firm::{
    Currency, Invoice, Kind, Person, PersonTerm, PostedFrom, Stamp, TimePosting, ids,
};
use crate::vendor::netsuite::suiteql::value::Value;

/// Numbers of notes: of people, of time bills, of invoices.
const PEOPLE: Range<u64> = 1_000_000..100_000_000;
const INVOICES: Range<u64> = 100_000_000..200_000_000;
const TIME: Range<u64> = 200_000_000..1_200_000_000;
/// Room for the notes of one person: terms times fields.
const ROOM: u64 = 300;
const FIELDS: [&str; 3] = ["ENTITY.STITLE", "ENTITY.KDEPARTMENT", "ENTITY.MCOST"];

enum Note<'a> {
    Term {
        person: &'a Person,
        place: usize,
        field: usize,
    },
    Invoice(&'a Invoice),
    Time(&'a TimePosting),
}

impl<'a> Note<'a> {
    fn find(view: &View<'a>, id: u64) -> Option<Self> {
        if PEOPLE.contains(&id) {
            let offset = id - PEOPLE.start;
            let person = super::employee::employee(
                view,
                u64::from(ids::netsuite(
                    Kind::Person,
                    u32::try_from(offset / ROOM).ok()?,
                )),
            )?;
            let place = usize::try_from(offset % ROOM / 3).ok()?;
            let field = usize::try_from(offset % 3).ok()?;
            let term = person.terms.get(place)?;
            let before = place
                .checked_sub(1)
                .and_then(|before| person.terms.get(before));
            let text = told(view, person, term, field);
            let changed = before.is_none_or(|before| told(view, person, before, field) != text);
            let note = Self::Term {
                person,
                place,
                field,
            };
            return (changed && note.at(view).seconds() <= view.now).then_some(note);
        }
        if INVOICES.contains(&id) {
            let number = u32::try_from(id - INVOICES.start).ok()?;
            let row = view
                .firm
                .invoice(number)
                .filter(|row| row.meta.live() && row.erp_created_at.is_some())?;
            return (view.settings.approvals && row.status.issued()).then_some(Self::Invoice(row));
        }
        let number = u32::try_from(id.checked_sub(TIME.start)?).ok()?;
        let row = view
            .firm
            .posting(number)
            .filter(|row| row.meta.live() && row.approved && row.from != PostedFrom::Plan)?;
        view.settings.approvals.then_some(Self::Time(row))
    }

    fn id(&self) -> u64 {
        match self {
            Self::Term {
                person,
                place,
                field,
            } => PEOPLE.start + u64::from(person.id) * ROOM + *place as u64 * 3 + *field as u64,
            Self::Invoice(row) => INVOICES.start + u64::from(row.id),
            Self::Time(row) => TIME.start + u64::from(row.id),
        }
    }

    fn at(&self, view: &View<'_>) -> Stamp {
        match self {
            Self::Term {
                person, place: 0, ..
            } => person.meta.created_at,
            Self::Term { person, place, .. } => {
                let zone = view
                    .firm
                    .entity(person.entity)
                    .map_or(chrono_tz::UTC, |entity| entity.zone);
                person
                    .terms
                    .get(*place)
                    .map_or(person.meta.created_at, |term| {
                        Stamp::local(term.from, 8 * 3_600, zone)
                    })
            }
            Self::Invoice(row) => {
                let zone = view
                    .firm
                    .entity(row.entity)
                    .map_or(chrono_tz::UTC, |entity| entity.zone);
                let issued = Stamp::local(row.issued_on, 15 * 3_600, zone);
                issued.max(row.erp_created_at.unwrap_or(issued)).min(
                    row.meta
                        .updated_at
                        .max(row.erp_created_at.unwrap_or(issued)),
                )
            }
            Self::Time(row) => row.meta.created_at,
        }
    }

    fn field(&self) -> &'static str {
        match self {
            Self::Term { field, .. } => FIELDS[*field],
            Self::Invoice(_) => "TRANDOC.KAPPROVALSTATUS",
            Self::Time(_) => "TIMEITEM.KAPPROVALSTATUS",
        }
    }

    fn before(&self, view: &View<'_>) -> Option<String> {
        match self {
            Self::Term {
                person,
                place,
                field,
            } => {
                let before = person.terms.get(place.checked_sub(1)?)?;
                Some(told(view, person, before, *field))
            }
            _ => Some("Pending Approval".to_owned()),
        }
    }

    fn after(&self, view: &View<'_>) -> String {
        match self {
            Self::Term {
                person,
                place,
                field,
            } => person
                .terms
                .get(*place)
                .map_or_else(String::new, |term| told(view, person, term, *field)),
            _ => "Approved".to_owned(),
        }
    }

    fn record(&self) -> (i64, u32) {
        match self {
            Self::Term { person, .. } => (EMPLOYEE_TYPE, ids::netsuite(Kind::Person, person.id)),
            Self::Invoice(row) => (TRANSACTION_TYPE, DocumentKind::Invoice.id(row.id)),
            Self::Time(row) => (TIME_TYPE, row.id),
        }
    }

    fn first(&self) -> bool {
        matches!(self, Self::Term { place: 0, .. })
    }
}

/// The value of a field as a note tells it: names, not ids.
fn told(view: &View<'_>, person: &Person, term: &PersonTerm, field: usize) -> String {
    match field {
        0 => view
            .firm
            .role(term.role)
            .map_or_else(String::new, |role| role.name.to_owned()),
        1 => view
            .firm
            .practice(term.practice)
            .map_or_else(String::new, |practice| practice.name.to_owned()),
        _ => {
            let currency = view
                .firm
                .entity(person.entity)
                .map_or(Currency::Usd, |entity| entity.currency);
            currency.decimal(term.cost_minor).to_string()
        }
    }
}

fn notes_in<'a>(view: View<'a>, range: Range<u64>) -> Rows<'a> {
    let inside = move |span: Range<u64>, last: u64| {
        range.start.max(span.start)
            ..range
                .end
                .min(span.start + last)
                .max(range.start.max(span.start))
    };
    let people = inside(PEOPLE, (view.firm.people.len() as u64 + 1) * ROOM);
    let invoices = inside(INVOICES, view.firm.invoices.len() as u64 + 1);
    let time = inside(TIME, view.firm.postings.len() as u64 + 1);
    let rows = people.chain(invoices).chain(time);
    Box::new(rows.filter(move |id| Note::find(&view, *id).is_some()))
}

fn ranges(value: &Value) -> Vec<Range<u64>> {
    match value.int() {
        Some(EMPLOYEE_TYPE) => vec![PEOPLE],
        Some(TRANSACTION_TYPE) => vec![INVOICES],
        Some(TIME_TYPE) => vec![TIME],
        _ => Vec::new(),
    }
}

/// `systemnote`
pub static SYSTEM_NOTE: Table = Table {
    name: "systemnote",
    columns: columns![view, row in Note::find;
        "id" => row.id() as i64,
        "date" => row.at(view),
        "field" => row.field(),
        "oldvalue" => row.before(view),
        "newvalue" => row.after(view),
        "recordid" => row.record().1,
        "recordtypeid" => row.record().0,
        "name" (-> "employee") => ids::netsuite(Kind::Person, 1),
        "role" => 3u32,
        "context" => "UIF",
        "type" => if row.first() { 2u32 } else { 4 },
    ],
    key: &["id"],
    rows: notes_in,
    stamp: None,
    partition: Some(("recordtypeid", ranges)),
};
