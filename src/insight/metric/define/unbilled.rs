//! Work that is done and not on an invoice.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::Measure;

const GRAINS: &[Grain] = &[
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Quarter,
    Grain::Year,
    Grain::FiscalQuarter,
    Grain::FiscalYear,
];
const DIMENSIONS: &[Dimension] = &[
    Dimension::Customer,
    Dimension::Engagement,
    Dimension::Project,
    Dimension::Practice,
    Dimension::Role,
    Dimension::Person,
    Dimension::Manager,
    Dimension::LegalEntity,
    Dimension::BillingModel,
    Dimension::Item,
];
const NEEDS: &[Kind] = &[
    Kind::Engagement,
    Kind::TimeEntry,
    Kind::Expense,
    Kind::Milestone,
    Kind::Invoice,
    Kind::InvoiceLine,
    Kind::Adjustment,
];

/// Contract value of approved billable work past its billing deadline and on no live invoice line.
pub const LEAKAGE: Metric = Metric {
    key: "leakage",
    title: "Revenue leakage",
    description: "Contract value of approved billable work past its billing deadline and on no live invoice line.",
    formula: "component (a): approved time worked in the period, unbilled as of the day asked for, strictly after cycle end + deadline days; the other components stand beside it",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["leakage_pct"],
    parts: &[
        "approved_unbilled",
        "milestones_unbilled",
        "fees_unbilled",
        "expenses_unbilled",
        "under_rate",
        "over_cap",
        "unapproved_late",
        "stuck_in_sync",
        "on_hold",
    ],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "10 h at 150 approved for March, deadline 15 days, as of 20 April: 1,500",
    measure: Measure::Leakage,
};

/// Leakage as a fraction of leakage and billed of the same cohort.
pub const LEAKAGE_PCT: Metric = Metric {
    key: "leakage_pct",
    title: "Revenue leakage %",
    description: "Leakage as a fraction of leakage and billed of the same cohort.",
    formula: "leakage / (leakage + net amount of the live lines of time worked in the period, at the spot of their issue)",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["leakage"],
    parts: &[],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "1,500 / (1,500 + 28,500) = 0.05",
    measure: Measure::LeakageRatio,
};

/// Contract value of approved, billable, unbilled, not written-down work.
pub const UNBILLED_WIP: Metric = Metric {
    key: "unbilled_wip",
    title: "Unbilled work in progress",
    description: "Contract value of approved, billable, unbilled, not written-down work.",
    formula: "sum of contract values as of the day asked for, at its closing rate; by work date where a grain is given",
    unit: Unit::Money,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[
        "not_due",
        "past_deadline",
        "submitted",
        "age_0_30",
        "age_31_60",
        "age_61_90",
        "age_91_120",
        "age_over_120",
    ],
    classes: &[Class::Commercial],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "finance",
    example: "10 h at 150 approved, on no live line: 1,500",
    measure: Measure::Unbilled,
};
