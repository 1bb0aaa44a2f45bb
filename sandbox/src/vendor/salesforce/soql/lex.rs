//! Words, signs and constants of a query.

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;

use super::Literal;
use crate::vendor::salesforce::refusal::Refusal;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Sign(&'static str),
    Value(Literal),
}

/// A token and its place.
pub(super) type Placed = (Token, usize);

const SIGNS: [&str; 13] = [
    "<=", ">=", "!=", "<>", "=", "<", ">", "(", ")", ",", ".", ":", "+",
];

/// Splits a query.
pub(super) fn split(query: &str) -> Result<Vec<Placed>, Refusal> {
    let mut tokens = Vec::new();
    let bytes = query.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
        } else if byte == b'\'' {
            let (text, next) = quoted(query, at)?;
            tokens.push((Token::Value(Literal::Text(text)), at));
            at = next;
        } else if byte.is_ascii_digit()
            || (byte == b'-' || byte == b'+' || byte == b'.')
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                && !matches!(tokens.last(), Some((Token::Word(_), _)) if byte == b'.')
        {
            let end = bytes[at + 1..]
                .iter()
                .position(|byte| !(byte.is_ascii_alphanumeric() || b"-:.+".contains(byte)))
                .map_or(bytes.len(), |length| at + 1 + length);
            let value =
                constant(&query[at..end]).ok_or_else(|| unexpected(query, at, &query[at..end]))?;
            tokens.push((Token::Value(value), at));
            at = end;
        } else if byte.is_ascii_alphabetic() || byte == b'_' {
            let end = bytes[at..]
                .iter()
                .position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'))
                .map_or(bytes.len(), |length| at + length);
            tokens.push((Token::Word(query[at..end].to_owned()), at));
            at = end;
        } else {
            let sign = SIGNS
                .iter()
                .find(|sign| query[at..].starts_with(**sign))
                .ok_or_else(|| {
                    let odd: String = query[at..].chars().take(1).collect();
                    unexpected(query, at, &odd)
                })?;
            tokens.push((Token::Sign(sign), at));
            at += sign.len();
        }
    }
    Ok(tokens)
}

/// A refusal of a token.
pub(super) fn unexpected(query: &str, at: usize, token: &str) -> Refusal {
    Refusal::at(
        query,
        at,
        "MALFORMED_QUERY",
        &format!("unexpected token: '{token}'"),
    )
}

fn quoted(query: &str, from: usize) -> Result<(String, usize), Refusal> {
    let mut text = String::new();
    let mut chars = query[from + 1..].char_indices();
    while let Some((place, sign)) = chars.next() {
        match sign {
            '\'' => return Ok((text, from + 1 + place + 1)),
            '\\' => match chars.next().map(|(_, sign)| sign) {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some(other) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    Err(Refusal::at(
        query,
        from,
        "MALFORMED_QUERY",
        "line 1: no viable alternative at character '<EOF>'",
    ))
}

fn constant(text: &str) -> Option<Literal> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(Literal::Date(day));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(Literal::Time(at.timestamp_millis()));
    }
    if let Ok(at) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z") {
        return Some(Literal::Time(at.timestamp_millis()));
    }
    text.parse::<Decimal>()
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
        .map(Literal::Number)
}
