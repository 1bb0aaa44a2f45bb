//! Lines of transactions: the main line, business lines and the tax line. Revenue is negative, in amount and quantity.

use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::document::{Document, DocumentKind, claimed, ids_in};
use super::job::{hours, known};
use super::{Rows, Table, View};
use crate::firm::{Expense, ExpenseCategory, Kind, Project, Stamp, Subject, ids};

/// Number of the tax line.
const TAX: u32 = 900_000;

/// What a line is.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    /// The document itself.
    Main,
    /// Tax.
    Tax(i64),
    /// Something billed or credited: subject, project, minutes, amount.
    Billed(Subject, u32, i64, i64, Stamp),
    /// An expense.
    Spent(&'a Expense),
    /// A project of an order.
    Ordered(&'a Project),
}

/// A line of a document.
pub struct Line<'a> {
    /// The document.
    pub document: Document<'a>,
    /// Number in it.
    pub number: u32,
    /// What it is.
    pub part: Part<'a>,
}

impl<'a> Line<'a> {
    /// The line with a row number: document above, line below.
    pub fn find(view: &View<'a>, id: u64) -> Option<Self> {
        let document = Document::find(view, id >> 32)?;
        let number = u32::try_from(id & u64::from(u32::MAX)).ok()?;
        Some(Self {
            part: part(view, &document, number)?,
            document,
            number,
        })
    }

    /// Sign of the amounts of business lines.
    fn sign(&self) -> i64 {
        match self.document {
            Document::Invoice(_) | Document::Order(_) => -1,
            _ => 1,
        }
    }

    /// Amount in minor units, signed.
    pub fn minor(&self, view: &View<'a>) -> Option<i64> {
        match self.part {
            Part::Main => self
                .document
                .header_minor(view)
                .map(|minor| match self.document {
                    Document::Report(_) | Document::Bill(_) => -minor,
                    _ => minor,
                }),
            Part::Tax(minor) => Some(self.sign() * minor),
            Part::Billed(_, _, _, minor, _) => Some(self.sign() * minor),
            Part::Spent(row) => Some(row.amount_minor),
            Part::Ordered(row) => row.price_minor.map(|minor| -minor),
        }
    }

