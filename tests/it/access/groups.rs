//! Rows of several systems that are one thing: shown, judged, filtered and ordered by the same, composed values.

use serde_json::{Value, json};
use throughline::domain::record::Kind;

use super::world::{World, viewer};

async fn link(world: &World, id: i64, kind: Kind, left: i64, right: i64) {
    world
        .sql(&format!(
            "INSERT INTO external_link (id, kind, left_id, right_id, rule, confidence, status, decided_at, tx) VALUES \
             ({id}, {}, {left}, {right}, 'explicit', 1000000, 'linked', 1, 1)",
            kind as i16
        ))
        .await;
}

/// A firm whose customers and projects stand in two systems each, with half of the values in either.
async fn firm(hub: crate::harness::hub::Hub) -> World {
    let mut world = World::bare(hub).await;
    for (id, name) in [(1, "North"), (2, "South")] {
        world
            .put(Kind::LegalEntity, json!({"id": id, "name": name}))
            .await;
    }
    for (id, name) in [(1, "Data"), (2, "Cloud")] {
        world
            .put(Kind::Practice, json!({"id": id, "name": name}))
            .await;
    }
    // The CRM owns customers and knows no limit; the ERP owns the limit, whatever the CRM says.
    for (id, connection, name, limit) in [
        (1, 1, "Alder", json!(null)),
        (11, 2, "Alder Inc.", json!(300_000)),
        (2, 1, "Birch", json!(50_000)),
        (12, 2, "Birch Inc.", json!(100_000)),
        (3, 1, "Cedar", json!(200_000)),
    ] {
        let row = json!({"id": id, "connection_id": connection, "name": name, "status": "active", "currency": "USD", "credit_limit": limit});
        world.put(Kind::Customer, row).await;
    }
    link(&world, 1, Kind::Customer, 1, 11).await;
    link(&world, 2, Kind::Customer, 2, 12).await;
    // The PSA owns projects and says the practice of the first; the ERP says another, and the practice of the second.
    for (id, connection, customer, practice) in [
        (21, 3, json!(1), json!(1)),
        (31, 2, json!(11), json!(2)),
        (22, 3, json!(2), json!(null)),
        (32, 2, json!(12), json!(2)),
        (23, 3, json!(3), json!(1)),
    ] {
        let row = json!({"id": id, "connection_id": connection, "name": format!("Project {id}"), "status": "active",
                         "customer_id": customer, "practice_id": practice, "legal_entity_id": 1});
        world.put(Kind::Project, row).await;
    }
    link(&world, 3, Kind::Project, 21, 31).await;
    link(&world, 4, Kind::Project, 22, 32).await;
    // Facts keep the id they arrived with.
    for (id, project) in [(1, 21), (2, 31), (3, 22), (4, 32), (5, 23)] {
        world.put(Kind::Task, json!({"id": id, "project_id": project, "name": format!("Task {id}"), "category": "task"})).await;
    }
    // A contract whose owner names the customer only; the copy in the ERP hangs on another project.
    world
        .put(Kind::Engagement, json!({"id": 41, "connection_id": 1, "name": "Contract", "customer_id": 1, "billing_model": "retainer", "status": "active", "value": 70_000, "currency": "USD"}))
        .await;
    world
        .put(Kind::Engagement, json!({"id": 51, "connection_id": 2, "name": "Order", "customer_id": 11, "project_id": 32, "billing_model": "retainer", "status": "active", "cap": 90_000, "currency": "USD"}))
        .await;
    link(&world, 5, Kind::Engagement, 41, 51).await;
    world.end().await;
    world
}

