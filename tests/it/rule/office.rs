//! A small firm in three systems, written straight into the tables as a case says, with figures and rules over it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use entity::insight::exception;
use entity::value::{Day, Instant};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, EntityTrait, Statement, Value as Bind};
use serde_json::{Map, Value, json};
use throughline::domain::clock::Clock;
use throughline::domain::record::{ENTITIES, Entity, Kind, Type};
use throughline::insight::freshness::Feed;
use throughline::insight::metric::{Engine as Metrics, Settings};
use throughline::insight::rule::book::Thresholds;
use throughline::insight::rule::engine::{Engine as Rules, Evaluated};
use throughline::model::identity::Ownership;

use crate::harness::hub::Hub;

pub(super) const HOUR: i64 = 3_600_000;
/// How old a source may be.
pub(super) const PATIENCE: i64 = 24 * HOUR;

/// Kinds that two systems feed, with the second.
const SECOND: &[(Kind, i64)] = &[
    (Kind::Customer, 2),
    (Kind::Invoice, 3),
    (Kind::Project, 2),
    (Kind::FxRate, 3),
];

/// The firm.
pub(super) struct Office {
    pub(super) hub: Hub,
    pub(super) clock: Clock,
    pub(super) metrics: Arc<Metrics>,
    pub(super) rules: Rules,
    rows: BTreeMap<(String, i64), Map<String, Value>>,
    tx: i64,
}

fn day(text: &str) -> Option<i64> {
    let date: NaiveDate = text.parse().ok()?;
    Some(Day::from_date(date).0.into())
}

