//! `serve`: its health, its figures for a monitor, and what it says to a token that is not good.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::Child;

use super::connection::firm;
use super::place::{KEY, Place};
use sea_orm::{ConnectionTrait, Database};

/// A client for a test.
pub(super) fn http() -> reqwest::Client {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::new()
}

/// Starts the hub and waits until it tells its address.
async fn start(place: &Place) -> (Child, String) {
    let mut child = place.command(&["serve"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines
        .next_line()
        .await
        .unwrap()
        .expect("it says where it serves");
    let url = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap()
        .to_owned();
    (child, url)
}

/// A configuration with nothing to read.
fn quiet() -> Place {
    Place::with("[hub]\ndatabase = \"sqlite://hub.db\"\nlisten = \"127.0.0.1:0\"\n[auth]\nissuer = \"test\"\n")
        .variable("THROUGHLINE__AUTH__HS256_KEY", KEY)
}

async fn get(url: &str, path: &str) -> (u16, String) {
    let answer = http().get(format!("{url}{path}")).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn ask(url: &str, token: &str) -> (u16, Value) {
    let answer = http()
        .post(format!("{url}/graphql"))
        .bearer_auth(token)
        .json(&json!({"query": "{ viewer { subject } }"}))
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    (
        status,
        serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let place = quiet();
    place.edit("127.0.0.1:0", &address);
    let told = place.run(&["serve"]).await;
    told.refused(&[&address, "another program has it", "hub.listen"]);
    assert!(
        !place.path("hub.db").exists(),
        "it made a database before it knew that it cannot listen"
    );
    let port = listener.local_addr().unwrap().port().to_string();
    let told = place.run(&["demo", "--port", &port]).await;
    told.refused(&[&address, "--port"]);
}

#[tokio::test]
async fn no_key_for_tokens() {
    let place = Place::with("[hub]\ndatabase = \"sqlite://hub.db\"\n");
    let told = place.run(&["serve"]).await;
    told.refused(&["[auth]", "jwks", "THROUGHLINE__AUTH__HS256_KEY"]);
}

#[tokio::test]
async fn a_key_file_that_is_missing_or_no_key() {
    let place = Place::with(
        "[hub]\ndatabase = \"sqlite://hub.db\"\n[auth]\nalgorithm = \"ES256\"\npublic_key_file = \"idp.pem\"\n",
    );
    place
        .run(&["serve"])
        .await
        .refused(&["auth.public_key_file", "idp.pem"]);
    place.write("idp.pem", "no key");
    place
        .run(&["serve"])
        .await
        .refused(&["auth.public_key_file", "idp.pem"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_are_not_good() {
    let place = quiet();
    let token = async |place: &Place, more: &[&str]| {
        let mut arguments = vec!["token", "--role", "pmo"];
        arguments.extend(more);
        let told = place.run(&arguments).await;
        told.good();
        told.out.trim().to_owned()
    };
    let good = token(&place, &[]).await;
    let expired = token(&place, &["--hours=-1"]).await;
    let other = Place::with("[auth]\nissuer = \"test\"\n").variable(
        "THROUGHLINE__AUTH__HS256_KEY",
        "another development key, just as long as the first",
    );
    let forged = token(&other, &[]).await;
    let foreign = token(
        &Place::with("[auth]\nissuer = \"else\"\n").variable("THROUGHLINE__AUTH__HS256_KEY", KEY),
        &[],
    )
    .await;
    let (child, url) = start(&place).await;
    assert_eq!(ask(&url, &good).await.0, 200);
    for (token, code, word) in [
        (expired.as_str(), "TOKEN_EXPIRED", "expired"),
        (&forged, "INVALID_TOKEN", "signature"),
        (&foreign, "INVALID_TOKEN", "issuer"),
        ("not.a.token", "INVALID_TOKEN", "token"),
    ] {
        let (status, answer) = ask(&url, token).await;
        assert_eq!(status, 401, "{answer}");
        assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
        let message = answer["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(word), "{message}");
        assert!(!answer.to_string().contains(token), "it repeats the token");
        assert!(answer.get("data").is_none(), "{answer}");
    }
    drop(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_knows_what_is_stale() {
    let firm = firm().await;
    let place = Place::firm(&firm, None, 2_000);
    place.run(&["sync"]).await.good();
    let (child, url) = start(&place).await;
    assert_eq!(get(&url, "/livez").await, (200, "ok".to_owned()));
    let (status, fresh) = get(&url, "/readyz").await;
    assert_eq!(status, 200, "{fresh}");
    let fresh: Value = serde_json::from_str(&fresh).unwrap();
    assert_eq!(
        (&fresh["ready"], &fresh["late"]),
        (&json!(true), &json!([]))
    );
    let (status, text) = get(&url, "/metrics").await;
    assert_eq!(status, 200);
    prometheus(&text);
    drop(child);
    // Nobody has read the systems for two days, and nobody will: they are paused.
    let connection = Database::connect(format!("sqlite://{}", place.path("hub.db").display()))
        .await
        .unwrap();
    for sql in [
        "UPDATE stream_state SET last_ok_at = last_ok_at - 172800000",
        "UPDATE connection SET paused = 1",
    ] {
        connection.execute_unprepared(sql).await.unwrap();
    }
    connection.close().await.unwrap();
    let (child, url) = start(&place).await;
    assert_eq!(get(&url, "/livez").await.0, 200);
    let (status, stale) = get(&url, "/readyz").await;
    assert_eq!(status, 503, "{stale}");
    let stale: Value = serde_json::from_str(&stale).unwrap();
    assert_eq!(stale["ready"], json!(false));
    let late = stale["late"].as_array().unwrap();
    assert!(
        late.iter()
            .any(|one| one["connection"] == "psa" && one["stream"] == "time_entries"),
        "{stale}"
    );
    drop(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_gracefully_while_it_syncs() {
    let firm = firm().await;
    let place = Place::firm(&firm, None, 200);
    let mut requests = firm.faults.kantata.watch();
    let (child, _) = start(&place).await;
    requests.wait_for(|seen| *seen >= 5).await.unwrap();
    let pid = child.id().unwrap().to_string();
    let sent = tokio::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .await
        .unwrap();
    assert!(sent.success());
    place.end(child).await.good();
    assert!(
        !place.path("hub.db-wal").exists(),
        "the log was not folded into the file"
    );
    let running = "SELECT count(*) FROM sync_run WHERE state = 'running'";
    assert_eq!(super::content::number(&place, running).await, 0);
    place.run(&["sync"]).await.good();
    place.run(&["verify"]).await.good();
}

/// Fails unless a text is in Prometheus' text format: types before samples, no sample twice, numbers that are some.
fn prometheus(text: &str) {
    let mut typed = std::collections::BTreeSet::new();
    let mut seen = std::collections::BTreeSet::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(
                ["counter", "gauge", "histogram", "summary", "untyped"].contains(&kind),
                "{line}"
            );
            assert!(typed.insert(name.to_owned()), "{line} comes twice");
            continue;
        }
        if line.starts_with("# HELP ") {
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        value.parse::<f64>().unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
            "{line}"
        );
        assert!(typed.contains(name), "{line} has no type");
        assert!(labels.ends_with('}'), "{line}");
        assert!(seen.insert(series.to_owned()), "{line} comes twice");
    }
    assert!(
        seen.iter()
            .any(|series| series.starts_with("throughline_stream_age_seconds{")),
        "{text}"
    );
}