fn names(data: &Value, list: &str) -> Vec<String> {
    let nodes = data[list]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

for_each_database! {
    async fn a_group_is_filtered_and_ordered_by_what_it_shows(hub: Hub) {
        let world = firm(hub).await;
        let finance = viewer("finance", json!(["finance"]), None);
        let all = world.get(&finance, "{ customers { totalCount nodes { id name creditLimit { amount } sameAs } } }").await;
        assert_eq!(all["customers"]["totalCount"], 3, "{all}");
        let limits: Vec<&str> = all["customers"]["nodes"].as_array().unwrap().iter().map(|row| row["creditLimit"]["amount"].as_str().unwrap()).collect();
        assert_eq!(limits, ["30.0000", "10.0000", "20.0000"], "the ERP owns the limit");
        for (filter, wanted) in [
            (r#"{ creditLimit: { gte: "25" } }"#, &["Alder"][..]),
            (r#"{ creditLimit: { eq: "10" } }"#, &["Birch"]),
            (r#"{ creditLimit: { eq: "5" } }"#, &[]),
            (r#"{ creditLimit: { lte: "10" } }"#, &["Birch"]),
            (r#"{ not: { creditLimit: { lte: "10" } } }"#, &["Alder", "Cedar"]),
            (r#"{ creditLimit: { isNull: true } }"#, &[]),
            (r#"{ not: { creditLimit: { isNull: false } } }"#, &[]),
            (r#"{ or: [{ name: { eq: "Birch Inc." } }, { name: { eq: "Cedar" } }] }"#, &["Cedar"]),
            (r#"{ id: { eq: "cus_000000000000000b" } }"#, &["Alder"]),
        ] {
            let query = format!("{{ customers(where: {filter}) {{ totalCount nodes {{ name }} }} }}");
            let data = world.get(&finance, &query).await;
            assert_eq!(names(&data, "customers"), wanted, "{filter}");
            assert_eq!(data["customers"]["totalCount"], wanted.len(), "{filter}");
        }
        let mut paged = Vec::new();
        let mut after = String::new();
        loop {
            let query = format!("{{ customers(first: 1, orderBy: {{ field: CREDIT_LIMIT, direction: DESC }}{after}) {{ nodes {{ name }} pageInfo {{ hasNextPage endCursor }} }} }}");
            let data = world.get(&finance, &query).await;
            paged.extend(names(&data, "customers"));
            if data["customers"]["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", data["customers"]["pageInfo"]["endCursor"]);
        }
        assert_eq!(paged, ["Alder", "Cedar", "Birch"], "ordered by the values that are shown");
    }

    async fn a_group_hangs_on_what_it_shows_and_its_members_open_no_door(hub: Hub) {
        let world = firm(hub).await;
        let lead = |practice: &str| viewer("lead", json!([{"role": "delivery_lead", "practices": [practice]}]), None);
        let query = "{ projects { nodes { name practice { name } tasks { nodes { name } } } } tasks { nodes { name } } customers { nodes { name } } engagements { nodes { name cap { amount } project { name } } } }";
        let data = world.get(&lead("Data"), query).await;
        assert_eq!(names(&data, "projects"), ["Project 21", "Project 23"]);
        assert_eq!(names(&data, "tasks"), ["Task 1", "Task 2", "Task 5"], "facts of every member");
        assert_eq!(names(&data, "customers"), ["Alder", "Cedar"]);
        assert_eq!(names(&data, "engagements"), [""; 0], "the contract is of a project of Cloud, whatever its customer");
        let cloud = world.get(&lead("Cloud"), query).await;
        assert_eq!(names(&cloud, "projects"), ["Project 22"], "the ERP's copy of project 21 opens no door to it: {cloud}");
        assert_eq!(cloud["projects"]["nodes"][0]["practice"]["name"], "Cloud", "and a practice that only the copy says counts");
        assert_eq!(names(&cloud, "tasks"), ["Task 3", "Task 4"]);
        assert_eq!(names(&cloud, "customers"), ["Birch"]);
        assert_eq!(names(&cloud, "engagements"), ["Contract"]);
        assert_eq!(cloud["engagements"]["nodes"][0]["cap"]["amount"], "9.0000");
        assert_eq!(cloud["engagements"]["nodes"][0]["project"]["name"], "Project 22");
        for id in ["prj_0000000000000015", "prj_000000000000001f"] {
            let found = world.get(&lead("Cloud"), &format!("{{ node(id: \"{id}\") {{ id }} }}")).await;
            assert_eq!(found["node"], Value::Null, "{id}");
            let found = world.get(&lead("Data"), &format!("{{ node(id: \"{id}\") {{ id }} }}")).await;
            assert_eq!(found["node"]["id"], "prj_0000000000000015", "every id of a group answers with its representative");
        }
    }
}
