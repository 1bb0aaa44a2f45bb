//! Every action of a fault script, seen by an ordinary HTTP client.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::routing::get;
use axum::{Json, Router};
use sandbox::fault::{Action, Canned, Chaos, Dialect, Faults, Rule};
use serde_json::{Value, json};

struct Stand {
    url: String,
    faults: Faults,
    handled: Arc<AtomicU32>,
    http: reqwest::Client,
}

async fn stand() -> Stand {
    let faults = Faults::new();
    let handled = Arc::new(AtomicU32::new(0));
    let count = handled.clone();
    let router = Router::new().route(
        "/rows/{page}",
        get(
            async move |axum::extract::Path(page): axum::extract::Path<u32>| {
                count.fetch_add(1, Ordering::SeqCst);
                Json(json!({"page": page, "records": [
                {"Id": format!("{page}a"), "Amount": 10, "Status": "Open"},
                {"Id": format!("{page}b"), "Amount": 20, "Status": "Open"}]}))
            },
        ),
    );
    let router = faults.wrap(router, Dialect::plain());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Stand {
        url,
        faults,
        handled,
        http: reqwest::Client::builder().build().unwrap(),
    }
}

impl Stand {
    async fn ask(&self, page: u32) -> reqwest::Result<reqwest::Response> {
        self.http
            .get(format!("{}/rows/{page}", self.url))
            .send()
            .await
    }

    async fn json(&self, page: u32) -> Value {
        self.ask(page).await.unwrap().json().await.unwrap()
    }

    fn handled(&self) -> u32 {
        self.handled.load(Ordering::SeqCst)
    }
}

fn ids(page: &Value) -> Vec<&str> {
    page["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["Id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn refusals_come_in_the_vendors_words_and_never_reach_the_simulator() {
    let stand = stand().await;
    stand.faults.script(vec![
        Rule::once("rows", Action::Throttle(Some(7))),
        Rule::once("rows", Action::Throttle(None)),
        Rule::once("rows", Action::Error),
        Rule::once("rows", Action::Gateway),
        Rule::once("rows", Action::Unavailable),
        Rule::once("rows", Action::ExpireToken),
        Rule::once("rows", Action::Reply(Canned::empty(420))),
    ]);
    let mut seen = Vec::new();
    for _ in 0..8 {
        let reply = stand.ask(1).await.unwrap();
        let after = reply
            .headers()
            .get("retry-after")
            .map(|value| value.to_str().unwrap().to_owned());
        let html = reply.headers()["content-type"]
            .to_str()
            .unwrap()
            .contains("html");
        seen.push((reply.status().as_u16(), after, html));
    }
    let expected = [
        (429, Some("7".to_owned()), false),
        (429, None, false),
        (500, None, false),
        (502, None, true),
        (503, None, true),
        (401, None, false),
        (420, None, false),
        (200, None, false),
    ];
    assert_eq!(seen, expected);
    assert_eq!(stand.handled(), 1);
    assert_eq!(stand.faults.fired("throttle"), 2);
    assert_eq!(stand.faults.requests(), 8);
}

#[tokio::test]
async fn cut_connections_differ_in_whether_the_request_was_handled() {
    let stand = stand().await;
    stand.faults.script(vec![Rule::once("rows", Action::Drop)]);
    assert!(stand.ask(1).await.is_err());
    assert_eq!(stand.handled(), 0);
    stand
        .faults
        .script(vec![Rule::once("rows", Action::LoseReply)]);
    assert!(stand.ask(1).await.is_err());
    assert_eq!(stand.handled(), 1);
    stand
        .faults
        .script(vec![Rule::once("rows", Action::LoseReplyTimeout)]);
    assert_eq!(stand.ask(1).await.unwrap().status(), 504);
    assert_eq!(stand.handled(), 2);
    stand
        .faults
        .script(vec![Rule::once("rows", Action::Truncate)]);
    let reply = stand.ask(1).await.unwrap();
    assert_eq!(reply.status(), 200);
    assert!(reply.bytes().await.is_err());
    assert_eq!(ids(&stand.json(1).await), ["1a", "1b"]);
}

#[tokio::test]
async fn pages_are_disturbed_row_by_row() {
    let stand = stand().await;
    stand.faults.script(vec![Rule::once("rows", Action::Twice)]);
    assert_eq!(ids(&stand.json(1).await), ["1a", "1b", "1a", "1b"]);
    stand
        .faults
        .script(vec![Rule::once("rows", Action::Shuffle)]);
    assert_eq!(ids(&stand.json(1).await), ["1b", "1a"]);
    stand
        .faults
        .script(vec![Rule::once("rows", Action::RepeatPage)]);
    assert_eq!(ids(&stand.json(1).await), ["1a", "1b"]);
    assert_eq!(ids(&stand.json(2).await), ["1a", "1b"]);
    assert_eq!(ids(&stand.json(2).await), ["2a", "2b"]);
    stand.faults.script(vec![
        Rule::once("rows", Action::Retype("Amount".into())),
        Rule::once("rows", Action::AddField("Extra__c".into(), "?".into())),
        Rule::once("rows", Action::UnknownValue("Status".into(), "Moon".into())),
    ]);
    let page = stand.json(1).await;
    assert_eq!(page["records"][0]["Amount"], "10 units");
    assert_eq!(page["records"][1]["Extra__c"], "?");
    assert_eq!(page["records"][0]["Status"], "Moon");
    assert_eq!(page["records"][1]["Status"], "Open");
    stand
        .faults
        .script(vec![Rule::once("rows", Action::Malformed)]);
    assert!(stand.ask(1).await.unwrap().json::<Value>().await.is_err());
}

#[tokio::test]
async fn rules_choose_their_requests_and_can_be_called_off() {
    let stand = stand().await;
    stand
        .faults
        .push(Rule::always("/rows/2", Action::Error).nth(2).times(2));
    let mut seen = Vec::new();
    for page in [1, 2, 2, 1, 2, 2] {
        seen.push(stand.ask(page).await.unwrap().status().as_u16());
    }
    assert_eq!(seen, [200, 200, 500, 200, 500, 200]);
    stand
        .faults
        .push(Rule::always("", Action::Error).method(axum::http::Method::POST));
    assert_eq!(stand.ask(1).await.unwrap().status(), 200);
    stand
        .faults
        .push(Rule::always("", Action::Delay(Duration::from_millis(60))));
    let started = Instant::now();
    stand.json(1).await;
    assert!(started.elapsed() >= Duration::from_millis(60));
    stand.faults.push(Rule::always("", Action::Error));
    stand.faults.calm();
    assert_eq!(stand.ask(1).await.unwrap().status(), 200);
    stand.faults.tie_cursors(Some(60));
    assert_eq!(stand.faults.tied(119), 60);
}

#[tokio::test]
async fn chaos_repeats_itself_for_a_seed_and_lets_patience_through() {
    let mut runs = Vec::new();
    for seed in [5, 5, 6] {
        let stand = stand().await;
        stand.faults.chaos(Some(Chaos::even(seed, 0.06)));
        let mut tries = Vec::new();
        for page in 0..40 {
            let mut count = 0;
            loop {
                count += 1;
                assert!(count <= 3, "a third try always passes");
                if let Ok(reply) = stand.ask(page).await
                    && reply.status() == 200
                    && reply.json::<Value>().await.is_ok()
                {
                    break;
                }
            }
            tries.push(count);
        }
        assert!(stand.faults.counts().len() > 4);
        runs.push(tries);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}
