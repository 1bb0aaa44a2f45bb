//! The canonical rows as they lie in the database, read as plain JSON, and the groups that linked rows make.
//!
//! "Linked records form a group, represented by the row of the system that owns the entity (ties: the smallest id); field ownership
//! composes its values; facts keep the id they arrived with and are grouped through the links" (design.md section 3).

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use entity::canonical as c;
use sea_orm::{EntityTrait, ModelTrait};
use serde::Serialize;
use serde_json::{Map, Value};
use throughline::domain::record::Kind;
use throughline::model::Database;

/// A row.
#[derive(Clone, Debug)]
pub struct Row(pub Map<String, Value>);

impl Row {
    pub fn id(&self) -> i64 {
        self.int("id").unwrap()
    }
    pub fn int(&self, field: &str) -> Option<i64> {
        self.0.get(field)?.as_i64()
    }
    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.as_str()
    }
    pub fn flag(&self, field: &str) -> Option<bool> {
        self.0.get(field)?.as_bool()
    }
    pub fn day(&self, field: &str) -> Option<i32> {
        self.int(field).map(|day| i32::try_from(day).unwrap())
    }
    fn says(&self, field: &str) -> bool {
        match self.0.get(field) {
            None | Some(Value::Null) => false,
            Some(value) => value.as_str() != Some("unknown"),
        }
    }
}

/// Which system owns a kind, and single fields of it: the usual owners of design.md section 3.
const CRM: &[&str] = &["salesforce", "netsuite", "kantata"];
const ERP: &[&str] = &["netsuite", "salesforce", "kantata"];
const ERP_PSA: &[&str] = &["netsuite", "kantata", "salesforce"];
const PSA: &[&str] = &["kantata", "netsuite", "salesforce"];

fn owners(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Customer | Kind::Engagement => CRM,
        Kind::LegalEntity | Kind::Invoice | Kind::FxRate => ERP,
        Kind::Practice => ERP_PSA,
        _ => PSA,
    }
}

