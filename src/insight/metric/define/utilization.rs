//! Capacity and hours of people.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::{Hours, Measure};

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
    Dimension::Person,
    Dimension::Role,
    Dimension::Practice,
    Dimension::Manager,
    Dimension::LegalEntity,
    Dimension::Worker,
];
const NEEDS: &[Kind] = &[
    Kind::Person,
    Kind::Position,
    Kind::Workweek,
    Kind::Holiday,
    Kind::Absence,
    Kind::TimeEntry,
];

/// Approved billable hours as a fraction of net capacity.
pub const BILLABLE_UTILIZATION: Metric = Metric {
    key: "billable_utilization",
    title: "Billable utilization",
    description: "Approved billable hours as a fraction of net capacity.",
    formula: "sum of billable hours / sum of capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[
        "billable_utilization_gross",
        "productive_utilization",
        "total_utilization",
    ],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "14 h of 16 h: 0.875",
    measure: Measure::HoursRatio(&[Hours::Billable], &[Hours::Capacity]),
};

/// Billable and productive non-billable hours (client, pre-sales, training) as a fraction of net capacity.
pub const PRODUCTIVE_UTILIZATION: Metric = Metric {
    key: "productive_utilization",
    title: "Productive utilization",
    description: "Billable and productive non-billable hours (client, pre-sales, training) as a fraction of net capacity.",
    formula: "(billable + productive hours) / capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billable_utilization", "total_utilization"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "(14 + 3) of 16 h: 1.0625",
    measure: Measure::HoursRatio(&[Hours::Billable, Hours::Productive], &[Hours::Capacity]),
};

/// All approved hours as a fraction of net capacity.
pub const TOTAL_UTILIZATION: Metric = Metric {
    key: "total_utilization",
    title: "Total utilization",
    description: "All approved hours as a fraction of net capacity.",
    formula: "worked hours / capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billable_utilization", "productive_utilization"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "18 of 16 h: 1.125",
    measure: Measure::HoursRatio(&[Hours::Worked], &[Hours::Capacity]),
};

/// Billable hours as a fraction of scheduled hours, holidays and absence kept in.
pub const BILLABLE_UTILIZATION_GROSS: Metric = Metric {
    key: "billable_utilization_gross",
    title: "Billable utilization (gross)",
    description: "Billable hours as a fraction of scheduled hours, holidays and absence kept in.",
    formula: "billable hours / scheduled hours",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billable_utilization"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "14 of 32 h: 0.4375",
    measure: Measure::HoursRatio(&[Hours::Billable], &[Hours::Scheduled]),
};

/// Scheduled hours less public holidays and approved absence, by person and day.
pub const CAPACITY: Metric = Metric {
    key: "capacity",
    title: "Capacity",
    description: "Scheduled hours less public holidays and approved absence, by person and day.",
    formula: "max(0, scheduled - approved absence), zero on a holiday",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["gross_capacity"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "32 - 8 - 8 = 16 h",
    measure: Measure::HoursSum(&[Hours::Capacity]),
};

/// Scheduled hours, holidays and absence kept in.
pub const GROSS_CAPACITY: Metric = Metric {
    key: "gross_capacity",
    title: "Gross capacity",
    description: "Scheduled hours, holidays and absence kept in.",
    formula: "sum of scheduled hours of employed days",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["capacity"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "Monday to Thursday of 8 h: 32 h",
    measure: Measure::HoursSum(&[Hours::Scheduled]),
};

/// Approved billable hours.
pub const BILLABLE_HOURS: Metric = Metric {
    key: "billable_hours",
    title: "Billable hours",
    description: "Approved billable hours.",
    formula: "sum of hours of approved entries flagged billable",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "14 h",
    measure: Measure::HoursSum(&[Hours::Billable]),
};

/// Approved non-billable hours on clients, pre-sales and training.
pub const PRODUCTIVE_HOURS: Metric = Metric {
    key: "productive_hours",
    title: "Productive hours",
    description: "Approved non-billable hours on clients, pre-sales and training.",
    formula: "sum of hours of approved productive entries",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "3 h",
    measure: Measure::HoursSum(&[Hours::Productive]),
};

/// All approved hours.
pub const WORKED_HOURS: Metric = Metric {
    key: "worked_hours",
    title: "Worked hours",
    description: "All approved hours.",
    formula: "sum of hours of approved entries",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "18 h",
    measure: Measure::HoursSum(&[Hours::Worked]),
};

/// Hours handed in and not yet approved.
pub const SUBMITTED_HOURS: Metric = Metric {
    key: "submitted_hours",
    title: "Submitted hours",
    description: "Hours handed in and not yet approved.",
    formula: "sum of hours of submitted entries",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "pmo",
    example: "4 h",
    measure: Measure::HoursSum(&[Hours::Submitted]),
};

/// How much of capacity has hours handed in.
pub const TIMESHEET_COVERAGE: Metric = Metric {
    key: "timesheet_coverage",
    title: "Timesheet coverage",
    description: "How much of capacity has hours handed in.",
    formula: "(submitted + approved hours) / capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "(4 + 18) of 16 h: 1.375",
    measure: Measure::HoursRatio(&[Hours::Submitted, Hours::Worked], &[Hours::Capacity]),
};
