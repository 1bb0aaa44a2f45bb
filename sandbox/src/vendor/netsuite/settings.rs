//! How the simulated account is set up: formats, features, what the role may see, and how it misbehaves.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono_tz::Tz;

use super::suiteql::zone::{DateFormat, Zone};

/// How a transaction's status is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusForm {
    /// `A`
    Letter,
    /// `CustInvc:A`
    Compound,
}

/// Settings of the account; they may be changed while it runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How dates are written without a mask.
    pub date_format: DateFormat,
    /// Zone of the text of instants in SuiteQL.
    pub zone: Tz,
    /// Has subsidiaries.
    pub one_world: bool,
    /// Has several currencies.
    pub multi_currency: bool,
    /// Time and invoices need approval; without, `approvalstatus` is empty.
    pub approvals: bool,
    /// How a transaction's status is shown.
    pub status_form: StatusForm,
    /// Tables that the role may not read.
    pub hidden_tables: BTreeSet<String>,
    /// Columns, `table.column`, that the account does not expose.
    pub hidden_columns: BTreeSet<String>,
    /// Columns, `table.column`, on which the server breaks with a 500.
    pub broken_columns: BTreeSet<String>,
    /// An applied payment moves the stamp of the invoice too.
    pub payment_moves_invoice: bool,
    /// Deleted time bills are told in `deletedrecord`; not in every account.
    pub time_deletions: bool,
    /// Invoices of a single project name the project as their entity.
    pub invoices_to_projects: bool,
    /// Says `hasMore` false although there is more.
    pub has_more_lies: bool,
    /// The token's `expires_in` is a text.
    pub expires_in_text: bool,
    /// Life of an OAuth 2.0 access token.
    pub token_seconds: i64,
    /// The role has the permission "REST Web Services".
    pub rest_permission: bool,
    /// Requests that may run at the same time.
    pub concurrency: usize,
    /// Time every request takes at least.
    pub delay: Duration,
    /// Rows that one statement reaches.
    pub reach: usize,
    /// Stamps of changes are cut to so many seconds; a fault script sets it.
    pub tie_seconds: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            date_format: DateFormat::MonthFirst,
            zone: Tz::America__Los_Angeles,
            one_world: true,
            multi_currency: true,
            approvals: true,
            status_form: StatusForm::Letter,
            hidden_tables: BTreeSet::new(),
            hidden_columns: BTreeSet::new(),
            broken_columns: BTreeSet::new(),
            payment_moves_invoice: false,
            time_deletions: true,
            invoices_to_projects: false,
            has_more_lies: false,
            expires_in_text: false,
            token_seconds: 3600,
            rest_permission: true,
            concurrency: 15,
            delay: Duration::ZERO,
            reach: 100_000,
            tie_seconds: None,
        }
    }
}

impl Settings {
    /// Zone and date format.
    pub fn text(&self) -> Zone {
        Zone {
            tz: self.zone,
            format: self.date_format,
        }
    }

    /// Whether a table cannot be read.
    pub fn hides_table(&self, table: &str) -> bool {
        let feature = match table {
            "subsidiary" | "customersubsidiaryrelationship" => self.one_world,
            "currency" | "currencyrate" => self.multi_currency,
            _ => true,
        };
        !feature || self.hidden_tables.contains(table)
    }

    /// Whether a column is not exposed.
    pub fn hides_column(&self, table: &str, column: &str) -> bool {
        let feature = match column {
            "subsidiary" => self.one_world,
            "currency" => self.multi_currency,
            _ => true,
        };
        !feature || self.hidden_columns.contains(&format!("{table}.{column}"))
    }

    /// Whether the server breaks on a column.
    pub fn breaks_on(&self, table: &str, column: &str) -> bool {
        !self.broken_columns.is_empty()
            && self.broken_columns.contains(&format!("{table}.{column}"))
    }
}
