//! Customers, opportunities and engagements.

use chrono::NaiveDate;

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
