//! What a person asks of the hub through the API: done end to end as a role that may, refused and written down as one that may not.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use entity::landing::{connection, dead_letter};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use throughline::sync::Sync;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::world::{Viewer, World, viewer};
use crate::harness::dump::number;
use crate::harness::hub::{Hub, round};
use crate::harness::vendor::Script;
use crate::model::delivery;

fn engineer() -> Viewer {
    viewer("engineer", json!(["integration_engineer"]), None)
}

async fn perform(sync: &Sync) -> usize {
    sync.commands(&CancellationToken::new()).await.unwrap()
}

/// Asks for a command and gives its payload.
async fn command(world: &World, who: &Viewer, name: &str, input: &str) -> Value {
    let query = format!(
        "mutation {{ {name}(input: {input}) {{ command {{ id action subject actor role state }} userErrors {{ code message field }} }} }}"
    );
    let answer = world.ask(who, &query).await;
    if let Some(error) = answer["errors"].get(0) {
        return error["extensions"]["code"].clone();
    }
    answer["data"][name].clone()
}

async fn outcome(world: &World, who: &Viewer, id: &Value) -> Value {
    let data = world
        .get(
            who,
            "{ commands(first: 200) { nodes { id state outcome endedAt } } }",
        )
        .await;
    let nodes = data["commands"]["nodes"].as_array().unwrap();
    let row = nodes.iter().find(|row| row["id"] == *id).unwrap().clone();
    json!([
        row["state"],
        serde_json::from_str::<Value>(row["outcome"].as_str().unwrap_or("null")).unwrap()
    ])
}

