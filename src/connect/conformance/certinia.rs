//! Certinia's objects on a Salesforce org: what they say is what the firm has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::value::Day;
use sandbox::fault::Faults;
use sandbox::firm::ids::salesforce_id;
use sandbox::firm::{Kind as Truth, Scale};
use sandbox::vendor::salesforce::{self, Endpoint};
use sandbox::world::World;

use super::bench::{Bench, Read};
use super::suite;
use crate::connect::{Checkpoint, Settings};
use crate::domain::record::{Kind, Record, Value};

struct Stand {
    world: Arc<World>,
    _endpoint: Endpoint,
    bench: Bench,
}

async fn stand(bulk: bool) -> Stand {
    let world = sandbox::world(sandbox::Options {
        seed: 5,
        scale: Scale::Tiny,
        today: NaiveDate::from_ymd_opt(2026, 6, 30),
    });
    let options = salesforce::Options {
        psa: true,
        ..salesforce::Options::default()
    };
    let endpoint = salesforce::start(Arc::clone(&world), options, Faults::new())
        .await
        .unwrap();
    let mut settings = Settings::new("crm", "salesforce", &endpoint.base_url);
    let client_id = endpoint.client_id.clone();
    settings
        .credentials
        .insert("client_id".to_owned(), client_id);
    let secret = endpoint.client_secret.clone().into();
    settings.secrets.insert("client_secret".to_owned(), secret);
    settings
        .peers
        .insert("netsuite".to_owned(), "erp".to_owned());
    for entity in &world.read().entities {
        let key = entity.id.to_string();
        settings.legal_entities.insert(entity.name.to_owned(), key);
    }
    for (name, value) in [
        ("settle_seconds", "0"),
        ("certinia", "true"),
        ("bulk_from_rows", if bulk { "1" } else { "0" }),
    ] {
        settings.options.insert(name.to_owned(), value.to_owned());
    }
    Stand {
        world,
        _endpoint: endpoint,
        bench: Bench::new(settings, Faults::new()),
    }
}

impl Stand {
    fn records(&self, all: &BTreeMap<&'static str, Read>, kind: Kind) -> Vec<Record> {
        let mut records = BTreeMap::new();
        for (name, read) in all {
            let stream = self.bench.stream(name);
            if !stream.emits.contains(&kind) {
                continue;
            }
            for object in read.objects.values().filter(|object| !object.deleted) {
                let mapped = self.bench.client.map(stream, object);
                assert_eq!(mapped.error, None, "{name} {}", object.payload);
                for record in mapped.records.into_iter().filter(|r| r.kind == kind) {
                    if record.whole {
                        records.insert(record.key.to_string(), record);
                    }
                }
            }
        }
        records.into_values().collect()
    }
}

fn value<'a>(record: &'a Record, field: &str) -> Option<&'a Value> {
    let (place, _) = record.kind.entity().field(field).unwrap();
    record.values[place].as_ref()
}

fn reference(record: &Record, field: &str) -> String {
    match value(record, field) {
        Some(Value::Ref(reference)) => reference.external_id.clone(),
        other => panic!("{field} is {other:?}"),
    }
}

fn day(record: &Record, field: &str) -> Day {
    match value(record, field) {
        Some(Value::Day(day)) => *day,
        other => panic!("{field} is {other:?}"),
    }
}

fn money(record: &Record, field: &str) -> i64 {
    match value(record, field) {
        Some(Value::Money(money)) => money.0,
        other => panic!("{field} is {other:?}"),
    }
}

fn word(record: &Record, field: &str) -> &'static str {
    match value(record, field) {
        Some(Value::Enum(word)) => word,
        other => panic!("{field} is {other:?}"),
    }
}

type Work = BTreeMap<(String, String, Day), i64>;

