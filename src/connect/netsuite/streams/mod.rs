//! The streams of a NetSuite account and what their objects become; parents before children.

mod contract;
mod delivery;
mod document;
mod ledger;
mod organisation;
#[cfg(test)]
mod tests;

use crate::connect::mapping::convert::{one_of, to};
use crate::connect::mapping::{Convert, MAPPING, Mapping, When, line};
use crate::connect::{Cursor, Deletions, Stream};
use crate::domain::record::Kind;

/// Every stream.
pub const STREAMS: &[Stream] = &[
    organisation::LEGAL_ENTITIES,
    organisation::PRACTICES,
    organisation::ROLES,
    organisation::EXCHANGE_RATES,
    organisation::PEOPLE,
    organisation::POSITIONS,
    contract::CUSTOMERS,
    contract::OPPORTUNITIES,
    contract::ENGAGEMENTS,
    contract::PROJECTS,
    contract::TASKS,
    contract::ASSIGNMENTS,
    delivery::TIME_POSTINGS,
    delivery::EXPENSES,
    document::INVOICES,
    delivery::CHARGES,
    document::PAYMENTS,
    ledger::VENDOR_BILLS,
    ledger::PURCHASE_ORDERS,
    ledger::JOURNALS,
];

/// Seconds read again: stamps are whole seconds, and what commits late carries an older one.
const LOOKBACK: i64 = 600;

/// A stream with a stamp and a feed of deletions; to copy from.
const STAMPED: Stream = Stream {
    name: "",
    object: "",
    source: "",
    emits: &[],
    cursor: Cursor::Changed("lastmodifieddate"),
    lookback_seconds: LOOKBACK,
    deletions: Deletions::Feed,
    parameters: &[],
    mappings: &[],
};

/// A small table without a stamp.
const WHOLE: Stream = Stream {
    cursor: Cursor::Whole,
    lookback_seconds: 0,
    deletions: Deletions::Sweep,
    ..STAMPED
};

/// Active unless the account says inactive.
const ACTIVITY: Convert = one_of(&[("T", "inactive"), ("F", "active")], "active");
