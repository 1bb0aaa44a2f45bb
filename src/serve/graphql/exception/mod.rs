//! The exception queue in the schema, ranked by the money that waits, and the payment status of accounts.

mod payment;
mod queue;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldFuture, FieldValue, Object, ResolverContext, SchemaBuilder,
};
use entity::insight::exception;

use super::context::{Asked, asked};
use super::entity::{masked_as, name};
use super::error::{Refusal, bad};
use super::filter::{condition, enum_tests, filter};
use super::page::text;
use super::redact;
use super::shape::{Line, argument, camel, choices, field, json, ty};
use super::sheet::number_of;
use super::value::{show, type_name};
use crate::access::Class;
use crate::domain::record::{Field, Type};
use crate::insight::rule::registry;
use crate::model::read::alert::{self, Alert, EXCEPTION, PAYMENT_STATUS};
use crate::model::read::{Cell, Condition};
use crate::model::scope::{Classes, Sight};

pub(super) use payment::{
    Account, account, matches_account, payment_of_customer, payment_statuses,
};
pub(super) use queue::exceptions;

/// The text of an exception's id.
pub(super) fn exception_id(id: i64) -> String {
    format!("exc_{id:016x}")
}

/// The number of an exception's id.
pub(super) fn parse_exception(text: &str) -> Option<i64> {
    number_of("exc", text)
}

/// The exception as a viewer sees it; nothing where it is hidden.
pub(super) fn alert(asked: &Asked, row: exception::Model) -> Option<Alert> {
    let rule = registry::rule(&row.rule);
    let classes = rule.map_or(&[][..], |rule| rule.classes);
    let mut alert = alert::shown(&asked.sight, row, classes, asked.hub.minimum_group())?;
    // The title of a trouble with a person names that person.
    if alert.row.person_id.is_some() && !alert.classes.has(Class::Personal) {
        alert.row.title = rule.map_or_else(|| alert.row.rule.clone(), |rule| rule.title.to_owned());
    }
    Some(alert)
}

/// Who did something to an exception: a subject is a pseudonym, an address is for those who may read what is personal.
pub(super) fn actor(asked: &Asked, alert: &Alert, actor: &str) -> String {
    let viewer = asked.viewer();
    let own = actor == viewer.subject || viewer.email.as_deref() == Some(actor);
    if !actor.contains('@') || own {
        return actor.to_owned();
    }
    if !alert.classes.has(Class::Personal) {
        return "somebody".to_owned();
    }
    asked.note(Class::Personal, "exception");
    actor.to_owned()
}

/// Registers the types.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    let mut builder = queue::types(builder);
    for (owner, fields) in [("Exception", EXCEPTION), ("PaymentStatus", PAYMENT_STATUS)] {
        builder = builder.register(filter(owner, false, &testable(fields)));
        for input in enum_tests(owner, &testable(fields)) {
            builder = builder.register(input);
        }
        for column in fields {
            if let Type::Enum(words) = column.ty {
                let words: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
                builder = builder.register(choices(
                    &type_name(owner, column),
                    column.doc,
                    words
                        .iter()
                        .map(|word| (word.as_str(), format!("{}.", word.to_lowercase()))),
                ));
            }
        }
    }
    builder
        .register(exception_object())
        .register(payment::object())
        .register(super::shape::object(
            "Evidence",
            "A named piece of evidence.",
            EVIDENCE,
        ))
        .register(super::shape::object(
            "ExceptionChange",
            "One transition of an exception.",
            HISTORY,
        ))
}

const EVIDENCE: &[Line] = &[
    ("name", "String!", "What it is."),
    ("value", "String!", "Its value."),
];

const HISTORY: &[Line] = &[
    ("at", "DateTime!", "When."),
    ("fromState", "ExceptionState", "State before."),
    ("toState", "ExceptionState!", "State after."),
    ("actor", "String!", "Who, or which engine."),
    ("reason", "String!", "Why, in words."),
];

/// Fields that a filter may test.
fn testable(fields: &[Field]) -> Vec<Field> {
    fields
        .iter()
        .filter(|column| !["evidence", "detail", "hint", "reason"].contains(&column.name))
        .copied()
        .collect()
}

