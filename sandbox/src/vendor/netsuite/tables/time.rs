//! Time bills, plans among them, and the charges made of them.

use rust_decimal::Decimal;

use super::document::{Document, DocumentKind};
use super::job::{hours, known, order_of};
use super::{Rows, Table, View, rows_of};
use crate::firm::{
    Charge, Currency, HourlyRate, Kind, PostedFrom, Project, TimePosting, ids, value_of,
};

/// First number, minus one, of charges that are forecasts of plans.
const FORECASTS: u64 = 100_000_000;

fn posting<'a>(view: &View<'a>, id: u64) -> Option<&'a TimePosting> {
    view.firm
        .posting(u32::try_from(id).ok()?)
        .filter(|row| row.meta.live())
}

fn external(row: &TimePosting) -> Option<String> {
    match row.from {
        PostedFrom::Entry(id) => Some(format!(
            "kantata:time_entry:{}",
            ids::kantata(Kind::TimeEntry, id)
        )),
        PostedFrom::Adjustment(id) => Some(format!(
            "kantata:time_adjustment:{}",
            ids::kantata(Kind::TimeAdjustment, id)
        )),
        PostedFrom::Plan | PostedFrom::Manual => None,
    }
}

fn task(view: &View<'_>, row: &TimePosting) -> Option<u32> {
    match row.from {
        PostedFrom::Entry(id) => view.firm.time_entry(id)?.story,
        PostedFrom::Adjustment(id) => view.firm.adjustment(id)?.story,
        PostedFrom::Plan | PostedFrom::Manual => None,
    }
}

fn currency(view: &View<'_>, project: u32) -> Currency {
    view.firm
        .project(project)
        .map_or(Currency::Usd, |row| row.currency)
}

fn price(view: &View<'_>, project: u32, rate: HourlyRate) -> Option<Decimal> {
    rate.minor()
        .map(|minor| currency(view, project).decimal(minor))
}

fn cost(view: &View<'_>, row: &TimePosting) -> Option<Decimal> {
    let person = view.firm.person(row.person)?;
    let entity = view.firm.entity(person.entity)?;
    person
        .term_on(row.work_on)
        .map(|term| entity.currency.decimal(term.cost_minor))
}

/// `timebill`
pub static TIME_BILL: Table = Table {
    name: "timebill",
    columns: columns![view, row in posting;
        "id" => row.id,
        "externalid" => external(row),
        "employee" (-> "employee") => ids::netsuite(Kind::Person, row.person),
        "customer" (-> "entity") => ids::netsuite(Kind::Project, row.project),
        "casetaskevent" (-> "projecttask") => task(view, row),
        "item" (-> "item") => super::catalogue::TIME,
        "trandate" => row.work_on,
        "hours" => hours(i64::from(row.minutes)),
        "rate" => price(view, row.project, row.rate),
        "laborcost" => cost(view, row),
        "isbillable" => row.billable,
        "approvalstatus" => view.settings.approvals.then_some(if row.approved { 3u32 } else { 2 }),
        "timetype" => if row.from == PostedFrom::Plan { "P" } else { "A" },
        "subsidiary" (-> "subsidiary") => view.firm.person(row.person).map(|person| person.entity),
        "department" (-> "department") => view.firm.person(row.person).and_then(|person| person.term_on(row.work_on)).map(|term| term.practice),
        "billingclass" (-> "billingclass") => view.firm.person(row.person).and_then(|person| person.term_on(row.work_on)).map(|term| term.role),
        "memo" => (row.from == PostedFrom::Manual).then_some("Booked by hand"),
        "createddate" => row.meta.created_at,
        "lastmodifieddate" => row.meta.updated_at,
    ],
    key: &["id"],
    rows: |view, range| rows_of(&view.firm.postings, 0, range, |_| true),
    stamp: Some("lastmodifieddate"),
    partition: None,
};

/// A charge: of time that was worked, or the forecast of a plan.
enum Billing<'a> {
    Actual(&'a Charge, &'a TimePosting),
    Forecast(&'a TimePosting),
}

