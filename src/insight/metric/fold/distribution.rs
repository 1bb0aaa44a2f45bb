//! Mean, median and p90 of whole numbers, with what is too few said.

use rust_decimal::Decimal;

use crate::insight::metric::answer::{MetricValue, State};
use crate::insight::metric::calc::exact::quotient;
use crate::insight::metric::calc::percentile::{ENOUGH, PLENTY, continuous, nearest_rank};
use crate::insight::metric::definition::Unit;

/// The mean of a sum over so many, in units, 4 places.
pub(crate) fn mean(sum: i128, count: usize, unit: i64) -> Option<Decimal> {
    quotient(sum, i128::try_from(count).ok()? * i128::from(unit), 4)
}

/// The part of the p90 that is itself one of the observations.
pub(crate) const NEAREST_RANK: &str = "p90_nearest_rank";

/// Adds the p90 by nearest rank of observations that [`percentiles`] has sorted.
pub(crate) fn by_rank(value: &mut MetricValue, observed: &[i64], unit: Unit, size: i64) {
    let ranked = nearest_rank(observed, 90).filter(|_| observed.len() >= ENOUGH);
    let p90 = ranked.and_then(|rank| quotient(i128::from(rank), i128::from(size), 4));
    value.part(NEAREST_RANK, unit, p90, "TOO_FEW");
}

/// Adds the median and, from five observations on, the p90, flagged below ten.
pub(crate) fn percentiles(
    value: &mut MetricValue,
    observed: &mut [i64],
    unit: Unit,
    size: i64,
    names: (&'static str, &'static str),
) {
    observed.sort_unstable();
    value.part(names.0, unit, continuous(observed, 50, size), "TOO_FEW");
    let p90 = continuous(observed, 90, size).filter(|_| observed.len() >= ENOUGH);
    value.part(names.1, unit, p90, "TOO_FEW");
    if p90.is_some()
        && observed.len() < PLENTY
        && let Some(part) = value.parts.last_mut()
    {
        part.state = State::Ok;
        part.reasons.push("FEW");
    }
}
