//! One row as an object: its values by class, the rows it points to, and the rows that point to it.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldFuture, FieldValue, Object};

use super::source::{masked_fields, members, provenance};
use super::{class_name, given, list, name, payload, seen};
use crate::access::Class;
use crate::domain::record::{ENTITIES, Entity, Field, Kind, Type};
use crate::model::read::{Cell, Seen, show_id};
use crate::serve::graphql::context::asked;
use crate::serve::graphql::exception;
use crate::serve::graphql::shape::{camel, field, plural, ty};
use crate::serve::graphql::value::{show, type_name};
use crate::serve::reads::audited;

/// The currency beside a row's amounts.
fn currency<'a>(entity: &Entity, seen: &'a Seen) -> Option<&'a str> {
    ["currency", "rate_currency", "functional_currency"]
        .into_iter()
        .find_map(|name| entity.field(name))
        .and_then(|(place, _)| match &seen.row.cells[place] {
            Cell::Text(code) => Some(code.as_str()),
            _ => None,
        })
}

/// The name of a reference without its `_id`.
fn stem(field: &Field) -> String {
    field.name.replace("_id", "")
}

pub(super) fn object(entity: &'static Entity) -> Object {
    let kind = entity.kind;
    let owner = name(kind);
    let mut object = Object::new(&owner)
        .description(entity.doc)
        .implement("Node")
        .field(given("id", "ID!", "Its id.", |seen: &Seen| {
            FieldValue::value(show_id(seen.kind, seen.row.id))
        }))
        .field(given(
            "deletedAt",
            "DateTime",
            "Instant from which it is known to be deleted at the source.",
            |seen: &Seen| {
                FieldValue::value(
                    show(
                        Type::At,
                        &seen.row.deleted_at.map_or(Cell::Null, Cell::Int),
                        None,
                    )
                    .unwrap_or(Wire::Null),
                )
            },
        ));
    for (place, column) in entity.fields.iter().enumerate() {
        object = object.field(value_field(entity, &owner, place, column));
        if let Type::Ref(target) = column.ty {
            object = object.field(edge_field(place, column, target));
        }
    }
    for other in ENTITIES {
        let back = format!("{}_id", entity.table);
        if let Some((place, _)) = other.field(&back) {
            object = object.field(list(&plural(other.table), other.kind, Some(place)));
        }
    }
    if kind == Kind::Customer {
        object = object.field(exception::payment_of_customer());
    }
    object
        .field(masked_fields())
        .field(provenance())
        .field(payload::payload())
        .field(members())
}

fn value_field(
    entity: &'static Entity,
    owner: &str,
    place: usize,
    column: &'static Field,
) -> GraphField {
    let sure = column.required && column.class == Class::Plain;
    let kind = type_name(owner, column) + if sure { "!" } else { "" };
    GraphField::new(shown_as(entity, column), ty(&kind), move |context| {
        let shown = context
            .parent_value
            .downcast_ref::<Seen>()
            .and_then(|seen| {
                if !seen.classes.has(column.class) {
                    return None;
                }
                show(column.ty, &seen.row.cells[place], currency(entity, seen))
            });
        if shown.is_some()
            && audited(column.class)
            && let Ok(asked) = asked(context.ctx)
        {
            asked.note(column.class, entity.table);
        }
        FieldFuture::Value(shown.map(FieldValue::value))
    })
    .description(described(column))
}

/// Name of a field in the schema; what a system says of a payment status gives way to what the hub finds.
pub(super) fn shown_as(entity: &Entity, column: &Field) -> String {
    match (entity.kind, column.name) {
        (Kind::Customer, "payment_status") => "reportedPaymentStatus".to_owned(),
        (_, name) => camel(name),
    }
}

fn described(column: &Field) -> String {
    match column.class {
        Class::Plain => column.doc.to_owned(),
        class => format!("{} Class {}.", column.doc, class_name(class).to_lowercase()),
    }
}

fn edge_field(place: usize, column: &'static Field, target: Kind) -> GraphField {
    field(
        &camel(&stem(column)),
        &name(target),
        &format!(
            "{} Nothing where the viewer does not reach it.",
            described(column)
        ),
        move |context| {
            Box::pin(async move {
                let seen = seen(&context)?;
                if !seen.classes.has(column.class) {
                    return Ok(None);
                }
                let Some(id) = seen.row.cells[place].int() else {
                    return Ok(None);
                };
                let row = asked(context.ctx)?.row(target, id).await?;
                Ok(row.map(FieldValue::owned_any))
            })
        },
    )
}
