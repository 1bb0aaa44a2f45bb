//! Transactions: one space of internal ids over orders, invoices, credits, payments, expense reports and bills.

use std::ops::Range;

use super::View;
use crate::firm::{
    AppliedFrom, CreditNote, Engagement, Expense, ExpenseReport, Invoice, Kind, Payment, Stamp, ids,
};

const REPORTS: u32 = 8_000_000;
const BILLS: u32 = 9_000_000;
const END: u32 = 10_000_000;

/// A transaction of the firm.
#[derive(Clone, Copy)]
pub enum Document<'a> {
    /// Sales order of an engagement.
    Order(&'a Engagement),
    /// Invoice.
    Invoice(&'a Invoice),
    /// Credit note.
    Credit(&'a CreditNote),
    /// Customer payment.
    Payment(&'a Payment),
    /// Expense report.
    Report(&'a ExpenseReport),
    /// Bill of a subcontractor.
    Bill(&'a Expense),
}

/// A kind of transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// `SalesOrd`
    Order,
    /// `CustInvc`
    Invoice,
    /// `CustCred`
    Credit,
    /// `CustPymt`
    Payment,
    /// `ExpRept`
    Report,
    /// `VendBill`
    Bill,
}

impl DocumentKind {
    /// All kinds in order of their ids.
    pub const ALL: [Self; 6] = [
        Self::Order,
        Self::Invoice,
        Self::Credit,
        Self::Payment,
        Self::Report,
        Self::Bill,
    ];

    /// Value of `type`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Order => "SalesOrd",
            Self::Invoice => "CustInvc",
            Self::Credit => "CustCred",
            Self::Payment => "CustPymt",
            Self::Report => "ExpRept",
            Self::Bill => "VendBill",
        }
    }

    /// Value of `recordtype`.
    pub fn record(self) -> &'static str {
        match self {
            Self::Order => "salesorder",
            Self::Invoice => "invoice",
            Self::Credit => "creditmemo",
            Self::Payment => "customerpayment",
            Self::Report => "expensereport",
            Self::Bill => "vendorbill",
        }
    }

    /// Name in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Order => "Sales Order",
            Self::Invoice => "Invoice",
            Self::Credit => "Credit Memo",
            Self::Payment => "Payment",
            Self::Report => "Expense Report",
            Self::Bill => "Bill",
        }
    }

    /// Internal id of a row of the firm.
    pub fn id(self, number: u32) -> u32 {
        match self {
            Self::Order => ids::netsuite(Kind::Engagement, number),
            Self::Invoice => ids::netsuite(Kind::Invoice, number),
            Self::Credit => ids::netsuite(Kind::CreditNote, number),
            Self::Payment => ids::netsuite(Kind::Payment, number),
            Self::Report => REPORTS + number,
            Self::Bill => BILLS + number,
        }
    }

    /// Internal ids of this kind.
    pub fn span(self) -> Range<u64> {
        let next = match self {
            Self::Order => Self::Invoice.id(0),
            Self::Invoice => Self::Credit.id(0),
            Self::Credit => Self::Payment.id(0),
            Self::Payment => REPORTS,
            Self::Report => BILLS,
            Self::Bill => END,
        };
        u64::from(self.id(0)) + 1..u64::from(next)
    }

    /// The kind of a `type` or `recordtype`.
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.code() == code || kind.record() == code)
    }
}

impl<'a> Document<'a> {
    /// The transaction with an internal id, if the ERP has it.
    pub fn find(view: &View<'a>, id: u64) -> Option<Self> {
        let kind = DocumentKind::ALL
            .into_iter()
            .find(|kind| kind.span().contains(&id))?;
        let number = u32::try_from(id - u64::from(kind.id(0))).ok()?;
        Self::of(view, kind, number)
    }

