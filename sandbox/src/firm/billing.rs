//! Invoices, credit notes, payments and what is applied to what.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Currency, Meta, Stamp};

/// State of an invoice in the ERP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvoiceStatus {
    /// D: pending approval, counts as a draft.
    PendingApproval,
    /// E: rejected, counts as a draft.
    Rejected,
    /// A: open.
    Open,
    /// B: paid in full.
    Paid,
    /// V: voided.
    Void,
}

impl InvoiceStatus {
    /// NetSuite's letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::PendingApproval => "D",
            Self::Rejected => "E",
            Self::Open => "A",
            Self::Paid => "B",
            Self::Void => "V",
        }
    }

    /// Issued and not void.
    pub fn issued(self) -> bool {
        matches!(self, Self::Open | Self::Paid)
    }
}

/// An invoice: one an engagement and month, drafts included. All amounts in minor units of `currency`.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// Number; also `user_invoice_number` and part of the ERP's `tranid`.
    pub id: u32,
    /// Engagement.
    pub engagement: u32,
    /// Customer billed.
    pub customer: u32,
    /// Billing entity.
    pub entity: u32,
    /// Currency.
    pub currency: Currency,
    /// First day of the period billed.
    pub period_from: NaiveDate,
    /// Last day of the period billed.
    pub period_to: NaiveDate,
    /// `trandate`: the issue date once the status is open or paid.
    pub issued_on: NaiveDate,
    /// Due date.
    pub due_on: NaiveDate,
    /// Status in the ERP.
    pub status: InvoiceStatus,
    /// Still a draft in the PSA, not yet in the ERP.
    pub psa_draft: bool,
    /// The PSA shows it as cancelled (void, or credited for a re-bill).
    pub psa_cancelled: bool,
    /// Sum of the lines.
    pub net_minor: i64,
    /// Tax.
    pub tax_minor: i64,
    /// Applied payments and credits.
    pub applied_minor: i64,
    /// Functional units for one unit of `currency` on the issue date.
    pub exchange_rate: Decimal,
    /// The invoice that this one replaces.
    pub rebill_of: Option<u32>,
    /// The customer disputes it.
    pub disputed: bool,
    /// Raised before the work.
    pub advance: bool,
    /// When the ERP got it (none for PSA drafts).
    pub erp_created_at: Option<Stamp>,
    /// Stamps; `created_at` is the PSA's draft.
    pub meta: Meta,
}

impl Invoice {
    /// Net plus tax.
    pub fn total_minor(&self) -> i64 {
        self.net_minor + self.tax_minor
    }

    /// Not yet settled; zero for what is not issued.
    pub fn open_minor(&self) -> i64 {
        if self.status.issued() {
            self.total_minor() - self.applied_minor
        } else {
            0
        }
    }

    /// ERP document number.
    pub fn tranid(&self) -> String {
        format!("INV-{:05}", self.id)
    }
}

/// What an invoice or credit line bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A time entry, by number (may be an orphan's).
    Time(u32),
    /// A time adjustment.
    Adjustment(u32),
    /// An expense.
    Expense(u32),
    /// A billing milestone.
    Milestone(u32),
    /// A fee for a period.
    Fee {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
}

/// A line of an invoice. Amounts positive; the ERP shows them negative.
#[derive(Clone, Copy, Debug)]
pub struct InvoiceLine {
    /// Number; lines of one invoice follow each other.
    pub id: u32,
    /// Invoice.
    pub invoice: u32,
    /// Project.
    pub project: u32,
    /// What is billed.
    pub subject: Subject,
    /// Minutes, for time.
    pub minutes: i32,
    /// Net amount in minor units.
    pub net_minor: i64,
    /// Stamps.
    pub meta: Meta,
}

/// Why a credit was given; the code is the value of `custbody_credit_reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreditReason {
    /// Price corrected.
    Price,
    /// Moved to a new invoice.
    Rebill,
    /// Good will, a write-off.
    Goodwill,
}

impl CreditReason {
    /// Value of `custbody_credit_reason`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Rebill => "rebill",
            Self::Goodwill => "goodwill",
        }
    }
}

/// A credit note on one invoice.
#[derive(Clone, Debug)]
pub struct CreditNote {
    /// Number.
    pub id: u32,
    /// Invoice corrected.
    pub invoice: u32,
    /// Customer.
    pub customer: u32,
    /// Entity.
    pub entity: u32,
    /// Currency.
    pub currency: Currency,
    /// Reason.
    pub reason: CreditReason,
    /// Date.
    pub issued_on: NaiveDate,
    /// Sum of the lines, positive.
    pub net_minor: i64,
    /// Tax, positive.
    pub tax_minor: i64,
    /// Applied to invoices.
    pub applied_minor: i64,
    /// Functional units for one unit of `currency`: the original invoice's.
    pub exchange_rate: Decimal,
    /// Stamps; `created_at` is its entry in the ERP.
    pub meta: Meta,
}

impl CreditNote {
    /// ERP document number.
    pub fn tranid(&self) -> String {
        format!("CM-{:05}", self.id)
    }
}

/// A line of a credit note, amount positive.
#[derive(Clone, Copy, Debug)]
pub struct CreditLine {
    /// Number.
    pub id: u32,
    /// Credit note.
    pub credit_note: u32,
    /// Project.
    pub project: u32,
    /// What is credited.
    pub subject: Subject,
    /// Net amount in minor units.
    pub net_minor: i64,
    /// Stamps.
    pub meta: Meta,
}

/// A customer payment.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Number.
    pub id: u32,
    /// Payer.
    pub customer: u32,
    /// Entity.
    pub entity: u32,
    /// Currency.
    pub currency: Currency,
    /// Date of receipt.
    pub received_on: NaiveDate,
    /// Amount in minor units.
    pub amount_minor: i64,
    /// Of it applied.
    pub applied_minor: i64,
    /// Functional units for one unit of `currency` on the date of receipt.
    pub exchange_rate: Decimal,
    /// Stamps.
    pub meta: Meta,
}

impl Payment {
    /// ERP document number.
    pub fn tranid(&self) -> String {
        format!("PYMT-{:05}", self.id)
    }
}

/// What is applied to an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedFrom {
    /// A payment.
    Payment(u32),
    /// A credit note.
    Credit(u32),
}

/// An amount applied to an invoice.
#[derive(Clone, Debug)]
pub struct Application {
    /// Number.
    pub id: u32,
    /// Payment or credit.
    pub from: AppliedFrom,
    /// Invoice.
    pub invoice: u32,
    /// Amount in minor units of the invoice's currency.
    pub amount_minor: i64,
    /// Date.
    pub applied_on: NaiveDate,
    /// Stamps.
    pub meta: Meta,
}

/// A payment as the PSA records it: always one whole invoice.
#[derive(Clone, Debug)]
pub struct ExternalPayment {
    /// Number.
    pub id: u32,
    /// Invoice.
    pub invoice: u32,
    /// Amount in minor units.
    pub amount_minor: i64,
    /// Stamps.
    pub meta: Meta,
}
