//! Conversions: the closed list of ways in which a vendor writes a value.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use entity::value::{Currency, Day, Duration, Fx, Instant, Money, Ratio, UnitPrice, ValueError};
use rust_decimal::Decimal;

use super::json::Scalar;
use crate::connect::Settings;
use crate::domain::record::{Entity, ExternalRef, Type, Value};

/// A way to read a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convert {
    /// Text; blank is nothing.
    Text,
    /// true, "true", "T", "Yes", 1 and their opposites.
    Flag,
    /// The opposite of a flag.
    NotFlag,
    /// Whole number.
    Int,
    /// Civil date: the first ten characters as yyyy-mm-dd.
    Day,
    /// Instant with an offset or Z; without one it is UTC.
    At,
    /// Amount in main units.
    Money,
    /// Amount in main units, its sign turned.
    MoneyNegated,
    /// Amount in sub-units, with their number in a main unit, or the currency that says it, at another path, or the first of several between
    /// bars (where it is missing, as the object's currency has).
    Subunits(&'static str),
    /// Price or rate in main units.
    Rate,
    /// Price or rate in sub-units, likewise.
    RateSubunits(&'static str),
    /// Exchange rate.
    Fx,
    /// One divided by an exchange rate.
    FxInverse,
    /// Fraction or quantity.
    Ratio,
    /// Quantity, its sign turned.
    RatioNegated,
    /// Percentage, kept as a fraction.
    Percent,
    /// Minutes.
    Minutes,
    /// Decimal hours.
    Hours,
    /// Currency code.
    Currency,
    /// One of a list: vendor's value to ours, a star at its end standing for any rest; any other gives the last, where there is one.
    OneOf(Pairs, Option<&'static str>),
    /// The first of a list whose prefix the text has, cut off, names an object of a connection to that vendor.
    Peer(&'static str, Pairs),
    /// A key of another object of the same connection.
    Ref(&'static str),
    /// A name of a legal entity, which the connection's settings translate into the key of an object of the connection to that
    /// vendor; nothing where they do not.
    EntityName(&'static str, &'static str),
    /// A fixed text, whatever the source says.
    Const(&'static str),
}

/// Pairs of texts: theirs and ours.
pub type Pairs = &'static [(&'static str, &'static str)];

/// One of a list; any other value is `other`, where that is not empty.
pub const fn one_of(pairs: Pairs, other: &'static str) -> Convert {
    Convert::OneOf(pairs, if other.is_empty() { None } else { Some(other) })
}

/// A key of another object of the same connection.
pub const fn to(object: &'static str) -> Convert {
    Convert::Ref(object)
}

/// Why a value cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It has another form than expected: what was expected.
    Form(&'static str),
    /// It is none of the known values.
    Unknown,
}

/// What stands around a value: settings for names and peers, another path for sub-units, and where to count roundings.
pub struct Around<'a> {
    /// Settings.
    pub settings: &'a Settings,
    /// The connection's id, shared.
    pub connection: &'a Arc<str>,
    /// Vendor objects that ids may be made with; interned at opening.
    pub intern: &'a dyn Fn(&str) -> &'static str,
    /// Reads a scalar at another path of the same object.
    pub other: &'a dyn Fn(&str) -> Option<String>,
    /// Amounts rounded so far.
    pub rounded: &'a mut u32,
}

impl Convert {
    /// Reads a value for a field; `Ok(None)` is nothing.
    pub fn read(
        &self,
        scalar: &Scalar<'_>,
        field: Type,
        around: &mut Around<'_>,
    ) -> Result<Option<Value>, Trouble> {
        let text: Cow<'_, str> = match scalar {
            Scalar::Text(text) => text.clone(),
            Scalar::Number(number) => Cow::Borrowed(number),
            Scalar::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value = match self {
            Convert::Text => Value::Text(text.to_owned()),
            Convert::Flag => Value::Bool(flag(text)?),
            Convert::NotFlag => Value::Bool(!flag(text)?),
            Convert::Int => Value::Int(int(text)?),
            Convert::Day => Value::Day(day(text)?),
            Convert::At => Value::At(at(text)?),
            Convert::Money => Value::Money(money(decimal(text)?, around)?),
            Convert::MoneyNegated => Value::Money(money(-decimal(text)?, around)?),
            Convert::Subunits(base) => Value::Money(money(subunits(text, base, around)?, around)?),
            Convert::Rate => Value::Rate(UnitPrice::rounded(decimal(text)?).map_err(amount)?),
            Convert::RateSubunits(base) => {
                Value::Rate(UnitPrice::rounded(subunits(text, base, around)?).map_err(amount)?)
            }
            Convert::Fx => Value::Fx(Fx::rounded(decimal(text)?).map_err(amount)?),
            Convert::FxInverse => {
                let rate = decimal(text)?;
                let inverse = Decimal::ONE
                    .checked_div(rate)
                    .ok_or(Trouble::Form("a rate other than zero"))?;
                Value::Fx(Fx::rounded(inverse).map_err(amount)?)
            }
            Convert::Ratio => Value::Ratio(Ratio::rounded(decimal(text)?).map_err(amount)?),
            Convert::RatioNegated => Value::Ratio(Ratio::rounded(-decimal(text)?).map_err(amount)?),
            Convert::Percent => {
                Value::Ratio(Ratio::rounded(decimal(text)? / Decimal::ONE_HUNDRED).map_err(amount)?)
            }
            Convert::Minutes => {
                let ms = decimal(text)? * Decimal::from(60_000);
                Value::Duration(Duration(int(&ms.round().normalize().to_string())?))
            }
            Convert::Hours => {
                Value::Duration(Duration::from_hours(decimal(text)?).map_err(amount)?)
            }
            Convert::Currency => Value::Currency(
                text.parse::<Currency>()
                    .map_err(|_| Trouble::Form("an ISO 4217 currency code such as EUR"))?,
            ),
            Convert::OneOf(pairs, other) => {
                let known = pairs
                    .iter()
                    .find(|(theirs, _)| same(theirs, text))
                    .map(|(_, ours)| ours);
                return typed(
                    known.or(other.as_ref()).copied().ok_or(Trouble::Unknown)?,
                    field,
                    around,
                )
                .map(Some);
            }
            Convert::Const(fixed) => return typed(fixed, field, around).map(Some),
            Convert::Ref(object) => Value::Ref(ExternalRef {
                connection: Arc::clone(around.connection),
                object: (around.intern)(object),
                external_id: text.to_owned(),
            }),
            Convert::EntityName(object, vendor) => {
                let known = around.settings.legal_entities.get(text);
                let connection = around.settings.peers.get(*vendor);
                return Ok(known.zip(connection).map(|(key, connection)| {
                    Value::Ref(ExternalRef {
                        connection: Arc::from(connection.as_str()),
                        object: (around.intern)(object),
                        external_id: key.clone(),
                    })
                }));
            }
            Convert::Peer(vendor, patterns) => {
                return Ok(peer(text, vendor, patterns, around).map(Value::Ref));
            }
        };
        Ok(Some(value))
    }
}

/// Whether a text is a value of a list, or begins as one that ends in a star.
pub fn same(theirs: &str, text: &str) -> bool {
    match theirs.strip_suffix('*') {
        Some(start) => text
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start)),
        None => theirs.eq_ignore_ascii_case(text),
    }
}

/// The record of another system that a text names by one of its prefixes; nothing where it has none, or no such system is connected.
pub fn peer(text: &str, vendor: &str, patterns: Pairs, around: &Around<'_>) -> Option<ExternalRef> {
    let (rest, object) = patterns
        .iter()
        .find_map(|(prefix, object)| Some((text.strip_prefix(prefix)?, object)))?;
    let settings = around.settings;
    let connection = match settings.peers.get(vendor) {
        Some(peer) => Arc::from(peer.as_str()),
        // Another row of the same system.
        None if vendor == settings.vendor => Arc::clone(around.connection),
        None => return None,
    };
    if rest.is_empty() {
        return None;
    }
    Some(ExternalRef {
        connection,
        object: (around.intern)(object),
        external_id: rest.to_owned(),
    })
}

/// A text of ours as a value of a field's type.
fn typed(text: &str, field: Type, around: &Around<'_>) -> Result<Value, Trouble> {
    Ok(match field {
        Type::Enum(values) => Value::Enum(
            values
                .iter()
                .copied()
                .find(|known| *known == text)
                .ok_or(Trouble::Form("a value of the field"))?,
        ),
        Type::Bool => Value::Bool(flag(text)?),
        Type::Int => Value::Int(int(text)?),
        Type::Currency => {
            Value::Currency(text.parse().map_err(|_| Trouble::Form("a currency code"))?)
        }
        Type::Day => Value::Day(day(text)?),
        Type::Duration => Value::Duration(Duration(int(text)?)),
        Type::Text => Value::Text(text.to_owned()),
        Type::Ref(kind) => Value::Ref(ExternalRef {
            connection: Arc::clone(around.connection),
            object: Entity::table_of(kind),
            external_id: text.to_owned(),
        }),
        Type::At | Type::Money | Type::Rate | Type::Fx | Type::Ratio => {
            return Err(Trouble::Form("a conversion of its own for this field"));
        }
    })
}

fn amount(error: ValueError) -> Trouble {
    match error {
        ValueError::OutOfRange(_) => Trouble::Form("an amount that is not out of range"),
        _ => Trouble::Form("a decimal number"),
    }
}

fn decimal(text: &str) -> Result<Decimal, Trouble> {
    if text.contains(['e', 'E']) {
        return Decimal::from_scientific(text).map_err(|_| Trouble::Form("a decimal number"));
    }
    Decimal::from_str_exact(text)
        .or_else(|_| text.parse())
        .map_err(|_| Trouble::Form("a decimal number"))
}

fn money(number: Decimal, around: &mut Around<'_>) -> Result<Money, Trouble> {
    let money = Money::rounded(number).map_err(amount)?;
    if money.decimal() != number {
        *around.rounded += 1;
    }
    Ok(money)
}

fn subunits(text: &str, base: &str, around: &Around<'_>) -> Result<Decimal, Trouble> {
    let base = match base.split('|').find_map(|path| (around.other)(path)) {
        // What the currency itself says, else the usual.
        None => (around.other)("currency").map_or(Decimal::ONE_HUNDRED, |code| subunits_of(&code)),
        Some(code) if code.bytes().all(|b| b.is_ascii_uppercase()) => subunits_of(&code),
        Some(base) => decimal(&base)?,
    };
    decimal(text)?
        .checked_div(base)
        .ok_or(Trouble::Form("a number of sub-units other than zero"))
}

/// Sub-units in a main unit of a currency, by ISO 4217.
fn subunits_of(code: &str) -> Decimal {
    match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => Decimal::ONE,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => Decimal::ONE_THOUSAND,
        _ => Decimal::ONE_HUNDRED,
    }
}

fn int(text: &str) -> Result<i64, Trouble> {
    let whole = text
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|b| b == b'0'))
        .map_or(text, |(whole, _)| whole);
    whole.parse().map_err(|_| Trouble::Form("a whole number"))
}

