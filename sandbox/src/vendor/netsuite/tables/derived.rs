//! What is found in the firm once and kept up: rows by their parent, stamps in order, and when an invoice changed by itself.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use super::document::DocumentKind;
use super::stamps::Stamps;
use super::{TABLES, Table, View};
use crate::firm::{AppliedFrom, Firm, Invoice, InvoiceStatus, Kind, PostedFrom, Stamp};
use crate::vendor::netsuite::settings::Settings;
use crate::vendor::netsuite::suiteql::value::Value;
use crate::world::{FirmRead, Touch};

/// Indexes over the firm.
#[derive(Default)]
pub struct Derived {
    touches: usize,
    seen: HashMap<Kind, usize>,
    lines: HashMap<u32, Vec<u32>>,
    credit_lines: HashMap<u32, Vec<u32>>,
    expenses: HashMap<u32, Vec<u32>>,
    projects: HashMap<u32, Vec<u32>>,
    applications: BTreeMap<u32, Vec<u32>>,
    plans: Vec<u32>,
    invoices: Vec<(u64, Stamp)>,
    stamps: HashMap<&'static str, OnceLock<Stamps>>,
}

fn list(map: &HashMap<u32, Vec<u32>>, parent: u32) -> &[u32] {
    map.get(&parent).map_or(&[], Vec::as_slice)
}

/// Internal id of the document that an application is made from.
pub fn applying(from: AppliedFrom) -> u32 {
    match from {
        AppliedFrom::Payment(id) => DocumentKind::Payment.id(id),
        AppliedFrom::Credit(id) => DocumentKind::Credit.id(id),
    }
}

impl Derived {
    /// Whether something changed that is not yet taken in.
    pub fn stale(&self, firm: &FirmRead<'_>) -> bool {
        self.seen.is_empty()
            || self.touches != firm.touches().len()
            || self
                .seen
                .iter()
                .any(|(kind, seen)| firm.table_len(*kind) != *seen)
    }

    /// Forgets the order of stamps, which settings may change.
    pub fn forget_stamps(&mut self) {
        for index in self.stamps.values_mut() {
            index.take();
        }
    }

    /// Takes in what changed.
    pub fn refresh(&mut self, firm: &FirmRead<'_>, settings: &Settings) {
        if self.stamps.is_empty() {
            let stamped = TABLES.iter().filter(|table| table.stamp.is_some());
            self.stamps = stamped.map(|table| (table.name, OnceLock::new())).collect();
        }
        self.grow(firm);
        let touches: Vec<Touch> = firm.touches().iter().skip(self.touches).copied().collect();
        self.touches = firm.touches().len();
        let mut rows = BTreeMap::new();
        for touch in &touches {
            self.regard(firm, touch);
            rows.extend(
                affected(firm, touch)
                    .into_iter()
                    .map(|(table, row)| ((table.name, row), table)),
            );
        }
        let view = View {
            firm,
            derived: self,
            settings,
            now: 0,
            seed: 0,
        };
        let moved: Vec<_> = rows
            .into_iter()
            .map(|((name, row), table)| (name, row, stamp_of(view, table, row)))
            .collect();
        for (name, row, stamp) in moved {
            if let Some(index) = self.stamps.get_mut(name).and_then(OnceLock::get_mut) {
                index.set(row, stamp);
            }
        }
    }