/// Minutes that the firm worked, corrections included, by person, project and day.
fn worked(world: &World) -> Work {
    let firm = world.read();
    let mut minutes = Work::new();
    let mut add = |person, project, on, more: i64| {
        let key = (
            salesforce_id("003", person),
            salesforce_id("a1d", project),
            Day::from_date(on),
        );
        *minutes.entry(key).or_default() += more;
    };
    for row in firm.time_entries.iter().filter(|row| row.meta.live()) {
        add(row.person, row.project, row.work_on, row.minutes.into());
    }
    for row in firm.adjustments.iter().filter(|row| row.meta.live()) {
        add(row.person, row.project, row.original_on, row.minutes.into());
    }
    minutes.retain(|_, minutes| *minutes != 0);
    minutes
}

#[tokio::test]
async fn what_certinia_says_is_what_the_firm_has() {
    for bulk in [false, true] {
        let stand = stand(bulk).await;
        let report = stand.bench.client.check().await.unwrap();
        let expected = ["psa_timecard_history: object pse__Timecard_Header__History"];
        for notice in &report.notices {
            assert!(
                expected.iter().any(|known| notice.starts_with(known))
                    || notice.contains("has no visible field"),
                "{notice}"
            );
        }
        let all = suite::reads_everything_once(&stand.bench).await;
        suite::maps_everything(&stand.bench, &all);
        agrees(&stand, &all);
    }
}

fn agrees(stand: &Stand, all: &BTreeMap<&'static str, Read>) {
    let mut minutes = Work::new();
    for entry in stand.records(all, Kind::TimeEntry) {
        let Some(Value::Duration(duration)) = value(&entry, "duration") else {
            panic!("no duration");
        };
        let key = (
            reference(&entry, "person_id"),
            reference(&entry, "project_id"),
            day(&entry, "work_on"),
        );
        // Hours are written with two decimals.
        let near = if duration.0 < 0 { -30_000 } else { 30_000 };
        *minutes.entry(key).or_default() += (duration.0 + near) / 60_000;
    }
    minutes.retain(|_, minutes| *minutes != 0);
    assert_eq!(minutes, worked(&stand.world));

    let firm = stand.world.read();
    let count = |kind| stand.records(all, kind).len();
    let live = |kind| firm.live_count(kind);
    let people = firm
        .people
        .iter()
        .filter(|row| row.meta.live() && row.in_psa);
    let users = all["users"].objects.len();
    let projects = firm.projects.iter();
    let projects = projects.filter(|row| row.meta.live() && row.activated_at.is_some());
    let invoices = firm.invoices.iter();
    let invoices = invoices.filter(|row| row.meta.live() && row.erp_created_at.is_some());
    let published = firm.role_rates.iter().filter(|row| {
        let version = &firm.rate_card_versions[row.version as usize - 1];
        version.published && row.meta.live()
    });
    for (kind, expected) in [
        (Kind::LegalEntity, live(Truth::LegalEntity)),
        (Kind::Practice, live(Truth::Practice)),
        (Kind::Workweek, live(Truth::Workweek)),
        (Kind::Person, people.count() + users),
        (Kind::Project, projects.count()),
        (Kind::Expense, live(Truth::Expense)),
        (Kind::RateCard, live(Truth::RateCardSet)),
        (Kind::Rate, published.count()),
        (
            Kind::Invoice,
            invoices.clone().count() + live(Truth::CreditNote),
        ),
        (Kind::Payment, live(Truth::Payment)),
        (Kind::PaymentApplication, live(Truth::Application)),
    ] {
        assert_eq!(count(kind), expected, "{kind:?}");
    }
    let mut totals: BTreeMap<(String, &str), i64> = BTreeMap::new();
    for row in invoices {
        let amount = row.currency.decimal(row.total_minor()) * rust_decimal::Decimal::from(10_000);
        let amount: i64 = amount.normalize().to_string().parse().unwrap();
        *totals
            .entry((row.currency.code().to_owned(), "invoice"))
            .or_default() += amount;
    }
    for row in firm.credit_notes.iter().filter(|row| row.meta.live()) {
        let minor = row.net_minor + row.tax_minor;
        let amount = row.currency.decimal(minor) * rust_decimal::Decimal::from(10_000);
        let amount: i64 = amount.normalize().to_string().parse().unwrap();
        *totals
            .entry((row.currency.code().to_owned(), "credit_note"))
            .or_default() += amount;
    }
    let mut told = BTreeMap::new();
    let mut nets: BTreeMap<String, i64> = BTreeMap::new();
    for record in stand.records(all, Kind::Invoice) {
        let Some(Value::Currency(code)) = value(&record, "currency") else {
            panic!("no currency");
        };
        *told
            .entry((code.to_string(), word(&record, "document")))
            .or_default() += money(&record, "total");
        nets.insert(record.key.external_id.clone(), money(&record, "net"));
        assert!(value(&record, "legal_entity_id").is_some());
    }
    assert_eq!(told, totals);
    for record in stand.records(all, Kind::InvoiceLine) {
        *nets.get_mut(&reference(&record, "invoice_id")).unwrap() -= money(&record, "amount");
    }
    assert!(
        nets.values().all(|rest| *rest == 0),
        "lines do not add up: {nets:?}"
    );

    // Who approved a sheet, and when, is known of each that was decided on.
    let decided: BTreeSet<String> = stand
        .records(all, Kind::Approval)
        .iter()
        .map(|record| reference(record, "submission_id"))
        .collect();
    let sheets = stand.records(all, Kind::Submission);
    let approved: Vec<_> = sheets
        .iter()
        .filter(|record| word(record, "status") == "approved")
        .collect();
    let known = approved
        .iter()
        .filter(|record| decided.contains(&record.key.external_id));
    assert!(!approved.is_empty());
    assert!(known.count() * 10 > approved.len() * 8);
    let roles: BTreeSet<&str> = firm.roles.iter().map(|row| row.name).collect();
    for record in stand.records(all, Kind::Person) {
        if let Some(Value::Ref(role)) = value(&record, "role_id") {
            assert!(roles.contains(role.external_id.as_str()), "{role}");
        }
    }
}

