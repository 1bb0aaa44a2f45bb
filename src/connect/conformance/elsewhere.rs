//! Another firm, whose names differ wherever a vendor has none of its own, by its profile alone; and vendors whose clocks differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use sandbox::fault::Faults;
use sandbox::firm::{Kind as Truth, Scale, ids};
use sandbox::vendor::{kantata, netsuite, salesforce};
use sandbox::world::World;

use super::bench::Bench;
use super::proxy::{Difference, before};
use super::suite;
use crate::connect::{Checkpoint, Settings, registry};
use crate::domain::record::{Record, Value};

fn world() -> Arc<World> {
    sandbox::world(sandbox::Options {
        seed: 11,
        scale: Scale::Tiny,
        today: NaiveDate::from_ymd_opt(2026, 6, 30),
    })
}

fn peers(settings: &mut Settings) {
    for (vendor, connection) in [
        ("salesforce", "crm"),
        ("netsuite", "erp"),
        ("kantata", "psa"),
    ] {
        let (vendor, connection) = (vendor.to_owned(), connection.to_owned());
        settings.peers.insert(vendor, connection);
    }
}

fn crm(endpoint: &salesforce::Endpoint, base_url: &str) -> Settings {
    let mut settings = Settings::new("crm", "salesforce", base_url);
    peers(&mut settings);
    let client_id = endpoint.client_id.clone();
    settings
        .credentials
        .insert("client_id".to_owned(), client_id);
    let secret = endpoint.client_secret.clone().into();
    settings.secrets.insert("client_secret".to_owned(), secret);
    for (name, value) in [("settle_seconds", "0"), ("certinia", "true")] {
        settings.options.insert(name.to_owned(), value.to_owned());
    }
    settings
}

fn erp(account: &netsuite::Running, base_url: &str) -> Settings {
    let endpoint = &account.endpoint;
    let mut settings = Settings::new("erp", "netsuite", base_url);
    peers(&mut settings);
    for (name, value) in [
        ("client_id", &endpoint.client_id),
        ("certificate_id", &endpoint.certificate_id),
    ] {
        settings.credentials.insert(name.to_owned(), value.clone());
    }
    // Sign-in is not a matter of names: the assertion is for the account's own address.
    settings.login_url = Some(format!(
        "{}/services/rest/auth/oauth2/v1/token",
        endpoint.base_url
    ));
    let key = endpoint.private_key.clone().into();
    settings.secrets.insert("private_key".to_owned(), key);
    settings
}

fn psa(endpoint: &kantata::Endpoint, base_url: &str) -> Settings {
    let mut settings = Settings::new("psa", "kantata", base_url);
    peers(&mut settings);
    let token = endpoint.token.clone().into();
    settings.secrets.insert("token".to_owned(), token);
    settings
}

/// All records of a connection by key and kind.
async fn records(settings: Settings) -> BTreeMap<(String, i16), Record> {
    let bench = Bench::new(settings, Faults::new());
    let mut records = BTreeMap::new();
    for stream in bench.client.streams() {
        let read = bench.read(stream, &Checkpoint::default()).await;
        for object in read.objects.values().filter(|object| !object.deleted) {
            let mapped = bench.client.map(stream, object);
            assert_eq!(mapped.error, None, "{} {}", stream.name, object.payload);
            for record in mapped.records {
                records.insert((record.key.to_string(), record.kind as i16), record);
            }
        }
    }
    records
}

/// All that a firm has is the same under other names, which only its profile tells.
async fn same_under_other_names(there: Settings, mut here: Settings, profile: &[(&str, &str)]) {
    let vendor = there.vendor.clone();
    let built_in = registry::connector(&vendor).unwrap().profile;
    let profile = Difference::names(profile).shown(built_in);
    assert_ne!(profile, built_in);
    here.profile = Some(profile);
    let (there, here) = (records(there).await, records(here).await);
    assert_eq!(there.len(), here.len(), "{vendor}");
    for (key, record) in &there {
        let other = here
            .get(key)
            .unwrap_or_else(|| panic!("{vendor}: no {key:?}"));
        assert_eq!(record.same_as, other.same_as, "{vendor}: {key:?}");
        let fields = record.kind.entity().fields.iter();
        for (field, values) in fields.zip(record.values.iter().zip(&other.values)) {
            // What people call a thing is shown as they write it.
            if matches!(values.0, Some(Value::Text(_))) && matches!(field.name, "name" | "category")
            {
                continue;
            }
            assert_eq!(values.0, values.1, "{vendor}: {key:?} {}", field.name);
        }
    }
}

#[tokio::test]
async fn another_firms_fields_in_salesforce() {
    let org = salesforce::start(
        world(),
        salesforce::Options {
            psa: true,
            ..salesforce::Options::default()
        },
        Faults::new(),
    )
    .await
    .unwrap();
    let fields = [
        ("Billing_Model__c", "Abrechnung__c"),
        ("Contract_Value__c", "Auftragswert__c"),
        ("Billing_Cap__c", "Deckel__c"),
        ("Billing_Deadline_Days__c", "Frist__c"),
        ("Pass_Through_Policy__c", "Durchlauf__c"),
        ("Expense_Markup__c", "Aufschlag__c"),
        ("Ended_Early_On__c", "Ende_Am__c"),
        ("Legal_Entity__c", "Firma__c"),
        ("Purchase_Order__c", "Bestellung__c"),
        ("NetSuite_Id__c", "ErpNummer__c"),
        ("Tax_Id__c", "Steuernummer__c"),
        ("Payment_Status__c", "Zahlstand__c"),
        ("Open_Balance__c", "Offen__c"),
        ("Planned_Start__c", "Beginn__c"),
        ("Contract__c", "Vertrag__c"),
    ];
    let words = [("\"fixed_fee\"", "\"Festpreis\"")];
    let difference = Difference::names(&[&fields[..], &words].concat());
    let there = crm(&org, &org.base_url);
    let here = crm(&org, &before(&org.base_url, difference).await);
    let words = [("fixed_fee =", "Festpreis =")];
    same_under_other_names(there, here, &[&fields[..], &words].concat()).await;
}

