//! The queue of exceptions: one page of it, with how many there are in all and how much money waits.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldValue, Object, ResolverContext, SchemaBuilder,
};

use super::{alert, of, satisfies, wanted};
use crate::access::Class;
use crate::domain::record::Field;
use crate::model::read::alert::{self as alerts_of, Alert, EXCEPTION};
use crate::model::scope::Sight;
use crate::serve::graphql::context::asked;
use crate::serve::graphql::entity::{order_fields, order_input};
use crate::serve::graphql::error::{Refusal, bad};
use crate::serve::graphql::filter::order;
use crate::serve::graphql::page::{self, Window, cursor};
use crate::serve::graphql::shape::{field, with};
use crate::serve::graphql::value::show_money;

/// What the queue can be ordered by, besides the ranking that it has by itself.
const ORDERS: &[&str] = &[
    "severity",
    "amount_group",
    "since_on",
    "detected_at",
    "opened_at",
    "deadline_at",
    "resolved_at",
];

/// Place in the queue: numbers of which the smaller come first.
type Rank = Vec<i64>;

/// A place with the order that it is of: a field and whether the greatest come first; the ranking by money where there is none.
type Cursor = (Option<String>, bool, Rank);

/// The fields that the queue can be ordered by.
fn ordering() -> Vec<Field> {
    let known = |name: &&str| EXCEPTION.iter().find(|field| field.name == *name);
    ORDERS.iter().filter_map(known).copied().collect()
}

/// The order that is asked for.
#[derive(Clone, Debug, Default)]
struct Sorting {
    /// Field; its id where empty.
    field: Option<Field>,
    descending: bool,
}

impl Sorting {
    /// Reads an order; a class that the viewer is shown nowhere is nothing to order by.
    fn read(sight: &Sight, value: Option<&Wire>) -> Result<Option<Self>, Refusal> {
        if !matches!(value, Some(Wire::Object(_))) {
            return Ok(None);
        }
        let fields = ordering();
        let order = order(&fields, value)?;
        let field = order.field.map(|place| fields[place]);
        if field.is_some_and(|field| !sight.shows_somewhere(field.class)) {
            return Err(Refusal::FieldNotPermitted {
                field: "a field of this order".to_owned(),
            });
        }
        Ok(Some(Self {
            field,
            descending: order.descending,
        }))
    }

    /// The place of an exception: empty and hidden values come last, ties by id.
    fn rank(&self, alert: &Alert) -> Rank {
        let turn = |number: i64| match self.descending {
            true => number.saturating_neg(),
            false => number,
        };
        let value = match self.field {
            None => Some(0),
            Some(field) if !alert.classes.has(field.class) => None,
            Some(field) if field.name == "severity" => Some(badness(alert)),
            Some(field) => EXCEPTION
                .iter()
                .position(|of| of.name == field.name)
                .and_then(|place| alerts_of::cell(&alert.row, place).int()),
        };
        let empty = i64::from(value.is_none());
        vec![empty, turn(value.unwrap_or(0)), turn(alert.row.id)]
    }
}

/// How bad an exception is, as a number.
fn badness(alert: &Alert) -> i64 {
    let words = ["info", "warning", "error", "critical"];
    let place = words.iter().position(|word| *word == alert.row.severity);
    place.map_or(0, |place| place as i64)
}

/// The place of an exception in an order; by itself the queue is ranked by money as far as the viewer may know it, severity, first detection, id.
fn rank(sorting: Option<&Sorting>, alert: &Alert) -> Rank {
    if let Some(sorting) = sorting {
        return sorting.rank(alert);
    }
    let amount = alert
        .row
        .amount_group
        .filter(|_| alert.classes.has(Class::Commercial));
    let (at, id) = (alert.row.detected_at.0, alert.row.id);
    let empty = i64::from(amount.is_none());
    let amount = amount.unwrap_or(0).saturating_neg();
    vec![empty, amount, -badness(alert), at, id]
}

/// The name of an order in a cursor.
fn named(sorting: Option<&Sorting>) -> (Option<String>, bool) {
    let name = |sorting: &Sorting| sorting.field.map_or("id", |field| field.name).to_owned();
    (sorting.map(name), sorting.is_some_and(|of| of.descending))
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
    with(
        page::paged(made),
        &[
            ("where", "ExceptionFilter", "Which exceptions."),
            (
                "orderBy",
                "ExceptionOrder",
                "In which order; where empty the most money first, then the worst, then the oldest.",
            ),
        ],
    )
}

