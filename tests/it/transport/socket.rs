//! `graphql-transport-ws` to the letter: negotiation, initialisation, closing codes, errors, fairness, slow clients, the end of a token.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use throughline::access::Limits;
use throughline::serve::Pace;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::stand::{ALDER, CALM, Heard, Socket, Stand, claims, shared};
use crate::harness::hub::Hub;

const FOLLOW: &str = "subscription($after: String) { exceptions(after: $after) { cursor toState exception { id } } }";

#[tokio::test]
async fn the_protocol_is_negotiated() {
    let stand = Stand::open(Hub::sqlite().await).await;
    for protocol in [None, Some("graphql-ws"), Some("chat")] {
        let refused = Socket::open(stand.address, protocol, None).await.err();
        assert!(
            matches!(&refused, Some(Error::Http(response)) if response.status() == 400),
            "{protocol:?}: {refused:?}"
        );
    }
    assert!(
        Socket::open(
            stand.address,
            Some("graphql-ws, graphql-transport-ws"),
            None
        )
        .await
        .is_ok()
    );
}

#[tokio::test]
async fn each_breach_has_its_closing_code() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let token = stand.token("pmo");
    let init = json!({ "type": "connection_init", "payload": { "token": token } });
    let subscribe = json!({ "type": "subscribe", "id": "a", "payload": { "query": FOLLOW } });
    let wrong = |authorization: Value| json!({ "type": "connection_init", "payload": { "authorization": authorization } });
    let cases: Vec<(&str, Vec<Message>, u16)> = vec![
        ("no JSON", vec![Message::text("hello")], 4400),
        ("no message", vec![Message::text("[1]")], 4400),
        (
            "no such type",
            vec![text(&json!({ "type": "start" }))],
            4400,
        ),
        ("binary", vec![Message::binary(vec![1])], 4400),
        (
            "no id",
            vec![
                text(&init),
                text(&json!({ "type": "subscribe", "payload": { "query": FOLLOW } })),
            ],
            4400,
        ),
        (
            "no query",
            vec![
                text(&init),
                text(&json!({ "type": "subscribe", "id": "a", "payload": {} })),
            ],
            4400,
        ),
        ("before initialisation", vec![text(&subscribe)], 4401),
        ("initialised twice", vec![text(&init), text(&init)], 4429),
        (
            "an id twice",
            vec![text(&init), text(&subscribe), text(&subscribe)],
            4409,
        ),
        (
            "no token",
            vec![text(&json!({ "type": "connection_init" }))],
            4403,
        ),
        (
            "a wrong token",
            vec![text(&wrong(json!("Bearer x.y.z")))],
            4403,
        ),
        (
            "another scheme",
            vec![text(&wrong(json!(format!("Basic {token}"))))],
            4403,
        ),
        (
            "a token that is no text",
            vec![text(&wrong(json!(7)))],
            4403,
        ),
    ];
    for (name, messages, code) in cases {
        let mut socket = stand.connect().await;
        for message in messages {
            socket.raw(message).await;
        }
        let closed = loop {
            match socket.hear().await {
                Heard::Message(message) => assert_eq!(message["type"], "connection_ack", "{name}"),
                other => break other,
            }
        };
        assert!(
            matches!(closed, Heard::Closed(found, _) if found == code),
            "{name}: {closed:?}"
        );
    }
    let hasty = Pace {
        init: Duration::from_millis(50),
        ..CALM
    };
    let stand = Stand::tuned(Hub::sqlite().await, hasty, None, shared()).await;
    assert_eq!(stand.connect().await.code().await, 4408);
}

fn text(message: &Value) -> Message {
    Message::text(message.to_string())
}

#[tokio::test]
async fn a_token_comes_in_any_usual_place() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let token = stand.token("pmo");
    let bearer = format!("Bearer {token}");
    let payloads = [
        json!({ "authorization": bearer }),
        json!({ "Authorization": bearer }),
        json!({ "token": token }),
        json!({ "headers": { "Authorization": bearer } }),
    ];
    for payload in payloads {
        let mut socket = stand.connect().await;
        socket
            .say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(
            socket.message().await["type"],
            "connection_ack",
            "{payload}"
        );
    }
    let mut socket = Socket::open(stand.address, Some("graphql-transport-ws"), Some(&bearer))
        .await
        .unwrap();
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.message().await["type"], "connection_ack");
}

