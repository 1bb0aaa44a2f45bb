//! What a stretch of the change feed touched: which rows of which kinds, and the customers, projects and people that they hang on.
//!
//! Rows are followed as they are and as they were before the change, so that work moved from one project to another touches both. A stretch
//! of too many changes is told as touching everything.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entity::value::Day;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value as Bind};
use serde_json::Value;

use super::sql::Sql;
use crate::domain::record::Kind;
use crate::model::statement::{among, query_ids};

/// Changes that are followed row by row.
const MOST: i64 = 2_000;
/// Steps from a row to what it hangs on.
const STEPS: usize = 3;

/// What a changed row hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Kind of the row that changed.
    pub kind: Kind,
    /// Customer.
    pub customer: Option<i64>,
    /// Project.
    pub project: Option<i64>,
    /// Person.
    pub person: Option<i64>,
    /// Practice.
    pub practice: Option<i64>,
    /// Legal entity.
    pub legal_entity: Option<i64>,
}

/// What a stretch of the feed touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// True where it may be anything: too much to list, or a fact that everything rests on, such as an exchange rate.
    pub everything: bool,
    /// Kinds of the rows that changed.
    pub kinds: HashSet<Kind>,
    /// What the rows hang on.
    pub spots: HashSet<Spot>,
    /// First business day concerned.
    pub from: Option<Day>,
    /// Last business day concerned.
    pub to: Option<Day>,
}

/// The columns that say what a row hangs on, in the order of [`Spot`].
const ANCHORS: [(&str, Kind); 5] = [
    ("customer_id", Kind::Customer),
    ("project_id", Kind::Project),
    ("person_id", Kind::Person),
    ("practice_id", Kind::Practice),
    ("legal_entity_id", Kind::LegalEntity),
];

/// The columns that lead to a row which hangs on something.
const PARENTS: [(&str, Kind); 7] = [
    ("invoice_id", Kind::Invoice),
    ("payment_id", Kind::Payment),
    ("time_entry_id", Kind::TimeEntry),
    ("submission_id", Kind::Submission),
    ("task_id", Kind::Task),
    ("opportunity_id", Kind::Opportunity),
    ("engagement_id", Kind::Engagement),
];

/// The columns that hold a row's business day.
const DAYS: [&str; 11] = [
    "work_on",
    "spent_on",
    "absent_on",
    "issued_on",
    "received_on",
    "applied_on",
    "billed_on",
    "charged_on",
    "adjusted_on",
    "posted_on",
    "effective_on",
];

/// What the transactions after one sequence and up to another touched.
pub async fn touched(
    connection: &impl ConnectionTrait,
    after: i64,
    to: i64,
) -> Result<Touched, DbErr> {
    let backend = connection.get_database_backend();
    let bounds = [after.into(), to.into()];
    let sql = "SELECT c.kind, CAST(count(*) AS bigint) FROM change c JOIN change_tx t ON t.tx = c.tx \
               WHERE t.sequence > $1 AND t.sequence <= $2 GROUP BY c.kind";
    let mut touched = Touched::default();
    let mut rows = 0;
    for row in connection
        .query_all_raw(Statement::from_sql_and_values(backend, sql, bounds.clone()))
        .await?
    {
        touched
            .kinds
            .extend(Kind::from_number(row.try_get_by_index(0)?));
        rows += row.try_get_by_index::<i64>(1)?;
    }
    if rows > MOST {
        touched.everything = true;
        return Ok(touched);
    }
    let sql = "SELECT DISTINCT c.kind, c.row_id FROM change c JOIN change_tx t ON t.tx = c.tx \
               WHERE t.sequence > $1 AND t.sequence <= $2";
    let mut ids: BTreeMap<i16, BTreeSet<i64>> = BTreeMap::new();
    for row in connection
        .query_all_raw(Statement::from_sql_and_values(backend, sql, bounds))
        .await?
    {
        ids.entry(row.try_get_by_index(0)?)
            .or_default()
            .insert(row.try_get_by_index(1)?);
    }
    for (number, ids) in ids {
        if let Some(kind) = Kind::from_number(number) {
            let ids: Vec<i64> = ids.into_iter().collect();
            follow(connection, kind, &ids, (after, to), &mut touched).await?;
        }
    }
    complete(connection, &mut touched).await?;
    Ok(touched)
}

/// Adds what the rows of a kind hang on, and hung on before.
async fn follow(
    connection: &impl ConnectionTrait,
    kind: Kind,
    ids: &[i64],
    bounds: (i64, i64),
    touched: &mut Touched,
) -> Result<(), DbErr> {
    let mut rows = current(connection, kind, ids).await?;
    rows.extend(before(connection, kind, ids, bounds).await?);
    let days: BTreeSet<i32> = rows.iter().filter_map(|row| row.day).collect();
    let (first, last) = (
        days.first().copied().map(Day),
        days.last().copied().map(Day),
    );
    touched.from = [touched.from, first].into_iter().flatten().min();
    touched.to = [touched.to, last].into_iter().flatten().max();
    for _ in 0..STEPS {
        let mut parents: BTreeMap<i16, (Kind, BTreeSet<i64>)> = BTreeMap::new();
        for row in rows.drain(..) {
            if row.anchors.iter().any(Option::is_some) {
                let [customer, project, person, practice, legal_entity] = row.anchors;
                touched.spots.insert(Spot {
                    kind,
                    customer,
                    project,
                    person,
                    practice,
                    legal_entity,
                });
            } else if row.parents.is_empty() {
                touched.everything = true;
            }
            if row.anchors[..3].iter().all(Option::is_none) {
                for (parent, id) in row.parents {
                    let entry = parents.entry(parent as i16);
                    entry.or_insert((parent, BTreeSet::new())).1.insert(id);
                }
            }
        }
        for (parent, ids) in parents.into_values() {
            let ids: Vec<i64> = ids.into_iter().collect();
            rows.extend(current(connection, parent, &ids).await?);
        }
    }
    Ok(())
}

