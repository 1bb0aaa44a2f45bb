//! Certinia's objects tell the same truth as the firm.

use std::collections::BTreeMap;

use sandbox::firm::{Decision, Kind};
use sandbox::vendor::salesforce::Options;
use serde_json::Value;

use crate::stand::{Stand, code, stand, stand_with};

async fn certinia() -> Stand {
    stand_with(Options {
        psa: true,
        ..Options::default()
    })
    .await
}

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or_default()
}

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

#[tokio::test]
async fn the_package_is_absent_unless_asked_for() {
    let stand = stand().await;
    assert_eq!(
        code(&stand.soql("SELECT Id FROM pse__Proj__c").await.1),
        "INVALID_TYPE"
    );
    assert_eq!(stand.get("/sobjects/pse__Proj__c/describe").await.0, 404);
}

#[tokio::test]
async fn weekly_timecards_hold_every_minute_once() {
    let stand = certinia().await;
    let columns: Vec<String> = DAYS
        .iter()
        .map(|day| format!("pse__{day}_Hours__c"))
        .collect();
    let rows = stand
        .records(&format!("SELECT Id, pse__Status__c, pse__Approved__c, pse__Total_Hours__c, {} FROM pse__Timecard_Header__c", columns.join(", ")))
        .await;
    let (minutes, approved) = {
        let firm = stand.world.read();
        let live = || firm.time_entries.iter().filter(|row| row.meta.live());
        let corrections: i64 = firm
            .adjustments
            .iter()
            .filter(|row| row.meta.live())
            .map(|row| i64::from(row.minutes))
            .sum();
        let all: i64 = live().map(|row| i64::from(row.minutes)).sum::<i64>() + corrections;
        let approved: i64 = live()
            .filter(|row| row.approved)
            .map(|row| i64::from(row.minutes))
            .sum::<i64>()
            + corrections;
        (all, approved)
    };
    // Hours show two decimals, so compare per weekday column, each rounded to a minute.
    let of = |row: &Value| {
        columns
            .iter()
            .map(|name| (number(row, name) * 60.0).round() as i64)
            .sum::<i64>()
    };
    assert_eq!(rows.iter().map(of).sum::<i64>(), minutes);
    let seen: i64 = rows
        .iter()
        .filter(|row| row["pse__Approved__c"] == true)
        .map(of)
        .sum();
    assert_eq!(seen, approved);
    let splits = stand.records("SELECT pse__Total_Hours__c, pse__Timecard_Header__c, pse__Start_Date__c, pse__End_Date__c FROM pse__Timecard__c").await;
    let mut by_header: BTreeMap<&str, f64> = BTreeMap::new();
    for split in &splits {
        assert_eq!(
            split["pse__Start_Date__c"].as_str().unwrap()[..7],
            split["pse__End_Date__c"].as_str().unwrap()[..7]
        );
        *by_header
            .entry(split["pse__Timecard_Header__c"].as_str().unwrap())
            .or_default() += number(split, "pse__Total_Hours__c");
    }
    for row in rows
        .iter()
        .filter(|row| row["pse__Approved__c"] == true && number(row, "pse__Total_Hours__c") != 0.0)
    {
        let split = by_header[row["Id"].as_str().unwrap()];
        assert!((split - number(row, "pse__Total_Hours__c")).abs() < 0.02);
    }
}

#[tokio::test]
async fn approvals_are_in_the_process_history() {
    let stand = certinia().await;
    let rows = stand
        .records("SELECT TargetObjectId, CompletedDate, Status, (SELECT StepStatus, ActorId, CreatedDate FROM Steps WHERE StepStatus = 'Approved') FROM ProcessInstance WHERE Status = 'Approved'")
        .await;
    assert!(!rows.is_empty());
    for row in &rows {
        let steps = row["Steps"]["records"].as_array().unwrap();
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0]["CreatedDate"], row["CompletedDate"]);
    }
    let headers = stand.records("SELECT Id FROM pse__Timecard_Header__c WHERE pse__Status__c = 'Approved' AND pse__Time_Credited__c = false").await;
    let targets: std::collections::BTreeSet<_> = rows
        .iter()
        .map(|row| row["TargetObjectId"].to_string())
        .collect();
    let known = headers
        .iter()
        .filter(|row| targets.contains(&row["Id"].to_string()))
        .count();
    assert!(
        known * 10 > headers.len() * 8,
        "{known} of {}",
        headers.len()
    );
}

