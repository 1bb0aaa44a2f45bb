//! A small live firm of two legal entities and two practices, with a mark of its class in every classed value, and the API over it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use futures::StreamExt;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};
use throughline::access::Class;
use throughline::domain::record::{ENTITIES, Kind};
use throughline::insight::metric::{self, Engine};
use throughline::model::identity::Ownership;
use throughline::serve::auth::{Key, Settings, Verifier, sign};
use throughline::serve::figures::Guarded;
use throughline::serve::{FieldMapping, Parts, State, router};
use tower::ServiceExt;

use crate::harness::hub::{Hub, START};

pub(super) const HOUR: i64 = 3_600_000;

/// What every commercial value carries.
pub(super) const COMMERCIAL: i64 = 424_242;
/// What every cost value carries.
pub(super) const COST: i64 = 616_161;

/// A row as it was written.
pub(super) type Row = Map<String, Value>;

/// The firm: its rows by table, as they were written, and the hub over them.
pub(super) struct World {
    pub(super) hub: Hub,
    pub(super) state: State,
    pub(super) engine: Arc<Engine>,
    settings: Settings,
    pub(super) rows: BTreeMap<&'static str, Vec<Row>>,
}

/// Days since 1970 of a date.
pub(super) fn day(text: &str) -> i64 {
    let date: chrono::NaiveDate = text.parse().unwrap();
    i64::from(entity::value::Day::from_date(date).0)
}

/// The text of an id.
pub(super) fn id(kind: Kind, number: i64) -> String {
    throughline::model::read::show_id(kind, number)
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Null => "NULL".to_owned(),
        other => other.to_string(),
    }
}

impl World {
    /// The firm on a database.
    pub(super) async fn open(hub: Hub) -> Self {
        let mut world = Self::bare(hub).await;
        world.fill().await;
        world.end().await;
        world
    }

    /// A hub without rows but its connections.
    pub(super) async fn bare(hub: Hub) -> Self {
        let settings = Settings {
            issuer: "test".to_owned(),
            audience: "test".to_owned(),
            role_claim: "roles".to_owned(),
            leeway_seconds: 0,
            key: Key::Shared("a development key that is long enough".to_owned().into()),
        };
        let ownership = Arc::new(Ownership::default());
        let engine = Arc::new(Engine::new(
            hub.database.clone(),
            hub.keys.clone(),
            hub.clock.clone(),
            ownership.clone(),
            metric::Settings::default(),
        ));
        let mapping = |entity: &str, field: &str, paths: &[&str]| FieldMapping {
            connection: "erp".to_owned(),
            stream: "employees".to_owned(),
            entity: entity.to_owned(),
            field: field.to_owned(),
            source: paths.join(" or "),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
        };
        let state = State::new(Parts {
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
            demo_tokens: BTreeMap::default(),
            mappings: vec![
                mapping("person", "name", &["name"]),
                mapping("person", "email", &["mail"]),
                mapping("person", "default_cost_rate", &["pay.rate"]),
                mapping("person", "default_bill_rate", &["price"]),
                mapping("person", "status", &["state"]),
                mapping("role", "name", &["title"]),
                FieldMapping {
                    connection: "psa".to_owned(),
                    stream: "time_entries".to_owned(),
                    ..mapping("time_entry", "work_on", &["day"])
                },
            ],
            stale_after_ms: Default::default(),
        })
        .unwrap();
        let world = Self {
            hub,
            state,
            engine,
            settings,
            rows: BTreeMap::new(),
        };
        for (number, key, vendor) in [
            (1, "crm", "salesforce"),
            (2, "erp", "netsuite"),
            (3, "psa", "kantata"),
        ] {
            let text = format!("Vendor said \"{COST}\" of zmail@firm.example");
            world
                .sql(&format!(
                    "INSERT INTO connection (id, key, vendor, paused, circuit, error_code, error_detail) \
                     VALUES ({number}, '{key}', '{vendor}', false, 'closed', 'SERVER_ERROR', '{text}')"
                ))
                .await;
        }
        world
    }

    /// Runs a statement.
    pub(super) async fn sql(&self, sql: &str) {
        let done = self.hub.database.writer.execute_unprepared(sql).await;
        done.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    /// Writes a canonical row as given and remembers it.
    pub(super) async fn put(&mut self, kind: Kind, row: Value) {
        let table = kind.entity().table;
        let mut whole = json!({"connection_id": 2, "source_id": 0, "version_at": 0, "tx": 1});
        for (name, value) in row.as_object().unwrap() {
            whole[name] = value.clone();
        }
        let whole = whole.as_object().unwrap().clone();
        let names: Vec<String> = whole.keys().map(|name| format!("\"{name}\"")).collect();
        let values: Vec<String> = whole.values().map(literal).collect();
        self.sql(&format!(
            "INSERT INTO \"{table}\" ({}) VALUES ({})",
            names.join(","),
            values.join(",")
        ))
        .await;
        self.rows.entry(table).or_default().push(whole);
    }

    /// The transaction of everything that was written is numbered.
    pub(super) async fn end(&self) {
        self.sql("INSERT INTO change_tx (tx, sequence, at, rows) VALUES (1, 1, 1, 1)")
            .await;
        let done = START.0 - 1_000;
        for stream in ["employees", "time_entries"] {
            for connection in 1..=3 {
                self.sql(&format!(
                    "INSERT INTO stream_state (connection_id, stream, checkpoint, first_loaded_at, last_ok_at, attempt, rows) \
                     VALUES ({connection}, '{stream}', '{{}}', {done}, {done}, 0, 1)"
                ))
                .await;
            }
        }
    }

    /// A token with claims over the usual ones.
    pub(super) fn signed(&self, more: &Value) -> String {
        let mut claims = json!({
            "iss": "test", "aud": "test", "sub": "someone", "exp": START.0 / 1000 + 3_600_000,
        });
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        format!("Bearer {}", sign(&self.settings, &claims).unwrap())
    }

    /// Asks with a token.
    pub(super) async fn with(&self, token: &str, query: &str) -> Value {
        let request = Request::post("/graphql")
            .header("authorization", token)
            .header("content-type", "application/json")
            .body(Body::from(json!({ "query": query }).to_string()))
            .unwrap();
        let response = router(self.state.clone()).oneshot(request).await.unwrap();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&bytes).unwrap_or(Value::Null)
    }

