//! The integration's state in the schema: runs, streams, dead letters, drift, reconciliations, conflicts, links, commands, audit log.
//!
//! Each is a sheet: a table's columns as data, newest first. Every one asks for a permission; operational columns are masked by class.

mod row;
mod system;
mod table;

use std::collections::HashMap;

use Class::Commercial;
use Type::{At, Enum, Text};
use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue, InputValue, Object, SchemaBuilder};

use super::context::{Asked, asked};
use super::error::{Refusal, bad};
use super::filter::{condition, enum_tests, filter};
use super::page::{self, cursor, first, place, text};
use super::shape::{camel, choices, field, key, ty};
use super::value::type_name;
use crate::access::{Class, Permission};
use crate::domain::record::{Field, Type};
use crate::model::read::operation;
use crate::model::read::sheet::{self, Sheet};
use crate::model::read::{Cell, Condition, Test};
use row::{judge, row};
use table::{SHEETS, Shown};

pub(super) use system::{CONNECTION_LINES, connections};

/// Name of a column in the schema.
fn named(column: &Field) -> String {
    match column.name {
        "connection_id" => "connection".to_owned(),
        name => camel(name),
    }
}

/// Type of a column in the schema.
fn typed(node: &str, column: &Field) -> String {
    match column.name {
        "id" => "ID!".to_owned(),
        name if name.ends_with("_id") && column.ty == At => "ID".to_owned(),
        "connection_id" | "kind" => "String".to_owned(),
        _ => type_name(node, column),
    }
}

/// Columns that a filter may test: those whose cells are what the schema shows.
fn testable(sheet: &'static Sheet) -> Vec<Field> {
    sheet
        .columns
        .iter()
        .filter(|column| {
            column.name != "id" && !typed("", column).starts_with("ID") && column.name != "kind"
        })
        .map(|column| match column.name {
            "connection_id" => Field {
                name: "connection",
                ty: Text,
                ..*column
            },
            _ => *column,
        })
        .collect()
}

/// Registers the types of every sheet.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    for shown in SHEETS {
        let mut node = Object::new(shown.node).description(shown.doc);
        if shown.prefix.is_some() {
            node = node.implement("Node");
        }
        for column in shown.sheet.columns {
            node = node.field(key(&named(column), &typed(shown.node, column), column.doc));
            if let Enum(words) = column.ty {
                let words: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
                builder = builder.register(choices(
                    &type_name(shown.node, column),
                    column.doc,
                    words.iter().map(|word| {
                        (
                            word.as_str(),
                            format!("{}.", word.to_lowercase().replace('_', " ")),
                        )
                    }),
                ));
            }
        }
        if shown.node == "Stream" {
            node = node
                .field(key("state", "StreamHealth!", "How it does."))
                .field(key(
                    "deadLetters",
                    "Int!",
                    "Objects of it that are set aside now.",
                ));
        }
        node = node.field(key(
            "maskedFields",
            "[MaskedField!]!",
            "Fields that are null because the viewer may not read their class.",
        ));
        let [edge, page] = page::connection(shown.node);
        let tests = testable(&shown.sheet);
        builder = builder
            .register(node)
            .register(edge)
            .register(page)
            .register(filter(shown.node, false, &tests));
        for input in enum_tests(shown.node, &tests) {
            builder = builder.register(input);
        }
    }
    builder.register(choices(
        "StreamHealth",
        "How a stream does.",
        [
            ("LOADING", "Loading for the first time.".to_owned()),
            ("OK", "Landed in time.".to_owned()),
            ("LATE", "Without a good run for too long.".to_owned()),
            ("FAILING", "Its last attempts failed.".to_owned()),
        ],
    ))
}

/// The root fields of every sheet.
pub(super) fn root(mut query: Object) -> Object {
    for shown in SHEETS {
        query = query.field(list(shown));
    }
    query
}

