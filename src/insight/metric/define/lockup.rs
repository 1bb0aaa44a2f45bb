//! Days of a year's billings that stand in unbilled work and in receivables.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::registry::{LockUp, Measure};

const DIMENSIONS: &[Dimension] = &[
    Dimension::Customer,
    Dimension::Engagement,
    Dimension::Project,
    Dimension::LegalEntity,
];
const NEEDS: &[Kind] = &[
    Kind::Engagement,
    Kind::TimeEntry,
    Kind::Expense,
    Kind::Milestone,
    Kind::Invoice,
    Kind::InvoiceLine,
    Kind::Payment,
    Kind::PaymentApplication,
];

/// Unbilled work in days of net billings.
pub const WIP_DAYS: Metric = Metric {
    key: "wip_days",
    title: "WIP days",
    description: "Unbilled work in progress in days of net billings of the trailing 12 months.",
    formula: "unbilled WIP / net billings of 12 months x 365, on the last day of the period or the day asked for",
    unit: Unit::Days,
    grains: &[],
    dimensions: DIMENSIONS,
    variants: &["lock_up_days"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "300 / 1,800 x 365 = 60.8333",
    measure: Measure::LockUp(LockUp::Wip),
};

/// Receivables in days of net billings.
pub const RECEIVABLE_DAYS: Metric = Metric {
    key: "receivable_days",
    title: "Receivable days",
    description: "Receivables, net of tax and less unapplied cash, in days of net billings of the trailing 12 months.",
    formula: "AR / net billings of 12 months x 365, on the last day of the period or the day asked for",
    unit: Unit::Days,
    grains: &[],
    dimensions: DIMENSIONS,
    variants: &["lock_up_days", "dso"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "360 / 1,800 x 365 = 73",
    measure: Measure::LockUp(LockUp::Receivables),
};

/// Days from work to cash that money stands locked up.
pub const LOCK_UP_DAYS: Metric = Metric {
    key: "lock_up_days",
    title: "Lock-up days",
    description: "Work in progress and receivables in days of net billings of the trailing 12 months.",
    formula: "WIP days + receivable days",
    unit: Unit::Days,
    grains: &[],
    dimensions: DIMENSIONS,
    variants: &["wip_days", "receivable_days"],
    parts: &["wip_days", "receivable_days"],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "(300 + 360) / 1,800 x 365 = 133.8333",
    measure: Measure::LockUp(LockUp::Both),
};
