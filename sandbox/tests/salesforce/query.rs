//! SOQL: what it finds, how pages go on, and how it is refused.

use sandbox::firm::Stage;
use serde_json::{Value, json};

use crate::stand::{code, stand};

#[tokio::test]
async fn records_are_the_firms_with_parents_and_children() {
    let stand = stand().await;
    let rows = stand
        .records("SELECT Id, Name, Amount, StageName, IsWon, CloseDate, CreatedDate, CurrencyIsoCode, Account.Name, Account.Owner.Name, Account.Owner.Email FROM Opportunity ORDER BY Id")
        .await;
    let (live, deal, account, owner) = {
        let firm = stand.world.read();
        let live = firm
            .opportunities
            .iter()
            .filter(|row| row.meta.live())
            .count();
        let live_account = |id: u32| firm.customer(id).unwrap().meta.live();
        let deal = firm
            .opportunities
            .iter()
            .find(|row| row.meta.live() && row.amount_minor.is_some() && live_account(row.customer))
            .unwrap()
            .clone();
        let account = firm.customer(deal.customer).unwrap().clone();
        let owner = firm.person(account.leader).unwrap().clone();
        (live, deal, account, owner)
    };
    assert_eq!(rows.len(), live);
    let id = sandbox::firm::ids::salesforce(sandbox::firm::Kind::Opportunity, deal.id);
    let row = rows.iter().find(|row| row["Id"] == id.as_str()).unwrap();
    assert_eq!(row["Name"], deal.name.as_str());
    assert_eq!(row["IsWon"], deal.stage == Stage::Won);
    assert_eq!(row["Account"]["Name"], account.name.as_str());
    assert_eq!(row["Account"]["Owner"]["Email"], owner.email.as_str());
    assert_eq!(
        row["attributes"]["url"],
        format!("/services/data/v61.0/sobjects/Opportunity/{id}")
    );
    assert!(row["Amount"].is_f64());
    assert!(row["CreatedDate"].as_str().unwrap().ends_with(".000+0000"));
    let nested = stand
        .records("SELECT Id, (SELECT StageName, CreatedDate FROM OpportunityHistories ORDER BY CreatedDate) FROM Opportunity")
        .await;
    let row = nested.iter().find(|row| row["Id"] == id.as_str()).unwrap();
    let moves = stand
        .world
        .read()
        .stage_moves
        .iter()
        .filter(|row| row.opportunity == deal.id)
        .count();
    assert_eq!(
        row["OpportunityHistories"]["records"]
            .as_array()
            .unwrap()
            .len(),
        moves
    );
    assert_eq!(row["OpportunityHistories"]["done"], true);
}

#[tokio::test]
async fn conditions_select_as_the_language_says() {
    let stand = stand().await;
    let all = stand.records("SELECT Id, Name, ParentId, Type, OwnerId, SystemModstamp FROM Account ORDER BY SystemModstamp, Id").await;
    let count = async |filter: &str| {
        stand
            .records(&format!("SELECT Id FROM Account WHERE {filter}"))
            .await
            .len()
    };
    let name = all[0]["Name"].as_str().unwrap();
    let quoted = name.to_uppercase().replace('\'', "\\'");
    assert_eq!(count(&format!("Name = '{quoted}'")).await, 1);
    assert_eq!(
        count(&format!("Name LIKE '{}%'", &quoted[..4])).await,
        all.iter()
            .filter(|row| row["Name"]
                .as_str()
                .unwrap()
                .to_uppercase()
                .starts_with(&quoted[..4]))
            .count()
    );
    let no_parent = all.iter().filter(|row| row["ParentId"].is_null()).count();
    assert_eq!(count("ParentId = null").await, no_parent);
    assert_eq!(count("NOT (ParentId = null)").await, all.len() - no_parent);
    let prospects = all.iter().filter(|row| row["Type"] == "Prospect").count();
    assert_eq!(count("Type IN ('Prospect','Nothing')").await, prospects);
    assert_eq!(
        count("Type NOT IN ('Prospect')").await,
        all.len() - prospects
    );
    assert_eq!(
        count("Type != 'Prospect' AND (ParentId != null OR IsDeleted = false)").await,
        all.len() - prospects
    );
    let short = &all[1]["Id"].as_str().unwrap()[..15];
    assert_eq!(count(&format!("Id = '{short}'")).await, 1);
    let stamp = all[2]["SystemModstamp"]
        .as_str()
        .unwrap()
        .replace(".000+0000", "Z");
    let id = all[2]["Id"].as_str().unwrap();
    let after = count(&format!(
        "(SystemModstamp = {stamp} AND Id > '{id}') OR SystemModstamp > {stamp}"
    ))
    .await;
    assert_eq!(after, all.len() - 3);
    assert_eq!(count(&format!("SystemModstamp < {stamp}")).await, 2);
    assert_eq!(
        count("Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)").await,
        {
            let won = stand
                .records("SELECT AccountId FROM Opportunity WHERE IsWon = true")
                .await;
            let ids: std::collections::BTreeSet<_> = won
                .iter()
                .filter_map(|row| row["AccountId"].as_str())
                .collect();
            all.iter()
                .filter(|row| ids.contains(row["Id"].as_str().unwrap()))
                .count()
        }
    );
    let sorted = stand
        .records("SELECT Name FROM Account ORDER BY Name DESC LIMIT 3")
        .await;
    assert_eq!(sorted.len(), 3);
    assert!(sorted[0]["Name"].as_str() >= sorted[1]["Name"].as_str());
}