    fn project(&self, view: &View<'a>) -> Option<&'a Project> {
        match self.part {
            Part::Billed(_, project, ..) => known(view, project),
            Part::Spent(row) => known(view, row.project),
            Part::Ordered(row) => Some(row),
            Part::Main | Part::Tax(_) => None,
        }
    }

    fn entity(&self, view: &View<'a>) -> Option<u32> {
        match self.part {
            Part::Main | Part::Tax(_) => self.document.entity(view),
            _ => self
                .project(view)
                .map(|row| ids::netsuite(Kind::Project, row.id)),
        }
    }

    fn item(&self) -> Option<u32> {
        use super::catalogue::{EXPENSE, FEE, MILESTONE, TAX, TIME};
        match self.part {
            Part::Main | Part::Spent(_) => None,
            Part::Tax(_) => Some(TAX),
            Part::Ordered(_) => Some(FEE),
            Part::Billed(subject, ..) => Some(match subject {
                Subject::Time(_) | Subject::Adjustment(_) => TIME,
                Subject::Expense(_) => EXPENSE,
                Subject::Milestone(_) => MILESTONE,
                Subject::Fee { .. } => FEE,
            }),
        }
    }

    fn quantity(&self) -> Option<Decimal> {
        match self.part {
            Part::Billed(Subject::Time(_) | Subject::Adjustment(_), _, minutes, ..) => {
                Some(hours(self.sign() * minutes))
            }
            Part::Billed(..) | Part::Ordered(_) => Some(Decimal::from(self.sign())),
            Part::Spent(_) => Some(Decimal::ONE),
            Part::Main | Part::Tax(_) => None,
        }
    }

    fn price(&self, view: &View<'a>) -> Option<Decimal> {
        let minor = match self.part {
            Part::Billed(Subject::Time(id), ..) => view
                .firm
                .time_entry(id)
                .and_then(|row| row.bill_rate.minor()),
            Part::Billed(Subject::Adjustment(id), ..) => view
                .firm
                .adjustment(id)
                .and_then(|row| row.bill_rate.minor()),
            Part::Billed(_, _, _, minor, _) => Some(minor),
            Part::Ordered(row) => row.price_minor,
            _ => None,
        };
        minor.map(|minor| self.document.currency(view).decimal(minor))
    }

    fn created_from(&self, view: &View<'a>) -> Option<u32> {
        match self.document {
            Document::Invoice(row) => super::job::order_of(view, Some(row.engagement)),
            Document::Credit(row) => Some(DocumentKind::Invoice.id(row.invoice)),
            _ => None,
        }
    }

    /// The PSA's reference of what is billed.
    fn reference(&self) -> Option<String> {
        let named = |word: &str, kind, id| Some(format!("{word}:{}", ids::kantata(kind, id)));
        match self.part {
            Part::Billed(Subject::Time(id), ..) => named("time_entry", Kind::TimeEntry, id),
            Part::Billed(Subject::Adjustment(id), ..) => {
                named("time_adjustment", Kind::TimeAdjustment, id)
            }
            Part::Billed(Subject::Expense(id), ..) => named("expense", Kind::Expense, id),
            Part::Billed(Subject::Milestone(id), ..) => {
                named("billing_milestone", Kind::BillingMilestone, id)
            }
            Part::Spent(row) => named("expense", Kind::Expense, row.id),
            _ => None,
        }
    }

    fn service(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self.part {
            Part::Billed(Subject::Fee { from, to }, ..) => (Some(from), Some(to)),
            _ => (None, None),
        }
    }

    fn modified(&self, view: &View<'a>) -> Stamp {
        match self.part {
            Part::Billed(.., at) => at,
            Part::Spent(row) => row.meta.updated_at,
            _ => self.document.modified(view),
        }
    }

    fn spent(&self) -> Option<&'a Expense> {
        match self.part {
            Part::Spent(row) => Some(row),
            _ => None,
        }
    }

    /// Internal id of the account that the line is posted to.
    pub fn account(&self) -> u32 {
        use super::account::{
            BANK, EXPENSES, PAYABLES, RECEIVABLES, REVENUE, SUBCONTRACTORS, TAXES,
        };
        match (&self.part, &self.document) {
            (Part::Main, Document::Report(_) | Document::Bill(_)) => PAYABLES,
            (Part::Main, Document::Payment(_)) => BANK,
            (Part::Main, _) => RECEIVABLES,
            (Part::Tax(_), _) => TAXES,
            (Part::Spent(row), _) if row.category == ExpenseCategory::Subcontractor => {
                SUBCONTRACTORS
            }
            (Part::Spent(_), _) => EXPENSES,
            _ => REVENUE,
        }
    }
}

/// The place of a business line in its list, counted from 1.
fn place(list: &[u32], number: u32) -> Option<u32> {
    list.get((number as usize).checked_sub(1)?).copied()
}

fn part<'a>(view: &View<'a>, document: &Document<'a>, number: u32) -> Option<Part<'a>> {
    let tax = |minor: i64| (minor != 0).then_some(Part::Tax(minor));
    match (document, number) {
        (_, 0) => Some(Part::Main),
        (Document::Invoice(row), TAX) => tax(row.tax_minor),
        (Document::Credit(row), TAX) => tax(row.tax_minor),
        (Document::Invoice(row), _) => {
            let id = place(view.derived.lines_of(row.id), number)?;
            let row = view
                .firm
                .invoice_lines
                .get(id as usize - 1)
                .filter(|row| row.meta.live())?;
            Some(Part::Billed(
                row.subject,
                row.project,
                i64::from(row.minutes),
                row.net_minor,
                row.meta.updated_at,
            ))
        }
        (Document::Credit(row), _) => {
            let id = place(view.derived.credit_lines_of(row.id), number)?;
            let row = view
                .firm
                .credit_lines
                .get(id as usize - 1)
                .filter(|row| row.meta.live())?;
            Some(Part::Billed(
                row.subject,
                row.project,
                credited_minutes(view, row.subject),
                row.net_minor,
                row.meta.updated_at,
            ))
        }
        (Document::Order(row), _) => {
            let id = place(view.derived.projects_of(row.id), number)?;
            known(view, id).map(Part::Ordered)
        }
        (Document::Report(row), _) => {
            let id = place(view.derived.expenses_of(row.id), number)?;
            claimed(view, row.id, id).map(Part::Spent)
        }
        (Document::Bill(row), 1) => Some(Part::Spent(row)),
        (Document::Bill(_) | Document::Payment(_), _) => None,
    }
}

