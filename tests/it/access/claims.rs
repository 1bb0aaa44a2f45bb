//! What a token says and how it is read: several roles, narrowing, denial, unknown words, and who "own" is.

use serde_json::{Value, json};

use super::world::{Viewer, World, viewer};
use crate::harness::hub::Hub;

const CUSTOMERS: &str = "{ customers { totalCount nodes { name creditLimit { amount } } } }";

fn names(data: &Value) -> Vec<String> {
    let nodes = data["customers"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|row| {
            let limit = if row["creditLimit"].is_null() {
                ""
            } else {
                "$"
            };
            format!("{}{limit}", row["name"].as_str().unwrap())
        })
        .collect()
}

async fn customers(world: &World, roles: Value, person: Option<i64>) -> Vec<String> {
    names(
        &world
            .get(&viewer("somebody", roles, person), CUSTOMERS)
            .await,
    )
}

#[tokio::test]
async fn roles_unite_pair_by_pair_and_narrowings_hold_together() {
    let world = World::open(Hub::sqlite().await).await;
    let own = json!(["account_lead", "integration_engineer"]);
    assert_eq!(
        customers(&world, own, Some(6)).await,
        ["Alder", "Birch$", "Cedar"],
        "commercial values of the own customer, plain rows of all"
    );
    let two = json!([{"role": "finance", "legalEntities": ["North"]}, {"role": "account_lead", "customers": ["Birch"]}]);
    assert_eq!(
        customers(&world, two, None).await,
        ["Alder$", "Birch$", "Cedar$"]
    );
    let both =
        json!([{"role": "finance", "legalEntities": ["South"], "customers": ["Alder", "Cedar"]}]);
    assert_eq!(customers(&world, both, None).await, ["Cedar$"]);
    let narrowed = json!([{"role": "finance", "classes": ["plain"]}]);
    assert_eq!(
        customers(&world, narrowed, None).await,
        ["Alder", "Birch", "Cedar"]
    );
    // What one grant shows of a row is not tested on rows that another grant reaches.
    let mixed = viewer(
        "mixed",
        json!(["account_lead", "integration_engineer"]),
        Some(6),
    );
    let tested = world
        .get(
            &mixed,
            r#"{ customers(where: { creditLimit: { gte: "1" } }) { totalCount nodes { name } } }"#,
        )
        .await;
    assert_eq!(tested["customers"]["totalCount"], 1, "{tested}");
    assert_eq!(tested["customers"]["nodes"][0]["name"], "Birch");
    let ordered = world
        .get(
            &mixed,
            "{ customers(orderBy: { field: CREDIT_LIMIT }) { totalCount } }",
        )
        .await;
    assert_eq!(ordered["customers"]["totalCount"], 1);
}

