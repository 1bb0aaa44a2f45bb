//! Hours booked of the capacity to come.

use std::collections::HashMap;

use entity::value::Day;

use super::Values;
use super::hours::{belongs, shown};
use crate::insight::metric::answer::MetricValue;
use crate::insight::metric::calc::ahead::{AheadDay, ahead};
use crate::insight::metric::calc::exact::quotient;
use crate::insight::metric::calc::input::Booking;
use crate::insight::metric::calc::utilization::Span;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::inputs::Inputs;
use crate::insight::metric::plan::{Cell, Plan};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::Ahead;

/// Days after the day asked for that are looked at: two years.
const HORIZON: i32 = 731;

impl Cell for AheadDay {
    fn dim(&self, dimension: Dimension) -> i64 {
        self.day.dim(dimension)
    }

    fn within(&self, rows: &RowScope) -> bool {
        self.day.within(rows)
    }
}

/// The days to come of everybody within a question's period; none where nothing is booked at all.
pub(crate) fn days(inputs: &Inputs, plan: &Plan) -> Vec<AheadDay> {
    let span = Span {
        from: plan.buckets.from.max(Day(plan.as_of.0 + 1)),
        to: plan.buckets.to.min(Day(plan.as_of.0 + HORIZON)),
        standard: inputs.standard_week,
    };
    if span.from > span.to || inputs.bookings.is_empty() {
        return Vec::new();
    }
    let mut bookings: HashMap<i64, Vec<&Booking>> = HashMap::new();
    for booking in &inputs.bookings {
        bookings.entry(booking.person).or_default().push(booking);
    }
    let mut people: Vec<_> = inputs.people.values().collect();
    people.sort_unstable_by_key(|person| person.id);
    let days = people.into_iter().flat_map(|person| {
        let mine = bookings.get(&person.id).map_or(&[][..], Vec::as_slice);
        ahead(person, mine, &span)
    });
    days.filter(|of| belongs(plan, &of.day)).collect()
}

/// Time of a day that a figure counts.
pub(crate) fn booked(of: &AheadDay, figure: Ahead) -> i64 {
    match figure {
        Ahead::Hard => of.booked(true),
        Ahead::Soft => of.booked(false),
        Ahead::Hours => of.booked(true) + of.booked(false),
    }
}

/// The values of a metric by group.
pub(crate) fn fold(plan: &Plan, metric: &Metric, figure: Ahead, days: &[AheadDay]) -> Values {
    plan.grouped(days.iter(), |of| Some(Day(of.day.on)))
        .into_iter()
        .map(|(key, seen)| {
            let readable = plan.readable(metric, &seen);
            if readable.cells.is_empty() {
                return (key, MetricValue::masked(metric, readable.hidden));
            }
            let mut value = MetricValue::empty(metric);
            value.population = readable.cells.len() as u64;
            value.excluded_by_permission = readable.hidden;
            one(&mut value, figure, &readable.cells);
            (key, value)
        })
        .collect()
}

fn one(value: &mut MetricValue, figure: Ahead, days: &[&AheadDay]) {
    let total = |of: Ahead| -> i128 {
        let all = days.iter().map(|day| i128::from(booked(day, of)));
        all.sum()
    };
    if figure == Ahead::Hours {
        value.set(Some(shown(total(figure), 1)));
        for (name, of) in [("hard", Ahead::Hard), ("soft", Ahead::Soft)] {
            value.part(name, Unit::Hours, Some(shown(total(of), 1)), "NO_SOURCE");
        }
        return;
    }
    let capacity = days.iter().map(|of| i128::from(of.day.capacity)).sum();
    value.numerator = Some(shown(total(figure), 1));
    value.denominator = Some(shown(capacity, 1));
    match quotient(total(figure), capacity, 6) {
        Some(ratio) => value.set(Some(ratio)),
        None => value.undefine("ZERO_CAPACITY"),
    }
}