#[tokio::test]
async fn another_firms_fields_in_netsuite() {
    let account = netsuite::start(
        world(),
        netsuite::settings::Settings::default(),
        &Faults::new(),
    )
    .await
    .unwrap();
    let names = [
        ("custentity_sales_order", "custentity_auftrag"),
        ("custcol_psa_ref", "custcol_leistung"),
        ("custcol_service_from", "custcol_von"),
        ("custcol_service_to", "custcol_bis"),
        ("custbody_credit_reason", "custbody_grund"),
        ("custbody_rebill_of", "custbody_ersetzt"),
        ("kantata:time_entry:", "zeit/"),
        ("kantata:workspace:", "projekt/"),
        ("kantata:user:", "mensch/"),
        ("kantata:invoice:", "rechnung/"),
        ("sf:", "konto/"),
        ("Subcontractor", "Fremdleistung"),
    ];
    let words = [("\"goodwill\"", "\"kulanz\"")];
    let difference = Difference::names(&[&names[..], &words].concat());
    let base = &account.endpoint.base_url;
    let there = erp(&account, base);
    let here = erp(&account, &before(base, difference).await);
    // What our field is called keeps its name.
    let words = [("goodwill =", "kulanz =")];
    same_under_other_names(there, here, &[&names[..], &words].concat()).await;
}

#[tokio::test]
async fn another_firms_words_in_kantata() {
    let endpoint = kantata::start(world(), 0, Faults::new()).await.unwrap();
    let difference = Difference::names(&[
        ("Pre-sales", "Anbahnung"),
        ("Training", "Schulung"),
        ("\"Travel\"", "\"Reise\""),
        ("\"Subcontractor\"", "\"Fremdleistung\""),
        ("\"key\":\"500\"", "\"key\":\"900\""),
    ]);
    let there = psa(&endpoint, &endpoint.base_url);
    let base = before(&endpoint.base_url, difference).await;
    let here = psa(&endpoint, &format!("{base}/api/v1"));
    let profile = [
        ("Pre-sales", "Anbahnung"),
        ("Training", "Schulung"),
        ("Travel =", "Reise ="),
        ("Subcontractor =", "Fremdleistung ="),
        ("\"500\"", "\"900\""),
    ];
    same_under_other_names(there, here, &profile).await;
}

/// A server whose replies are dated months after all that it holds loses no later change, and one dated before brings all of it.
#[tokio::test]
async fn a_clock_that_is_wrong_loses_nothing() {
    let world = world();
    let org = salesforce::start(
        Arc::clone(&world),
        salesforce::Options::default(),
        Faults::new(),
    )
    .await
    .unwrap();
    let endpoint = kantata::start(Arc::clone(&world), 0, Faults::new())
        .await
        .unwrap();
    for date in [
        "Mon, 02 Nov 2026 08:00:00 GMT",
        "Thu, 01 Jan 2026 08:00:00 GMT",
    ] {
        let difference = Difference {
            date: Some(date.to_owned()),
            ..Difference::default()
        };
        let crm_url = before(&org.base_url, difference.clone()).await;
        let psa_url = before(&endpoint.base_url, difference).await;
        let crm = Bench::new(crm(&org, &crm_url), Faults::new());
        let psa_settings = psa(&endpoint, &format!("{psa_url}/api/v1"));
        let psa = Bench::new(psa_settings, Faults::new());
        let right = Bench::new(self::crm(&org, &org.base_url), Faults::new());
        let accounts = crm.stream("accounts");
        let first = crm.read(accounts, &Checkpoint::default()).await;
        let calm = right.read(accounts, &Checkpoint::default()).await;
        assert_eq!(suite::ids(&first), suite::ids(&calm), "{date}");
        let entries = psa.stream("time_entries");
        let entries_first = psa.read(entries, &Checkpoint::default()).await;
        let (customer, entry) = {
            let mut firm = world.write();
            let later = firm.now() + chrono::Duration::hours(1);
            firm.set_now(later);
            let customer = firm
                .customers
                .iter()
                .find(|row| row.in_crm && row.meta.live())
                .unwrap()
                .id;
            let entry = firm.time_entries.iter().find(|row| row.meta.live());
            let entry = entry.unwrap().id;
            firm.touch(Truth::Customer, customer);
            firm.touch(Truth::TimeEntry, entry);
            (customer, entry)
        };
        let second = crm.pass(accounts, &first.next).await;
        let id = ids::salesforce(Truth::Customer, customer);
        assert!(second.objects.contains_key(&id), "{date}");
        let second = psa.pass(entries, &entries_first.next).await;
        let id = ids::kantata(Truth::TimeEntry, entry).to_string();
        assert!(second.objects.contains_key(&id), "{date}");
        let whole = psa.pass(entries, &second.next).await;
        let third = psa.read(entries, &whole.next).await;
        // A clock that is behind makes passes longer; that is all.
        assert!(
            date.contains("Jan") || third.objects.len() * 10 < entries_first.objects.len(),
            "{date}: a pass over changes reads {} of {}",
            third.objects.len(),
            entries_first.objects.len()
        );
    }
}
