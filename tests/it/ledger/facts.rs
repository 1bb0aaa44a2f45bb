//! Every row that the figures rest on, as JSON, with linked rows folded into one.
//!
//! Reading of the design: a fact counts from the system that owns its kind, deleted ones nowhere; linked rows are one thing,
//! represented by the owner's row, a field that the first does not say being taken from the next.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use entity::canonical as c;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde::Serialize;
use serde_json::{Map, Value};

use super::exact::Rates;

pub(super) const ENTITY: i64 = 1;
pub(super) const PRACTICE: i64 = 2;
pub(super) const ROLE: i64 = 3;
pub(super) const CUSTOMER: i64 = 4;
pub(super) const PERSON: i64 = 5;
pub(super) const DEAL: i64 = 13;
pub(super) const ENGAGEMENT: i64 = 15;
pub(super) const PROJECT: i64 = 18;
pub(super) const TIME: i64 = 26;
pub(super) const EXPENSE: i64 = 29;
pub(super) const INVOICE: i64 = 30;

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row(Map<String, Value>);

impl Row {
    pub(super) fn id(&self) -> i64 {
        self.int("id").unwrap()
    }

    pub(super) fn int(&self, field: &str) -> Option<i64> {
        self.0
            .get(field)
            .unwrap_or_else(|| panic!("no {field}"))
            .as_i64()
    }

    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.0
            .get(field)
            .unwrap_or_else(|| panic!("no {field}"))
            .as_str()
    }

    pub(super) fn is(&self, field: &str, words: &[&str]) -> bool {
        self.text(field).is_some_and(|word| words.contains(&word))
    }

    pub(super) fn flag(&self, field: &str) -> Option<bool> {
        self.0
            .get(field)
            .unwrap_or_else(|| panic!("no {field}"))
            .as_bool()
    }

    fn says(&self, field: &str) -> bool {
        self.0
            .get(field)
            .is_some_and(|value| !value.is_null() && value != "unknown")
    }
}

