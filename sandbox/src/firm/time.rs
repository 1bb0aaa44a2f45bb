//! Time, its submissions and decisions, expenses, and time as the ERP has it.

use chrono::NaiveDate;

use super::{Decision, HourlyRate, Meta};

/// A weekly timesheet of one person on one project.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Number.
    pub id: u32,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// First day of the week (Monday).
    pub week_from: NaiveDate,
    /// Last day of the week (Sunday).
    pub week_to: NaiveDate,
    /// State.
    pub decision: Decision,
    /// Last decision, by number.
    pub resolution: Option<u32>,
    /// Minutes it holds or held.
    pub minutes: i32,
    /// Stamps; `created_at` is the submission.
    pub meta: Meta,
}

/// What a resolution decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A timesheet submission.
    Time(u32),
    /// An expense report.
    Expense(u32),
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// Number.
    pub id: u32,
    /// What it decides.
    pub target: Target,
    /// Approved, rejected or cancelled (withdrawn).
    pub decision: Decision,
    /// Who decided.
    pub person: u32,
    /// Stamps; `created_at` is the decision.
    pub meta: Meta,
}

/// Time worked, one row a person, project, story and day.
#[derive(Clone, Debug)]
pub struct TimeEntry {
    /// Number.
    pub id: u32,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// Story.
    pub story: Option<u32>,
    /// Role worked in.
    pub role: u32,
    /// Day worked.
    pub work_on: NaiveDate,
    /// Minutes.
    pub minutes: u16,
    /// Billable.
    pub billable: bool,
    /// Approved now.
    pub approved: bool,
    /// Bill rate in the project's currency.
    pub bill_rate: HourlyRate,
    /// Cost rate in the project's currency.
    pub cost_rate: HourlyRate,
    /// Submission that holds it now.
    pub submission: Option<u32>,
    /// Submission that held it last.
    pub recent_submission: Option<u32>,
    /// Live PSA invoice.
    pub invoice: Option<u32>,
    /// Stamps.
    pub meta: Meta,
}

/// A correction of invoiced time; minutes may be negative.
#[derive(Clone, Debug)]
pub struct TimeAdjustment {
    /// Number.
    pub id: u32,
    /// Entry corrected.
    pub entry: u32,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// Story.
    pub story: Option<u32>,
    /// Day of the original work.
    pub original_on: NaiveDate,
    /// Day of the correction.
    pub posted_on: NaiveDate,
    /// Minutes, signed.
    pub minutes: i32,
    /// Billable.
    pub billable: bool,
    /// Bill rate.
    pub bill_rate: HourlyRate,
    /// Cost rate.
    pub cost_rate: HourlyRate,
    /// Live PSA invoice.
    pub invoice: Option<u32>,
    /// Stamps.
    pub meta: Meta,
}

/// Kind of expense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExpenseCategory {
    /// Billable pass-through.
    Travel,
    /// Billable pass-through.
    Materials,
    /// Cost of subcontractors.
    Subcontractor,
    /// Cost of software.
    Software,
}

impl ExpenseCategory {
    /// The PSA's category name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Travel => "Travel",
            Self::Materials => "Materials",
            Self::Subcontractor => "Subcontractor",
            Self::Software => "Software",
        }
    }
}

/// An expense report.
#[derive(Clone, Debug)]
pub struct ExpenseReport {
    /// Number.
    pub id: u32,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// State.
    pub decision: Decision,
    /// Last decision, by number.
    pub resolution: Option<u32>,
    /// Stamps; `created_at` is the submission.
    pub meta: Meta,
}

/// An expense in the project's currency.
#[derive(Clone, Debug)]
pub struct Expense {
    /// Number.
    pub id: u32,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// Kind.
    pub category: ExpenseCategory,
    /// Day.
    pub spent_on: NaiveDate,
    /// Amount in minor units.
    pub amount_minor: i64,
    /// Billed to the customer.
    pub billable: bool,
    /// Report.
    pub report: Option<u32>,
    /// Approved now.
    pub approved: bool,
    /// Live PSA invoice.
    pub invoice: Option<u32>,
    /// Stamps.
    pub meta: Meta,
}

/// What an ERP time bill came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostedFrom {
    /// A time entry.
    Entry(u32),
    /// A time adjustment.
    Adjustment(u32),
    /// A plan (`timetype` P): not work.
    Plan,
    /// Booked in the ERP by hand, without external id.
    Manual,
}

/// Time in the ERP (`timebill`); `meta.created_at` is the sync instant.
#[derive(Clone, Debug)]
pub struct TimePosting {
    /// Number.
    pub id: u32,
    /// Origin.
    pub from: PostedFrom,
    /// Person.
    pub person: u32,
    /// Project.
    pub project: u32,
    /// Day.
    pub work_on: NaiveDate,
    /// Minutes, signed.
    pub minutes: i32,
    /// Billable.
    pub billable: bool,
    /// Bill rate in the project's currency.
    pub rate: HourlyRate,
    /// Approved in the ERP.
    pub approved: bool,
    /// Stamps.
    pub meta: Meta,
}

/// An ERP charge for billable posted time.
#[derive(Clone, Debug)]
pub struct Charge {
    /// Number.
    pub id: u32,
    /// Time bill.
    pub posting: u32,
    /// Live invoice that billed it.
    pub invoice: Option<u32>,
    /// Amount in minor units of the project's currency.
    pub amount_minor: i64,
    /// Held back by finance.
    pub hold: bool,
    /// Stamps.
    pub meta: Meta,
}
