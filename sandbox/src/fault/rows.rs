//! Finding the rows in a vendor's page, whatever its shape, and disturbing them.

use serde_json::{Map, Value, json};

use super::Action;

/// Disturbs the rows of a JSON page; false if it has none.
pub(super) fn disturb(page: &mut Value, action: &Action) -> bool {
    let mut found = false;
    visit(page, 0, &mut |rows| {
        found = true;
        match (rows, action) {
            (Rows::List(list), Action::Twice) => {
                let again = list.clone();
                list.extend(again);
            }
            (Rows::List(list), Action::Shuffle) => list.reverse(),
            (rows, Action::Retype(field)) => rows.each(|row| {
                if let Some(value) = row.get_mut(field) {
                    *value = retyped(value);
                }
            }),
            (rows, Action::AddField(field, value)) => rows.each(|row| {
                row.insert(field.clone(), json!(value));
            }),
            (rows, Action::UnknownValue(field, value)) => {
                let mut done = false;
                rows.each(|row| {
                    if !done && let Some(place) = row.get_mut(field) {
                        *place = json!(value);
                        done = true;
                    }
                });
            }
            _ => {}
        }
    });
    found
}

enum Rows<'a> {
    List(&'a mut Vec<Value>),
    Keyed(&'a mut Map<String, Value>),
}

impl Rows<'_> {
    fn each(self, mut change: impl FnMut(&mut Map<String, Value>)) {
        match self {
            Self::List(list) => list
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(&mut change),
            Self::Keyed(map) => map
                .values_mut()
                .filter_map(Value::as_object_mut)
                .for_each(&mut change),
        }
    }
}

/// Visits arrays of objects and maps of objects keyed by number, at most two levels deep.
fn visit(value: &mut Value, depth: u32, take: &mut impl FnMut(Rows<'_>)) {
    match value {
        Value::Array(list) if list.iter().all(Value::is_object) && !list.is_empty() => {
            take(Rows::List(list));
        }
        Value::Object(map) if !map.is_empty() => {
            let keyed = map
                .iter()
                .all(|(key, row)| row.is_object() && key.bytes().all(|byte| byte.is_ascii_digit()));
            if keyed {
                take(Rows::Keyed(map));
            } else if depth < 2 {
                map.values_mut()
                    .for_each(|inner| visit(inner, depth + 1, take));
            }
        }
        _ => {}
    }
}

fn retyped(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ "value": text }),
        Value::Number(number) => json!(format!("{number} units")),
        Value::Bool(flag) => json!(if *flag { "yes" } else { "no" }),
        Value::Null => json!([]),
        other => json!(other.to_string()),
    }
}
