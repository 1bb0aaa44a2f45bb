//! Computes expressions and conditions over the rows of one combination; conditions know true, false and unknown.

use std::cmp::Ordering;

use chrono::NaiveTime;
use rust_decimal::Decimal;

use super::bound::{Among, Bound};
use super::function;
use super::syntax::Sign;
use super::value::Value;
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::tables::{View, label::label};

/// What an expression is computed from: a row of each table, and the sums of the group.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    /// Rows; none where a left join found no partner.
    pub rows: &'a [Option<u64>],
    /// Sums.
    pub totals: &'a [Value],
}

impl Cells<'_> {
    /// No rows at all.
    pub const NONE: Self = Cells {
        rows: &[],
        totals: &[],
    };
}

/// The value of an expression.
pub fn value(view: &View<'_>, bound: &Bound, cells: &Cells<'_>) -> Result<Value, Refusal> {
    let row = |slot: usize| cells.rows.get(slot).copied().flatten();
    Ok(match bound {
        Bound::Literal(value) => value.clone(),
        Bound::Column(slot, column) => row(*slot).map_or(Value::Null, |row| view.cell(column, row)),
        Bound::Display(slot, column) => {
            let value = row(*slot).map_or(Value::Null, |row| view.cell(column, row));
            if column.refers.is_empty() {
                value
            } else {
                label(view, column.refers, value)
            }
        }
        Bound::Call(name, arguments) => {
            let values = arguments
                .iter()
                .map(|part| self::value(view, part, cells))
                .collect::<Result<Vec<_>, _>>()?;
            function::call(view, *name, &values)?
        }
        Bound::Total(place) => cells.totals.get(*place).cloned().unwrap_or(Value::Null),
        Bound::Pair(
            sign @ (Sign::Plus | Sign::Minus | Sign::Times | Sign::Over | Sign::Concat),
            left,
            right,
        ) => arithmetic(
            view,
            *sign,
            value(view, left, cells)?,
            value(view, right, cells)?,
        )?,
        Bound::Case(cases, otherwise) => {
            for (condition, result) in cases {
                if truth(view, condition, cells)? == Some(true) {
                    return value(view, result, cells);
                }
            }
            match otherwise {
                Some(otherwise) => value(view, otherwise, cells)?,
                None => Value::Null,
            }
        }
        Bound::Pair(..) | Bound::Not(_) | Bound::In(..) | Bound::IsNull(_) | Bound::Like(..) => {
            return Err(Refusal::unsupported("a condition cannot stand here"));
        }
    })
}

