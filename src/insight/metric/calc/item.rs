//! A billable item: its dates on the way to an invoice and to cash, and what it is worth.

use chrono::Datelike;
use entity::canonical::engagement::BillingCycle;
use entity::value::{Currency, Day, Instant};

#[cfg(doc)]
use super::margin::MISSING;
use super::margin::Triple;

/// Skew of two systems' clocks that is taken for none.
pub const SKEW_MS: i64 = 15 * 60_000;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A time entry.
    Time,
    /// An adjustment of time already billed.
    Correction,
    /// A billable expense.
    Expense,
    /// A milestone.
    Milestone,
    /// A month of a retainer.
    Fee,
}

impl ItemKind {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Correction => "correction",
            Self::Expense => "expense",
            Self::Milestone => "milestone",
            Self::Fee => "fee",
        }
    }

    /// Table of its id.
    pub fn table(self) -> &'static str {
        match self {
            Self::Time | Self::Correction => "time_entry",
            Self::Expense => "expense",
            Self::Milestone => "milestone",
            Self::Fee => "engagement",
        }
    }
}

/// A billable quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Id of the row; of a fee, of contract and month.
    pub id: i64,
    /// What it is.
    pub kind: ItemKind,
    /// Project.
    pub project: i64,
    /// Contract.
    pub contract: i64,
    /// Person.
    pub person: i64,
    /// Role worked in.
    pub role: i64,
    /// Entity of the invoice, else of the project.
    pub legal_entity: i64,
    /// Work, expense, acceptance or period start date.
    pub work_on: Day,
    /// Handed in.
    pub submitted_at: Option<Instant>,
    /// Handed in, in the entity's zone.
    pub submitted_on: Option<Day>,
    /// Approved.
    pub approved_at: Option<Instant>,
    /// Approved, in the entity's zone.
    pub approved_on: Option<Day>,
    /// End of the billing cycle.
    pub eligible_on: Day,
    /// Last day in time.
    pub deadline_on: Day,
    /// Arrived in the ERP.
    pub posted_at: Option<Instant>,
    /// Arrived in the ERP, in the entity's zone.
    pub posted_on: Option<Day>,
    /// First issued invoice's date.
    pub issued_on: Option<Day>,
    /// Its due date.
    pub due_on: Option<Day>,
    /// Paid in full.
    pub paid_on: Option<Day>,
    /// First issued invoice.
    pub invoice: i64,
    /// Its line.
    pub line: i64,
    /// On a live line.
    pub live: bool,
    /// True where it counts in latency.
    pub latency: bool,
    /// Its charge is on hold.
    pub held: bool,
    /// Written down.
    pub written_down: i64,
    /// Approved on the day.
    pub approved: bool,
    /// Billed by what it is, so that it can leak.
    pub billable: bool,
    /// Currency of the value.
    pub currency: Currency,
    /// Contract value within the cap.
    pub value: i64,
    /// True where no bill rate says what it is worth.
    pub unpriced: bool,
    /// Contract value above the cap.
    pub over_cap: i64,
    /// What the live line is short of the contract's rate.
    pub under_rate: i64,
    /// Net amount of the live lines in item, entity and group currency, each at the spot of its issue; [`MISSING`] without a rate.
    pub billed: Triple,
    /// Net amount of the first issued lines in group currency at the spot of their issue.
    pub weight: i64,
    /// Lines issued for it.
    pub lines: u32,
    /// Lines among them on replacing invoices.
    pub rebilled: u32,
    /// Time.
    pub ms: i64,
}

impl Item {
    /// True where its hours count as handed in, not approved, on a day.
    pub fn waits_for_approval(&self, as_of: Day) -> bool {
        self.billable
            && !self.approved
            && !self.live
            && self.value != 0
            && self.submitted_on.is_none_or(|on| on <= as_of)
    }

    /// True where it is approved, unbilled and not written down.
    pub fn unbilled(&self) -> bool {
        self.billable && self.approved && !self.live && self.open_value() != 0
    }

    /// Contract value within the cap, less what was written down.
    pub fn open_value(&self) -> i64 {
        if self.written_down == 0 {
            self.value
        } else {
            (self.value - self.written_down).max(0)
        }
    }

    /// Days: cycle, integration and finance wait, which add up to issued less approved.
    pub fn waits(&self) -> Option<(i64, i64, i64)> {
        let approved = self.approved_on?.0;
        let issued = self.issued_on?.0;
        let eligible = approved.max(self.eligible_on.0);
        let mut posted = self.posted_on.map_or(eligible, |on| on.0);
        if let (Some(at), Some(approval)) = (self.posted_at, self.approved_at)
            && at < approval
            && approval.0 - at.0 < SKEW_MS
        {
            posted = posted.max(approved);
        }
        Some((
            i64::from(eligible - approved),
            i64::from(posted - eligible),
            i64::from(issued - posted),
        ))
    }
}

/// End of the billing cycle that holds a day.
pub fn cycle_end(cycle: BillingCycle, on: Day) -> Day {
    match cycle {
        BillingCycle::Month => on.month_end(),
        BillingCycle::Quarter => {
            let month = on.date().month0();
            (0..2 - month % 3).fold(on.month_end(), |end, _| Day(end.0 + 1).month_end())
        }
        BillingCycle::Week => {
            Day(on.0 + 6 - i32::try_from(on.date().weekday().num_days_from_monday()).unwrap_or(0))
        }
        BillingCycle::Milestone => on,
    }
}