/// A page of the queue.
struct Queue {
    /// Each with its cursor.
    alerts: Vec<(String, Alert)>,
    window: Window,
    more: bool,
    total: usize,
    waiting: Option<i64>,
    currency: String,
}

async fn queue(context: &ResolverContext<'_>) -> Result<Queue, Refusal> {
    let asked = asked(context.ctx)?;
    let sight = &asked.sight;
    let value = |name: &str| context.args.get(name).map(|value| value.as_value().clone());
    let condition = wanted(sight, EXCEPTION, value("where").as_ref())?;
    let sorting = Sorting::read(sight, value("orderBy").as_ref())?;
    let window = Window::of(&context.args)?;
    let mut places = Vec::new();
    condition.places(&mut places);
    let states = places
        .iter()
        .all(|at| EXCEPTION[*at].name != "state")
        .then_some(&["open", "acknowledged"][..]);
    let alerts: Vec<Alert> = alerts_of::exceptions(asked.snapshot().await?, states)
        .await?
        .into_iter()
        .filter_map(|row| alert(&asked, row))
        .filter(|a| {
            satisfies(sight, EXCEPTION, &condition, a.classes, &|at| {
                alerts_of::cell(&a.row, at)
            })
        })
        .collect();
    let total = alerts.len();
    let waiting = alerts
        .iter()
        .filter(|a| a.classes.has(Class::Commercial))
        .filter_map(|a| a.row.amount_group)
        .reduce(|a, b| a.saturating_add(b));
    let order = named(sorting.as_ref());
    let [after, before] = window.places::<Cursor>()?;
    let bound = |argument, cursor: Option<Cursor>| match cursor {
        Some((field, descending, _)) if (&field, descending) != (&order.0, order.1) => {
            Err(bad(argument, "the cursor is of another order"))
        }
        cursor => Ok(cursor.map(|(_, _, rank)| rank)),
    };
    let (after, before) = (bound("after", after)?, bound("before", before)?);
    let mut ranked: Vec<(Rank, Alert)> = alerts
        .into_iter()
        .map(|alert| (rank(sorting.as_ref(), &alert), alert))
        .filter(|(rank, _)| after.as_ref().is_none_or(|after| rank > after))
        .filter(|(rank, _)| before.as_ref().is_none_or(|before| rank < before))
        .collect();
    ranked.sort_by(|a, b| a.0.cmp(&b.0));
    let more = window.cut(&mut ranked);
    let placed = |(rank, alert)| (cursor(&(&order.0, order.1, rank)), alert);
    Ok(Queue {
        alerts: ranked.into_iter().map(placed).collect(),
        window,
        more,
        total,
        waiting,
        currency: asked.hub.group_currency().to_owned(),
    })
}

/// The types of the queue's page are filled from [`Queue`].
pub(super) fn types(builder: SchemaBuilder) -> SchemaBuilder {
    let edge = Object::new("ExceptionEdge")
        .description("An exception and its place.")
        .field(of(
            "cursor",
            "String!",
            "Its place.",
            |(cursor, _): &(String, Alert)| Some(FieldValue::value(cursor.clone())),
        ))
        .field(of(
            "node",
            "Exception!",
            "The exception.",
            |(_, alert): &(String, Alert)| Some(FieldValue::owned_any(alert.clone())),
        ));
    let page = Object::new("ExceptionConnection")
        .description("A page of the exception queue.")
        .field(of(
            "nodes",
            "[Exception!]!",
            "The exceptions.",
            |queue: &Queue| {
                let alerts = queue.alerts.iter().map(|(_, alert)| alert.clone());
                Some(FieldValue::list(alerts.map(FieldValue::owned_any)))
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
                let ends = [queue.alerts.first(), queue.alerts.last()];
                let ends = ends.map(|end| end.map(|(cursor, _)| cursor.clone()));
                Some(FieldValue::value(queue.window.info(ends, queue.more)))
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
    builder
        .register(edge)
        .register(page)
        .register(order_input("Exception"))
        .register(order_fields("Exception", &ordering()))
}
