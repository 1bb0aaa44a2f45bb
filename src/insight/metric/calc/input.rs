//! The plain rows that calculation reads: group members already folded into their representative, deleted rows left out.
//!
//! An id of 0 is no id. Amounts are ten-thousandths, rates millionths, hours milliseconds.

use chrono_tz::Tz;
use entity::canonical::engagement::{BillingCycle, BillingModel};
use entity::canonical::invoice::CreditReason;
use entity::canonical::time_entry::TimeEntryStatus;
use entity::value::{Currency, Day, Instant};

pub use super::staff::{Person, Position, Schedule, Target};

/// A contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Engagement.
    pub id: i64,
    /// How it is billed.
    pub model: BillingModel,
    /// Only active and ended contracts bind.
    pub binds: bool,
    /// Transaction price.
    pub price: Option<i64>,
    /// Not-to-exceed amount.
    pub cap: Option<i64>,
    /// Currency.
    pub currency: Option<Currency>,
    /// First day of service.
    pub start_on: Option<Day>,
    /// Last day of service.
    pub end_on: Option<Day>,
    /// Last day where it ended early.
    pub ended_early_on: Option<Day>,
    /// True where billed expenses are revenue.
    pub principal: bool,
    /// Mark-up on expenses in millionths.
    pub markup: i64,
    /// Billing cycle.
    pub cycle: BillingCycle,
    /// Days after the cycle's end.
    pub deadline_days: i32,
    /// Customer.
    pub customer: i64,
    /// Entity that signed.
    pub legal_entity: i64,
    /// First project, where the source names it.
    pub first_project: i64,
    /// Opportunity.
    pub opportunity: i64,
    /// Day of signature.
    pub signed_on: Option<Day>,
}

impl Contract {
    /// Days after the cycle's end where the contract says nothing.
    pub const DEADLINE_DAYS: i32 = 15;
}

/// A project.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Project.
    pub id: i64,
    /// Engagement.
    pub contract: i64,
    /// Customer.
    pub customer: i64,
    /// Practice.
    pub practice: i64,
    /// Manager.
    pub manager: i64,
    /// Entity that delivers.
    pub legal_entity: i64,
    /// Billing model of the project itself, used where it has no contract.
    pub model: BillingModel,
    /// True for internal work.
    pub internal: bool,
    /// Project currency.
    pub currency: Currency,
    /// Functional currency of its entity.
    pub entity_currency: Currency,
    /// Zone of its entity.
    pub zone: Tz,
    /// Price.
    pub price: Option<i64>,
    /// Planned start.
    pub start_on: Option<Day>,
    /// Code, for order.
    pub code: Option<String>,
    /// Opportunity.
    pub opportunity: i64,
    /// Ready for time in the PSA.
    pub activated_at: Option<Instant>,
    /// Billable in the ERP.
    pub billable_at: Option<Instant>,
    /// Cancelled.
    pub cancelled: bool,
}

/// A time entry or correction.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Time entry.
    pub id: i64,
    /// Project.
    pub project: i64,
    /// Person.
    pub person: i64,
    /// Role worked in.
    pub role: i64,
    /// Submission.
    pub submission: i64,
    /// Raw record it was read from.
    pub source: i64,
    /// Civil date of the work.
    pub work_on: Day,
    /// Time.
    pub ms: i64,
    /// Billable: its own flag, else the project's default.
    pub billable: bool,
    /// Status.
    pub status: TimeEntryStatus,
    /// Bill rate.
    pub bill_rate: Option<i64>,
    /// Cost rate.
    pub cost_rate: Option<i64>,
    /// Currency of both.
    pub currency: Currency,
    /// Adjustment of work already billed.
    pub correction: bool,
    /// On a rework task.
    pub rework: bool,
    /// Productive where not billable.
    pub productive: bool,
    /// Handed in, where the source dates it.
    pub submitted_at: Option<Instant>,
    /// Approved, where the source dates it.
    pub approved_at: Option<Instant>,
}

impl Entry {
    /// True where it counts by default.
    pub fn approved(&self) -> bool {
        self.status == TimeEntryStatus::Approved
    }
}

/// An expense.
#[derive(Clone, Debug, PartialEq)]
pub struct Expense {
    /// Expense.
    pub id: i64,
    /// Project.
    pub project: i64,
    /// Person.
    pub person: i64,
    /// Submission.
    pub submission: i64,
    /// Date.
    pub spent_on: Day,
    /// Amount.
    pub amount: i64,
    /// Currency.
    pub currency: Currency,
    /// Nature.
    pub nature: entity::canonical::expense::ExpenseNature,
    /// Billable to the client.
    pub billable: bool,
    /// Approved.
    pub approved: bool,
    /// Handed in, not approved.
    pub submitted: bool,
    /// Approved, where the source dates it.
    pub approved_at: Option<Instant>,
}

/// An amount due on acceptance, with the moves of its task.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    /// Milestone.
    pub id: i64,
    /// Project.
    pub project: i64,
    /// Amount.
    pub amount: Option<i64>,
    /// Currency.
    pub currency: Currency,
    /// Acceptances (true) and reversals (false) in order of time.
    pub moves: Vec<(Instant, bool)>,
}

