//! The integration's state in the schema: runs, streams, dead letters, drift, reconciliations, conflicts, links, commands, audit log.
//!
//! Each is a sheet: a table's columns as data, newest first. Every one asks for a permission; operational columns are masked by class.

use std::collections::HashMap;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{Field as GraphField, FieldValue, InputValue, Object, SchemaBuilder};
use entity::value::Money;

use super::context::{Asked, asked};
use super::entity::masked_as;
use super::error::{Refusal, bad};
use super::filter::{condition, enum_tests, filter};
use super::page::{self, cursor, first, place, text};
use super::shape::{camel, choices, field, json, key, ty};
use super::value::{show, type_name};
use Class::{Commercial, Operational, Plain};
use Type::{At, Enum, Int, Text};

use crate::access::{Class, Permission};
use crate::domain::record::{Field, Kind, Type};
use crate::model::read::operation;
use crate::model::read::sheet::{self, Sheet};
use crate::model::read::{Cell, Condition, Test, show_id};

/// A sheet in the schema.
struct Shown {
    /// Type.
    node: &'static str,
    /// Root field.
    root: &'static str,
    /// What a row is.
    doc: &'static str,
    /// Prefix of its ids; none where the key is no single number.
    prefix: Option<&'static str>,
    /// Who may read it.
    permission: Permission,
    /// Table.
    sheet: Sheet,
}

const fn column(name: &'static str, ty: Type, class: Class, doc: &'static str) -> Field {
    Field {
        name,
        ty,
        required: false,
        class,
        doc,
    }
}

const CONNECTION: Field = column(
    "connection_id",
    Int,
    Plain,
    "Connection, by its id in the configuration.",
);

