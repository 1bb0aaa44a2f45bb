//! NetSuite against its simulator: a whole account, whatever its habits, its faults and its gaps.

mod change;
mod habit;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use sandbox::fault::{Action, Chaos, Faults, Rule};
use sandbox::firm::{Kind as Truth, PostedFrom, Scale};
use sandbox::vendor::netsuite::settings::Settings as Account;
use sandbox::vendor::netsuite::{Running, start};
use sandbox::world::World;
use sandbox::{Options, world};

use super::bench::{Bench, Read};
use super::suite;
use crate::connect::{Checkpoint, Client, Settings};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};
use crate::domain::record::{Kind, Record, Value};

/// A firm that no test changes.
static FIRM: LazyLock<Arc<World>> = LazyLock::new(firm);

fn firm() -> Arc<World> {
    world(Options {
        seed: 7,
        scale: Scale::Tiny,
        today: NaiveDate::from_ymd_opt(2026, 6, 30),
    })
}

/// A connection to a running account, by tokens.
fn settings(account: &Running) -> Settings {
    let endpoint = &account.endpoint;
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
            .insert(name.to_owned(), value.as_str().into());
    }
    for (vendor, connection) in [("kantata", "psa"), ("salesforce", "crm")] {
        settings
            .peers
            .insert(vendor.to_owned(), connection.to_owned());
    }
    settings.first_wait_ms = 1;
    settings
}

async fn account(setup: impl FnOnce(&mut Account), faults: &Faults) -> Running {
    let mut account = Account::default();
    setup(&mut account);
    start(Arc::clone(&FIRM), account, faults).await.unwrap()
}

/// An account that is set up so, with a client of it.
async fn bench(setup: impl FnOnce(&mut Account)) -> (Running, Bench) {
    let faults = Faults::new();
    let account = account(setup, &faults).await;
    let bench = Bench::new(settings(&account), faults);
    (account, bench)
}

async fn first(bench: &Bench, name: &str) -> Read {
    bench.read(bench.stream(name), &Checkpoint::default()).await
}

/// Why the first page of a stream cannot be had.
async fn refused(bench: &Bench, name: &str) -> Fault {
    let at = Checkpoint::default();
    let page = bench.client.page(bench.stream(name), &at).await;
    page.unwrap_err()
}

/// All objects of all streams, as their payloads.
async fn everything(bench: &Bench) -> BTreeMap<(&'static str, String), String> {
    let mut all = BTreeMap::new();
    for stream in bench.client.streams() {
        let read = bench.read(stream, &Checkpoint::default()).await;
        for (key, object) in read.objects {
            all.insert((stream.name, key), object.payload);
        }
    }
    all
}

