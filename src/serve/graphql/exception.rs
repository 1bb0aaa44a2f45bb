//! The exception queue in the schema, ranked by the money that waits, and the payment status of accounts.

use std::cmp::Reverse;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldFuture, FieldValue, InputValue, Object, ResolverContext,
    SchemaBuilder,
};
use entity::insight::{exception, payment_status};

use super::context::{Asked, asked};
use super::entity::{masked, name};
use super::error::{Refusal, bad};
use super::filter::{condition, enum_tests, filter};
use super::page::{self, cursor, first, place, text};
use super::shape::{Line, argument, camel, choices, field, json, ty};
use super::sheet::number_of;
use super::value::{show, show_money, type_name};
use crate::access::Class;
use crate::domain::record::{Field, Type};
use crate::insight::rule::registry;
use crate::model::read::alert::{self, Alert, EXCEPTION, PAYMENT_STATUS};
use crate::model::read::{Cell, Condition, Seen};
use crate::model::scope::{Classes, Sight};

/// An account's payment status with the classes shown of it.
#[derive(Clone)]
pub(super) struct Account {
    pub(super) row: payment_status::Model,
    pub(super) classes: Classes,
}

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
    let needed = registry::rule(&row.rule).map_or(&[][..], |rule| rule.classes);
    alert::shown(&asked.sight, row, needed, asked.hub.minimum_group())
}

/// The account as a viewer sees it; nothing where it is hidden.
pub(super) fn account(sight: &Sight, row: payment_status::Model) -> Option<Account> {
    alert::payment_shown(sight, &row).map(|classes| Account { row, classes })
}

/// Registers the types.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    let mut builder = queue_types(builder);
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
        .register(payment_object())
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
    wanted.holds(&|at| match (fields[at].ty, cell(at)) {
        (Type::Ref(kind), Cell::Int(id)) => Cell::Int(sight.groups().representative(kind, id)),
        (_, cell) => cell,
    })
}

/// Place in the queue: money as far as the viewer may know it, severity, first detection, id.
type Rank = (Reverse<Option<i64>>, Reverse<usize>, i64, i64);

/// How bad an exception is, as a number.
fn badness(alert: &Alert) -> usize {
    let words = ["info", "warning", "error", "critical"];
    words
        .iter()
        .position(|word| *word == alert.row.severity)
        .unwrap_or(0)
}

/// The place of an exception in the queue.
fn rank(alert: &Alert) -> Rank {
    let amount = alert
        .row
        .amount_group
        .filter(|_| alert.classes.has(Class::Commercial));
    let (at, id) = (alert.row.detected_at.0, alert.row.id);
    (Reverse(amount), Reverse(badness(alert)), at, id)
}

/// `exceptions(...)`.
pub(super) fn exceptions() -> GraphField {
    let made = field(
        "exceptions",
        "ExceptionConnection!",
        "The exception queue, the most money first. Open and acknowledged ones where the filter names no state.",
        |context| {
            Box::pin(async move {
                queue(&context)
                    .await
                    .map(|page| Some(FieldValue::owned_any(page)))
            })
        },
    );
    page::paged(made).argument(argument(&("where", "ExceptionFilter", "Which exceptions.")))
}

/// A page of the queue.
struct Queue {
    alerts: Vec<Alert>,
    more: bool,
    after: bool,
    total: usize,
    waiting: Option<i64>,
    currency: String,
}

async fn queue(context: &ResolverContext<'_>) -> Result<Queue, Refusal> {
    let asked = asked(context.ctx)?;
    let sight = &asked.sight;
    let value = context
        .args
        .get("where")
        .map(|value| value.as_value().clone());
    let condition = wanted(sight, EXCEPTION, value.as_ref())?;
    let mut places = Vec::new();
    condition.places(&mut places);
    let states = places
        .iter()
        .all(|at| EXCEPTION[*at].name != "state")
        .then_some(&["open", "acknowledged"][..]);
    let mut alerts: Vec<Alert> = alert::exceptions(asked.snapshot().await?, states)
        .await?
        .into_iter()
        .filter_map(|row| alert(&asked, row))
        .filter(|a| {
            satisfies(sight, EXCEPTION, &condition, a.classes, &|at| {
                alert::cell(&a.row, at)
            })
        })
        .collect();
    alerts.sort_by_key(rank);
    let total = alerts.len();
    let waiting = alerts
        .iter()
        .filter(|a| a.classes.has(Class::Commercial))
        .filter_map(|a| a.row.amount_group)
        .reduce(|a, b| a.saturating_add(b));
    if let Some(after) = text(&context.args, "after") {
        let (amount, badness, at, id): (Option<i64>, usize, i64, i64) = place(&after)?;
        let after = (Reverse(amount), Reverse(badness), at, id);
        alerts.retain(|a| rank(a) > after);
    }
    let first = first(&context.args)?;
    let more = alerts.len() > first;
    alerts.truncate(first);
    Ok(Queue {
        alerts,
        more,
        after: context.args.get("after").is_some(),
        total,
        waiting,
        currency: asked.hub.group_currency().to_owned(),
    })
}

