//! Subscriptions: what happened after a cursor, then what happens; each event judged for its viewer when it is shown.

use std::sync::Arc;

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    FieldFuture, FieldValue, InputValue, Object, ResolverContext, SchemaBuilder, Subscription,
    SubscriptionField, SubscriptionFieldFuture,
};
use futures::StreamExt;
use futures::stream::BoxStream;

use super::context::{Asked, Current, asked};
use super::error::Refusal;
use super::exception::{account, actor, alert, matches_account, matches_alert, wanted};
use super::moment;
use super::page::text;
use super::shape::{Line, field, json, object, part, ty};
use crate::access::{Class, Permission};
use crate::domain::record::Kind;
use crate::model::read::alert::{EXCEPTION, PAYMENT_STATUS};
use crate::model::read::{Cell, parse_id, payment, show_id};
use crate::serve::live::{At, Happening, What};
use crate::serve::request::Resume;

/// An event as shown: its own values, and the row it tells of.
struct Event {
    values: Wire,
    row: Option<FieldValue<'static>>,
}

/// Registers the events' types.
pub(super) fn register(builder: SchemaBuilder) -> SchemaBuilder {
    builder
        .register(event(
            "ExceptionEvent",
            "A transition of an exception.",
            EXCEPTION_EVENT,
            ("exception", "Exception!", "The exception as it is now."),
        ))
        .register(
            event(
                "PaymentStatusEvent",
                "A change of an account's payment status.",
                PAYMENT_EVENT,
                (
                    "paymentStatus",
                    "PaymentStatus!",
                    "The account as this change left it.",
                ),
            )
            .field(customer_name()),
        )
        .register(object(
            "SyncProgress",
            "A run that began, went on or ended.",
            SYNC_PROGRESS,
        ))
        .register(moment::object())
}

pub(super) const CURSOR: Line = (
    "cursor",
    "String!",
    "Place in the log: subscribe again after it and nothing is missed or doubled.",
);

const PAYMENT_EVENT: &[Line] = &[
    CURSOR,
    ("customerId", "ID!", "Customer."),
    ("at", "DateTime!", "When."),
    (
        "fromStatus",
        "String",
        "Status before; nothing for the first. Class commercial.",
    ),
];

const EXCEPTION_EVENT: &[Line] = &[
    CURSOR,
    ("at", "DateTime!", "When."),
    ("fromState", "ExceptionState", "State before."),
    ("toState", "ExceptionState!", "State after."),
    ("actor", "String!", "Who, or which engine."),
    ("reason", "String!", "Why, in words."),
];

const SYNC_PROGRESS: &[Line] = &[
    CURSOR,
    ("runId", "ID!", "Run."),
    (
        "connection",
        "String",
        "Connection, by its id in the configuration.",
    ),
    ("stream", "String!", "Stream."),
    ("state", "SyncRunState!", "Where it stands."),
    ("pages", "Int!", "Pages landed so far."),
    ("seen", "Int!", "Objects received so far."),
    ("landed", "Int!", "Objects that were new or changed so far."),
    ("startedAt", "DateTime!", "Start."),
    ("endedAt", "DateTime", "End."),
];

fn event(name: &str, doc: &str, lines: &[Line], row: Line) -> Object {
    let made = lines
        .iter()
        .fold(Object::new(name).description(doc), |made, line| {
            let name = line.0;
            made.field(
                async_graphql::dynamic::Field::new(name, ty(line.1), move |context| {
                    let event = context.parent_value.downcast_ref::<Event>();
                    FieldFuture::Value(
                        event
                            .and_then(|event| part(Some(&event.values), name))
                            .map(FieldValue::value),
                    )
                })
                .description(line.2),
            )
        });
    made.field(
        async_graphql::dynamic::Field::new(row.0, ty(row.1), |context| {
            let event = context.parent_value.downcast_ref::<Event>();
            FieldFuture::Value(event.and_then(|event| event.row.as_ref()).map(copied))
        })
        .description(row.2),
    )
}

fn customer_name() -> async_graphql::dynamic::Field {
    field("customerName", "String", "Customer's name.", |context| {
        Box::pin(async move {
            let event = context.parent_value.downcast_ref::<Event>();
            let Some(Wire::String(id)) = event.and_then(|e| part(Some(&e.values), "customerId"))
            else {
                return Ok(None);
            };
            let Some((kind, id)) = parse_id(&id) else {
                return Ok(None);
            };
            let row = asked(context.ctx)?.row(kind, id).await?;
            let name = row.and_then(|seen| match seen.row.cells.first() {
                Some(Cell::Text(name)) => Some(name.clone()),
                _ => None,
            });
            Ok(name.map(FieldValue::value))
        })
    })
}

