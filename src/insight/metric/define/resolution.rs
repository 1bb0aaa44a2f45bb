//! How long it takes until a project is ready and an exception is gone.

use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::dimension::{Dimension, Grain};
use crate::insight::metric::registry::{Measure, SetupClock};

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
    Dimension::Project,
    Dimension::Practice,
    Dimension::Manager,
    Dimension::LegalEntity,
];
const NEEDS: &[Kind] = &[Kind::Opportunity, Kind::StageChange, Kind::Project];
const EXCEPTIONS: &[Dimension] = &[
    Dimension::Rule,
    Dimension::Severity,
    Dimension::Customer,
    Dimension::Project,
    Dimension::Practice,
    Dimension::LegalEntity,
];

/// Hours from the last move to won until the opportunity's last project is ready in PSA and ERP, by the month of readiness.
pub const PROJECT_SETUP_CYCLE_TIME: Metric = Metric {
    key: "project_setup_cycle_time",
    title: "Project setup cycle time",
    description: "Hours from the last move to won until the opportunity's last project is ready in PSA and ERP, by the month of readiness.",
    formula: "mean of (later of workspace and job created - won), cancelled projects left out",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[
        "project_setup_from_signature",
        "project_setup_business_days",
    ],
    parts: &[
        "mean",
        "median",
        "p90",
        "p90_nearest_rank",
        "open",
        "open_age_median",
        "open_age_p90",
        "slack_mean",
        "ready_late",
        "to_workspace_mean",
        "to_job_mean",
        "to_first_hour_mean",
    ],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "pmo",
    example: "won Monday 09:00, ready Wednesday 15:00: 54",
    measure: Measure::Setup(SetupClock::Won),
};

/// Hours from the signature of the contract until the project is ready.
pub const PROJECT_SETUP_FROM_SIGNATURE: Metric = Metric {
    key: "project_setup_from_signature",
    title: "Project setup from signature",
    description: "Hours from the beginning of the day on which the contract was signed until the opportunity's last project is ready in PSA and ERP, by the month of readiness.",
    formula: "mean of (later of workspace and job created - start of the day of signature in the entity's zone)",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["project_setup_cycle_time"],
    parts: &["mean", "median", "p90", "p90_nearest_rank"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "pmo",
    example: "signed on Monday, ready Wednesday 15:00: 63",
    measure: Measure::Setup(SetupClock::Signed),
};

/// Business days from the day won until the project is ready.
pub const PROJECT_SETUP_BUSINESS_DAYS: Metric = Metric {
    key: "project_setup_business_days",
    title: "Project setup in business days",
    description: "Business days of the legal entity from the day won until the opportunity's last project is ready in PSA and ERP, by the month of readiness.",
    formula: "mean of Mondays to Fridays after the day won up to the day of readiness, less public holidays of most of the entity's people",
    unit: Unit::Days,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["project_setup_cycle_time"],
    parts: &["mean", "median", "p90", "p90_nearest_rank"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Down,
    version: 1,
    owner: "pmo",
    example: "won on a Friday, ready on the Tuesday after: 2",
    measure: Measure::Setup(SetupClock::BusinessDays),
};

/// Hours from first detection to verified resolution, over exceptions resolved in the period.
pub const EXCEPTION_RESOLUTION_TIME: Metric = Metric {
    key: "exception_resolution_time",
    title: "Exception resolution time",
    description: "Hours from first detection to verified resolution, over exceptions resolved in the period.",
    formula: "mean of (resolved - detected), verified ones only; a return within seven days goes on with the clock",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: EXCEPTIONS,
    variants: &[],
    parts: &[
        "mean",
        "median",
        "p90",
        "p90_nearest_rank",
        "acknowledge_mean",
        "weighted_mean",
        "open",
        "open_age_median",
        "open_age_p90",
        "oldest",
        "money_waiting",
        "survival_median",
        "accepted",
        "transient",
    ],
    classes: &[Class::Plain],
    needs: &[],
    good: Direction::Down,
    version: 1,
    owner: "integration_engineer",
    example: "detected 09:00, verified 21:00: 12",
    measure: Measure::Resolution,
};

/// Exceptions opened and not resolved at the end of the period.
pub const OPEN_EXCEPTIONS: Metric = Metric {
    key: "open_exceptions",
    title: "Open exceptions",
    description: "Exceptions opened and not resolved at the end of the period.",
    formula: "count of exceptions in state open or acknowledged",
    unit: Unit::Count,
    grains: GRAINS,
    dimensions: EXCEPTIONS,
    variants: &[],
    parts: &[],
    classes: &[Class::Plain],
    needs: &[],
    good: Direction::Down,
    version: 1,
    owner: "integration_engineer",
    example: "7",
    measure: Measure::OpenExceptions,
};
