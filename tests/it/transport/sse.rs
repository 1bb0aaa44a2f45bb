//! Server-sent events, distinct connections: events and ids, resuming with and without `$after`, heartbeats, refusals, the end of a token.

use std::time::Duration;

use serde_json::{Value, json};
use throughline::serve::Pace;

use super::stand::{CALM, Stand, claims, shared};
use crate::harness::hub::Hub;

const PLAIN: &str = "subscription { exceptions { cursor toState } }";
const AFTER: &str = "subscription($after: String) { exceptions(after: $after) { cursor toState } }";

/// The lines of a stream as they come.
struct Lines {
    response: reqwest::Response,
    text: String,
}

/// One event: its name, data and id.
#[derive(Debug, Default)]
struct Sent {
    event: String,
    data: String,
    id: Option<String>,
}

impl Sent {
    fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }
}

impl Lines {
    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some((line, rest)) = self.text.split_once('\n') {
                let line = line.to_owned();
                self.text = rest.to_owned();
                return Some(line);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(60), self.response.chunk());
            let chunk = chunk.await.expect("nothing came").unwrap()?;
            self.text += std::str::from_utf8(&chunk).unwrap();
        }
    }

    async fn event(&mut self) -> Option<Sent> {
        let mut sent = Sent::default();
        loop {
            let line = self.line().await?;
            match line.split_once(':') {
                Some(("event", name)) => sent.event = name.trim().to_owned(),
                Some(("data", data)) => sent.data = data.trim().to_owned(),
                Some(("id", id)) => sent.id = Some(id.trim().to_owned()),
                None if !sent.event.is_empty() => return Some(sent),
                _ => {}
            }
        }
    }
}

async fn open(stand: &Stand, token: &str, body: Value, last: Option<&str>) -> reqwest::Response {
    let mut request = reqwest::Client::new()
        .post(stand.url("/graphql/sse"))
        .bearer_auth(token)
        .header("accept", "text/event-stream")
        .json(&body);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    request.send().await.unwrap()
}

async fn stream(stand: &Stand, role: &str, body: Value, last: Option<&str>) -> Lines {
    let response = open(stand, &stand.token(role), body, last).await;
    assert_eq!(response.status(), 200);
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/event-stream"), "{kind}");
    Lines {
        response,
        text: String::new(),
    }
}

#[tokio::test]
async fn events_carry_their_cursor_and_resume_in_every_way() {
    let mut stand = Stand::open(Hub::sqlite().await).await;
    let mut live = stream(&stand, "finance", json!({ "query": PLAIN }), None).await;
    while stand.state.live().followers() == 0 {
        tokio::task::yield_now().await;
    }
    stand.transitions(&[(31, "acknowledged")]).await;
    let first = live.event().await.unwrap();
    assert_eq!(first.event, "next");
    let cursor = first.json()["data"]["exceptions"]["cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(first.id.as_deref(), Some(&*cursor));
    drop(live);
    stand
        .transitions(&[(31, "resolved"), (32, "acknowledged"), (32, "resolved")])
        .await;
    let ways = [
        (json!({ "query": PLAIN }), Some(&*cursor)),
        (json!({ "query": AFTER }), Some(&*cursor)),
        (
            json!({ "query": AFTER, "variables": { "after": cursor } }),
            None,
        ),
        (
            json!({ "query": format!("subscription {{ exceptions(after: \"{cursor}\") {{ cursor toState }} }}") }),
            None,
        ),
        // The later place wins: a browser that comes back repeats its first document.
        (
            json!({ "query": AFTER, "variables": { "after": "older" } }),
            Some(&*cursor),
        ),
    ];
    for (body, last) in ways {
        let mut missed = stream(&stand, "finance", body.clone(), last).await;
        let mut states = Vec::new();
        while states.len() < 3 {
            let event = missed.event().await.unwrap().json();
            states.push(event["data"]["exceptions"]["toState"].clone());
        }
        assert_eq!(states, ["RESOLVED", "ACKNOWLEDGED", "RESOLVED"], "{body}");
    }
}

#[tokio::test]
async fn cursors_that_cannot_be_followed_are_answered_openly() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let cursor = |place: Value| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(place.to_string())
    };
    sea_orm::ConnectionTrait::execute_unprepared(
        &stand.hub.database.writer,
        "UPDATE change_tx SET sequence = 50",
    )
    .await
    .unwrap();
    for (field, query) in [
        ("exceptions { cursor }", "exceptions"),
        ("paymentStatus { cursor }", "paymentStatuses"),
        (r#"metricChanges(keys: ["revenue"]) { cursor }"#, "metrics"),
        ("syncProgress { cursor }", "syncRuns"),
    ] {
        let body = json!({ "query": format!("subscription {{ {field} }}") });
        for (place, code) in [
            (json!([1, 3, 0]), "CURSOR_TOO_OLD"),
            (json!([2, 50, 0]), "CURSOR_TOO_OLD"),
            (json!([1, 99, 0]), "CURSOR_TOO_OLD"),
            (json!("x"), "BAD_INPUT"),
        ] {
            let mut lines = stream(
                &stand,
                "finance",
                body.clone(),
                Some(&cursor(place.clone())),
            )
            .await;
            let error = lines.event().await.unwrap().json()["errors"][0].clone();
            assert_eq!(
                error["extensions"]["code"], code,
                "{field} {place}: {error}"
            );
            if code == "CURSOR_TOO_OLD" {
                assert!(
                    error["message"].as_str().unwrap().contains(query),
                    "{error}"
                );
            }
            assert_eq!(lines.event().await.unwrap().event, "complete");
            assert!(lines.event().await.is_none());
        }
    }
}

