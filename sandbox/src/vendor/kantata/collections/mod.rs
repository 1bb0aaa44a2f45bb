//! The list of collections, one line each.

mod bookings;
mod calendars;
mod expenses;
mod money;
mod organizations;
mod people;
mod rates;
mod stories;
mod submissions;
mod time;
mod work;

use super::collection::Collection;

/// Every collection that the generic machinery serves.
pub static ALL: &[&Collection] = &[
    &people::USERS,
    &people::ACCOUNT_MEMBERSHIPS,
    &people::COST_RATES,
    &people::ROLES,
    &organizations::ORGANIZATIONS,
    &organizations::ORGANIZATION_MEMBERSHIPS,
    &calendars::WORKWEEKS,
    &calendars::WORKWEEK_MEMBERSHIPS,
    &calendars::TIME_OFF_ENTRIES,
    &calendars::HOLIDAYS,
    &calendars::HOLIDAY_CALENDARS,
    &calendars::HOLIDAY_CALENDAR_MEMBERSHIPS,
    &work::WORKSPACE_GROUPS,
    &work::WORKSPACES,
    &stories::STORIES,
    &stories::STORY_STATE_CHANGES,
    &bookings::WORKSPACE_RESOURCES,
    &bookings::WORKSPACE_ALLOCATIONS,
    &bookings::ASSIGNMENTS,
    &bookings::PARTICIPATIONS,
    &rates::RATE_CARD_SETS,
    &rates::RATE_CARD_SET_VERSIONS,
    &rates::RATE_CARDS,
    &rates::RATE_CARD_VERSIONS,
    &rates::RATE_CARD_ROLES,
    &rates::EXCHANGE_TABLES,
    &rates::EXCHANGE_RATES,
    &time::TIME_ENTRIES,
    &time::TIME_ADJUSTMENTS,
    &submissions::TIMESHEET_SUBMISSIONS,
    &submissions::RESOLUTIONS,
    &expenses::EXPENSES,
    &submissions::EXPENSE_REPORT_SUBMISSIONS,
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
