//! A hub on a real port over a small firm: tokens for it, requests to it, WebSockets on it, and things that happen in it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
};
use serde_json::{Value, json};
use throughline::access::Limits;
use throughline::insight::metric::{self, Engine};
use throughline::model::feed;
use throughline::model::identity::Ownership;
use throughline::serve::auth::{Key, Settings, Verifier, sign};
use throughline::serve::figures::Guarded;
use throughline::serve::{Pace, Parts, State, router};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::harness::hub::{Hub, START};

/// Long enough for anything that happens at all.
const LONG: Duration = Duration::from_secs(60);

pub(super) const ALDER: &str = "cus_0000000000000001";

const ROWS: &[&str] = &[
    "INSERT INTO connection (id, key, vendor, paused, circuit) VALUES (1, 'sf', 'salesforce', false, 'closed')",
    "INSERT INTO legal_entity (id, connection_id, source_id, version_at, tx, name, functional_currency, time_zone) VALUES (1, 1, 90, 0, 1, 'Firm Inc.', 'USD', 'UTC')",
    "INSERT INTO person (id, connection_id, source_id, version_at, tx, email, name, worker, status) VALUES (7, 1, 70, 0, 1, 'lead@firm.example', 'Lena', 'employee', 'active')",
    "INSERT INTO customer (id, connection_id, source_id, version_at, tx, name, status, currency, account_leader_id) VALUES \
     (1, 1, 11, 0, 1, 'Alder', 'active', 'USD', 7), (2, 1, 12, 0, 1, 'Birch', 'active', 'USD', NULL)",
    "INSERT INTO project (id, connection_id, source_id, version_at, tx, name, status, customer_id, legal_entity_id, currency) VALUES \
     (21, 1, 21, 0, 1, 'Alpha', 'active', 1, 1, 'USD'), (22, 1, 22, 0, 1, 'Beta', 'active', 2, 1, 'USD')",
    "INSERT INTO exception (id, rule, fingerprint, severity, state, customer_id, title, detail, hint, evidence, evidence_hash, amount, currency, amount_group, owner, detected_at, reopened, sequence, tx) VALUES \
     (31, 'invoice_overdue', 'a', 'error', 'open', 1, 'late', 'by 9 days', 'call', '{}', 1, 50000, 'USD', 50000, 'finance', 0, 0, 1, 1), \
     (32, 'invoice_overdue', 'b', 'error', 'open', 2, 'later', 'by 90 days', 'call', '{}', 1, 90000, 'USD', 90000, 'finance', 0, 0, 1, 1)",
    "INSERT INTO change_tx (tx, sequence, at, rows) VALUES (1, 1, 1, 1)",
];

/// Seconds without a good run after which streams are late.
pub(super) const SLOW_STREAM: i64 = 86_400;
pub(super) const QUICK_STREAM: i64 = 600;

fn stale_after_ms() -> HashMap<(String, String), i64> {
    [("accounts", QUICK_STREAM), ("contracts", SLOW_STREAM)]
        .map(|(stream, seconds)| (("sf".to_owned(), stream.to_owned()), seconds * 1_000))
        .into()
}

/// Patience of tests: nothing pings or waits unless a test is about it.
pub(super) const CALM: Pace = Pace {
    init: LONG,
    ping: LONG,
    send: LONG,
};

pub(super) struct Stand {
    pub(super) hub: Hub,
    pub(super) state: State,
    pub(super) engine: Arc<Engine>,
    pub(super) address: SocketAddr,
    settings: Settings,
    tx: i64,
}

/// Verifies tokens of this key.
pub(super) fn settings(key: Key) -> Settings {
    Settings {
        issuer: "test".to_owned(),
        audience: "test".to_owned(),
        role_claim: "roles".to_owned(),
        leeway_seconds: 0,
        key,
    }
}

pub(super) fn shared() -> Key {
    Key::Shared("a development key that is long enough".to_owned().into())
}

/// Claims that are accepted.
pub(super) fn claims(role: &str, seconds: i64) -> Value {
    json!({
        "iss": "test", "aud": "test", "sub": format!("some {role}"), "email": "lead@firm.example", "email_verified": true,
        "exp": START.0 / 1000 + seconds, "roles": [role],
    })
}

impl Stand {
    pub(super) async fn open(hub: Hub) -> Self {
        Self::tuned(hub, CALM, None, shared()).await
    }

