//! Customers, opportunities, engagements and what is billed and paid.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Currency, Meta, Stamp};

/// A customer or prospect, as one system's account; a duplicate is a row of its own.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Parent customer.
    pub parent: Option<u32>,
    /// Account leader (person).
    pub leader: u32,
    /// Legal entity that bills it first.
    pub entity: u32,
    /// Currency of its account.
    pub currency: Currency,
    /// ISO country.
    pub country: &'static str,
    /// City.
    pub city: &'static str,
    /// Tax number, the same on duplicates.
    pub tax_id: String,
    /// Payment terms in days.
    pub terms_days: i64,
    /// Credit limit in minor units.
    pub credit_limit_minor: Option<i64>,
    /// Carries explicit cross references between systems (about 70 %).
    pub cross_referenced: bool,
    /// The customer this CRM account is a duplicate of.
    pub duplicate_of: Option<u32>,
    /// Known to the CRM.
    pub in_crm: bool,
    /// Known to the ERP.
    pub in_erp: bool,
    /// Known to the PSA.
    pub in_psa: bool,
    /// When the ERP got it.
    pub erp_created_at: Stamp,
    /// Stamps.
    pub meta: Meta,
}

/// Where an opportunity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// First talk.
    Qualification,
    /// Offer made.
    Proposal,
    /// Terms.
    Negotiation,
    /// Won.
    Won,
    /// Lost.
    Lost,
}

impl Stage {
    /// Label in the CRM.
    pub fn label(self) -> &'static str {
        match self {
            Self::Qualification => "Qualification",
            Self::Proposal => "Proposal/Price Quote",
            Self::Negotiation => "Negotiation/Review",
            Self::Won => "Closed Won",
            Self::Lost => "Closed Lost",
        }
    }

    /// Probability in percent.
    pub fn probability(self) -> u32 {
        match self {
            Self::Qualification => 10,
            Self::Proposal => 50,
            Self::Negotiation => 75,
            Self::Won => 100,
            Self::Lost => 0,
        }
    }
}

/// An opportunity.
#[derive(Clone, Debug)]
pub struct Opportunity {
    /// Number.
    pub id: u32,
    /// Customer; may be one whose account is deleted.
    pub customer: u32,
    /// Name.
    pub name: String,
    /// Owner (person).
    pub owner: u32,
    /// Entity that would deliver.
    pub entity: u32,
    /// Practice that would deliver.
    pub practice: u32,
    /// Amount in minor units, if stated.
    pub amount_minor: Option<i64>,
    /// Its currency.
    pub currency: Currency,
    /// Current stage.
    pub stage: Stage,
    /// Last move to a won stage.
    pub won_at: Option<Stamp>,
    /// Close date, which a person edits.
    pub close_on: NaiveDate,
    /// Planned start of the work.
    pub planned_start_on: Option<NaiveDate>,
    /// Stamps.
    pub meta: Meta,
}

/// One move of an opportunity to a stage.
#[derive(Clone, Debug)]
pub struct StageMove {
    /// Number.
    pub id: u32,
    /// Opportunity.
    pub opportunity: u32,
    /// New stage.
    pub stage: Stage,
    /// Amount at that time.
    pub amount_minor: Option<i64>,
    /// Stamps; `created_at` is the move.
    pub meta: Meta,
}

/// How an engagement is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BillingModel {
    /// Time and materials: `tm`.
    TimeAndMaterials,
    /// Fixed fee by instalments, revenue cost-to-cost: `fixed_fee`.
    FixedFee,
    /// Milestones: `milestone`.
    Milestone,
    /// Retainer, monthly fee: `retainer`.
    Retainer,
}

impl BillingModel {
    /// Value of `Billing_Model__c`.
    pub fn code(self) -> &'static str {
        match self {
            Self::TimeAndMaterials => "tm",
            Self::FixedFee => "fixed_fee",
            Self::Milestone => "milestone",
            Self::Retainer => "retainer",
        }
    }
}

/// Whether the firm is agent or principal for expenses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassThrough {
    /// Only the mark-up is revenue.
    Agent,
    /// The billed amount is revenue.
    Principal,
}

/// An engagement: CRM contract and ERP sales order.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// Number.
    pub id: u32,
    /// Customer.
    pub customer: u32,
    /// Opportunity it came from.
    pub opportunity: Option<u32>,
    /// Contracting entity.
    pub entity: u32,
    /// Practice that leads.
    pub practice: u32,
    /// Contract currency.
    pub currency: Currency,
    /// Name.
    pub name: String,
    /// Billing model.
    pub model: BillingModel,
    /// Transaction price in minor units (none on open-ended time and materials).
    pub value_minor: Option<i64>,
    /// Not-to-exceed cap in minor units.
    pub cap_minor: Option<i64>,
    /// Days after cycle end until billing is late.
    pub deadline_days: i64,
    /// Agent or principal.
    pub pass_through: PassThrough,
    /// Mark-up on expenses in basis points.
    pub markup_bp: i64,
    /// First day of the term.
    pub start_on: NaiveDate,
    /// Last day of the term.
    pub end_on: NaiveDate,
    /// Ended before its term.
    pub ended_early_on: Option<NaiveDate>,
    /// Customer's purchase order.
    pub purchase_order: Option<String>,
    /// When the contract was activated; none while a draft.
    pub activated_at: Option<Stamp>,
    /// When the ERP's sales order was made; none while missing.
    pub order_created_at: Option<Stamp>,
    /// Invoices are raised in advance of the period (some retainers).
    pub in_advance: bool,
    /// Stamps.
    pub meta: Meta,
}

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