impl<'a> Billing<'a> {
    fn find(view: &View<'a>, id: u64) -> Option<Self> {
        if let Some(number) = id.checked_sub(FORECASTS).filter(|number| *number > 0) {
            return posting(view, number)
                .filter(|row| row.from == PostedFrom::Plan)
                .map(Self::Forecast);
        }
        let row = view
            .firm
            .charges
            .get(usize::try_from(id).ok()?.checked_sub(1)?)?;
        let posting = view.firm.posting(row.posting)?;
        row.meta.live().then_some(Self::Actual(row, posting))
    }

    fn id(&self) -> i64 {
        match self {
            Self::Actual(row, _) => i64::from(row.id),
            Self::Forecast(row) => FORECASTS as i64 + i64::from(row.id),
        }
    }

    fn time(&self) -> &'a TimePosting {
        match self {
            Self::Actual(_, row) | Self::Forecast(row) => row,
        }
    }

    fn project(&self, view: &View<'a>) -> Option<&'a Project> {
        known(view, self.time().project)
    }

    fn minor(&self) -> i64 {
        match self {
            Self::Actual(row, _) => row.amount_minor,
            Self::Forecast(row) => {
                value_of(i64::from(row.minutes), row.rate.minor().unwrap_or_default())
            }
        }
    }

    fn invoice(&self, view: &View<'_>) -> Option<u32> {
        match self {
            Self::Actual(row, _) => Document::of(view, DocumentKind::Invoice, row.invoice?)
                .map(|document| document.id()),
            Self::Forecast(_) => None,
        }
    }

    fn stage(&self) -> &'static str {
        match self {
            Self::Actual(row, _) if row.hold => "HOLD_FOR_BILLING",
            Self::Actual(_, time) if !time.billable => "NON_BILLABLE",
            _ => "READY_FOR_BILLING",
        }
    }

    fn forecast(&self) -> bool {
        matches!(self, Self::Forecast(_))
    }
}

/// `charge`
pub static CHARGE: Table = Table {
    name: "charge",
    columns: columns![view, row in Billing::find;
        "id" => row.id(),
        "billto" (-> "entity") => row.project(view).and_then(|project| project.customer).map(|id| ids::netsuite(Kind::Customer, id)),
        "project" (-> "job") => row.project(view).map(|project| ids::netsuite(Kind::Project, project.id)),
        "chargedate" => row.time().work_on,
        "billdate" => row.time().work_on,
        "amount" => currency(view, row.time().project).decimal(row.minor()),
        "quantity" => hours(i64::from(row.time().minutes)),
        "rate" => price(view, row.time().project, row.time().rate),
        "currency" (-> "currency") => currency(view, row.time().project).number(),
        "subsidiary" (-> "subsidiary") => row.project(view).map(|project| project.entity),
        "stage" => row.stage(),
        "use" => if row.forecast() { "Forecast" } else { "Actual" },
        "chargetype" => "Time-based",
        "chargeemployee" (-> "employee") => ids::netsuite(Kind::Person, row.time().person),
        "projecttask" (-> "projecttask") => task(view, row.time()),
        "timerecord" => (!row.forecast()).then_some(row.time().id),
        "salesorder" (-> "transaction") => order_of(view, row.project(view).and_then(|project| project.engagement)),
        "invoice" (-> "transaction") => row.invoice(view),
        "lastmodifieddate" => match &row { Billing::Actual(row, _) => row.meta.updated_at, Billing::Forecast(row) => row.meta.updated_at },
    ],
    key: &["id"],
    rows: |view, range| -> Rows<'_> {
        let actual = rows_of(&view.firm.charges, 0, range.clone(), |_| true);
        let plans = view
            .derived
            .plans()
            .iter()
            .map(|id| FORECASTS + u64::from(*id));
        let plans =
            plans.filter(move |id| range.contains(id) && Billing::find(&view, *id).is_some());
        Box::new(actual.chain(plans))
    },
    stamp: Some("lastmodifieddate"),
    partition: None,
};
