//! Currencies, hourly rates and exchange rates of the firm.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A currency of the firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// US dollar, the group's currency.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Japanese yen, which has no minor unit.
    Jpy,
}

impl Currency {
    /// All of them, in order of their number.
    pub const ALL: [Self; 4] = [Self::Usd, Self::Eur, Self::Gbp, Self::Jpy];

    /// ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Jpy => "JPY",
        }
    }

    /// Name in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Usd => "US Dollar",
            Self::Eur => "Euro",
            Self::Gbp => "British Pound",
            Self::Jpy => "Japanese Yen",
        }
    }

    /// Digits after the point.
    pub fn digits(self) -> u32 {
        if self == Self::Jpy { 0 } else { 2 }
    }

    /// Minor units in one unit: 100, or 1 for yen.
    pub fn base_unit(self) -> i64 {
        if self == Self::Jpy { 1 } else { 100 }
    }

    /// Number from 1, as a vendor's internal id.
    pub fn number(self) -> u32 {
        self as u32 + 1
    }

    /// Minor units as an exact decimal in units.
    pub fn decimal(self, minor: i64) -> Decimal {
        Decimal::new(minor, self.digits())
    }
}

/// A rate per hour in minor units, or none known; four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HourlyRate(i32);

impl HourlyRate {
    /// No rate known.
    pub const MISSING: Self = Self(-1);

    /// A known rate in minor units per hour.
    pub fn of(minor: i64) -> Self {
        Self(i32::try_from(minor.max(0)).unwrap_or(i32::MAX))
    }

    /// Minor units per hour, if known.
    pub fn minor(self) -> Option<i64> {
        (self.0 >= 0).then_some(i64::from(self.0))
    }
}

/// Rate times minutes, rounded half-even to the minor unit: what an invoice line prints.
pub fn value_of(minutes: i64, rate_minor: i64) -> i64 {
    divide_half_even(minutes * rate_minor, 60)
}

/// Quotient rounded half to even.
pub fn divide_half_even(numerator: i64, denominator: i64) -> i64 {
    let quotient = numerator.div_euclid(denominator);
    let rest = numerator.rem_euclid(denominator) * 2;
    match rest.cmp(&denominator) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + (quotient & 1),
    }
}

/// What an exchange rate is for; the number is NetSuite's `currencyratetype` in the example installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateType {
    /// 1: daily, with gaps.
    Spot,
    /// 2: monthly average, effective on the first of the month.
    Average,
    /// 4: yearly budget rate.
    Budget,
}

impl RateType {
    /// The vendor's number.
    pub fn number(self) -> u32 {
        match self {
            Self::Spot => 1,
            Self::Average => 2,
            Self::Budget => 4,
        }
    }
}

/// One published exchange rate: one unit of `from` is `rate` units of `to`.
#[derive(Clone, Debug)]
pub struct FxRate {
    /// Row number.
    pub id: u32,
    /// Currency priced.
    pub from: Currency,
    /// Currency of the price (NetSuite's base currency).
    pub to: Currency,
    /// What it is for.
    pub rate_type: RateType,
    /// First day it holds.
    pub effective_on: NaiveDate,
    /// Units of `to` for one `from`, at most ten decimals.
    pub rate: Decimal,
    /// Row stamps.
    pub meta: super::Meta,
}
