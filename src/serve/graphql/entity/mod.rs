//! The canonical entities in the schema: one object, field and connection for each, made from the catalogue.
//!
//! A classed field is null where the viewer may not read it and is then named in `maskedFields`; a reference gives its id and, as an
//! object, the row itself; rows that point here are connections.

mod payload;
mod row;
mod source;

use async_graphql::dynamic::{
    Field as GraphField, FieldFuture, FieldValue, Object, ResolverContext, SchemaBuilder,
};

use super::context::{Asked, asked};
use super::error::{Refusal, bad};
use super::filter::{self, enum_tests};
use super::page::{self, Window, cursor, text};
use super::shape::{argument, camel, choices, field, plural, with};
use super::value::{read, type_name};
use crate::access::Class;
use crate::domain::record::{ENTITIES, Field, Kind, Type};
use crate::model::read::{self, Cell, Condition, Place, Seen, Test, Wanted};

pub(super) use payload::FIELD as PAYLOAD_FIELD;
pub(super) use source::{MASKED, PROVENANCE, masked, masked_as, provenance_value};

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
            .register(row::object(entity))
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
                let window = Window::of(&context.args)?;
                let mut wanted = wanted(kind, &context, &window)?;
                if let Some(place) = pointing {
                    let parent = seen(&context)?.row.id;
                    wanted.condition = Condition::All(vec![
                        Condition::Field(place, Test::Eq(Cell::Int(parent))),
                        wanted.condition,
                    ]);
                }
                permitted(&asked, &wanted)?;
                let page = read::page(asked.snapshot().await?, &asked.sight, &wanted).await?;
                Ok(Some(FieldValue::owned_any(Listed {
                    wanted,
                    window,
                    page,
                })))
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
    window: Window,
    page: read::Page,
}

fn wanted(kind: Kind, context: &ResolverContext<'_>, window: &Window) -> Result<Wanted, Refusal> {
    let entity = kind.entity();
    let value = |name: &str| context.args.get(name).map(|value| value.as_value().clone());
    let condition = match value("where") {
        Some(value) => {
            filter::condition(entity.fields, &|value| read(Type::Ref(kind), value), &value)?
        }
        None => Condition::All(Vec::new()),
    };
    let order = filter::order(entity.fields, value("orderBy").as_ref())?;
    let [after, before] = window.places::<Cursor>()?;
    let read = |argument, cursor: Option<Cursor>| match cursor {
        Some((field, descending, ..)) if (field, descending) != (order.field, order.descending) => {
            Err(bad(argument, "the cursor is of another order"))
        }
        cursor => Ok(cursor.map(|(_, _, value, id)| Place {
            value: Cell::from_json(&value),
            id,
        })),
    };
    Ok(Wanted {
        kind,
        condition,
        order,
        after: read("after", after)?,
        before: read("before", before)?,
        count: window.count,
        last: window.last,
    })
}

/// A place in an order: the field, whether the greatest comes first, the row's value, its id.
type Cursor = (Option<usize>, bool, serde_json::Value, i64);

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
    let order = wanted.order;
    cursor(&(order.field, order.descending, value.json(), seen.row.id))
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
                FieldValue::value(listed.window.info(ends, listed.page.more))
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
        // A null is no value at all: a scalar's check would refuse it.
        let given = context.parent_value.downcast_ref::<T>().map(give);
        FieldFuture::Value(
            given.filter(|value| value.as_value() != Some(&async_graphql::Value::Null)),
        )
    })
    .description(doc)
}

fn seen<'a>(context: &ResolverContext<'a>) -> Result<&'a Seen, Refusal> {
    context
        .parent_value
        .downcast_ref::<Seen>()
        .ok_or(Refusal::Internal)
}

/// A class on the wire.
pub(super) fn class_name(class: Class) -> String {
    format!("{class:?}").to_uppercase()
}

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
