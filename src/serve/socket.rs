//! Subscriptions and operations over a WebSocket, by the `graphql-transport-ws` protocol to the letter.
//!
//! Closing codes: 4400 malformed, 4401 not initialised or token ended, 4403 refused, 4408 no initialisation in time, 4409 an id twice,
//! 4429 initialised twice, too many operations or too slow. A token that ends closes the connection with 4401, so that a client comes back with a fresh one.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response as Answer;
use axum::extract::State as Held;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream::{BoxStream, SelectAll};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

use super::State;
use super::graphql::context::Current;
use super::graphql::needs::Needs;
use super::http::{Sent, clean, shown};
use crate::access::Viewer;

/// Name of the protocol.
const PROTOCOL: &str = "graphql-transport-ws";
/// Time in which a client must initialise.
const INIT: Duration = Duration::from_secs(10);
/// Time between two pings.
const PING: Duration = Duration::from_secs(25);
/// Time in which one message must leave, else the client is too slow.
const SEND: Duration = Duration::from_secs(10);
/// Operations on one connection at most.
const OPERATIONS: usize = 50;
/// Bytes of a message at most.
const MESSAGE: usize = 128 * 1024;

/// Why a connection ends: a code and a reason.
type End = (u16, &'static str);

/// Opens a connection.
pub(super) async fn open(Held(state): Held<State>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(2 * 1024)
        .write_buffer_size(0)
        .max_message_size(MESSAGE);
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "speak graphql-transport-ws").into_response();
    }
    upgrade.on_upgrade(move |socket| async move {
        let mut connection = Connection {
            state,
            socket,
            viewer: None,
            running: SelectAll::new(),
            ids: Vec::new(),
            ends: Instant::now() + INIT,
            ping: Instant::now() + PING,
        };
        if let Err((code, reason)) = connection.run().await {
            let frame = CloseFrame {
                code,
                reason: reason.into(),
            };
            let close = connection.socket.send(Message::Close(Some(frame)));
            let _ = tokio::time::timeout(SEND, close).await;
        }
    })
}

/// An answer of an operation, or its end.
enum Step {
    Next(String, Box<Answer>),
    Done(String),
}

struct Connection {
    state: State,
    socket: WebSocket,
    viewer: Option<Viewer>,
    running: SelectAll<BoxStream<'static, Step>>,
    ids: Vec<(String, tokio_util::sync::CancellationToken)>,
    ends: Instant,
    ping: Instant,
}