    /// The transaction of a kind with a row's number, if the ERP has it.
    pub fn of(view: &View<'a>, kind: DocumentKind, number: u32) -> Option<Self> {
        let firm = view.firm;
        let document = match kind {
            DocumentKind::Order => Self::Order(firm.engagement(number)?),
            DocumentKind::Invoice => Self::Invoice(firm.invoice(number)?),
            DocumentKind::Credit => Self::Credit(firm.credit_note(number)?),
            DocumentKind::Payment => Self::Payment(firm.payment(number)?),
            DocumentKind::Report => Self::Report(firm.expense_report(number)?),
            DocumentKind::Bill => Self::Bill(firm.expense(number)?),
        };
        document.exists(view).then_some(document)
    }

    fn exists(&self, view: &View<'_>) -> bool {
        match self {
            Self::Order(row) => row.meta.live() && row.order_created_at.is_some(),
            Self::Invoice(row) => row.meta.live() && row.erp_created_at.is_some(),
            Self::Credit(row) => row.meta.live(),
            Self::Payment(row) => row.meta.live(),
            Self::Report(row) => {
                row.meta.live()
                    && view
                        .derived
                        .expenses_of(row.id)
                        .iter()
                        .any(|id| claimed(view, row.id, *id).is_some())
            }
            Self::Bill(row) => billed(row),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Order(_) => DocumentKind::Order,
            Self::Invoice(_) => DocumentKind::Invoice,
            Self::Credit(_) => DocumentKind::Credit,
            Self::Payment(_) => DocumentKind::Payment,
            Self::Report(_) => DocumentKind::Report,
            Self::Bill(_) => DocumentKind::Bill,
        }
    }

    /// Its number in the firm.
    pub fn number(&self) -> u32 {
        match self {
            Self::Order(row) => row.id,
            Self::Invoice(row) => row.id,
            Self::Credit(row) => row.id,
            Self::Payment(row) => row.id,
            Self::Report(row) => row.id,
            Self::Bill(row) => row.id,
        }
    }

    /// Its internal id.
    pub fn id(&self) -> u32 {
        self.kind().id(self.number())
    }

    /// Its last change as the ERP stamps it.
    pub fn modified(&self, view: &View<'_>) -> Stamp {
        match self {
            Self::Order(row) => row.meta.updated_at,
            Self::Invoice(row) => view.derived.invoice_stamp(row, view.settings),
            Self::Credit(row) => view.derived.applied_stamp(
                view.firm,
                AppliedFrom::Credit(row.id),
                row.meta.updated_at,
            ),
            Self::Payment(row) => view.derived.applied_stamp(
                view.firm,
                AppliedFrom::Payment(row.id),
                row.meta.updated_at,
            ),
            Self::Report(row) => row.meta.updated_at,
            Self::Bill(row) => row.meta.updated_at,
        }
    }
}

/// An expense that stands in an expense report: not a bill of a subcontractor.
pub fn claimed<'a>(view: &View<'a>, report: u32, expense: u32) -> Option<&'a Expense> {
    let row = view.firm.expense(expense)?;
    (row.meta.live() && row.report == Some(report) && !subcontracted(row)).then_some(row)
}

fn subcontracted(row: &Expense) -> bool {
    row.category == crate::firm::ExpenseCategory::Subcontractor
}

/// An approved expense of a subcontractor, which the ERP has as a bill.
pub fn billed(row: &Expense) -> bool {
    row.meta.live() && row.approved && subcontracted(row)
}

/// Internal ids of a range, ascending.
pub fn ids_in<'a>(view: View<'a>, range: Range<u64>) -> super::Rows<'a> {
    Box::new(DocumentKind::ALL.into_iter().flat_map(move |kind| {
        let span = kind.span();
        let from = span.start.max(range.start);
        let rows = match kind {
            DocumentKind::Order => view.firm.engagements.len(),
            DocumentKind::Invoice => view.firm.invoices.len(),
            DocumentKind::Credit => view.firm.credit_notes.len(),
            DocumentKind::Payment => view.firm.payments.len(),
            DocumentKind::Report => view.firm.expense_reports.len(),
            DocumentKind::Bill => view.firm.expenses.len(),
        };
        let to = range
            .end
            .min(u64::from(kind.id(0)) + rows as u64 + 1)
            .max(from);
        (from..to).filter(move |id| Document::find(&view, *id).is_some())
    }))
}
