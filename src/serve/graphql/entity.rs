//! The canonical entities in the schema: one object, field and connection for each, made from the catalogue.
//!
//! A classed field is null where the viewer may not read it and is then named in `maskedFields`; a reference gives its id and, as an
//! object, the row itself; rows that point here are connections.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldFuture, FieldValue, Object, ResolverContext, SchemaBuilder,
};

use super::context::{Asked, asked};
use super::error::{Refusal, bad};
use super::filter::{self, enum_tests};
use super::page::{self, cursor, first, place, text};
use super::shape::{Line, argument, camel, choices, field, json, plural, with};
use super::value::{read, show, type_name};
use crate::access::Class;
use crate::domain::record::{ENTITIES, Entity, Field, Kind, Type};
use crate::model::read::source::Provenance;
use crate::model::read::{self, Cell, Condition, Place, Seen, Test, Wanted, show_id};

/// Name of a kind's type.
pub(super) fn name(kind: Kind) -> String {
    format!("{kind:?}")
}

/// The node of a row.
pub(super) fn node<'a>(seen: Seen) -> FieldValue<'a> {
    let kind = seen.kind;
    FieldValue::owned_any(seen).with_type(name(kind))
}

/// Registers the types of every entity.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    for entity in ENTITIES {
        let owner = name(entity.kind);
        builder = builder
            .register(object(entity))
            .register(edge(&owner))
            .register(connection(&owner))
            .register(filter::filter(&owner, true, entity.fields))
            .register(order_input(&owner))
            .register(order_fields(&owner, entity.fields));
        for tests in enum_tests(&owner, entity.fields) {
            builder = builder.register(tests);
        }
        for field in entity.fields {
            if let Type::Enum(words) = field.ty {
                builder = builder.register(choices(
                    &type_name(&owner, field),
                    field.doc,
                    words
                        .iter()
                        .map(|word| word.to_uppercase())
                        .collect::<Vec<_>>()
                        .iter()
                        .map(|word| {
                            (
                                word.as_str(),
                                format!("{}.", word.to_lowercase().replace('_', " ")),
                            )
                        }),
                ));
            }
        }
    }
    builder
}

/// The order input of a node type.
pub(super) fn order_input(owner: &str) -> async_graphql::dynamic::InputObject {
    let field = format!("{owner}OrderField!");
    async_graphql::dynamic::InputObject::new(format!("{owner}Order"))
        .description("The order of rows; empty values come last, ties by id.")
        .field(
            async_graphql::dynamic::InputValue::new("field", super::shape::ty(&field))
                .description("By which field."),
        )
        .field(argument(&(
            "direction",
            "Direction",
            "Which way; ascending where empty.",
        )))
}

/// The fields that a node type can be ordered by.
pub(super) fn order_fields(owner: &str, fields: &[Field]) -> async_graphql::dynamic::Enum {
    let mut items = vec![("ID".to_owned(), "Its id.".to_owned())];
    items.extend(
        fields
            .iter()
            .map(|field| (field.name.to_uppercase(), field.doc.to_owned())),
    );
    choices(
        &format!("{owner}OrderField"),
        "What rows can be ordered by.",
        items.iter().map(|(name, doc)| (name.as_str(), doc.clone())),
    )
}

/// The root fields of every entity.
pub(super) fn root(mut query: Object) -> Object {
    for entity in ENTITIES {
        let kind = entity.kind;
        let owner = name(kind);
        let one = field(&camel(entity.table), &owner, entity.doc, move |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                let id = text(&context.args, "id").unwrap_or_default();
                let id = own_id(kind, &id).map_err(|detail| bad("id", detail))?;
                Ok(asked.row(kind, id).await?.map(FieldValue::owned_any))
            })
        });
        query = query
            .field(with(
                one,
                &[("id", "ID!", "Its id; every id of a group answers.")],
            ))
            .field(list(&plural(entity.table), kind, None));
    }
    query
}

fn own_id(kind: Kind, text: &str) -> Result<i64, String> {
    match read::parse_id(text) {
        Some((of, id)) if of == kind => Ok(id),
        _ => Err(format!("{text:?} is no id of a {}", kind.entity().table)),
    }
}

