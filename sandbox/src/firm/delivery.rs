//! Projects: stories, milestones, rates, estimates, seats and bookings.

use chrono::NaiveDate;

use super::{BillingModel, Currency, Meta, Stamp};

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
