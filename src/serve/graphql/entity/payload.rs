//! The vendor's object behind a row, field by field: each source path with the class of the canonical field that it feeds.
//!
//! A path that feeds no field of this row has no class of its own: it is operational, and shown by type and length only. So is what the
//! object carries for other rows, such as the other lines of an invoice, since these are judged by themselves.

use std::collections::BTreeMap;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue};
use serde_json::value::RawValue;

use super::{class_name, seen};
use crate::access::Class;
use crate::model::read::{Seen, source};
use crate::serve::graphql::context::{Asked, asked};
use crate::serve::graphql::error::Refusal;
use crate::serve::graphql::shape::{Line, field, json};

/// Fields of an object shown at most.
const MOST: usize = 500;
/// Levels of an object looked into.
const DEPTH: usize = 8;

/// A field of a vendor's object.
pub(in crate::serve::graphql) const FIELD: &[Line] = &[
    ("path", "String!", "Path in the vendor's object."),
    (
        "class",
        "FactClass!",
        "Class of the canonical field that it feeds; OPERATIONAL where it feeds none of this row.",
    ),
    (
        "feeds",
        "[String!]!",
        "Canonical fields of the row that it feeds.",
    ),
    (
        "value",
        "String",
        "Value as the vendor wrote it; nothing where it is hidden, empty, or feeds no field of this row.",
    ),
    (
        "type",
        "String",
        "text, number, boolean or null; nothing where hidden.",
    ),
    ("length", "Int", "Characters of it; nothing where hidden."),
    (
        "masked",
        "Boolean!",
        "True where the viewer may not read its class.",
    ),
];

/// `payload` of a row.
pub(super) fn payload() -> GraphField {
    field(
        "payload",
        "[PayloadField!]",
        "The vendor's object behind the row, field by field, each by its class; nothing where it is no longer kept.",
        |context| {
            Box::pin(async move {
                let seen = seen(&context)?;
                let asked = asked(context.ctx)?;
                let Some(fields) = fields(&asked, seen).await? else {
                    return Ok(None);
                };
                Ok(Some(FieldValue::value(Wire::List(fields))))
            })
        },
    )
}

async fn fields(asked: &Asked, seen: &Seen) -> Result<Option<Vec<Wire>>, Refusal> {
    let Some(from) = asked.source(seen.row.source_id).await? else {
        return Ok(None);
    };
    let text = source::payload(asked.snapshot().await?, seen.row.source_id).await?;
    let Some(text) = text else {
        return Ok(None);
    };
    let entity = seen.kind.entity();
    let fed: Vec<(&str, &str, Class)> = asked
        .hub
        .mappings()
        .iter()
        .filter(|m| {
            m.connection == from.system && m.stream == from.stream && m.entity == entity.table
        })
        .filter_map(|m| Some((m, entity.field(&m.field)?.1)))
        .flat_map(|(m, field)| {
            m.paths
                .iter()
                .map(|path| (path.as_str(), field.name, field.class))
        })
        .collect();
    let mut leaves = Vec::new();
    walk(&text, String::new(), 0, &mut leaves);
    leaves.truncate(MOST);
    Ok(Some(
        leaves
            .iter()
            .filter_map(|(path, raw)| shown(asked, seen, &fed, path, raw))
            .collect(),
    ))
}

fn shown(
    asked: &Asked,
    seen: &Seen,
    fed: &[(&str, &str, Class)],
    path: &str,
    raw: &str,
) -> Option<Wire> {
    let feeding: Vec<&(&str, &str, Class)> = fed
        .iter()
        .filter(|(source, ..)| {
            path == *source
                || path
                    .strip_prefix(source)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
        .collect();
    let (kind, text) = scalar(raw);
    let length = text.chars().count();
    if feeding.is_empty() {
        return seen.classes.has(Class::Operational).then(|| {
            json(serde_json::json!({
                "path": path, "class": class_name(Class::Operational), "feeds": [],
                "type": kind, "length": length, "masked": false,
            }))
        });
    }
    let hidden = feeding
        .iter()
        .map(|(.., class)| *class)
        .find(|class| !seen.classes.has(*class));
    let strictest = feeding.iter().map(|(.., class)| *class).max();
    let class = hidden.or(strictest).unwrap_or(Class::Operational);
    if hidden.is_none() && kind != "null" {
        asked.note(class, seen.kind.entity().table);
    }
    let open = hidden.is_none();
    Some(json(serde_json::json!({
        "path": path,
        "class": class_name(class),
        "feeds": feeding.iter().map(|(_, field, _)| *field).collect::<Vec<_>>(),
        "value": (open && kind != "null").then_some(text),
        "type": open.then_some(kind),
        "length": open.then_some(length),
        "masked": !open,
    })))
}

/// The scalars of an object with their paths, in order; a number keeps its text.
fn walk(raw: &str, path: String, depth: usize, into: &mut Vec<(String, String)>) {
    if into.len() > MOST {
        return;
    }
    let below = |name: &str| match path.is_empty() {
        true => name.to_owned(),
        false => format!("{path}.{name}"),
    };
    let first = raw.as_bytes().first();
    match first {
        Some(b'{') if depth < DEPTH => {
            let members: BTreeMap<String, &RawValue> =
                serde_json::from_str(raw).unwrap_or_default();
            for (name, value) in members {
                walk(value.get(), below(&name), depth + 1, into);
            }
        }
        Some(b'[') if depth < DEPTH => {
            let entries: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
            for (place, value) in entries.iter().enumerate() {
                walk(value.get(), below(&place.to_string()), depth + 1, into);
            }
        }
        _ => into.push((path, raw.to_owned())),
    }
}

fn scalar(raw: &str) -> (&'static str, String) {
    match raw.as_bytes().first() {
        Some(b'"') => ("text", serde_json::from_str(raw).unwrap_or_default()),
        Some(b't' | b'f') => ("boolean", raw.to_owned()),
        Some(b'{' | b'[') => ("object", raw.to_owned()),
        Some(b'n') | None => ("null", String::new()),
        _ => ("number", raw.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_walked_to_its_scalars_as_written() {
        let mut leaves = Vec::new();
        let text = r#"{"id":7,"rate":92.470,"who":{"email":"a@b"},"lines":[{"n":null},2]}"#;
        walk(text, String::new(), 0, &mut leaves);
        let leaves: Vec<(&str, &str)> = leaves
            .iter()
            .map(|(path, raw)| (path.as_str(), raw.as_str()))
            .collect();
        assert_eq!(
            leaves,
            [
                ("id", "7"),
                ("lines.0.n", "null"),
                ("lines.1", "2"),
                ("rate", "92.470"),
                ("who.email", "\"a@b\"")
            ]
        );
        assert_eq!(scalar("\"a@b\""), ("text", "a@b".to_owned()));
    }
}
