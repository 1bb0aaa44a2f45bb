//! Health as a monitor meets it: each stream judged by its own patience, and requests counted by how they came and ended.

use throughline::access::Limits;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::stand::{CALM, QUICK_STREAM, SLOW_STREAM, Stand, shared};
use crate::harness::hub::{Hub, START};

impl Stand {
    async fn get(&self, path: &str) -> (u16, String) {
        let response = reqwest::get(self.url(path)).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn readiness(&self) -> (u16, Vec<String>) {
        let (status, body) = self.get("/readyz").await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["ready"], status == 200, "{body}");
        let late = body["late"].as_array().unwrap().iter();
        let late = late.map(|of| of["stream"].as_str().unwrap().to_owned());
        (status, late.collect())
    }

    async fn states(&self) -> Value {
        let streams = self
            .ask(
                "integration_engineer",
                "{ streams { nodes { stream state } } }",
            )
            .await;
        streams["data"]["streams"]["nodes"].clone()
    }

    async fn requests(&self, transport: &str, outcome: &str) -> u64 {
        let (_, text) = self.get("/metrics").await;
        let name = format!(
            "throughline_requests_total{{transport=\"{transport}\",outcome=\"{outcome}\"}} "
        );
        let line = text.lines().find_map(|line| line.strip_prefix(&name));
        line.unwrap_or_else(|| panic!("no {name} in {text}"))
            .parse()
            .unwrap()
    }
}

#[tokio::test]
async fn each_stream_is_judged_by_its_own_patience() {
    let stand = Stand::open(Hub::sqlite().await).await;
    assert_eq!(
        stand.readiness().await,
        (200, vec![]),
        "nothing is read yet"
    );
    let at = START.0;
    for (stream, loaded) in [
        ("accounts", at.to_string()),
        ("contracts", at.to_string()),
        ("left_out", at.to_string()),
    ] {
        let sql = format!(
            "INSERT INTO stream_state (connection_id, stream, checkpoint, first_loaded_at, last_ok_at, attempt, rows) VALUES (1, '{stream}', '{{}}', {loaded}, {at}, 0, 1)"
        );
        stand
            .hub
            .database
            .writer
            .execute_unprepared(&sql)
            .await
            .unwrap();
    }
    assert_eq!(stand.readiness().await, (200, vec![]));
    stand.hub.clock.advance(QUICK_STREAM * 1_000 + 1);
    let quick = vec!["accounts".to_owned()];
    assert_eq!(stand.readiness().await, (200, quick), "the other has a day");
    let state = |stream: &str, state: &str| json!({ "stream": stream, "state": state });
    let states = stand.states().await;
    let states = states.as_array().unwrap();
    assert!(states.contains(&state("accounts", "LATE")), "{states:?}");
    assert!(states.contains(&state("contracts", "OK")), "{states:?}");
    let (_, text) = stand.get("/metrics").await;
    for line in [
        r#"throughline_stream_late{connection="sf",stream="accounts"} 1"#,
        r#"throughline_stream_late{connection="sf",stream="contracts"} 0"#,
        r#"throughline_stream_age_seconds{connection="sf",stream="contracts"} 600"#,
    ] {
        assert!(text.lines().any(|of| of == line), "{line} in {text}");
    }
    assert!(!text.contains("left_out"), "{text}");
    stand
        .hub
        .clock
        .advance((SLOW_STREAM - QUICK_STREAM) * 1_000);
    let both = vec!["accounts".to_owned(), "contracts".to_owned()];
    assert_eq!(stand.readiness().await, (503, both));
    let again = "UPDATE stream_state SET first_loaded_at = NULL WHERE stream = 'contracts'";
    let writer = &stand.hub.database.writer;
    writer.execute_unprepared(again).await.unwrap();
    assert_eq!(
        stand.readiness().await.0,
        200,
        "a first load may take its time"
    );
}

#[tokio::test]
async fn requests_are_counted_by_transport_and_outcome() {
    let most = Limits {
        requests_per_minute: 60,
        burst: 3,
        ..Limits::USUAL
    };
    let stand = Stand::tuned(Hub::sqlite().await, CALM, Some(most), shared()).await;
    let good = json!({ "query": "{ viewer { subject } }" });
    let wrong = json!({ "query": "{ nothing }" });
    let partly = json!({ "query": "{ exception(id: \"x\") { id } }" });
    let mut told = Vec::new();
    for (role, body) in [
        ("finance", &good),
        ("finance", &wrong),
        ("finance", &partly),
        ("finance", &good),
    ] {
        told.push(stand.post("/graphql", role, body).await.status().as_u16());
    }
    let nobody = reqwest::Client::new()
        .post(stand.url("/graphql"))
        .json(&good);
    told.push(nobody.send().await.unwrap().status().as_u16());
    assert_eq!(told, [200, 400, 200, 429, 401]);
    for outcome in ["ok", "refused", "errors", "rate_limited", "unauthenticated"] {
        assert_eq!(stand.requests("http", outcome).await, 1, "{outcome}");
    }
    let events = json!({ "query": "subscription { exceptions { cursor } }" });
    let open = stand.post("/graphql/sse", "pmo", &events).await;
    assert_eq!(open.status(), 200);
    assert_eq!(
        stand.post("/graphql/sse", "pmo", &wrong).await.status(),
        400
    );
    let mut socket = stand.socket("auditor").await;
    socket
        .subscribe("a", "{ viewer { subject } }", json!({}))
        .await;
    socket.next("a").await;
    assert_eq!(socket.message().await["type"], "complete");
    socket.subscribe("b", "{ nothing }", json!({})).await;
    assert_eq!(socket.message().await["type"], "error");
    for (transport, outcome) in [
        ("sse", "ok"),
        ("sse", "refused"),
        ("websocket", "ok"),
        ("websocket", "refused"),
    ] {
        assert_eq!(
            stand.requests(transport, outcome).await,
            1,
            "{transport} {outcome}"
        );
    }
    assert_eq!(stand.requests("http", "failed").await, 0);
}
