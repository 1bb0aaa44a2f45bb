//! The vendor's object behind a row, field by field, and what an error's text may say.

use serde_json::{Value, json};

use super::world::{Viewer, World, viewer};
use crate::harness::hub::Hub;

const PAYLOAD: &str = r#"{ person(id: "per_0000000000000001") { name provenance { externalId payloadHash } payload { path class feeds value type length masked } } }"#;

async fn paths(world: &World, who: &Viewer) -> Vec<(String, String, Value, Value)> {
    let data = world.get(who, PAYLOAD).await;
    assert_eq!(data["person"]["provenance"]["externalId"], "71");
    let list = data["person"]["payload"].as_array().unwrap();
    list.iter()
        .map(|field| {
            (
                field["path"].as_str().unwrap().to_owned(),
                field["class"].as_str().unwrap().to_owned(),
                field["value"].clone(),
                field["length"].clone(),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_payload_is_shown_by_the_class_of_what_it_feeds() {
    let world = World::open(Hub::sqlite().await).await;
    let row = |path: &str, class: &str, value: Value, length: Value| {
        (path.to_owned(), class.to_owned(), value, length)
    };
    let auditor = viewer("auditor", json!(["auditor"]), None);
    assert_eq!(
        paths(&world, &auditor).await,
        [
            row("mail", "PERSONAL", json!("zmail1@firm.example"), json!(19)),
            row("name", "PERSONAL", json!("Zname1"), json!(6)),
            row("pay.rate", "COST", json!("616161"), json!(6)),
            row("price", "COMMERCIAL", json!("424242"), json!(6)),
            row("state", "PLAIN", json!("active"), json!(6)),
        ],
        "what feeds no field of the row is operational, and an auditor sees none of it"
    );
    let engineer = viewer("engineer", json!(["integration_engineer"]), None);
    assert_eq!(
        paths(&world, &engineer).await,
        [
            row("mail", "PERSONAL", Value::Null, Value::Null),
            row("name", "PERSONAL", Value::Null, Value::Null),
            row("pay.rate", "COST", Value::Null, Value::Null),
            row("price", "COMMERCIAL", Value::Null, Value::Null),
            row("salary", "OPERATIONAL", Value::Null, json!(6)),
            row("state", "PLAIN", json!("active"), json!(6)),
            row("title", "OPERATIONAL", Value::Null, json!(4)),
        ],
        "type and length of what is not mapped, whatever another entity makes of it"
    );
}

#[tokio::test]
async fn an_errors_text_keeps_its_words_and_loses_its_values() {
    let world = World::open(Hub::sqlite().await).await;
    let engineer = viewer("engineer", json!(["integration_engineer"]), None);
    let query = "{ syncRuns { nodes { errorDetail } } deadLetters { nodes { detail } } connections { errorDetail } exceptions(where: { rule: { eq: \"run_failed\" } }) { nodes { detail evidence { name } } } }";
    let data = world.get(&engineer, query).await;
    assert_eq!(
        data["syncRuns"]["nodes"][0]["errorDetail"],
        "Vendor said [text of 6] and [number of 6] of [text of 19]"
    );
    assert_eq!(
        data["deadLetters"]["nodes"][0]["detail"],
        "expected a decimal, found [text of 6]"
    );
    assert_eq!(
        data["connections"][0]["errorDetail"],
        "Vendor said [text of 6] of [text of 18]"
    );
    assert_eq!(
        data["exceptions"]["nodes"][0]["detail"], "Vendor said [text of 6]",
        "an engineer reads what fails"
    );
    let both = viewer("both", json!(["integration_engineer", "auditor"]), None);
    let data = world
        .get(&both, "{ deadLetters { nodes { detail } } }")
        .await;
    assert_eq!(
        data["deadLetters"]["nodes"][0]["detail"],
        "expected a decimal, found \"616161\""
    );
    let finance = viewer("finance", json!(["finance"]), None);
    let data = world
        .get(
            &finance,
            "{ deadLetters { nodes { code detail maskedFields { field class } } } }",
        )
        .await;
    let letter = &data["deadLetters"]["nodes"][0];
    assert_eq!(
        (&letter["code"], &letter["detail"]),
        (&json!("FIELD_TYPE"), &Value::Null)
    );
    assert!(
        letter["maskedFields"]
            .as_array()
            .unwrap()
            .contains(&json!({"field": "detail", "class": "OPERATIONAL"}))
    );
}

#[tokio::test]
async fn the_hubs_own_state_tells_a_scoped_viewer_of_no_business() {
    let world = World::open(Hub::sqlite().await).await;
    let query = "{ reconciliations { nodes { source landed maskedFields { field } } } conflicts { totalCount nodes { ownerId } } links { totalCount } exceptions { nodes { id amount { amount } evidence { value } maskedFields { field class } } } }";
    let all = viewer("finance", json!(["finance"]), None);
    let data = world.get(&all, query).await;
    assert_eq!(
        data["reconciliations"]["nodes"][0]["source"], "42.4242",
        "{data}"
    );
    assert_eq!(data["conflicts"]["totalCount"], 1);
    let scoped = viewer(
        "finance of North",
        json!([{"role": "finance", "legalEntities": ["North"]}]),
        None,
    );
    let data = world.get(&scoped, query).await;
    assert_eq!(
        data["reconciliations"]["nodes"][0]["source"],
        Value::Null,
        "{data}"
    );
    assert_eq!(data["conflicts"]["totalCount"], 0);
    let mismatch = data["exceptions"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "exc_0000000000000007")
        .unwrap();
    assert_eq!(
        mismatch["evidence"],
        Value::Null,
        "a total of the whole firm: {mismatch}"
    );
    assert_eq!(mismatch["amount"], Value::Null);
    let log = "{ auditLog { totalCount } }";
    for (roles, allowed) in [
        (json!(["auditor"]), true),
        (
            json!([{"role": "auditor", "legalEntities": ["North"]}]),
            false,
        ),
        (
            json!([{"role": "auditor", "legalEntities": ["North"]}, "pmo"]),
            false,
        ),
        (
            json!([
                "finance",
                "pmo",
                "admin",
                "integration_engineer",
                "executive"
            ]),
            false,
        ),
    ] {
        let answer = world
            .ask(&viewer("somebody", roles.clone(), None), log)
            .await;
        let refused = answer["errors"][0]["extensions"]["code"] == "FORBIDDEN";
        assert_eq!(refused, !allowed, "{roles}: {answer}");
    }
}
