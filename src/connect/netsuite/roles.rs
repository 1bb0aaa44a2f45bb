//! Roles: the titles that employees have, and those that notes say they had; the vendor keeps no list of them.

use std::collections::BTreeSet;

use super::answer::text;
use super::reader::{AskError, Reader};
use super::refusal::Refusal;
use super::suiteql::{Column, Part, Table, among_texts};
use super::tables::{EMPLOYEE, SYSTEMNOTE};
use crate::connect::RawObject;
use crate::domain::fault::Fault;

/// Name of the stream.
pub const STREAM: &str = "roles";

const TITLES: Table = Table {
    columns: &[Column::plain("id"), Column::plain("title")],
    required: &["title"],
    ..EMPLOYEE
};

/// Every title, in order; `fields` are those whose notes tell one.
pub async fn titles(reader: &Reader<'_>, fields: &[String]) -> Result<BTreeSet<String>, Fault> {
    let mut titles = BTreeSet::new();
    for row in rows(reader, &TITLES, Part::default()).await? {
        titles.extend(text(&row, "title").map(str::to_owned));
    }
    if !fields.is_empty() {
        let part = Part {
            condition: Some(among_texts("field", fields.iter().map(String::as_str))),
            ..Part::default()
        };
        for row in rows(reader, &SYSTEMNOTE, part).await? {
            titles.extend(
                ["oldvalue", "newvalue"]
                    .iter()
                    .filter_map(|name| text(&row, name))
                    .map(str::to_owned),
            );
        }
    }
    Ok(titles)
}

async fn rows(
    reader: &Reader<'_>,
    table: &Table,
    part: Part,
) -> Result<Vec<super::answer::Row>, Fault> {
    match reader.all(table, &[], part).await {
        Err(AskError::Refused(Refusal::Table(_))) => Ok(Vec::new()),
        other => other.map_err(|error| reader.fault(table.name, error)),
    }
}

/// A title as an object.
pub fn object(title: &str) -> RawObject {
    RawObject {
        external_id: title.to_owned(),
        version_at: None,
        payload: serde_json::json!({ "id": title }).to_string(),
        deleted: false,
    }
}