fn credited_minutes(view: &View<'_>, subject: Subject) -> i64 {
    match subject {
        Subject::Time(id) => view
            .firm
            .time_entry(id)
            .map_or(0, |row| i64::from(row.minutes)),
        Subject::Adjustment(id) => view
            .firm
            .adjustment(id)
            .map_or(0, |row| i64::from(row.minutes)),
        _ => 0,
    }
}

/// Row numbers of the lines of a range of documents, ascending.
pub fn lines_in<'a>(view: View<'a>, range: Range<u64>) -> Rows<'a> {
    let last = (range.end.saturating_sub(1) >> 32) + 1;
    let documents = ids_in(view, range.start >> 32..last);
    Box::new(documents.flat_map(move |id| {
        let range = range.clone();
        let business = Document::find(&view, id).map_or(0, |document| match document {
            Document::Invoice(row) => view.derived.lines_of(row.id).len(),
            Document::Credit(row) => view.derived.credit_lines_of(row.id).len(),
            Document::Order(row) => view.derived.projects_of(row.id).len(),
            Document::Report(row) => view.derived.expenses_of(row.id).len(),
            Document::Bill(_) => 1,
            Document::Payment(_) => 0,
        });
        let numbers = (0..=business as u64).chain([u64::from(TAX)]);
        let rows = numbers.map(move |number| id << 32 | number);
        rows.filter(move |row| range.contains(row) && Line::find(&view, *row).is_some())
    }))
}

/// `transactionline`
pub static TRANSACTION_LINE: Table = Table {
    name: "transactionline",
    columns: columns![view, row in Line::find;
        "transaction" (-> "transaction") => row.document.id(),
        "id" => row.number,
        "linesequencenumber" => row.number,
        "uniquekey" => i64::from(row.document.id()) * 1_000_000 + i64::from(row.number),
        "mainline" => matches!(row.part, Part::Main),
        "taxline" => matches!(row.part, Part::Tax(_)),
        "iscogs" => false,
        "assemblycomponent" => false,
        "item" (-> "item") => row.item(),
        "itemtype" => row.item().map(|item| if item == super::catalogue::TAX { "TaxItem" } else { "Service" }),
        "quantity" => row.quantity(),
        "rate" => row.price(view),
        "foreignamount" => row.minor(view).map(|minor| row.document.currency(view).decimal(minor)),
        "netamount" => row.minor(view).map(|minor| row.document.in_base(view, minor)),
        "account" (-> "account") => row.account(),
        "expenseaccount" (-> "account") => row.spent().map(|_| row.account()),
        "category" => row.spent().map(|spent| spent.category.name()),
        "entity" (-> "entity") => row.entity(view),
        "subsidiary" (-> "subsidiary") => row.document.subsidiary(view),
        "department" (-> "department") => row.project(view).map(|project| project.practice),
        "isbillable" => row.spent().is_some_and(|spent| spent.billable),
        "isclosed" => false,
        "createdfrom" (-> "transaction") => row.created_from(view),
        "memo" => row.spent().map(|spent| format!("{} {}", spent.category.name(), spent.spent_on)),
        "expensedate" => row.spent().map(|spent| spent.spent_on),
        "custcol_psa_ref" => row.reference(),
        "custcol_service_from" => row.service().0,
        "custcol_service_to" => row.service().1,
        "linelastmodifieddate" => row.modified(view),
    ],
    key: &["transaction", "id"],
    rows: lines_in,
    stamp: None,
    partition: None,
};
