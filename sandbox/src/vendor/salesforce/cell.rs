//! One value of a record, and how REST (JSON) and Bulk (CSV) print it.

use chrono::{DateTime, NaiveDate};
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
            Self::Number(number) => out.push_str(&decimal(*number, integer)),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Date(day) => push_quoted(&day.to_string(), out),
            Self::Time(at) => push_quoted(&rest_time(*at), out),
        }
    }

    /// Appends the value as Bulk prints it, always in quotes.
    pub fn write_csv(&self, integer: bool, out: &mut String) {
        out.push('"');
        match self {
            Self::Null => {}
            Self::Text(text) => out.push_str(&text.replace('"', "\"\"")),
            Self::Number(number) => out.push_str(&decimal(*number, integer)),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Date(day) => out.push_str(&day.to_string()),
            Self::Time(at) => out.push_str(&bulk_time(*at)),
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
    out.push_str(&serde_json::Value::from(text).to_string());
}

fn decimal(number: Decimal, integer: bool) -> String {
    let short = number.normalize();
    if short.scale() == 0 && !integer {
        format!("{short}.0")
    } else {
        short.to_string()
    }
}

fn utc(at: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(at, 0).unwrap_or_default()
}

/// `2024-05-31T09:15:02.000+0000`
pub fn rest_time(at: i64) -> String {
    utc(at).format("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}

/// `2024-05-31T09:15:02.000Z`
fn bulk_time(at: i64) -> String {
    utc(at).format("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}
