//! From JSON values to the values of fields.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::State;
use super::cell::Cell;
use super::refusal::Refusal;
use super::schema::Type;

/// A refusal of a field's name.
pub fn no_column(object: &str, name: &str) -> Refusal {
    Refusal::bad(
        "INVALID_FIELD",
        format!("No such column '{name}' on sobject of type {object}"),
    )
}

/// Values to write, each of its field's type.
pub fn cells(
    state: &State,
    object: usize,
    body: &Map<String, Value>,
) -> Result<HashMap<usize, Cell>, Refusal> {
    let shape = &state.store.objects[object];
    let eyes = state.settings.eyes();
    let mut cells = HashMap::new();
    for (name, value) in body.iter().filter(|(name, _)| *name != "attributes") {
        let place = shape
            .place(name)
            .filter(|place| eyes.field(shape.name, shape.fields[*place].name))
            .ok_or_else(|| no_column(shape.name, name))?;
        let field = &shape.fields[place];
        if !field.writable {
            return Err(Refusal::bad(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                format!("Unable to create/update fields: {}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", field.name),
            )
            .on(vec![field.name.to_owned()]));
        }
        let cell = cell(state, field.kind, value).ok_or_else(|| {
            Refusal::bad(
                "INVALID_TYPE_ON_FIELD_IN_RECORD",
                format!("{}: value not of required type: {value}", field.name),
            )
            .on(vec![field.name.to_owned()])
        })?;
        if let (Type::Text(length), Cell::Text(text)) = (field.kind, &cell)
            && text.chars().count() > length as usize
        {
            return Err(Refusal::bad(
                "STRING_TOO_LONG",
                format!(
                    "{}: data value too large: {text} (max length={length})",
                    field.name
                ),
            )
            .on(vec![field.name.to_owned()]));
        }
        cells.insert(place, cell);
    }
    Ok(cells)
}

fn cell(state: &State, kind: Type, value: &Value) -> Option<Cell> {
    Some(match (kind, value) {
        (_, Value::Null) => Cell::Null,
        (Type::Id | Type::Reference(..), Value::String(id)) => {
            let (object, number) = state.store.behind(id)?;
            state.store.tables[object].find(number)?;
            Cell::Text(state.store.objects[object].id(number))
        }
        (Type::Text(_) | Type::TextArea | Type::Picklist(_), Value::String(text)) => {
            if text.is_empty() {
                Cell::Null
            } else {
                Cell::Text(text.clone())
            }
        }
        (Type::Text(_), Value::Number(number)) => Cell::Text(number.to_string()),
        (Type::Currency | Type::Double(_) | Type::Percent | Type::Int, Value::Number(number)) => {
            let text = number.to_string();
            let exact = text
                .parse::<Decimal>()
                .or_else(|_| Decimal::from_scientific(&text));
            Cell::Number(exact.ok()?)
        }
        (Type::Currency | Type::Double(_) | Type::Percent | Type::Int, Value::String(text)) => {
            Cell::Number(text.parse().ok()?)
        }
        (Type::Flag, Value::Bool(flag)) => Cell::Flag(*flag),
        (Type::Date, Value::String(text)) => Cell::Date(text.parse::<NaiveDate>().ok()?),
        (Type::Time, Value::String(text)) => {
            let at = DateTime::parse_from_rfc3339(text)
                .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"));
            Cell::Time(at.ok()?.timestamp())
        }
        _ => return None,
    })
}
