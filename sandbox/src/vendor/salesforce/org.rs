//! Switches of the org, to be flipped while the simulator runs.

use std::collections::BTreeSet;

use super::soql::bind::Eyes;

/// Which of the two quota refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concurrency {
    /// `ConcurrentPerOrgLongTxn Limit exceeded.`
    LongTransactions,
    /// `ConcurrentRequests (Concurrent API Requests) Limit exceeded.`
    Requests,
}

/// Switches.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Rows on a query page.
    pub page_size: usize,
    /// Open query locators of a user; the oldest is dropped.
    pub locators: usize,
    /// Idle seconds after which a locator is dropped.
    pub locator_seconds: i64,
    /// A query without rows leaves `done` out.
    pub omit_done: bool,
    /// Seconds until a change can be seen.
    pub commit_lag: i64,
    /// Seconds that `latestDateCovered` stays behind.
    pub covered_lag: i64,
    /// Several currencies: `CurrencyIsoCode` exists.
    pub multi_currency: bool,
    /// Hidden fields, as object and field.
    pub hidden: BTreeSet<(String, String)>,
    /// Calls allowed in 24 hours.
    pub daily_calls: u64,
    /// `Sforce-Limit-Info` carries the application's own count too.
    pub per_app: bool,
    /// Next calls refused for concurrency.
    pub crowded: u32,
    /// How they are worded.
    pub crowd: Concurrency,
    /// Seconds a session lives after its last use.
    pub session_seconds: i64,
    /// The user approved the connected application.
    pub approved: bool,
    /// A policy refuses every call with 401 and this text.
    pub policy: Option<String>,
    /// Next writes that meet a locked row.
    pub locked_rows: u32,
    /// Polls until a bulk job is complete.
    pub bulk_polls: u32,
    /// The next bulk jobs fail with this message.
    pub bulk_failure: Option<String>,
    /// Objects the Bulk API refuses, beside those it never serves.
    pub bulk_refused: BTreeSet<String>,
    /// A query over more rows than these takes too long.
    pub slow_rows: Option<usize>,
    /// Versions of the API that the org has: first and last.
    pub versions: (u32, u32),
    /// Bulk CSV carries NUL bytes and newlines inside quotes.
    pub csv_quirks: bool,
    /// The last page of bulk results leaves the locator header out instead of `null`.
    pub omit_locator: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_size: 2000,
            locators: 10,
            locator_seconds: 900,
            omit_done: false,
            commit_lag: 0,
            covered_lag: 60,
            multi_currency: true,
            hidden: BTreeSet::new(),
            daily_calls: 1_000_000,
            per_app: false,
            crowded: 0,
            crowd: Concurrency::LongTransactions,
            session_seconds: 7200,
            approved: true,
            policy: None,
            locked_rows: 0,
            bulk_polls: 2,
            bulk_failure: None,
            bulk_refused: BTreeSet::new(),
            slow_rows: None,
            versions: (31, 66),
            csv_quirks: false,
            omit_locator: false,
        }
    }
}

impl Settings {
    /// Hides a field from the integration's user.
    pub fn hide(&mut self, object: &str, field: &str) {
        self.hidden
            .insert((object.to_ascii_lowercase(), field.to_ascii_lowercase()));
    }

    /// What the user may see.
    pub(super) fn eyes(&self) -> Eyes {
        Eyes {
            hidden: self.hidden.clone(),
            multi_currency: self.multi_currency,
        }
    }
}