/// A connection field: of the root, or of the rows whose field at a place points to the parent.
fn list(table: &str, kind: Kind, pointing: Option<usize>) -> GraphField {
    let entity = kind.entity();
    let owner = name(kind);
    let made = field(
        &camel(table),
        &format!("{owner}Connection!"),
        entity.doc,
        move |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                let mut wanted = wanted(kind, &context)?;
                if let Some(place) = pointing {
                    let parent = seen(&context)?.row.id;
                    wanted.condition = Condition::All(vec![
                        Condition::Field(place, Test::Eq(Cell::Int(parent))),
                        wanted.condition,
                    ]);
                }
                permitted(&asked, &wanted)?;
                let page = read::page(asked.snapshot().await?, &asked.sight, &wanted).await?;
                Ok(Some(FieldValue::owned_any(Listed { wanted, page })))
            })
        },
    );
    page::paged(made)
        .argument(
            async_graphql::dynamic::InputValue::new(
                "where",
                super::shape::ty(&format!("{owner}Filter")),
            )
            .description("Which rows."),
        )
        .argument(
            async_graphql::dynamic::InputValue::new(
                "orderBy",
                super::shape::ty(&format!("{owner}Order")),
            )
            .description("In which order; by id where empty."),
        )
}

/// A page with the question it answers.
struct Listed {
    wanted: Wanted,
    page: read::Page,
}

fn wanted(kind: Kind, context: &ResolverContext<'_>) -> Result<Wanted, Refusal> {
    let entity = kind.entity();
    let value = |name: &str| context.args.get(name).map(|value| value.as_value().clone());
    let condition = match value("where") {
        Some(value) => {
            filter::condition(entity.fields, &|value| read(Type::Ref(kind), value), &value)?
        }
        None => Condition::All(Vec::new()),
    };
    let order = filter::order(entity.fields, value("orderBy").as_ref())?;
    let after = match text(&context.args, "after") {
        Some(cursor) => {
            let (field, value, id): (Option<usize>, serde_json::Value, i64) = place(&cursor)?;
            if field != order.field {
                return Err(bad("after", "the cursor is of another order"));
            }
            Some(Place {
                value: Cell::from_json(&value),
                id,
            })
        }
        None => None,
    };
    Ok(Wanted {
        kind,
        condition,
        order,
        after,
        first: first(&context.args)?,
    })
}

/// Refuses a question that touches a class which no grant shows; the answer is the same for every such field.
fn permitted(asked: &Asked, wanted: &Wanted) -> Result<(), Refusal> {
    let touched = read::touched(wanted);
    let allowed = asked.sight.grants().iter().any(|grant| {
        [
            Class::Commercial,
            Class::Cost,
            Class::Personal,
            Class::Operational,
            Class::Secret,
        ]
        .into_iter()
        .all(|class| !touched.has(class) || grant.shows(class))
    });
    if allowed || touched == Default::default() {
        return Ok(());
    }
    Err(Refusal::FieldNotPermitted {
        field: format!("a field of {}", wanted.kind.entity().table),
    })
}

fn place_of(wanted: &Wanted, seen: &Seen) -> String {
    let value = wanted
        .order
        .field
        .map_or(Cell::Null, |place| seen.row.cells[place].clone());
    cursor(&(wanted.order.field, value.json(), seen.row.id))
}

fn edge(owner: &str) -> Object {
    Object::new(format!("{owner}Edge"))
        .description(format!("A {owner} and its place."))
        .field(given(
            "cursor",
            "String!",
            "Its place.",
            |(cursor, _): &(String, Seen)| FieldValue::value(cursor.clone()),
        ))
        .field(given(
            "node",
            &format!("{owner}!"),
            "The row.",
            |(_, seen): &(String, Seen)| FieldValue::owned_any(seen.clone()),
        ))
}

fn connection(owner: &str) -> Object {
    Object::new(format!("{owner}Connection"))
        .description(format!("A page of {owner} rows."))
        .field(given(
            "nodes",
            &format!("[{owner}!]!"),
            "The rows.",
            |listed: &Listed| {
                FieldValue::list(listed.page.rows.iter().cloned().map(FieldValue::owned_any))
            },
        ))
        .field(given(
            "edges",
            &format!("[{owner}Edge!]!"),
            "The rows with their places.",
            |listed: &Listed| {
                FieldValue::list(listed.page.rows.iter().map(|seen| {
                    FieldValue::owned_any((place_of(&listed.wanted, seen), seen.clone()))
                }))
            },
        ))
        .field(given(
            "pageInfo",
            "PageInfo!",
            "Where the page ends.",
            |listed: &Listed| {
                let rows = &listed.page.rows;
                let ends = [rows.first(), rows.last()]
                    .map(|row| row.map(|seen| place_of(&listed.wanted, seen)));
                let after = listed.wanted.after.is_some();
                FieldValue::value(page::info(ends, listed.page.more, after))
            },
        ))
        .field(field(
            "totalCount",
            "Int!",
            "Rows in all that the viewer reaches.",
            |context| {
                Box::pin(async move {
                    let asked = asked(context.ctx)?;
                    let listed = context
                        .parent_value
                        .downcast_ref::<Listed>()
                        .ok_or(Refusal::Internal)?;
                    let count =
                        read::count(asked.snapshot().await?, &asked.sight, &listed.wanted).await?;
                    Ok(Some(FieldValue::value(count)))
                })
            },
        ))
}

