//! Headers of transactions.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::document::{Document, DocumentKind, claimed, ids_in};
use super::job::known;
use super::{Table, View};
use crate::firm::{Currency, Decision, InvoiceStatus, Kind, Project, Stamp, ids};
use crate::vendor::netsuite::settings::StatusForm;
use crate::vendor::netsuite::suiteql::value::Value;

impl<'a> Document<'a> {
    fn tranid(&self) -> String {
        match self {
            Self::Order(row) => format!("SO-{:05}", row.id),
            Self::Invoice(row) => row.tranid(),
            Self::Credit(row) => row.tranid(),
            Self::Payment(row) => row.tranid(),
            Self::Report(row) => format!("EXP-{:05}", row.id),
            Self::Bill(row) => format!("BILL-{:05}", row.id),
        }
    }

    fn external(&self) -> Option<String> {
        match self {
            Self::Order(row) => Some(format!("sf:{}", ids::salesforce(Kind::Engagement, row.id))),
            Self::Invoice(row) => Some(format!(
                "kantata:invoice:{}",
                ids::kantata(Kind::Invoice, row.id)
            )),
            Self::Report(row) => Some(format!(
                "kantata:expense_report:{}",
                ids::kantata(Kind::ExpenseReport, row.id)
            )),
            Self::Bill(row) => Some(format!(
                "kantata:expense:{}",
                ids::kantata(Kind::Expense, row.id)
            )),
            Self::Credit(_) | Self::Payment(_) => None,
        }
    }

