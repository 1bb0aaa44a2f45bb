//! The engine over a real database: a small firm in, answers out.

use std::sync::Arc;

use entity::value::{Currency, Day, Instant};
use rust_decimal::Decimal;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::*;
use crate::domain::clock::Clock;
use crate::domain::record::{Class, Kind};
use crate::model::Database;
use crate::model::feed::Keys;
use crate::model::identity::Ownership;

const HOUR: i64 = 3_600_000;

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap())
}

fn noon(text: &str) -> i64 {
    i64::from(day(text).0) * 24 * HOUR + 12 * HOUR
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

struct Firm {
    database: Database,
    clock: Clock,
    engine: Engine,
    tx: i64,
    _folder: tempfile::TempDir,
}

impl Firm {
    async fn new(today: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("hub.db").display());
        let database = Database::open(&url).await.unwrap();
        let clock = Clock::fixed(Instant(noon(today)));
        let engine = Engine::new(
            database.clone(),
            Arc::new(Keys::new()),
            clock.clone(),
            Arc::new(Ownership::default()),
            Settings::default(),
        );
        let mut firm = Self {
            database,
            clock,
            engine,
            tx: 1,
            _folder: folder,
        };
        firm.put::<entity::canonical::legal_entity::Entity>(
            json!({"id": 1, "name": "Firm Inc.", "functional_currency": "USD", "time_zone": "America/New_York"}),
        )
        .await;
        firm
    }

    async fn put<E>(&mut self, row: Value)
    where
        E: EntityTrait,
        E::Model: serde::de::DeserializeOwned + IntoActiveModel<E::ActiveModel> + Send + Sync,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        let mut whole = json!({"connection_id": 1, "source_id": 0, "version_at": 0, "tx": self.tx});
        for (name, value) in row.as_object().unwrap() {
            whole[name] = value.clone();
        }
        let model: E::Model = serde_json::from_value(whole).unwrap();
        model
            .into_active_model()
            .insert(&self.database.writer)
            .await
            .unwrap();
    }

    /// Ends the transaction under way: the feed numbers it at the clock's present.
    async fn commit(&mut self) {
        self.note(&[]).await;
    }

    async fn note(&mut self, changes: &[(i16, i64)]) {
        for (ordinal, (kind, row_id)) in changes.iter().enumerate() {
            entity::change::change::Model {
                tx: self.tx,
                ordinal: i32::try_from(ordinal).unwrap(),
                kind: *kind,
                row_id: *row_id,
                op: 2,
            }
            .into_active_model()
            .insert(&self.database.writer)
            .await
            .unwrap();
        }
        entity::change::change_tx::Model {
            tx: self.tx,
            sequence: Some(self.tx),
            at: Some(self.clock.now()),
            rows: 1,
        }
        .into_active_model()
        .insert(&self.database.writer)
        .await
        .unwrap();
        self.tx += 1;
        self.clock.advance(60_000);
    }

    async fn entry(&mut self, id: i64, person: i64, on: &str, hours: i64, more: Value) {
        let mut row = json!({
            "id": id, "person_id": person, "project_id": 1, "work_on": day(on).0, "duration": hours * HOUR,
            "status": "approved", "bill_rate": 150_000_000, "cost_rate": 60_000_000, "currency": "USD",
            "billable": true, "submission_id": id,
        });
        for (name, value) in more.as_object().unwrap() {
            row[name] = value.clone();
        }
        self.put::<entity::canonical::time_entry::Entity>(row).await;
    }

    async fn approve(&mut self, id: i64, on: &str) {
        self.put::<entity::canonical::approval::Entity>(
            json!({"id": id, "submission_id": id, "decision": "approved", "decided_at": noon(on) + 5 * HOUR}),
        )
        .await;
    }

    async fn bill(&mut self, invoice: i64, entry: i64, amount: i64) {
        self.put::<entity::canonical::invoice_line::Entity>(json!({
            "id": invoice * 1_000 + entry, "invoice_id": invoice, "project_id": 1, "amount": amount * 10_000,
            "currency": "USD", "delivery": "time", "time_entry_id": entry,
        }))
        .await;
    }

    async fn invoice(&mut self, id: i64, on: &str, due: &str, net: i64, more: Value) {
        let mut row = json!({
            "id": id, "document": "invoice", "customer_id": 1, "project_id": 1, "engagement_id": 1,
            "legal_entity_id": 1, "status": "open", "issued_on": day(on).0, "due_on": day(due).0, "currency": "USD",
            "net": net * 10_000, "total": net * 10_000,
        });
        for (name, value) in more.as_object().unwrap() {
            row[name] = value.clone();
        }
        self.put::<entity::canonical::invoice::Entity>(row).await;
    }

    /// One client project on time and materials, three people on a 40-hour week.
    async fn usual(&mut self) {
        self.put::<entity::canonical::customer::Entity>(
            json!({"id": 1, "name": "Acme", "status": "active"}),
        )
        .await;
        self.put::<entity::canonical::practice::Entity>(json!({"id": 1, "name": "Data"}))
            .await;
        self.put::<entity::canonical::engagement::Entity>(json!({
            "id": 1, "name": "Acme data", "customer_id": 1, "legal_entity_id": 1, "currency": "USD",
            "billing_model": "time_and_materials", "status": "active", "billing_deadline_days": 15,
        }))
        .await;
        self.put::<entity::canonical::project::Entity>(json!({
            "id": 1, "name": "Lake", "engagement_id": 1, "customer_id": 1, "practice_id": 1, "legal_entity_id": 1,
            "currency": "USD", "status": "active", "internal": false,
        }))
        .await;
        self.put::<entity::canonical::workweek::Entity>(json!({
            "id": 1, "monday": 8 * HOUR, "tuesday": 8 * HOUR, "wednesday": 8 * HOUR, "thursday": 8 * HOUR,
            "friday": 8 * HOUR, "saturday": 0, "sunday": 0, "standard": true,
        }))
        .await;
        for id in 1..=3 {
            self.put::<entity::canonical::person::Entity>(json!({
                "id": id, "name": format!("Person {id}"), "worker": "employee", "status": "active",
                "practice_id": 1, "legal_entity_id": 1, "hired_on": day("2025-01-01").0,
            }))
            .await;
        }
    }

    async fn ask(&self, query: &MetricQuery) -> MetricAnswer {
        self.engine
            .answer(&Access::everything(), query)
            .await
            .unwrap()
    }

    async fn one(&self, key: &str, from: &str, to: &str) -> MetricValue {
        let query = MetricQuery::new(&[key], day(from), day(to));
        self.ask(&query).await.rows.remove(0).values.remove(0)
    }
}

