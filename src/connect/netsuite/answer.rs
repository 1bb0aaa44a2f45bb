//! Reads the answer to a statement: rows without the vendor's wrapping, checked whole, and whether there are more.

use std::collections::BTreeMap;

use entity::value::Instant;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::suiteql::PAGE_ROWS;

/// One row: column names in lower case, scalars as text (the vendor's own form, also where a number came); a column without value is absent.
pub type Row = Map<String, Value>;

/// A page of rows.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// Rows in the order of the statement.
    pub rows: Vec<Row>,
    /// True where the statement has rows behind these.
    pub more: bool,
    /// When the server answered, by its own clock in UTC where it says so.
    pub answered_at: Option<Instant>,
}

/// Why an answer cannot be believed.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The body is no answer at all.
    #[error("the answer is no page of rows")]
    Malformed(#[source] serde_json::Error),
    /// Rows are missing.
    #[error("the answer announces {announced} rows and holds {held}")]
    Truncated {
        /// Rows announced.
        announced: usize,
        /// Rows held.
        held: usize,
    },
}

#[derive(Deserialize)]
struct Page {
    items: Vec<BTreeMap<String, Box<RawValue>>>,
    count: Option<Value>,
    #[serde(rename = "hasMore")]
    more: Option<bool>,
    #[serde(rename = "totalResults")]
    total: Option<Value>,
}

/// Reads a body. `more` trusts the counts before the flag, which has been seen false too early.
pub fn read(body: &[u8]) -> Result<Answer, AnswerError> {
    let page: Page = serde_json::from_slice(body).map_err(AnswerError::Malformed)?;
    let held = page.items.len();
    let announced = page.count.as_ref().and_then(number).unwrap_or(held);
    if held < announced {
        return Err(AnswerError::Truncated { announced, held });
    }
    let total = page.total.as_ref().and_then(number).unwrap_or(announced);
    let more = held > 0 && (announced >= PAGE_ROWS || page.more == Some(true) || total > announced);
    let rows = page.items.into_iter().map(tidy).collect();
    Ok(Answer {
        rows,
        more,
        answered_at: None,
    })
}

fn tidy(row: BTreeMap<String, Box<RawValue>>) -> Row {
    row.into_iter()
        .filter(|(name, _)| name != "links")
        .filter_map(|(name, raw)| Some((name.to_ascii_lowercase(), scalar(raw.get())?)))
        .collect()
}

/// A scalar as text, so that no number passes through a float; what is no scalar stays as it is and fails in the mapping.
fn scalar(raw: &str) -> Option<Value> {
    match raw.as_bytes().first()? {
        b'n' => None,
        b't' => Some("T".into()),
        b'f' => Some("F".into()),
        b'"' | b'{' | b'[' => serde_json::from_str(raw).ok(),
        _ => Some(raw.into()),
    }
}

fn number(value: &Value) -> Option<usize> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|n| usize::try_from(n).ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The text of a column; an empty one is none.
pub fn text<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    row.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// A column that holds an internal id or another whole number.
pub fn integer(row: &Row, name: &str) -> Option<i64> {
    text(row, name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_lose_their_wrapping() {
        let answer = read(
            br#"{"links":[],"count":2,"hasMore":false,"offset":0,"totalResults":2,
            "items":[{"links":[],"ID":"108","balance":12345678901234567.89,"isinactive":true},{"links":[],"id":"109","balance":null}]}"#,
        )
        .unwrap();
        assert!(!answer.more);
        assert_eq!(integer(&answer.rows[0], "id"), Some(108));
        assert_eq!(
            text(&answer.rows[0], "balance"),
            Some("12345678901234567.89")
        );
        assert_eq!(text(&answer.rows[0], "isinactive"), Some("T"));
        assert_eq!(text(&answer.rows[1], "balance"), None);
        assert_eq!(answer.rows[1].len(), 1);
    }

    #[test]
    fn the_count_is_trusted_before_the_flag() {
        let early = br#"{"count":1,"hasMore":false,"totalResults":"3","items":[{"id":"1"}]}"#;
        assert!(read(early).unwrap().more);
        let none = br#"{"count":0,"hasMore":true,"totalResults":3,"items":[]}"#;
        assert!(!read(none).unwrap().more);
    }

    #[test]
    fn short_and_broken_answers_are_refused() {
        let short = br#"{"count":2,"hasMore":false,"totalResults":2,"items":[{"id":"1"}]}"#;
        assert!(matches!(
            read(short),
            Err(AnswerError::Truncated {
                announced: 2,
                held: 1
            })
        ));
        assert!(matches!(read(b"<html>"), Err(AnswerError::Malformed(_))));
        assert!(matches!(
            read(br#"{"items":[{"id""#),
            Err(AnswerError::Malformed(_))
        ));
    }
}