/// A condition on alerts or accounts, by places of `fields`.
pub(super) fn wanted(
    sight: &Sight,
    fields: &'static [Field],
    value: Option<&Wire>,
) -> Result<Condition, Refusal> {
    let Some(value) = value else {
        return Ok(Condition::All(Vec::new()));
    };
    let no_id = |_: &Wire| Err("has no id to test".to_owned());
    let wanted = condition(fields, &no_id, value)?;
    let mut places = Vec::new();
    wanted.places(&mut places);
    if places
        .iter()
        .any(|at| !sight.shows_somewhere(fields[*at].class))
    {
        return Err(Refusal::FieldNotPermitted {
            field: "a field of this filter".to_owned(),
        });
    }
    Ok(wanted)
}

/// Whether a row satisfies a condition, reading no class that is hidden on it.
pub(super) fn satisfies(
    sight: &Sight,
    fields: &'static [Field],
    wanted: &Condition,
    classes: Classes,
    cell: &dyn Fn(usize) -> Cell,
) -> bool {
    let mut places = Vec::new();
    wanted.places(&mut places);
    if places.iter().any(|at| !classes.has(fields[*at].class)) {
        return false;
    }
    wanted.admits(sight.groups(), fields, None, cell)
}

/// A field that is made from its parent alone.
fn of<T: Send + Sync + 'static>(
    name: &str,
    kind: &str,
    doc: &str,
    give: for<'a> fn(&'a T) -> Option<FieldValue<'a>>,
) -> GraphField {
    GraphField::new(name, ty(kind), move |context| {
        FieldFuture::Value(context.parent_value.downcast_ref::<T>().and_then(give))
    })
    .description(doc)
}

/// `exception(id)`.
pub(super) fn exception_field() -> GraphField {
    field(
        "exception",
        "Exception",
        "An exception by its id.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                let id = text(&context.args, "id").unwrap_or_default();
                let id = parse_exception(&id)
                    .ok_or_else(|| bad("id", format!("{id:?} is no id of an exception")))?;
                let row = alert::exception(asked.snapshot().await?, id).await?;
                Ok(row
                    .and_then(|row| alert(&asked, row))
                    .map(FieldValue::owned_any))
            })
        },
    )
    .argument(argument(&("id", "ID!", "Its id.")))
}

/// An exception as a node; nothing where it is hidden or absent.
pub(super) async fn node<'a>(asked: &Asked, id: i64) -> Result<Option<FieldValue<'a>>, Refusal> {
    let row = alert::exception(asked.snapshot().await?, id).await?;
    let seen = row.and_then(|row| alert(asked, row));
    Ok(seen.map(|seen| FieldValue::owned_any(seen).with_type("Exception")))
}

fn exception_object() -> Object {
    let mut object = Object::new("Exception")
        .implement("Node")
        .description("What is wrong, with its evidence and the money that waits on it.")
        .field(of("id", "ID!", "Its id.", |alert: &Alert| {
            Some(FieldValue::value(exception_id(alert.row.id)))
        }));
    for (at, column) in EXCEPTION.iter().enumerate() {
        if column.name == "evidence" {
            object = object.field(evidence(column));
            continue;
        }
        let sure = column.required && column.class == Class::Plain;
        let kind = type_name("Exception", column) + if sure { "!" } else { "" };
        let doc = column.doc;
        object = object.field(field(&camel(column.name), &kind, doc, move |context| {
            Box::pin(async move {
                let alert = parent::<Alert>(&context)?;
                let asked = asked(context.ctx)?;
                let cell = alert::cell(&alert.row, at);
                if !open(&asked, alert, column, &cell) {
                    return Ok(None);
                }
                if !cell.is_null() {
                    asked.note(column.class, "exception");
                }
                let currency = if column.name == "amount_group" {
                    Some(asked.hub.group_currency())
                } else {
                    alert.row.currency.as_ref().map(|code| code.code())
                };
                let cell = match cell {
                    Cell::Text(text) if column.name == "detail" => {
                        Cell::Text(redact::errors(&asked, &alert.row, text))
                    }
                    cell => cell,
                };
                Ok(show(column.ty, &cell, currency).map(FieldValue::value))
            })
        }));
        if let Type::Ref(target) = column.ty {
            let stem = column.name.trim_end_matches("_id");
            object = object.field(field(
                &camel(stem),
                &name(target),
                column.doc,
                move |context| {
                    Box::pin(async move {
                        let alert = parent::<Alert>(&context)?;
                        match alert::cell(&alert.row, at) {
                            Cell::Int(id) => {
                                let row = asked(context.ctx)?.row(target, id).await?;
                                Ok(row.map(FieldValue::owned_any))
                            }
                            _ => Ok(None),
                        }
                    })
                },
            ));
        }
    }
    object
        .field(of(
            "ruleTitle",
            "String!",
            "What its rule is called.",
            |alert: &Alert| {
                let title =
                    registry::rule(&alert.row.rule).map_or(alert.row.rule.as_str(), |r| r.title);
                Some(FieldValue::value(title.to_owned()))
            },
        ))
        .field(field(
            "connection",
            "String",
            "Connection concerned, by its id in the configuration.",
            |context| {
                Box::pin(async move {
                    let alert = parent::<Alert>(&context)?;
                    let hub = &asked(context.ctx)?.hub;
                    let key = alert
                        .row
                        .connection_id
                        .and_then(|id| hub.connection_key(id.into()));
                    Ok(key.map(FieldValue::value))
                })
            },
        ))
        .field(field(
            "daysWaiting",
            "Int!",
            "Whole days that it has waited, up to its resolution: since the day it began where that is known, else since the first detection.",
            |context| {
                Box::pin(async move {
                    let alert = parent::<Alert>(&context)?;
                    let end = alert
                        .row
                        .resolved_at
                        .unwrap_or(asked(context.ctx)?.position.at);
                    let began = alert.row.since_on.map_or(alert.row.detected_at.0, |day| {
                        i64::from(day.0) * 86_400_000
                    });
                    let days = (end.0 - began).max(0) / 86_400_000;
                    Ok(Some(FieldValue::value(days)))
                })
            },
        ))
        .field(field(
            "history",
            "[ExceptionChange!]!",
            "What happened to it, oldest first.",
            |context| {
                Box::pin(async move {
                    let alert = parent::<Alert>(&context)?;
                    let asked = asked(context.ctx)?;
                    let rows = alert::history(asked.snapshot().await?, alert.row.id).await?;
                    Ok(Some(FieldValue::value(Wire::List(
                        rows.iter()
                            .map(|event| change(&asked, alert, event))
                            .collect(),
                    ))))
                })
            },
        ))
        .field(hidden_fields())
}