/// A row as far as it says what it hangs on.
struct Hung {
    anchors: [Option<i64>; 5],
    parents: Vec<(Kind, i64)>,
    day: Option<i32>,
}

/// The columns of a kind that are read, each once.
struct Columns {
    own: Option<usize>,
    anchors: Vec<(usize, &'static str)>,
    parents: Vec<(Kind, &'static str)>,
    day: Option<&'static str>,
}

impl Columns {
    fn of(kind: Kind) -> Self {
        let has = |name: &str| kind.entity().field(name).is_some();
        Self {
            own: ANCHORS.iter().position(|(_, anchor)| *anchor == kind),
            anchors: ANCHORS
                .iter()
                .enumerate()
                .filter(|(_, (name, _))| has(name))
                .map(|(place, (name, _))| (place, *name))
                .collect(),
            parents: PARENTS
                .iter()
                .filter(|(name, _)| has(name))
                .map(|(name, parent)| (*parent, *name))
                .collect(),
            day: DAYS.into_iter().find(|name| has(name)),
        }
    }

    /// The row that a function reads by column.
    fn hung(&self, id: i64, read: impl Fn(&str) -> Option<i64>) -> Hung {
        let mut anchors = [None; 5];
        for (place, name) in &self.anchors {
            anchors[*place] = read(name);
        }
        if let Some(place) = self.own {
            anchors[place] = Some(id);
        }
        Hung {
            anchors,
            parents: self
                .parents
                .iter()
                .filter_map(|(parent, name)| Some((*parent, read(name)?)))
                .collect(),
            day: self
                .day
                .and_then(read)
                .and_then(|day| i32::try_from(day).ok()),
        }
    }
}

/// The rows as they are.
async fn current(
    connection: &impl ConnectionTrait,
    kind: Kind,
    ids: &[i64],
) -> Result<Vec<Hung>, DbErr> {
    let columns = Columns::of(kind);
    let names: Vec<&str> = columns
        .anchors
        .iter()
        .map(|(_, name)| *name)
        .chain(columns.parents.iter().map(|(_, name)| *name))
        .chain(columns.day)
        .collect();
    let list: String = names
        .iter()
        .map(|name| format!(", CAST(\"{name}\" AS bigint)"))
        .collect();
    let sql = format!(
        "SELECT id{list} FROM \"{}\" WHERE {}",
        kind.entity().table,
        among(connection.get_database_backend(), "id")
    );
    let number = |row: &QueryResult, place: usize| row.try_get_by_index::<Option<i64>>(place);
    let mut rows = Vec::new();
    for row in query_ids(connection, sql, ids, Vec::<Bind>::new()).await? {
        let mut cells = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            cells.insert(*name, number(&row, place + 1)?);
        }
        let id: i64 = row.try_get_by_index(0)?;
        rows.push(columns.hung(id, |name| cells.get(name).copied().flatten()));
    }
    Ok(rows)
}

/// The rows as they were before transactions of a stretch.
async fn before(
    connection: &impl ConnectionTrait,
    kind: Kind,
    ids: &[i64],
    (after, to): (i64, i64),
) -> Result<Vec<Hung>, DbErr> {
    let columns = Columns::of(kind);
    let mut sql = Sql::new(connection.get_database_backend());
    let number = sql.bind(kind as i16);
    let (after, to) = (sql.bind(after), sql.bind(to));
    let set = sql.set(ids);
    sql.push(&format!(
        "SELECT h.row_id, h.image FROM row_history h JOIN change_tx t ON t.tx = h.tx_to \
         WHERE h.kind = {number} AND h.row_id {set} AND t.sequence > {after} AND t.sequence <= {to}"
    ));
    let mut rows = Vec::new();
    for row in connection.query_all_raw(sql.finish()).await? {
        let id: i64 = row.try_get_by_index(0)?;
        let image: String = row.try_get_by_index(1)?;
        let image: Value =
            serde_json::from_str(&image).map_err(|error| DbErr::Json(error.to_string()))?;
        rows.push(columns.hung(id, |name| image.get(name).and_then(Value::as_i64)));
    }
    Ok(rows)
}

/// Adds to the spots of projects their customer, practice and legal entity.
async fn complete(connection: &impl ConnectionTrait, touched: &mut Touched) -> Result<(), DbErr> {
    let mut projects: Vec<i64> = touched
        .spots
        .iter()
        .filter_map(|spot| spot.project)
        .collect();
    projects.sort_unstable();
    projects.dedup();
    if projects.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT id, customer_id, practice_id, legal_entity_id FROM project WHERE {}",
        among(connection.get_database_backend(), "id")
    );
    let mut known: HashMap<i64, [Option<i64>; 3]> = HashMap::new();
    for row in query_ids(connection, sql, &projects, Vec::<Bind>::new()).await? {
        let read = |place| row.try_get_by_index::<Option<i64>>(place);
        known.insert(row.try_get_by_index(0)?, [read(1)?, read(2)?, read(3)?]);
    }
    touched.spots = touched
        .spots
        .drain()
        .map(|mut spot| {
            if let Some([customer, practice, legal_entity]) =
                spot.project.and_then(|project| known.get(&project))
            {
                spot.customer = spot.customer.or(*customer);
                spot.practice = spot.practice.or(*practice);
                spot.legal_entity = spot.legal_entity.or(*legal_entity);
            }
            spot
        })
        .collect();
    Ok(())
}
