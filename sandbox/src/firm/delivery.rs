//! Projects and the work on them: stories, milestones, rates, bookings, time, expenses, and time as the ERP has it.

use chrono::NaiveDate;

use super::{BillingModel, Currency, Decision, HourlyRate, Meta, Stamp};

/// A project: PSA workspace and ERP job. Internal ones have no engagement.
#[derive(Clone, Debug)]
pub struct Project {
    /// Number.
    pub id: u32,
    /// Engagement; none on internal workspaces.
    pub engagement: Option<u32>,
    /// Customer; none on internal workspaces.
    pub customer: Option<u32>,
    /// Entity.
    pub entity: u32,
    /// Practice.
    pub practice: u32,
    /// Manager.
    pub manager: u32,
    /// Code `P-00012`, the ERP's `entityid`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Currency of the workspace.
    pub currency: Currency,
    /// Billing model; none on internal workspaces.
    pub model: Option<BillingModel>,
    /// Planned first day.
    pub start_on: NaiveDate,
    /// Planned last day.
    pub due_on: NaiveDate,
    /// Work is over.
    pub closed_on: Option<NaiveDate>,
    /// Archived in the PSA (hidden by default).
    pub archived: bool,
    /// Price in minor units.
    pub price_minor: Option<i64>,
    /// Planned minutes.
    pub budget_minutes: i64,
    /// Rate card set.
    pub rate_card_set: u32,
    /// Timesheets need approval.
    pub needs_approval: bool,
    /// Workspace created in the PSA: activated. None while set-up is stuck.
    pub activated_at: Option<Stamp>,
    /// Job created in the ERP. None while set-up is stuck.
    pub job_created_at: Option<Stamp>,
    /// Carries explicit references between PSA and ERP.
    pub cross_referenced: bool,
    /// Stamps.
    pub meta: Meta,
}

/// What a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoryType {
    /// Ordinary work.
    Task,
    /// A date to reach.
    Milestone,
    /// Rework.
    Issue,
}

/// State of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoryState {
    /// `not started`
    NotStarted,
    /// `started`
    Started,
    /// `completed`; on a milestone: accepted.
    Completed,
    /// `new` (issues)
    New,
    /// `resolved` (issues)
    Resolved,
}

impl StoryState {
    /// The PSA's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "not started",
            Self::Started => "started",
            Self::Completed => "completed",
            Self::New => "new",
            Self::Resolved => "resolved",
        }
    }
}

/// A task, milestone or issue.
#[derive(Clone, Debug)]
pub struct Story {
    /// Number.
    pub id: u32,
    /// Project.
    pub project: u32,
    /// Parent story.
    pub parent: Option<u32>,
    /// Title; `Pre-sales`, `Training` and `Internal` on internal workspaces.
    pub title: String,
    /// Kind.
    pub story_type: StoryType,
    /// State.
    pub state: StoryState,
    /// Place among siblings.
    pub position: u32,
    /// First day.
    pub start_on: Option<NaiveDate>,
    /// Due day.
    pub due_on: Option<NaiveDate>,
    /// Work on it is billable by default.
    pub billable: bool,
    /// Estimate in minutes.
    pub estimate_minutes: i64,
    /// Archived.
    pub archived: bool,
    /// Stamps; a deleted story stays visible with `show_deleted`.
    pub meta: Meta,
}

/// A change of a story's state.
#[derive(Clone, Debug)]
pub struct StoryMove {
    /// Number.
    pub id: u32,
    /// Story.
    pub story: u32,
    /// Who.
    pub person: u32,
    /// New state.
    pub state: StoryState,
    /// Stamps; `created_at` is the change.
    pub meta: Meta,
}

/// A milestone with a price, billed upon completion of its story.
#[derive(Clone, Debug)]
pub struct BillingMilestone {
    /// Number.
    pub id: u32,
    /// Project.
    pub project: u32,
    /// Story whose completion is the acceptance.
    pub story: u32,
    /// Title.
    pub title: String,
    /// Amount in minor units of the project's currency.
    pub amount_minor: i64,
    /// Planned day.
    pub planned_on: NaiveDate,
    /// Accepted (last time).
    pub accepted_at: Option<Stamp>,
    /// Acceptance reversed after `accepted_at`.
    pub reversed_at: Option<Stamp>,
    /// Live invoice in the PSA.
    pub invoice: Option<u32>,
    /// Stamps.
    pub meta: Meta,
}

/// A rate card set.
#[derive(Clone, Debug)]
pub struct RateCardSet {
    /// Number.
    pub id: u32,
    /// Title.
    pub title: &'static str,
    /// Stamps.
    pub meta: Meta,
}

/// A version of a set from a day on.
#[derive(Clone, Debug)]
pub struct RateCardVersion {
    /// Number.
    pub id: u32,
    /// Set.
    pub set: u32,
    /// First day.
    pub effective_on: NaiveDate,
    /// Unpublished versions count for nothing.
    pub published: bool,
    /// Stamps.
    pub meta: Meta,
}

/// A rate per hour for a role in a version and currency.
#[derive(Clone, Debug)]
pub struct RoleRate {
    /// Number.
    pub id: u32,
    /// Version.
    pub version: u32,
    /// Currency.
    pub currency: Currency,
    /// Role; none is the version's default rate.
    pub role: Option<u32>,
    /// Minor units per hour.
    pub rate_minor: i64,
    /// Stamps.
    pub meta: Meta,
}

/// An estimate to complete of a fixed-fee project.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// Number.
    pub id: u32,
    /// Project.
    pub project: u32,
    /// Day it speaks of (a month end).
    pub as_of: NaiveDate,
    /// Cost still to come in minor units of `currency`.
    pub cost_etc_minor: i64,
    /// The entity's functional currency.
    pub currency: Currency,
    /// Stamps.
    pub meta: Meta,
}

/// A seat on a project, held by a person or not yet.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Number.
    pub id: u32,
    /// Project.
    pub project: u32,
    /// Person; none on an unnamed seat.
    pub person: Option<u32>,
    /// Role.
    pub role: u32,
    /// Stamps.
    pub meta: Meta,
}

/// Booked time of a seat.
#[derive(Clone, Debug)]
pub struct Allocation {
    /// Number.
    pub id: u32,
    /// Seat.
    pub seat: u32,
    /// First day.
    pub start_on: NaiveDate,
    /// Last day.
    pub end_on: NaiveDate,
    /// Minutes in all.
    pub minutes: i64,
    /// Firm or tentative.
    pub hard: bool,
    /// Stamps.
    pub meta: Meta,
}

/// A person assigned to a story.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Number.
    pub id: u32,
    /// Story.
    pub story: u32,
    /// Person.
    pub person: u32,
    /// Estimated minutes.
    pub minutes: i64,
    /// Not history.
    pub current: bool,
    /// Stamps.
    pub meta: Meta,
}

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
