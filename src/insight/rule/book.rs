//! The book that rules read: the figures of one moment, and beside them the rows and the hub's own state that no figure needs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use entity::canonical::{
    baseline, customer, fx_rate, invoice, opportunity, payment, person, project,
};
use entity::governance::conflict;
use entity::insight::payment_status;
use entity::landing::{
    connection, control_total, dead_letter, drift, stream_state, waiting_reference,
};
use entity::value::{Currency, Day, Instant, Money};
use rust_decimal::Decimal;

use super::journey::{
    APPLIED, APPROVED, ISSUED, OPPORTUNITY_TO_PROJECT, POSTED, PROJECT_ACTIVATED, SUBMITTED,
    TIME_TO_INVOICE,
};
use super::{DAY_MS, HOUR_MS, Rule, Scope};
use crate::domain::record::Kind;
use crate::insight::metric::calc::ledger::Ledger;
use crate::insight::metric::calc::receivable::at_spot;
use crate::insight::metric::cube::{Place, PlacedItem};
use crate::insight::metric::inputs::Inputs;
use crate::insight::metric::snapshot::Snapshot;
use crate::model::identity::Groups;

/// Thresholds of the rules: the firm's policy. Deadlines of stages are those of their journeys.
#[derive(Clone, Debug)]
pub struct Thresholds {
    /// From won to a project that is ready in PSA and ERP.
    pub activation_ms: i64,
    /// From approval to arrival in the ERP.
    pub posting_ms: i64,
    /// Days past due from which an invoice is an exception.
    pub overdue_days: i32,
    /// That submitted time may wait for approval.
    pub approval_ms: i64,
    /// Days after a week's end by which its timesheets are to be handed in.
    pub timesheet_days: i32,
    /// Share of capacity, in percent, below which a week's timesheet counts as missing.
    pub timesheet_percent: i64,
    /// Days that a drafted invoice may wait for its issue.
    pub draft_days: i32,
    /// Days that unapplied cash may lie.
    pub unapplied_days: i32,
    /// That a row may wait for its parent.
    pub reference_wait_ms: i64,
    /// Rest of an invoice or payment, in its currency, that counts as none.
    pub paid_tolerance: i64,
    /// Points, in millionths, that a margin may fall below its baseline.
    pub erosion: i64,
    /// Points, in millionths, by which a month's margin must differ from the usual to be an anomaly.
    pub anomaly: i64,
    /// Points, in millionths, that a practice's utilization may be away from its target.
    pub utilization_band: i64,
    /// Difference of two systems' exchange rates, in millionths, that is let pass.
    pub rate_difference: i64,
    /// Share of a stream's records, in percent, that set aside mean the mapping rather than the records.
    pub mapping_percent: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        let days = |ms: i64| i32::try_from(ms / DAY_MS).unwrap_or(i32::MAX);
        Self {
            activation_ms: OPPORTUNITY_TO_PROJECT.due_ms(&PROJECT_ACTIVATED),
            posting_ms: POSTED.deadline_ms,
            overdue_days: 1,
            approval_ms: APPROVED.deadline_ms,
            timesheet_days: days(SUBMITTED.deadline_ms),
            timesheet_percent: 50,
            draft_days: days(ISSUED.deadline_ms),
            unapplied_days: days(APPLIED.deadline_ms),
            reference_wait_ms: 24 * HOUR_MS,
            paid_tolerance: 10_000,
            erosion: 50_000,
            anomaly: 150_000,
            utilization_band: 150_000,
            rate_difference: 5_000,
            mapping_percent: 10,
        }
    }
}

/// Attempts of a stream after which it counts as failing.
pub const RETRIES: i32 = TIME_TO_INVOICE.thresholds.retries;

/// Revenue that the ERP has recognized on a contract or project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognized {
    /// Project (representative), or 0.
    pub project: i64,
    /// Contract (representative), or 0.
    pub contract: i64,
    /// Currency.
    pub currency: Currency,
    /// Amount.
    pub amount: i64,
}

/// Rows besides those of the figures.
#[derive(Debug, Default)]
pub struct Rows {
    /// Deals by representative, composed.
    pub deals: HashMap<i64, opportunity::Model>,
    /// Customers by representative, composed.
    pub customers: HashMap<i64, customer::Model>,
    /// Live customers of every system.
    pub accounts: Vec<customer::Model>,
    /// Projects by representative, composed.
    pub projects: HashMap<i64, project::Model>,
    /// People by representative, composed.
    pub people: HashMap<i64, person::Model>,
    /// Live invoices of every system.
    pub invoices: HashMap<i64, invoice::Model>,
    /// Payments of the owner.
    pub payments: HashMap<i64, payment::Model>,
    /// Frozen margins.
    pub baselines: Vec<baseline::Model>,
    /// Revenue that the ERP has recognized.
    pub recognized: Vec<Recognized>,
    /// Exchange rates of every system in the last weeks.
    pub rates: Vec<fx_rate::Model>,
}

