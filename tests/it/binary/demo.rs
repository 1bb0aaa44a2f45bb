//! The demo as a newcomer and as a script meet it: what it prints is true, and what it suggests works.

use std::collections::BTreeSet;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::place::Place;

/// A demo of the smallest firm on a free port.
fn start(place: &Place, more: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut arguments = vec!["demo", "--port", "0", "--scale", "tiny"];
    arguments.extend(more);
    let mut child = place.command(&arguments).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines)
}

async fn stop(child: Child) {
    let pid = child.id().unwrap().to_string();
    let sent = Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .await
        .unwrap();
    assert!(sent.success());
    let ended = child.wait_with_output().await.unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_line_for_scripts() {
    let place = Place::new();
    let folder = place.path("firm").display().to_string();
    let (child, mut lines) = start(&place, &["--json", "--dir", &folder]);
    let line = lines.next_line().await.unwrap().unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let wanted = [
        "url",
        "graphql",
        "ws",
        "sse",
        "dashboard",
        "tokens",
        "signing",
        "database",
    ];
    assert_eq!(keys(&ready), BTreeSet::from(wanted));
    let signing = [
        "alg",
        "kid",
        "privateKey",
        "publicKey",
        "claims",
        "roleClaim",
    ];
    assert_eq!(keys(&ready["signing"]), BTreeSet::from(signing));
    assert_eq!(keys(&ready["tokens"]).len(), 9);
    for (key, first) in [("privateKey", "PRIVATE KEY"), ("publicKey", "PUBLIC KEY")] {
        let pem = std::fs::read_to_string(ready["signing"][key].as_str().unwrap()).unwrap();
        assert!(
            pem.starts_with(&format!("-----BEGIN {first}-----")),
            "{key}"
        );
    }
    let database = ready["database"].as_str().unwrap();
    assert!(std::path::Path::new(database.strip_prefix("sqlite://").unwrap()).exists());
    assert!(ready["ws"].as_str().unwrap().starts_with("ws://"));
    let http = super::serve::http();
    for role in keys(&ready["tokens"]) {
        let answer = http
            .post(ready["graphql"].as_str().unwrap())
            .bearer_auth(ready["tokens"][role].as_str().unwrap())
            .json(&serde_json::json!({"query": "{ viewer { subject } }"}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{role}");
    }
    stop(child).await;
    assert_eq!(
        lines.next_line().await.unwrap(),
        None,
        "it prints more than one line"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queries_it_prints_work() {
    let place = Place::new();
    let (child, mut lines) = start(&place, &[]);
    let mut tried = 0;
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.starts_with("The firm goes on living") {
            break;
        }
        if let Some(command) = line.trim().strip_prefix("curl ") {
            tried += 1;
            answers(command).await;
        }
    }
    assert!(tried >= 4, "{tried} queries were printed");
    stop(child).await;
}

/// Does what the command line says.
async fn answers(command: &str) {
    let quoted: Vec<&str> = command.split('\'').skip(1).step_by(2).collect();
    let url = command
        .split_whitespace()
        .find(|word| word.starts_with("http"))
        .unwrap();
    let [kind, authorization, body] = quoted.as_slice() else {
        panic!("not three quoted parts: {command}");
    };
    let field = loop {
        let mut request = super::serve::http().post(url).body((*body).to_owned());
        for header in [kind, authorization] {
            let (name, value) = header.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert!(answer.get("errors").is_none(), "{body}: {answer}");
        let field = answer["data"]
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .clone();
        // Exceptions are looked for as soon as the hub runs.
        if !body.contains("exceptions") || !field["nodes"].as_array().unwrap().is_empty() {
            break field;
        }
    };
    assert!(
        !field["nodes"].as_array().unwrap().is_empty(),
        "{body}: {field}"
    );
}