async fn latencies() -> Firm {
    let mut firm = Firm::new("2026-04-30").await;
    firm.usual().await;
    // Lags of 3, 10, 12, 40 and 41 days; amounts of 1, 1, 6, 2 and 0 thousand.
    let lags = [(3, 1_000), (10, 1_000), (12, 6_000), (40, 2_000), (41, 0)];
    let issued = day("2026-04-15");
    firm.invoice(1, "2026-04-15", "2026-05-15", 10_000, json!({}))
        .await;
    for (place, (lag, amount)) in lags.iter().enumerate() {
        let id = 10 + i64::try_from(place).unwrap();
        let approved = Day(issued.0 - lag).to_string();
        firm.entry(id, 1, &Day(issued.0 - lag - 2).to_string(), 8, json!({}))
            .await;
        firm.approve(id, &approved).await;
        firm.bill(1, id, *amount).await;
    }
    firm.commit().await;
    firm
}

fn part<'a>(value: &'a MetricValue, name: &str) -> &'a Part {
    value.parts.iter().find(|part| part.name == name).unwrap()
}

#[tokio::test]
async fn billing_latency_and_its_parts() {
    let firm = latencies().await;
    let value = firm
        .one("billing_latency", "2026-04-01", "2026-04-30")
        .await;
    assert_eq!(value.value, Some(decimal("21.2000")));
    assert_eq!(part(&value, "median").value, Some(decimal("12.0000")));
    assert_eq!(part(&value, "p90").value, Some(decimal("40.6000")));
    assert_eq!(part(&value, "p90").reasons, ["FEW"]);
    assert_eq!(
        part(&value, "weighted_mean").value,
        Some(decimal("16.5000"))
    );
    let waits: Decimal = ["cycle_wait", "integration_wait", "finance_wait"]
        .iter()
        .map(|name| part(&value, name).value.unwrap())
        .sum();
    assert_eq!(Some(waits), value.value);
    let nothing = firm
        .one("billing_latency", "2026-03-01", "2026-03-31")
        .await;
    assert_eq!((nothing.state, nothing.value), (State::Empty, None));
}