    /// The project an expense document is about.
    fn project(&self, view: &View<'a>) -> Option<&'a Project> {
        match self {
            Self::Report(row) => known(view, row.project),
            Self::Bill(row) => known(view, row.project),
            _ => None,
        }
    }

    /// Internal id of the customer, person, vendor or project that the document names.
    pub fn entity(&self, view: &View<'a>) -> Option<u32> {
        let customer = |id| Some(ids::netsuite(Kind::Customer, id));
        match self {
            Self::Order(row) => customer(row.customer),
            Self::Invoice(row) if view.settings.invoices_to_projects => {
                let lines = view.derived.lines_of(row.id).iter();
                let mut projects: Vec<u32> = lines
                    .filter_map(|id| Some(view.firm.invoice_lines.get(*id as usize - 1)?.project))
                    .collect();
                projects.dedup();
                match projects.as_slice() {
                    [project] if known(view, *project).is_some() => {
                        Some(ids::netsuite(Kind::Project, *project))
                    }
                    _ => customer(row.customer),
                }
            }
            Self::Invoice(row) => customer(row.customer),
            Self::Credit(row) => customer(row.customer),
            Self::Payment(row) => customer(row.customer),
            Self::Report(row) => Some(ids::netsuite(Kind::Person, row.person)),
            Self::Bill(_) => Some(super::customer::vendor_of(self.subsidiary(view))),
        }
    }

    /// Number of the legal entity.
    pub fn subsidiary(&self, view: &View<'a>) -> u32 {
        match self {
            Self::Order(row) => row.entity,
            Self::Invoice(row) => row.entity,
            Self::Credit(row) => row.entity,
            Self::Payment(row) => row.entity,
            Self::Report(row) => view
                .firm
                .person(row.person)
                .map_or(1, |person| person.entity),
            Self::Bill(row) => view
                .firm
                .project(row.project)
                .map_or(1, |project| project.entity),
        }
    }

    /// Currency of the document.
    pub fn currency(&self, view: &View<'a>) -> Currency {
        match self {
            Self::Order(row) => row.currency,
            Self::Invoice(row) => row.currency,
            Self::Credit(row) => row.currency,
            Self::Payment(row) => row.currency,
            Self::Report(row) => view
                .firm
                .project(row.project)
                .map_or(Currency::Usd, |project| project.currency),
            Self::Bill(row) => view
                .firm
                .project(row.project)
                .map_or(Currency::Usd, |project| project.currency),
        }
    }

    /// Currency of the legal entity.
    pub fn base(&self, view: &View<'a>) -> Currency {
        view.firm
            .entity(self.subsidiary(view))
            .map_or(Currency::Usd, |entity| entity.currency)
    }

    /// Units of the entity's currency for one of the document's.
    pub fn rate(&self, view: &View<'a>) -> Decimal {
        match self {
            Self::Invoice(row) => row.exchange_rate,
            Self::Credit(row) => row.exchange_rate,
            Self::Payment(row) => row.exchange_rate,
            _ => spot(view, self.currency(view), self.base(view), self.day()),
        }
    }

    /// Sum in minor units, positive.
    pub fn total_minor(&self, view: &View<'a>) -> Option<i64> {
        match self {
            Self::Order(row) => row.value_minor,
            Self::Invoice(row) => Some(row.total_minor()),
            Self::Credit(row) => Some(row.net_minor + row.tax_minor),
            Self::Payment(row) => Some(row.amount_minor),
            Self::Report(row) => {
                let rows = view.derived.expenses_of(row.id).iter();
                Some(
                    rows.filter_map(|id| claimed(view, row.id, *id))
                        .map(|row| row.amount_minor)
                        .sum(),
                )
            }
            Self::Bill(row) => Some(row.amount_minor),
        }
    }

    /// Sum as the header shows it: of a credit note negative.
    pub fn header_minor(&self, view: &View<'a>) -> Option<i64> {
        let total = self.total_minor(view)?;
        Some(if matches!(self, Self::Credit(_)) {
            -total
        } else {
            total
        })
    }

    fn unpaid_minor(&self, view: &View<'a>) -> Option<i64> {
        match self {
            Self::Invoice(row) if row.status == InvoiceStatus::Void => Some(0),
            Self::Invoice(row) if !row.status.issued() => Some(row.total_minor()),
            Self::Invoice(row) => Some(row.open_minor()),
            Self::Credit(row) => Some(row.applied_minor - row.net_minor - row.tax_minor),
            Self::Payment(row) => Some(row.amount_minor - row.applied_minor),
            Self::Bill(_) => self.total_minor(view),
            Self::Order(_) | Self::Report(_) => None,
        }
    }

    fn paid_minor(&self) -> Option<i64> {
        match self {
            Self::Invoice(row) => Some(row.applied_minor),
            Self::Credit(row) => Some(-row.applied_minor),
            Self::Payment(row) => Some(row.applied_minor),
            _ => None,
        }
    }

    fn letter(&self, view: &View<'a>) -> &'static str {
        let today = view.settings.text().local(view.now).date();
        match self {
            Self::Order(row) => match (row.activated_at, row.ended_early_on) {
                (None, _) => "A",
                (_, Some(day)) if day <= today => "H",
                _ if row.end_on < today => "G",
                _ => "F",
            },
            Self::Invoice(row) => row.status.letter(),
            Self::Credit(row) if row.applied_minor >= row.net_minor + row.tax_minor => "B",
            Self::Credit(_) | Self::Bill(_) => "A",
            Self::Payment(_) => "C",
            Self::Report(row) => match row.decision {
                Decision::Pending => "B",
                Decision::Approved => "F",
                Decision::Rejected => "D",
                Decision::Cancelled => "A",
            },
        }
    }

    fn approval(&self, view: &View<'a>) -> Option<u32> {
        let status = match (self, self.letter(view)) {
            (Self::Payment(_) | Self::Credit(_), _) => return None,
            (Self::Invoice(_), "D") | (Self::Order(_), "A") | (Self::Report(_), "A" | "B") => 1,
            (Self::Invoice(_), "E") | (Self::Report(_), "D") => 3,
            _ => 2,
        };
        view.settings.approvals.then_some(status)
    }

    /// Date of the document.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Order(row) => row.start_on,
            Self::Invoice(row) => row.issued_on,
            Self::Credit(row) => row.issued_on,
            Self::Payment(row) => row.received_on,
            Self::Report(row) => row.meta.created_at.utc().date_naive(),
            Self::Bill(row) => row.spent_on,
        }
    }

    fn due(&self) -> Option<NaiveDate> {
        match self {
            Self::Invoice(row) => Some(row.due_on),
            Self::Bill(row) => row.spent_on.checked_add_days(chrono::Days::new(30)),
            _ => None,
        }
    }

    fn term(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Order(row) => (Some(row.start_on), Some(row.end_on)),
            Self::Invoice(row) => (Some(row.period_from), Some(row.period_to)),
            _ => (None, None),
        }
    }

    /// Its entry in the ERP.
    pub fn created(&self) -> Stamp {
        match self {
            Self::Order(row) => row.order_created_at.unwrap_or(row.meta.created_at),
            Self::Invoice(row) => row.erp_created_at.unwrap_or(row.meta.created_at),
            Self::Credit(row) => row.meta.created_at,
            Self::Payment(row) => row.meta.created_at,
            Self::Report(row) => row.meta.created_at,
            Self::Bill(row) => row.meta.created_at,
        }
    }

    fn job(&self, view: &View<'a>) -> Option<u32> {
        match self {
            Self::Order(row) => {
                let projects = view.derived.projects_of(row.id).iter();
                projects
                    .copied()
                    .find(|id| known(view, *id).is_some())
                    .map(|id| ids::netsuite(Kind::Project, id))
            }
            _ => self
                .project(view)
                .map(|project| ids::netsuite(Kind::Project, project.id)),
        }
    }

    fn memo(&self) -> Option<String> {
        match self {
            Self::Order(row) => Some(row.name.clone()),
            Self::Invoice(row) => {
                Some(format!("Services {} to {}", row.period_from, row.period_to))
            }
            Self::Credit(row) => Some(format!("Correction of INV-{:05}", row.invoice)),
            _ => None,
        }
    }

    /// Status as the account shows it.
    fn status(&self, view: &View<'a>) -> Value {
        match view.settings.status_form {
            StatusForm::Letter => Value::from(self.letter(view)),
            StatusForm::Compound => {
                Value::from(format!("{}:{}", self.kind().code(), self.letter(view)))
            }
        }
    }

    fn decimal(&self, view: &View<'a>, minor: Option<i64>) -> Option<Decimal> {
        minor.map(|minor| self.currency(view).decimal(minor))
    }

    /// An amount of the document in the entity's currency, rounded to its minor unit.
    pub fn in_base(&self, view: &View<'a>, minor: i64) -> Decimal {
        (self.currency(view).decimal(minor) * self.rate(view)).round_dp(self.base(view).digits())
    }
}