/// Everything.
pub(super) struct Facts {
    vendors: HashMap<i64, String>,
    representative: HashMap<(i64, i64), i64>,
    members: HashMap<(i64, i64), Vec<i64>>,
    pub(super) rates: Rates,
    /// Rows of owning systems by table.
    pub(super) rows: HashMap<&'static str, Vec<Row>>,
    places: HashMap<(&'static str, i64), usize>,
    numbers: HashMap<i64, i64>,
    /// Things made of linked rows, by table and representative.
    pub(super) things: HashMap<&'static str, BTreeMap<i64, Row>>,
}

const SALESFORCE: [&str; 3] = ["salesforce", "netsuite", "kantata"];
const NETSUITE: [&str; 3] = ["netsuite", "salesforce", "kantata"];
const KANTATA: [&str; 3] = ["kantata", "netsuite", "salesforce"];

/// Owners in order, of a table or of a field of it.
fn owners(name: &str) -> Option<[&'static str; 3]> {
    Some(match name {
        "opportunity" | "stage_change" | "engagement" | "customer" => SALESFORCE,
        "legal_entity"
        | "invoice"
        | "invoice_line"
        | "payment"
        | "payment_application"
        | "fx_rate"
        | "customer.terms_days"
        | "customer.currency" => NETSUITE,
        "practice" | "position" => ["netsuite", "kantata", "salesforce"],
        "person" | "role" | "project" | "task" | "assignment" | "time_entry" => KANTATA,
        "project.billable_at" => ["netsuite", "kantata", "salesforce"],
        _ => return None,
    })
}

async fn table<E>(database: &DatabaseConnection) -> Vec<Row>
where
    E: EntityTrait,
    E::Model: Serialize + Send + Sync,
{
    let rows = E::find().all(database).await.unwrap();
    rows.iter()
        .map(|row| match serde_json::to_value(row).unwrap() {
            Value::Object(map) => Row(map),
            other => panic!("{other}"),
        })
        .collect()
}

impl Facts {
    pub(super) async fn load(database: &DatabaseConnection) -> Self {
        let connections = table::<entity::landing::connection::Entity>(database).await;
        let vendors = connections
            .iter()
            .map(|row| (row.id(), row.text("vendor").unwrap().to_owned()))
            .collect();
        let mut facts = Self {
            vendors,
            representative: HashMap::new(),
            members: HashMap::new(),
            rates: Rates {
                group: "USD".to_owned(),
                ..Rates::default()
            },
            rows: HashMap::new(),
            places: HashMap::new(),
            numbers: HashMap::new(),
            things: HashMap::new(),
        };
        let links = table::<c::external_link::Entity>(database).await;
        for raw in table::<entity::landing::raw_record::Entity>(database).await {
            let number = raw.text("external_id").and_then(|key| key.parse().ok());
            facts
                .numbers
                .extend(number.map(|number| (raw.id(), number)));
        }
        macro_rules! read {
            ($($name:ident $kind:expr),*) => {$(
                let all = table::<c::$name::Entity>(database).await;
                facts.link($kind, stringify!($name), &all, &links);
                facts.add(stringify!($name), $kind, all);
            )*};
        }
        read!(
            legal_entity ENTITY, holiday 10, holiday_membership 11, practice PRACTICE, role ROLE, customer CUSTOMER, person PERSON, opportunity DEAL,
            stage_change 14, engagement ENGAGEMENT, project PROJECT, time_entry TIME, task_state 20, milestone 21, submission 24,
            approval 25, time_posting 27, charge 28, expense EXPENSE, invoice INVOICE,
            invoice_line 31, payment 32, payment_application 33, adjustment 37, invoice_hold 38, fx_rate 41
        );
        let mut rates: Vec<&Row> = facts.rows["fx_rate"].iter().collect();
        rates.retain(|row| row.is("rate_type", &["spot"]) && row.int("rate") > Some(0));
        rates.sort_by_key(|row| (row.int("version_at"), row.id()));
        for row in rates {
            let pair = (
                row.text("base").unwrap().to_owned(),
                row.text("quote").unwrap().to_owned(),
            );
            let day = row.int("effective_on").unwrap();
            let rate = i128::from(row.int("rate").unwrap());
            facts.rates.spot.entry(pair).or_default().insert(day, rate);
        }
        facts
    }

    /// A row of an owning system by its id.
    pub(super) fn row(&self, table: &'static str, id: Option<i64>) -> Option<&Row> {
        let place = self.places.get(&(table, id?))?;
        self.rows[table].get(*place)
    }

    /// The id of a row as its vendor knows it, which decides the order of a cap.
    pub(super) fn number(&self, row: &Row) -> i64 {
        let source = row.int("source_id").unwrap();
        self.numbers.get(&source).copied().unwrap_or(row.id())
    }

    fn rank(&self, name: &str, row: &Row) -> usize {
        let vendor = self.vendors.get(&row.int("connection_id").unwrap());
        let (Some(vendor), Some(order)) = (vendor, owners(name)) else {
            return usize::MAX;
        };
        order
            .iter()
            .position(|of| of == vendor)
            .unwrap_or(usize::MAX)
    }

    fn link(&mut self, kind: i64, name: &str, rows: &[Row], links: &[Row]) {
        let by_id: HashMap<i64, &Row> = rows.iter().map(|row| (row.id(), row)).collect();
        let mut group: HashMap<i64, i64> = HashMap::new();
        for link in links {
            if link.int("kind") != Some(kind) || !link.is("status", &["linked"]) {
                continue;
            }
            let (left, right) = (link.int("left_id").unwrap(), link.int("right_id").unwrap());
            let a = *group.entry(left).or_insert(left);
            let b = *group.entry(right).or_insert(right);
            group
                .values_mut()
                .filter(|of| **of == b)
                .for_each(|of| *of = a);
        }
        let mut groups: HashMap<i64, Vec<i64>> = HashMap::new();
        for (id, of) in group {
            groups.entry(of).or_default().push(id);
        }
        for mut ids in groups.into_values() {
            ids.sort_by_key(|id| match by_id.get(id) {
                None => (true, true, usize::MAX, *id),
                Some(row) => {
                    let gone = row.int("deleted_at").is_some();
                    (false, gone, self.rank(name, row), *id)
                }
            });
            for id in &ids {
                self.representative.insert((kind, *id), ids[0]);
            }
            self.members.insert((kind, ids[0]), ids);
        }
    }