fn flag(text: &str) -> Result<bool, Trouble> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "0" => Ok(false),
        _ => Err(Trouble::Form("true or false")),
    }
}

fn day(text: &str) -> Result<Day, Trouble> {
    let date = text.get(..10).unwrap_or(text);
    NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .map(Day::from_date)
        .map_err(|_| Trouble::Form("a date of the calendar, yyyy-mm-dd"))
}

/// Reads an instant as vendors write it: RFC 3339, an offset without colon, or none (then UTC).
pub fn at(text: &str) -> Result<Instant, Trouble> {
    let wrong = Trouble::Form("an instant such as 2026-03-04T08:00:05-08:00");
    if let Ok(at) = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
    {
        return Ok(Instant(at.timestamp_millis()));
    }
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f"))
        .ok()
        .or_else(|| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .and_then(|date| date.and_hms_opt(0, 0, 0))
        });
    naive
        .map(|at| Instant(at.and_utc().timestamp_millis()))
        .ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_write_instants_in_many_ways() {
        let expected = at("2026-03-04T16:00:05Z").unwrap();
        for text in [
            "2026-03-04T08:00:05-08:00",
            "2026-03-04T16:00:05.000+0000",
            "2026-03-04 16:00:05",
            "2026-03-04T16:00:05.0009Z",
        ] {
            assert_eq!(at(text).unwrap(), expected, "{text}");
        }
        assert!(at("2026-02-30T00:00:00Z").is_err());
        assert!(day("2026-02-30").is_err());
    }

    #[test]
    fn a_star_stands_for_any_rest() {
        assert!(same("time_entry:*", "Time_Entry:7"));
        assert!(!same("time_entry:*", "time_adjustment:7"));
        assert!(same("A", "a") && !same("A", "ab") && same("*", ""));
    }

    #[test]
    fn decimals_are_never_floats() {
        assert_eq!(decimal("-1E-7").unwrap().to_string(), "-0.0000001");
        assert_eq!(decimal(".5").unwrap().to_string(), "0.5");
        assert!(decimal("1,5").is_err());
        assert_eq!(int("7.0"), Ok(7));
        assert!(int("7.5").is_err());
    }
}
