//! The API as a client meets it: through the real router, over a real database.

mod page;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use futures::StreamExt;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use throughline::insight::metric::{self, Engine};
use throughline::model::identity::Ownership;
use throughline::serve::auth::{Key, Settings, Verifier, sign};
use throughline::serve::figures::Guarded;
use throughline::serve::{Parts, State, router};
use tower::ServiceExt;

use crate::harness::hub::{Hub, START};

struct Api {
    hub: Hub,
    state: State,
    settings: Settings,
}

const ROWS: &[&str] = &[
    "INSERT INTO connection (id, key, vendor, paused, circuit) VALUES (1, 'sf', 'salesforce', false, 'closed')",
    "INSERT INTO person (id, connection_id, source_id, version_at, tx, email, name, worker, status) VALUES (7, 1, 70, 0, 1, 'lead@firm.example', 'Lena', 'employee', 'active')",
    "INSERT INTO customer (id, connection_id, source_id, version_at, tx, name, status, currency, credit_limit, account_leader_id) VALUES \
     (1, 1, 11, 0, 1, 'Alder', 'active', 'EUR', 1000000, 7), (2, 1, 12, 0, 1, 'Birch', 'active', 'EUR', 2000000, NULL), \
     (3, 1, 13, 0, 1, 'Cedar', 'active', 'USD', NULL, NULL), (4, 1, 14, 0, 1, 'Dogwood', 'inactive', 'USD', 30000, NULL)",
    "INSERT INTO project (id, connection_id, source_id, version_at, tx, name, status, customer_id) VALUES (21, 1, 21, 0, 1, 'Alpha', 'active', 1), (22, 1, 22, 0, 1, 'Beta', 'active', 2)",
    "INSERT INTO exception (id, rule, fingerprint, severity, state, customer_id, title, detail, hint, evidence, evidence_hash, amount, currency, amount_group, owner, detected_at, reopened, sequence, tx) VALUES \
     (31, 'invoice_overdue', 'a', 'error', 'open', 1, 'late', 'by 9 days', 'call', '{\"days\":\"9\"}', 1, 50000, 'EUR', 60000, 'finance', 0, 0, 1, 1), \
     (32, 'invoice_overdue', 'b', 'error', 'open', 2, 'later', 'by 90 days', 'call', '{}', 1, 90000, 'EUR', 100000, 'finance', 0, 0, 1, 1)",
    "INSERT INTO change_tx (tx, sequence, at, rows) VALUES (1, 1, 1, 1)",
];

impl Api {
    async fn open() -> Self {
        Self::on(Hub::sqlite().await).await
    }

