//! A value of a cell: typed inside the engine, text on the wire.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::zone::Zone;
use crate::firm::Stamp;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value; left out of the answer.
    Null,
    /// A whole number: ids above all.
    Int(i64),
    /// A decimal number.
    Number(Decimal),
    /// Text; flags are `T` and `F`.
    Text(Cow<'static, str>),
    /// A civil date.
    Date(NaiveDate),
    /// An instant, in seconds since 1970 UTC.
    At(i64),
}

impl Value {
    /// True for no value.
    pub fn none(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value as a whole number, where it is one or reads as one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Number(number) if number.fract().is_zero() => i64::try_from(number.trunc()).ok(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The value as a decimal, where it is one or reads as one.
    pub fn decimal(&self) -> Option<Decimal> {
        match self {
            Self::Int(number) => Some(Decimal::from(*number)),
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Text as it goes over the wire; none for no value.
    pub fn render(&self, zone: &Zone) -> Option<Cow<'static, str>> {
        match self {
            Self::Null => None,
            Self::Int(number) => Some(number.to_string().into()),
            Self::Number(number) => Some(plain(*number).into()),
            Self::Text(text) => Some(text.clone()),
            Self::Date(date) => Some(zone.date_text(*date).into()),
            Self::At(seconds) => Some(zone.date_text(zone.local(*seconds).date()).into()),
        }
    }

    /// Compares two values as the vendor does, numbers with text that reads as a number too; none where it cannot be told.
    pub fn compare(&self, other: &Self, zone: &Zone) -> Option<Ordering> {
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => None,
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(right)),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Date(left), Self::Date(right)) => Some(left.cmp(right)),
            (Self::At(left), Self::At(right)) => Some(left.cmp(right)),
            (Self::Date(_) | Self::At(_), _) | (_, Self::Date(_) | Self::At(_)) => {
                Some(self.seconds(zone)?.cmp(&other.seconds(zone)?))
            }
            _ => Some(self.decimal()?.cmp(&other.decimal()?)),
        }
    }

    /// Order in an answer: no value comes last.
    pub fn order(&self, other: &Self, zone: &Zone) -> Ordering {
        match (self.none(), other.none()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => self.compare(other, zone).unwrap_or(Ordering::Equal),
        }
    }

    /// The instant a date, an instant or a text in the account's date format stands for.
    pub fn seconds(&self, zone: &Zone) -> Option<i64> {
        match self {
            Self::At(seconds) => Some(*seconds),
            Self::Date(date) => Some(zone.utc(date.and_time(chrono::NaiveTime::MIN))),
            Self::Text(text) => {
                let date = zone.parse_date(text)?;
                Some(zone.utc(date.and_time(chrono::NaiveTime::MIN)))
            }
            _ => None,
        }
    }
}

/// A decimal in the vendor's manner: no trailing zeros, no zero before the point.
fn plain(number: Decimal) -> String {
    let text = number.normalize().to_string();
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None => match text.strip_prefix("-0.") {
            Some(rest) => format!("-.{rest}"),
            None => text,
        },
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Text(Cow::Borrowed(if flag { "T" } else { "F" }))
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<Stamp> for Value {
    fn from(stamp: Stamp) -> Self {
        Self::At(stamp.seconds())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_look_like_the_vendors() {
        let cases = [
            ("1250.50", "1250.5"),
            ("0.5", ".5"),
            ("-0.25", "-.25"),
            ("0", "0"),
            ("7", "7"),
        ];
        for (number, text) in cases {
            assert_eq!(plain(number.parse().unwrap()), text);
        }
    }
}
