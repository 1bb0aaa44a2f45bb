//! Bulk API 2.0 query jobs.

use reqwest::Method;
use sandbox::vendor::salesforce::{Options, Settings};
use serde_json::{Value, json};

use crate::stand::{Stand, code, stand, stand_with};

async fn create(stand: &Stand, query: &str) -> (u16, Value) {
    let body = json!({"operation": "queryAll", "query": query, "contentType": "CSV", "columnDelimiter": "COMMA", "lineEnding": "LF"});
    let (status, body) = stand.send(Method::POST, "/jobs/query", body).await;
    (status.as_u16(), body)
}

async fn csv(stand: &Stand, path: &str) -> (String, Option<String>, String) {
    let reply = stand.ask(Method::GET, path).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let head = |name: &str| {
        reply
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let (locator, number) = (
        head("sforce-locator"),
        head("sforce-numberofrecords").unwrap(),
    );
    (reply.text().await.unwrap(), locator, number)
}

#[tokio::test]
async fn a_job_runs_and_its_pages_can_be_read_again() {
    let stand = stand().await;
    let (status, job) = create(
        &stand,
        "SELECT Id, Name, SystemModstamp, Account.Name, Contract_Value__c FROM Contract",
    )
    .await;
    assert_eq!(status, 200, "{job}");
    assert_eq!(job["state"], "UploadComplete");
    assert_eq!(job["apiVersion"], 61.0);
    assert!(job.get("jobType").is_none());
    let path = format!("/jobs/query/{}", job["id"].as_str().unwrap());
    assert_eq!(stand.get(&format!("{path}/results")).await.0, 400);
    assert_eq!(
        stand
            .ask(Method::DELETE, &path)
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
    assert_eq!(stand.get(&path).await.1["state"], "InProgress");
    let (_, done) = stand.get(&path).await;
    assert_eq!(done["state"], "JobComplete");
    assert_eq!(done["jobType"], "V2Query");
    let total = done["numberRecordsProcessed"].as_u64().unwrap();
    let mut rows = 0;
    let mut locator = String::new();
    loop {
        let page = format!("{path}/results?maxRecords=3{locator}");
        let (text, next, number) = csv(&stand, &page).await;
        assert_eq!(csv(&stand, &page).await.0, text);
        assert!(text.starts_with(
            "\"Id\",\"Name\",\"SystemModstamp\",\"Account.Name\",\"Contract_Value__c\"\n"
        ));
        assert!(text.lines().nth(1).unwrap().contains(".000Z\""));
        rows += number.parse::<u64>().unwrap();
        match next.as_deref() {
            Some("null") => break,
            Some(next) => locator = format!("&locator={next}"),
            None => panic!("a locator is always there"),
        }
    }
    assert_eq!(rows, total);
    let (_, pages) = stand.get(&format!("{path}/resultPages?maxRecords=3")).await;
    assert!(pages["resultPages"].as_array().unwrap().len() <= 5);
    let other = path.clone();
    let (status, body) = stand.get(&format!("/services/data/v60.0{other}")).await;
    assert_eq!(
        (status.as_u16(), code(&body)),
        (409, "API_VERSION_MISMATCH")
    );
    assert_eq!(
        stand
            .ask(Method::DELETE, &path)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(code(&stand.get(&path).await.1), "NOT_FOUND");
}

#[tokio::test]
async fn what_bulk_does_not_do_is_refused() {
    let stand = stand().await;
    assert_eq!(
        code(
            &create(&stand, "SELECT Id FROM OpportunityFieldHistory")
                .await
                .1
        ),
        "INVALIDENTITY"
    );
    assert_eq!(
        code(&create(&stand, "SELECT COUNT(Id) FROM Account").await.1),
        "API_ERROR"
    );
    assert_eq!(
        code(
            &create(
                &stand,
                "SELECT Id, (SELECT Id FROM Opportunities) FROM Account"
            )
            .await
            .1
        ),
        "API_ERROR"
    );
    assert_eq!(
        code(&create(&stand, "SELECT Nope FROM Account").await.1),
        "INVALID_FIELD"
    );
    stand
        .end
        .org
        .set(|settings| settings.bulk_failure = Some("Timeout".into()));
    let (_, job) = create(&stand, "SELECT Id FROM Account").await;
    let path = format!("/jobs/query/{}", job["id"].as_str().unwrap());
    stand.get(&path).await;
    let (_, failed) = stand.get(&path).await;
    assert_eq!(
        (&failed["state"], &failed["errorMessage"]),
        (&json!("Failed"), &json!("Timeout"))
    );
    let (_, job) = create(&stand, "SELECT Id FROM Account").await;
    let path = format!("/jobs/query/{}", job["id"].as_str().unwrap());
    let (_, aborted) = stand
        .send(Method::PATCH, &path, json!({"state": "Aborted"}))
        .await;
    assert_eq!(aborted["state"], "Aborted");
}

#[tokio::test]
async fn csv_has_its_oddities() {
    let settings = Settings {
        csv_quirks: true,
        omit_locator: true,
        bulk_polls: 0,
        ..Settings::default()
    };
    let stand = stand_with(Options {
        settings,
        ..Options::default()
    })
    .await;
    let (_, job) = create(&stand, "SELECT Id, Name, Description FROM Account").await;
    let path = format!("/jobs/query/{}/results", job["id"].as_str().unwrap());
    let (text, locator, _) = csv(&stand, &path).await;
    assert_eq!(locator, None);
    assert!(text.contains('\0'));
    assert!(text.contains("days.\n\"\"Preferred\"\""));
    let (_, job) = create(&stand, "SELECT Id FROM Account WHERE Name = 'nobody'").await;
    let path = format!("/jobs/query/{}/results", job["id"].as_str().unwrap());
    assert_eq!(csv(&stand, &path).await.0, "");
}
