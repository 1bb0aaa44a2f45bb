//! Writes: single records, upsert by external id, collections and composites.

use reqwest::Method;
use sandbox::firm::{Kind, ids};
use serde_json::{Value, json};

use crate::stand::{code, stand};

#[tokio::test]
async fn a_record_lives_from_insert_to_delete() {
    let stand = stand().await;
    let (status, made) = stand
        .send(
            Method::POST,
            "/sobjects/Account",
            json!({"Name": "New", "CurrencyIsoCode": "EUR"}),
        )
        .await;
    assert_eq!((status.as_u16(), &made["success"]), (201, &json!(true)));
    let path = format!("/sobjects/Account/{}", made["id"].as_str().unwrap());
    stand.later(60);
    assert_eq!(
        stand
            .send(
                Method::PATCH,
                &path,
                json!({"Open_Balance__c": 12.5, "Payment_Status__c": "CURRENT"})
            )
            .await
            .0,
        204
    );
    let (_, row) = stand
        .get(&format!(
            "{path}?fields=Name,Open_Balance__c,SystemModstamp,CreatedDate"
        ))
        .await;
    assert_eq!(row["Open_Balance__c"], 12.5);
    assert_eq!(row["SystemModstamp"], "2026-06-15T09:01:00.000+0000");
    assert_eq!(row["CreatedDate"], "2026-06-15T09:00:00.000+0000");
    let found = stand
        .records("SELECT Name FROM Account WHERE SystemModstamp >= 2026-06-15T09:01:00Z")
        .await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        stand
            .ask(Method::DELETE, &path)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    let (status, body) = stand.get(&path).await;
    assert_eq!((status.as_u16(), code(&body)), (404, "ENTITY_IS_DELETED"));
    let (status, body) = stand
        .send(Method::POST, "/sobjects/Account", json!({"Phone": "1"}))
        .await;
    assert_eq!(
        (status.as_u16(), code(&body)),
        (400, "REQUIRED_FIELD_MISSING")
    );
    assert_eq!(body[0]["fields"], json!(["Name"]));
    let existing = format!("/sobjects/Account/{}", ids::salesforce(Kind::Customer, 1));
    let refused =
        async |body: Value| code(&stand.send(Method::PATCH, &existing, body).await.1).to_owned();
    assert_eq!(refused(json!({"Nope": 1})).await, "INVALID_FIELD");
    assert_eq!(
        refused(json!({"MasterRecordId": null})).await,
        "INVALID_FIELD_FOR_INSERT_UPDATE"
    );
    assert_eq!(
        refused(json!({"Open_Balance__c": true})).await,
        "INVALID_TYPE_ON_FIELD_IN_RECORD"
    );
    stand.end.org.set(|settings| settings.locked_rows = 1);
    let (_, body) = stand
        .send(Method::PATCH, &existing, json!({"Phone": "1"}))
        .await;
    assert_eq!(
        (code(&body), &body[0]["fields"]),
        ("UNABLE_TO_LOCK_ROW", &json!([]))
    );
    assert_eq!(
        stand
            .send(Method::PATCH, &existing, json!({"Phone": "1"}))
            .await
            .0,
        204
    );
}

