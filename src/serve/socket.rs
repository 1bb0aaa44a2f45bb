//! Subscriptions and operations over a WebSocket, by the `graphql-transport-ws` protocol to the letter.
//!
//! Closing codes: 4400 malformed, 4401 not initialised or token ended, 4403 refused, 4408 no initialisation in time, 4409 an id twice,
//! 4413 too slow, 4429 initialised twice, 1013 come back later. A token that ends is told to every operation by an error `TOKEN_EXPIRED` before
//! the connection closes, so that a client comes back with a fresh one and goes on after its cursor; so does one that was too slow.
//!
//! Some clients (Python's gql) offer the older protocol `graphql-ws` beside it and then speak that whatever was chosen, since they look for
//! the answer's header in one spelling only. Whoever offered both may do so: `start` and `stop` are answered in kind.

use std::time::Duration;

use async_graphql::Response as Answer;
use axum::extract::State as Held;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream::{BoxStream, SelectAll};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

use super::auth::AuthError;
use super::http::{shown, unrun};
use super::limit::TooMuch;
use super::origin::Origin;
use super::request::Sent;
use super::run::{answers, expired, told};
use super::tally::{Outcome, Transport};
use super::{Pace, State};
use crate::access::Viewer;

/// Name of the protocol.
const PROTOCOL: &str = "graphql-transport-ws";
/// Name of the older one.
const OLDER: &str = "graphql-ws";
/// Bytes of a message at most.
const MESSAGE: usize = 128 * 1024;