/// The row of an event again, for each field that shows it.
fn copied<'a>(row: &FieldValue<'static>) -> FieldValue<'a> {
    if let Some(alert) = row.downcast_ref::<crate::model::read::alert::Alert>() {
        return FieldValue::owned_any(alert.clone());
    }
    match row.downcast_ref::<super::exception::Account>() {
        Some(account) => FieldValue::owned_any(account.clone()),
        None => FieldValue::value(Wire::Null),
    }
}

/// The subscription type.
pub(super) fn root() -> Subscription {
    let after = || {
        InputValue::new("after", ty("String"))
            .description("Go on after this cursor; from now on where empty.")
    };
    Subscription::new("Subscription")
        .description("What happens, as it happens; resumable by cursor.")
        .field(
            following(
                "exceptions",
                "ExceptionEvent!",
                "Transitions of exceptions that the viewer reaches.",
                exceptions,
            )
            .argument(after())
            .argument(
                InputValue::new("where", ty("ExceptionFilter")).description("Which exceptions."),
            ),
        )
        .field(
            following(
                "paymentStatus",
                "PaymentStatusEvent!",
                "Changes of the payment status of accounts that the viewer reaches.",
                payments,
            )
            .argument(after())
            .argument(
                InputValue::new("where", ty("PaymentStatusFilter")).description("Which accounts."),
            ),
        )
        .field(
            moment::field()
                .argument(after())
                .argument(
                    InputValue::new("keys", ty("[String!]!"))
                        .description("Metrics that the client shows."),
                )
                .argument(
                    InputValue::new("where", ty("MetricFilter"))
                        .description("Which rows count for what the client shows."),
                ),
        )
        .field(
            following(
                "syncProgress",
                "SyncProgress!",
                "Runs as they begin, go on and end.",
                progress,
            )
            .argument(after()),
        )
}

/// Makes the events of one viewer and one subscription out of what happens.
type Show = fn(&Asked, &Wire, &Happening) -> Result<Option<FieldValue<'static>>, Refusal>;

/// Events of a subscription.
pub(super) type Events = BoxStream<'static, Result<FieldValue<'static>, async_graphql::Error>>;

fn following(name: &'static str, kind: &str, doc: &str, show: Show) -> SubscriptionField {
    SubscriptionField::new(name, ty(kind), move |context| {
        SubscriptionFieldFuture::new(async move {
            let stream = follow(name, &context, show).await;
            let stream = stream.map_err(|refusal| refusal.to_error())?;
            Ok(stream.map(|event| event.map(shorter)))
        })
    })
    .description(doc)
}

/// An event lives longer than it is needed.
pub(super) fn shorter<'a>(event: FieldValue<'static>) -> FieldValue<'a> {
    event
}

async fn follow(
    name: &'static str,
    context: &ResolverContext<'_>,
    show: Show,
) -> Result<Events, Refusal> {
    let current = current(context)?;
    let asked = current.get();
    let args = Wire::Object(context.args.as_index_map().clone());
    match name {
        "exceptions" => drop(wanted(
            &asked.sight,
            EXCEPTION,
            part(Some(&args), "where").as_ref(),
        )?),
        "paymentStatus" => drop(wanted(
            &asked.sight,
            PAYMENT_STATUS,
            part(Some(&args), "where").as_ref(),
        )?),
        "syncProgress" => asked.require(Permission::ReadIntegration, "following syncs")?,
        _ => {}
    }
    let snapshot = match name {
        "exceptions" => "exceptions",
        "paymentStatus" => "paymentStatuses",
        _ => "syncRuns",
    };
    let after = place_after(context)?;
    let happenings = asked.hub.live().follow(&asked.hub, after, snapshot).await?;
    let missed = match after {
        Some((_, place)) if name == "syncProgress" => {
            asked.hub.live().runs_since(&asked.hub, place).await?
        }
        _ => Vec::new(),
    };
    let happenings = futures::stream::iter(missed).chain(happenings);
    let args = Arc::new(args);
    let mut shown = std::collections::HashMap::new();
    let stream = happenings.filter_map(move |happening| {
        let (current, args) = (current.clone(), args.clone());
        // A run told twice at the seam is shown once.
        let again = matches!(&happening.what, What::Run(run)
            if shown.insert(run.id, (run.state.clone(), run.pages)) == Some((run.state.clone(), run.pages)));
        async move {
            if again || !concerns(name, &happening.what) {
                return None;
            }
            let before = current.get();
            let asked = match before.hub.event(&before, happening.at.sequence).await {
                Ok(asked) => Arc::new(asked),
                Err(refusal) => return Some(Err(refusal.to_error())),
            };
            current.set(asked.clone());
            match show(&asked, &args, &happening) {
                Ok(Some(event)) => Some(Ok(event)),
                Ok(None) => None,
                Err(refusal) => Some(Err(refusal.to_error())),
            }
        }
    });
    Ok(stream.boxed())
}