/// Newest spot rate on a day; the inverse, or through the group's currency, where the pair is not published.
fn spot(view: &View<'_>, from: Currency, to: Currency, day: NaiveDate) -> Decimal {
    if from == to {
        return Decimal::ONE;
    }
    let published = |from: Currency, to: Currency| {
        let rows = view
            .firm
            .fx_rates
            .iter()
            .filter(|row| row.from == from && row.to == to && row.rate_type.number() == 1);
        rows.filter(|row| row.effective_on <= day)
            .max_by_key(|row| row.effective_on)
            .map(|row| row.rate)
    };
    let pair = |from, to| {
        published(from, to).or_else(|| {
            published(to, from)
                .filter(|rate| !rate.is_zero())
                .map(|rate| (Decimal::ONE / rate).round_dp(10))
        })
    };
    let group = |from| {
        if from == Currency::Usd {
            Some(Decimal::ONE)
        } else {
            pair(from, Currency::Usd)
        }
    };
    let cross = || {
        let below = group(to).filter(|rate| !rate.is_zero())?;
        Some((group(from)? / below).round_dp(10))
    };
    pair(from, to).or_else(cross).unwrap_or(Decimal::ONE)
}

/// Ranges of internal ids of a kind of transaction.
fn ranges(value: &Value) -> Vec<Range<u64>> {
    match value {
        Value::Text(code) => DocumentKind::named(code)
            .map(DocumentKind::span)
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// `transaction`
pub static TRANSACTION: Table = Table {
    name: "transaction",
    columns: columns![view, row in Document::find;
        "id" => row.id(),
        "type" => row.kind().code(),
        "recordtype" => row.kind().record(),
        "tranid" => row.tranid(),
        "transactionnumber" => row.tranid(),
        "externalid" => row.external(),
        "entity" (-> "entity") => row.entity(view),
        "status" => row.status(view),
        "approvalstatus" => row.approval(view),
        "currency" (-> "currency") => row.currency(view).number(),
        "exchangerate" => row.rate(view),
        "foreigntotal" => row.decimal(view, row.header_minor(view)),
        "total" => row.header_minor(view).map(|minor| row.in_base(view, minor)),
        "foreignamountpaid" => row.decimal(view, row.paid_minor()),
        "foreignamountunpaid" => row.decimal(view, row.unpaid_minor(view)),
        "trandate" => row.day(),
        "duedate" => row.due(),
        "startdate" => row.term().0,
        "enddate" => row.term().1,
        "terms" (-> "term") => match &row { Document::Invoice(row) => view.firm.customer(row.customer).map(|customer| customer.terms_days), _ => None },
        "otherrefnum" => match &row { Document::Order(row) => row.purchase_order.clone(), _ => None },
        "job" (-> "job") => row.job(view),
        "memo" => row.memo(),
        "posting" => !matches!(row, Document::Order(_)) && row.approval(view).is_none_or(|status| status == 2),
        "postingperiod" (-> "accountingperiod") => (!matches!(row, Document::Order(_))).then(|| super::account::period_of(row.day().year(), row.day().month())),
        "voided" => matches!(row, Document::Invoice(row) if row.status == InvoiceStatus::Void),
        "isreversal" => false,
        "custbody_credit_reason" => match &row { Document::Credit(row) => Some(row.reason.code()), _ => None },
        "custbody_rebill_of" (-> "transaction") => match &row { Document::Invoice(row) => row.rebill_of.map(|id| DocumentKind::Invoice.id(id)), _ => None },
        "createddate" => row.created(),
        "lastmodifieddate" => row.modified(view).max(row.created()),
    ],
    key: &["id"],
    rows: ids_in,
    stamp: Some("lastmodifieddate"),
    partition: Some(("type", ranges)),
};
