//! What moves: commit lag, ties, the recycle bin, feeds of deleted and updated ids.

use sandbox::firm::{Kind, ids};

use crate::stand::{code, stand};

#[tokio::test]
async fn changes_of_the_firm_arrive_after_the_commit_lag() {
    let stand = stand().await;
    stand.end.org.set(|settings| settings.commit_lag = 5);
    stand.later(3600);
    {
        let mut firm = stand.world.write();
        firm.customers[0].name = "Renamed".into();
        firm.touch(Kind::Customer, 1);
    }
    let query = "SELECT Name FROM Account WHERE SystemModstamp >= 2026-06-15T10:00:00Z";
    assert_eq!(stand.records(query).await.len(), 0);
    stand.later(5);
    assert_eq!(stand.records(query).await[0]["Name"], "Renamed");
}

#[tokio::test]
async fn tied_stamps_share_a_second_and_keep_their_order() {
    let stand = stand().await;
    stand.faults.tie_cursors(Some(86_400 * 400));
    let rows = stand
        .records("SELECT Id, SystemModstamp FROM Contract ORDER BY SystemModstamp, Id")
        .await;
    let stamps: std::collections::BTreeSet<_> = rows
        .iter()
        .map(|row| row["SystemModstamp"].to_string())
        .collect();
    assert!(stamps.len() <= 3 && rows.len() > 3);
    for pair in rows.windows(2) {
        let key =
            |row: &serde_json::Value| (row["SystemModstamp"].to_string(), row["Id"].to_string());
        assert!(key(&pair[0]) < key(&pair[1]));
    }
}

#[tokio::test]
async fn deletions_pass_the_recycle_bin_and_the_feed() {
    let stand = stand().await;
    let id = ids::salesforce(Kind::Engagement, 2);
    stand.world.write().delete(Kind::Engagement, 2);
    let one = format!("SELECT Id, IsDeleted, SystemModstamp FROM Contract WHERE Id = '{id}'");
    assert_eq!(stand.records(&one).await.len(), 0);
    let seen = stand.soql_all(&one).await;
    assert_eq!(seen["records"][0]["IsDeleted"], true);
    assert_eq!(
        seen["records"][0]["SystemModstamp"],
        "2026-06-15T09:00:00.000+0000"
    );
    let feed = async |end: &str| {
        stand
            .get(&format!(
                "/sobjects/Contract/deleted/?start=2026-06-15T08%3A00%3A00%2B00%3A00&end={end}"
            ))
            .await
    };
    let (_, body) = feed("2026-06-15T10%3A00%3A00Z").await;
    assert_eq!(body["deletedRecords"].as_array().unwrap().len(), 0);
    assert_eq!(body["latestDateCovered"], "2026-06-15T08:59:00.000+0000");
    stand.later(120);
    let (_, body) = feed("2026-06-15T10%3A00%3A00Z").await;
    assert_eq!(body["deletedRecords"][0]["id"], id.as_str());
    assert_eq!(body["latestDateCovered"], "2026-06-15T09:01:00.000+0000");
    assert_eq!(
        code(&feed("2026-06-15T08%3A00%3A30Z").await.1),
        "INVALID_REPLICATION_DATE"
    );
    stand.end.org.empty_bin();
    assert_eq!(stand.soql_all(&one).await["totalSize"], 0);
    assert_eq!(
        feed("2026-06-15T10%3A00%3A00Z").await.1["deletedRecords"][0]["id"],
        id.as_str()
    );
}

#[tokio::test]
async fn after_fifteen_days_the_bin_is_purged() {
    let mut stand = stand().await;
    stand.world.write().delete(Kind::Engagement, 3);
    let id = ids::salesforce(Kind::Engagement, 3);
    let one = format!("SELECT Id FROM Contract WHERE Id = '{id}'");
    assert_eq!(stand.soql_all(&one).await["totalSize"], 1);
    stand.later(86_400 * 16);
    stand.sign_in().await;
    assert_eq!(stand.soql_all(&one).await["totalSize"], 0);
    let (_, body) = stand.get("/sobjects/Contract/deleted/?start=2026-06-10T00%3A00%3A00Z&end=2026-06-30T00%3A00%3A00Z").await;
    assert!(body["deletedRecords"].as_array().unwrap().is_empty());
    assert_eq!(
        body["earliestDateAvailable"],
        "2026-06-16T09:00:00.000+0000"
    );
    let (_, body) = stand.get("/sobjects/Contract/updated/?start=2026-06-10T00%3A00%3A00Z&end=2026-06-30T00%3A00%3A00Z").await;
    assert!(body["ids"].is_array() && body["latestDateCovered"].is_string());
}
