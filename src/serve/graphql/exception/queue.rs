//! The queue of exceptions: one page of it, with how many there are in all and how much money waits.

use std::cmp::Reverse;

use async_graphql::dynamic::{
    Field as GraphField, FieldValue, Object, ResolverContext, SchemaBuilder,
};

use super::{alert, of, satisfies, wanted};
use crate::access::Class;
use crate::model::read::alert::{self as alerts_of, Alert, EXCEPTION};
use crate::serve::graphql::context::asked;
use crate::serve::graphql::error::Refusal;
use crate::serve::graphql::page::{self, cursor, first, place, text};
use crate::serve::graphql::shape::{argument, field};
use crate::serve::graphql::value::show_money;

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
pub(in crate::serve::graphql) fn exceptions() -> GraphField {
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
    let mut alerts: Vec<Alert> = alerts_of::exceptions(asked.snapshot().await?, states)
        .await?
        .into_iter()
        .filter_map(|row| alert(&asked, row))
        .filter(|a| {
            satisfies(sight, EXCEPTION, &condition, a.classes, &|at| {
                alerts_of::cell(&a.row, at)
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
    let after = text(&context.args, "after");
    if let Some(after) = &after {
        let (amount, badness, at, id): (Option<i64>, usize, i64, i64) = place(after)?;
        let after = (Reverse(amount), Reverse(badness), at, id);
        alerts.retain(|a| rank(a) > after);
    }
    let first = first(&context.args)?;
    let more = alerts.len() > first;
    alerts.truncate(first);
    Ok(Queue {
        alerts,
        more,
        after: after.is_some(),
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
pub(super) fn types(builder: SchemaBuilder) -> SchemaBuilder {
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
