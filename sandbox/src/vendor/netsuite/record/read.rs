//! Reads single records: the firm's rows as the record service writes them, and what was written over them.

use serde_json::{Map, Value as Json, json};

use super::Asked;
use super::definition::{Definition, Form};
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::suiteql::value::Value;
use crate::vendor::netsuite::tables::{Table, View, label::label, table};

fn of_type(view: &View<'_>, definition: &Definition, table: &Table, row: u64) -> bool {
    match (definition.record, table.column("recordtype")) {
        (Some(record), Some(column)) => view.cell(column, row) == Value::from(record),
        _ => true,
    }
}

/// Internal ids of the records of a type that the firm has.
fn firm_ids(view: View<'_>, definition: &Definition) -> Vec<u64> {
    let Some(table) =
        table(definition.table).filter(|table| !view.settings.hides_table(table.name))
    else {
        return Vec::new();
    };
    let whole = definition.record.and_then(|record| {
        table
            .partition
            .map(|(_, ranges)| ranges(&Value::from(record)))
    });
    let ranges = whole.unwrap_or_else(|| vec![0..u64::MAX]);
    ranges
        .into_iter()
        .flat_map(|range| (table.rows)(view, range))
        .filter(|row| of_type(&view, definition, table, *row))
        .collect()
}

/// Internal ids of all records of a type.
pub fn ids(asked: &Asked<'_>, definition: &Definition) -> Vec<u64> {
    let mut found = asked.account.look(|view| firm_ids(view, definition));
    let written = asked
        .account
        .written
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    found.extend(written.own_ids(definition.kind));
    found
}

/// The firm's record with an external id.
pub fn by_external(view: View<'_>, definition: &Definition, external: &str) -> Option<u64> {
    let column = table(definition.table)?.column("externalid")?;
    let wanted = Value::from(external.to_owned());
    firm_ids(view, definition)
        .into_iter()
        .find(|row| view.cell(column, *row) == wanted)
}

/// Whether the firm has a record.
pub fn in_firm(view: View<'_>, definition: &Definition, id: u64) -> bool {
    table(definition.table)
        .filter(|table| !view.settings.hides_table(table.name))
        .is_some_and(|table| table.has(view, id) && of_type(&view, definition, table, id))
}

/// The internal id of a record named by its id or by `eid:` and its external id.
pub fn find(asked: &Asked<'_>, definition: &Definition, name: &str) -> Result<u64, Refusal> {
    let missing = || Refusal::missing(definition.kind, name);
    let written = asked
        .account
        .written
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let id = match name.strip_prefix("eid:") {
        Some(external) => match written.by_external(definition.kind, external) {
            Some(id) => id,
            None => asked
                .account
                .look(|view| by_external(view, definition, external))
                .ok_or_else(missing)?,
        },
        None => name.parse().map_err(|_| missing())?,
    };
    let exists = written.owns(definition.kind, id)
        || asked.account.look(|view| in_firm(view, definition, id));
    if exists { Ok(id) } else { Err(missing()) }
}

/// One record.
pub fn one(asked: &Asked<'_>, definition: &Definition, id: u64) -> Result<Json, Refusal> {
    let mut body = Map::new();
    body.insert(
        "links".into(),
        json!([{"rel": "self", "href": asked.address(definition.kind, id)}]),
    );
    body.insert("id".into(), json!(id.to_string()));
    asked
        .account
        .look(|view| properties(&view, definition, id, &mut body));
    let written = asked
        .account
        .written
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for (name, value) in written.over(definition.kind, id) {
        body.insert(name.clone(), value.clone());
    }
    Ok(Json::Object(body))
}

fn properties(view: &View<'_>, definition: &Definition, id: u64, body: &mut Map<String, Json>) {
    if !in_firm(*view, definition, id) {
        return;
    }
    let Some(table) = table(definition.table) else {
        return;
    };
    for property in definition.properties {
        let Some(column) = table
            .column(property.1)
            .filter(|column| !view.settings.hides_column(table.name, column.name))
        else {
            continue;
        };
        let value = view.cell(column, id);
        if let Some(written) = written(view, column.refers, value, property.2) {
            body.insert(property.0.into(), written);
        }
    }
}

fn written(view: &View<'_>, refers: &str, value: Value, form: Form) -> Option<Json> {
    let zone = view.settings.text();
    Some(match (form, &value) {
        (_, Value::Null) => return None,
        (Form::Date, Value::Date(date)) => json!(date.to_string()),
        (Form::Instant, Value::At(seconds)) => {
            let at = chrono::DateTime::from_timestamp(*seconds, 0).unwrap_or_default();
            json!(at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
        }
        (Form::Flag, Value::Text(text)) => json!(text == "T"),
        (Form::Duration, Value::Number(hours)) => {
            let minutes = (hours * rust_decimal::Decimal::from(60)).round();
            let minutes = i64::try_from(minutes).unwrap_or_default();
            let sign = if minutes < 0 { "-" } else { "" };
            json!(format!(
                "{sign}{}:{:02}",
                minutes.abs() / 60,
                minutes.abs() % 60
            ))
        }
        (Form::Number, Value::Number(number)) => {
            serde_json::from_str(&number.normalize().to_string()).unwrap_or(Json::Null)
        }
        (Form::Number, Value::Int(number)) => json!(number),
        (Form::Reference, _) => {
            let id = value.render(&zone)?.into_owned();
            // The record service shows the bare letter whatever SuiteQL shows.
            let id = id.rsplit(':').next().unwrap_or_default().to_owned();
            let name = if refers.is_empty() {
                id.clone()
            } else {
                label(view, refers, value.clone())
                    .render(&zone)?
                    .into_owned()
            };
            json!({"id": id, "refName": name})
        }
        _ => json!(value.render(&zone)?),
    })
}