/// The truth of a condition.
pub fn truth(view: &View<'_>, bound: &Bound, cells: &Cells<'_>) -> Result<Option<bool>, Refusal> {
    Ok(match bound {
        Bound::Pair(Sign::And, left, right) => match truth(view, left, cells)? {
            Some(false) => Some(false),
            left => match (left, truth(view, right, cells)?) {
                (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
        },
        Bound::Pair(Sign::Or, left, right) => match truth(view, left, cells)? {
            Some(true) => Some(true),
            left => match (left, truth(view, right, cells)?) {
                (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
        },
        Bound::Pair(sign, left, right) => {
            let (left, right) = (value(view, left, cells)?, value(view, right, cells)?);
            if left.none() || right.none() {
                return Ok(None);
            }
            let order = left.compare(&right, &view.settings.text());
            let order = order
                .ok_or_else(|| Refusal::unsupported("inconsistent datatypes in a comparison"))?;
            Some(match sign {
                Sign::Equal => order == Ordering::Equal,
                Sign::Differs => order != Ordering::Equal,
                Sign::Less => order == Ordering::Less,
                Sign::AtMost => order != Ordering::Greater,
                Sign::Greater => order == Ordering::Greater,
                Sign::AtLeast => order != Ordering::Less,
                _ => {
                    return Err(Refusal::unsupported(
                        "an expression cannot stand as a condition",
                    ));
                }
            })
        }
        Bound::Not(part) => truth(view, part, cells)?.map(|truth| !truth),
        Bound::IsNull(part) => Some(value(view, part, cells)?.none()),
        Bound::In(needle, list) => member(view, &value(view, needle, cells)?, list),
        Bound::Like(left, right) => match (value(view, left, cells)?, value(view, right, cells)?) {
            (Value::Null, _) | (_, Value::Null) => None,
            (text, pattern) => {
                let zone = view.settings.text();
                let (text, pattern) = (
                    text.render(&zone).unwrap_or_default(),
                    pattern.render(&zone).unwrap_or_default(),
                );
                Some(like(&text, &pattern))
            }
        },
        _ => {
            return Err(Refusal::unsupported(
                "an expression cannot stand as a condition",
            ));
        }
    })
}

fn member(view: &View<'_>, needle: &Value, list: &Among) -> Option<bool> {
    let other = || {
        list.others
            .iter()
            .any(|value| needle.compare(value, &view.settings.text()) == Some(Ordering::Equal))
    };
    match needle {
        Value::Null => None,
        Value::Int(number) => Some(list.numbers.contains(number)),
        Value::Text(text) => Some(list.texts.contains(&**text)),
        Value::Number(_) => Some(
            needle
                .int()
                .is_some_and(|number| list.numbers.contains(&number))
                || other(),
        ),
        Value::Date(_) | Value::At(_) => Some(other()),
    }
}

/// `%` stands for any text, `_` for one character.
fn like(text: &str, pattern: &str) -> bool {
    let mut pattern = pattern.chars();
    match pattern.next() {
        None => text.is_empty(),
        Some('%') => {
            let rest = pattern.as_str();
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .any(|at| like(&text[at..], rest))
        }
        Some(expected) => {
            let mut characters = text.chars();
            match characters.next() {
                Some(found) if expected == '_' || expected == found => {
                    like(characters.as_str(), pattern.as_str())
                }
                _ => false,
            }
        }
    }
}

fn arithmetic(view: &View<'_>, sign: Sign, left: Value, right: Value) -> Result<Value, Refusal> {
    let zone = view.settings.text();
    if sign == Sign::Concat {
        let text = |value: &Value| value.render(&zone).unwrap_or_default().into_owned();
        return Ok(Value::from(text(&left) + &text(&right)));
    }
    if left.none() || right.none() {
        return Ok(Value::Null);
    }
    let days = |value: &Value| {
        value
            .decimal()
            .map(|days| days * Decimal::from(86_400))
            .and_then(|seconds| i64::try_from(seconds.round()).ok())
    };
    if matches!(left, Value::Date(_) | Value::At(_)) {
        let from = left.seconds(&zone).unwrap_or_default();
        if matches!(right, Value::Date(_) | Value::At(_)) {
            let seconds = from - right.seconds(&zone).unwrap_or_default();
            return Ok(Value::Number(
                Decimal::from(seconds) / Decimal::from(86_400),
            ));
        }
        let by = days(&right).ok_or_else(|| Refusal::unsupported("invalid number"))?;
        let at = if sign == Sign::Minus {
            from - by
        } else {
            from + by
        };
        return Ok(match left {
            Value::Date(_) if by % 86_400 == 0 => Value::Date(zone.local(at).date()),
            _ => Value::At(at),
        });
    }
    let (Some(left), Some(right)) = (left.decimal(), right.decimal()) else {
        return Err(Refusal::unsupported("invalid number"));
    };
    let result = match sign {
        Sign::Plus => left.checked_add(right),
        Sign::Minus => left.checked_sub(right),
        Sign::Times => left.checked_mul(right),
        _ => left.checked_div(right),
    };
    let result =
        result.ok_or_else(|| Refusal::unsupported("numeric overflow or division by zero"))?;
    Ok(Value::Number(result))
}

/// Midnight of the account's day of an instant.
pub fn midnight(view: &View<'_>, seconds: i64) -> i64 {
    let zone = view.settings.text();
    zone.utc(zone.local(seconds).date().and_time(NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_like_the_vendors() {
        assert!(like("kantata:user:7", "kantata:%"));
        assert!(like("INV-00012", "INV-_____"));
        assert!(!like("INV-12", "INV-_____"));
        assert!(like("", "%"));
    }
}
