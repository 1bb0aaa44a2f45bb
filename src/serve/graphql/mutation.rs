//! What a person asks and decides: exceptions by decision, syncs and dead letters by command. Each is audited, allowed or denied.

use async_graphql::Value as Wire;
use async_graphql::dynamic::{
    Field as GraphField, FieldValue, InputValue, Object, ResolverContext, SchemaBuilder,
};

use super::context::{Asked, asked};
use super::error::Refusal;
use super::exception::{alert, parse_exception};
use super::page::map;
use super::shape::{Line, field, input, json, object, part, pascal, ty};
use super::sheet::number_of;
use crate::access::Permission;
use crate::model::command::{self, Audit, Request};
use crate::model::decision::{Decided, Decision, decide};
use crate::model::read;
use crate::model::read::alert::Alert;

/// A decision about an exception.
struct Deciding {
    name: &'static str,
    doc: &'static str,
    lines: &'static [Line],
    make: fn(&Wire) -> Decision,
}

const DECISIONS: &[Deciding] = &[
    Deciding {
        name: "acknowledge_exception",
        doc: "Says that somebody has seen an exception and looks after it.",
        lines: &[
            ("id", "ID!", "Exception."),
            ("reason", "String", "Note, in words."),
        ],
        make: |_| Decision::Acknowledge,
    },
    Deciding {
        name: "assign_exception",
        doc: "Gives an exception to somebody.",
        lines: &[
            ("id", "ID!", "Exception."),
            (
                "assignee",
                "String!",
                "Who is to look after it: the subject of a token or an e-mail.",
            ),
            ("reason", "String", "Note, in words."),
        ],
        make: |given| Decision::Assign(word(given, "assignee")),
    },
    Deciding {
        name: "resolve_exception",
        doc: "Accepts an exception as it is: resolved, kind ACCEPTED, until its evidence changes.",
        lines: &[
            ("id", "ID!", "Exception."),
            ("reason", "String!", "Why it is accepted, in words."),
        ],
        make: |_| Decision::Accept,
    },
];

/// A command to a stage.
struct Commanding {
    name: &'static str,
    doc: &'static str,
    permission: Permission,
    lines: &'static [Line],
}

const CONNECTION: Line = (
    "connection",
    "String!",
    "Connection, by its id in the configuration.",
);
const REASON: Line = ("reason", "String", "Why, in words.");

const COMMANDS: &[Commanding] = &[
    Commanding {
        name: "start_sync",
        doc: "Asks for a sync of a connection now.",
        permission: Permission::RunSync,
        lines: &[
            CONNECTION,
            ("stream", "String", "Stream; every stream where empty."),
            REASON,
        ],
    },
    Commanding {
        name: "pause_connection",
        doc: "Asks that a connection is not read until it is resumed.",
        permission: Permission::RunSync,
        lines: &[CONNECTION, REASON],
    },
    Commanding {
        name: "resume_connection",
        doc: "Asks that a paused connection is read again.",
        permission: Permission::RunSync,
        lines: &[CONNECTION, REASON],
    },
    Commanding {
        name: "retry_dead_letters",
        doc: "Asks that objects which could not be mapped are mapped again.",
        permission: Permission::Replay,
        lines: &[
            CONNECTION,
            ("stream", "String", "Stream; every stream where empty."),
            REASON,
        ],
    },
    Commanding {
        name: "preview_replay",
        doc: "Asks what mapping a connection's objects again would change; nothing is kept. The outcome stands in `commands`.",
        permission: Permission::Replay,
        lines: &[
            CONNECTION,
            ("stream", "String", "Stream; every stream where empty."),
            REASON,
        ],
    },
    Commanding {
        name: "replay",
        doc: "Asks that a connection's objects are mapped again as they landed, without asking the vendor.",
        permission: Permission::Replay,
        lines: &[
            CONNECTION,
            ("stream", "String", "Stream; every stream where empty."),
            ("reason", "String!", "Why, in words."),
        ],
    },
    Commanding {
        name: "discard_dead_letter",
        doc: "Asks that an object which cannot be mapped is given up.",
        permission: Permission::Replay,
        lines: &[
            ("id", "ID!", "Dead letter."),
            ("reason", "String!", "Why, in words."),
        ],
    },
];

fn word(given: &Wire, name: &str) -> String {
    match part(Some(given), name) {
        Some(Wire::String(text)) => text,
        _ => String::new(),
    }
}

