//! `graphql-transport-ws`, as its protocol says: init first, fair streams, pings both ways, closed when the token is over.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::State as Shared;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response as HttpResponse};
use futures::stream::{BoxStream, SelectAll, StreamExt};
use futures::{SinkExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::State;
use super::body::{Body, Refusal};
use crate::access::Viewer;

const PROTOCOL: &str = "graphql-transport-ws";

/// GET /graphql/ws.
pub(super) async fn upgrade(
    Shared(state): Shared<Arc<State>>,
    upgrade: WebSocketUpgrade,
) -> HttpResponse {
    let offered = upgrade
        .read_buffer_size(2 * 1024)
        .max_message_size(state.limits.body_bytes)
        .max_frame_size(state.limits.body_bytes)
        .protocols([PROTOCOL]);
    if offered.selected_protocol().is_none() {
        return (
            StatusCode::BAD_REQUEST,
            "offer the subprotocol graphql-transport-ws\n",
        )
            .into_response();
    }
    offered.on_upgrade(move |socket| Connection::serve(state, socket))
}

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Value>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Value>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Value,
    },
    Complete {
        id: String,
    },
}

/// Why a connection is closed: the protocol's code and a reason.
struct Close(u16, String);

impl Close {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self(code, reason.into())
    }
}

/// One event of a stream: its id, and the answer or its end.
type Heard = (String, Option<Response>);

struct Connection {
    state: Arc<State>,
    viewer: Option<Viewer>,
    streams: SelectAll<BoxStream<'static, Heard>>,
    running: HashMap<String, CancellationToken>,
    out: mpsc::Sender<Message>,
}

