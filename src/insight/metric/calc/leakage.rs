//! Where revenue leaks: what each unbilled or underbilled item loses, by component.

use entity::value::Day;

use super::item::{Item, ItemKind};

/// A way to lose revenue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// (a) approved time unbilled past its deadline: the default figure.
    ApprovedUnbilled,
    /// (b) milestone accepted, not invoiced.
    MilestonesUnbilled,
    /// (c) recurring fee whose period has begun, not invoiced.
    FeesUnbilled,
    /// (d) billable expense unbilled.
    ExpensesUnbilled,
    /// (e) billed below the contract's rate.
    UnderRate,
    /// (f) hours above the cap.
    OverCap,
    /// (g) submitted and unapproved past its deadline.
    UnapprovedLate,
}

impl Component {
    /// Every component, in order.
    pub const ALL: [Self; 7] = [
        Self::ApprovedUnbilled,
        Self::MilestonesUnbilled,
        Self::FeesUnbilled,
        Self::ExpensesUnbilled,
        Self::UnderRate,
        Self::OverCap,
        Self::UnapprovedLate,
    ];

    /// Its name as a part of the figure.
    pub fn name(self) -> &'static str {
        match self {
            Self::ApprovedUnbilled => "approved_unbilled",
            Self::MilestonesUnbilled => "milestones_unbilled",
            Self::FeesUnbilled => "fees_unbilled",
            Self::ExpensesUnbilled => "expenses_unbilled",
            Self::UnderRate => "under_rate",
            Self::OverCap => "over_cap",
            Self::UnapprovedLate => "unapproved_late",
        }
    }
}

/// True strictly after the deadline.
pub fn late(item: &Item, as_of: Day) -> bool {
    as_of > item.deadline_on
}

/// What an item would leak on a day were its charge not on hold.
pub fn on_hold(item: &Item, as_of: Day) -> Option<i64> {
    (item.held && item.unbilled() && late(item, as_of)).then(|| item.open_value())
}

/// True where an item is of the cohort of the default component: hours that a contract bills.
pub fn of_default(item: &Item) -> bool {
    item.billable && matches!(item.kind, ItemKind::Time | ItemKind::Correction)
}

/// What an item leaks on a day.
pub fn leaks(item: &Item, as_of: Day) -> Vec<(Component, i64)> {
    let mut leaks = Vec::new();
    if item.unbilled() && late(item, as_of) && !item.held {
        let component = match item.kind {
            ItemKind::Time | ItemKind::Correction => Component::ApprovedUnbilled,
            ItemKind::Milestone => Component::MilestonesUnbilled,
            ItemKind::Fee => Component::FeesUnbilled,
            ItemKind::Expense => Component::ExpensesUnbilled,
        };
        leaks.push((component, item.open_value()));
    }
    if item.billable && item.approved && item.over_cap != 0 {
        leaks.push((Component::OverCap, item.over_cap));
    }
    let time = matches!(item.kind, ItemKind::Time | ItemKind::Correction);
    if time && item.waits_for_approval(as_of) && late(item, as_of) {
        leaks.push((Component::UnapprovedLate, item.value));
    }
    if item.live && item.under_rate > 0 {
        leaks.push((Component::UnderRate, item.under_rate));
    }
    leaks
}