fn same(
    expected: &BTreeMap<(&'static str, String), String>,
    read: &BTreeMap<(&'static str, String), String>,
) {
    for (key, payload) in expected {
        assert_eq!(Some(payload), read.get(key), "{key:?}");
    }
    assert_eq!(expected.len(), read.len());
}

/// Rows that the firm's truth says an account has, by stream.
fn truth() -> BTreeMap<&'static str, usize> {
    let firm = FIRM.read();
    let live = |table| firm.live_count(table);
    let jobs: BTreeSet<u32> = firm
        .projects
        .iter()
        .filter(|row| row.meta.live() && row.job_created_at.is_some())
        .map(|row| row.id)
        .collect();
    let titles: BTreeSet<u32> = firm
        .people
        .iter()
        .filter(|row| row.meta.live())
        .flat_map(|row| row.terms.iter().map(|term| term.role))
        .collect();
    let invoices = firm
        .invoices
        .iter()
        .filter(|row| row.meta.live() && row.erp_created_at.is_some());
    let orders = firm
        .engagements
        .iter()
        .filter(|row| row.meta.live() && row.order_created_at.is_some());
    let customers = firm
        .customers
        .iter()
        .filter(|row| row.meta.live() && row.in_erp);
    let worked = firm
        .postings
        .iter()
        .filter(|row| row.meta.live() && row.from != PostedFrom::Plan);
    BTreeMap::from([
        ("legal_entities", live(Truth::LegalEntity)),
        ("practices", live(Truth::Practice)),
        ("roles", titles.len()),
        ("exchange_rates", live(Truth::FxRate)),
        ("people", live(Truth::Person)),
        ("customers", customers.count()),
        ("engagements", orders.count()),
        ("projects", jobs.len()),
        ("time_postings", worked.count()),
        ("charges", live(Truth::Charge)),
        ("invoices", invoices.count() + live(Truth::CreditNote)),
        ("payments", live(Truth::Payment)),
    ])
}

#[tokio::test]
async fn everything_is_read_once_and_mapped_without_a_word() {
    let (_account, bench) = bench(|_| {}).await;
    let all = suite::reads_everything_once(&bench).await;
    let counts = suite::maps_everything(&bench, &all);
    for known in [
        (Kind::LegalEntity, "time_zone"),
        (Kind::FxRate, "rate"),
        (Kind::Person, "role_id"),
        (Kind::Position, "role_id"),
        (Kind::Position, "practice_id"),
        (Kind::Position, "cost_rate"),
        (Kind::Position, "cost_rate_before"),
        (Kind::Customer, "terms_days"),
        (Kind::Engagement, "project_id"),
        (Kind::Project, "billable_at"),
        (Kind::Project, "practice_id"),
        (Kind::Project, "sales_order"),
        (Kind::TimePosting, "posted_at"),
        (Kind::Charge, "invoice_id"),
        (Kind::Invoice, "psa_invoice_id"),
        (Kind::Invoice, "engagement_id"),
        (Kind::Invoice, "tax"),
        (Kind::InvoiceLine, "time_entry_id"),
        (Kind::InvoiceLine, "service_to_on"),
        (Kind::PaymentApplication, "payment_id"),
        (Kind::VendorBill, "project_id"),
    ] {
        assert!(counts.contains_key(&known), "no {known:?}");
    }
    let truth = truth();
    for (name, read) in &all {
        if let Some(expected) = truth.get(name) {
            assert_eq!(read.objects.len(), *expected, "{name}");
        }
        let stream = bench.stream(name);
        for object in read.objects.values() {
            let drift = bench.client.map(stream, object).drift;
            assert!(drift.is_empty(), "{name} {drift:?}");
        }
        let totals = bench.client.totals(stream).await.unwrap();
        if let Some(count) = totals.iter().find(|total| total.measure == "count") {
            assert_eq!(
                count.value,
                i64::try_from(read.objects.len()).unwrap(),
                "{name}"
            );
        }
    }
    suite::sets_bad_records_aside(&bench, &all);
}

#[tokio::test]
async fn nothing_is_lost_through_faults_and_ties() {
    let (_account, bench) = bench(|_| {}).await;
    let mut calm = BTreeMap::new();
    for stream in bench.client.streams() {
        calm.insert(
            stream.name,
            bench.read(stream, &Checkpoint::default()).await,
        );
    }
    suite::loses_nothing_through_faults(&bench, &calm, Chaos::even(11, 0.03)).await;
    for action in [Action::Twice, Action::Shuffle] {
        bench.faults.script(vec![Rule::always("suiteql", action)]);
        for (name, calm) in &calm {
            assert_eq!(first(&bench, name).await.objects, calm.objects, "{name}");
        }
    }
    bench.faults.calm();
    bench.faults.tie_cursors(Some(86_400));
    for (name, calm) in &calm {
        let read = first(&bench, name).await;
        assert_eq!(suite::ids(calm), suite::ids(&read), "{name} with ties");
    }
}

#[tokio::test]
async fn limits_are_waited_out_and_secrets_kept() {
    let (_account, bench) = bench(|_| {}).await;
    suite::waits_where_told(&bench, "customers").await;
    suite::keeps_secrets(&bench).await;
}

/// The place of a field's value, and the value.
fn value<'a>(record: &'a Record, field: &str) -> &'a Option<Value> {
    &record.values[record.kind.entity().field(field).unwrap().0]
}

fn money(record: &Record, field: &str) -> i64 {
    match value(record, field) {
        Some(Value::Money(money)) => money.0,
        other => panic!("{field} is {other:?}"),
    }
}

