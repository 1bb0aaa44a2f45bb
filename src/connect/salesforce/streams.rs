//! The streams, parents before children.

use super::protocol::{FIELD, OPTIONAL};
use super::{certinia, map};
use crate::connect::Cursor::Changed;
use crate::connect::Deletions::{self, Feed, Never};
use crate::connect::{Mapping, Stream};
use crate::domain::record::Kind::{self, *};

const fn stream(
    name: &'static str,
    object: &'static str,
    emits: &'static [Kind],
    deletions: Deletions,
    mappings: &'static [Mapping],
) -> Stream {
    Stream {
        name,
        object,
        source: object,
        emits,
        cursor: Changed("SystemModstamp"),
        lookback_seconds: 600,
        deletions,
        parameters: &[],
        mappings,
    }
}

pub(super) static STREAMS: &[Stream] = &[
    stream("users", "User", &[Person], Never, map::USERS),
    stream("accounts", "Account", &[Customer], Feed, map::ACCOUNTS),
    Stream {
        parameters: &[(FIELD, "IsWon")],
        ..stream(
            "opportunities",
            "Opportunity",
            &[Opportunity],
            Feed,
            map::OPPORTUNITIES,
        )
    },
    Stream {
        cursor: Changed("CreatedDate"),
        parameters: &[(OPTIONAL, "yes")],
        ..stream(
            "opportunity_history",
            "OpportunityHistory",
            &[StageChange],
            Never,
            map::HISTORY,
        )
    },
    stream("contracts", "Contract", &[Engagement], Feed, map::CONTRACTS),
    Stream {
        parameters: &[(OPTIONAL, "yes")],
        ..stream(
            "dated_conversion_rates",
            "DatedConversionRate",
            &[FxRate],
            Never,
            map::CONVERSION_RATES,
        )
    },
    certinia::REGIONS,
    certinia::PRACTICES,
    certinia::CALENDARS,
    certinia::RESOURCES,
    certinia::RATE_SETS,
    certinia::RATES,
    certinia::RATE_JUNCTIONS,
    certinia::PROJECTS,
    certinia::TASKS,
    certinia::MILESTONES,
    certinia::ASSIGNMENTS,
    certinia::TIMECARDS,
    certinia::EXPENSE_REPORTS,
    certinia::EXPENSES,
    certinia::APPROVALS,
    certinia::TIMECARD_HISTORY,
    certinia::BILLING_ITEMS,
    certinia::INVOICES,
    certinia::INVOICE_LINES,
    certinia::CREDIT_NOTES,
    certinia::CREDIT_LINES,
    certinia::CASH,
    certinia::MATCHING,
];