/// Registers inputs and payloads.
pub(super) fn register(mut builder: SchemaBuilder) -> SchemaBuilder {
    let payloads = DECISIONS
        .iter()
        .map(|one| {
            (
                one.name,
                one.lines,
                ("exception", "Exception", "The exception as it is now."),
            )
        })
        .chain(COMMANDS.iter().map(|one| {
            (
                one.name,
                one.lines,
                (
                    "command",
                    "Command",
                    "The command as written down; follow it in `commands`.",
                ),
            )
        }));
    for (name, lines, result) in payloads {
        let base = pascal(name);
        let payload = Object::new(format!("{base}Payload"))
            .description("What became of it.")
            .field(outcome(result))
            .field(super::shape::key(
                "userErrors",
                "[UserError!]!",
                "Why nothing was done; empty where it was.",
            ));
        builder = builder
            .register(input(&format!("{base}Input"), "What is asked.", lines))
            .register(payload);
    }
    builder.register(object(
        "UserError",
        "Why what was asked was not done.",
        &[
            (
                "code",
                "String!",
                "Stable code: NOT_FOUND, NOT_ALLOWED_NOW or BAD_INPUT.",
            ),
            ("message", "String!", "What a person can act on."),
            ("field", "String", "Field of the input."),
        ],
    ))
}

/// The result of a payload: an exception found again by its row, or a command's values.
fn outcome(line: Line) -> GraphField {
    field(line.0, line.1, line.2, move |context| {
        Box::pin(async move {
            let given = part(context.parent_value.as_value(), line.0);
            let Some(Wire::String(id)) = given else {
                return Ok(given.map(FieldValue::value));
            };
            let asked = asked(context.ctx)?;
            let id = parse_exception(&id).ok_or(Refusal::Internal)?;
            let row = read::alert::exception(&asked.hub.database().reader, id).await?;
            Ok(row
                .and_then(|row| alert(&asked, row))
                .map(FieldValue::owned_any))
        })
    })
}

/// The mutation type.
pub(super) fn root() -> Object {
    let mut root = Object::new("Mutation").description("What a person asks and decides.");
    for one in DECISIONS {
        root = root.field(asking(one.name, one.doc, move |context| {
            Box::pin(async move { decided(one, &context).await })
        }));
    }
    for one in COMMANDS {
        root = root.field(asking(one.name, one.doc, move |context| {
            Box::pin(async move { commanded(one, &context).await })
        }));
    }
    root
}

fn asking(
    name: &'static str,
    doc: &str,
    give: impl for<'a> Fn(ResolverContext<'a>) -> super::shape::Given<'a> + Send + Sync + 'static,
) -> GraphField {
    let base = pascal(name);
    field(
        &super::shape::camel(name),
        &format!("{base}Payload!"),
        doc,
        give,
    )
    .argument(InputValue::new("input", ty(&format!("{base}Input!"))).description("What is asked."))
}

fn given(context: &ResolverContext<'_>) -> Wire {
    context
        .args
        .get("input")
        .map_or(Wire::Null, |value| value.as_value().clone())
}

fn failed(code: &str, message: &str, field: Option<&str>) -> Wire {
    let error = json(serde_json::json!({ "code": code, "message": message, "field": field }));
    map([("userErrors", Wire::List(vec![error]))])
}

/// Writes down who asked for what; a denial is refused after it has been written.
async fn audited(
    asked: &Asked,
    permission: Permission,
    allowed: bool,
    operation: &str,
    subjects: &Wire,
    reason: &str,
) -> Result<(), Refusal> {
    let subjects = subjects.clone().into_json().unwrap_or_default().to_string();
    let entry = Audit {
        actor: &asked.viewer().subject,
        role: asked.viewer().acting_role(Some(permission)),
        operation,
        subjects: &subjects,
        allowed,
        reason,
        correlation: &asked.correlation,
    };
    command::audit(&asked.hub.database().decisions, entry, asked.hub.now()).await?;
    if allowed {
        Ok(())
    } else {
        Err(Refusal::Forbidden {
            what: "this mutation",
        })
    }
}