    fn add(&mut self, name: &'static str, kind: i64, all: Vec<Row>) {
        let by_id: BTreeMap<i64, Row> = all.into_iter().map(|row| (row.id(), row)).collect();
        let live = |row: &&Row| row.int("deleted_at").is_none();
        let best = by_id
            .values()
            .filter(live)
            .map(|row| self.rank(name, row))
            .min();
        let facts = by_id
            .values()
            .filter(live)
            .filter(|row| {
                Some(self.rank(name, row)) == best && self.whole(kind, row.id()) == row.id()
            })
            .cloned()
            .collect();
        let mut things = BTreeMap::new();
        for row in by_id.values() {
            let id = row.id();
            if self.whole(kind, id) != id {
                continue;
            }
            let alone = [id];
            let ids = self
                .members
                .get(&(kind, id))
                .map_or(&alone[..], Vec::as_slice);
            let rows: Vec<&Row> = ids
                .iter()
                .filter_map(|id| by_id.get(id))
                .filter(live)
                .collect();
            let Some(first) = rows.first() else { continue };
            let mut whole = (*first).clone();
            let fields: Vec<String> = whole.0.keys().cloned().collect();
            let own = [
                "id",
                "connection_id",
                "source_id",
                "version_at",
                "tx",
                "deleted_at",
            ];
            for field in fields.iter().filter(|field| !own.contains(&field.as_str())) {
                let says: Vec<&&Row> = rows.iter().filter(|row| row.says(field)).collect();
                let place = format!("{name}.{field}");
                let owner = owners(&place)
                    .and_then(|_| says.iter().min_by_key(|row| self.rank(&place, row)));
                if let Some(row) = owner.or(says.first()) {
                    whole.0.insert(field.clone(), row.0[field].clone());
                }
            }
            things.insert(id, whole);
        }
        let facts: Vec<Row> = facts;
        for (place, row) in facts.iter().enumerate() {
            self.places.insert((name, row.id()), place);
        }
        self.rows.insert(name, facts);
        self.things.insert(name, things);
    }

    /// The representative of a row.
    pub(super) fn whole(&self, kind: i64, id: i64) -> i64 {
        self.representative.get(&(kind, id)).copied().unwrap_or(id)
    }

    /// The thing that a field of a row names.
    pub(super) fn named(&self, kind: i64, row: &Row, field: &str) -> Option<i64> {
        row.int(field).map(|id| self.whole(kind, id))
    }

    pub(super) fn zone(&self, entity: Option<i64>) -> Tz {
        entity
            .and_then(|id| self.things["legal_entity"].get(&id))
            .and_then(|row| row.text("time_zone")?.parse().ok())
            .unwrap_or(Tz::UTC)
    }

    pub(super) fn functional(&self, entity: Option<i64>) -> String {
        entity
            .and_then(|id| self.things["legal_entity"].get(&id))
            .map_or("USD", |row| {
                row.text("functional_currency").unwrap_or("USD")
            })
            .to_owned()
    }
}

/// The civil day of an instant in a zone.
pub(super) fn day_in(ms: i64, zone: Tz) -> i64 {
    let at = chrono::DateTime::from_timestamp_millis(ms).unwrap();
    let epoch = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    (at.with_timezone(&zone).date_naive() - epoch).num_days()
}

/// The calendar date of a day.
pub(super) fn date(day: i64) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()
        + chrono::Days::new(u64::try_from(day).unwrap())
}

/// The day of a calendar date.
pub(super) fn number(date: chrono::NaiveDate) -> i64 {
    (date - chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap()).num_days()
}

/// The first and the last day of a day's month.
pub(super) fn month(day: i64) -> (i64, i64) {
    use chrono::{Datelike, Months};
    let first = date(day).with_day(1).unwrap();
    (number(first), number(first + Months::new(1)) - 1)
}