#[tokio::test]
async fn margin_utilization_and_their_rows() {
    let mut firm = Firm::new("2026-03-08").await;
    firm.usual().await;
    for (id, person) in [(1, 1), (2, 2), (3, 3)] {
        firm.entry(id, person, "2026-03-02", 8, json!({})).await;
    }
    firm.entry(4, 1, "2026-03-03", 4, json!({"billable": false}))
        .await;
    firm.entry(5, 1, "2026-03-04", 4, json!({"status": "submitted"}))
        .await;
    firm.entry(6, 2, "2026-03-04", 2, json!({"cost_rate": null}))
        .await;
    firm.commit().await;
    let margin = firm
        .one("gross_margin_pct", "2026-03-01", "2026-03-31")
        .await;
    assert_eq!(
        margin.numerator,
        Some(decimal("2220.0000")),
        "26 h x 150 - 28 h x 60"
    );
    assert_eq!(margin.denominator, Some(decimal("3900.0000")));
    assert_eq!(margin.value, Some(decimal("0.569231")));
    assert_eq!(
        (margin.state, margin.reasons.as_slice()),
        (State::Partial, ["NO_COST_RATE"].as_slice())
    );

    let week = firm
        .one("billable_utilization", "2026-03-02", "2026-03-08")
        .await;
    assert_eq!(week.denominator, Some(decimal("120.0000")));
    assert_eq!(week.value, Some(decimal("0.216667")));
    let coverage = firm
        .one("timesheet_coverage", "2026-03-02", "2026-03-08")
        .await;
    assert_eq!(coverage.numerator, Some(decimal("34.0000")));

    for key in [
        "gross_margin",
        "gross_margin_pct",
        "billable_utilization",
        "capacity",
        "unbilled_wip",
    ] {
        let query = MetricQuery {
            group_by: vec![],
            ..MetricQuery::new(&[key], day("2026-03-01"), day("2026-03-31"))
        };
        let value = firm.ask(&query).await.rows.remove(0).values.remove(0);
        let cell = CellQuery {
            query,
            dimensions: vec![],
            period_from: None,
            first: Some(200),
            after: None,
        };
        let page = firm
            .engine
            .contributions(&Access::everything(), &cell)
            .await
            .unwrap();
        assert_eq!(Some(page.sum), value.numerator.or(value.value), "{key}");
        assert_eq!(page.denominator, value.denominator, "{key}");
        let sum: Decimal = page.rows.iter().map(|row| row.amount).sum();
        assert_eq!(sum, page.sum, "{key}");
    }
}

#[tokio::test]
async fn slices_partition_the_whole_and_totals_agree() {
    let firm = latencies().await;
    let query = MetricQuery {
        group_by: vec![Dimension::Customer, Dimension::Project],
        grain: Some(Grain::Month),
        totals: true,
        ..MetricQuery::new(
            &["revenue", "labor_cost"],
            day("2026-01-01"),
            day("2026-04-30"),
        )
    };
    let answer = firm.ask(&query).await;
    let sum = |kind: RowKind| -> Decimal {
        answer
            .rows
            .iter()
            .filter(|row| row.kind == kind)
            .filter_map(|row| row.values[0].value)
            .sum()
    };
    assert_eq!(sum(RowKind::Row), decimal("6000.0000"));
    assert_eq!(sum(RowKind::Subtotal), sum(RowKind::Row));
    assert_eq!(sum(RowKind::Total), sum(RowKind::Row));
    assert_eq!(answer.rows[0].dimensions[0].label.as_deref(), Some("Acme"));
}