/// The context of a subscription.
pub(super) fn current(context: &ResolverContext<'_>) -> Result<Arc<Current>, Refusal> {
    let current = context.ctx.data::<Arc<Current>>();
    current.cloned().map_err(|_| Refusal::Internal)
}

/// The place that a subscription goes on after.
pub(super) fn place_after(context: &ResolverContext<'_>) -> Result<Option<(i64, At)>, Refusal> {
    let beside = context.ctx.data::<Resume>().ok();
    beside
        .map(|resume| resume.0.clone())
        .or_else(|| text(&context.args, "after"))
        .map(|cursor| At::parse(&cursor))
        .transpose()
}

/// Whether a subscription tells of such a thing at all; what it does not tell of costs nothing.
fn concerns(name: &str, what: &What) -> bool {
    name == match what {
        What::Exception(..) => "exceptions",
        What::Payment(_) => "paymentStatus",
        What::Run(_) => "syncProgress",
    }
}

fn exceptions(
    asked: &Asked,
    args: &Wire,
    happening: &Happening,
) -> Result<Option<FieldValue<'static>>, Refusal> {
    let What::Exception(event, row) = &happening.what else {
        return Ok(None);
    };
    let condition = wanted(&asked.sight, EXCEPTION, part(Some(args), "where").as_ref())?;
    let Some(alert) = alert(asked, row.clone()) else {
        return Ok(None);
    };
    if !matches_alert(asked, &condition, &alert) {
        return Ok(None);
    }
    Ok(Some(FieldValue::owned_any(Event {
        values: json(serde_json::json!({
            "cursor": happening.at.cursor(),
            "at": event.at.to_string(),
            "fromState": event.from_state.as_ref().map(|state| state.to_uppercase()),
            "toState": event.to_state.to_uppercase(),
            "actor": actor(asked, &alert, &event.actor),
            "reason": event.reason,
        })),
        row: Some(FieldValue::owned_any(alert)),
    })))
}

fn payments(
    asked: &Asked,
    args: &Wire,
    happening: &Happening,
) -> Result<Option<FieldValue<'static>>, Refusal> {
    let What::Payment(event) = &happening.what else {
        return Ok(None);
    };
    let row = payment::status_after(event);
    let condition = wanted(
        &asked.sight,
        PAYMENT_STATUS,
        part(Some(args), "where").as_ref(),
    )?;
    let Some(account) = account(&asked.sight, row) else {
        return Ok(None);
    };
    if !matches_account(asked, &condition, &account) {
        return Ok(None);
    }
    Ok(Some(FieldValue::owned_any(Event {
        values: json(serde_json::json!({
            "cursor": happening.at.cursor(),
            "customerId": show_id(Kind::Customer, account.row.customer_id),
            "at": event.at.to_string(),
            "fromStatus": event.from_status.as_ref().filter(|_| account.classes.has(Class::Commercial)),
        })),
        row: Some(FieldValue::owned_any(account)),
    })))
}

fn progress(
    asked: &Asked,
    _: &Wire,
    happening: &Happening,
) -> Result<Option<FieldValue<'static>>, Refusal> {
    let What::Run(run) = &happening.what else {
        return Ok(None);
    };
    Ok(Some(FieldValue::value(json(serde_json::json!({
        "cursor": happening.at.cursor(),
        "runId": format!("run_{:016x}", run.id),
        "connection": asked.hub.connection_key(run.connection_id.into()),
        "stream": run.stream,
        "state": run.state.to_uppercase(),
        "pages": run.pages,
        "seen": run.seen,
        "landed": run.landed,
        "startedAt": run.started_at.to_string(),
        "endedAt": run.ended_at.map(|at| at.to_string()),
    })))))
}