#[tokio::test]
async fn whoever_offers_the_older_protocol_too_may_speak_it() {
    let mut stand = Stand::open(Hub::sqlite().await).await;
    let both = Some("graphql-ws, graphql-transport-ws");
    let init = json!({ "type": "connection_init", "payload": { "token": stand.token("finance") } });
    let mut older = Socket::open(stand.address, both, None).await.unwrap();
    older.say(init.clone()).await;
    assert_eq!(older.message().await["type"], "connection_ack");
    let start =
        |id: &str, query: &str| json!({ "type": "start", "id": id, "payload": { "query": query } });
    older.say(start("q", "{ customers { totalCount } }")).await;
    let data = json!({ "data": { "customers": { "totalCount": 2 } } });
    assert_eq!(
        older.message().await,
        json!({ "type": "data", "id": "q", "payload": data })
    );
    assert_eq!(
        older.message().await,
        json!({ "type": "complete", "id": "q" })
    );
    older.say(start("e", "{ nothing }")).await;
    let error = older.message().await;
    assert_eq!(
        error["payload"]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED",
        "{error}"
    );
    older.say(start("s", FOLLOW)).await;
    older.say(start("q", "{ customers { totalCount } }")).await;
    while older.message().await != json!({ "type": "complete", "id": "q" }) {}
    stand.transitions(&[(31, "acknowledged")]).await;
    let event = older.message().await;
    assert_eq!(
        (&event["type"], &event["id"]),
        (&json!("data"), &json!("s")),
        "{event}"
    );
    older.say(json!({ "type": "stop", "id": "s" })).await;
    assert_eq!(
        older.message().await,
        json!({ "type": "complete", "id": "s" })
    );
    older.say(json!({ "type": "connection_terminate" })).await;
    assert_eq!(older.code().await, 1000);
    // The same offer does not keep a client from speaking the newer one, and one does not turn into the other.
    let mut newer = Socket::open(stand.address, both, None).await.unwrap();
    newer.say(init).await;
    assert_eq!(newer.message().await["type"], "connection_ack");
    settled(&mut newer).await;
    newer.say(start("q", "{ customers { totalCount } }")).await;
    assert_eq!(newer.code().await, 4400);
}

#[tokio::test]
async fn both_ends_may_ping() {
    let brisk = Pace {
        ping: Duration::from_millis(30),
        ..CALM
    };
    let stand = Stand::tuned(Hub::sqlite().await, brisk, None, shared()).await;
    let mut socket = stand.socket("pmo").await;
    assert_eq!(socket.message().await["type"], "ping");
    socket.say(json!({ "type": "pong" })).await;
    socket.say(json!({ "type": "ping" })).await;
    while socket.message().await["type"] != "pong" {}
}