fn list(shown: &'static Shown) -> GraphField {
    let made = field(
        shown.root,
        &format!("{}Connection!", shown.node),
        shown.doc,
        move |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                asked.require(shown.permission, "reading the hub's own state")?;
                if shown.permission == Permission::ReadAudit
                    && !asked.sight.free(Permission::ReadAudit)
                {
                    return Err(Refusal::Forbidden {
                        what: "reading the audit log beyond the token's rows",
                    });
                }
                let wanted = match context.args.get("where") {
                    Some(value) => wanted(&asked, shown, value.as_value())?,
                    None => Condition::All(Vec::new()),
                };
                let paged = context.args.get("after").is_some();
                let wanted = match reached(&asked, shown) {
                    true => wanted,
                    false => Condition::Any(Vec::new()),
                };
                let after: Option<Vec<serde_json::Value>> = text(&context.args, "after")
                    .map(|c| place(&c))
                    .transpose()?;
                let after: Option<Vec<Cell>> =
                    after.map(|cells| cells.iter().map(Cell::from_json).collect());
                if after
                    .as_ref()
                    .is_some_and(|cells| cells.len() != shown.sheet.key.len())
                {
                    return Err(bad("after", "this is no cursor of this list"));
                }
                let groups = asked.sight.groups();
                let (rows, more) = sheet::rows(
                    asked.snapshot().await?,
                    groups,
                    &shown.sheet,
                    &wanted,
                    after.as_deref(),
                    first(&context.args)?,
                )
                .await?;
                let total = if context.ctx.look_ahead().field("totalCount").exists() {
                    sheet::count(asked.snapshot().await?, groups, &shown.sheet, &wanted).await?
                } else {
                    0
                };
                let dead = if shown.node == "Stream" {
                    operation::open_dead_letters(asked.snapshot().await?).await?
                } else {
                    HashMap::new()
                };
                let rows = rows
                    .iter()
                    .map(|cells| {
                        let mut wire = row(&asked, shown, cells);
                        if shown.node == "Stream" {
                            judge(&asked, cells, &dead, &mut wire);
                        }
                        (row_cursor(shown, cells), wire)
                    })
                    .collect();
                Ok(Some(FieldValue::value(page::page(
                    rows, more, paged, total,
                ))))
            })
        },
    );
    page::paged(made).argument(
        InputValue::new("where", ty(&format!("{}Filter", shown.node))).description("Which rows."),
    )
}

/// Links and conflicts are of rows of business; whoever does not reach all of these finds none of them.
fn reached(asked: &Asked, shown: &Shown) -> bool {
    let mut columns = shown.sheet.columns.iter();
    let of_rows = columns.any(|column| column.name == "kind");
    !of_rows
        || asked
            .sight
            .grants()
            .iter()
            .any(|grant| grant.rows.is_none())
}

/// A row of a sheet by its id; nothing where it is hidden or absent. The outer nothing: no sheet has such ids.
pub(super) async fn node<'a>(
    asked: &Asked,
    id: &str,
) -> Result<Option<Option<FieldValue<'a>>>, Refusal> {
    let found = SHEETS.iter().find_map(|shown| {
        let number = number_of(shown.prefix?, id)?;
        Some((shown, number))
    });
    let Some((shown, number)) = found else {
        return Ok(None);
    };
    if !asked.viewer().may(shown.permission) || !reached(asked, shown) {
        return Ok(Some(None));
    }
    let by_id = Condition::Field(0, Test::Eq(Cell::Int(number)));
    let (snapshot, groups) = (asked.snapshot().await?, asked.sight.groups());
    let (rows, _) = sheet::rows(snapshot, groups, &shown.sheet, &by_id, None, 1).await?;
    let wire = rows.first().map(|cells| row(asked, shown, cells));
    Ok(Some(
        wire.map(|wire| FieldValue::value(wire).with_type(shown.node)),
    ))
}

/// Reads a filter of a sheet: connections by name, hidden classes refused.
fn wanted(asked: &Asked, shown: &'static Shown, value: &Wire) -> Result<Condition, Refusal> {
    let tests = testable(&shown.sheet);
    let no_id = |_: &Wire| Err("has no id to test".to_owned());
    let mut read_condition = condition(&tests, &no_id, value)?;
    translate(asked, shown, &tests, &mut read_condition)?;
    Ok(read_condition)
}

fn translate(
    asked: &Asked,
    shown: &'static Shown,
    tests: &[Field],
    part: &mut Condition,
) -> Result<(), Refusal> {
    match part {
        Condition::Id(_) => {}
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                translate(asked, shown, tests, part)?;
            }
        }
        Condition::Not(part) => translate(asked, shown, tests, part)?,
        Condition::Field(index, test) => {
            let name = tests[*index].name;
            let unbound = asked.sight.unbound();
            let valued = matches!(name, "owner_value" | "other_value");
            let needed = match valued {
                true => &[Commercial, Class::Cost, Class::Personal][..],
                false => std::slice::from_ref(&tests[*index].class),
            };
            if !needed.iter().all(|class| unbound.has(*class)) {
                return Err(Refusal::FieldNotPermitted {
                    field: format!("a field of {}", shown.sheet.table),
                });
            }
            let column = if name == "connection" {
                "connection_id"
            } else {
                name
            };
            *index = shown
                .sheet
                .columns
                .iter()
                .position(|of| of.name == column)
                .unwrap_or(0);
            if name == "connection" {
                asked.hub.connection_numbers(test);
            }
        }
    }
    Ok(())
}

fn row_cursor(shown: &Shown, cells: &[Cell]) -> String {
    let key: Vec<serde_json::Value> = shown.sheet.key.iter().map(|at| cells[*at].json()).collect();
    cursor(&key)
}

/// Reads a typed number with a prefix, such as `dlq_00...`.
pub(super) fn number_of(prefix: &str, text: &str) -> Option<i64> {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|digits| digits.len() == 16)
        .and_then(|digits| i64::from_str_radix(digits, 16).ok())
}
