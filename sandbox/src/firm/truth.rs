//! Counts and control amounts of the true firm, to compare with what a hub extracted.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// How many live rows of a table, and a sum over them that a copy must reproduce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Control {
    /// Table.
    pub kind: Kind,
    /// Live rows.
    pub count: u64,
    /// Minutes of time, minor units of money; zero where a table has neither.
    pub amount: i64,
}

/// Control totals of every table.
pub fn controls(firm: &Firm) -> Vec<Control> {
    Kind::ALL
        .iter()
        .map(|kind| Control {
            kind: *kind,
            count: firm.live_count(*kind) as u64,
            amount: amount(firm, *kind),
        })
        .collect()
}

fn sum<'a, T: Row + 'a>(rows: &'a [T], of: impl Fn(&'a T) -> i64) -> i64 {
    rows.iter().filter(|row| row.meta().live()).map(of).sum()
}

fn amount(firm: &Firm, kind: Kind) -> i64 {
    match kind {
        Kind::TimeEntry => sum(&firm.time_entries, |row| i64::from(row.minutes)),
        Kind::TimeAdjustment => sum(&firm.adjustments, |row| i64::from(row.minutes)),
        Kind::TimePosting => sum(&firm.postings, |row| i64::from(row.minutes)),
        Kind::Expense => sum(&firm.expenses, |row| row.amount_minor),
        Kind::BillingMilestone => sum(&firm.milestones, |row| row.amount_minor),
        Kind::Invoice => sum(&firm.invoices, Invoice::total_minor),
        Kind::InvoiceLine => sum(&firm.invoice_lines, |row| row.net_minor),
        Kind::CreditNote => sum(&firm.credit_notes, |row| row.net_minor + row.tax_minor),
        Kind::CreditLine => sum(&firm.credit_lines, |row| row.net_minor),
        Kind::Payment => sum(&firm.payments, |row| row.amount_minor),
        Kind::Application => sum(&firm.applications, |row| row.amount_minor),
        Kind::ExternalPayment => sum(&firm.external_payments, |row| row.amount_minor),
        Kind::Allocation => sum(&firm.allocations, |row| row.minutes),
        Kind::TimeOff => sum(&firm.time_off, |row| row.minutes),
        _ => 0,
    }
}

/// Open receivables by entity and currency, gross, in minor units.
pub fn receivables(firm: &Firm) -> BTreeMap<(u32, Currency), i64> {
    let mut open = BTreeMap::new();
    for row in firm.invoices.iter().filter(|row| row.meta.live()) {
        *open.entry((row.entity, row.currency)).or_insert(0) += row.open_minor();
    }
    open
}

/// Breaches of what must hold in any firm, in words; empty when all is well.
pub fn breaches(firm: &Firm) -> Vec<String> {
    let mut found = Vec::new();
    let rebilled: BTreeSet<u32> = firm
        .credit_notes
        .iter()
        .filter(|row| row.reason == CreditReason::Rebill)
        .map(|row| row.invoice)
        .collect();
    let mut lines = vec![0i64; firm.invoices.len() + 1];
    let mut applied = vec![0i64; firm.invoices.len() + 1];
    let mut billed: BTreeMap<(u8, u32), u32> = BTreeMap::new();
    for line in &firm.invoice_lines {
        lines[line.invoice as usize] += line.net_minor;
        let live = firm
            .invoice(line.invoice)
            .is_some_and(|row| row.status.issued() && !rebilled.contains(&row.id));
        let subject = match line.subject {
            Subject::Time(id) => Some((0, id)),
            Subject::Expense(id) => Some((1, id)),
            Subject::Milestone(id) => Some((2, id)),
            Subject::Adjustment(id) => Some((3, id)),
            Subject::Fee { .. } => None,
        };
        if let Some(subject) = subject.filter(|_| live)
            && let Some(other) = billed.insert(subject, line.invoice)
        {
            found.push(format!(
                "{subject:?} is on invoices {other} and {}",
                line.invoice
            ));
        }
    }
    for row in &firm.applications {
        applied[row.invoice as usize] += row.amount_minor;
    }
    for row in &firm.invoices {
        let place = row.id as usize;
        if lines[place] != row.net_minor {
            found.push(format!(
                "invoice {place}: lines sum to {}, net is {}",
                lines[place], row.net_minor
            ));
        }
        if applied[place] != row.applied_minor || row.applied_minor > row.total_minor() {
            found.push(format!(
                "invoice {place}: {} applied of {}, says {}",
                applied[place],
                row.total_minor(),
                row.applied_minor
            ));
        }
        if (row.status == InvoiceStatus::Paid) != (row.status.issued() && row.open_minor() == 0) {
            found.push(format!(
                "invoice {place}: status {:?} with {} open",
                row.status,
                row.open_minor()
            ));
        }
    }
    for row in firm
        .payments
        .iter()
        .filter(|row| row.applied_minor > row.amount_minor)
    {
        found.push(format!("payment {} applies more than it holds", row.id));
    }
    found
}