#[tokio::test]
async fn totals_count_sum_and_group() {
    let stand = stand().await;
    let (_, counted) = stand.soql("SELECT COUNT() FROM Opportunity").await;
    let rows = stand
        .records("SELECT Id, Amount, StageName FROM Opportunity")
        .await;
    assert_eq!(
        counted,
        json!({"totalSize": rows.len(), "done": true, "records": []})
    );
    let (_, grouped) = stand.soql("SELECT StageName, COUNT(Id) n, SUM(Amount), MAX(SystemModstamp) last FROM Opportunity GROUP BY StageName").await;
    let groups = grouped["records"].as_array().unwrap();
    let sum: f64 = groups
        .iter()
        .filter_map(|group| group["expr0"].as_f64())
        .sum();
    let expected: f64 = rows.iter().filter_map(|row| row["Amount"].as_f64()).sum();
    assert!((sum - expected).abs() < 0.01);
    let n: i64 = groups
        .iter()
        .map(|group| group["n"].as_i64().unwrap())
        .sum();
    assert_eq!(n as usize, rows.len());
    assert_eq!(groups[0]["attributes"], json!({"type": "AggregateResult"}));
    assert!(groups[0]["last"].as_str().unwrap().ends_with("+0000"));
}

#[tokio::test]
async fn pages_end_and_old_locators_are_dropped() {
    let stand = stand().await;
    stand.end.org.set(|settings| {
        settings.page_size = 4;
        settings.locators = 2;
    });
    let query = "SELECT Id FROM OpportunityHistory ORDER BY SystemModstamp, Id";
    let rows = stand.records(query).await;
    let ids: std::collections::BTreeSet<_> = rows.iter().map(|row| row["Id"].to_string()).collect();
    assert_eq!(
        ids.len(),
        stand.end.org.count("OpportunityHistory").unwrap()
    );
    let next = async || {
        stand.soql(query).await.1["nextRecordsUrl"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = next().await;
    let again = next().await;
    assert_eq!(stand.get(&first).await.0, 200);
    let _third = next().await;
    let (status, body) = stand.get(&first).await;
    assert_eq!(
        (status.as_u16(), code(&body)),
        (400, "INVALID_QUERY_LOCATOR")
    );
    stand.later(901);
    assert_eq!(code(&stand.get(&again).await.1), "INVALID_QUERY_LOCATOR");
    let empty = "SELECT Id FROM Account WHERE Name = 'nobody'";
    assert_eq!(
        stand.soql(empty).await.1,
        json!({"totalSize": 0, "done": true, "records": []})
    );
    stand.end.org.set(|settings| settings.omit_done = true);
    assert_eq!(
        stand.soql(empty).await.1,
        json!({"totalSize": 0, "records": []})
    );
}

#[tokio::test]
async fn refusals_name_the_place() {
    let stand = stand().await;
    let refused = async |query: &str| {
        let (status, body) = stand.soql(query).await;
        assert_eq!(status, 400, "{body}");
        let message = body[0]["message"].as_str().unwrap().to_owned();
        (code(&body).to_owned(), message)
    };
    let (code, message) = refused("SELECT Foo__c FROM Account").await;
    assert_eq!(code, "INVALID_FIELD");
    assert!(message.starts_with("\nSELECT Foo__c FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo__c' on entity 'Account'."), "{message}");
    assert_eq!(refused("SELECT Id FROM Nothing__c").await.0, "INVALID_TYPE");
    assert_eq!(refused("SELECT Id FROM").await.0, "MALFORMED_QUERY");
    assert_eq!(
        refused("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'")
            .await
            .0,
        "MALFORMED_QUERY"
    );
    assert_eq!(
        refused("SELECT Id FROM Account WHERE CreatedDate > '2024-01-01T00:00:00Z'")
            .await
            .0,
        "INVALID_FIELD"
    );
    assert_eq!(
        refused("SELECT Id FROM Account WHERE Name = 5").await.0,
        "INVALID_FIELD"
    );
    assert_eq!(
        refused("SELECT Id FROM Account WHERE Id = 'x'").await.0,
        "INVALID_QUERY_FILTER_OPERATOR"
    );
    assert_eq!(
        refused("SELECT Id, Wrong.Name FROM Account").await.0,
        "INVALID_FIELD"
    );
    assert_eq!(
        refused("SELECT Name, COUNT(Id) FROM Account GROUP BY Type")
            .await
            .0,
        "MALFORMED_QUERY"
    );
    let long = format!(
        "SELECT Id FROM Account WHERE Name = '{}'",
        "x".repeat(17_000)
    );
    assert_eq!(stand.soql(&long).await.0.as_u16(), 414);
}

#[tokio::test]
async fn hidden_fields_and_single_currency_orgs_look_as_if_fields_did_not_exist() {
    let stand = stand().await;
    let fields = async || {
        let (_, body) = stand.get("/sobjects/Account/describe").await;
        let list = body["fields"].as_array().unwrap().clone();
        list.into_iter()
            .map(|field| field["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(fields().await.contains(&"Tax_Id__c".to_owned()));
    stand
        .end
        .org
        .set(|settings| settings.hide("Account", "Tax_Id__c"));
    assert!(!fields().await.contains(&"Tax_Id__c".to_owned()));
    let (_, body) = stand.soql("SELECT Tax_Id__c FROM Account").await;
    assert_eq!(code(&body), "INVALID_FIELD");
    stand
        .end
        .org
        .set(|settings| settings.multi_currency = false);
    assert!(!fields().await.contains(&"CurrencyIsoCode".to_owned()));
    assert_eq!(
        code(&stand.soql("SELECT CurrencyIsoCode FROM Contract").await.1),
        "INVALID_FIELD"
    );
    assert_eq!(
        code(&stand.soql("SELECT IsoCode FROM CurrencyType").await.1),
        "INVALID_TYPE"
    );
    let (_, list) = stand.get("/sobjects").await;
    let names: Vec<&Value> = list["sobjects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| &object["name"])
        .collect();
    assert!(names.contains(&&json!("Contract")) && !names.contains(&&json!("CurrencyType")));
}

#[tokio::test]
async fn rates_are_units_for_one_of_the_corporate_currency() {
    let stand = stand().await;
    let types = stand.records("SELECT IsoCode, ConversionRate, DecimalPlaces, IsCorporate FROM CurrencyType ORDER BY IsoCode").await;
    assert_eq!(types.len(), 4);
    assert_eq!(types[3]["ConversionRate"], 1.0);
    assert!(types[2]["ConversionRate"].as_f64().unwrap() > 50.0);
    assert_eq!(types[2]["DecimalPlaces"], 0);
    let dated = stand.records("SELECT IsoCode, StartDate, NextStartDate, ConversionRate FROM DatedConversionRate WHERE IsoCode = 'EUR' ORDER BY StartDate").await;
    for pair in dated.windows(2) {
        assert_eq!(pair[0]["NextStartDate"], pair[1]["StartDate"]);
    }
    assert_eq!(dated.last().unwrap()["NextStartDate"], "9999-12-31");
}