    fn grow(&mut self, firm: &Firm) {
        let mut fresh = |kind: Kind| {
            let length = firm.table_len(kind);
            self.seen
                .insert(kind, length)
                .unwrap_or_default()
                .min(length)
        };
        let from = fresh(Kind::InvoiceLine);
        for row in &firm.invoice_lines[from..] {
            self.lines.entry(row.invoice).or_default().push(row.id);
        }
        let from = fresh(Kind::CreditLine);
        for row in &firm.credit_lines[from..] {
            self.credit_lines
                .entry(row.credit_note)
                .or_default()
                .push(row.id);
        }
        let from = fresh(Kind::Expense);
        for row in &firm.expenses[from..] {
            if let Some(report) = row.report {
                self.expenses.entry(report).or_default().push(row.id);
            }
        }
        let from = fresh(Kind::Project);
        for row in &firm.projects[from..] {
            if let Some(engagement) = row.engagement {
                self.projects.entry(engagement).or_default().push(row.id);
            }
        }
        let from = fresh(Kind::Application);
        for row in &firm.applications[from..] {
            self.applications
                .entry(applying(row.from))
                .or_default()
                .push(row.id);
        }
        let from = fresh(Kind::TimePosting);
        let plans = firm.postings[from..]
            .iter()
            .filter(|row| row.from == PostedFrom::Plan);
        self.plans.extend(plans.map(|row| row.id));
        let from = fresh(Kind::Invoice);
        self.invoices.extend(
            firm.invoices[from..]
                .iter()
                .map(|row| (fingerprint(row), row.meta.updated_at)),
        );
    }

    /// Takes in one change, as far as the lists by parent and the stamps of invoices go.
    fn regard(&mut self, firm: &Firm, touch: &Touch) {
        match touch.kind {
            Kind::Expense => {
                let report = firm.expense(touch.id).and_then(|row| row.report);
                if let Some(report) = report {
                    let list = self.expenses.entry(report).or_default();
                    if !list.contains(&touch.id) {
                        list.push(touch.id);
                    }
                }
            }
            Kind::Invoice => self.regard_invoice(firm, touch.id, touch.at, false),
            Kind::InvoiceLine => {
                let line = firm.invoice_lines.get(touch.id as usize - 1);
                if let Some(line) = line {
                    self.regard_invoice(firm, line.invoice, touch.at, true);
                }
            }
            _ => {}
        }
    }

    fn regard_invoice(&mut self, firm: &Firm, id: u32, at: Stamp, edited: bool) {
        let known = self.invoices.get_mut((id as usize).wrapping_sub(1));
        if let (Some(known), Some(row)) = (known, firm.invoice(id)) {
            let now = fingerprint(row);
            if edited || known.0 != now {
                *known = (now, known.1.max(at));
            }
        }
    }

    /// Lines of an invoice, deleted ones included.
    pub fn lines_of(&self, invoice: u32) -> &[u32] {
        list(&self.lines, invoice)
    }

    /// Lines of a credit note, deleted ones included.
    pub fn credit_lines_of(&self, credit: u32) -> &[u32] {
        list(&self.credit_lines, credit)
    }

    /// Expenses that stand or stood in a report.
    pub fn expenses_of(&self, report: u32) -> &[u32] {
        list(&self.expenses, report)
    }

    /// Projects of an engagement.
    pub fn projects_of(&self, engagement: u32) -> &[u32] {
        list(&self.projects, engagement)
    }

    /// Applications by the document that applies.
    pub fn applications(&self) -> &BTreeMap<u32, Vec<u32>> {
        &self.applications
    }

    /// Planned time.
    pub fn plans(&self) -> &[u32] {
        &self.plans
    }

    /// When an invoice last changed; an applied payment counts only where the account is set so.
    pub fn invoice_stamp(&self, row: &Invoice, settings: &Settings) -> Stamp {
        let own = self
            .invoices
            .get((row.id as usize).wrapping_sub(1))
            .map(|(_, stamp)| *stamp);
        match own {
            Some(stamp) if !settings.payment_moves_invoice => stamp,
            _ => row.meta.updated_at,
        }
    }

    /// When a payment or credit note last changed, its applications included.
    pub fn applied_stamp(&self, firm: &Firm, from: AppliedFrom, own: Stamp) -> Stamp {
        let applied = self
            .applications
            .get(&applying(from))
            .map_or(&[][..], Vec::as_slice);
        let rows = applied
            .iter()
            .filter_map(|id| firm.applications.get(*id as usize - 1));
        rows.map(|row| row.meta.updated_at).fold(own, Stamp::max)
    }

