//! The three systems of one firm together: what one says of another's rows names rows that the other really has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sandbox::firm::Scale;
use sandbox::{Options, Running};

use super::bench::Bench;
use crate::connect::{Checkpoint, Settings};
use crate::domain::record::{Record, Value};

fn kantata(running: &Running) -> Settings {
    let mut settings = Settings::new("psa", "kantata", &running.kantata.base_url);
    let token = running.kantata.token.clone();
    settings.secrets.insert("token".to_owned(), token.into());
    settings
}

fn salesforce(running: &Running) -> Settings {
    let endpoint = &running.salesforce;
    let mut settings = Settings::new("crm", "salesforce", &endpoint.base_url);
    let client_id = endpoint.client_id.clone();
    settings
        .credentials
        .insert("client_id".to_owned(), client_id);
    let secret = endpoint.client_secret.clone();
    settings
        .secrets
        .insert("client_secret".to_owned(), secret.into());
    settings
        .options
        .insert("settle_seconds".to_owned(), "0".to_owned());
    settings
}

fn netsuite(running: &Running) -> Settings {
    let endpoint = &running.netsuite.endpoint;
    let mut settings = Settings::new("erp", "netsuite", &endpoint.base_url);
    for (name, value) in [
        ("account", &endpoint.account),
        ("consumer_key", &endpoint.consumer_key),
        ("token_id", &endpoint.token_id),
    ] {
        settings.credentials.insert(name.to_owned(), value.clone());
    }
    for (name, value) in [
        ("consumer_secret", &endpoint.consumer_secret),
        ("token_secret", &endpoint.token_secret),
    ] {
        settings
            .secrets
            .insert(name.to_owned(), value.clone().into());
    }
    settings
}

async fn records(bench: &Bench) -> Vec<Record> {
    let mut records = Vec::new();
    for stream in bench.client.streams() {
        let read = bench.read(stream, &Checkpoint::default()).await;
        for object in read.objects.values().filter(|object| !object.deleted) {
            records.extend(bench.client.map(stream, object).records);
        }
    }
    records
}

#[tokio::test]
async fn references_between_systems_lead_somewhere() {
    let running = sandbox::start(Options {
        seed: 5,
        scale: Scale::Tiny,
        today: NaiveDate::from_ymd_opt(2026, 6, 30),
    })
    .await
    .unwrap();
    let mut all = Vec::new();
    let mut entities = BTreeMap::new();
    for mut settings in [netsuite(&running), salesforce(&running), kantata(&running)] {
        for (vendor, connection) in [
            ("salesforce", "crm"),
            ("netsuite", "erp"),
            ("kantata", "psa"),
        ] {
            settings
                .peers
                .insert(vendor.to_owned(), connection.to_owned());
        }
        settings.legal_entities.clone_from(&entities);
        let faults = sandbox::fault::Faults::new();
        let found = records(&Bench::new(settings, faults)).await;
        for record in found.iter().filter(|r| r.key.object == "subsidiary") {
            if let Some(Value::Text(name)) = &record.values[0] {
                entities.insert(name.clone(), record.key.external_id.clone());
            }
        }
        all.extend(found);
    }
    let keys: BTreeSet<String> = all.iter().map(|record| record.key.to_string()).collect();
    let mut links: BTreeMap<String, usize> = BTreeMap::new();
    let mut lost: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for record in &all {
        let fields = record.kind.entity().fields.iter().zip(&record.values);
        let named = fields.filter_map(|(field, value)| match value {
            Some(Value::Ref(reference)) => Some((field.name, reference)),
            _ => None,
        });
        let same = record
            .same_as
            .iter()
            .map(|reference| ("same_as", reference));
        for (field, reference) in named.chain(same) {
            let place = format!("{}.{} {field}", record.key.connection, record.key.object);
            if *reference.connection != *record.key.connection {
                let to = format!("{place} -> {}.{}", reference.connection, reference.object);
                *links.entry(to).or_default() += 1;
            }
            if !keys.contains(&reference.to_string()) {
                let entry = lost.entry(place).or_default();
                entry.0 += 1;
                entry.1 = reference.to_string();
            }
        }
    }
    // The firm has workweeks of people whom its PSA does not know.
    lost.remove("psa.workweek_membership person_id");
    // Some entries were deleted in the PSA after the ERP had its copy.
    let gone = {
        let firm = running.world.read();
        let entries = firm.time_entries.iter();
        entries.filter(|row| !row.meta.live()).count()
    };
    if lost
        .get("erp.timebill time_entry_id")
        .is_some_and(|(count, _)| *count <= gone)
    {
        lost.remove("erp.timebill time_entry_id");
    }
    for expected in [
        "crm.Account same_as -> erp.customer",
        "crm.Contract legal_entity_id -> erp.subsidiary",
        "erp.job same_as -> psa.workspace",
        "erp.employee same_as -> psa.user",
        "erp.transaction same_as -> crm.Contract",
        "erp.timebill time_entry_id -> psa.time_entry",
        "erp.transactionline milestone_id -> psa.billing_milestone",
        "psa.workspace_group same_as -> erp.customer",
    ] {
        assert!(links.contains_key(expected), "no {expected}: {links:#?}");
    }
    let count: usize = lost.values().map(|(count, _)| count).sum();
    assert_eq!(count, 0, "{lost:#?}");
}