/// Every row that the figures are made of, by kind and id; deleted rows are left out.
pub struct Book {
    rows: HashMap<Kind, BTreeMap<i64, Row>>,
    representative: HashMap<(Kind, i64), i64>,
    vendor: HashMap<i64, String>,
    /// Key of a raw record at its vendor.
    key: HashMap<i64, String>,
    /// Connections whose rows make a group.
    connections: HashMap<(Kind, i64), Vec<i64>>,
    found: Mutex<HashMap<(Kind, &'static str), HashMap<i64, Vec<i64>>>>,
}

async fn table<E: EntityTrait>(database: &Database) -> BTreeMap<i64, Row>
where
    E::Model: ModelTrait + Serialize,
{
    let models = E::find().all(&database.reader).await.unwrap();
    models
        .iter()
        .filter_map(|model| match serde_json::to_value(model).unwrap() {
            Value::Object(row) => Some(Row(row)),
            _ => None,
        })
        .filter(|row| row.0.get("deleted_at").is_none_or(Value::is_null))
        .map(|row| (row.id(), row))
        .collect()
}

impl Book {
    /// Reads the rows.
    pub async fn read(database: &Database) -> Self {
        macro_rules! tables {
            ($($kind:ident $module:ident),* $(,)?) => {
                HashMap::from([$((Kind::$kind, table::<c::$module::Entity>(database).await)),*])
            };
        }
        let rows = tables!(
            LegalEntity legal_entity, Practice practice, Role role, Customer customer, Person person, Position position,
            Workweek workweek, WorkweekMembership workweek_membership, HolidayCalendar holiday_calendar, Holiday holiday,
            HolidayMembership holiday_membership, Absence absence, Engagement engagement, Project project, Task task,
            TaskState task_state, Milestone milestone, Estimate estimate, Submission submission, Approval approval,
            TimeEntry time_entry, TimePosting time_posting, Expense expense, Invoice invoice, InvoiceLine invoice_line,
            Payment payment, PaymentApplication payment_application, FxRate fx_rate, Target target,
            Assignment assignment,
        );
        let vendor: HashMap<i64, String> = entity::landing::connection::Entity::find()
            .all(&database.reader)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (i64::from(row.id), row.vendor))
            .collect();
        let key = entity::landing::raw_record::Entity::find()
            .all(&database.reader)
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.id, row.external_id))
            .collect();
        let links = c::external_link::Entity::find()
            .all(&database.reader)
            .await
            .unwrap();
        let mut book = Self {
            rows,
            representative: HashMap::new(),
            vendor,
            key,
            connections: HashMap::new(),
            found: Mutex::default(),
        };
        let mut parts: BTreeMap<(i16, i64), Vec<i64>> = BTreeMap::new();
        for link in links.iter().filter(|link| link.status == "linked") {
            let mut joined = vec![link.left_id, link.right_id];
            for end in [link.left_id, link.right_id] {
                let found = parts
                    .iter()
                    .find(|((kind, _), ids)| *kind == link.kind && ids.contains(&end))
                    .map(|(at, _)| *at);
                joined.extend(found.and_then(|at| parts.remove(&at)).unwrap_or_default());
            }
            joined.sort_unstable();
            joined.dedup();
            parts.insert((link.kind, joined[0]), joined);
        }
        for ((kind, _), ids) in parts {
            if let Some(kind) = Kind::from_number(kind) {
                book.compose(kind, ids);
            }
        }
        book
    }

    /// The rows of the first system in the order of ownership that has any: "a fact counts from the system that owns its kind".
    pub fn owned(&self, kind: Kind) -> Vec<&Row> {
        let best = self.all(kind).map(|row| self.rank(kind, row)).min();
        let rows = self.all(kind);
        rows.filter(|row| Some(self.rank(kind, row)) == best)
            .collect()
    }

    fn rank(&self, kind: Kind, row: &Row) -> usize {
        let vendor = self.vendor.get(&row.int("connection_id").unwrap());
        owners(kind)
            .iter()
            .position(|owner| Some(*owner) == vendor.map(String::as_str))
            .unwrap_or(usize::MAX)
    }

    /// One row stands for all: the owner's, with what it does not say taken from the others in the order of ownership.
    fn compose(&mut self, kind: Kind, ids: Vec<i64>) {
        let Some(rows) = self.rows.get(&kind) else {
            return;
        };
        let mut members: Vec<Row> = ids.iter().filter_map(|id| rows.get(id).cloned()).collect();
        members.sort_by_key(|row| (self.rank(kind, row), row.id()));
        let Some(mut whole) = members.first().cloned() else {
            return;
        };
        for other in &members[1..] {
            for (field, value) in &other.0 {
                if !whole.says(field) && other.says(field) {
                    whole.0.insert(field.clone(), value.clone());
                }
            }
        }
        if kind == Kind::Customer {
            // Terms, tax, currency and credit are the ERP's.
            for field in [
                "terms_days",
                "tax_id",
                "currency",
                "credit_limit",
                "open_balance",
            ] {
                let owner = members
                    .iter()
                    .filter(|row| row.says(field))
                    .min_by_key(|row| self.rank(Kind::LegalEntity, row));
                if let Some(owner) = owner {
                    whole.0.insert(field.to_owned(), owner.0[field].clone());
                }
            }
        }
        let id = whole.id();
        let connections = members.iter().filter_map(|row| row.int("connection_id"));
        self.connections.insert((kind, id), connections.collect());
        for member in ids {
            self.representative.insert((kind, member), id);
        }
        self.rows.get_mut(&kind).unwrap().insert(id, whole);
    }

    /// Every row of a kind, each group once, in order of ids.
    pub fn all(&self, kind: Kind) -> impl Iterator<Item = &Row> {
        self.rows[&kind]
            .iter()
            .filter(move |(id, _)| self.of(kind, **id) == **id)
            .map(|(_, row)| row)
    }

    /// Rows of a kind whose field has a number.
    pub fn having(&self, kind: Kind, field: &'static str, number: i64) -> Vec<&Row> {
        let mut found = self.found.lock().unwrap();
        let index = found.entry((kind, field)).or_insert_with(|| {
            let mut index: HashMap<i64, Vec<i64>> = HashMap::new();
            for row in self.all(kind) {
                if let Some(number) = row.int(field) {
                    index.entry(number).or_default().push(row.id());
                }
            }
            index
        });
        let ids = index.get(&number).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|id| &self.rows[&kind][id]).collect()
    }

    /// The id that stands for an id.
    pub fn of(&self, kind: Kind, id: i64) -> i64 {
        self.representative.get(&(kind, id)).copied().unwrap_or(id)
    }

    /// The row that stands for an id.
    pub fn get(&self, kind: Kind, id: i64) -> Option<&Row> {
        self.rows[&kind].get(&self.of(kind, id))
    }

    /// The row that a field of a row refers to.
    pub fn follow(&self, row: &Row, field: &str, kind: Kind) -> Option<&Row> {
        self.get(kind, row.int(field)?)
    }

    /// The id that stands for what a field refers to, whether its row is here or not.
    pub fn group(&self, row: &Row, field: &str, kind: Kind) -> Option<i64> {
        row.int(field).map(|id| self.of(kind, id))
    }

    /// What orders rows by "id": the number that the source knows the row by, else the text, else our own.
    pub fn place(&self, row: &Row) -> (i128, String, i64) {
        let key = row.int("source_id").and_then(|id| self.key.get(&id));
        let number = key.and_then(|key| key.parse().ok()).unwrap_or(i128::MAX);
        (number, key.cloned().unwrap_or_default(), row.id())
    }

    /// True where the system that another row came from knows a group.
    pub fn known_to(&self, kind: Kind, id: i64, other: &Row) -> bool {
        let connection = other.int("connection_id");
        let own = self.get(kind, id).and_then(|row| row.int("connection_id"));
        own == connection
            || self
                .connections
                .get(&(kind, id))
                .is_some_and(|ids| ids.iter().any(|id| Some(*id) == connection))
    }

    /// Rank of a row's system among the owners of its kind.
    pub fn ownership(&self, kind: Kind, row: &Row) -> usize {
        self.rank(kind, row)
    }
}
