//! A firm made by hand for awkward cases.

use std::sync::Arc;

use entity::canonical as c;
use entity::value::Instant;
use rust_decimal::Decimal;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use throughline::domain::clock::Clock;
use throughline::insight::metric::*;
use throughline::model::feed::Keys;
use throughline::model::identity::Ownership;

use super::compare::day;
use super::facts::{Facts, number};
use super::sandbox;
use crate::harness::hub::Hub;

/// Grains that are asked for.
const GRAINS: [Grain; 4] = [Grain::Month, Grain::Week, Grain::Quarter, Grain::Year];

pub(super) const HOUR: i64 = 3_600_000;

/// A firm written straight into canonical tables, and the engine over it.
pub(super) struct Books {
    pub(super) hub: Hub,
    pub(super) engine: Engine,
    pub(super) clock: Clock,
}

pub(super) fn on(text: &str) -> i64 {
    number(text.parse().unwrap())
}

pub(super) fn at(text: &str, hour: i64) -> i64 {
    on(text) * 24 * HOUR + hour * HOUR
}

impl Books {
    pub(super) async fn new(hub: Hub, today: &str) -> Self {
        let clock = Clock::fixed(Instant(at(today, 12)));
        let engine = Engine::new(
            hub.database.clone(),
            Arc::new(Keys::new()),
            clock.clone(),
            Arc::new(Ownership::default()),
            Settings::default(),
        );
        let books = Self { hub, engine, clock };
        books.put::<c::legal_entity::Entity>(&[
            json!({"id": 1, "name": "Firm Inc.", "functional_currency": "USD", "time_zone": "America/New_York"}),
            json!({"id": 2, "name": "Firm GmbH", "functional_currency": "EUR", "time_zone": "Europe/Berlin"}),
        ])
        .await;
        books
    }

    pub(super) async fn put<E>(&self, rows: &[Value])
    where
        E: EntityTrait,
        E::Model: serde::de::DeserializeOwned + IntoActiveModel<E::ActiveModel> + Send + Sync,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        for row in rows {
            let mut whole = json!({"connection_id": 1, "source_id": 0, "version_at": 0, "tx": 1});
            for (name, value) in row.as_object().unwrap() {
                let day = name.ends_with("_on");
                whole[name] = match value {
                    Value::String(text) if day => json!(on(text)),
                    value => value.clone(),
                };
            }
            let model: E::Model = serde_json::from_value(whole).unwrap();
            model
                .into_active_model()
                .insert(&self.hub.database.writer)
                .await
                .unwrap();
        }
    }

    pub(super) async fn commit(&self) {
        entity::change::change_tx::Model {
            tx: 1,
            sequence: Some(1),
            at: Some(self.clock.now()),
            rows: 1,
        }
        .into_active_model()
        .insert(&self.hub.database.writer)
        .await
        .unwrap();
        self.clock.advance(60_000);
    }

    pub(super) async fn invoice(
        &self,
        id: i64,
        issued: &str,
        due: Option<&str>,
        net: i64,
        more: Value,
    ) {
        let mut row = json!({
            "id": id, "document": "invoice", "customer_id": 1, "legal_entity_id": 1, "status": "open", "issued_on": issued,
            "due_on": due, "currency": "USD", "net": net * 10_000, "total": net * 10_000,
        });
        for (name, value) in more.as_object().unwrap() {
            row[name] = value.clone();
        }
        self.put::<c::invoice::Entity>(&[row]).await;
    }

    pub(super) async fn pay(
        &self,
        id: i64,
        received: &str,
        amount: i64,
        applied: &[(i64, i64, &str)],
        more: Value,
    ) {
        let mut row = json!({
            "id": id, "customer_id": 1, "legal_entity_id": 1, "received_on": received, "status": "received",
            "amount": amount * 10_000, "currency": "USD",
        });
        for (name, value) in more.as_object().unwrap() {
            row[name] = value.clone();
        }
        self.put::<c::payment::Entity>(&[row]).await;
        for (place, (invoice, amount, applied_on)) in applied.iter().enumerate() {
            let place = i64::try_from(place).unwrap();
            self.put::<c::payment_application::Entity>(&[json!({
                "id": id * 100 + place, "payment_id": id, "invoice_id": invoice, "amount": amount * 10_000,
                "applied_on": applied_on,
            })])
            .await;
        }
    }

    pub(super) async fn credit(
        &self,
        id: i64,
        issued: &str,
        of: i64,
        net: i64,
        reason: &str,
        more: Value,
    ) {
        let mut own =
            json!({"document": "credit_note", "corrects_id": of, "credit_reason": reason});
        for (name, value) in more.as_object().unwrap() {
            own[name] = value.clone();
        }
        self.invoice(id, issued, None, net, own).await;
    }

    pub(super) async fn rates(&self) {
        let mut rows = Vec::new();
        for (place, (pair, first, rate)) in [
            (("EUR", "USD"), "2025-06-02", 10_500_000_000_i64),
            (("EUR", "USD"), "2026-03-02", 11_234_567_891),
            (("EUR", "USD"), "2026-05-04", 12_345_678_912),
            (("USD", "JPY"), "2026-03-02", 1_503_300_000_000),
            (("USD", "JPY"), "2026-05-04", 1_497_700_000_000),
            (("GBP", "USD"), "2026-01-05", 12_700_000_000),
        ]
        .into_iter()
        .enumerate()
        {
            // Weekly for half a year, a pound excepted, which is published once.
            let weeks = if pair.0 == "GBP" { 1 } else { 26 };
            for week in 0..weeks {
                let place = i64::try_from(place).unwrap();
                rows.push(json!({
                    "id": 1_000 + place * 100 + week, "base": pair.0, "quote": pair.1, "rate_type": "spot",
                    "effective_on": on(first) + week * 7, "rate": rate + week * 31_337,
                }));
            }
        }
        self.put::<c::fx_rate::Entity>(&rows).await;
    }

    pub(super) async fn agree(&self, period: (&str, &str), moments: &[&str]) {
        let facts = Facts::load(&self.hub.database.reader).await;
        let found = sandbox::compared(&self.engine, &facts, period, moments, &GRAINS).await;
        assert!(
            found.is_empty(),
            "{} differences\n{}",
            found.len(),
            found.join("\n")
        );
    }

    pub(super) async fn one(&self, key: &str, from: &str, to: &str) -> MetricValue {
        let query = MetricQuery::new(&[key], day(on(from)), day(on(to)));
        let answer = self
            .engine
            .answer(&Access::everything(), &query)
            .await
            .unwrap();
        answer.rows[0].values[0].clone()
    }
}

pub(super) fn decimal(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}