#[tokio::test]
async fn queries_and_mutations_are_answered_and_errors_end_one_operation_only() {
    let stand = Stand::open(Hub::sqlite().await).await;
    let mut socket = stand.socket("finance").await;
    let acknowledge = r#"mutation { acknowledgeException(input: { id: "exc_000000000000001f" }) { exception { state } userErrors { code } } }"#;
    for (id, query, wanted) in [
        (
            "q",
            "{ customers { totalCount } }",
            json!({ "customers": { "totalCount": 2 } }),
        ),
        (
            "m",
            acknowledge,
            json!({ "acknowledgeException": { "exception": { "state": "ACKNOWLEDGED" }, "userErrors": [] } }),
        ),
    ] {
        socket.subscribe(id, query, json!({})).await;
        assert_eq!(socket.next(id).await, wanted);
        assert_eq!(
            socket.message().await,
            json!({ "type": "complete", "id": id })
        );
    }
    let deep = format!(
        "{{ {} id {} }}",
        "node(id: \"x\") { ".repeat(20),
        "}".repeat(20)
    );
    let cases = [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { exceptions { nothing } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{", "GRAPHQL_PARSE_FAILED"),
        (&deep, "TOO_DEEP"),
    ];
    for (place, (query, code)) in cases.into_iter().enumerate() {
        let id = format!("e{place}");
        socket.subscribe(&id, query, json!({})).await;
        let error = socket.message().await;
        assert_eq!(
            (&error["type"], &error["id"]),
            (&json!("error"), &json!(id)),
            "{error}"
        );
        assert_eq!(error["payload"][0]["extensions"]["code"], code, "{error}");
        // An id that has ended may be used again.
        socket
            .subscribe(&id, "{ viewer { subject } }", json!({}))
            .await;
        assert_eq!(socket.next(&id).await["viewer"]["subject"], "some finance");
        assert_eq!(socket.message().await["type"], "complete");
    }
}

#[tokio::test]
async fn an_operation_that_is_completed_is_heard_no_more() {
    let mut stand = Stand::open(Hub::sqlite().await).await;
    let mut socket = stand.socket("finance").await;
    socket.subscribe("a", FOLLOW, json!({})).await;
    socket.subscribe("b", FOLLOW, json!({})).await;
    settled(&mut socket).await;
    stand.transitions(&[(31, "acknowledged")]).await;
    let mut ids = [
        socket.message().await["id"].clone(),
        socket.message().await["id"].clone(),
    ];
    ids.sort_by_key(Value::to_string);
    assert_eq!(ids, [json!("a"), json!("b")]);
    socket.say(json!({ "type": "complete", "id": "a" })).await;
    settled(&mut socket).await;
    stand
        .transitions(&[(31, "resolved"), (32, "resolved")])
        .await;
    for id in [ALDER_LATE, BIRCH_LATE] {
        assert_eq!(socket.next("b").await["exceptions"]["exception"]["id"], id);
    }
}

const ALDER_LATE: &str = "exc_000000000000001f";
const BIRCH_LATE: &str = "exc_0000000000000020";

/// Waits until everything said before has been heard: a query's answer comes after the subscriptions before it have begun.
async fn settled(socket: &mut Socket) {
    socket
        .subscribe("settled", "{ viewer { subject } }", json!({}))
        .await;
    loop {
        let message = socket.message().await;
        if message["id"] == "settled" && message["type"] == "complete" {
            return;
        }
    }
}

#[tokio::test]
async fn two_streams_that_are_always_ready_take_turns() {
    let mut stand = Stand::open(Hub::sqlite().await).await;
    let start = beginning(&mut stand).await;
    many(&mut stand, 600, "small").await;
    let mut socket = stand.socket("finance").await;
    for id in ["a", "b"] {
        socket
            .subscribe(id, FOLLOW, json!({ "after": start }))
            .await;
    }
    let mut heard: HashMap<String, usize> = HashMap::new();
    for _ in 0..600 {
        let id = socket.message().await["id"].as_str().unwrap().to_owned();
        *heard.entry(id).or_default() += 1;
    }
    assert!(
        heard.len() == 2 && heard.values().all(|count| *count > 100),
        "{heard:?}"
    );
}

/// The cursor of a first event.
async fn beginning(stand: &mut Stand) -> String {
    let mut socket = stand.socket("finance").await;
    socket.subscribe("start", FOLLOW, json!({})).await;
    settled(&mut socket).await;
    stand.transitions(&[(31, "acknowledged")]).await;
    let event = socket.next("start").await;
    event["exceptions"]["cursor"].as_str().unwrap().to_owned()
}

/// Many transitions in one transaction, with a reason of this text.
async fn many(stand: &mut Stand, count: usize, reason: &str) {
    let rows: Vec<String> = (0..count)
        .map(|at| format!("(31, {{tx}}, {at}, 'open', 'acknowledged', 'test', '{reason}')"))
        .collect();
    let sql = format!(
        "INSERT INTO exception_event (exception_id, tx, at, from_state, to_state, actor, reason) VALUES {}",
        rows.join(", ")
    );
    stand.happen(&[sql], &[]).await;
}

#[tokio::test]
async fn a_connection_has_so_many_operations_and_the_rest_go_on() {
    let most = Limits {
        operations: 2,
        ..Limits::USUAL
    };
    let mut stand = Stand::tuned(Hub::sqlite().await, CALM, Some(most), shared()).await;
    let mut socket = stand.socket("finance").await;
    for id in ["a", "b", "c"] {
        socket.subscribe(id, FOLLOW, json!({})).await;
    }
    let error = socket.message().await;
    assert_eq!(
        (&error["type"], &error["id"]),
        (&json!("error"), &json!("c"))
    );
    assert_eq!(
        error["payload"][0]["extensions"]["code"],
        "TOO_MANY_OPERATIONS"
    );
    stand.transitions(&[(31, "acknowledged")]).await;
    let ids = [
        socket.message().await["id"].clone(),
        socket.message().await["id"].clone(),
    ];
    assert!(
        ids.contains(&json!("a")) && ids.contains(&json!("b")),
        "{ids:?}"
    );
}

#[tokio::test]
async fn a_slow_client_is_let_go_and_misses_nothing_when_it_comes_back() {
    let impatient = Pace {
        send: Duration::from_millis(100),
        ..CALM
    };
    let mut stand = Stand::tuned(Hub::sqlite().await, impatient, None, shared()).await;
    let start = beginning(&mut stand).await;
    let long = "x".repeat(50_000);
    many(&mut stand, 400, &long).await;
    let query = "subscription($after: String) { exceptions(after: $after) { cursor at reason } }";
    let mut socket = stand.socket("finance").await;
    socket
        .subscribe("slow", query, json!({ "after": start }))
        .await;
    let first = socket.next("slow").await["exceptions"]["at"].clone();
    // From here on the client reads nothing: 20 MB do not fit between the two ends, and the server ends it.
    while stand.state.live().followers() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut ats = vec![first];
    let mut last = start;
    loop {
        match socket.hear().await {
            Heard::Message(message) if message["type"] == "next" => {
                let event = &message["payload"]["data"]["exceptions"];
                last = event["cursor"].as_str().unwrap().to_owned();
                ats.push(event["at"].clone());
            }
            Heard::Message(_) => {}
            Heard::Closed(code, _) => {
                assert_eq!(code, 4413);
                break;
            }
            Heard::Gone => break,
        }
    }
    assert!(ats.len() < 400, "it was never slow");
    let mut socket = stand.socket("finance").await;
    socket
        .subscribe("again", query, json!({ "after": last }))
        .await;
    while ats.len() < 400 {
        ats.push(socket.next("again").await["exceptions"]["at"].clone());
    }
    let mut once = ats.clone();
    once.dedup();
    assert_eq!(once.len(), 400, "nothing twice, nothing left out");
}

#[tokio::test]
async fn the_end_of_a_token_is_told_and_closes() {
    let mut stand = Stand::open(Hub::sqlite().await).await;
    stand.hub.clock.advance(900);
    let token = stand.token_of(&claims("account_lead", 1));
    let mut socket = stand.socket_of(&token).await;
    socket.subscribe("a", FOLLOW, json!({})).await;
    let told = socket.message().await;
    assert_eq!(
        (&told["type"], &told["id"]),
        (&json!("error"), &json!("a")),
        "{told}"
    );
    assert_eq!(told["payload"][0]["extensions"]["code"], "TOKEN_EXPIRED");
    assert_eq!(socket.code().await, 4401);
    stand.hub.clock.advance(100);
    let mut late = stand.connect().await;
    late.say(json!({ "type": "connection_init", "payload": { "token": token } }))
        .await;
    assert_eq!(late.code().await, 4403);
    // Another viewer goes on undisturbed.
    let mut other = stand.socket("account_lead").await;
    other
        .subscribe(
            "b",
            "subscription { exceptions { exception { customerId } } }",
            json!({}),
        )
        .await;
    settled(&mut other).await;
    stand
        .transitions(&[(32, "resolved"), (31, "resolved")])
        .await;
    assert_eq!(
        other.next("b").await["exceptions"]["exception"]["customerId"],
        ALDER
    );
}