#[tokio::test]
async fn a_denial_wins_whatever_role_grants_it() {
    let world = World::open(Hub::sqlite().await).await;
    let all = ["Alder$", "Birch$", "Cedar$"];
    assert_eq!(
        customers(&world, json!(["finance", "pmo"]), None).await,
        all
    );
    let classes = json!(["finance", {"role": "pmo", "deny": {"classes": ["commercial"]}}]);
    assert_eq!(
        customers(&world, classes, None).await,
        ["Alder", "Birch", "Cedar"]
    );
    let rows = json!(["finance", {"role": "account_lead", "customers": ["Alder"]}, {"deny": {"customers": ["Alder"]}}]);
    assert_eq!(customers(&world, rows, None).await, ["Birch$", "Cedar$"]);
    let practice = viewer(
        "without Cloud",
        json!(["pmo", {"deny": {"practices": ["Cloud"]}}]),
        None,
    );
    let data = world
        .get(&practice, "{ projects { nodes { name } } timeEntries { totalCount } metrics(keys: [\"worked_hours\"], groupBy: [PRACTICE], period: { from: \"2026-01-01\", to: \"2026-02-28\" }) { nodes { dimensions { label } } } }")
        .await;
    assert_eq!(
        data["projects"]["nodes"],
        json!([{"name": "Project 1"}, {"name": "Project 3"}, {"name": "Project 5"}])
    );
    let practices: Vec<&str> = data["metrics"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["dimensions"][0]["label"].as_str().unwrap())
        .collect();
    assert_eq!(practices, ["Data", "Science"]);
    let entity = json!(["finance", {"deny": {"legalEntities": ["South"]}}]);
    assert_eq!(
        customers(&world, entity, None).await,
        ["Alder$", "Cedar$"],
        "Birch lies in South as a whole"
    );
    // A denial that cannot be read denies everything.
    for unread in [
        json!(["finance", {"deny": {"classes": ["salary"]}}]),
        json!(["finance", {"deny": {"class": ["cost"]}}]),
        json!(["finance", {"deny": ["cost"]}]),
        json!(["finance", {"deny": {"classes": "cost"}}]),
    ] {
        let somebody = viewer("somebody", unread.clone(), None);
        let answer = world.ask(&somebody, CUSTOMERS).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "INVALID_TOKEN",
            "{unread}: {answer}"
        );
    }
}

#[tokio::test]
async fn what_nobody_knows_grants_nothing() {
    let world = World::open(Hub::sqlite().await).await;
    for roles in [
        json!(["Finance"]),
        json!(["root"]),
        json!([]),
        json!({}),
        json!(7),
        json!([{"role": "finance", "legal_entities": ["North"]}]),
        json!([{"role": "finance", "legalEntities": "North"}]),
        json!([{"role": "finance", "legalEntities": [7]}]),
        json!([{"role": "finance", "legalEntities": []}]),
        json!([{"role": "finance", "customers": ["nobody"]}]),
        json!([{"role": "finance", "customers": ["ALDER", "' OR 1=1 --", "%"]}]),
        json!([{"role": "bi_reader", "classes": ["plain", "commercial", "cost"]}]),
        json!([{"role": "account_lead", "practices": ["Data"]}]),
        json!(["account_lead"]),
        json!(["delivery_lead"]),
        json!(["admin"]),
    ] {
        assert_eq!(
            customers(&world, roles.clone(), None).await,
            [""; 0],
            "{roles}"
        );
    }
    let engineer = viewer(
        "engineer",
        json!([{"role": "integration_engineer", "classes": ["commercial", "cost"]}]),
        None,
    );
    assert_eq!(
        names(&world.get(&engineer, CUSTOMERS).await),
        ["Alder", "Birch", "Cedar"],
        "a token widens no role"
    );
}

#[tokio::test]
async fn own_follows_data_and_a_verified_address_only() {
    let world = World::open(Hub::sqlite().await).await;
    world
        .sql("INSERT INTO raw_record (id, connection_id, stream, external_id, payload, hash, version_at, received_at, run_id, mapping_version) VALUES \
              (75, 3, 'users', '4711', '{}', 1, 1, 1, 1, 1), (76, 2, 'employees', '4711', '{}', 1, 1, 1, 1, 1)")
        .await;
    world
        .sql("UPDATE person SET connection_id = 3 WHERE id = 5")
        .await;
    let with = async |claims: Value| {
        let somebody = Viewer {
            name: "somebody",
            claims,
        };
        names(&world.get(&somebody, CUSTOMERS).await)
    };
    let lead = json!(["account_lead"]);
    let mail = "zmail5@firm.example";
    assert_eq!(
        with(json!({"roles": lead, "email": mail, "email_verified": true})).await,
        ["Alder$", "Cedar$"]
    );
    assert_eq!(
        with(json!({"roles": lead, "email": "ZMAIL5@firm.example", "email_verified": true})).await,
        ["Alder$", "Cedar$"]
    );
    for unproven in [json!(false), json!("no"), Value::Null, json!(1)] {
        let claims = json!({"roles": lead, "email": mail, "email_verified": unproven});
        assert_eq!(with(claims).await, [""; 0], "{unproven}");
    }
    assert_eq!(with(json!({"roles": lead, "email": mail})).await, [""; 0]);
    // Two systems use one number: the subject is the person of the system that owns people, not whoever has the number elsewhere.
    assert_eq!(
        with(json!({"roles": lead, "sub": "4711"})).await,
        ["Alder$", "Cedar$"]
    );
    assert_eq!(
        with(json!({"roles": lead, "sub": "erp:4711"})).await,
        ["Birch$"]
    );
    assert_eq!(
        with(json!({"roles": lead, "sub": "per_0000000000000006"})).await,
        ["Birch$"]
    );
    let practices = "{ projects { nodes { name } } }";
    let leads = async |person: i64| {
        let lead = viewer("lead", json!(["delivery_lead"]), Some(person));
        world.get(&lead, practices).await["projects"]["nodes"].clone()
    };
    assert_eq!(leads(3).await, json!([{"name": "Project 5"}]));
    assert_eq!(
        leads(5).await,
        json!([]),
        "who works in a practice does not lead it"
    );
}

