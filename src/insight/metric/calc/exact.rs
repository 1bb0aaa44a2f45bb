//! Exact fractions, rounded once, half-even.

use entity::value::Currency;
use rust_decimal::Decimal;

/// A fraction of whole numbers, its denominator positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// One.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// The fraction in lowest terms; a denominator of zero or less gives none.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = i128::try_from(common).ok()?;
        Some(Self {
            numerator: numerator / common,
            denominator: denominator / common,
        })
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self {
            numerator: i128::from(number),
            denominator: 1,
        }
    }

    /// The exact product; none where it is too large to hold.
    pub fn times(self, other: Self) -> Option<Self> {
        let left = Self::new(self.numerator, other.denominator)?;
        let right = Self::new(other.numerator, self.denominator)?;
        Some(Self {
            numerator: left.numerator.checked_mul(right.numerator)?,
            denominator: left.denominator.checked_mul(right.denominator)?,
        })
    }

    /// The nearest whole number, ties to even.
    pub fn rounded(self) -> Option<i64> {
        i64::try_from(round_half_even(self.numerator, self.denominator)).ok()
    }

    /// The nearest multiple of `unit`, ties to an even multiple.
    pub fn rounded_to(self, unit: i64) -> Option<i64> {
        let denominator = self.denominator.checked_mul(i128::from(unit))?;
        i64::try_from(round_half_even(self.numerator, denominator))
            .ok()?
            .checked_mul(unit)
    }
}

/// The nearest whole number to a quotient, ties to even; the denominator is positive.
pub fn round_half_even(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator);
    match rest.cmp(&(denominator - rest)) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + quotient.rem_euclid(2),
    }
}

/// A quotient of sums as a decimal of so many places, rounded half-even; none where nothing divides.
pub fn quotient(numerator: i128, denominator: i128, places: u32) -> Option<Decimal> {
    if denominator == 0 {
        return None;
    }
    let (numerator, denominator) = if denominator < 0 {
        (-numerator, -denominator)
    } else {
        (numerator, denominator)
    };
    let scaled = numerator.checked_mul(10_i128.pow(places))?;
    Decimal::try_from_i128_with_scale(round_half_even(scaled, denominator), places).ok()
}

/// An amount of ten-thousandths as a decimal of 4 places.
pub fn money(amount: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(amount, 4).unwrap_or(Decimal::MAX)
}

/// Milliseconds as hours of 4 places, rounded half-even.
pub fn hours(ms: i128) -> Decimal {
    quotient(ms, 3_600_000, 4).unwrap_or_default()
}

/// Hours times a rate of 6 decimals, in ten-thousandths, exactly.
pub fn priced(ms: i64, rate: i64) -> Option<Fraction> {
    Fraction::new(i128::from(ms).checked_mul(i128::from(rate))?, 360_000_000)
}

/// Ten-thousandths in a currency's minor unit.
pub fn minor_unit(currency: Currency) -> i64 {
    match currency.code() {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "PYG" | "UGX" | "XAF" | "XOF" | "XPF" | "RWF"
        | "KMF" | "GNF" | "DJF" | "BIF" | "VUV" => 10_000,
        "BHD" | "KWD" | "JOD" | "OMR" | "TND" | "IQD" | "LYD" => 10,
        _ => 100,
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_to_even_on_both_sides_of_zero() {
        let cases = [
            (5, 2, 2),
            (7, 2, 4),
            (-5, 2, -2),
            (-7, 2, -4),
            (8, 3, 3),
            (-8, 3, -3),
        ];
        for (numerator, denominator, expected) in cases {
            assert_eq!(round_half_even(numerator, denominator), expected);
        }
    }

    #[test]
    fn ratios_have_six_places() {
        assert_eq!(quotient(34, 56, 6).unwrap().to_string(), "0.607143");
        assert_eq!(quotient(1, 0, 6), None);
        assert_eq!(quotient(1, -4, 6).unwrap().to_string(), "-0.250000");
    }

    #[test]
    fn a_bill_is_rounded_to_the_minor_unit() {
        let amount = Fraction::new(1_234_567, 1).unwrap();
        assert_eq!(amount.rounded_to(100), Some(1_234_600));
        assert_eq!(
            Fraction::whole(1_235_000).rounded_to(10_000),
            Some(1_240_000)
        );
        assert_eq!(
            Fraction::whole(1_245_000).rounded_to(10_000),
            Some(1_240_000)
        );
    }
}
