//! Percentiles of whole numbers: continuous (linear interpolation) and nearest rank.

use rust_decimal::Decimal;

use super::exact::quotient;

/// Observations that a p90 needs.
pub const ENOUGH: usize = 5;
/// Observations below which a p90 is flagged.
pub const PLENTY: usize = 10;

/// The continuous percentile of sorted observations, as a decimal of 4 places of `unit`s.
pub fn continuous(sorted: &[i64], percent: u32, unit: i64) -> Option<Decimal> {
    let steps = sorted.len().checked_sub(1)? as i128 * i128::from(percent);
    let place = usize::try_from(steps / 100).ok()?;
    let low = i128::from(*sorted.get(place)?);
    let high = i128::from(*sorted.get(place + 1).unwrap_or(&sorted[place]));
    let hundredfold = low * 100 + (high - low) * (steps % 100);
    quotient(hundredfold, 100 * i128::from(unit), 4)
}

/// The nearest-rank percentile of sorted observations.
pub fn nearest_rank(sorted: &[i64], percent: u32) -> Option<i64> {
    let rank = (sorted.len() * percent as usize).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        let lags = [3, 10, 12, 40];
        assert_eq!(continuous(&lags, 50, 1).unwrap().to_string(), "11.0000");
        assert_eq!(continuous(&lags, 90, 1).unwrap().to_string(), "31.6000");
        assert_eq!(nearest_rank(&lags, 90), Some(40));
        let served = [3, 10, 12, 40, 41];
        assert_eq!(continuous(&served, 50, 1).unwrap().to_string(), "12.0000");
        assert_eq!(continuous(&served, 90, 1).unwrap().to_string(), "40.6000");
        assert_eq!(continuous(&[], 50, 1), None);
        assert_eq!(continuous(&[7], 90, 1).unwrap().to_string(), "7.0000");
    }
}