#[tokio::test]
async fn receivables_age_and_leakage_waits_for_its_deadline() {
    let mut firm = Firm::new("2026-04-30").await;
    firm.usual().await;
    firm.invoice(
        1,
        "2026-02-20",
        "2026-03-20",
        1_000,
        json!({"total": 11_900_000, "status": "open"}),
    )
    .await;
    firm.invoice(2, "2026-04-10", "2026-05-10", 500, json!({}))
        .await;
    firm.invoice(
        3,
        "2026-04-11",
        "2026-05-10",
        500,
        json!({"status": "draft"}),
    )
    .await;
    firm.put::<entity::canonical::payment::Entity>(json!({
        "id": 1, "customer_id": 1, "legal_entity_id": 1, "received_on": day("2026-04-01").0, "status": "received",
        "amount": 5_000_000, "currency": "USD",
    }))
    .await;
    firm.put::<entity::canonical::payment_application::Entity>(json!({
        "id": 1, "payment_id": 1, "invoice_id": 1, "amount": 4_000_000, "applied_on": day("2026-04-02").0,
    }))
    .await;
    firm.entry(1, 1, "2026-03-10", 10, json!({})).await;
    firm.approve(1, "2026-03-12").await;
    firm.entry(2, 1, "2026-04-10", 10, json!({})).await;
    firm.approve(2, "2026-04-12").await;
    firm.commit().await;
    let open = firm.one("receivables", "2026-04-01", "2026-04-30").await;
    assert_eq!(open.value, Some(decimal("1290.0000")), "1,190 - 400 + 500");
    assert_eq!(part(&open, "days_31_60").value, Some(decimal("790.0000")));
    assert_eq!(part(&open, "not_due").value, Some(decimal("500.0000")));
    assert_eq!(part(&open, "unapplied").value, Some(decimal("100.0000")));
    let leaked = firm.one("leakage", "2026-01-01", "2026-04-30").await;
    assert_eq!(
        leaked.value,
        Some(decimal("1500.0000")),
        "March's deadline was the 15th, April's is to come"
    );
    let waiting = firm.one("unbilled_wip", "2026-04-01", "2026-04-30").await;
    assert_eq!(waiting.value, Some(decimal("3000.0000")));
    assert_eq!(part(&waiting, "not_due").value, Some(decimal("1500.0000")));
    let days = firm.one("dso", "2026-04-01", "2026-04-30").await;
    // 790 x 1,000 / 1,190 + 500 - 100 = 1,063.8655; April 500 (30 days), March nothing (31), February 563.8655 of 1,000 (28).
    assert_eq!(days.value, Some(decimal("76.7882")));
}

#[tokio::test]
async fn what_was_known_does_not_change_and_stored_cells_are_what_rows_give() {
    let mut firm = Firm::new("2026-03-08").await;
    firm.usual().await;
    firm.entry(1, 1, "2026-03-02", 8, json!({})).await;
    firm.commit().await;
    let then = firm.clock.now();
    assert_eq!(
        firm.one("revenue", "2026-03-01", "2026-03-31").await.value,
        Some(decimal("1200.0000"))
    );
    assert_eq!(firm.engine.verify().await.unwrap(), Vec::<String>::new());
    firm.clock.advance(HOUR);
    firm.entry(2, 2, "2026-03-03", 8, json!({})).await;
    firm.note(&[(26, 2)]).await;
    let refreshed = firm.engine.refresh().await.unwrap();
    assert!(refreshed.changed);
    assert_eq!(firm.engine.verify().await.unwrap(), Vec::<String>::new());
    assert_eq!(
        firm.one("revenue", "2026-03-01", "2026-03-31").await.value,
        Some(decimal("2400.0000"))
    );
    let past = MetricQuery {
        known_at: Some(then),
        ..MetricQuery::new(&["revenue"], day("2026-03-01"), day("2026-03-31"))
    };
    assert_eq!(
        firm.ask(&past).await.rows[0].values[0].value,
        Some(decimal("1200.0000"))
    );
    let future = MetricQuery {
        known_at: Some(Instant(firm.clock.now().0 + 1)),
        ..past
    };
    let refused = firm.engine.answer(&Access::everything(), &future).await;
    assert_eq!(refused, Err(QueryError::FutureKnownAt));
}

