//! What is hidden of a row, where it came from, and which records of other systems it stands for.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue};

use super::row::shown_as;
use super::{class_name, seen};
use crate::access::Class;
use crate::domain::record::{Field, Type};
use crate::model::read::source::Provenance;
use crate::model::read::{Cell, Seen, show_id};
use crate::serve::graphql::context::{Asked, asked};
use crate::serve::graphql::shape::{Line, camel, field, json};

/// Fields that are hidden from the viewer on a row, by the classes shown on it.
pub(in crate::serve::graphql) fn masked(
    asked: &Asked,
    fields: &'static [Field],
    shown: impl Fn(Class) -> bool,
) -> Vec<Wire> {
    fields
        .iter()
        .filter(|field| !shown(field.class))
        .map(|field| masked_as(asked, field, field.class))
        .collect()
}

/// A field that is hidden for want of a class.
pub(in crate::serve::graphql) fn masked_as(asked: &Asked, field: &Field, class: Class) -> Wire {
    let aggregate = asked
        .sight
        .grants()
        .iter()
        .any(|grant| grant.in_aggregate.contains(&class));
    json(serde_json::json!({
        "field": camel(field.name),
        "class": class_name(class),
        "rule": if aggregate { "IN_AGGREGATE_ONLY" } else { "CLASS_NOT_GRANTED" },
    }))
}

pub(super) fn masked_fields() -> GraphField {
    field(
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class, whether they have a value or not.",
        |context| {
            Box::pin(async move {
                let seen = seen(&context)?;
                let asked = asked(context.ctx)?;
                let entity = seen.kind.entity();
                let hidden = entity
                    .fields
                    .iter()
                    .filter(|field| !seen.classes.has(field.class))
                    .map(|field| {
                        let mut named = masked_as(&asked, field, field.class);
                        if let Wire::Object(map) = &mut named {
                            let name = shown_as(entity, field).into();
                            map.insert(async_graphql::Name::new("field"), name);
                        }
                        named
                    });
                Ok(Some(FieldValue::value(Wire::List(hidden.collect()))))
            })
        },
    )
}

pub(super) fn provenance() -> GraphField {
    field(
        "provenance",
        "Provenance",
        "Where it came from: from the vendor's object to this row.",
        |context| {
            Box::pin(async move {
                let seen = seen(&context)?;
                let asked = asked(context.ctx)?;
                let found = asked.source(seen.row.source_id).await?;
                Ok(found.map(|p| provenance_value(seen, &p)))
            })
        },
    )
}

/// Provenance as shown.
pub(in crate::serve::graphql) fn provenance_value<'a>(
    seen: &Seen,
    p: &Provenance,
) -> FieldValue<'a> {
    FieldValue::value(json(serde_json::json!({
        "system": p.system,
        "vendor": p.vendor,
        "stream": p.stream,
        "externalId": p.external_id,
        "runId": format!("run_{:016x}", p.run_id),
        "payloadHash": format!("{:016x}", p.hash),
        "receivedAt": p.received_at.to_string(),
        "mappingVersion": p.mapping_version,
        "correlationId": correlation(seen),
    })))
}

/// The business key that a row is followed by: its project, else its invoice, else its customer, else itself.
fn correlation(seen: &Seen) -> String {
    let entity = seen.kind.entity();
    ["project_id", "invoice_id", "customer_id"]
        .into_iter()
        .filter_map(|name| entity.field(name))
        .find_map(|(place, field)| match (field.ty, &seen.row.cells[place]) {
            (Type::Ref(kind), Cell::Int(id)) => Some(show_id(kind, *id)),
            _ => None,
        })
        .unwrap_or_else(|| show_id(seen.kind, seen.row.id))
}

pub(super) fn members() -> GraphField {
    field(
        "sameAs",
        "[ID!]!",
        "Ids of the records of other systems that mean the same thing; this row stands for them.",
        |context| {
            Box::pin(async move {
                let seen = seen(&context)?;
                let asked = asked(context.ctx)?;
                let groups = asked.sight.groups();
                let ids: Vec<Wire> = groups
                    .members(seen.kind, seen.row.id)
                    .iter()
                    .filter(|id| **id != seen.row.id)
                    .map(|id| show_id(seen.kind, *id).into())
                    .collect();
                Ok(Some(FieldValue::value(Wire::List(ids))))
            })
        },
    )
}

/// Lines of the types that every entity shares.
pub(in crate::serve::graphql) const PROVENANCE: &[Line] = &[
    (
        "system",
        "String!",
        "Connection it came from, by its id in the configuration.",
    ),
    ("vendor", "String!", "Vendor of the connection."),
    ("stream", "String!", "Stream of the connection."),
    ("externalId", "String!", "Its key at the vendor."),
    ("runId", "ID!", "Sync run that last changed it."),
    ("payloadHash", "String!", "Hash of the vendor's object."),
    (
        "receivedAt",
        "DateTime!",
        "When the vendor's reply arrived.",
    ),
    (
        "mappingVersion",
        "Int!",
        "Version of the mapping that made it.",
    ),
    (
        "correlationId",
        "ID!",
        "Business key that it is followed by: its project, invoice or customer, else itself.",
    ),
];

/// A hidden field.
pub(in crate::serve::graphql) const MASKED: &[Line] = &[
    ("field", "String!", "Field of the object."),
    ("class", "FactClass!", "Its class."),
    (
        "rule",
        "String!",
        "Why it is hidden: CLASS_NOT_GRANTED or IN_AGGREGATE_ONLY.",
    ),
];
