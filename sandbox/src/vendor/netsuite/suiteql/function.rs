//! Functions of the dialect over values.

use chrono::NaiveTime;
use rust_decimal::Decimal;

use super::bound::Function;
use super::eval::midnight;
use super::value::Value;
use super::zone::{parse, to_char};
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::tables::View;

fn wrong(function: Function) -> Refusal {
    Refusal::unsupported(format_args!("wrong arguments of {function:?}"))
}

/// Calls a function.
pub fn call(view: &View<'_>, function: Function, values: &[Value]) -> Result<Value, Refusal> {
    let zone = view.settings.text();
    if function == Function::Coalesce {
        return Ok(values
            .iter()
            .find(|value| !value.none())
            .cloned()
            .unwrap_or(Value::Null));
    }
    let Some(first) = values.first() else {
        return Err(wrong(function));
    };
    if first.none() {
        return Ok(Value::Null);
    }
    let text = || first.render(&zone).unwrap_or_default();
    let whole = |place: usize| {
        values
            .get(place)
            .map(|value| value.int().ok_or_else(|| wrong(function)))
            .transpose()
    };
    Ok(match function {
        Function::ToChar => match (first, values.get(1)) {
            (Value::At(seconds), Some(Value::Text(mask))) => masked(zone.local(*seconds), mask)?,
            (Value::Date(date), Some(Value::Text(mask))) => {
                masked(date.and_time(NaiveTime::MIN), mask)?
            }
            _ => Value::from(text().into_owned()),
        },
        Function::ToDate | Function::ToTimestamp => {
            let Some(Value::Text(mask)) = values.get(1) else {
                return match first {
                    Value::Date(_) | Value::At(_) => Ok(first.clone()),
                    _ => zone
                        .parse_date(&text())
                        .map(Value::Date)
                        .ok_or_else(|| Refusal::unsupported("date format picture does not match")),
                };
            };
            let (at, timed) = parse(&text(), mask).ok_or_else(|| {
                Refusal::unsupported(format_args!(
                    "'{}' does not match the format '{mask}'",
                    text()
                ))
            })?;
            if timed || function == Function::ToTimestamp {
                Value::At(zone.utc(at))
            } else {
                Value::Date(at.date())
            }
        }
        Function::ToNumber => Value::Number(
            first
                .decimal()
                .ok_or_else(|| Refusal::unsupported("invalid number"))?,
        ),
        Function::Trunc => match first {
            Value::At(seconds) => Value::Date(zone.local(midnight(view, *seconds)).date()),
            Value::Date(date) => Value::Date(*date),
            _ => number(function, first)?
                .trunc_with_scale(places(whole(1)?))
                .into(),
        },
        Function::Round => number(function, first)?
            .round_dp_with_strategy(
                places(whole(1)?),
                rust_decimal::RoundingStrategy::MidpointAwayFromZero,
            )
            .into(),
        Function::Upper => Value::from(text().to_uppercase()),
        Function::Lower => Value::from(text().to_lowercase()),
        Function::Length => Value::Int(i64::try_from(text().chars().count()).unwrap_or(i64::MAX)),
        Function::Absolute => number(function, first)?.abs().into(),
        Function::Substring => {
            let from = whole(1)?.ok_or_else(|| wrong(function))?.max(1) - 1;
            let length = whole(2)?.unwrap_or(i64::from(u32::MAX)).max(0);
            let part: String = text()
                .chars()
                .skip(usize::try_from(from).unwrap_or_default())
                .take(usize::try_from(length).unwrap_or_default())
                .collect();
            if part.is_empty() {
                Value::Null
            } else {
                Value::from(part)
            }
        }
        Function::Coalesce => Value::Null,
    })
}

fn masked(at: chrono::NaiveDateTime, mask: &str) -> Result<Value, Refusal> {
    to_char(at, mask)
        .map(Value::from)
        .ok_or_else(|| Refusal::unsupported(format_args!("date format '{mask}' not recognized")))
}

fn number(function: Function, value: &Value) -> Result<Decimal, Refusal> {
    value.decimal().ok_or_else(|| wrong(function))
}

fn places(places: Option<i64>) -> u32 {
    u32::try_from(places.unwrap_or(0)).unwrap_or(0).min(28)
}