    pub(super) async fn tuned(hub: Hub, pace: Pace, most: Option<Limits>, key: Key) -> Self {
        for sql in ROWS {
            hub.database.writer.execute_unprepared(sql).await.unwrap();
        }
        let settings = settings(key);
        let ownership = Arc::new(Ownership::new(&Default::default()));
        let engine = Arc::new(Engine::new(
            hub.database.clone(),
            hub.keys.clone(),
            hub.clock.clone(),
            ownership.clone(),
            metric::Settings::default(),
        ));
        let parts = Parts {
            database: hub.database.clone(),
            clock: hub.clock.clone(),
            keys: hub.keys.clone(),
            ownership,
            verifier: Verifier::open(settings.clone(), hub.clock.clone()).unwrap(),
            figures: Arc::new(Guarded {
                engine: engine.clone(),
                minimum_people: 3,
            }),
            ring: Arc::new(|| {}),
            group_currency: "USD".to_owned(),
            time_zone: "UTC".to_owned(),
            minimum_group: 3,
            allowed_origins: Vec::new(),
            proxies: Vec::new(),
            demo_tokens: Default::default(),
            mappings: Vec::new(),
            stale_after_ms: stale_after_ms(),
        };
        let state = State::new(parts).unwrap().tuned(pace, most);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        state.live().advance(&state).await.unwrap();
        let app = router(state.clone());
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            hub,
            state,
            engine,
            address,
            settings,
            tx: 1,
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn token(&self, role: &str) -> String {
        let since = (self.hub.clock.now().0 - START.0) / 1_000;
        self.token_of(&claims(role, since + 3_600))
    }

    pub(super) fn token_of(&self, claims: &Value) -> String {
        sign(&self.settings, claims).unwrap()
    }

    /// Posts a query and reads the answer.
    pub(super) async fn ask(&self, role: &str, query: &str) -> Value {
        self.post("/graphql", role, &json!({ "query": query }))
            .await
            .json()
            .await
            .unwrap()
    }

    pub(super) async fn post(&self, path: &str, role: &str, body: &Value) -> reqwest::Response {
        reqwest::Client::new()
            .post(self.url(path))
            .bearer_auth(self.token(role))
            .header(
                "accept",
                "application/graphql-response+json, text/event-stream",
            )
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// A WebSocket that is not initialised yet.
    pub(super) async fn connect(&self) -> Socket {
        Socket::open(self.address, Some("graphql-transport-ws"), None)
            .await
            .unwrap()
    }

    /// A WebSocket on which a role may subscribe.
    pub(super) async fn socket(&self, role: &str) -> Socket {
        self.socket_of(&self.token(role)).await
    }

    pub(super) async fn socket_of(&self, token: &str) -> Socket {
        let mut socket = self.connect().await;
        let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
        socket.say(init).await;
        loop {
            match socket.message().await["type"].as_str() {
                Some("connection_ack") => return socket,
                other => assert_eq!(other, Some("ping")),
            }
        }
    }

    pub(super) async fn put<E>(&self, row: Value)
    where
        E: EntityTrait,
        E::Model: serde::de::DeserializeOwned + IntoActiveModel<E::ActiveModel> + Send + Sync,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        let mut whole = json!({"connection_id": 1, "source_id": 0, "version_at": 0, "tx": self.tx});
        for (name, value) in row.as_object().unwrap() {
            whole[name] = value.clone();
        }
        let model: E::Model = serde_json::from_value(whole).unwrap();
        let model = model.into_active_model();
        model.insert(&self.hub.database.writer).await.unwrap();
    }

    /// Runs statements in which `{tx}` stands for the key of a new transaction, tells which rows of which kinds they changed, and numbers it.
    pub(super) async fn happen(&mut self, statements: &[String], changes: &[(i16, i64)]) {
        self.tx += 1;
        let tx = self.tx;
        let writer = &self.hub.database.writer;
        for sql in statements {
            let sql = sql.replace("{tx}", &tx.to_string());
            writer.execute_unprepared(&sql).await.unwrap();
        }
        for (ordinal, (kind, row)) in changes.iter().enumerate() {
            let sql = format!(
                "INSERT INTO change (tx, ordinal, kind, row_id, op) VALUES ({tx}, {ordinal}, {kind}, {row}, 2)"
            );
            writer.execute_unprepared(&sql).await.unwrap();
        }
        let sql = format!(
            "INSERT INTO change_tx (tx, sequence, at, rows) VALUES ({tx}, NULL, NULL, {})",
            changes.len()
        );
        writer.execute_unprepared(&sql).await.unwrap();
        self.number().await;
    }

    /// Numbers what was written, and lets subscribers know.
    pub(super) async fn number(&self) {
        feed::number(&self.hub.database.writer, self.hub.clock.now())
            .await
            .unwrap();
        self.state.live().advance(&self.state).await.unwrap();
    }

    /// Exceptions change their state; each (exception, state) in a transaction of its own.
    pub(super) async fn transitions(&mut self, steps: &[(i64, &str)]) {
        for (exception, to) in steps {
            self.happen(
                &[format!("INSERT INTO exception_event (exception_id, tx, at, from_state, to_state, actor, reason) VALUES ({exception}, {{tx}}, 1, 'open', '{to}', 'test', 'because')")],
                &[],
            )
            .await;
        }
    }
}

/// A client's end of a WebSocket.
pub(super) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a client hears.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Message(Value),
    Closed(u16, String),
    Gone,
}

impl Socket {
    pub(super) async fn open(
        address: SocketAddr,
        protocol: Option<&str>,
        authorization: Option<&str>,
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{address}/graphql/ws").into_client_request()?;
        let headers = request.headers_mut();
        if let Some(protocol) = protocol {
            headers.insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        if let Some(authorization) = authorization {
            headers.insert("authorization", authorization.parse().unwrap());
        }
        connect_async(request).await.map(|(socket, _)| Self(socket))
    }

    pub(super) async fn say(&mut self, message: Value) {
        self.raw(Message::text(message.to_string())).await;
    }

    pub(super) async fn raw(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub(super) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload }))
            .await;
    }

    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            let next = tokio::time::timeout(LONG, self.0.next()).await;
            match next.expect("nothing was heard") {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Message(serde_json::from_str(&text).unwrap());
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Close(None)) | Err(_)) | None => return Heard::Gone,
                Some(Ok(_)) => {}
            }
        }
    }

    pub(super) async fn message(&mut self) -> Value {
        match self.hear().await {
            Heard::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }

    /// The data of the next answer to an operation.
    pub(super) async fn next(&mut self, id: &str) -> Value {
        let message = self.message().await;
        assert_eq!(
            (&message["type"], &message["id"]),
            (&json!("next"), &json!(id)),
            "{message}"
        );
        message["payload"]["data"].clone()
    }

    pub(super) async fn code(&mut self) -> u16 {
        match self.hear().await {
            Heard::Closed(code, _) => code,
            other => panic!("{other:?}"),
        }
    }
}
