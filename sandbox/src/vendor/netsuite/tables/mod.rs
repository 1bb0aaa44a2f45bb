//! The account's tables as data: columns computed from the firm when asked for, rows numbered in the order of their key.
//!
//! Nothing is copied: a row is a number, and a cell is a function of the firm and that number.

#[macro_use]
mod column;
pub mod account;
pub mod booking;
pub mod catalogue;
pub mod currency;
pub mod customer;
pub mod deleted;
pub mod derived;
pub mod document;
pub mod employee;
pub mod job;
pub mod label;
pub mod line;
pub mod link;
pub mod note;
pub mod organisation;
pub mod posting;
pub mod stamps;
pub mod time;
pub mod transaction;

use std::ops::Range;

pub use column::{Column, rows_of};
pub use derived::Derived;

use super::settings::Settings;
use super::suiteql::value::Value;
use crate::firm::Firm;

/// What a cell is computed from.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The firm.
    pub firm: &'a Firm,
    /// What is found in it once.
    pub derived: &'a Derived,
    /// The account's settings.
    pub settings: &'a Settings,
    /// The server's clock, in seconds.
    pub now: i64,
    /// Seed of the order of rows that have none.
    pub seed: u64,
}

impl View<'_> {
    /// The value of a cell; stamps are cut to a grain where a fault script ties them.
    pub fn cell(&self, column: &Column, row: u64) -> Value {
        match ((column.get)(self, row), self.settings.tie_seconds) {
            (Value::At(seconds), Some(grain))
                if grain > 1 && column.name.ends_with("lastmodifieddate") =>
            {
                Value::At(seconds - seconds.rem_euclid(i64::from(grain)))
            }
            (value, _) => value,
        }
    }
}

/// Numbers of rows, ascending.
pub type Rows<'a> = Box<dyn Iterator<Item = u64> + 'a>;

/// Ranges of row numbers that hold all rows with a value of the partition column.
pub type Ranges = fn(&Value) -> Vec<Range<u64>>;

/// A table.
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// Columns.
    pub columns: &'static [Column],
    /// Columns of the key that a row's number is made of: the number itself, or its upper and lower 32 bits.
    pub key: &'static [&'static str],
    /// Rows with numbers in a range.
    pub rows: for<'a> fn(View<'a>, Range<u64>) -> Rows<'a>,
    /// Column whose values are indexed: the last change.
    pub stamp: Option<&'static str>,
    /// Column whose values stand for ranges of row numbers.
    pub partition: Option<(&'static str, Ranges)>,
}

impl Table {
    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Row numbers whose first key column lies between two, both included.
    pub fn span(&self, low: i64, high: i64) -> Range<u64> {
        let low = u64::try_from(low.max(0)).unwrap_or_default();
        let high = u64::try_from(high.max(-1).saturating_add(1)).unwrap_or_default();
        if self.key.len() > 1 {
            let top = u64::from(u32::MAX);
            return (low.min(top) << 32)..(high.min(top) << 32);
        }
        low..high
    }

    /// Whether a row exists.
    pub fn has(&self, view: View<'_>, row: u64) -> bool {
        (self.rows)(view, row..row.saturating_add(1))
            .next()
            .is_some()
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// All tables.
pub static TABLES: &[&Table] = &[
    &organisation::SUBSIDIARY,
    &organisation::DEPARTMENT,
    &currency::CURRENCY,
    &currency::CURRENCY_RATE,
    &customer::CUSTOMER,
    &customer::RELATIONSHIP,
    &customer::VENDOR,
    &job::JOB,
    &job::BILLING_SCHEDULE,
    &employee::EMPLOYEE,
    &note::SYSTEM_NOTE,
    &job::PROJECT_TASK,
    &booking::RESOURCE_ALLOCATION,
    &time::TIME_BILL,
    &time::CHARGE,
    &transaction::TRANSACTION,
    &line::TRANSACTION_LINE,
    &posting::ACCOUNTING_LINE,
    &link::LINK,
    &deleted::DELETED_RECORD,
    &catalogue::ITEM,
    &catalogue::TERM,
    &catalogue::BILLING_CLASS,
    &catalogue::RECORD_TYPE,
    &account::ACCOUNT,
    &account::PERIOD,
];

/// A table by name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().copied().find(|table| table.name == name)
}