    /// Asks as a viewer by its claims.
    pub(super) async fn ask(&self, viewer: &Viewer, query: &str) -> Value {
        self.with(&self.signed(&viewer.claims), query).await
    }

    /// The first that a subscriber is sent.
    pub(super) async fn first_event(&self, viewer: &Viewer, query: &str) -> String {
        let request = Request::post("/graphql/sse")
            .header("authorization", self.signed(&viewer.claims))
            .header("content-type", "application/json")
            .body(Body::from(json!({ "query": query }).to_string()))
            .unwrap();
        let response = router(self.state.clone()).oneshot(request).await.unwrap();
        let mut events = response.into_body().into_data_stream();
        let first = events.next().await.unwrap().unwrap();
        String::from_utf8(first.to_vec()).unwrap()
    }

    /// Asks and expects an answer without errors.
    pub(super) async fn get(&self, viewer: &Viewer, query: &str) -> Value {
        let mut answer = self.ask(viewer, query).await;
        assert!(
            answer.get("errors").is_none(),
            "{}: {query}: {answer}",
            viewer.name
        );
        answer["data"].take()
    }
}

/// Somebody who asks: a name for messages, the claims, and what the truth says of it.
pub(super) struct Viewer {
    pub(super) name: &'static str,
    pub(super) claims: Value,
}

/// A viewer of a name with a `roles` claim and an e-mail of a person of the firm.
pub(super) fn viewer(name: &'static str, roles: Value, person: Option<i64>) -> Viewer {
    let mut claims = json!({ "roles": roles });
    if let Some(person) = person {
        claims["email"] = json!(format!("zmail{person}@firm.example"));
        claims["email_verified"] = json!(true);
    }
    Viewer { name, claims }
}

/// One viewer of each role, with all rows where the role can have them.
pub(super) fn roles() -> Vec<(Viewer, Vec<Class>)> {
    use Class::{Commercial, Cost, Operational, Personal, Plain};
    vec![
        (
            viewer("finance", json!(["finance"]), None),
            vec![Plain, Commercial, Cost, Personal],
        ),
        (
            viewer("pmo", json!(["pmo"]), None),
            vec![Plain, Commercial, Personal],
        ),
        (
            viewer("delivery_lead", json!(["delivery_lead"]), Some(1)),
            vec![Plain, Commercial, Personal],
        ),
        (
            viewer("account_lead", json!(["account_lead"]), Some(5)),
            vec![Plain, Commercial],
        ),
        (
            viewer("executive", json!(["executive"]), None),
            vec![Plain, Commercial],
        ),
        (
            viewer(
                "bi_reader",
                json!([{"role": "bi_reader", "legalEntities": ["*"], "classes": ["plain", "commercial"]}]),
                None,
            ),
            vec![Plain, Commercial],
        ),
        (
            viewer(
                "integration_engineer",
                json!(["integration_engineer"]),
                None,
            ),
            vec![Plain, Operational],
        ),
        (
            viewer("auditor", json!(["auditor"]), None),
            vec![Plain, Commercial, Cost, Personal],
        ),
        (
            viewer("admin", json!(["admin"]), None),
            vec![Plain, Operational],
        ),
        (
            viewer(
                "finance without cost",
                json!([{"role": "finance"}, {"deny": {"classes": ["cost"]}}]),
                None,
            ),
            vec![Plain, Commercial, Personal],
        ),
        (
            viewer(
                "nobody",
                json!(["boss", {"role": "finance", "practice": ["Data"]}]),
                None,
            ),
            vec![],
        ),
    ]
}

/// Marks of classes that an answer may not carry where a viewer lacks them.
pub(super) fn marks(lacking: Class) -> &'static [&'static str] {
    match lacking {
        Class::Commercial => &["424242", "424.242", "42.4242"],
        Class::Cost => &["616161", "616.16", "61.6161"],
        Class::Personal => &["Zname", "zmail"],
        _ => &[],
    }
}

/// Every class that has marks.
pub(super) const MARKED: [Class; 3] = [Class::Commercial, Class::Cost, Class::Personal];

/// The entity of a type of the schema.
pub(super) fn entity_of(name: &str) -> Option<&'static throughline::domain::record::Entity> {
    ENTITIES
        .iter()
        .find(|entity| format!("{:?}", entity.kind) == name)
}