#[tokio::test]
async fn people_and_their_days_are_those_held_in_the_practice_that_day() {
    let world = World::open(Hub::sqlite().await).await;
    let query = "{ metrics(keys: [\"worked_hours\"], groupBy: [PERSON], grain: MONTH, period: { from: \"2026-01-01\", to: \"2026-02-28\" }, first: 100) { nodes { period { from } dimensions { id label } values { value } } } people { nodes { id name } } absences { nodes { id } } positions { nodes { id } } }";
    let of = async |practice: &str| {
        let lead = viewer(
            "lead",
            json!([{"role": "delivery_lead", "practices": [practice]}]),
            None,
        );
        world.get(&lead, query).await
    };
    let months = |data: &Value| -> Vec<String> {
        data["metrics"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["dimensions"][0]["id"] == "per_0000000000000004")
            .map(|row| row["period"]["from"].as_str().unwrap()[..7].to_owned())
            .collect()
    };
    let (data, cloud) = (of("Data").await, of("Cloud").await);
    assert_eq!(months(&data), ["2026-01"], "{data}");
    assert_eq!(months(&cloud), ["2026-02"], "{cloud}");
    let has = |data: &Value, list: &str, id: &str| {
        let nodes = data[list]["nodes"].as_array().unwrap();
        nodes.iter().any(|row| row["id"] == id)
    };
    for lead in [&data, &cloud] {
        assert!(
            has(lead, "people", "per_0000000000000004"),
            "both held the person"
        );
    }
    assert!(has(&data, "absences", "abs_0000000000000004"));
    assert!(!has(&cloud, "absences", "abs_0000000000000004"));
    assert!(has(&data, "positions", "pos_0000000000000001"));
    assert!(!has(&data, "positions", "pos_0000000000000002"));
    assert!(has(&cloud, "positions", "pos_0000000000000002"));
    // Hours on a project that the lead does not reach are a part of the day, not a row that is found.
    let behind = "{ contributions(metric: \"worked_hours\", period: { from: \"2026-02-01\", to: \"2026-02-28\" }, first: 200) { sum nodes { kind id projectId amount } } }";
    let lead = viewer(
        "lead",
        json!([{"role": "delivery_lead", "practices": ["Cloud"]}]),
        None,
    );
    let rows = world.get(&lead, behind).await;
    let rows = rows["contributions"]["nodes"].as_array().unwrap();
    assert!(
        rows.iter().any(|row| row["kind"] == "person_day"),
        "{rows:?}"
    );
    for row in rows {
        let project = row["projectId"].as_str().unwrap_or("none");
        assert!(
            ["none", "prj_0000000000000002", "prj_0000000000000004"].contains(&project),
            "{row}"
        );
    }
}