    async fn on(hub: Hub) -> Self {
        for sql in ROWS {
            hub.database.writer.execute_unprepared(sql).await.unwrap();
        }
        let settings = Settings {
            issuer: "test".to_owned(),
            audience: "test".to_owned(),
            role_claim: "roles".to_owned(),
            leeway_seconds: 0,
            key: Key::Shared("a development key that is long enough".to_owned().into()),
        };
        let ownership = Arc::new(Ownership::new(&Default::default()));
        let engine = Engine::new(
            hub.database.clone(),
            hub.keys.clone(),
            hub.clock.clone(),
            ownership.clone(),
            metric::Settings::default(),
        );
        let state = State::new(Parts {
            database: hub.database.clone(),
            clock: hub.clock.clone(),
            keys: hub.keys.clone(),
            ownership,
            verifier: Verifier::open(settings.clone(), hub.clock.clone()).unwrap(),
            figures: Arc::new(Guarded {
                engine: Arc::new(engine),
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
            stale_after_ms: Default::default(),
        })
        .unwrap();
        Self {
            hub,
            state,
            settings,
        }
    }

    fn token(&self, role: &str) -> String {
        let claims = json!({
            "iss": "test", "aud": "test", "sub": "someone", "email": "lead@firm.example", "email_verified": true,
            "exp": START.0 / 1000 + 3_600, "roles": [role],
        });
        format!("Bearer {}", sign(&self.settings, &claims).unwrap())
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        router(self.state.clone()).oneshot(request).await.unwrap()
    }

    async fn ask(&self, role: &str, query: &str) -> Value {
        let request = Request::post("/graphql")
            .header("authorization", self.token(role))
            .header("content-type", "application/json")
            .body(Body::from(json!({ "query": query }).to_string()))
            .unwrap();
        body(self.send(request).await).await
    }

    async fn subscribe(&self, role: &str, query: &str, after: Option<&str>) -> Response<Body> {
        let mut request = Request::post("/graphql/sse")
            .header("authorization", self.token(role))
            .header("content-type", "application/json");
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        let body = Body::from(json!({ "query": query }).to_string());
        self.send(request.body(body).unwrap()).await
    }
}

async fn body(response: Response<Body>) -> Value {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
}

#[tokio::test]
async fn http_is_spoken_by_the_letter() {
    let api = Api::open().await;
    let token = api.token("finance");
    let post = |kind: &str, accept: &str, text: &str| {
        Request::post("/graphql")
            .header("authorization", &token)
            .header("content-type", kind)
            .header("accept", accept)
            .body(Body::from(text.to_owned()))
            .unwrap()
    };
    let answer = "application/graphql-response+json";
    let good = r#"{"query":"{ viewer { subject } }"}"#;
    let get = |path: &str| {
        Request::get(path)
            .header("authorization", &token)
            .body(Body::empty())
            .unwrap()
    };
    let cases = [
        (post("application/json", answer, good), StatusCode::OK),
        (
            post("application/json", "text/html", good),
            StatusCode::NOT_ACCEPTABLE,
        ),
        (
            post("text/plain", answer, good),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            post("application/json", answer, "{"),
            StatusCode::BAD_REQUEST,
        ),
        (
            post("application/json", answer, r#"{"query":"{ nothing }"}"#),
            StatusCode::BAD_REQUEST,
        ),
        (
            get("/graphql?query=%7Bviewer%7Bsubject%7D%7D"),
            StatusCode::OK,
        ),
        (
            get(
                "/graphql?query=mutation%7BstartSync(input%3A%7Bconnection%3A%22sf%22%7D)%7Bcommand%7Bid%7D%7D%7D",
            ),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Request::post("/graphql").body(Body::empty()).unwrap(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            Request::post("/graphql")
                .header("content-type", "application/json")
                .body(Body::from(good))
                .unwrap(),
            StatusCode::UNAUTHORIZED,
        ),
        (
            Request::put("/graphql").body(Body::empty()).unwrap(),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (get("/livez"), StatusCode::OK),
        (get("/readyz"), StatusCode::OK),
    ];
    for (place, (request, status)) in cases.into_iter().enumerate() {
        let response = api.send(request).await;
        assert_eq!(response.status(), status, "case {place}");
        if status == StatusCode::BAD_REQUEST {
            let body = body(response).await;
            assert!(body.get("data").is_none(), "case {place}: {body}");
            assert!(
                body["errors"][0]["extensions"]["code"].is_string(),
                "case {place}: {body}"
            );
        }
    }
}

#[tokio::test]
async fn hidden_rows_are_not_found_and_hidden_values_are_named() {
    let api = Api::open().await;
    let all = "{ customers { totalCount nodes { id name creditLimit { amount currency } maskedFields { field } } } }";
    let finance = api.ask("finance", all).await;
    assert_eq!(finance["data"]["customers"]["totalCount"], 4, "{finance}");
    assert_eq!(
        finance["data"]["customers"]["nodes"][0]["creditLimit"],
        json!({ "amount": "100.0000", "currency": "EUR" })
    );
    let lead = api.ask("account_lead", all).await;
    assert_eq!(lead["data"]["customers"]["totalCount"], 1, "{lead}");
    assert_eq!(lead["data"]["customers"]["nodes"][0]["name"], "Alder");
    let engineer = api.ask("integration_engineer", all).await;
    let first = &engineer["data"]["customers"]["nodes"][0];
    assert_eq!(first["creditLimit"], Value::Null);
    assert!(
        first["maskedFields"]
            .as_array()
            .unwrap()
            .contains(&json!({ "field": "creditLimit" })),
        "{engineer}"
    );
    let hidden = api
        .ask("account_lead", r#"{ a: node(id: "cus_0000000000000002") { id } b: customer(id: "cus_0000000000000099") { id } project(id: "prj_0000000000000015") { customer { name } } }"#)
        .await;
    assert_eq!(hidden["data"]["a"], Value::Null, "{hidden}");
    assert_eq!(hidden["data"]["b"], Value::Null);
    assert_eq!(hidden["data"]["project"]["customer"]["name"], "Alder");
    assert!(hidden.get("errors").is_none());
    for hidden in [
        r#"{ customers(where: { creditLimit: { gte: "1" } }) { nodes { id } } }"#,
        r#"{ customers(orderBy: { field: CREDIT_LIMIT }) { nodes { id } } }"#,
        r#"{ customers(where: { not: { or: [{ creditLimit: { isNull: true } }] } }) { nodes { id } } }"#,
    ] {
        let refused = api.ask("integration_engineer", hidden).await;
        assert_eq!(
            refused["errors"][0]["extensions"]["code"], "FIELD_NOT_PERMITTED",
            "{refused}"
        );
    }
}

#[tokio::test]
async fn pages_go_on_where_they_ended() {
    let api = Api::open().await;
    for order in ["NAME", "CREDIT_LIMIT", "ID"] {
        for direction in ["ASC", "DESC"] {
            let mut seen = Vec::new();
            let mut after = String::new();
            loop {
                let page = api
                    .ask("finance", &format!("{{ customers(first: 1, orderBy: {{ field: {order}, direction: {direction} }} {after}) {{ edges {{ node {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }}"))
                    .await;
                let page = &page["data"]["customers"];
                seen.push(page["edges"][0]["node"]["id"].as_str().unwrap().to_owned());
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                after = format!(", after: {}", page["pageInfo"]["endCursor"]);
            }
            let mut unique = seen.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(
                (seen.len(), unique.len()),
                (4, 4),
                "{order} {direction}: {seen:?}"
            );
        }
    }
}

#[tokio::test]
async fn only_a_page_after_a_row_has_a_page_before_it() {
    let api = Api::open().await;
    let stream = "INSERT INTO stream_state (connection_id, stream, checkpoint, first_loaded_at, last_ok_at, attempt, rows) VALUES (1, 'accounts', '{}', 1, 1, 0, 1)";
    let writer = &api.hub.database.writer;
    writer.execute_unprepared(stream).await.unwrap();
    for (list, role) in [
        ("exceptions", "finance"),
        ("customers", "finance"),
        ("streams", "integration_engineer"),
    ] {
        let page = async |after: &str| {
            let query = format!(
                "{{ {list}(first: 1{after}) {{ pageInfo {{ hasPreviousPage endCursor }} }} }}"
            );
            let answer = api.ask(role, &query).await;
            assert!(answer.get("errors").is_none(), "{list}: {answer}");
            answer["data"][list]["pageInfo"].clone()
        };
        let first = page("").await;
        assert_eq!(first["hasPreviousPage"], false, "{list}");
        let null = page(", after: null").await;
        assert_eq!(null, first, "{list}: null is no place");
        let next = page(&format!(", after: {}", first["endCursor"])).await;
        assert_eq!(next["hasPreviousPage"], true, "{list}");
    }
}

#[tokio::test]
async fn the_queue_is_ranked_decided_and_followed_without_gap_or_doubling() {
    let api = Api::open().await;
    let queue = "{ exceptions { totalCount nodes { id amountGroup { amount } evidence { name value } customer { name } } } }";
    let all = api.ask("finance", queue).await;
    assert_eq!(
        all["data"]["exceptions"]["nodes"][0]["id"], "exc_0000000000000020",
        "{all}"
    );
    let own = api.ask("account_lead", queue).await;
    assert_eq!(own["data"]["exceptions"]["totalCount"], 1, "{own}");

    let follow = "subscription($after: String) { exceptions(after: $after) { cursor toState exception { id state } } }";
    let mut live = api
        .subscribe("account_lead", follow, None)
        .await
        .into_body()
        .into_data_stream();
    let (first, _) = tokio::join!(live.next(), async {
        // The other customer's exception is decided first; the account lead must not hear of it.
        for id in ["exc_0000000000000020", "exc_000000000000001f"] {
            let done = api
                .ask("finance", &format!(r#"mutation {{ acknowledgeException(input: {{ id: "{id}" }}) {{ exception {{ state }} userErrors {{ code }} }} }}"#))
                .await;
            assert_eq!(
                done["data"]["acknowledgeException"]["exception"]["state"], "ACKNOWLEDGED",
                "{done}"
            );
        }
    });
    let first = String::from_utf8(first.unwrap().unwrap().to_vec()).unwrap();
    assert!(
        first.contains("event: next") && first.contains("exc_000000000000001f"),
        "{first}"
    );
    let cursor = first
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .unwrap()
        .to_owned();
    drop(live);
    let denied = api
        .ask("bi_reader", r#"mutation { resolveException(input: { id: "exc_000000000000001f", reason: "x" }) { userErrors { code } } }"#)
        .await;
    assert_eq!(
        denied["errors"][0]["extensions"]["code"], "FORBIDDEN",
        "{denied}"
    );
    api.ask("finance", r#"mutation { resolveException(input: { id: "exc_000000000000001f", reason: "agreed" }) { exception { resolution } userErrors { code } } }"#)
        .await;
    let mut again = api
        .subscribe("account_lead", follow, Some(&cursor))
        .await
        .into_body()
        .into_data_stream();
    let second = String::from_utf8(again.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(second.contains(r#""toState":"RESOLVED""#), "{second}");
    let log = api
        .ask(
            "auditor",
            "{ auditLog { nodes { operation outcome actor } } }",
        )
        .await;
    assert_eq!(
        log["data"]["auditLog"]["nodes"].as_array().unwrap().len(),
        4,
        "{log}"
    );
    drop(api.hub);
}
