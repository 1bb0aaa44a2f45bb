//! A small firm written straight into canonical tables, and the engine over it.

use std::sync::Arc;

use entity::value::{Day, Instant};
use rust_decimal::Decimal;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use throughline::domain::clock::Clock;
use throughline::domain::record::Kind;
use throughline::insight::metric::*;
use throughline::model::Database;
use throughline::model::feed::Keys;
use throughline::model::identity::Ownership;

use crate::harness::hub::Hub;

pub(super) const HOUR: i64 = 3_600_000;

pub(super) fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap())
}

pub(super) fn noon(text: &str) -> i64 {
    i64::from(day(text).0) * 24 * HOUR + 12 * HOUR
}

pub(super) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(super) struct Firm {
    pub(super) database: Database,
    pub(super) clock: Clock,
    pub(super) engine: Engine,
    pub(super) tx: i64,
    _hub: Hub,
}

impl Firm {
    pub(super) async fn new(hub: Hub, today: &str) -> Self {
        Self::owned(hub, today, Ownership::default()).await
    }

    /// A firm whose configuration says which system owns what.
    pub(super) async fn owned(hub: Hub, today: &str, ownership: Ownership) -> Self {
        let database = hub.database.clone();
        let clock = Clock::fixed(Instant(noon(today)));
        let engine = Engine::new(
            database.clone(),
            Arc::new(Keys::new()),
            clock.clone(),
            Arc::new(ownership),
            Settings::default(),
        );
        let mut firm = Self {
            database,
            clock,
            engine,
            tx: 1,
            _hub: hub,
        };
        firm.put::<entity::canonical::legal_entity::Entity>(
            json!({"id": 1, "name": "Firm Inc.", "functional_currency": "USD", "time_zone": "America/New_York"}),
        )
        .await;
        firm
    }

    pub(super) async fn put<E>(&mut self, row: Value)
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
    pub(super) async fn commit(&mut self) {
        self.note(&[]).await;
    }

    pub(super) async fn note(&mut self, changes: &[(i16, i64)]) {
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

    pub(super) async fn entry(&mut self, id: i64, person: i64, on: &str, hours: i64, more: Value) {
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

    pub(super) async fn approve(&mut self, id: i64, on: &str) {
        self.put::<entity::canonical::approval::Entity>(
            json!({"id": id, "submission_id": id, "decision": "approved", "decided_at": noon(on) + 5 * HOUR}),
        )
        .await;
    }

    pub(super) async fn bill(&mut self, invoice: i64, entry: i64, amount: i64) {
        self.put::<entity::canonical::invoice_line::Entity>(json!({
            "id": invoice * 1_000 + entry, "invoice_id": invoice, "project_id": 1, "amount": amount * 10_000,
            "currency": "USD", "delivery": "time", "time_entry_id": entry,
        }))
        .await;
    }

    pub(super) async fn invoice(&mut self, id: i64, on: &str, due: &str, net: i64, more: Value) {
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
    pub(super) async fn usual(&mut self) {
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

    pub(super) async fn ask(&self, query: &MetricQuery) -> MetricAnswer {
        self.engine
            .answer(&Access::everything(), query)
            .await
            .unwrap()
    }

    pub(super) async fn one(&self, key: &str, from: &str, to: &str) -> MetricValue {
        let query = MetricQuery::new(&[key], day(from), day(to));
        self.ask(&query).await.rows.remove(0).values.remove(0)
    }
}

pub(super) async fn latencies(hub: Hub) -> Firm {
    let mut firm = Firm::new(hub, "2026-04-30").await;
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

pub(super) fn part<'a>(value: &'a MetricValue, name: &str) -> &'a Part {
    value.parts.iter().find(|part| part.name == name).unwrap()
}

impl Firm {
    /// Changes a row as a sync would: its new image replaces the old one, the feed is told.
    pub(super) async fn change<E>(&mut self, kind: Kind, row: Value)
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

pub(super) fn entity_deleted(mut row: Value) -> Value {
    row["deleted_at"] = json!(1);
    row
}