fn instant(text: &str) -> Option<i64> {
    Some(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
}

fn scaled(value: &Value, places: u32) -> i64 {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let number: Decimal = text.parse().unwrap();
    let scale = Decimal::from(10_i64.pow(places));
    i64::try_from(number * scale).unwrap()
}

/// A value of a case as it is stored: days, instants, hours and amounts as people write them.
fn stored(entity: Option<&Entity>, name: &str, value: &Value) -> Bind {
    let ty = entity.and_then(|entity| Some(entity.field(name)?.1.ty));
    let number = match (ty, value) {
        (_, Value::Null) => return Bind::BigInt(None),
        (_, Value::Bool(flag)) => return Bind::Bool(Some(*flag)),
        (Some(Type::Money), value) => scaled(value, 4),
        (Some(Type::Rate | Type::Ratio), value) => scaled(value, 6),
        (Some(Type::Fx), value) => scaled(value, 10),
        (Some(Type::Duration), value) => scaled(value, 0) * HOUR,
        (_, Value::Number(number)) => number.as_i64().unwrap(),
        (_, Value::String(text)) => {
            let told = if name.ends_with("_on") {
                day(text)
            } else {
                None
            };
            let told = told.or_else(|| name.ends_with("_at").then(|| instant(text))?);
            match told {
                Some(number) => number,
                None => return Bind::String(Some(text.clone())),
            }
        }
        (_, other) => panic!("{name}: {other}"),
    };
    Bind::BigInt(Some(number))
}

/// The system that owns a kind here.
fn home(kind: Kind) -> i64 {
    match kind {
        Kind::Opportunity | Kind::StageChange | Kind::Engagement | Kind::Customer => 1,
        Kind::LegalEntity
        | Kind::Practice
        | Kind::Position
        | Kind::Invoice
        | Kind::InvoiceLine
        | Kind::Payment
        | Kind::PaymentApplication
        | Kind::InvoiceHold
        | Kind::Adjustment
        | Kind::TimePosting
        | Kind::Charge
        | Kind::RevenueEvent
        | Kind::FxRate => 2,
        _ => 3,
    }
}

const SYSTEMS: [(&str, &str); 3] = [
    ("crm", "salesforce"),
    ("erp", "netsuite"),
    ("psa", "kantata"),
];

fn feeds() -> Vec<(Kind, i64)> {
    let first = ENTITIES
        .iter()
        .map(|entity| (entity.kind, home(entity.kind)));
    first.chain(SECOND.iter().copied()).collect()
}

impl Office {
    /// A firm with one client project on time and materials and three people on a 40-hour week; every source is fresh.
    pub(super) async fn open(hub: Hub, now: &str) -> Self {
        let clock = Clock::fixed(Instant(instant(now).unwrap()));
        let patience = |(kind, system): (Kind, i64)| Feed {
            kind,
            connection: SYSTEMS[usize::try_from(system - 1).unwrap()].0.to_owned(),
            stream: kind.entity().table.to_owned(),
            stale_after_ms: PATIENCE,
        };
        let settings = Settings {
            stale_after_ms: PATIENCE,
            feeds: feeds().into_iter().map(patience).collect(),
            ..Settings::default()
        };
        let metrics = Arc::new(Metrics::new(
            hub.database.clone(),
            hub.keys.clone(),
            clock.clone(),
            Arc::new(Ownership::default()),
            settings,
        ));
        let rules = Rules::new(
            hub.database.clone(),
            hub.keys.clone(),
            clock.clone(),
            metrics.clone(),
            Thresholds::default(),
        );
        let mut office = Self {
            hub,
            clock,
            metrics,
            rules,
            rows: BTreeMap::new(),
            tx: 1,
        };
        for (place, (key, vendor)) in SYSTEMS.iter().enumerate() {
            let row = json!({"id": place + 1, "key": key, "vendor": vendor, "paused": false, "circuit": "closed"});
            office.insert("connection", row.as_object().unwrap()).await;
        }
        for (kind, system) in feeds() {
            let row = json!({"connection_id": system, "stream": kind.entity().table, "attempt": 0, "rows": 20,
                             "first_loaded_at": 1, "last_ok_at": office.clock.now().0});
            office
                .insert("stream_state", row.as_object().unwrap())
                .await;
        }
        let person = |id: i64| {
            json!({"id": id, "name": format!("Person {id}"), "worker": "employee", "status": "active", "practice_id": 1,
                   "legal_entity_id": 1, "hired_on": "2025-01-01"})
        };
        let people: Vec<Value> = (1..=3).map(person).collect();
        office
            .put(&json!({
                "legal_entity": [{"id": 1, "name": "Firm Inc.", "functional_currency": "USD", "time_zone": "America/New_York"}],
                "customer": [{"id": 1, "name": "Acme", "status": "active", "currency": "USD"}],
                "practice": [{"id": 1, "name": "Data"}],
                "engagement": [{"id": 1, "name": "Acme data", "customer_id": 1, "legal_entity_id": 1, "currency": "USD",
                                "billing_model": "time_and_materials", "status": "active", "billing_deadline_days": 15}],
                "project": [{"id": 1, "name": "Lake", "engagement_id": 1, "customer_id": 1, "practice_id": 1, "legal_entity_id": 1,
                             "currency": "USD", "status": "active", "internal": false}],
                "workweek": [{"id": 1, "monday": 8, "tuesday": 8, "wednesday": 8, "thursday": 8, "friday": 8, "saturday": 0,
                              "sunday": 0, "standard": true}],
                "person": people,
            }))
            .await;
        office
    }

    async fn run(&self, sql: String, binds: Vec<Bind>) {
        let writer = &self.hub.database.writer;
        let statement =
            Statement::from_sql_and_values(writer.get_database_backend(), sql.clone(), binds);
        if let Err(error) = writer.execute_raw(statement).await {
            panic!("{sql}: {error}");
        }
    }

    async fn insert(&self, table: &str, row: &Map<String, Value>) {
        let entity = ENTITIES.iter().find(|entity| entity.table == table);
        let told: Vec<(&String, &Value)> =
            row.iter().filter(|(_, value)| !value.is_null()).collect();
        let names: Vec<String> = told.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let places: Vec<String> = (1..=told.len()).map(|place| format!("${place}")).collect();
        let binds = told
            .iter()
            .map(|(name, value)| stored(entity, name, value))
            .collect();
        let sql = format!(
            "INSERT INTO \"{table}\" ({}) VALUES ({})",
            names.join(", "),
            places.join(", ")
        );
        self.run(sql, binds).await;
    }

    /// Writes rows by table, each over what it was before, tells the change feed, and brings the figures up to them. Rows of tables that
    /// are not canonical are only added; `"delete"` or `"delete where .."` takes such rows away.
    pub(super) async fn put(&mut self, rows: &Value) {
        let mut ordinal: i64 = 0;
        for (table, rows) in rows.as_object().unwrap() {
            if let Some(sql) = rows.as_str() {
                let sql = sql.replace("delete", &format!("DELETE FROM \"{table}\""));
                self.run(sql, Vec::new()).await;
                continue;
            }
            let entity = ENTITIES.iter().find(|entity| entity.table == table);
            for row in rows.as_array().unwrap() {
                let Some(entity) = entity else {
                    self.insert(table, row.as_object().unwrap()).await;
                    continue;
                };
                let id = row["id"].as_i64().unwrap();
                let whole = self.rows.entry((table.clone(), id)).or_insert_with(|| {
                    let usual = json!({"connection_id": home(entity.kind), "source_id": 0, "version_at": 0});
                    usual.as_object().unwrap().clone()
                });
                for (name, value) in row.as_object().unwrap() {
                    whole.insert(name.clone(), value.clone());
                }
                whole.insert("tx".to_owned(), self.tx.into());
                let whole = whole.clone();
                self.run(
                    format!("DELETE FROM \"{table}\" WHERE id = {id}"),
                    Vec::new(),
                )
                .await;
                self.insert(table, &whole).await;
                let change = json!({"tx": self.tx, "ordinal": ordinal, "kind": entity.kind as i16, "row_id": id, "op": 2});
                self.insert("change", change.as_object().unwrap()).await;
                ordinal += 1;
            }
        }
        let now = self.clock.now().0;
        let told = json!({"tx": self.tx, "rows": ordinal});
        self.insert("change_tx", told.as_object().unwrap()).await;
        throughline::model::feed::number(&self.hub.database.writer, Instant(now))
            .await
            .unwrap();
        self.tx += 1;
        self.metrics.refresh().await.unwrap();
    }

    /// The sources of these kinds, or all, were read well at an instant for the last time.
    pub(super) async fn read(&self, kinds: Option<&[Kind]>, at: i64) {
        let streams = match kinds {
            None => String::new(),
            Some(kinds) => {
                let names: Vec<String> = kinds
                    .iter()
                    .map(|kind| format!("'{}'", kind.entity().table))
                    .collect();
                format!(" WHERE stream IN ({})", names.join(", "))
            }
        };
        self.run(
            format!("UPDATE stream_state SET last_ok_at = {at}{streams}"),
            Vec::new(),
        )
        .await;
        self.metrics.refresh().await.unwrap();
    }

    /// A stream of the first system is known whose first load never ended.
    pub(super) async fn begun(&self, stream: &str) {
        let row = json!({"connection_id": 1, "stream": stream, "attempt": 3, "rows": 0});
        self.insert("stream_state", row.as_object().unwrap()).await;
    }

    /// Time goes on, and every source is read again.
    pub(super) async fn later(&self, ms: i64) {
        self.clock.advance(ms);
        self.read(None, self.clock.now().0).await;
    }

    pub(super) async fn evaluate(&self) -> Evaluated {
        self.rules.evaluate().await.unwrap()
    }

    /// The exceptions of a rule, in order of their fingerprints.
    pub(super) async fn exceptions(&self, rule: &str) -> Vec<exception::Model> {
        let rows = exception::Entity::find()
            .all(&self.hub.database.reader)
            .await;
        let mut rows: Vec<_> = rows
            .unwrap()
            .into_iter()
            .filter(|row| row.rule == rule)
            .collect();
        rows.sort_by(|one, other| one.fingerprint.cmp(&other.fingerprint));
        rows
    }
}