fn place_of(alert: &Alert) -> String {
    let (Reverse(amount), Reverse(badness), at, id) = rank(alert);
    cursor(&(amount, badness, at, id))
}

/// The types of the queue's page are filled from [`Queue`].
fn queue_types(builder: SchemaBuilder) -> SchemaBuilder {
    let edge = Object::new("ExceptionEdge")
        .description("An exception and its place.")
        .field(of("cursor", "String!", "Its place.", |alert: &Alert| {
            Some(FieldValue::value(place_of(alert)))
        }))
        .field(of(
            "node",
            "Exception!",
            "The exception.",
            |alert: &Alert| Some(FieldValue::owned_any(alert.clone())),
        ));
    let page = Object::new("ExceptionConnection")
        .description("A page of the exception queue.")
        .field(of(
            "nodes",
            "[Exception!]!",
            "The exceptions.",
            |queue: &Queue| {
                Some(FieldValue::list(
                    queue.alerts.iter().cloned().map(FieldValue::owned_any),
                ))
            },
        ))
        .field(of(
            "edges",
            "[ExceptionEdge!]!",
            "The exceptions with their places.",
            |queue: &Queue| {
                Some(FieldValue::list(
                    queue.alerts.iter().cloned().map(FieldValue::owned_any),
                ))
            },
        ))
        .field(of(
            "pageInfo",
            "PageInfo!",
            "Where the page ends.",
            |queue: &Queue| {
                let ends =
                    [queue.alerts.first(), queue.alerts.last()].map(|alert| alert.map(place_of));
                Some(FieldValue::value(page::info(ends, queue.more, queue.after)))
            },
        ))
        .field(of(
            "totalCount",
            "Int!",
            "Exceptions in all that the viewer reaches.",
            |queue: &Queue| Some(FieldValue::value(queue.total as u64)),
        ))
        .field(of(
            "amountWaiting",
            "Money",
            "Money waiting on those whose amount the viewer may read, in group currency.",
            |queue: &Queue| {
                queue
                    .waiting
                    .map(|amount| FieldValue::value(show_money(amount, Some(&queue.currency))))
            },
        ));
    builder.register(edge).register(page)
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
    let seen = row.and_then(|row| alert(&asked.sight, row));
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
                if !alert.shows(column) {
                    return Ok(None);
                }
                let group;
                let currency = if column.name == "amount_group" {
                    group = asked(context.ctx)?.hub.group_currency().to_owned();
                    Some(group.as_str())
                } else {
                    alert.row.currency.as_ref().map(|code| code.code())
                };
                Ok(show(column.ty, &alert::cell(&alert.row, at), currency).map(FieldValue::value))
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
                        rows.iter().map(change).collect(),
                    ))))
                })
            },
        ))
        .field(masked_of::<Alert>(EXCEPTION, |alert, field| alert.shows(field)))
}

fn change(event: &entity::insight::exception_event::Model) -> Wire {
    json(serde_json::json!({
        "at": event.at.to_string(),
        "fromState": event.from_state.as_ref().map(|state| state.to_uppercase()),
        "toState": event.to_state.to_uppercase(),
        "actor": event.actor,
        "reason": event.reason,
    }))
}

