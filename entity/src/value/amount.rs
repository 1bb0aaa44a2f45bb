//! Exact fixed-point amounts: an integer count of a fixed fraction, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// Why a decimal does not fit a fixed-point value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueError {
    /// The text is no decimal number.
    Malformed(String),
    /// The number has more decimals than the value keeps.
    TooPrecise(Decimal),
    /// The number is too large.
    OutOfRange(Decimal),
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(f, "{text:?} is not a decimal number"),
            Self::TooPrecise(number) => write!(f, "{number} has too many decimals"),
            Self::OutOfRange(number) => write!(f, "{number} is out of range"),
        }
    }
}

impl std::error::Error for ValueError {}

macro_rules! fixed_point {
    ($(#[$doc:meta])* $name:ident, $scale:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// Decimals kept.
            pub const SCALE: u32 = $scale;
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// Takes a decimal that fits exactly.
            pub fn exact(number: Decimal) -> Result<Self, ValueError> {
                let rounded = Self::rounded(number)?;
                if rounded.decimal() == number { Ok(rounded) } else { Err(ValueError::TooPrecise(number)) }
            }

            /// Takes a decimal, rounded once half-even to the decimals kept.
            pub fn rounded(number: Decimal) -> Result<Self, ValueError> {
                let mut scaled = number.round_dp_with_strategy(Self::SCALE, RoundingStrategy::MidpointNearestEven);
                scaled.rescale(Self::SCALE);
                if scaled.scale() != Self::SCALE {
                    return Err(ValueError::OutOfRange(number));
                }
                i64::try_from(scaled.mantissa()).map(Self).map_err(|_| ValueError::OutOfRange(number))
            }

            /// The value as a decimal with exactly the decimals kept.
            pub fn decimal(self) -> Decimal {
                Decimal::new(self.0, Self::SCALE)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.decimal().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ValueError;
            fn from_str(text: &str) -> Result<Self, ValueError> {
                Self::exact(Decimal::from_str_exact(text).map_err(|_| ValueError::Malformed(text.to_owned()))?)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                values.fold(Self::ZERO, Add::add)
            }
        }
    };
}

fixed_point!(
    /// An amount of money with 4 decimals; its currency stands beside it.
    Money, 4
);
fixed_point!(
    /// A price or rate per hour or unit with 6 decimals; its currency stands beside it.
    UnitPrice, 6
);
fixed_point!(
    /// An exchange rate with 10 decimals: units of the quote currency for one of the base.
    Fx, 10
);
fixed_point!(
    /// A stored fraction (a probability, a mark-up, a target) or plain quantity with 6 decimals.
    Ratio, 6
);

/// A length of time in whole milliseconds; one hour is 3,600,000.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    DeriveValueType,
)]
#[serde(transparent)]
pub struct Duration(pub i64);

impl Duration {
    /// No time.
    pub const ZERO: Self = Self(0);
    /// Milliseconds in an hour.
    pub const HOUR_MS: i64 = 3_600_000;

    /// Takes decimal hours that come to whole milliseconds, rounded half-even.
    pub fn from_hours(hours: Decimal) -> Result<Self, ValueError> {
        let ms = (hours * Decimal::from(Self::HOUR_MS))
            .round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        i64::try_from(ms.mantissa())
            .map(Self)
            .map_err(|_| ValueError::OutOfRange(hours))
    }

    /// Takes whole minutes.
    pub const fn from_minutes(minutes: i64) -> Self {
        Self(minutes * 60_000)
    }

    /// Hours, exactly as far as a decimal goes; round before showing.
    pub fn hours(self) -> Decimal {
        Decimal::from(self.0) / Decimal::from(Self::HOUR_MS)
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Duration {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_even_and_refuses_lost_digits() {
        let half: Decimal = "0.00005".parse().unwrap();
        assert_eq!(Money::rounded(half).unwrap(), Money(0));
        assert_eq!(
            Money::rounded("0.00015".parse().unwrap()).unwrap(),
            Money(2)
        );
        assert_eq!(Money::exact(half), Err(ValueError::TooPrecise(half)));
        assert_eq!(
            "99999999999999.99".parse::<Money>().unwrap().to_string(),
            "99999999999999.9900"
        );
        assert!("12345678901234567.89".parse::<Money>().is_err());
    }

    #[test]
    fn hours_are_exact_in_milliseconds() {
        assert_eq!(
            Duration::from_hours("7.5".parse().unwrap()).unwrap(),
            Duration(27_000_000)
        );
        assert_eq!(Duration::from_minutes(1).0, 60_000);
    }
}