#[tokio::test]
async fn cost_over_groups_hides_small_groups_and_what_a_total_would_tell() {
    let mut firm = Firm::new("2026-03-08").await;
    firm.usual().await;
    firm.put::<entity::canonical::project::Entity>(json!({
        "id": 2, "name": "Mill", "engagement_id": 1, "customer_id": 1, "practice_id": 1, "legal_entity_id": 1,
        "currency": "USD", "status": "active", "internal": false,
    }))
    .await;
    for (id, person) in [(1, 1), (2, 2), (3, 3)] {
        firm.entry(id, person, "2026-03-02", 8, json!({})).await;
    }
    firm.entry(4, 1, "2026-03-03", 8, json!({"project_id": 2}))
        .await;
    firm.commit().await;
    let mut access = Access::everything();
    access.grants[0].classes.remove(&Class::Cost);
    access.grants[0].in_aggregate.insert(Class::Cost);
    let query = MetricQuery {
        group_by: vec![Dimension::Project],
        ..MetricQuery::new(
            &["labor_cost", "revenue"],
            day("2026-03-01"),
            day("2026-03-31"),
        )
    };
    let answer = firm.engine.answer(&access, &query).await.unwrap();
    for row in &answer.rows {
        assert_eq!(
            row.values[0].state,
            State::Masked,
            "one person's project, and the other that a total would give away"
        );
        assert_eq!(row.values[1].state, State::Ok);
    }
    let whole = MetricQuery::new(&["labor_cost"], day("2026-03-01"), day("2026-03-31"));
    let answer = firm.engine.answer(&access, &whole).await.unwrap();
    assert_eq!(answer.rows[0].values[0].value, Some(decimal("1920.0000")));
    access.grants[0].in_aggregate.clear();
    let masked = firm.engine.answer(&access, &whole).await.unwrap();
    assert_eq!(masked.rows[0].values[0].state, State::Masked);
}

#[tokio::test]
async fn questions_are_refused_by_name() {
    let firm = Firm::new("2026-03-08").await;
    let ask = async |query: MetricQuery| {
        firm.engine
            .answer(&Access::everything(), &query)
            .await
            .unwrap_err()
    };
    let base = MetricQuery::new(&["gross_margin"], day("2026-03-01"), day("2026-03-31"));
    let unknown = MetricQuery {
        keys: vec!["gross_margins".to_owned()],
        ..base.clone()
    };
    assert_eq!(ask(unknown).await.code(), "UNKNOWN_METRIC");
    let by_person = MetricQuery {
        group_by: vec![Dimension::Person],
        ..base.clone()
    };
    let refused = ask(by_person).await;
    assert_eq!(refused.code(), "UNSUPPORTED_DIMENSION");
    assert!(refused.to_string().contains("PROJECT"), "{refused}");
    let daily = MetricQuery {
        grain: Some(Grain::Day),
        ..base
    };
    assert_eq!(ask(daily).await.code(), "UNSUPPORTED_DIMENSION");
    assert_eq!(firm.engine.group_currency(), Currency::USD);
}

