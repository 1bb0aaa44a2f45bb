//! Hours booked of the capacity to come.

use super::utilization::{DIMENSIONS, GRAINS};
use crate::domain::record::{Class, Kind};
use crate::insight::metric::definition::{Direction, Metric, Unit};
use crate::insight::metric::registry::{Ahead, Measure};

const NEEDS: &[Kind] = &[
    Kind::Person,
    Kind::Position,
    Kind::Workweek,
    Kind::Holiday,
    Kind::Absence,
    Kind::Assignment,
];

/// Confirmed bookings as a fraction of the capacity to come.
pub const FORWARD_UTILIZATION: Metric = Metric {
    key: "forward_utilization",
    title: "Forward utilization",
    description: "Hours of confirmed (hard) bookings as a fraction of net capacity, over the days after the day asked for.",
    formula: "sum of hard-booked hours / sum of capacity, of days after as of; a booking lies evenly on those of its days on which the person has capacity",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["forward_utilization_soft", "billable_utilization"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Up,
    version: 1,
    owner: "pmo",
    example: "25 h booked of a week of 40 h: 0.625",
    measure: Measure::Ahead(Ahead::Hard),
};

/// Unconfirmed bookings as a fraction of the capacity to come.
pub const FORWARD_UTILIZATION_SOFT: Metric = Metric {
    key: "forward_utilization_soft",
    title: "Forward utilization (soft)",
    description: "Hours of unconfirmed (soft) bookings as a fraction of net capacity, over the days after the day asked for.",
    formula: "sum of soft-booked hours / sum of capacity, of days after as of",
    unit: Unit::Ratio,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &["forward_utilization"],
    parts: &[],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "4 h held for a week of 40 h: 0.1",
    measure: Measure::Ahead(Ahead::Soft),
};

/// Hours booked on the days to come.
pub const BOOKED_HOURS: Metric = Metric {
    key: "booked_hours",
    title: "Booked hours",
    description: "Hours booked on the days after the day asked for, confirmed and not; each apart beside the value.",
    formula: "sum of booked hours of days after as of",
    unit: Unit::Hours,
    grains: GRAINS,
    dimensions: DIMENSIONS,
    variants: &[],
    parts: &["hard", "soft"],
    classes: &[Class::Plain],
    needs: NEEDS,
    good: Direction::Neutral,
    version: 1,
    owner: "pmo",
    example: "25 h confirmed and 4 h not: 29 h",
    measure: Measure::Ahead(Ahead::Hours),
};