/// A field that is made from its parent alone.
fn given<T: Send + Sync + 'static>(
    name: &str,
    kind: &str,
    doc: &str,
    give: for<'a> fn(&'a T) -> FieldValue<'a>,
) -> GraphField {
    GraphField::new(name, super::shape::ty(kind), move |context| {
        FieldFuture::Value(context.parent_value.downcast_ref::<T>().map(give))
    })
    .description(doc)
}

fn seen<'a>(context: &ResolverContext<'a>) -> Result<&'a Seen, Refusal> {
    context
        .parent_value
        .downcast_ref::<Seen>()
        .ok_or(Refusal::Internal)
}

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

fn object(entity: &'static Entity) -> Object {
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
        object = object.field(super::exception::payment_of_customer());
    }
    object
        .field(masked_fields())
        .field(provenance())
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
    GraphField::new(
        shown_as(entity, column),
        super::shape::ty(&kind),
        move |context| {
            FieldFuture::Value(
                context
                    .parent_value
                    .downcast_ref::<Seen>()
                    .and_then(|seen| {
                        if !seen.classes.has(column.class) {
                            return None;
                        }
                        show(column.ty, &seen.row.cells[place], currency(entity, seen))
                            .map(FieldValue::value)
                    }),
            )
        },
    )
    .description(described(column))
}

/// Name of a field in the schema; what a system says of a payment status gives way to what the hub finds.
fn shown_as(entity: &Entity, column: &Field) -> String {
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

/// A class on the wire.
pub(super) fn class_name(class: Class) -> String {
    format!("{class:?}").to_uppercase()
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

/// Fields that are hidden from the viewer on a row, by the classes shown on it.
pub(super) fn masked(
    asked: &Asked,
    fields: &'static [Field],
    shown: impl Fn(Class) -> bool,
) -> Vec<Wire> {
    fields
        .iter()
        .filter(|field| !shown(field.class))
        .map(|field| {
            let aggregate = asked
                .sight
                .grants()
                .iter()
                .any(|grant| grant.in_aggregate.contains(&field.class));
            json(serde_json::json!({
                "field": camel(field.name),
                "class": class_name(field.class),
                "rule": if aggregate { "IN_AGGREGATE_ONLY" } else { "CLASS_NOT_GRANTED" },
            }))
        })
        .collect()
}

fn masked_fields() -> GraphField {
    field(
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class, whether they have a value or not.",
        |context| {
            Box::pin(async move {
                let seen = seen(&context)?;
                let asked = asked(context.ctx)?;
                let hidden = masked(&asked, seen.kind.entity().fields, |class| {
                    seen.classes.has(class)
                });
                Ok(Some(FieldValue::value(Wire::List(hidden))))
            })
        },
    )
}

fn provenance() -> GraphField {
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
pub(super) fn provenance_value<'a>(seen: &Seen, p: &Provenance) -> FieldValue<'a> {
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

fn members() -> GraphField {
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
pub(super) const PROVENANCE: &[Line] = &[
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
pub(super) const MASKED: &[Line] = &[
    ("field", "String!", "Field of the object."),
    ("class", "FactClass!", "Its class."),
    (
        "rule",
        "String!",
        "Why it is hidden: CLASS_NOT_GRANTED or IN_AGGREGATE_ONLY.",
    ),
];

/// `node(id)`.
pub(super) fn node_field() -> GraphField {
    let made = field("node", "Node", "Any row by its id.", |context| {
        Box::pin(async move {
            let asked = asked(context.ctx)?;
            let id = text(&context.args, "id").unwrap_or_default();
            if let Some(number) = super::exception::parse_exception(&id) {
                return super::exception::node(&asked, number).await;
            }
            if let Some(found) = super::sheet::node(&asked, &id).await? {
                return Ok(found);
            }
            let (kind, id) =
                read::parse_id(&id).ok_or_else(|| bad("id", format!("{id:?} is no id")))?;
            Ok(asked.row(kind, id).await?.map(node))
        })
    });
    with(made, &[("id", "ID!", "Its id.")])
}

/// The interface of everything that has an id.
pub(super) fn node_interface() -> async_graphql::dynamic::Interface {
    async_graphql::dynamic::Interface::new("Node")
        .description("Anything that has an id.")
        .field(
            async_graphql::dynamic::InterfaceField::new("id", super::shape::ty("ID!"))
                .description("Its id."),
        )
}