/// A timecard whose last entry moved to another week, or to another sheet, is told as deleted.
#[tokio::test]
async fn a_timecard_that_is_no_more_goes() {
    let stand = stand(false).await;
    let stream = stand.bench.stream("psa_timecards");
    let first = stand.bench.read(stream, &Checkpoint::default()).await;
    let entry = {
        let mut firm = stand.world.write();
        let later = firm.now() + chrono::Duration::minutes(30);
        firm.set_now(later);
        let ids: Vec<u32> = firm
            .time_entries
            .iter()
            .filter(|row| row.meta.live())
            .map(|row| row.id)
            .collect();
        // The entry that a timecard is numbered by goes to another week.
        let id = ids
            .into_iter()
            .find(|id| first.objects.contains_key(&salesforce_id("a2R", *id)))
            .unwrap();
        let place = id as usize - 1;
        let on = firm.time_entries[place].work_on;
        firm.time_entries[place].work_on = on - chrono::Duration::days(700);
        firm.touch(Truth::TimeEntry, id);
        let later = firm.now() + chrono::Duration::minutes(5);
        firm.set_now(later);
        id
    };
    let second = stand.bench.read(stream, &first.next).await;
    let mut live: BTreeMap<&String, &crate::connect::RawObject> = first.objects.iter().collect();
    live.extend(second.objects.iter());
    live.retain(|id, object| !object.deleted && !second.deleted.contains(id));
    let mut minutes = 0_i64;
    for object in live.values() {
        for record in stand.bench.client.map(stream, object).records {
            if let (Kind::TimeEntry, Some(Value::Duration(duration))) =
                (record.kind, value_of(&record))
            {
                let near = if duration.0 < 0 { -30_000 } else { 30_000 };
                minutes += (duration.0 + near) / 60_000;
            }
        }
    }
    assert_eq!(
        minutes,
        worked(&stand.world).values().sum::<i64>(),
        "{entry}"
    );
}

fn value_of(record: &Record) -> Option<Value> {
    (record.kind == Kind::TimeEntry)
        .then(|| value(record, "duration").cloned())
        .flatten()
}