#[tokio::test]
async fn silence_is_broken_by_comments() {
    let brisk = Pace {
        ping: Duration::from_millis(20),
        ..CALM
    };
    let stand = Stand::tuned(Hub::sqlite().await, brisk, None, shared()).await;
    let mut lines = stream(&stand, "finance", json!({ "query": PLAIN }), None).await;
    assert!(lines.line().await.unwrap().starts_with(':'));
}

#[tokio::test]
async fn queries_are_answered_once_and_what_cannot_run_is_refused_before_a_stream_begins() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let mut lines = stream(
        &stand,
        "finance",
        json!({ "query": "{ customers { totalCount } }" }),
        None,
    )
    .await;
    let answer = lines.event().await.unwrap();
    assert_eq!(
        (answer.event.as_str(), answer.json()),
        (
            "next",
            json!({ "data": { "customers": { "totalCount": 2 } } })
        )
    );
    assert_eq!(lines.event().await.unwrap().event, "complete");
    assert!(lines.event().await.is_none());
    let token = stand.token("finance");
    let cases = [
        (
            json!({ "query": "subscription { nothing }" }),
            &*token,
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            json!({ "query": "subscription {" }),
            &token,
            400,
            "GRAPHQL_PARSE_FAILED",
        ),
        (json!({ "query": 1 }), &token, 400, "BAD_REQUEST"),
        (json!({ "query": PLAIN }), "x.y.z", 401, "INVALID_TOKEN"),
    ];
    for (body, token, status, code) in cases {
        let response = open(&stand, token, body.clone(), None).await;
        assert_eq!(response.status(), status, "{body}");
        let told: Value = response.json().await.unwrap();
        assert_eq!(told["errors"][0]["extensions"]["code"], code, "{told}");
    }
}

#[tokio::test]
async fn the_end_of_a_token_is_told_and_ends_the_stream() {
    let stand = Stand::open(Hub::sqlite().await).await;
    stand.hub.clock.advance(900);
    let token = stand.token_of(&claims("finance", 1));
    let response = open(&stand, &token, json!({ "query": PLAIN }), None).await;
    let mut lines = Lines {
        response,
        text: String::new(),
    };
    let notice = lines.event().await.unwrap();
    assert_eq!(
        notice.json()["errors"][0]["extensions"]["code"],
        "TOKEN_EXPIRED"
    );
    assert_eq!(lines.event().await.unwrap().event, "complete");
    assert!(lines.event().await.is_none());
}