/// An estimate to complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Estimate.
    pub id: i64,
    /// Project.
    pub project: i64,
    /// Day it holds for.
    pub as_of_on: Day,
    /// Cost still to come.
    pub cost: i64,
    /// Currency, the functional one.
    pub currency: Currency,
    /// Its version, which decides between two for one day.
    pub version_at: Instant,
}

/// An invoice or credit note.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Invoice.
    pub id: i64,
    /// True for a credit note.
    pub credit: bool,
    /// Issued: not draft, void or unknown.
    pub issued: bool,
    /// Paid as its system shows it.
    pub paid: bool,
    /// Customer.
    pub customer: i64,
    /// Project.
    pub project: i64,
    /// Engagement.
    pub contract: i64,
    /// Entity.
    pub legal_entity: i64,
    /// Zone of that entity.
    pub zone: Tz,
    /// Functional currency of that entity.
    pub entity_currency: Currency,
    /// Invoice date.
    pub issued_on: Option<Day>,
    /// Due date, terms applied where the source has none.
    pub due_on: Option<Day>,
    /// Currency.
    pub currency: Currency,
    /// Without tax.
    pub net: i64,
    /// With tax.
    pub total: i64,
    /// Rate to the entity's currency printed on it, 10 decimals.
    pub rate: Option<i64>,
    /// Invoice that a credit note corrects.
    pub corrects: i64,
    /// Why it was credited.
    pub reason: Option<CreditReason>,
    /// Invoice that it replaces.
    pub rebill_of: i64,
    /// Billed ahead of the work.
    pub advance: bool,
}

impl Document {
    /// True where it stands on a day.
    pub fn stands(&self, on: Day) -> bool {
        self.issued && self.issued_on.is_some_and(|issued| issued <= on)
    }
}

/// A line of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Line.
    pub id: i64,
    /// Document.
    pub document: i64,
    /// Project.
    pub project: i64,
    /// Net amount.
    pub amount: i64,
    /// Currency.
    pub currency: Currency,
    /// Unit price.
    pub unit_price: Option<i64>,
    /// Time entry, expense or milestone it bills.
    pub item: i64,
    /// First day of a fee period.
    pub service_from: Option<Day>,
    /// Last day of a fee period.
    pub service_to: Option<Day>,
    /// True for a fee line.
    pub fee: bool,
}

impl Line {
    /// True where two lines bill or credit the same work, or fees of one project for periods that meet.
    pub fn same_subject(&self, other: &Self) -> bool {
        if self.fee || other.fee {
            let apart = self.project != 0 && other.project != 0 && self.project != other.project;
            return self.fee
                && other.fee
                && !apart
                && self.service_from <= other.service_to
                && other.service_from <= self.service_to;
        }
        self.item == other.item
    }
}

/// Money received.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// Payment.
    pub id: i64,
    /// Customer.
    pub customer: i64,
    /// Entity.
    pub legal_entity: i64,
    /// Day received.
    pub received_on: Day,
    /// Amount.
    pub amount: i64,
    /// Currency.
    pub currency: Currency,
    /// Functional currency of that entity.
    pub entity_currency: Currency,
}

/// What a payment or credit note settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// Application.
    pub id: i64,
    /// Payment.
    pub payment: i64,
    /// Credit note.
    pub credit_note: i64,
    /// Invoice settled.
    pub document: i64,
    /// Amount.
    pub amount: i64,
    /// Day applied.
    pub applied_on: Day,
}

/// A write-down, write-off or goodwill.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenUp {
    /// Adjustment.
    pub id: i64,
    /// Invoice.
    pub document: i64,
    /// Time entry.
    pub entry: i64,
    /// What.
    pub nature: entity::canonical::adjustment::AdjustmentNature,
    /// Date.
    pub on: Day,
    /// Amount.
    pub amount: i64,
}

/// A hold or dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// Document.
    pub document: i64,
    /// True for a dispute.
    pub dispute: bool,
    /// First day.
    pub from_on: Day,
    /// Last day.
    pub to_on: Option<Day>,
}

impl Hold {
    /// True where it covers a day.
    pub fn covers(&self, on: Day) -> bool {
        self.from_on <= on && self.to_on.is_none_or(|to| on <= to)
    }
}

/// Hours booked for a person on a project between days.
#[derive(Clone, Debug, PartialEq)]
pub struct Booking {
    /// Assignment.
    pub id: i64,
    /// Person.
    pub person: i64,
    /// Project.
    pub project: i64,
    /// First day.
    pub from_on: Day,
    /// Last day.
    pub to_on: Day,
    /// Time in all.
    pub ms: i64,
    /// True where it is confirmed.
    pub hard: bool,
}

/// A move of a deal to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// When.
    pub at: Instant,
    /// Its row, for order.
    pub id: i64,
    /// True where the stage means won.
    pub won: bool,
}

/// A deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// Opportunity.
    pub id: i64,
    /// Customer.
    pub customer: i64,
    /// Entity.
    pub legal_entity: i64,
    /// Practice.
    pub practice: i64,
    /// Won now.
    pub won: bool,
    /// When it was won, as the deal itself says; used where no moves are known.
    pub won_at: Option<Instant>,
    /// Its moves in order.
    pub moves: Vec<Move>,
    /// Planned start.
    pub start_on: Option<Day>,
}