#[tokio::test]
async fn upsert_by_external_id_answers_by_what_it_found() {
    let stand = stand().await;
    let path = "/sobjects/Account/Hub_Key__c/k%2F1";
    let body = json!({"Name": "Keyed"});
    assert_eq!(
        stand
            .send(
                Method::PATCH,
                &format!("{path}?updateOnly=true"),
                body.clone()
            )
            .await
            .0,
        404
    );
    let (status, made) = stand.send(Method::PATCH, path, body.clone()).await;
    assert_eq!((status.as_u16(), &made["created"]), (201, &json!(true)));
    let (status, again) = stand.send(Method::PATCH, path, body.clone()).await;
    assert_eq!((status.as_u16(), &again["created"]), (200, &json!(false)));
    assert_eq!(made["id"], again["id"]);
    let old = format!("/services/data/v45.0{path}");
    assert_eq!(stand.send(Method::PATCH, &old, body.clone()).await.0, 204);
    stand
        .send(
            Method::POST,
            "/sobjects/Account",
            json!({"Name": "Twin", "Hub_Key__c": "k/1"}),
        )
        .await;
    let (status, several) = stand.send(Method::PATCH, path, body.clone()).await;
    assert_eq!(
        (status.as_u16(), several.as_array().unwrap().len()),
        (300, 2)
    );
    assert_eq!(
        stand
            .send(Method::PATCH, "/sobjects/Account/Phone/1", body)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn collections_succeed_in_part_or_not_at_all() {
    let stand = stand().await;
    let records = json!([
        {"attributes": {"type": "Account"}, "Name": "One"},
        {"attributes": {"type": "Account"}, "Phone": "1"}]);
    let count = stand.end.org.count("Account").unwrap();
    let (status, part) = stand
        .send(
            Method::POST,
            "/composite/sobjects",
            json!({"allOrNone": false, "records": records}),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        (&part[0]["success"], &part[1]["errors"][0]["statusCode"]),
        (&json!(true), &json!("REQUIRED_FIELD_MISSING"))
    );
    assert_eq!(stand.end.org.count("Account").unwrap(), count + 1);
    let (_, none) = stand
        .send(
            Method::POST,
            "/composite/sobjects",
            json!({"allOrNone": true, "records": records}),
        )
        .await;
    assert_eq!(
        none[0]["errors"][0]["statusCode"],
        "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    );
    assert_eq!(stand.end.org.count("Account").unwrap(), count + 1);
    let keyed = json!({"records": [
        {"attributes": {"type": "Account"}, "Hub_Key__c": "a", "Name": "A"},
        {"attributes": {"type": "Account"}, "Hub_Key__c": "a", "Phone": "2"}]});
    let (_, done) = stand
        .send(
            Method::PATCH,
            "/composite/sobjects/Account/Hub_Key__c",
            keyed,
        )
        .await;
    assert_eq!(
        (&done[0]["created"], &done[1]["created"]),
        (&json!(true), &json!(false))
    );
    let ids = done[0]["id"].as_str().unwrap();
    let (_, gone) = stand
        .send(
            Method::DELETE,
            &format!("/composite/sobjects?ids={ids}"),
            Value::Null,
        )
        .await;
    assert_eq!(gone[0]["success"], true);
    let many = vec![json!({"attributes": {"type": "Account"}, "Name": "X"}); 201];
    assert_eq!(
        stand
            .send(
                Method::POST,
                "/composite/sobjects",
                json!({"records": many})
            )
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn composites_pass_ids_on_and_roll_back_together() {
    let stand = stand().await;
    let deal = |stage: Value| {
        json!({"allOrNone": true, "compositeRequest": [
            {"method": "POST", "url": "/services/data/v61.0/sobjects/Account", "referenceId": "a", "body": {"Name": "C"}},
            {"method": "POST", "url": "/services/data/v61.0/sobjects/Opportunity", "referenceId": "o",
             "body": {"Name": "D", "AccountId": "@{a.id}", "StageName": stage, "CloseDate": "2026-07-01"}}]})
    };
    let before = stand.end.org.count("Account").unwrap();
    let (_, done) = stand
        .send(Method::POST, "/composite", deal(json!("Qualification")))
        .await;
    assert_eq!(
        done["compositeResponse"][1]["httpStatusCode"], 201,
        "{done}"
    );
    let (_, undone) = stand
        .send(Method::POST, "/composite", deal(Value::Null))
        .await;
    assert_eq!(
        undone["compositeResponse"][0]["body"][0]["errorCode"],
        "PROCESSING_HALTED"
    );
    assert_eq!(stand.end.org.count("Account").unwrap(), before + 1);
    let batch = json!({"batchRequests": [
        {"method": "GET", "url": "v61.0/sobjects/Account/describe"}, {"method": "GET", "url": "v61.0/sobjects/Nope/describe"}]});
    let (_, body) = stand.send(Method::POST, "/composite/batch", batch).await;
    assert_eq!(
        (&body["hasErrors"], &body["results"][0]["statusCode"]),
        (&json!(true), &json!(200))
    );
    assert_eq!(body["results"][1]["statusCode"], 404);
}