/// The hub's own state.
#[derive(Debug, Default)]
pub struct HubState {
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

/// One moment of the hub.
pub struct Book {
    /// Now.
    pub now: Instant,
    /// Day as of which the figures are.
    pub today: Day,
    /// Thresholds.
    pub thresholds: Thresholds,
    /// Group currency.
    pub group_currency: Currency,
    /// Rows besides those of the figures.
    pub rows: Rows,
    /// The hub's own state.
    pub hub: HubState,
    pub(super) figures: Arc<Snapshot>,
    pub(super) groups: Groups,
    pub(super) owners: HashMap<Kind, HashSet<i32>>,
    pub(super) fresh: HashSet<Kind>,
    pub(super) stale_somewhere: HashSet<Kind>,
    pub(super) standings: HashMap<i64, payment_status::Model>,
}

/// None for the id that is no id.
pub(super) fn some(id: i64) -> Option<i64> {
    (id != 0).then_some(id)
}

/// An amount in words: two decimals and the currency.
pub(super) fn words(amount: i64, currency: Currency) -> String {
    format!("{} {currency}", Money(amount).decimal().round_dp(2))
}

/// A count with its noun.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A fraction in millionths as percent in words.
pub(super) fn percent(millionths: i64) -> String {
    format!("{} %", Decimal::new(millionths, 4).round_dp(1))
}

impl Book {
    /// Whether a rule knows enough to open or resolve anything.
    pub(super) fn knows(&self, rule: &Rule) -> bool {
        rule.needs.iter().all(|kind| self.fresh.contains(kind))
            && rule
                .also
                .iter()
                .all(|kind| !self.stale_somewhere.contains(kind))
    }

    /// The rows that figures are made of.
    pub(super) fn inputs(&self) -> &Inputs {
        &self.figures.inputs
    }

    /// Documents and payments.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.figures.inputs.ledger
    }

    /// Billable items with their project's dimensions.
    pub(super) fn items(&self) -> impl Iterator<Item = &PlacedItem> {
        self.figures.cubes.items()
    }

    /// The row that stands for a record.
    pub(super) fn of(&self, kind: Kind, id: i64) -> i64 {
        self.groups.representative(kind, id)
    }

    /// Whether a row's connection owns its kind.
    pub(super) fn owned(&self, kind: Kind, connection_id: i32) -> bool {
        self.owners
            .get(&kind)
            .is_none_or(|owners| owners.contains(&connection_id))
    }

    /// An amount in group currency at today's spot rate.
    pub(super) fn in_group(&self, amount: i64, currency: Currency) -> Option<i64> {
        at_spot(
            amount,
            currency,
            self.group_currency,
            &self.inputs().fx,
            self.today,
        )
    }

    /// What a row is called.
    pub(super) fn name(&self, kind: Kind, id: i64) -> &str {
        let id = self.of(kind, id);
        self.inputs()
            .names
            .get(&(kind, id))
            .map_or("without a name", String::as_str)
    }

    /// What a project is called in a title: its customer, and its name.
    pub(super) fn project_title(&self, id: i64) -> String {
        let name = self.name(Kind::Project, id);
        match self.project_scope(id).customer_id {
            Some(customer) => format!("{}, {name}", self.name(Kind::Customer, customer)),
            None => name.to_owned(),
        }
    }

    /// Where a project hangs.
    pub(super) fn project_scope(&self, id: i64) -> Scope {
        let id = self.of(Kind::Project, id);
        let project = self.inputs().projects.get(&id);
        let contract = project.and_then(|p| self.inputs().contracts.get(&p.contract));
        let either = |own: Option<i64>, contracts: Option<i64>| {
            own.and_then(some).or(contracts.and_then(some))
        };
        Scope {
            project_id: some(id),
            customer_id: either(project.map(|p| p.customer), contract.map(|c| c.customer)),
            practice_id: project.and_then(|p| some(p.practice)),
            legal_entity_id: either(
                project.map(|p| p.legal_entity),
                contract.map(|c| c.legal_entity),
            ),
            ..Scope::default()
        }
    }

    /// Where a document hangs.
    pub(super) fn document_scope(&self, customer: i64, project: i64, legal_entity: i64) -> Scope {
        let of_project = self.project_scope(project);
        Scope {
            customer_id: some(customer).or(of_project.customer_id),
            legal_entity_id: some(legal_entity).or(of_project.legal_entity_id),
            ..of_project
        }
    }

    /// What an invoice is called in a title: its customer, and its number.
    pub(super) fn invoice_title(&self, invoice: i64, customer: i64) -> String {
        let number = self.number(invoice);
        match customer {
            0 => format!("Invoice {number}"),
            customer => format!("{}: invoice {number}", self.name(Kind::Customer, customer)),
        }
    }

    /// The number of an invoice or credit note.
    pub(super) fn number(&self, invoice: i64) -> &str {
        self.rows
            .invoices
            .get(&invoice)
            .and_then(|row| row.number.as_deref())
            .unwrap_or("without number")
    }

    /// A connection's id in the configuration.
    pub(super) fn connection_key(&self, id: i32) -> &str {
        self.hub
            .connections
            .iter()
            .find(|c| c.id == id)
            .map_or("an unknown connection", |c| &c.key)
    }
}

/// Where the work on a project hangs.
pub(super) fn scope_of(place: &Place) -> Scope {
    Scope {
        project_id: some(place.project),
        customer_id: some(place.customer),
        practice_id: some(place.practice),
        legal_entity_id: some(place.legal_entity),
        ..Scope::default()
    }
}