async fn decided<'a>(
    one: &'static Deciding,
    context: &ResolverContext<'a>,
) -> Result<Option<FieldValue<'a>>, Refusal> {
    let asked = asked(context.ctx)?;
    let given = given(context);
    let reason = word(&given, "reason");
    let database = asked.hub.database();
    let visible = match parse_exception(&word(&given, "id")) {
        Some(id) => read::alert::exception(&database.reader, id)
            .await?
            .and_then(|row| alert(&asked, row)),
        None => None,
    };
    // The role that reaches the exception must allow it; whoever does not see it may know no more than that it is not there.
    let permission = Permission::HandleExceptions;
    let allowed = match &visible {
        Some(alert) => {
            let subject = read::alert::subject(&asked.sight, &alert.row);
            asked.may_on(permission, &subject)
        }
        None => asked.viewer().may(permission),
    };
    audited(&asked, permission, allowed, one.name, &given, &reason).await?;
    let not_found = || {
        Ok(Some(FieldValue::value(failed(
            "NOT_FOUND",
            "there is no such exception",
            Some("id"),
        ))))
    };
    let Some(Alert { row, .. }) = visible else {
        return not_found();
    };
    let id = row.id;
    if one.name == "resolve_exception" && reason.trim().is_empty() {
        let error = failed("BAD_INPUT", "say why it is accepted", Some("reason"));
        return Ok(Some(FieldValue::value(error)));
    }
    let by = crate::model::decision::By {
        actor: &asked.viewer().subject,
        reason: &reason,
        now: asked.hub.now(),
        tx: asked.hub.mint(),
    };
    let value = match decide(&database.decisions, id, (one.make)(&given), by).await? {
        Decided::Done(row) => {
            asked.hub.number().await?;
            map([
                ("exception", super::exception::exception_id(row.id).into()),
                ("userErrors", Wire::List(Vec::new())),
            ])
        }
        Decided::NotFound => return not_found(),
        Decided::NotAllowed(row) => failed(
            "NOT_ALLOWED_NOW",
            &format!("the exception is {}", row.state),
            None,
        ),
    };
    Ok(Some(FieldValue::value(value)))
}

/// What a command is about: a connection, one of its streams, or a dead letter; else the error to tell.
async fn subject(
    asked: &Asked,
    one: &Commanding,
    given: &Wire,
) -> Result<Result<String, Wire>, Refusal> {
    if one.name == "discard_dead_letter" {
        let missing = || failed("NOT_FOUND", "there is no such dead letter", Some("id"));
        let Some(id) = number_of("dlq", &word(given, "id")) else {
            return Ok(Err(missing()));
        };
        let state = read::operation::dead_letter_state(asked.snapshot().await?, id).await?;
        return Ok(match state.as_deref() {
            None => Err(missing()),
            Some("open") => Ok(id.to_string()),
            Some(state) => Err(failed(
                "NOT_ALLOWED_NOW",
                &format!("the dead letter is {state}"),
                Some("id"),
            )),
        });
    }
    let connection = word(given, "connection");
    if !asked.hub.knows_connection(&connection) {
        return Ok(Err(failed(
            "NOT_FOUND",
            "there is no such connection",
            Some("connection"),
        )));
    }
    let stream = word(given, "stream");
    if stream.is_empty() {
        return Ok(Ok(connection));
    }
    if !asked.hub.knows_stream(&connection, &stream) {
        return Ok(Err(failed(
            "NOT_FOUND",
            "the connection has no such stream",
            Some("stream"),
        )));
    }
    Ok(Ok(format!("{connection}/{stream}")))
}

async fn commanded<'a>(
    one: &'static Commanding,
    context: &ResolverContext<'a>,
) -> Result<Option<FieldValue<'a>>, Refusal> {
    let asked = asked(context.ctx)?;
    let given = given(context);
    let reason = word(&given, "reason");
    let allowed = asked.viewer().may(one.permission);
    audited(&asked, one.permission, allowed, one.name, &given, &reason).await?;
    let subject = match subject(&asked, one, &given).await? {
        Ok(subject) => subject,
        Err(error) => return Ok(Some(FieldValue::value(error))),
    };
    if reason.trim().is_empty() && one.lines.contains(&("reason", "String!", "Why, in words.")) {
        let error = failed("BAD_INPUT", "say why, in words", Some("reason"));
        return Ok(Some(FieldValue::value(error)));
    }
    let input = given.clone().into_json().unwrap_or_default().to_string();
    let request = Request {
        action: one.name,
        subject: &subject,
        input: &input,
        actor: &asked.viewer().subject,
        role: asked.viewer().acting_role(Some(one.permission)),
        reason: &reason,
    };
    let decisions = &asked.hub.database().decisions;
    let row = command::ask(decisions, asked.hub.mint(), request, asked.hub.now()).await?;
    asked.hub.ring();
    let command = json(serde_json::json!({
        "id": format!("cmd_{:016x}", row.id),
        "action": row.action,
        "subject": row.subject,
        "actor": row.actor,
        "role": row.role,
        "reason": row.reason,
        "state": row.state.to_uppercase(),
        "askedAt": row.asked_at.to_string(),
        "maskedFields": [],
    }));
    Ok(Some(FieldValue::value(map([
        ("command", command),
        ("userErrors", Wire::List(Vec::new())),
    ]))))
}