/// Why a connection ends: a code and a reason.
type End = (u16, &'static str);

/// Opens a connection.
pub(super) async fn open(
    Held(state): Held<State>,
    origin: Origin,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let both = offers(&headers, OLDER);
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .read_buffer_size(2 * 1024)
        .write_buffer_size(0)
        .max_message_size(MESSAGE);
    if upgrade.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "speak graphql-transport-ws").into_response();
    }
    upgrade.on_upgrade(move |socket| async move {
        let pace = state.pace();
        let mut connection = Connection {
            state,
            origin,
            socket,
            authorization,
            both,
            older: None,
            viewer: None,
            running: SelectAll::new(),
            ids: Vec::new(),
            pace,
            ends: Instant::now() + pace.init,
            ping: Instant::now() + pace.ping,
        };
        if let Err((code, reason)) = connection.run().await {
            let frame = CloseFrame {
                code,
                reason: reason.into(),
            };
            let close = connection.socket.send(Message::Close(Some(frame)));
            let _ = tokio::time::timeout(pace.send, close).await;
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
    origin: Origin,
    socket: WebSocket,
    /// What came with the upgrade, where the initialisation says nothing.
    authorization: Option<String>,
    /// Whether the older protocol was offered, too.
    both: bool,
    /// Whether the older one is spoken; known with the first operation.
    older: Option<bool>,
    viewer: Option<Viewer>,
    running: SelectAll<BoxStream<'static, Step>>,
    ids: Vec<(String, tokio_util::sync::CancellationToken)>,
    pace: Pace,
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
                Some(step) = self.running.next(), if !self.running.is_empty() => self.step(step).await?,
                () = sleep_until(self.ends) => return Err(match self.viewer {
                    Some(_) => self.expire().await?,
                    None => (4408, "Connection initialisation timeout"),
                }),
                () = sleep_until(self.ping) => {
                    self.ping = Instant::now() + self.pace.ping;
                    // Who may yet speak the older protocol does not know a ping.
                    if !self.both || self.older.is_some() {
                        self.say(json!({ "type": "ping" })).await?;
                    }
                }
            }
        }
    }

    async fn say(&mut self, message: Value) -> Result<(), End> {
        let message = match self.older {
            Some(true) => older(message),
            _ => message,
        };
        let sent = self.socket.send(Message::Text(message.to_string().into()));
        match tokio::time::timeout(self.pace.send, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err((1001, "gone")),
            Err(_) => Err((
                4413,
                "too slow: connect again and go on after your last cursor",
            )),
        }
    }

    fn count(&self, outcome: Outcome) {
        self.state.tally().count(Transport::Socket, outcome);
    }

    /// Ends an operation with an error.
    async fn refuse(&mut self, id: &str, error: Value) -> Result<(), End> {
        self.say(json!({ "type": "error", "id": id, "payload": [error] }))
            .await
    }

    /// Tells every operation that the token has ended.
    async fn expire(&mut self) -> Result<End, End> {
        for (id, stop) in std::mem::take(&mut self.ids) {
            stop.cancel();
            self.refuse(&id, expired()).await?;
        }
        Ok((4401, "the token has ended: connect again with a new one"))
    }

    async fn heard(&mut self, text: &str) -> Result<(), End> {
        let message: Value = serde_json::from_str(text).map_err(|_| (4400, "Invalid message"))?;
        let kind = message.get("type").and_then(Value::as_str);
        let id = message.get("id").and_then(Value::as_str).map(str::to_owned);
        match (kind, id) {
            (Some("connection_init"), _) => self.initialise(message.get("payload")).await,
            (Some("ping"), _) => self.say(json!({ "type": "pong" })).await,
            (Some("pong"), _) => Ok(()),
            (Some("start"), Some(_)) if !self.both || self.older == Some(false) => {
                Err((4400, "Invalid message"))
            }
            (Some(kind @ ("subscribe" | "start")), Some(id)) => {
                self.older = Some(kind == "start");
                let payload = message.get("payload").cloned().unwrap_or_default();
                let sent = Sent::read(payload).map_err(|_| (4400, "Invalid message"))?;
                self.subscribe(id, sent).await
            }
            (Some("complete"), Some(id)) => {
                self.forget(&id);
                Ok(())
            }
            (Some("stop"), Some(id)) if self.older == Some(true) => {
                self.forget(&id);
                self.say(json!({ "type": "complete", "id": id })).await
            }
            (Some("connection_terminate"), None) if self.both => Err((1000, "bye")),
            _ => Err((4400, "Invalid message")),
        }
    }

    async fn initialise(&mut self, payload: Option<&Value>) -> Result<(), End> {
        if self.viewer.is_some() {
            return Err((4429, "Too many initialisation requests"));
        }
        let authorization = authorization(payload).or_else(|| self.authorization.take());
        let signed_in = self.state.sign_in(&self.origin, authorization.as_deref());
        let verified = signed_in.await;
        let viewer = verified.map_err(|error| match error {
            AuthError::Key(_) => {
                self.count(Outcome::Failed);
                (1013, "tokens cannot be verified now")
            }
            AuthError::TooOften(_) => {
                self.count(Outcome::RateLimited);
                (1013, "too many sign-ins have failed from your address")
            }
            _ => {
                self.count(Outcome::Unauthenticated);
                (4403, "Forbidden")
            }
        })?;
        let left = viewer
            .expires_at
            .map_or(365 * 86_400_000, |at| at.0 - self.state.now().0);
        self.ends = Instant::now() + Duration::from_millis(u64::try_from(left).unwrap_or(0));
        self.viewer = Some(viewer);
        self.say(json!({ "type": "connection_ack" })).await
    }

    async fn subscribe(&mut self, id: String, sent: Sent) -> Result<(), End> {
        let Some(viewer) = self.viewer.clone() else {
            self.count(Outcome::Unauthenticated);
            return Err((4401, "Unauthorized"));
        };
        if self.ids.iter().any(|(known, _)| *known == id) {
            return Err((4409, "Subscriber already exists"));
        }
        let most = self.state.limits(&viewer).operations;
        if self.ids.len() >= most as usize {
            self.count(Outcome::Refused);
            let message = format!("the connection has {most} operations; end one, or open another");
            return self
                .refuse(&id, told("TOO_MANY_OPERATIONS", &message))
                .await;
        }
        let checked = match sent.check(&self.state, &viewer) {
            Ok(checked) => checked,
            Err(error) => {
                self.count(match error {
                    TooMuch::Often { .. } => Outcome::RateLimited,
                    _ => Outcome::Refused,
                });
                return self.refuse(&id, error.error()).await;
            }
        };
        let answers = match answers(&self.state, viewer, &sent, checked, Transport::Socket).await {
            Ok(answers) => answers,
            Err(error) => {
                let error = told(error.code(), &error.to_string());
                return self.refuse(&id, error).await;
            }
        };
        let stop = tokio_util::sync::CancellationToken::new();
        self.ids.push((id.clone(), stop.clone()));
        let (name, end) = (id.clone(), id);
        let answers = answers
            .take_until(stop.cancelled_owned())
            .map(move |answer| Step::Next(name.clone(), Box::new(answer)))
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

    async fn step(&mut self, step: Step) -> Result<(), End> {
        match step {
            Step::Next(id, answer) if self.ids.iter().any(|(known, _)| *known == id) => {
                if unrun(&answer) && !answer.errors.is_empty() {
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

/// The token of an initialisation: the header's name in either case, at the top or under `headers`, or a bare `token`.
fn authorization(payload: Option<&Value>) -> Option<String> {
    let payload = payload?;
    let text = |value: &Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
    [Some(payload), payload.get("headers")]
        .into_iter()
        .flatten()
        .find_map(|part| text(part, "authorization").or_else(|| text(part, "Authorization")))
        .or_else(|| text(payload, "token").map(|token| format!("Bearer {token}")))
}

/// Whether a protocol is among those that the client offers.
fn offers(headers: &HeaderMap, protocol: &str) -> bool {
    headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offered| offered.trim() == protocol)
}

/// A message in the words of the older protocol.
fn older(mut message: Value) -> Value {
    match message.get("type").and_then(Value::as_str) {
        Some("next") => message["type"] = json!("data"),
        Some("ping") => message["type"] = json!("ka"),
        Some("error") => message["payload"] = message["payload"][0].take(),
        _ => {}
    }
    message
}
