//! The record service: stamps in UTC, writes, external ids, deletions.

use reqwest::{Method, StatusCode};
use sandbox::firm::{Kind, ids};
use sandbox::vendor::netsuite::settings::Settings;
use serde_json::{Value, json};

use super::client::{Sandbox, start, text};

async fn get(sandbox: &Sandbox, path: &str) -> (StatusCode, Value) {
    let response = sandbox
        .request(Method::GET, &format!("record/v1/{path}"))
        .send()
        .await
        .unwrap();
    (response.status(), response.json().await.unwrap())
}

async fn write(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
    body: Value,
    strict: bool,
) -> (u16, Option<String>, String) {
    let mut request = sandbox
        .request(method, &format!("record/v1/{path}"))
        .json(&body);
    if strict {
        request = request.header("X-NetSuite-PropertyNameValidation", "Error");
    }
    let response = request.send().await.unwrap();
    let location = response
        .headers()
        .get("location")
        .map(|text| text.to_str().unwrap().to_owned());
    (
        response.status().as_u16(),
        location,
        response.text().await.unwrap(),
    )
}

#[tokio::test]
async fn records_tell_instants_in_utc() {
    let sandbox = start(Settings::default()).await;
    let q = "SELECT id, TO_CHAR(lastmodifieddate,'YYYY-MM-DD HH24:MI:SS') AS lm, tranid FROM transaction WHERE type = 'CustInvc' ORDER BY id FETCH FIRST 1 ROWS ONLY";
    let row = sandbox.ask(q).await.remove(0);
    let (status, record) = get(&sandbox, &format!("invoice/{}", text(&row, "id").unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{record}");
    assert_eq!(record["tranId"].as_str(), text(&row, "tranid"));
    let utc: chrono::DateTime<chrono::Utc> = record["lastModifiedDate"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let local = utc
        .with_timezone(&chrono_tz::Tz::America__Los_Angeles)
        .format("%Y-%m-%d %H:%M:%S")
        .to_string();
    assert_eq!(Some(local.as_str()), text(&row, "lm"));
    assert!(record["total"].is_number() && record["entity"]["id"].is_string());

    let (_, time) = get(&sandbox, "timeBill/1").await;
    assert!(time["hours"].as_str().unwrap().contains(':'), "{time}");
    let (status, body) = get(&sandbox, "invoice/1").await;
    assert_eq!(
        (status, body["o:errorDetails"][0]["o:errorCode"].as_str()),
        (StatusCode::NOT_FOUND, Some("NONEXISTENT_ID"))
    );
    assert_eq!(get(&sandbox, "nonsense/1").await.0, StatusCode::NOT_FOUND);
    let (_, list) = get(&sandbox, "customer?limit=2&offset=0").await;
    assert_eq!(list["count"], 2);
    let (_, catalogue) = get(&sandbox, "metadata-catalog").await;
    assert!(
        catalogue["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["name"] == "timeBill")
    );
    let (_, schema) = get(&sandbox, "metadata-catalog/job").await;
    assert!(schema["properties"]["lastModifiedDate"].is_object());
}

#[tokio::test]
async fn writes_answer_with_a_location_only() {
    let sandbox = start(Settings::default()).await;
    let body = json!({"companyName": "Contoso GmbH", "externalId": "nhub:cust:42", "nonsense": 1});
    let (status, location, text) =
        write(&sandbox, Method::POST, "customer", body.clone(), false).await;
    assert_eq!((status, text.as_str()), (204, ""));
    let path = location
        .unwrap()
        .split("/record/v1/")
        .nth(1)
        .unwrap()
        .to_owned();
    let (_, record) = get(&sandbox, &path).await;
    assert_eq!(record["companyName"], "Contoso GmbH");
    assert!(record.get("nonsense").is_none());
    assert_eq!(
        get(&sandbox, "customer/eid:nhub:cust:42").await.1["id"],
        record["id"]
    );
    let (status, _, text) = write(&sandbox, Method::POST, "customer", body.clone(), false).await;
    assert_eq!(status, 400);
    assert!(text.contains("already exists"));
    let (status, _, text) = write(&sandbox, Method::PATCH, &path, body, true).await;
    assert_eq!(status, 400);
    assert!(text.contains("\"o:errorPath\":\"nonsense\""));
    let upsert = json!({"companyName": "Contoso AG"});
    for _ in 0..2 {
        assert_eq!(
            write(
                &sandbox,
                Method::PUT,
                "customer/eid:nhub:cust:43",
                upsert.clone(),
                true
            )
            .await
            .0,
            204
        );
    }
    assert_eq!(
        write(&sandbox, Method::PUT, &path, upsert, true).await.0,
        400
    );
    assert_eq!(
        write(
            &sandbox,
            Method::PATCH,
            "customer/eid:none",
            json!({}),
            true
        )
        .await
        .0,
        404
    );
    assert_eq!(
        write(
            &sandbox,
            Method::DELETE,
            "customer/eid:nhub:cust:43",
            json!({}),
            false
        )
        .await
        .0,
        204
    );
    assert_eq!(
        get(&sandbox, "customer/eid:nhub:cust:43").await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_job_written_for_a_waiting_project_is_that_projects_job() {
    let sandbox = start(Settings::default()).await;
    let project = {
        let mut firm = sandbox.world.write();
        let id = firm.projects.last().unwrap().id;
        firm.projects.last_mut().unwrap().job_created_at = None;
        firm.touch(Kind::Project, id);
        id
    };
    let external = format!("kantata:workspace:{}", ids::kantata(Kind::Project, project));
    let q = format!("SELECT COUNT(*) FROM job WHERE externalid = '{external}'");
    assert_eq!(sandbox.cell(&q).await, "0");
    let (status, ..) = write(
        &sandbox,
        Method::PUT,
        &format!("job/eid:{external}"),
        json!({"companyName": "x"}),
        true,
    )
    .await;
    assert_eq!(status, 204);
    assert_eq!(sandbox.cell(&q).await, "1");
}

#[tokio::test]
async fn a_deleted_invoice_is_told_without_its_lines() {
    let sandbox = start(Settings::default()).await;
    let id = sandbox
        .cell("SELECT MIN(id) FROM transaction WHERE type = 'CustInvc'")
        .await;
    let told =
        format!("SELECT recordtypeid, scriptid, type FROM deletedrecord WHERE recordid = {id}");
    assert!(sandbox.ask(&told).await.is_empty());
    assert_eq!(
        write(
            &sandbox,
            Method::DELETE,
            &format!("invoice/{id}"),
            json!({}),
            false
        )
        .await
        .0,
        204
    );
    assert_eq!(
        sandbox
            .cell(&format!("SELECT COUNT(*) FROM transaction WHERE id = {id}"))
            .await,
        "0"
    );
    assert_eq!(
        sandbox
            .cell(&format!(
                "SELECT COUNT(*) FROM transactionline WHERE transaction = {id}"
            ))
            .await,
        "0"
    );
    let rows = sandbox.ask(&told).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (
            text(&rows[0], "recordtypeid"),
            text(&rows[0], "scriptid"),
            text(&rows[0], "type")
        ),
        (Some("-30"), Some("transaction"), Some("Invoice"))
    );
}