/// Entries of forty people over three years (sixty thousand in a release build): first load, figures, and a repeat without change.
#[tokio::test]
async fn sixty_thousand_entries() {
    let entries: i64 = if cfg!(debug_assertions) {
        6_000
    } else {
        60_000
    };
    let mut firm = Firm::new("2026-03-08").await;
    firm.usual().await;
    for id in 4..=40 {
        firm.put::<entity::canonical::person::Entity>(json!({
            "id": id, "name": format!("Person {id}"), "worker": "employee", "status": "active",
            "practice_id": 1, "legal_entity_id": 1, "hired_on": day("2023-01-01").0,
        }))
        .await;
    }
    for id in 2..=60 {
        firm.put::<entity::canonical::project::Entity>(json!({
            "id": id, "name": format!("Project {id}"), "engagement_id": 1, "customer_id": 1, "practice_id": 1,
            "legal_entity_id": 1, "currency": "USD", "status": "active", "internal": false,
        }))
        .await;
    }
    let first = day("2023-03-01").0;
    let mut rows = Vec::new();
    for number in 0..entries {
        let row = json!({
            "id": number + 1, "connection_id": 1, "source_id": 0, "version_at": 0, "tx": 1,
            "person_id": number % 40 + 1, "project_id": number % 60 + 1,
            "work_on": first + i32::try_from(number * 1_000 / entries).unwrap(), "duration": HOUR, "status": "approved",
            "bill_rate": 150_000_000, "cost_rate": 60_000_000, "currency": "USD", "billable": true,
        });
        let model: entity::canonical::time_entry::Model = serde_json::from_value(row).unwrap();
        rows.push(model.into_active_model());
        if rows.len() == 1_000 {
            entity::canonical::time_entry::Entity::insert_many(std::mem::take(&mut rows))
                .exec_without_returning(&firm.database.writer)
                .await
                .unwrap();
        }
    }
    firm.commit().await;
    let begun = std::time::Instant::now();
    firm.engine.refresh().await.unwrap();
    let built = begun.elapsed();
    let asked = std::time::Instant::now();
    let query = MetricQuery {
        group_by: vec![Dimension::Project],
        grain: Some(Grain::Quarter),
        first: Some(50),
        ..MetricQuery::new(
            &["gross_margin_pct", "revenue"],
            day("2023-01-01"),
            day("2026-03-31"),
        )
    };
    let answer = firm.ask(&query).await;
    let margin = asked.elapsed();
    assert_eq!(answer.total_count, 60 * 12, "twelve quarters");
    let asked = std::time::Instant::now();
    let worked = firm.one("worked_hours", "2023-01-01", "2026-03-31").await;
    assert_eq!(worked.value, Some(Decimal::new(entries * 10_000, 4)));
    println!(
        "first build {built:?}, margin {margin:?}, utilization {:?}",
        asked.elapsed()
    );
    assert!(!firm.engine.refresh().await.unwrap().changed);
}

impl Firm {
    /// Changes a row as a sync would: its new image replaces the old one, the feed is told.
    async fn change<E>(&mut self, kind: Kind, row: Value)
    where
        E: EntityTrait,
        E::Model: serde::de::DeserializeOwned + IntoActiveModel<E::ActiveModel> + Send + Sync,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        let id = row["id"].as_i64().unwrap();
        let table = kind.entity().table;
        sea_orm::ConnectionTrait::execute_unprepared(
            &self.database.writer,
            &format!("DELETE FROM \"{table}\" WHERE id = {id}"),
        )
        .await
        .unwrap();
        self.put::<E>(row).await;
        self.note(&[(kind as i16, id)]).await;
        self.engine.refresh().await.unwrap();
        assert_eq!(
            self.engine.verify().await.unwrap(),
            Vec::<String>::new(),
            "{kind:?}"
        );
    }
}