    /// Rows of a table in the order of their stamps, sorted at the first request.
    pub fn stamps(&self, view: View<'_>, table: &'static Table) -> Option<&Stamps> {
        let index = self.stamps.get(table.name)?;
        Some(index.get_or_init(|| {
            let rows = (table.rows)(view, 0..u64::MAX);
            Stamps::new(
                rows.filter_map(|row| Some((stamp_of(view, table, row)?, row)))
                    .collect(),
            )
        }))
    }
}

fn stamp_of(view: View<'_>, table: &Table, row: u64) -> Option<i64> {
    if !table.has(view, row) {
        return None;
    }
    match view.cell(table.column(table.stamp?)?, row) {
        Value::At(seconds) => Some(seconds),
        _ => None,
    }
}

/// What of an invoice a payment does not change.
fn fingerprint(row: &Invoice) -> u64 {
    let status = if row.status == InvoiceStatus::Paid {
        InvoiceStatus::Open
    } else {
        row.status
    };
    let mut hasher = DefaultHasher::new();
    (
        row.net_minor,
        row.tax_minor,
        row.issued_on,
        row.due_on,
        status,
        row.rebill_of,
    )
        .hash(&mut hasher);
    (
        row.period_from,
        row.period_to,
        row.erp_created_at,
        row.disputed,
        row.meta.deleted_at,
    )
        .hash(&mut hasher);
    hasher.finish()
}

/// Rows that a change of the firm shows in.
fn affected(firm: &Firm, touch: &Touch) -> Vec<(&'static Table, u64)> {
    let id = touch.id;
    let place = (id as usize).wrapping_sub(1);
    let document = |kind: DocumentKind, number: u32| {
        vec![(&super::transaction::TRANSACTION, u64::from(kind.id(number)))]
    };
    let entity = |table: &'static Table| {
        vec![(table, u64::from(crate::firm::ids::netsuite(touch.kind, id)))]
    };
    match touch.kind {
        Kind::Customer => entity(&super::customer::CUSTOMER),
        Kind::Project => entity(&super::job::JOB),
        Kind::Person => entity(&super::employee::EMPLOYEE),
        Kind::Story => entity(&super::job::PROJECT_TASK),
        Kind::Allocation => entity(&super::booking::RESOURCE_ALLOCATION),
        Kind::FxRate => entity(&super::currency::CURRENCY_RATE),
        Kind::TimePosting => entity(&super::time::TIME_BILL),
        Kind::Charge => entity(&super::time::CHARGE),
        Kind::Engagement => document(DocumentKind::Order, id),
        Kind::Invoice => document(DocumentKind::Invoice, id),
        Kind::InvoiceLine => firm
            .invoice_lines
            .get(place)
            .map_or_else(Vec::new, |row| document(DocumentKind::Invoice, row.invoice)),
        Kind::CreditNote => document(DocumentKind::Credit, id),
        Kind::CreditLine => firm.credit_lines.get(place).map_or_else(Vec::new, |row| {
            document(DocumentKind::Credit, row.credit_note)
        }),
        Kind::Payment => document(DocumentKind::Payment, id),
        Kind::Application => {
            let from = firm.applications.get(place).map(|row| applying(row.from));
            from.map_or_else(Vec::new, |id| {
                vec![(&super::transaction::TRANSACTION, u64::from(id))]
            })
        }
        Kind::ExpenseReport => document(DocumentKind::Report, id),
        Kind::Expense => {
            let mut rows = document(DocumentKind::Bill, id);
            if let Some(report) = firm.expense(id).and_then(|row| row.report) {
                rows.extend(document(DocumentKind::Report, report));
            }
            rows
        }
        _ => Vec::new(),
    }
}