fn evidence(column: &'static Field) -> GraphField {
    of("evidence", "[Evidence!]", column.doc, |alert: &Alert| {
        if !alert.words {
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

fn masked_of<T: Send + Sync + 'static>(
    fields: &'static [Field],
    shows: fn(&T, &Field) -> bool,
) -> GraphField {
    field(
        "maskedFields",
        "[MaskedField!]!",
        "Fields that are null because the viewer may not read their class.",
        move |context| {
            Box::pin(async move {
                let row = parent::<T>(&context)?;
                let asked = asked(context.ctx)?;
                let hidden = fields.iter().filter(|field| !shows(row, field));
                let hidden = hidden
                    .flat_map(|field| masked(&asked, std::slice::from_ref(field), |_| false))
                    .collect();
                Ok(Some(FieldValue::value(Wire::List(hidden))))
            })
        },
    )
}

fn payment_object() -> Object {
    let mut object = Object::new("PaymentStatus")
        .description("Payment status of an account, as the hub sees it.");
    for (at, column) in PAYMENT_STATUS.iter().enumerate() {
        let sure = column.required && column.class == Class::Plain;
        let kind = type_name("PaymentStatus", column) + if sure { "!" } else { "" };
        object = object.field(field(
            &camel(column.name),
            &kind,
            column.doc,
            move |context| {
                Box::pin(async move {
                    let account = parent::<Account>(&context)?;
                    if !account.classes.has(column.class) {
                        return Ok(None);
                    }
                    let group = asked(context.ctx)?.hub.group_currency().to_owned();
                    Ok(show(
                        column.ty,
                        &alert::payment_cell(&account.row, at),
                        Some(&group),
                    )
                    .map(FieldValue::value))
                })
            },
        ));
        if let Type::Ref(target) = column.ty {
            let stem = column.name.trim_end_matches("_id");
            object = object.field(field(
                &camel(stem),
                &name(target),
                column.doc,
                move |context| {
                    Box::pin(async move {
                        let account = parent::<Account>(&context)?;
                        match alert::payment_cell(&account.row, at) {
                            Cell::Int(id) if account.classes.has(column.class) => {
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
    object.field(masked_of::<Account>(PAYMENT_STATUS, |account, field| {
        account.classes.has(field.class)
    }))
}

/// `Customer.paymentStatus`.
pub(super) fn payment_of_customer() -> GraphField {
    field(
        "paymentStatus",
        "PaymentStatus",
        "Payment status of the account, as the hub finds it.",
        |context| {
            Box::pin(async move {
                let id = parent::<Seen>(&context)?.row.id;
                let asked = asked(context.ctx)?;
                let row = alert::payment_status(asked.snapshot().await?, id).await?;
                Ok(row
                    .and_then(|row| account(&asked.sight, row))
                    .map(FieldValue::owned_any))
            })
        },
    )
}

/// `paymentStatuses(...)`.
pub(super) fn payment_statuses() -> GraphField {
    field(
        "paymentStatuses",
        "[PaymentStatus!]!",
        "Payment status of the accounts that the viewer reaches, the latest change first.",
        |context| {
            Box::pin(async move {
                let asked = asked(context.ctx)?;
                let value = context
                    .args
                    .get("where")
                    .map(|value| value.as_value().clone());
                let condition = wanted(&asked.sight, PAYMENT_STATUS, value.as_ref())?;
                let mut list: Vec<Account> = alert::payment_statuses(asked.snapshot().await?)
                    .await?
                    .into_iter()
                    .filter_map(|row| account(&asked.sight, row))
                    .filter(|a| matches_account(&asked, &condition, a))
                    .collect();
                list.sort_by_key(|a| (Reverse(a.row.changed_at.0), a.row.customer_id));
                list.truncate(first(&context.args)?);
                Ok(Some(FieldValue::list(
                    list.into_iter().map(FieldValue::owned_any),
                )))
            })
        },
    )
    .argument(argument(&(
        "first",
        "Int",
        "Accounts wanted; 50 where empty, 200 at most.",
    )))
    .argument(InputValue::new("where", ty("PaymentStatusFilter")).description("Which accounts."))
}

/// Whether an account satisfies a condition.
pub(super) fn matches_account(asked: &Asked, condition: &Condition, account: &Account) -> bool {
    satisfies(
        &asked.sight,
        PAYMENT_STATUS,
        condition,
        account.classes,
        &|at| alert::payment_cell(&account.row, at),
    )
}

/// Whether an alert satisfies a condition.
pub(super) fn matches_alert(asked: &Asked, condition: &Condition, alert: &Alert) -> bool {
    satisfies(&asked.sight, EXCEPTION, condition, alert.classes, &|at| {
        alert::cell(&alert.row, at)
    })
}
