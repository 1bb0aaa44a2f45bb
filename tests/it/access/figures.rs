//! Figures, their rows and the typed forms over the API, role by role, each answer of one moment.

use serde_json::{Value, json};
use throughline::access::Class;

use super::world::{Viewer, World, roles, viewer};
use crate::harness::hub::Hub;

const PERIOD: &str = r#"period: { from: "2026-01-01", to: "2026-02-28" }"#;

/// Each form with its values and the classes that they need.
fn forms() -> Vec<(&'static str, Vec<(&'static str, Vec<Class>)>)> {
    use Class::{Commercial, Cost, Plain};
    vec![
        (
            "margin",
            vec![
                ("revenue", vec![Commercial]),
                ("laborCost", vec![Cost]),
                ("expenseCost", vec![Cost]),
                ("cost", vec![Cost]),
                ("grossMargin", vec![Commercial, Cost]),
                ("grossMarginPct", vec![Commercial, Cost]),
            ],
        ),
        (
            "utilization",
            vec![
                ("billableUtilization", vec![Plain]),
                ("workedHours", vec![Plain]),
                ("capacity", vec![Plain]),
            ],
        ),
        ("billingLatency", vec![("workToInvoice", vec![Plain])]),
        (
            "integrationHealth",
            vec![("runSuccess", vec![Plain]), ("backlog", vec![Plain])],
        ),
        (
            "receivables",
            vec![
                ("receivables", vec![Commercial]),
                ("unappliedCash", vec![Commercial]),
            ],
        ),
        (
            "leakage",
            vec![
                ("leakage", vec![Commercial]),
                ("unbilledWip", vec![Commercial]),
            ],
        ),
    ]
}

for_each_database! {
    async fn the_typed_forms_answer_each_role_by_its_classes(hub: Hub) {
        let world = World::open(hub).await;
        for (who, classes) in roles() {
            for (form, values) in forms() {
                let fields: Vec<String> = values.iter().map(|(name, _)| format!("{name} {{ key state value population }}")).collect();
                let query = format!("{{ {form}({PERIOD}) {{ totalCount sequence asOf nodes {{ kind {} }} }} }}", fields.join(" "));
                let data = world.get(&who, &query).await;
                let row = &data[form]["nodes"][0];
                for (name, needed) in &values {
                    let value = &row[*name];
                    let aggregate = ["pmo", "delivery_lead", "executive"].contains(&who.name);
                    let full = needed.iter().all(|class| classes.contains(class));
                    let open = full || (aggregate && needed.iter().all(|class| classes.contains(class) || *class == Class::Cost));
                    let state = value["state"].as_str().unwrap();
                    if who.name == "nobody" || who.name == "admin" {
                        assert!(state == "EMPTY" || form == "integrationHealth", "{}: {form}.{name}: {value}", who.name);
                    } else if state != "EMPTY" {
                        assert_eq!(state == "MASKED", !open, "{}: {form}.{name}: {value}", who.name);
                    }
                    if state == "MASKED" {
                        assert_eq!(value["value"], Value::Null);
                    }
                }
            }
        }
    }

    async fn one_request_is_of_one_moment(hub: Hub) {
        let world = World::open(hub).await;
        let finance = viewer("finance", json!(["finance"]), None);
        let token = world.signed(&finance.claims);
        let query = format!("{{ viewer {{ sequence }} customers {{ totalCount }} metrics(keys: [\"worked_hours\"], {PERIOD}) {{ sequence nodes {{ values {{ value contributions {{ sequence }} }} }} }} }}");
        let alone = format!("{{ viewer {{ sequence }} metrics(keys: [\"worked_hours\"], {PERIOD}) {{ sequence }} }}");
        let check = async |query: &str| -> String {
            let answer = world.with(&token, query).await;
            let moment = answer["extensions"]["sequence"].as_str().unwrap().to_owned();
            assert_eq!(answer["data"]["viewer"]["sequence"], moment, "{answer}");
            assert_eq!(answer["data"]["metrics"]["sequence"], moment, "{answer}");
            for value in answer["data"]["metrics"]["nodes"].as_array().into_iter().flatten() {
                assert_eq!(value["values"][0]["contributions"]["sequence"], moment, "{answer}");
            }
            moment
        };
        assert_eq!(check(&query).await, "1");
        for tx in 2..5 {
            world.sql(&format!("INSERT INTO change_tx (tx, sequence, at, rows) VALUES ({tx}, {tx}, {}, 1)", 10 + tx)).await;
            // Figures alone answer at once, at the moment they are at; with rows they are brought to the rows' moment.
            assert!(check(&alone).await.parse::<i64>().unwrap() < tx, "nothing has brought the figures up yet");
            assert!(check(&query).await.parse::<i64>().unwrap() >= tx);
            let brought = check(&alone).await.parse::<i64>().unwrap();
            assert!(brought >= tx, "{brought}");
        }
    }
}

