//! The book that rules read: one moment of the hub, loaded in sets, with linked records resolved to their representative.

use std::collections::{HashMap, HashSet};

use entity::canonical::{customer, engagement, invoice, opportunity, payment, person, project};
use entity::governance::conflict;
use entity::insight::{billing_item, payment_status};
use entity::landing::{
    connection, control_total, dead_letter, drift, stream_state, waiting_reference,
};
use entity::value::{Currency, Day, Instant, Money};

use crate::domain::record::Kind;

/// Thresholds of the rules, in days or amounts; the firm's policy.
#[derive(Clone, Debug)]
pub struct Thresholds {
    /// Days from won to a project that is ready in PSA and ERP.
    pub activation_days: i32,
    /// Hours from approval to arrival in the ERP.
    pub posting_hours: i64,
    /// Days past due from which an invoice is an exception.
    pub overdue_days: i32,
    /// Days that submitted time may wait for approval.
    pub approval_days: i32,
    /// Days that unapplied cash may lie.
    pub unapplied_days: i32,
    /// Milliseconds that a row may wait for its parent.
    pub reference_wait_ms: i64,
    /// Rest of an invoice, in its currency, that counts as paid.
    pub paid_tolerance: Money,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            activation_days: 5,
            posting_hours: 24,
            overdue_days: 1,
            approval_days: 10,
            unapplied_days: 14,
            reference_wait_ms: 24 * 3_600_000,
            paid_tolerance: Money(10_000),
        }
    }
}

/// Entries of a project that lack a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateGap {
    /// Project (representative).
    pub project_id: i64,
    /// True for the bill rate, false for the cost rate.
    pub bill: bool,
    /// Entries.
    pub entries: i64,
    /// Their time in ms.
    pub duration: i64,
    /// First work date.
    pub first_on: Day,
}

/// A delivered quantity that stands on more than one live invoice line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleBilling {
    /// What was delivered: `time_entry`, `expense` or `milestone`.
    pub delivery: &'static str,
    /// Its id.
    pub delivery_id: i64,
    /// Project of the later line.
    pub project_id: Option<i64>,
    /// Invoices that carry it.
    pub invoices: Vec<i64>,
    /// Amount of all but the first line.
    pub amount: Money,
    /// Currency.
    pub currency: Currency,
}

/// One moment of the hub.
pub struct Book {
    /// Now.
    pub now: Instant,
    /// Today in the reporting time zone.
    pub today: Day,
    /// Thresholds.
    pub thresholds: Thresholds,
    /// Group currency.
    pub group_currency: Currency,
    /// Units of group currency for one of a currency at today's spot rate, with 10 decimals; missing where there is none.
    pub spot: HashMap<Currency, rust_decimal::Decimal>,
    /// Member to representative, for every linked row.
    pub representative: HashMap<i64, i64>,
    /// Kinds whose sources are fresh and past their first load.
    pub fresh: HashSet<Kind>,
    /// Connections whose vendor owns the ERP's kinds.
    pub owners: HashMap<Kind, HashSet<i32>>,
    /// Customers.
    pub customers: Vec<customer::Model>,
    /// Opportunities.
    pub opportunities: Vec<opportunity::Model>,
    /// Engagements.
    pub engagements: Vec<engagement::Model>,
    /// Projects.
    pub projects: Vec<project::Model>,
    /// People.
    pub people: Vec<person::Model>,
    /// Invoices and credit notes.
    pub invoices: Vec<invoice::Model>,
    /// Payments.
    pub payments: Vec<payment::Model>,
    /// Billable quantities.
    pub items: Vec<billing_item::Model>,
    /// Payment status by account.
    pub statuses: Vec<payment_status::Model>,
    /// Rate gaps.
    pub rate_gaps: Vec<RateGap>,
    /// Quantities billed twice.
    pub doubles: Vec<DoubleBilling>,
    /// Connections.
    pub connections: Vec<connection::Model>,
    /// Streams.
    pub streams: Vec<stream_state::Model>,
    /// Open dead letters.
    pub dead_letters: Vec<dead_letter::Model>,
    /// Rows that wait for a parent.
    pub waiting: Vec<waiting_reference::Model>,
    /// Control totals.
    pub totals: Vec<control_total::Model>,
    /// Drift.
    pub drifts: Vec<drift::Model>,
    /// Open conflicts.
    pub conflicts: Vec<conflict::Model>,
}

impl Book {
    /// An empty book at an instant.
    pub fn new(now: Instant, today: Day, group_currency: Currency) -> Self {
        Self {
            now,
            today,
            thresholds: Thresholds::default(),
            group_currency,
            spot: HashMap::new(),
            representative: HashMap::new(),
            fresh: HashSet::new(),
            owners: HashMap::new(),
            customers: Vec::new(),
            opportunities: Vec::new(),
            engagements: Vec::new(),
            projects: Vec::new(),
            people: Vec::new(),
            invoices: Vec::new(),
            payments: Vec::new(),
            items: Vec::new(),
            statuses: Vec::new(),
            rate_gaps: Vec::new(),
            doubles: Vec::new(),
            connections: Vec::new(),
            streams: Vec::new(),
            dead_letters: Vec::new(),
            waiting: Vec::new(),
            totals: Vec::new(),
            drifts: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// The row that stands for a record.
    pub fn of(&self, id: i64) -> i64 {
        self.representative.get(&id).copied().unwrap_or(id)
    }

    /// Whether a row's connection owns its kind.
    pub fn owned(&self, kind: Kind, connection_id: i32) -> bool {
        self.owners
            .get(&kind)
            .is_none_or(|owners| owners.contains(&connection_id))
    }

    /// An amount in group currency at today's spot rate.
    pub fn in_group(&self, amount: Money, currency: Currency) -> Option<Money> {
        if currency == self.group_currency {
            return Some(amount);
        }
        let rate = self.spot.get(&currency)?;
        Money::rounded(amount.decimal().checked_mul(*rate)?).ok()
    }

    /// A customer's name.
    pub fn customer_name(&self, id: i64) -> &str {
        let id = self.of(id);
        self.customers
            .iter()
            .find(|c| c.id.0 == id)
            .map_or("an unknown customer", |c| &c.name)
    }

    /// A project's name.
    pub fn project_name(&self, id: i64) -> &str {
        let id = self.of(id);
        self.projects
            .iter()
            .find(|p| p.id.0 == id)
            .map_or("an unknown project", |p| &p.name)
    }

    /// Where a project hangs.
    pub fn project_scope(&self, id: i64) -> super::Scope {
        let id = self.of(id);
        let members = self.projects.iter().filter(|p| self.of(p.id.0) == id);
        members.fold(
            super::Scope {
                project_id: Some(id),
                ..Default::default()
            },
            |scope, p| super::Scope {
                customer_id: scope.customer_id.or(p.customer_id.map(|c| self.of(c.0))),
                practice_id: scope.practice_id.or(p.practice_id.map(|c| self.of(c.0))),
                legal_entity_id: scope
                    .legal_entity_id
                    .or(p.legal_entity_id.map(|c| self.of(c.0))),
                ..scope
            },
        )
    }

    /// A connection's id in the configuration.
    pub fn connection_key(&self, id: i32) -> &str {
        self.connections
            .iter()
            .find(|c| c.id == id)
            .map_or("an unknown connection", |c| &c.key)
    }
}