impl Connection {
    async fn serve(state: Arc<State>, socket: WebSocket) {
        let (mut sink, mut source) = socket.split();
        let (out, mut queue) = mpsc::channel::<Message>(state.limits.queue);
        let writer = tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                let last = matches!(message, Message::Close(_));
                if sink.send(message).await.is_err() || last {
                    return;
                }
            }
        });
        let mut connection = Self {
            state,
            viewer: None,
            streams: SelectAll::new(),
            running: HashMap::new(),
            out,
        };
        // SelectAll of nothing ends at once: one stream that never speaks keeps it open.
        connection.streams.push(stream::pending().boxed());
        let close = connection.converse(&mut source).await;
        if let Some(Close(code, reason)) = close {
            let frame = CloseFrame {
                code,
                reason: reason.into(),
            };
            let _ = connection.out.try_send(Message::Close(Some(frame)));
        }
        drop(connection);
        let _ = tokio::time::timeout(Duration::from_secs(5), writer).await;
    }

    async fn converse(
        &mut self,
        source: &mut (impl StreamExt<Item = Result<Message, axum::Error>> + Unpin),
    ) -> Option<Close> {
        let limits = self.state.limits;
        let shutdown = self.state.shutdown.clone();
        let init = sleep_until(Instant::now() + Duration::from_millis(limits.init_ms));
        let mut expiry = Box::pin(sleep_until(
            Instant::now() + Duration::from_secs(86_400 * 365),
        ));
        let mut ping = tokio::time::interval(Duration::from_millis(limits.ping_ms));
        ping.reset();
        let mut answered = true;
        tokio::pin!(init);
        loop {
            let said = tokio::select! {
                message = source.next() => match message {
                    None | Some(Err(_) | Ok(Message::Close(_))) => return None,
                    Some(Ok(Message::Text(text))) => text,
                    Some(Ok(Message::Binary(_))) => return Some(Close::new(4400, "send text")),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => { answered = true; continue }
                },
                Some((id, heard)) = self.streams.next() => {
                    if let Some(close) = self.tell(id, heard) { return Some(close) }
                    continue
                }
                () = &mut init, if self.viewer.is_none() => return Some(Close::new(4408, "Connection initialisation timeout")),
                () = &mut expiry, if self.viewer.is_some() => return Some(Close::new(4401, "the token has expired: reconnect with a new one")),
                () = shutdown.cancelled() => return Some(Close::new(1012, "the hub is going away: reconnect with your last cursor")),
                _ = ping.tick() => {
                    if !answered { return Some(Close::new(4499, "no answer to a ping")) }
                    answered = false;
                    if let Some(close) = self.send(&json!({ "type": "ping" })) { return Some(close) }
                    continue
                }
            };
            let Ok(said) = serde_json::from_str::<Said>(&said) else {
                return Some(Close::new(4400, "no message of graphql-transport-ws"));
            };
            let close = match said {
                Said::ConnectionInit { .. } if self.viewer.is_some() => {
                    Some(Close::new(4429, "Too many initialisation requests"))
                }
                Said::ConnectionInit { payload } => match self.init(payload.as_ref()).await {
                    Ok(ends) => {
                        if let Some(ends) = ends {
                            expiry.as_mut().reset(ends);
                        }
                        self.send(&json!({ "type": "connection_ack" }))
                    }
                    Err(close) => Some(close),
                },
                Said::Ping { payload } => {
                    let pong = payload.map_or_else(
                        || json!({ "type": "pong" }),
                        |payload| json!({ "type": "pong", "payload": payload }),
                    );
                    self.send(&pong)
                }
                Said::Pong {} => {
                    answered = true;
                    None
                }
                Said::Subscribe { id, payload } => self.subscribe(id, payload),
                Said::Complete { id } => {
                    if let Some(running) = self.running.remove(&id) {
                        running.cancel();
                    }
                    None
                }
            };
            if close.is_some() {
                return close;
            }
        }
    }

    /// Who connects, by the token in the payload; tells when the token is over.
    async fn init(&mut self, payload: Option<&Value>) -> Result<Option<Instant>, Close> {
        let named = |name: &str| {
            payload
                .and_then(|payload| payload.get(name))
                .and_then(Value::as_str)
        };
        let header = ["authorization", "Authorization"]
            .into_iter()
            .find_map(named);
        let viewer = match (header, named("token")) {
            (None, Some(token)) => self.state.verifier.verify(token).await,
            (header, _) => self.state.verifier.bearer(header).await,
        };
        let viewer = viewer.map_err(|error| Close::new(4403, format!("Forbidden: {error}")))?;
        let left = viewer
            .expires_at
            .map(|at| u64::try_from(at.0 - self.state.clock.now().0).unwrap_or(0));
        self.viewer = Some(viewer);
        Ok(left.map(|ms| Instant::now() + Duration::from_millis(ms)))
    }

    fn subscribe(&mut self, id: String, payload: Value) -> Option<Close> {
        let Some(viewer) = self.viewer.clone() else {
            return Some(Close::new(4401, "Unauthorized"));
        };
        if self.running.contains_key(&id) {
            return Some(Close::new(
                4409,
                format!("Subscriber for {id} already exists"),
            ));
        }
        if self.running.len() >= self.state.limits.subscriptions {
            let refusal = Refusal::new(
                "TOO_MANY_SUBSCRIPTIONS",
                format!(
                    "one connection holds {} at most",
                    self.state.limits.subscriptions
                ),
            );
            return self.send(&json!({ "type": "error", "id": id, "payload": [refusal.error()] }));
        }
        let ready = match Body::parse(payload.to_string().as_bytes()) {
            Err(refusal) => return Some(Close::new(4400, refusal.message)),
            Ok(body) => match body.ready(self.state.limits.selections) {
                Err(refusal) => {
                    return self
                        .send(&json!({ "type": "error", "id": id, "payload": [refusal.error()] }));
                }
                Ok(ready) => ready,
            },
        };
        let cancel = CancellationToken::new();
        self.running.insert(id.clone(), cancel.clone());
        let ended = id.clone();
        let heard = self
            .state
            .api
            .subscribe(viewer, ready.request)
            .map(move |response| (id.clone(), Some(response)));
        let whole = heard.chain(stream::once(async move { (ended, None) }));
        self.streams.push(
            whole
                .take_until(async move { cancel.cancelled().await })
                .boxed(),
        );
        None
    }

    /// Passes on what a stream said.
    fn tell(&mut self, id: String, heard: Option<Response>) -> Option<Close> {
        if !self.running.contains_key(&id) {
            return None;
        }
        let Some(response) = heard else {
            self.running.remove(&id);
            return self.send(&json!({ "type": "complete", "id": id }));
        };
        // An answer without data that failed before it began is an error of the request, and the end of the operation.
        let never_began = response.is_err()
            && response.data == async_graphql::Value::Null
            && response.errors.iter().all(|e| e.path.is_empty());
        if never_began {
            if let Some(running) = self.running.remove(&id) {
                running.cancel();
            }
            return self.send(&json!({ "type": "error", "id": id, "payload": response.errors }));
        }
        self.send(&json!({ "type": "next", "id": id, "payload": response }))
    }

    /// Queues a message; a client that does not take them is let go rather than served with holes.
    fn send(&self, message: &Value) -> Option<Close> {
        match self.out.try_send(Message::Text(message.to_string().into())) {
            Ok(()) => None,
            Err(mpsc::error::TrySendError::Closed(_)) => Some(Close::new(1001, "gone")),
            Err(mpsc::error::TrySendError::Full(_)) => Some(Close::new(
                4413,
                "too slow: reconnect with your last cursor",
            )),
        }
    }
}
