//! Whole numbers rounded once, half-even, and exchange rates as the contract finds them.
//!
//! Reading: a missing day takes the last published spot of the pair not older than 7 calendar days; the inverse only where the pair was
//! never published, the cross through the group currency only where neither was; the closing rate is the spot of the day itself.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// The nearest whole number to `n / d`, ties to even; `d` may be negative.
pub(super) fn rounded(n: i128, d: i128) -> i128 {
    let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
    let (floor, rest) = (n.div_euclid(d), n.rem_euclid(d));
    if rest * 2 > d || (rest * 2 == d && floor % 2 != 0) {
        floor + 1
    } else {
        floor
    }
}

/// `n / d` with so many decimals.
pub(super) fn ratio(n: i128, d: i128, places: u32) -> Option<Decimal> {
    let scaled = (d != 0).then(|| rounded(n * 10_i128.pow(places), d))?;
    Some(Decimal::from_i128_with_scale(scaled, places))
}

/// Ten-thousandths as a decimal.
pub(super) fn money(amount: i128) -> Decimal {
    Decimal::from_i128_with_scale(amount, 4)
}

/// The continuous percentile of observations in `unit`s, 4 decimals.
pub(super) fn percentile(list: &[i64], percent: i128, unit: i128) -> Option<Decimal> {
    let mut sorted: Vec<i128> = list.iter().map(|x| i128::from(*x)).collect();
    sorted.sort_unstable();
    let place = (sorted.len() as i128 - 1) * percent;
    let low = *sorted.get(usize::try_from(place / 100).ok()?)?;
    let high = *sorted
        .get(usize::try_from(place / 100).ok()? + 1)
        .unwrap_or(&low);
    ratio(low * 100 + (high - low) * (place % 100), 100 * unit, 4)
}

/// Published spot rates: pair, then day, to ten-billionths.
#[derive(Default)]
pub(super) struct Rates {
    pub(super) group: String,
    pub(super) spot: BTreeMap<(String, String), BTreeMap<i64, i128>>,
}

impl Rates {
    fn leg(&self, from: &str, to: &str, on: i64) -> Result<(i128, i128), bool> {
        let one = 10_000_000_000;
        let last = |pair: &BTreeMap<i64, i128>| {
            let found = pair.range(..=on).next_back()?;
            (on - found.0 <= 7).then_some(*found.1)
        };
        let pair = |a: &str, b: &str| self.spot.get(&(a.to_owned(), b.to_owned()));
        if let Some(pair) = pair(from, to) {
            return last(pair).map(|rate| (rate, one)).ok_or(true);
        }
        if let Some(pair) = pair(to, from) {
            return last(pair).map(|rate| (one, rate)).ok_or(true);
        }
        Err(false)
    }

    fn spot(&self, from: &str, to: &str, on: i64) -> Option<(i128, i128)> {
        if from == to {
            return Some((1, 1));
        }
        match self.leg(from, to, on) {
            Ok(rate) => Some(rate),
            Err(true) => None,
            Err(false) => {
                let (a, b) = self.leg(from, &self.group, on).ok()?;
                let (c, d) = self.leg(&self.group, to, on).ok()?;
                Some((a * c, b * d))
            }
        }
    }

    /// `n / d` of one currency in another at the spot of a day, rounded once.
    pub(super) fn convert(
        &self,
        (n, d): (i128, i128),
        from: &str,
        to: &str,
        on: i64,
    ) -> Option<i128> {
        let (up, down) = self.spot(from, to, on)?;
        let common = gcd(n, d).max(1);
        Some(rounded((n / common) * up, (d / common) * down))
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