impl Connection {
    async fn run(&mut self) -> Result<(), End> {
        loop {
            tokio::select! {
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.heard(&text).await?,
                    Some(Ok(Message::Binary(_))) => return Err((4400, "send text")),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                    Some(Ok(_)) => {}
                },
                Some(step) = self.running.next(), if !self.running.is_empty() => self.told(step).await?,
                () = sleep_until(self.ends) => return Err(match self.viewer {
                    Some(_) => (4401, "the token has ended"),
                    None => (4408, "Connection initialisation timeout"),
                }),
                () = sleep_until(self.ping) => {
                    self.ping = Instant::now() + PING;
                    self.say(json!({ "type": "ping" })).await?;
                }
            }
        }
    }

    async fn say(&mut self, message: Value) -> Result<(), End> {
        let sent = self.socket.send(Message::Text(message.to_string().into()));
        match tokio::time::timeout(SEND, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err((1001, "gone")),
            Err(_) => Err((4429, "too slow: connect again after your last cursor")),
        }
    }

    async fn heard(&mut self, text: &str) -> Result<(), End> {
        let message: Value = serde_json::from_str(text).map_err(|_| (4400, "Invalid message"))?;
        let kind = message.get("type").and_then(Value::as_str);
        let id = message.get("id").and_then(Value::as_str).map(str::to_owned);
        match (kind, id) {
            (Some("connection_init"), _) => self.initialise(message.get("payload")).await,
            (Some("ping"), _) => self.say(json!({ "type": "pong" })).await,
            (Some("pong"), _) => Ok(()),
            (Some("subscribe"), Some(id)) => {
                let payload = message.get("payload").cloned().unwrap_or_default();
                let sent =
                    serde_json::from_value(payload).map_err(|_| (4400, "Invalid message"))?;
                self.subscribe(id, sent).await
            }
            (Some("complete"), Some(id)) => {
                self.forget(&id);
                Ok(())
            }
            _ => Err((4400, "Invalid message")),
        }
    }

    async fn initialise(&mut self, payload: Option<&Value>) -> Result<(), End> {
        if self.viewer.is_some() {
            return Err((4429, "Too many initialisation requests"));
        }
        let given = |name: &str| payload?.get(name)?.as_str().map(str::to_owned);
        let authorization = given("authorization")
            .or_else(|| given("Authorization"))
            .or_else(|| given("token").map(|token| format!("Bearer {token}")));
        let verified = self.state.verifier().viewer(authorization.as_deref()).await;
        let viewer = verified.map_err(|_| (4403, "Forbidden"))?;
        let left = viewer
            .expires_at
            .map_or(365 * 86_400_000, |at| at.0 - self.state.now().0);
        self.ends = Instant::now() + Duration::from_millis(u64::try_from(left).unwrap_or(0));
        self.viewer = Some(viewer);
        self.say(json!({ "type": "connection_ack" })).await
    }

    async fn subscribe(&mut self, id: String, sent: Sent) -> Result<(), End> {
        let Some(viewer) = self.viewer.clone() else {
            return Err((4401, "Unauthorized"));
        };
        if self.ids.iter().any(|(known, _)| *known == id) {
            return Err((4409, "Subscriber already exists"));
        }
        if self.ids.len() >= OPERATIONS {
            return Err((4429, "too many operations on one connection"));
        }
        let checked = match sent.check() {
            Ok(checked) => checked,
            Err(error) => {
                let errors = json!([{ "message": error.to_string(), "extensions": { "code": error.code() } }]);
                return self
                    .say(json!({ "type": "error", "id": id, "payload": errors }))
                    .await;
            }
        };
        let asked = match checked.kind {
            async_graphql::parser::types::OperationType::Subscription => {
                self.state.event_of(viewer).await
            }
            _ => {
                let needs = Needs::of(&checked.document);
                self.state.ask(viewer, needs).await
            }
        };
        let asked = match asked {
            Ok(asked) => Arc::new(asked),
            Err(error) => {
                let errors = json!([{ "message": error.to_string(), "extensions": { "code": error.code() } }]);
                return self
                    .say(json!({ "type": "error", "id": id, "payload": errors }))
                    .await;
            }
        };
        let correlation = asked.correlation.clone();
        let request = sent.request(checked).data(Arc::new(Current::new(asked)));
        let stop = tokio_util::sync::CancellationToken::new();
        self.ids.push((id.clone(), stop.clone()));
        let (name, end) = (id.clone(), id);
        let answers = self
            .state
            .schema()
            .execute_stream(request)
            .take_until(stop.cancelled_owned())
            .map(move |answer| Step::Next(name.clone(), Box::new(clean(answer, &correlation))))
            .chain(futures::stream::once(async move { Step::Done(end) }));
        self.running.push(answers.boxed());
        Ok(())
    }

    fn forget(&mut self, id: &str) -> bool {
        let before = self.ids.len();
        self.ids.retain(|(known, stop)| {
            if known == id {
                stop.cancel();
            }
            known != id
        });
        before != self.ids.len()
    }

    async fn told(&mut self, step: Step) -> Result<(), End> {
        match step {
            Step::Next(id, answer) if self.ids.iter().any(|(known, _)| *known == id) => {
                let ran = answer.data != async_graphql::Value::Null;
                let unrun = !ran && answer.errors.iter().all(|error| error.path.is_empty());
                if unrun && !answer.errors.is_empty() {
                    self.forget(&id);
                    let errors = serde_json::to_value(&answer.errors).unwrap_or_default();
                    return self
                        .say(json!({ "type": "error", "id": id, "payload": errors }))
                        .await;
                }
                self.say(json!({ "type": "next", "id": id, "payload": shown(&answer, true) }))
                    .await
            }
            Step::Done(id) if self.forget(&id) => {
                self.say(json!({ "type": "complete", "id": id })).await
            }
            _ => Ok(()),
        }
    }
}
