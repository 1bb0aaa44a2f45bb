//! The list of collections, one line each.

mod money;
mod people;
mod rates;
mod time;
mod work;

use super::collection::Collection;

/// Every collection that the generic machinery serves.
pub static ALL: &[&Collection] = &[
    &people::USERS,
    &people::ACCOUNT_MEMBERSHIPS,
    &people::COST_RATES,
    &people::ROLES,
    &people::ORGANIZATIONS,
    &people::ORGANIZATION_MEMBERSHIPS,
    &people::WORKWEEKS,
    &people::WORKWEEK_MEMBERSHIPS,
    &people::TIME_OFF_ENTRIES,
    &people::HOLIDAYS,
    &people::HOLIDAY_CALENDARS,
    &people::HOLIDAY_CALENDAR_MEMBERSHIPS,
    &work::WORKSPACE_GROUPS,
    &work::WORKSPACES,
    &work::STORIES,
    &work::STORY_STATE_CHANGES,
    &work::WORKSPACE_RESOURCES,
    &work::WORKSPACE_ALLOCATIONS,
    &work::ASSIGNMENTS,
    &work::PARTICIPATIONS,
    &rates::RATE_CARD_SETS,
    &rates::RATE_CARD_SET_VERSIONS,
    &rates::RATE_CARDS,
    &rates::RATE_CARD_VERSIONS,
    &rates::RATE_CARD_ROLES,
    &rates::EXCHANGE_TABLES,
    &rates::EXCHANGE_RATES,
    &time::TIME_ENTRIES,
    &time::TIME_ADJUSTMENTS,
    &time::TIMESHEET_SUBMISSIONS,
    &time::RESOLUTIONS,
    &time::EXPENSES,
    &time::EXPENSE_REPORT_SUBMISSIONS,
    &money::BILLING_MILESTONES,
    &money::INVOICES,
    &money::FIXED_FEE_ITEMS,
    &money::ADDITIONAL_ITEMS,
    &money::EXTERNAL_PAYMENTS,
    &money::PROJECT_ACCOUNTING_RECORDS,
];

/// A collection by its plural name.
pub fn find(name: &str) -> Option<&'static Collection> {
    ALL.iter()
        .copied()
        .find(|collection| collection.name == name)
}

/// The collection of a subject type, `TimeEntry` and the like.
pub fn of_subject(subject: &str) -> Option<&'static Collection> {
    ALL.iter()
        .copied()
        .find(|collection| collection.subject == Some(subject))
}