/// Whatever changes, the cells kept by the feed are those that a rebuild gives.
#[tokio::test]
async fn cells_follow_every_kind_of_change() {
    use entity::canonical as c;
    let mut firm = latencies().await;
    firm.engine.refresh().await.unwrap();
    let entry = |id: i64, project: i64, status: &str| {
        json!({
            "id": id, "person_id": 2, "project_id": project, "work_on": day("2026-03-03").0, "duration": HOUR,
            "status": status, "bill_rate": 150_000_000, "cost_rate": 60_000_000, "currency": "USD", "billable": true,
            "submission_id": 77,
        })
    };
    firm.change::<c::project::Entity>(
        Kind::Project,
        json!({"id": 2, "name": "Mill", "customer_id": 1, "legal_entity_id": 1, "currency": "USD", "status": "active",
               "billing_model": "time_and_materials", "internal": false}),
    )
    .await;
    firm.change::<c::time_entry::Entity>(Kind::TimeEntry, entry(50, 1, "submitted"))
        .await;
    firm.change::<c::time_entry::Entity>(Kind::TimeEntry, entry(50, 1, "approved"))
        .await;
    firm.change::<c::approval::Entity>(
        Kind::Approval,
        json!({"id": 90, "submission_id": 77, "decision": "approved", "decided_at": noon("2026-03-20")}),
    )
    .await;
    firm.change::<c::time_entry::Entity>(Kind::TimeEntry, entry(50, 2, "approved"))
        .await;
    firm.change::<c::time_posting::Entity>(
        Kind::TimePosting,
        json!({"id": 91, "time_entry_id": 50, "posted_at": noon("2026-03-25")}),
    )
    .await;
    firm.change::<c::invoice::Entity>(
        Kind::Invoice,
        json!({"id": 2, "document": "invoice", "customer_id": 1, "project_id": 2, "legal_entity_id": 1, "status": "open",
               "issued_on": day("2026-04-20").0, "due_on": day("2026-04-25").0, "currency": "USD", "net": 1_500_000,
               "total": 1_500_000}),
    )
    .await;
    firm.change::<c::invoice_line::Entity>(
        Kind::InvoiceLine,
        json!({"id": 92, "invoice_id": 2, "project_id": 2, "amount": 1_500_000, "currency": "USD", "delivery": "time",
               "time_entry_id": 50}),
    )
    .await;
    let status = async |firm: &Firm| {
        let row = entity::insight::payment_status::Entity::find_by_id(1)
            .one(&firm.database.reader)
            .await;
        row.unwrap().unwrap().status
    };
    assert_eq!(status(&firm).await, "OVERDUE_30");
    firm.change::<c::payment::Entity>(
        Kind::Payment,
        json!({"id": 93, "customer_id": 1, "received_on": day("2026-04-28").0, "status": "received", "amount": 1_500_000,
               "currency": "USD"}),
    )
    .await;
    firm.change::<c::payment_application::Entity>(
        Kind::PaymentApplication,
        json!({"id": 94, "payment_id": 93, "invoice_id": 2, "amount": 1_500_000, "applied_on": day("2026-04-28").0}),
    )
    .await;
    assert_eq!(status(&firm).await, "CURRENT");
    let paid = firm
        .one("invoice_to_cash", "2026-04-01", "2026-04-30")
        .await;
    assert_eq!(paid.value, Some(decimal("8.0000")));
    firm.change::<c::expense::Entity>(
        Kind::Expense,
        json!({"id": 95, "project_id": 1, "spent_on": day("2026-03-09").0, "amount": 990_000, "currency": "USD",
               "nature": "subcontractor", "status": "approved"}),
    )
    .await;
    firm.change::<c::invoice::Entity>(
        Kind::Invoice,
        json!({"id": 3, "document": "credit_note", "customer_id": 1, "project_id": 2, "legal_entity_id": 1,
               "status": "open", "issued_on": day("2026-04-29").0, "currency": "USD", "net": 1_500_000,
               "total": 1_500_000, "corrects_id": 2, "credit_reason": "rebill"}),
    )
    .await;
    let gone = entity_deleted(entry(50, 2, "approved"));
    firm.change::<c::time_entry::Entity>(Kind::TimeEntry, gone)
        .await;
    firm.change::<c::fx_rate::Entity>(
        Kind::FxRate,
        json!({"id": 96, "base": "EUR", "quote": "USD", "rate_type": "spot", "effective_on": day("2026-04-29").0,
               "rate": 10_800_000_000_i64}),
    )
    .await;
}

fn entity_deleted(mut row: Value) -> Value {
    row["deleted_at"] = json!(1);
    row
}
