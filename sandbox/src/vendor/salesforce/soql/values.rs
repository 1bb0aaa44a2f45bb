//! Comparing and aggregating values.

use std::cmp::Ordering;
use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Function;
use crate::vendor::salesforce::cell::Cell;

/// The order of two values, nulls first.
fn compare(left: &Cell, right: &Cell) -> Ordering {
    match (left, right) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) => Ordering::Less,
        (_, Cell::Null) => Ordering::Greater,
        (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
        (Cell::Number(a), Cell::Number(b)) => a.cmp(b),
        (Cell::Flag(a), Cell::Flag(b)) => a.cmp(b),
        (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
        (Cell::Time(a), Cell::Time(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

/// The order of two values as a sort key asks.
pub fn by_key(left: &Cell, right: &Cell, down: bool, nulls_last: bool) -> Ordering {
    if left.is_null() != right.is_null() {
        return if left.is_null() == nulls_last {
            Ordering::Greater
        } else {
            Ordering::Less
        };
    }
    let order = compare(left, right);
    if down { order.reverse() } else { order }
}

/// An aggregate of values that are not null.
pub fn call(function: Function, values: Vec<Cell>) -> Cell {
    let sum = || {
        let mut numbers = values.iter().filter_map(|cell| match cell {
            Cell::Number(number) => Some(*number),
            _ => None,
        });
        numbers.try_fold(Decimal::ZERO, |sum: Decimal, number| {
            sum.checked_add(number)
        })
    };
    match function {
        Function::Count => Cell::Number(values.len().into()),
        Function::CountDistinct => {
            let mut seen = HashSet::new();
            for value in &values {
                let mut text = String::new();
                value.write_json(false, &mut text);
                seen.insert(text);
            }
            Cell::Number(seen.len().into())
        }
        _ if values.is_empty() => Cell::Null,
        Function::Sum => sum().map_or(Cell::Null, Cell::Number),
        Function::Avg => sum()
            .and_then(|sum| sum.checked_div(values.len().into()))
            .map_or(Cell::Null, Cell::Number),
        Function::Min => values.into_iter().min_by(compare).unwrap_or(Cell::Null),
        Function::Max => values.into_iter().max_by(compare).unwrap_or(Cell::Null),
    }
}

/// `%` is any text, `_` any one character.
pub fn like(text: &str, pattern: &str) -> bool {
    fn step(text: &[char], pattern: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|skip| step(&text[skip..], rest)),
            Some((sign, rest)) => text
                .split_first()
                .is_some_and(|(first, tail)| (*sign == '_' || sign == first) && step(tail, rest)),
        }
    }
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    step(&text, &pattern)
}
