//! Capacity and hours of people.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::fold::hours::COVERAGE;
use crate::insight::metric::registry::{Hours, Measure};

pub(super) const GRAINS: &[Grain] = &[
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Quarter,
    Grain::Year,
    Grain::FiscalQuarter,
    Grain::FiscalYear,
];
pub(super) const DIMENSIONS: &[Dimension] = &[
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
        "billable_utilization_standard_year",
        "billable_utilization_submitted",
        "productive_utilization",
        "total_utilization",
    ],
    parts: &[COVERAGE],
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
    parts: &[COVERAGE],
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
    parts: &[COVERAGE],
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
    parts: &[COVERAGE],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "14 of 32 h: 0.4375",
    measure: Measure::HoursRatio(&[Hours::Billable], &[Hours::Scheduled]),
};

/// Billable hours as a fraction of a standard year of 2,080 hours.
pub const BILLABLE_UTILIZATION_STANDARD_YEAR: Metric = Metric {
    key: "billable_utilization_standard_year",
    title: "Billable utilization (standard year)",
    description: "Billable hours as a fraction of a standard year of 2,080 hours.",
    formula: "billable hours / standard-year capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billable_utilization", "billable_utilization_gross"],
    parts: &[COVERAGE],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "1,560 h of a year of 2,080 h: 0.75",
    measure: Measure::HoursRatio(&[Hours::Billable], &[Hours::StandardYear]),
};

/// Billable hours approved or handed in as a fraction of net capacity.
pub const BILLABLE_UTILIZATION_SUBMITTED: Metric = Metric {
    key: "billable_utilization_submitted",
    title: "Billable utilization (submitted)",
    description: "Billable hours approved or handed in as a fraction of net capacity.",
    formula: "(approved + submitted billable hours) / capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billable_utilization"],
    parts: &[COVERAGE],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "(14 + 1) of 16 h: 0.9375",
    measure: Measure::HoursRatio(&[Hours::Billable, Hours::Pending], &[Hours::Capacity]),
};

/// Billable utilization that people are to reach; a group's is the capacity-weighted mean of its members'.
pub const UTILIZATION_TARGET: Metric = Metric {
    key: "utilization_target",
    title: "Utilization target",
    description: "Billable utilization that people are to reach; a group's is the capacity-weighted mean of its members'.",
    formula: "sum of capacity x target / sum of capacity, of the days of people who have a target",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["target_attainment"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "16 h at 0.75 and 40 h at 0.8: 44 / 56 = 0.785714",
    measure: Measure::HoursRatio(&[Hours::Target], &[Hours::Capacity]),
};

/// Billable utilization as a fraction of its target.
pub const TARGET_ATTAINMENT: Metric = Metric {
    key: "target_attainment",
    title: "Target attainment",
    description: "Billable utilization as a fraction of its target.",
    formula: "sum of billable hours / sum of capacity x target, of the days of people who have a target",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["billable_utilization", "utilization_target"],
    parts: &[COVERAGE],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "14 h of 16 h at a target of 0.75: 14 / 12 = 1.166667",
    measure: Measure::HoursRatio(&[Hours::Billable], &[Hours::Target]),
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
    variants: &["gross_capacity", "standard_year_capacity"],
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
    variants: &["capacity", "standard_year_capacity"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "Monday to Thursday of 8 h: 32 h",
    measure: Measure::HoursSum(&[Hours::Scheduled]),
};

/// Hours of a standard year of 2,080 hours, spread evenly over its Mondays to Fridays; only days on which somebody is scheduled count.
pub const STANDARD_YEAR_CAPACITY: Metric = Metric {
    key: "standard_year_capacity",
    title: "Standard-year capacity",
    description: "Hours of a standard year of 2,080 hours, spread evenly over its Mondays to Fridays; only days on which somebody is scheduled count.",
    formula: "sum over scheduled days of 2,080 h / Mondays to Fridays of the calendar year",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["capacity", "gross_capacity"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "a full-time year: 2,080 h",
    measure: Measure::HoursSum(&[Hours::StandardYear]),
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
