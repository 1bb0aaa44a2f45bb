//! Values on the wire: cells shown as scalars, and scalars read back as cells.

use async_graphql::Value as Wire;
use async_graphql::dynamic::Scalar;
use entity::value::{Currency, Day, Duration, Fx, Instant, Money, Ratio, UnitPrice};
use rust_decimal::Decimal;

use crate::domain::record::{Field, Type};
use crate::model::read::{Cell, parse_id, show_id};

/// The scalars besides GraphQL's own.
pub(super) fn scalars() -> Vec<Scalar> {
    let text = |name: &str, doc: &str, check: fn(&str) -> bool| {
        Scalar::new(name)
            .description(doc)
            .validator(move |value| matches!(value, Wire::String(text) if check(text)))
    };
    vec![
        text(
            "Date",
            "A civil date, `2026-03-31`; never converted between zones.",
            |s| day(s).is_some(),
        ),
        text(
            "DateTime",
            "An instant in UTC with milliseconds, `2026-03-31T08:15:00.000Z`.",
            |s| instant(s).is_some(),
        ),
        text(
            "Decimal",
            "An exact decimal number as text, `1234.5000`.",
            |s| Decimal::from_str_exact(s).is_ok(),
        ),
        text("Currency", "A currency by its ISO 4217 code, `EUR`.", |s| {
            s.parse::<Currency>().is_ok()
        }),
    ]
}

/// A civil date.
pub(super) fn day(text: &str) -> Option<Day> {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| text.len() == 10)
        .map(Day::from_date)
}

/// An instant.
pub(super) fn instant(text: &str) -> Option<Instant> {
    chrono::DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| Instant::from_datetime(at.to_utc()))
}

/// A decimal without a currency.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok()
}

/// The GraphQL type of a field.
pub(super) fn type_name(owner: &str, field: &Field) -> String {
    match field.ty {
        Type::Text => "String".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Int => "Int".to_owned(),
        Type::Day => "Date".to_owned(),
        Type::At => "DateTime".to_owned(),
        Type::Money | Type::Rate => "Money".to_owned(),
        Type::Fx | Type::Ratio => "Decimal".to_owned(),
        Type::Duration => "Duration".to_owned(),
        Type::Currency => "Currency".to_owned(),
        // The status of an account has this name already.
        Type::Enum(_) if owner == "Payment" && field.name == "status" => "PaymentState".to_owned(),
        Type::Enum(_) => format!("{owner}{}", super::shape::pascal(field.name)),
        Type::Ref(_) => "ID".to_owned(),
    }
}

/// A cell as shown; `currency` stands beside money.
pub(super) fn show(ty: Type, cell: &Cell, currency: Option<&str>) -> Option<Wire> {
    let number = |n: i64| -> Wire {
        match ty {
            Type::Day => Day(i32::try_from(n).unwrap_or_default()).to_string().into(),
            Type::At => Instant(n).to_string().into(),
            Type::Money => money(Money(n).to_string(), currency),
            Type::Rate => money(UnitPrice(n).to_string(), currency),
            Type::Fx => Fx(n).to_string().into(),
            Type::Ratio => Ratio(n).to_string().into(),
            Type::Duration => duration(n),
            Type::Ref(kind) => show_id(kind, n).into(),
            _ => n.into(),
        }
    };
    match cell {
        Cell::Null => None,
        Cell::Bool(flag) => Some((*flag).into()),
        Cell::Int(n) => Some(number(*n)),
        Cell::Text(text) => Some(match ty {
            Type::Enum(_) => text.to_uppercase().into(),
            _ => text.clone().into(),
        }),
    }
}

fn money(amount: String, currency: Option<&str>) -> Wire {
    super::shape::json(serde_json::json!({ "amount": amount, "currency": currency }))
}

/// An amount of money with 4 decimals.
pub(super) fn show_money(amount: i64, currency: Option<&str>) -> Wire {
    money(Money(amount).to_string(), currency)
}

fn duration(ms: i64) -> Wire {
    let hours = Duration(ms).hours().round_dp(6).normalize();
    super::shape::json(serde_json::json!({
        "hours": hours.to_string(),
        "milliseconds": ms.to_string(),
    }))
}

/// The cell that a scalar of an input stands for.
pub(super) fn read(ty: Type, value: &Wire) -> Result<Cell, String> {
    let text = match value {
        Wire::String(text) => text.as_str(),
        Wire::Enum(name) => name.as_str(),
        Wire::Boolean(flag) if ty == Type::Bool => return Ok(Cell::Bool(*flag)),
        Wire::Number(number) if ty == Type::Int => {
            return number
                .as_i64()
                .map(Cell::Int)
                .ok_or_else(|| "is no whole number".to_owned());
        }
        _ => return Err("has another type".to_owned()),
    };
    let wrong = |what: &str| format!("{text:?} is no {what}");
    Ok(match ty {
        Type::Text | Type::Currency => Cell::Text(text.to_owned()),
        Type::Enum(_) => Cell::Text(text.to_lowercase()),
        Type::Day => Cell::Int(day(text).ok_or_else(|| wrong("date"))?.0.into()),
        Type::At => Cell::Int(instant(text).ok_or_else(|| wrong("instant"))?.0),
        Type::Money => Cell::Int(text.parse::<Money>().map_err(|e| e.to_string())?.0),
        Type::Rate => Cell::Int(text.parse::<UnitPrice>().map_err(|e| e.to_string())?.0),
        Type::Fx => Cell::Int(text.parse::<Fx>().map_err(|e| e.to_string())?.0),
        Type::Ratio => Cell::Int(text.parse::<Ratio>().map_err(|e| e.to_string())?.0),
        Type::Duration => {
            let hours = decimal(text).ok_or_else(|| wrong("decimal"))?;
            Cell::Int(Duration::from_hours(hours).map_err(|e| e.to_string())?.0)
        }
        Type::Ref(kind) => match parse_id(text) {
            Some((of, id)) if of == kind => Cell::Int(id),
            _ => return Err(wrong(&format!("id of a {}", kind.entity().table))),
        },
        Type::Bool | Type::Int => return Err("has another type".to_owned()),
    })
}

/// The input type that tests a field.
pub(super) fn test_name(owner: &str, field: &Field) -> String {
    match field.ty {
        Type::Text => "StringTest".to_owned(),
        Type::Bool => "BooleanTest".to_owned(),
        Type::Int => "IntTest".to_owned(),
        Type::Day => "DateTest".to_owned(),
        Type::At => "DateTimeTest".to_owned(),
        Type::Money | Type::Rate | Type::Fx | Type::Ratio | Type::Duration => {
            "DecimalTest".to_owned()
        }
        Type::Currency => "CurrencyTest".to_owned(),
        Type::Enum(_) => format!("{}Test", type_name(owner, field)),
        Type::Ref(_) => "IDTest".to_owned(),
    }
}