static SHEETS: &[Shown] = &[
    Shown {
        node: "SyncRun",
        root: "syncRuns",
        doc: "One run of one stream.",
        prefix: Some("run"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "sync_run",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column(
                    "trigger",
                    Text,
                    Plain,
                    "One of schedule, first_load, full, command or retry.",
                ),
                column(
                    "state",
                    Enum(&["running", "ok", "failed", "aborted"]),
                    Plain,
                    "Where it stands.",
                ),
                column("due_at", At, Plain, "When it was due."),
                column("started_at", At, Plain, "Start."),
                column("ended_at", At, Plain, "End."),
                column("requests", Int, Plain, "Requests sent."),
                column("pages", Int, Plain, "Pages landed."),
                column("seen", Int, Plain, "Objects received."),
                column("landed", Int, Plain, "Objects that were new or changed."),
                column("dead", Int, Plain, "Objects set aside."),
                column("deleted", Int, Plain, "Deletions seen."),
                column("retried", Int, Plain, "Requests repeated."),
                column("rounded", Int, Plain, "Amounts rounded to 4 decimals."),
                column("error_code", Text, Plain, "Stable code of the failure."),
                column(
                    "error_detail",
                    Text,
                    Operational,
                    "What went wrong, for an operator.",
                ),
            ],
        },
    },
    Shown {
        node: "Stream",
        root: "streams",
        doc: "How far a stream of a connection has been landed.",
        prefix: None,
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "stream_state",
            key: &[0, 1],
            columns: &[
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("first_loaded_at", At, Plain, "When the first load ended."),
                column(
                    "watermark_at",
                    At,
                    Plain,
                    "Source time up to which everything is proven landed.",
                ),
                column("last_ok_at", At, Plain, "End of the last good run."),
                column("last_run_at", At, Plain, "Start of the last run."),
                column("next_run_at", At, Plain, "When it is due."),
                column(
                    "attempt",
                    Int,
                    Plain,
                    "Failed attempts since the last good run.",
                ),
                column("rows", Int, Plain, "Live objects."),
                column("full_pass_at", At, Plain, "End of the last full pass."),
            ],
        },
    },
    Shown {
        node: "DeadLetter",
        root: "deadLetters",
        doc: "An object that could not be mapped, with its reason.",
        prefix: Some("dlq"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "dead_letter",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("external_id", Text, Plain, "Key at the vendor."),
                column("code", Text, Plain, "Stable reason code."),
                column("field", Text, Operational, "Source path at fault."),
                column(
                    "detail",
                    Text,
                    Operational,
                    "What was expected and what came.",
                ),
                column(
                    "state",
                    Enum(&["open", "resolved", "discarded"]),
                    Plain,
                    "Where it stands.",
                ),
                column("first_at", At, Plain, "First set aside."),
                column("last_at", At, Plain, "Last set aside."),
                column("attempts", Int, Plain, "Times tried."),
                column(
                    "resolved_at",
                    At,
                    Plain,
                    "When it was mapped after all or discarded.",
                ),
            ],
        },
    },
    Shown {
        node: "Drift",
        root: "drifts",
        doc: "A difference between a stream's objects and what is known of them.",
        prefix: None,
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "drift",
            key: &[0, 1, 2, 3],
            columns: &[
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("field", Text, Plain, "Source path."),
                column(
                    "nature",
                    Enum(&["new_field", "missing_field", "retyped", "new_value"]),
                    Plain,
                    "What differs.",
                ),
                column("detail", Text, Operational, "What was seen."),
                column("first_record", Text, Plain, "First object it was seen in."),
                column("first_at", At, Plain, "First seen."),
                column("seen", Int, Plain, "Objects it was seen in."),
            ],
        },
    },
    Shown {
        node: "Reconciliation",
        root: "reconciliations",
        doc: "Count or amount of a stream and period at the source beside what landed.",
        prefix: None,
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "control_total",
            key: &[0, 1, 2, 3],
            columns: &[
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("period", Text, Plain, "Period, as yyyy-mm, or all."),
                column(
                    "measure",
                    Text,
                    Plain,
                    "Either count, or the amount's field and currency.",
                ),
                column(
                    "source",
                    Type::Ratio,
                    Commercial,
                    "At the source; a count is open to everybody.",
                ),
                column(
                    "landed",
                    Type::Ratio,
                    Commercial,
                    "Landed; a count is open to everybody.",
                ),
                column("checked_at", At, Plain, "When compared."),
            ],
        },
    },
    Shown {
        node: "Conflict",
        root: "conflicts",
        doc: "A difference between what two systems say of one thing.",
        prefix: Some("cfl"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "conflict",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("kind", Int, Plain, "Kind of the rows."),
                column("owner_id", At, Plain, "Row of the system that owns it."),
                column("other_id", At, Plain, "Row of the other system."),
                column("field", Text, Plain, "Field."),
                column(
                    "owner_value",
                    Text,
                    Commercial,
                    "Value of the owner; shown by the field's own class.",
                ),
                column(
                    "other_value",
                    Text,
                    Commercial,
                    "Value of the other system; shown by the field's own class.",
                ),
                column(
                    "state",
                    Enum(&["open", "resolved"]),
                    Plain,
                    "Where it stands.",
                ),
                column("seen_at", At, Plain, "First seen."),
            ],
        },
    },
    Shown {
        node: "Link",
        root: "links",
        doc: "Two source records that mean one thing, and why.",
        prefix: Some("lnk"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "external_link",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("kind", Int, Plain, "Kind of the rows."),
                column("left_id", At, Plain, "One record."),
                column("right_id", At, Plain, "The other."),
                column(
                    "rule",
                    Text,
                    Plain,
                    "One of explicit, name_and_tax_id, email, name, person or never.",
                ),
                column(
                    "confidence",
                    Type::Ratio,
                    Plain,
                    "How sure it is, as a fraction.",
                ),
                column(
                    "status",
                    Enum(&["linked", "proposed", "refused", "split"]),
                    Plain,
                    "Where it stands.",
                ),
                column("detail", Text, Operational, "Why, in words."),
                column("decided_by", Text, Plain, "Who decided."),
                column("decided_at", At, Plain, "When."),
            ],
        },
    },
    Shown {
        node: "Command",
        root: "commands",
        doc: "What a person asked of the hub, and what became of it.",
        prefix: Some("cmd"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "command",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("action", Text, Plain, "What was asked."),
                column("subject", Text, Plain, "Connection, stream or record."),
                column("actor", Text, Plain, "Who asked."),
                column("role", Text, Plain, "As which role."),
                column("reason", Text, Plain, "Why."),
                column(
                    "state",
                    Enum(&["asked", "running", "done", "failed"]),
                    Plain,
                    "Where it stands.",
                ),
                column("outcome", Text, Operational, "Outcome as JSON."),
                column("asked_at", At, Plain, "When asked."),
                column("ended_at", At, Plain, "When done."),
            ],
        },
    },
    Shown {
        node: "AuditEntry",
        root: "auditLog",
        doc: "Who did what, and why it was allowed or denied.",
        prefix: Some("aud"),
        permission: Permission::ReadAudit,
        sheet: Sheet {
            table: "audit_log",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("at", At, Plain, "When."),
                column("actor", Text, Class::Personal, "Who."),
                column("role", Text, Class::Personal, "As which role."),
                column("operation", Text, Class::Personal, "What."),
                column("subjects", Text, Class::Personal, "On what, as JSON."),
                column(
                    "outcome",
                    Enum(&["allowed", "denied"]),
                    Class::Personal,
                    "What became of it.",
                ),
                column("reason", Text, Class::Personal, "Why."),
                column("correlation", Text, Class::Personal, "Correlation id."),
            ],
        },
    },
];

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
                // Links and conflicts are of rows of business; whoever does not reach all of them finds none.
                let of_rows = shown
                    .sheet
                    .columns
                    .iter()
                    .any(|column| column.name == "kind");
                let wanted = match asked
                    .sight
                    .grants()
                    .iter()
                    .any(|grant| grant.rows.is_none())
                {
                    false if of_rows => Condition::Any(Vec::new()),
                    _ => wanted,
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
    // Links and conflicts are of rows of business; whoever does not reach all of them finds none.
    let of_rows = shown
        .sheet
        .columns
        .iter()
        .any(|column| column.name == "kind");
    let all = asked
        .sight
        .grants()
        .iter()
        .any(|grant| grant.rows.is_none());
    if !asked.viewer().may(shown.permission) || (of_rows && !all) {
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

/// What follows from a stream's columns: how it does, and what is set aside.
fn judge(asked: &Asked, cells: &[Cell], dead: &HashMap<(i64, String), i64>, wire: &mut Wire) {
    let (Some(Cell::Int(connection)), Some(Cell::Text(stream)), Wire::Object(map)) =
        (cells.first(), cells.get(1), wire)
    else {
        return;
    };
    let number = |name: &str| match map.get(name) {
        Some(Wire::Number(number)) => number.as_i64().unwrap_or(0),
        _ => 0,
    };
    let late = match map.get("lastOkAt") {
        Some(Wire::String(at)) => super::value::instant(at)
            .is_none_or(|at| asked.hub.now().0 - at.0 > asked.hub.stale_after_ms()),
        _ => true,
    };
    let state = if !map.contains_key("firstLoadedAt") {
        "LOADING"
    } else if number("attempt") > 0 {
        "FAILING"
    } else if late {
        "LATE"
    } else {
        "OK"
    };
    let open = dead
        .get(&(*connection, stream.clone()))
        .copied()
        .unwrap_or(0);
    map.insert(async_graphql::Name::new("state"), state.into());
    map.insert(async_graphql::Name::new("deadLetters"), open.into());
}

fn row_cursor(shown: &Shown, cells: &[Cell]) -> String {
    let key: Vec<serde_json::Value> = shown.sheet.key.iter().map(|at| cells[*at].json()).collect();
    cursor(&key)
}

fn row(asked: &Asked, shown: &'static Shown, cells: &[Cell]) -> Wire {
    let cell = |name: &str| {
        let at = shown
            .sheet
            .columns
            .iter()
            .position(|column| column.name == name);
        at.map_or(Cell::Null, |at| cells[at].clone())
    };
    let kind = cell("kind")
        .int()
        .and_then(|n| Kind::from_number(i16::try_from(n).ok()?));
    let count = cell("measure") == Cell::Text("count".to_owned());
    // A conflict's values have the class of their field; a control total that counts is plain.
    let class_of = |column: &Field| match (column.name, kind) {
        ("source" | "landed", _) if count => Plain,
        ("owner_value" | "other_value", Some(kind)) => match cell("field") {
            Cell::Text(name) => kind
                .entity()
                .field(&name)
                .map_or(Class::Secret, |(_, f)| f.class),
            _ => Class::Secret,
        },
        _ => column.class,
    };
    let mut map = async_graphql::indexmap::IndexMap::new();
    let mut hidden = Vec::new();
    let unbound = asked.sight.unbound();
    for (column, value) in shown.sheet.columns.iter().zip(cells) {
        let class = class_of(column);
        if !unbound.has(class) {
            hidden.push(masked_as(asked, column, class));
            continue;
        }
        // A subject is a pseudonym, an address is personal.
        let person = matches!((column.name, value), ("actor" | "decided_by", Cell::Text(name))
            if name.contains('@') && *name != asked.viewer().subject);
        if person && !unbound.has(Class::Personal) {
            hidden.push(masked_as(asked, column, Class::Personal));
            continue;
        }
        asked.note(class, shown.sheet.table);
        let wire = match (column.name, value) {
            ("id", Cell::Int(id)) => shown.prefix.map(|p| Wire::from(format!("{p}_{id:016x}"))),
            ("connection_id", Cell::Int(id)) => asked.hub.connection_key(*id).map(Wire::from),
            ("kind", _) => kind.map(|kind| kind.entity().table.into()),
            ("source" | "landed", Cell::Int(n)) if count => Some(n.to_string().into()),
            ("source" | "landed", Cell::Int(n)) => Some(Money(*n).to_string().into()),
            ("error_detail" | "detail", Cell::Text(text)) => {
                Some(super::redact::text(asked, text).into())
            }
            (name, Cell::Int(id)) if name.ends_with("_id") => {
                kind.map(|kind| show_id(kind, *id).into())
            }
            _ => show(column.ty, value, None),
        };
        if let Some(wire) = wire {
            map.insert(async_graphql::Name::new(named(column)), wire);
        }
    }
    map.insert(async_graphql::Name::new("maskedFields"), Wire::List(hidden));
    Wire::Object(map)
}

/// The connections as a list.
pub(super) fn connections() -> GraphField {
    field(
        "connections",
        "[ConfiguredSystem!]!",
        "Configured connections and their state.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                asked.require(Permission::ReadIntegration, "reading the hub's own state")?;
                let rows = operation::connections(asked.snapshot().await?).await?;
                let operational = asked.sight.shows_somewhere(Operational);
                let told = |text: String| super::redact::text(&asked, &text);
                let list = rows
                    .into_iter()
                    .map(|row| {
                        json(serde_json::json!({
                            "id": row.key,
                            "vendor": row.vendor,
                            "paused": row.paused,
                            "circuit": row.circuit.to_uppercase(),
                            "circuitUntil": row.circuit_until.map(|at| at.to_string()),
                            "errorCode": row.error_code,
                            "errorDetail": row.error_detail.filter(|_| operational).map(told),
                            "maskedFields": if operational { serde_json::json!([]) } else { serde_json::json!([{
                                "field": "errorDetail", "class": "OPERATIONAL", "rule": "CLASS_NOT_GRANTED",
                            }]) },
                        }))
                    })
                    .collect();
                Ok(Some(FieldValue::value(Wire::List(list))))
            })
        },
    )
}

/// Fields of a connection.
pub(super) const CONNECTION_LINES: &[super::shape::Line] = &[
    ("id", "ID!", "Its id in the configuration."),
    ("vendor", "String!", "Vendor."),
    ("paused", "Boolean!", "True while a person has paused it."),
    (
        "circuit",
        "String!",
        "Circuit breaker: CLOSED, OPEN or HALF_OPEN.",
    ),
    (
        "circuitUntil",
        "DateTime",
        "When an open circuit is tried again.",
    ),
    ("errorCode", "String", "Stable code of the last failure."),
    (
        "errorDetail",
        "String",
        "What the operator should know of it. Class operational.",
    ),
    (
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class.",
    ),
];

/// Reads a typed number with a prefix, such as `dlq_00...`.
pub(super) fn number_of(prefix: &str, text: &str) -> Option<i64> {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|digits| digits.len() == 16)
        .and_then(|digits| i64::from_str_radix(digits, 16).ok())
}