#[tokio::test]
async fn amounts_agree_with_the_source_and_with_each_other() {
    let (_account, bench) = bench(|_| {}).await;
    let invoices = bench.stream("invoices");
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for object in first(&bench, "invoices").await.objects.values() {
        let records = bench.client.map(invoices, object).records;
        let header = records
            .iter()
            .find(|record| record.kind == Kind::Invoice)
            .unwrap();
        let lines = records
            .iter()
            .filter(|record| record.kind == Kind::InvoiceLine);
        let net: i64 = lines.map(|record| money(record, "amount")).sum();
        assert_eq!(net, money(header, "net"), "{}", object.external_id);
        assert_eq!(net + money(header, "tax"), money(header, "total"));
        let Some(Value::Currency(code)) = value(header, "currency") else {
            panic!("no currency");
        };
        *sums.entry(format!("total:{code}")).or_default() += money(header, "total");
    }
    let totals = bench.client.totals(invoices).await.unwrap().into_iter();
    let told = totals.filter(|total| total.measure != "count");
    let told: BTreeMap<String, i64> = told.map(|total| (total.measure, total.value)).collect();
    assert_eq!(sums, told);
}

#[tokio::test]
async fn a_certificate_signs_in_and_signs_in_again() {
    let (account, _) = bench(|account| account.expires_in_text = true).await;
    let endpoint = &account.endpoint;
    let mut settings = settings(&account);
    settings.credentials.clear();
    settings.secrets.clear();
    for (name, value) in [
        ("client_id", &endpoint.client_id),
        ("certificate_id", &endpoint.certificate_id),
    ] {
        settings.credentials.insert(name.to_owned(), value.clone());
    }
    settings.secrets.insert(
        "private_key".to_owned(),
        endpoint.private_key.as_str().into(),
    );
    let bench = Bench::new(settings.clone(), Faults::new());
    let expected = first(&bench, "customers").await.objects;
    account.netsuite.expire_tokens();
    assert_eq!(first(&bench, "customers").await.objects, expected);
    settings
        .credentials
        .insert("certificate_id".to_owned(), "unknown".to_owned());
    let wrong = refused(&Bench::new(settings, Faults::new()), "customers").await;
    assert_eq!(
        (wrong.code, wrong.remedy),
        ("SIGN_IN_REFUSED", Remedy::FixConfiguration)
    );
}

#[tokio::test]
async fn wrong_secrets_are_refused_and_missing_ones_named() {
    let (account, _) = bench(|_| {}).await;
    let mut wrong = settings(&account);
    wrong
        .secrets
        .insert("token_secret".to_owned(), "not the secret".into());
    let wrong = Bench::new(wrong, Faults::new())
        .client
        .check()
        .await
        .unwrap_err();
    assert_eq!(
        (wrong.code, wrong.remedy),
        ("SIGN_IN_REFUSED", Remedy::FixConfiguration)
    );
    let mut none = settings(&account);
    none.secrets.clear();
    let missing = Client::open(none, &Clock::system()).err().unwrap();
    assert_eq!(missing.code, "CREDENTIAL_MISSING");
}

#[tokio::test]
async fn streams_at_once_wait_for_the_accounts_limit() {
    let (_account, bench) = bench(|account| account.concurrency = 1).await;
    let names = ["customers", "projects", "people", "payments"];
    let read = futures::future::join_all(names.map(|name| first(&bench, name))).await;
    let truth = truth();
    for (name, read) in names.iter().zip(read) {
        assert_eq!(read.objects.len(), truth[name]);
    }
}

#[tokio::test]
async fn a_broken_pass_goes_on_elsewhere() {
    let (account, bench) = bench(|_| {}).await;
    let rates = first(&bench, "exchange_rates").await;
    let page = bench
        .client
        .page(bench.stream("exchange_rates"), &Checkpoint::default())
        .await
        .unwrap();
    assert!(!page.done);
    assert_eq!(page.expected, Some(rates.objects.len() as u64));
    let other = Bench::new(settings(&account), Faults::new());
    let rest = other.read(other.stream("exchange_rates"), &page.next).await;
    assert_eq!(page.objects.len() + rest.objects.len(), rates.objects.len());
    let again = other.read(other.stream("exchange_rates"), &rest.next).await;
    assert!(
        again.objects.len() < rates.objects.len() / 10,
        "{}",
        again.objects.len()
    );
}
