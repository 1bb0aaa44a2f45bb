//! Random firms of the sandbox, synced over HTTP, whose every figure is computed twice.

use std::sync::Arc;

use ::sandbox::Options;
use ::sandbox::firm::Scale;
use sea_orm::EntityTrait;
use throughline::domain::clock::Clock;
use throughline::insight::metric::*;
use throughline::model::identity::Ownership;
use throughline::sync::Settings as SyncSettings;

use super::compare::{differences, slices};
use super::facts::Facts;
use super::{given_up, hub, items, leakage, receivable, setup};
use crate::firm::clients;
use crate::harness::hub::{Hub, round};

const ALL: [Grain; 1] = [Grain::Month];
const FROM: &str = "2026-03-01";
const TO: &str = "2026-11-30";
const MOMENTS: [&str; 2] = ["2026-11-25", "2026-08-31"];

async fn synced(hub: &Hub, seed: u64) -> Engine {
    let options = Options {
        seed,
        scale: Scale::Tiny,
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 25),
    };
    let firm = ::sandbox::start(options).await.unwrap();
    let clock = Clock::system();
    let settings = SyncSettings {
        batch_rows: 500,
        ..SyncSettings::default()
    };
    let sync = hub.sync_with(clients(&firm, &clock), settings).await;
    round(&sync).await;
    Engine::new(
        hub.database.clone(),
        hub.keys.clone(),
        clock,
        Arc::new(Ownership::default()),
        Settings {
            stale_after_ms: i64::MAX / 4,
            ..Settings::default()
        },
    )
}

/// Compares every family of figures; tells what differs.
pub(super) async fn compared(
    engine: &Engine,
    facts: &Facts,
    period: (&str, &str),
    moments: &[&str],
    grains: &[Grain],
) -> Vec<String> {
    let mut found = Vec::new();
    for key in [
        "receivables",
        "receivables_by_invoice_date",
        "overdue_receivables",
        "disputed_receivables",
        "unapplied_cash",
        "dso",
        "dso_without_disputes",
        "dso_simple",
        "dso_best_possible",
        "average_days_delinquent",
        "average_days_to_pay",
    ] {
        let dimensions = registry::metric(key).unwrap().dimensions;
        for slice in slices(dimensions, grains, period, moments) {
            let plain = receivable::figures(&slice, facts, key);
            found.extend(differences(engine, &slice, key, plain).await);
        }
    }
    for key in ["write_offs", "write_off_rate"] {
        let dimensions = registry::metric(key).unwrap().dimensions;
        for slice in slices(dimensions, grains, period, moments) {
            let plain = given_up::figures(&slice, facts, key);
            found.extend(differences(engine, &slice, key, plain).await);
        }
    }
    for moment in moments {
        let items = items::items(facts, super::facts::number(moment.parse().unwrap()));
        for key in ["leakage", "leakage_pct", "unbilled_wip"] {
            let dimensions = registry::metric(key).unwrap().dimensions;
            for slice in slices(dimensions, grains, period, &[moment]) {
                let plain = leakage::figures(&slice, facts, &items, key);
                found.extend(differences(engine, &slice, key, plain).await);
            }
        }
    }
    for key in ["wip_days", "receivable_days", "lock_up_days"] {
        let dimensions = registry::metric(key).unwrap().dimensions;
        for slice in slices(dimensions, &[], period, moments) {
            let plain = leakage::lock_up(&slice, facts, key);
            found.extend(differences(engine, &slice, key, plain).await);
        }
    }
    for key in [
        "project_setup_cycle_time",
        "project_setup_from_signature",
        "project_setup_business_days",
    ] {
        let dimensions = registry::metric(key).unwrap().dimensions;
        for slice in slices(dimensions, grains, period, moments) {
            let plain = setup::figures(&slice, facts, key);
            found.extend(differences(engine, &slice, key, plain).await);
        }
    }
    found
}

/// The figures of the hub's own state, compared.
pub(super) async fn own(
    engine: &Engine,
    own: &hub::Own,
    period: (&str, &str),
    moment: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    for key in [
        "run_success",
        "sync_success",
        "first_pass_yield",
        "completeness",
        "freshness",
        "backlog",
    ] {
        let metric = registry::metric(key).unwrap();
        let grains: &[Grain] = if metric.grains.is_empty() { &[] } else { &ALL };
        for slice in slices(metric.dimensions, grains, period, &[moment]) {
            let plain = hub::figures(&slice, own, key);
            found.extend(differences(engine, &slice, key, plain).await);
        }
    }
    for key in ["exception_resolution_time", "open_exceptions"] {
        let dimensions = registry::metric(key).unwrap().dimensions;
        for slice in slices(dimensions, &ALL, period, &[moment]) {
            let plain = hub::exceptions(&slice, own, key);
            found.extend(differences(engine, &slice, key, plain).await);
        }
    }
    found
}

async fn agree(hub: Hub, seed: u64) {
    let engine = synced(&hub, seed).await;
    let reader = &hub.database.reader;
    let facts = Facts::load(reader).await;
    let mut found = compared(&engine, &facts, (FROM, TO), &MOMENTS, &ALL).await;
    engine.refresh().await.unwrap();
    let today = engine.today();
    let plain = receivable::statuses(&facts, today.0.into());
    let told = entity::insight::payment_status::Entity::find()
        .all(reader)
        .await
        .unwrap();
    let told = told
        .into_iter()
        .map(|row| (row.customer_id, row.status))
        .collect();
    if plain != told {
        found.push(format!("payment statuses {told:?}, plain {plain:?}"));
    }
    let count = found.len();
    found.truncate(40);
    assert!(
        found.is_empty(),
        "seed {seed}: {count} differences\n{}",
        found.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn firm_11_on_sqlite() {
    agree(Hub::sqlite().await, 11).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn firm_11_on_postgres() {
    agree(Hub::postgres().await, 11).await;
}