#[tokio::test]
async fn rows_behind_a_figure_follow_its_classes() {
    let world = World::open(Hub::sqlite().await).await;
    let behind = async |who: &Viewer, metric: &str| {
        let query = format!(
            "{{ contributions(metric: \"{metric}\", {PERIOD}, first: 200) {{ totalCount sum nodes {{ kind id projectId personId amount hours node {{ id }} provenance {{ system }} }} }} }}"
        );
        world.ask(who, &query).await
    };
    let finance = viewer("finance", json!(["finance"]), None);
    let rows = behind(&finance, "labor_cost").await;
    let list = rows["data"]["contributions"]["nodes"].as_array().unwrap();
    assert!(
        list.iter()
            .all(|row| row["kind"] == "time_entry" && row["node"]["id"] == row["id"]),
        "{rows}"
    );
    let executive = viewer("executive", json!(["executive"]), None);
    let rows = behind(&executive, "labor_cost").await;
    let list = rows["data"]["contributions"]["nodes"].as_array().unwrap();
    assert!(
        list.iter()
            .all(|row| row["personId"].is_null() && row["kind"] != "time_entry"),
        "{rows}"
    );
    assert_eq!(list.last().unwrap()["kind"], "WITHHELD", "{rows}");
    let hours = behind(&executive, "worked_hours").await;
    let list = hours["data"]["contributions"]["nodes"].as_array().unwrap();
    assert!(
        list.iter().all(|row| row["personId"].is_null()),
        "people by number of their row alone"
    );
    for role in ["account_lead", "integration_engineer", "admin"] {
        let who = viewer("somebody", json!([role]), Some(5));
        let refused = behind(&who, "labor_cost").await;
        let code = &refused["errors"][0]["extensions"]["code"];
        let empty = refused["data"]["contributions"]["totalCount"] == 0;
        assert!(code == "FIELD_NOT_PERMITTED" || empty, "{role}: {refused}");
    }
    // A row that a scope does not reach is as one that is not there.
    let lead = viewer(
        "lead",
        json!([{"role": "delivery_lead", "practices": ["Science"]}]),
        None,
    );
    let pinned = async |project: &str| {
        let query = format!(
            "{{ contributions(metric: \"revenue\", dimensions: [{{ dimension: PROJECT, id: \"{project}\" }}], {PERIOD}) {{ totalCount sum sequence }} }}"
        );
        world.ask(&lead, &query).await["data"].clone()
    };
    assert_eq!(
        pinned("prj_0000000000000001").await,
        pinned("prj_00000000000000ff").await
    );
    assert_eq!(
        pinned("prj_0000000000000001").await["contributions"]["totalCount"],
        0
    );
    assert_ne!(
        pinned("prj_0000000000000005").await["contributions"]["totalCount"],
        0
    );
}

#[tokio::test]
async fn names_of_people_follow_the_grant_that_reaches_them() {
    let world = World::open(Hub::sqlite().await).await;
    let query = format!(
        "{{ metrics(keys: [\"worked_hours\"], groupBy: [PERSON], {PERIOD}, first: 100) {{ nodes {{ dimensions {{ id label masked }} values {{ state }} }} }} people {{ nodes {{ id name }} }} }}"
    );
    let mixed = viewer(
        "mixed",
        json!([{"role": "delivery_lead", "practices": ["Science"]}, "executive"]),
        None,
    );
    let data = world.get(&mixed, &query).await;
    for row in data["metrics"]["nodes"].as_array().unwrap() {
        let own = row["dimensions"][0]["id"] == "per_0000000000000003";
        assert_eq!(row["dimensions"][0]["label"].is_null(), !own, "{row}");
        assert_eq!(row["dimensions"][0]["masked"], !own, "{row}");
        assert_eq!(
            row["values"][0]["state"] == "MASKED",
            !own,
            "a single person's figures are personal: {row}"
        );
    }
    for row in data["people"]["nodes"].as_array().unwrap() {
        assert_eq!(
            row["name"].is_null(),
            row["id"] != "per_0000000000000003",
            "{row}"
        );
    }
    let reader = viewer(
        "reader",
        json!([{"role": "bi_reader", "legalEntities": ["*"], "classes": ["plain", "commercial", "personal"]}]),
        None,
    );
    let data = world.get(&reader, &query).await;
    assert!(
        data["people"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| !row["name"].is_null())
    );
}

#[tokio::test]
async fn whoever_may_not_ask_for_the_figures_of_a_person_may_not_follow_them() {
    let world = World::open(Hub::sqlite().await).await;
    let person = r#"{ person: { eq: "per_0000000000000003" } }"#;
    let mut refused = Vec::new();
    for (who, classes) in roles() {
        for filter in [
            person.to_owned(),
            format!("{{ or: [{{ not: {person} }}] }}"),
        ] {
            let keys = r#"keys: ["worked_hours"]"#;
            let query =
                format!("{{ metrics({keys}, where: {filter}, {PERIOD}) {{ totalCount }} }}");
            let answer = world.ask(&who, &query).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            assert_eq!(
                code == "FIELD_NOT_PERMITTED",
                !classes.contains(&Class::Personal),
                "{}: {answer}",
                who.name
            );
            if code.is_null() {
                continue;
            }
            let query =
                format!("subscription {{ metricChanges({keys}, where: {filter}) {{ cursor }} }}");
            let told = world.first_event(&who, &query).await;
            assert!(told.contains("FIELD_NOT_PERMITTED"), "{}: {told}", who.name);
            refused.push(who.name);
        }
    }
    assert!(refused.contains(&"executive"), "{refused:?}");
}