for_each_database! {
    async fn commands_are_done_end_to_end(hub: Hub) {
        let script = Script::default();
        let world = World::bare(hub).await;
        world.sql("DELETE FROM connection").await;
        let sync = world.hub.sync(vec![script.client("psa")]).await;
        let engineer = engineer();
        // The hub learns of the connections with its first request.
        world.get(&engineer, "{ connections { id } }").await;
        let good = |id: &str, minutes: &str| {
            let payload = format!(r#"{{"id":"{id}","user":"u1","project":"p1","day":"2026-02-03","minutes":{minutes},"status":"approved"}}"#);
            delivery("time_entries", id, 10, &payload)
        };
        script.page("time_entries", vec![good("t1", "60"), good("t2", "\"soon\"")]);
        let asked = command(&world, &engineer, "startSync", r#"{ connection: "psa", reason: "now" }"#).await;
        assert_eq!(asked["command"]["state"], "ASKED", "{asked}");
        assert_eq!(asked["command"]["role"], "integration_engineer");
        assert_eq!(perform(&sync).await, 1);
        let done = outcome(&world, &engineer, &asked["command"]["id"]).await;
        assert_eq!((&done[0], &done[1]["failed"]), (&json!("DONE"), &json!([])), "{done}");
        assert_eq!(number(&world.hub, "SELECT count(*) FROM time_entry").await, 1);

        for (name, paused) in [("pauseConnection", true), ("resumeConnection", false)] {
            let asked = command(&world, &engineer, name, r#"{ connection: "psa" }"#).await;
            perform(&sync).await;
            assert_eq!(outcome(&world, &engineer, &asked["command"]["id"]).await, json!(["DONE", {"paused": paused}]));
            let data = world.get(&engineer, "{ connections { id paused } }").await;
            assert_eq!(data["connections"], json!([{"id": "psa", "paused": paused}]));
        }

        let asked = command(&world, &engineer, "retryDeadLetters", r#"{ connection: "psa", reason: "mended" }"#).await;
        perform(&sync).await;
        assert_eq!(outcome(&world, &engineer, &asked["command"]["id"]).await, json!(["DONE", {"retried": 1, "still_dead": 1}]));

        let before = number(&world.hub, "SELECT count(*) FROM change").await;
        let asked = command(&world, &engineer, "previewReplay", r#"{ connection: "psa" }"#).await;
        perform(&sync).await;
        let preview = outcome(&world, &engineer, &asked["command"]["id"]).await;
        assert_eq!((&preview[0], &preview[1]["kept"]), (&json!("DONE"), &json!(false)), "{preview}");
        let objects: i64 = preview[1]["streams"].as_array().unwrap().iter().map(|one| one["outcome"]["objects"].as_i64().unwrap()).sum();
        assert_eq!(objects, 2, "{preview}");
        world.sql("DELETE FROM time_entry").await;
        let asked = command(&world, &engineer, "previewReplay", r#"{ connection: "psa" }"#).await;
        perform(&sync).await;
        let preview = outcome(&world, &engineer, &asked["command"]["id"]).await;
        let inserted = |outcome: &Value| -> i64 { outcome[1]["streams"].as_array().unwrap().iter().map(|one| one["outcome"]["inserted"].as_i64().unwrap()).sum() };
        assert_eq!(inserted(&preview), 1, "{preview}");
        assert_eq!(number(&world.hub, "SELECT count(*) FROM time_entry").await, 0, "a preview keeps nothing");
        assert_eq!(number(&world.hub, "SELECT count(*) FROM change").await, before, "nor tells the feed");
        let asked = command(&world, &engineer, "replay", r#"{ connection: "psa", reason: "the mapping has changed" }"#).await;
        perform(&sync).await;
        let kept = outcome(&world, &engineer, &asked["command"]["id"]).await;
        assert_eq!((inserted(&kept), &kept[1]["kept"]), (1, &json!(true)), "{kept}");
        assert_eq!(number(&world.hub, "SELECT count(*) FROM time_entry").await, 1);

        let letter = dead_letter::Entity::find().one(&world.hub.database.reader).await.unwrap().unwrap();
        let input = format!(r#"{{ id: "dlq_{:016x}", reason: "a test" }}"#, letter.id);
        let asked = command(&world, &engineer, "discardDeadLetter", &input).await;
        perform(&sync).await;
        assert_eq!(outcome(&world, &engineer, &asked["command"]["id"]).await, json!(["DONE", {"discarded": 1}]));
        let again = command(&world, &engineer, "discardDeadLetter", &input).await;
        assert_eq!(again["userErrors"][0]["code"], "NOT_ALLOWED_NOW", "{again}");
        assert_eq!(again["command"], Value::Null);

        for (name, input, code, field) in [
            ("startSync", r#"{ connection: "erp" }"#, "NOT_FOUND", "connection"),
            ("startSync", r#"{ connection: "psa", stream: "nothing" }"#, "NOT_FOUND", "stream"),
            ("replay", r#"{ connection: "psa", reason: " " }"#, "BAD_INPUT", "reason"),
            ("discardDeadLetter", r#"{ id: "dlq_00000000000000ff", reason: "x" }"#, "NOT_FOUND", "id"),
            ("discardDeadLetter", r#"{ id: "7", reason: "x" }"#, "NOT_FOUND", "id"),
        ] {
            let refused = command(&world, &engineer, name, input).await;
            assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!(code), &json!(field)), "{name}: {refused}");
        }
        assert_eq!(perform(&sync).await, 0);
        assert!(connection::Entity::find_by_id(1).one(&world.hub.database.reader).await.unwrap().is_some());
        round(&sync).await;
    }

    async fn who_may_not_is_refused_and_written_down(hub: Hub) {
        let world = World::open(hub).await;
        world.get(&engineer(), "{ connections { id } }").await;
        const SYNC: &[&str] = &["integration_engineer", "admin"];
        const REPLAY: &[&str] = &["integration_engineer"];
        let inputs: &[(&str, &str, &[&str])] = &[
            ("startSync", r#"{ connection: "erp" }"#, SYNC),
            ("pauseConnection", r#"{ connection: "erp" }"#, SYNC),
            ("resumeConnection", r#"{ connection: "erp" }"#, SYNC),
            ("retryDeadLetters", r#"{ connection: "erp" }"#, REPLAY),
            ("previewReplay", r#"{ connection: "erp" }"#, REPLAY),
            ("replay", r#"{ connection: "erp", reason: "why" }"#, REPLAY),
            ("discardDeadLetter", r#"{ id: "dlq_0000000000000001", reason: "why" }"#, REPLAY),
        ];
        let all = ["finance", "pmo", "delivery_lead", "account_lead", "executive", "bi_reader", "integration_engineer", "auditor", "admin"];
        for role in all {
            let who = viewer("somebody", json!([role]), Some(1));
            for (name, input, allowed) in inputs {
                let answer = command(&world, &who, name, input).await;
                if allowed.contains(&role) {
                    assert_eq!(answer["command"]["state"], "ASKED", "{role} {name}: {answer}");
                } else {
                    assert_eq!(answer, "FORBIDDEN", "{role} {name}");
                }
            }
        }
        let auditor = viewer("auditor", json!(["auditor"]), None);
        let log = world.get(&auditor, "{ auditLog(first: 200) { nodes { operation outcome role actor at } } }").await;
        let entries = log["auditLog"]["nodes"].as_array().unwrap();
        let of = |outcome: &str| entries.iter().filter(|entry| entry["outcome"] == outcome && entry["operation"] != "read").count();
        assert_eq!(of("ALLOWED"), 7 + 3, "{log}");
        assert_eq!(of("DENIED"), all.len() * inputs.len() - 10);
        assert_eq!(number(&world.hub, "SELECT count(*) FROM command").await, 10, "a denied command is no command");
    }

    async fn exceptions_are_decided_by_the_role_that_reaches_them(hub: Hub) {
        let world = World::open(hub).await;
        let decide = async |who: &Viewer, name: &str, input: &str| {
            let query = format!("mutation {{ {name}(input: {input}) {{ exception {{ id state assignee resolution reason }} userErrors {{ code field }} }} }}");
            let answer = world.ask(who, &query).await;
            if let Some(error) = answer["errors"].get(0) {
                return error["extensions"]["code"].clone();
            }
            answer["data"][name].clone()
        };
        const FIRST: &str = "exc_0000000000000001";
        const SECOND: &str = "exc_0000000000000002";
        let lead = viewer("account lead", json!(["account_lead"]), Some(5));
        let seen = decide(&lead, "acknowledgeException", &format!("{{ id: \"{FIRST}\" }}")).await;
        assert_eq!(seen["exception"]["state"], "ACKNOWLEDGED", "{seen}");
        for id in [SECOND, "exc_00000000000000ff", "exc_1", "nonsense"] {
            for (name, more) in [("acknowledgeException", ""), ("assignException", ", assignee: \"x\""), ("resolveException", ", reason: \"x\"")] {
                let hidden = decide(&lead, name, &format!("{{ id: \"{id}\"{more} }}")).await;
                assert_eq!(hidden, json!({"exception": null, "userErrors": [{"code": "NOT_FOUND", "field": "id"}]}), "{name} {id}");
            }
        }
        // Executives see all and decide nothing; an account lead's permission does not spread to what the executive sees.
        let executive = viewer("executive", json!(["executive"]), None);
        assert_eq!(decide(&executive, "acknowledgeException", &format!("{{ id: \"{SECOND}\" }}")).await, "FORBIDDEN");
        let both = viewer("both", json!(["account_lead", "executive"]), Some(5));
        assert_eq!(decide(&both, "acknowledgeException", &format!("{{ id: \"{SECOND}\" }}")).await, "FORBIDDEN");
        let again = decide(&lead, "acknowledgeException", &format!("{{ id: \"{FIRST}\" }}")).await;
        assert_eq!(again["userErrors"][0]["code"], "NOT_ALLOWED_NOW");
        let finance = viewer("finance", json!(["finance"]), None);
        let given = decide(&finance, "assignException", &format!("{{ id: \"{FIRST}\", assignee: \"zmail3@firm.example\" }}")).await;
        assert_eq!(given["exception"]["assignee"], "zmail3@firm.example");
        let query = format!("{{ exception(id: \"{FIRST}\") {{ assignee maskedFields {{ field class }} }} }}");
        let masked = world.get(&lead, &query).await;
        assert_eq!(masked["exception"]["assignee"], Value::Null, "an address is personal");
        assert!(masked["exception"]["maskedFields"].as_array().unwrap().contains(&json!({"field": "assignee", "class": "PERSONAL"})));
        let own = Viewer { name: "own", claims: json!({"roles": [{"role": "account_lead", "customers": ["Alder"]}], "email": "zmail3@firm.example", "email_verified": true}) };
        assert_eq!(world.get(&own, &query).await["exception"]["assignee"], "zmail3@firm.example", "whom it names knows that");
        let empty = decide(&finance, "resolveException", &format!("{{ id: \"{FIRST}\", reason: \" \" }}")).await;
        assert_eq!(empty["userErrors"], json!([{"code": "BAD_INPUT", "field": "reason"}]));
        let accepted = decide(&finance, "resolveException", &format!("{{ id: \"{FIRST}\", reason: \"agreed\" }}")).await;
        assert_eq!((&accepted["exception"]["state"], &accepted["exception"]["resolution"]), (&json!("RESOLVED"), &json!("ACCEPTED")));
        // An alert that tells of cost is no alert for whoever may not read that cost: of two people to finance alone, of four also to
        // those who read cost over groups.
        for (id, may) in [(5, &["finance"][..]), (8, &["finance", "pmo", "executive"])] {
            for role in ["finance", "pmo", "executive", "account_lead", "integration_engineer"] {
                let query = format!("{{ exceptions {{ nodes {{ id }} }} exception(id: \"exc_{id:016x}\") {{ detail }} }}");
                let data = world.get(&viewer("somebody", json!([role]), Some(5)), &query).await;
                let told = may.contains(&role);
                assert_eq!(!data["exception"]["detail"].is_null(), told, "{role} {id}");
                let listed = data["exceptions"]["nodes"].as_array().unwrap().iter().any(|row| row["id"] == format!("exc_{id:016x}"));
                assert_eq!(listed, told, "{role} {id}");
            }
        }
    }
}

#[tokio::test]
async fn reads_of_cost_and_of_persons_are_written_down_and_never_their_values() {
    let world = World::open(Hub::sqlite().await).await;
    let finance = viewer("finance", json!(["finance"]), None);
    for _ in 0..2 {
        world
            .get(&finance, "{ people(first: 3) { nodes { id name defaultCostRate { amount } } } customers { nodes { creditLimit { amount } } } }")
            .await;
    }
    world
        .get(&finance, "{ metrics(keys: [\"labor_cost\", \"revenue\"], groupBy: [PRACTICE], period: { from: \"2026-01-01\", to: \"2026-02-28\" }) { nodes { values { value } } } }")
        .await;
    let pmo = Viewer {
        name: "pmo",
        claims: json!({"roles": ["pmo"], "sub": "other"}),
    };
    world
        .get(&pmo, "{ projects { nodes { name price { amount } } } }")
        .await;
    let auditor = Viewer {
        name: "auditor",
        claims: json!({"roles": ["auditor"], "sub": "the auditor"}),
    };
    let log =
        "{ auditLog { nodes { actor role operation outcome subjects reason at correlation } } }";
    let data = world.get(&auditor, log).await;
    let entries = data["auditLog"]["nodes"].as_array().unwrap();
    assert_eq!(
        entries.len(),
        1,
        "plain and commercial reads are not written down: {data}"
    );
    let entry = &entries[0];
    assert_eq!(
        (
            &entry["actor"],
            &entry["role"],
            &entry["operation"],
            &entry["outcome"]
        ),
        (
            &json!("someone"),
            &json!("finance"),
            &json!("read"),
            &json!("ALLOWED")
        )
    );
    let subjects: Value = serde_json::from_str(entry["subjects"].as_str().unwrap()).unwrap();
    assert_eq!(
        subjects,
        json!({"requests": 3, "values": {"cost": {"labor_cost": 3, "person": 6}, "personal": {"person": 6}}}),
    );
    for mark in ["616", "Zname"] {
        assert!(!entry.to_string().contains(mark), "{entry}");
    }
    // The auditor's own reading of the log is written down too, and nobody else reads it.
    let data = world.get(&auditor, log).await;
    let entries = data["auditLog"]["nodes"].as_array().unwrap();
    assert_eq!(entries[0]["actor"], "the auditor", "{data}");
    assert!(
        entries[0]["subjects"]
            .as_str()
            .unwrap()
            .contains("audit_log")
    );
}

#[tokio::test]
async fn a_subscriber_hears_nothing_of_what_its_roles_do_not_reach() {
    use futures::StreamExt;
    let world = Arc::new(World::open(Hub::sqlite().await).await);
    let subscribe = async |who: &Viewer, query: &str| {
        let request = Request::post("/graphql/sse")
            .header("authorization", world.signed(&who.claims))
            .header("content-type", "application/json")
            .body(Body::from(json!({ "query": query }).to_string()))
            .unwrap();
        throughline::serve::router(world.state.clone())
            .oneshot(request)
            .await
            .unwrap()
    };
    let lead = viewer("account lead", json!(["account_lead"]), Some(5));
    let events = "subscription { exceptions { toState actor reason exception { id rule detail amount { amount } assignee maskedFields { field } customer { name } project { name } } } }";
    let mut live = subscribe(&lead, events)
        .await
        .into_body()
        .into_data_stream();
    let finance = viewer("finance", json!(["finance"]), None);
    let (first, ()) = tokio::join!(live.next(), async {
        // Of another's customer, of cost, of the whole of an account, of the integration, and last one of its own.
        for id in [2, 5, 6, 7, 1] {
            let query = format!(
                "mutation {{ acknowledgeException(input: {{ id: \"exc_{id:016x}\" }}) {{ userErrors {{ code }} }} }}"
            );
            world.get(&finance, &query).await;
        }
    });
    let text = String::from_utf8(first.unwrap().unwrap().to_vec()).unwrap();
    assert!(text.contains("exc_0000000000000001"), "{text}");
    assert!(
        !text.contains("zmail") && !text.contains("616161"),
        "{text}"
    );
    for (query, role) in [
        ("subscription { syncProgress { runId } }", "account_lead"),
        (
            "subscription { exceptions(where: { amount: { gte: \"1\" } }) { cursor } }",
            "integration_engineer",
        ),
        (
            "subscription { exceptions(where: { assignee: { eq: \"x\" } }) { cursor } }",
            "executive",
        ),
        (
            "subscription { paymentStatus(where: { overdueAmount: { gte: \"1\" } }) { cursor } }",
            "admin",
        ),
    ] {
        let refused = subscribe(&viewer("somebody", json!([role]), Some(5)), query).await;
        let bytes = to_bytes(refused.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(
            text.contains("FIELD_NOT_PERMITTED") || text.contains("FORBIDDEN"),
            "{role}: {text}"
        );
    }
}
