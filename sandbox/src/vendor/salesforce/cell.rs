//! One value of a record, and how REST (JSON) and Bulk (CSV) print it.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use rust_decimal::Decimal;

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// Text, a picklist value, an id.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A checkbox.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// An instant in seconds since 1970.
    Time(i64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Date(day)
    }
}

impl From<Decimal> for Cell {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<crate::firm::Stamp> for Cell {
    fn from(at: crate::firm::Stamp) -> Self {
        Self::Time(at.seconds())
    }
}

impl Cell {
    /// Nothing to see.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Appends the value as REST prints it. Whole numbers carry `.0` unless the field is an integer.
    pub fn write_json(&self, integer: bool, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Text(text) => quote(text, out),
            Self::Number(number) => push_decimal(*number, integer, out),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Date(day) => {
                out.push('"');
                push_day(*day, out);
                out.push('"');
            }
            Self::Time(at) => {
                out.push('"');
                push_time(*at, "+0000", out);
                out.push('"');
            }
        }
    }

    /// Appends the value as Bulk prints it, always in quotes; times are `2024-05-31T09:15:02.000Z`.
    pub fn write_csv(&self, integer: bool, out: &mut String) {
        out.push('"');
        match self {
            Self::Null => {}
            Self::Text(text) => out.push_str(&text.replace('"', "\"\"")),
            Self::Number(number) => push_decimal(*number, integer, out),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Date(day) => push_day(*day, out),
            Self::Time(at) => push_time(*at, "Z", out),
        }
        out.push('"');
    }
}

fn push_quoted(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// Appends a JSON string.
pub fn quote(text: &str, out: &mut String) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        push_quoted(text, out);
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

fn push_decimal(number: Decimal, integer: bool, out: &mut String) {
    use std::fmt::Write;
    let short = number.normalize();
    // Writing to text cannot fail.
    let _ = write!(out, "{short}");
    if short.scale() == 0 && !integer {
        out.push_str(".0");
    }
}

/// Appends a number of at least so many digits.
fn digits(number: u32, least: usize, out: &mut String) {
    let mut text = [b'0'; 10];
    let mut rest = number;
    let mut from = text.len();
    while rest > 0 || from > text.len() - least {
        from -= 1;
        text[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend(text[from..].iter().map(|digit| char::from(*digit)));
}

fn push_day(day: NaiveDate, out: &mut String) {
    digits(day.year().unsigned_abs(), 4, out);
    out.push('-');
    digits(day.month(), 2, out);
    out.push('-');
    digits(day.day(), 2, out);
}

fn push_time(at: i64, zone: &str, out: &mut String) {
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
    push_day(at.date_naive(), out);
    for (sign, number) in [('T', at.hour()), (':', at.minute()), (':', at.second())] {
        out.push(sign);
        digits(number, 2, out);
    }
    out.push_str(".000");
    out.push_str(zone);
}

/// `2024-05-31T09:15:02.000+0000`
pub fn rest_time(at: i64) -> String {
    let mut text = String::with_capacity(28);
    push_time(at, "+0000", &mut text);
    text
}