/// Whether a field of an exception is shown: words and evidence by what they tell of, all else by its class; whom it names knows that.
fn open(asked: &Asked, alert: &Alert, column: &Field, cell: &Cell) -> bool {
    match column.name {
        "detail" | "evidence" => alert.withheld.is_none(),
        _ if alert.classes.has(column.class) => true,
        _ => {
            let viewer = asked.viewer();
            column.class == Class::Personal
                && matches!(cell, Cell::Text(name)
                    if *name == viewer.subject || viewer.email.as_ref() == Some(name))
        }
    }
}

fn hidden_fields() -> GraphField {
    field(
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class.",
        |context| {
            Box::pin(async move {
                let alert = parent::<Alert>(&context)?;
                let asked = asked(context.ctx)?;
                let hidden = EXCEPTION
                    .iter()
                    .enumerate()
                    .filter(|(at, column)| {
                        !open(&asked, alert, column, &alert::cell(&alert.row, *at))
                    })
                    .map(|(_, column)| {
                        let class = match column.name {
                            "detail" | "evidence" => alert.withheld.unwrap_or(column.class),
                            _ => column.class,
                        };
                        masked_as(&asked, column, class)
                    });
                Ok(Some(FieldValue::value(Wire::List(hidden.collect()))))
            })
        },
    )
}

fn change(asked: &Asked, alert: &Alert, event: &entity::insight::exception_event::Model) -> Wire {
    json(serde_json::json!({
        "at": event.at.to_string(),
        "fromState": event.from_state.as_ref().map(|state| state.to_uppercase()),
        "toState": event.to_state.to_uppercase(),
        "actor": actor(asked, alert, &event.actor),
        "reason": event.reason,
    }))
}

fn evidence(column: &'static Field) -> GraphField {
    of("evidence", "[Evidence!]", column.doc, |alert: &Alert| {
        if alert.withheld.is_some() {
            return None;
        }
        let map: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&alert.row.evidence).unwrap_or_default();
        let list = map
            .into_iter()
            .map(|(name, value)| {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                json(serde_json::json!({ "name": name, "value": value }))
            })
            .collect();
        Some(FieldValue::value(Wire::List(list)))
    })
}

fn parent<'a, T: 'static>(context: &ResolverContext<'a>) -> Result<&'a T, Refusal> {
    context
        .parent_value
        .downcast_ref::<T>()
        .ok_or(Refusal::Internal)
}

/// Whether an alert satisfies a condition.
pub(super) fn matches_alert(asked: &Asked, condition: &Condition, alert: &Alert) -> bool {
    satisfies(&asked.sight, EXCEPTION, condition, alert.classes, &|at| {
        alert::cell(&alert.row, at)
    })
}
