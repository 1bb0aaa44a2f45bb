//! How well the systems are kept together.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::{Health, Measure};

const GRAINS: &[Grain] = &[
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Quarter,
    Grain::Year,
    Grain::FiscalQuarter,
    Grain::FiscalYear,
];
const DIMENSIONS: &[Dimension] = &[Dimension::Connection, Dimension::Stream];
const NEEDS: &[Kind] = &[];
const NONE: &[Grain] = &[];

/// Scheduled runs that ended well, of the runs due; one that never started is a failure.
pub const RUN_SUCCESS: Metric = Metric {
    key: "run_success",
    title: "Run success",
    description: "Scheduled runs that ended well, of the runs due; one that never started is a failure.",
    formula: "runs ended ok / runs due",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &["never_started"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "integration_engineer",
    example: "96 runs due, 95 ended ok: 0.989583",
    measure: Measure::Health(Health::Runs),
};

/// Distinct changes landed, of the distinct changes due.
pub const SYNC_SUCCESS: Metric = Metric {
    key: "sync_success",
    title: "Sync success",
    description: "Distinct changes landed, of the distinct changes due.",
    formula: "changes landed in time, or after a replay / changes due: landed + set aside",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["first_pass_yield"],
    parts: &["late", "late_success", "refused_by_validation"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "integration_engineer",
    example: "998 landed, 2 in the dead letter: 0.998",
    measure: Measure::Health(Health::Records),
};

/// Changes landed on the first attempt, of the changes due.
pub const FIRST_PASS_YIELD: Metric = Metric {
    key: "first_pass_yield",
    title: "First-pass yield",
    description: "Changes landed on the first attempt, of the changes due.",
    formula: "(landed - late successes) / (landed + set aside)",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["sync_success"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "integration_engineer",
    example: "998 landed of which 3 replayed, 2 set aside: 0.995",
    measure: Measure::Health(Health::FirstPass),
};

/// Landed count as a fraction of the source's control count.
pub const COMPLETENESS: Metric = Metric {
    key: "completeness",
    title: "Completeness",
    description: "Landed count as a fraction of the source's control count.",
    formula: "sum of landed / sum of source over control counts; amounts beside it, at the closing rate",
    unit: Unit::Ratio,
    grains: NONE,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &["amount"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "integration_engineer",
    example: "9,990 of 10,000: 0.999",
    measure: Measure::Health(Health::Completeness),
};

/// Flow instances whose business effect is confirmed within deadline and without a human step.
pub const JOURNEY_SUCCESS: Metric = Metric {
    key: "journey_success",
    title: "Journey success",
    description: "Flow instances whose business effect is confirmed within deadline and without a human step.",
    formula: "instances confirmed / instances due",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "integration_engineer",
    example: "19 of 20: 0.95",
    measure: Measure::Health(Health::Journeys),
};

/// Time since the source time of the last proven watermark; the worst stream counts.
pub const FRESHNESS: Metric = Metric {
    key: "freshness",
    title: "Freshness",
    description: "Time since the source time of the last proven watermark; the worst stream counts.",
    formula: "now - watermark of the worst stream, in hours; beside it the p95 of the ages that good runs of the period met",
    unit: Unit::Hours,
    grains: NONE,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &["p95"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "integration_engineer",
    example: "watermark 14:00, now 15:30: 1.5",
    measure: Measure::Health(Health::Freshness),
};

/// Objects due and not landed: open dead letters and rows that wait for a parent.
pub const BACKLOG: Metric = Metric {
    key: "backlog",
    title: "Backlog",
    description: "Objects due and not landed: open dead letters and rows that wait for a parent.",
    formula: "open dead letters + waiting rows",
    unit: Unit::Count,
    grains: NONE,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "integration_engineer",
    example: "2 dead letters and 5 waiting rows: 7",
    measure: Measure::Health(Health::Backlog),
};