#[tokio::test]
async fn projects_money_and_people_agree_with_the_firm() {
    let stand = certinia().await;
    let projects = stand.records("SELECT Id, pse__Account__r.Name, pse__Region__r.Name, pse__Project_Manager__r.Email FROM pse__Proj__c").await;
    let invoices = stand.records("SELECT Name, c2g__InvoiceTotal__c, c2g__OutstandingValue__c, CurrencyIsoCode FROM c2g__codaInvoice__c WHERE c2g__InvoiceStatus__c = 'Complete'").await;
    let items = stand.records("SELECT pse__Amount__c, pse__Billing_Event__r.pse__Invoice_Number__c FROM pse__Billing_Event_Item__c").await;
    let expenses = stand
        .records("SELECT pse__Amount__c FROM pse__Expense__c")
        .await;
    let resources = stand
        .records("SELECT Id FROM Contact WHERE pse__Is_Resource__c = true")
        .await;
    let cash = stand
        .records("SELECT c2g__NetValue__c FROM c2g__codaCashEntry__c")
        .await;
    let rates = stand
        .records("SELECT Id, pse__Suggested_Bill_Rate__c, pse__Role__c FROM pse__Rate_Card__c")
        .await;
    let firm = stand.world.read();
    assert_eq!(
        projects.len(),
        firm.projects
            .iter()
            .filter(|row| row.meta.live() && row.activated_at.is_some())
            .count()
    );
    assert!(
        projects
            .iter()
            .all(|row| row["pse__Region__r"]["Name"].is_string())
    );
    let issued: Vec<_> = firm
        .invoices
        .iter()
        .filter(|row| row.meta.live() && row.status.issued() && row.erp_created_at.is_some())
        .collect();
    assert_eq!(invoices.len(), issued.len());
    let open: f64 = invoices
        .iter()
        .map(|row| number(row, "c2g__OutstandingValue__c"))
        .sum();
    let truth: f64 = issued
        .iter()
        .map(|row| {
            row.currency
                .decimal(row.open_minor())
                .to_string()
                .parse::<f64>()
                .unwrap()
        })
        .sum();
    assert!((open - truth).abs() < 0.01);
    assert!(!items.is_empty() && !rates.is_empty());
    assert_eq!(expenses.len(), firm.live_count(Kind::Expense));
    assert_eq!(cash.len(), firm.live_count(Kind::Payment));
    assert_eq!(
        resources.len(),
        firm.people
            .iter()
            .filter(|row| row.in_psa && row.meta.live())
            .count()
    );
}

#[tokio::test]
async fn an_approval_in_the_firm_moves_the_timecard() {
    let stand = certinia().await;
    stand.later(3600);
    let moved = {
        let mut firm = stand.world.write();
        let sheet = firm
            .submissions
            .iter()
            .find(|row| row.decision == Decision::Pending)
            .cloned();
        let sheet = sheet.expect("a pending sheet");
        let entries: Vec<u32> = firm
            .time_entries
            .iter()
            .filter(|row| row.submission == Some(sheet.id))
            .map(|row| row.id)
            .collect();
        for id in &entries {
            firm.time_entries[*id as usize - 1].approved = true;
            firm.touch(Kind::TimeEntry, *id);
        }
        entries.len()
    };
    let rows = stand.records("SELECT Id, pse__Status__c, SystemModstamp FROM pse__Timecard_Header__c WHERE SystemModstamp >= 2026-06-15T10:00:00Z ORDER BY SystemModstamp, Id").await;
    assert!(moved > 0 && !rows.is_empty());
    assert!(rows.iter().all(|row| row["pse__Status__c"] == "Approved"));
}
