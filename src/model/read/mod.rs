//! Scoped finders of canonical rows: the viewer's sight comes first, hidden rows are neither found nor counted.
//!
//! A row stands for its group: lists hold representatives only, and a representative is shown, judged, filtered and ordered by the values
//! that its group is composed of.

pub mod alert;
mod condition;
pub mod operation;
pub mod payment;
pub mod sheet;
pub mod source;
pub(crate) mod sql;
pub mod touched;

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};

pub use condition::{Condition, Test};
use sql::Sql;

use super::cell::storages;
pub use super::cell::{Cell, Row};
use super::identity::Heads;
use super::scope::{Classes, Sight};
use super::statement::column_list;
use crate::domain::record::{ENTITIES, Entity, Kind};

/// A canonical row with the classes that its viewer may read of it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Kind.
    pub kind: Kind,
    /// Row.
    pub row: Row,
    /// Classes shown.
    pub classes: Classes,
}

/// What rows are ordered by: a field's place (`None` is the id), and whether the greatest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Order {
    /// Place of the field.
    pub field: Option<usize>,
    /// Greatest first.
    pub descending: bool,
}

/// A place in an order: the value it is ordered by, and the id.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Value of the ordering field; empty where it is the id alone.
    pub value: Cell,
    /// Id.
    pub id: i64,
}

/// Which rows are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Kind.
    pub kind: Kind,
    /// Condition.
    pub condition: Condition,
    /// Order.
    pub order: Order,
    /// Only what comes after this place.
    pub after: Option<Place>,
    /// Only what comes before this place.
    pub before: Option<Place>,
    /// Rows at most.
    pub count: usize,
    /// True where the last ones are wanted, in the same order.
    pub last: bool,
}

/// A page of rows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Rows.
    pub rows: Vec<Seen>,
    /// True where more of these follow or, of the last ones, precede.
    pub more: bool,
}

/// The text of an id: the kind's prefix and sixteen hexadecimal digits.
pub fn show_id(kind: Kind, id: i64) -> String {
    format!("{}_{id:016x}", kind.entity().prefix)
}

/// The kind and number of an id's text.
pub fn parse_id(text: &str) -> Option<(Kind, i64)> {
    let (prefix, digits) = text.split_once('_')?;
    let entity = ENTITIES.iter().find(|entity| entity.prefix == prefix)?;
    let id = (digits.len() == 16)
        .then(|| i64::from_str_radix(digits, 16).ok())
        .flatten()?;
    Some((entity.kind, id))
}

/// Classes that a question touches by its condition and order.
pub fn touched(wanted: &Wanted) -> Classes {
    let entity = wanted.kind.entity();
    let order = wanted.order.field.map_or(Classes::default(), |place| {
        Classes::default().with(entity.fields[place].class)
    });
    wanted.condition.classes(entity).and(order)
}

/// A page of the rows that a viewer reaches.
pub async fn page(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    wanted: &Wanted,
) -> Result<Page, DbErr> {
    let entity = wanted.kind.entity();
    let heads = sight.groups().heads(connection, wanted.kind).await?;
    let mut sql = Sql::new(connection.get_database_backend());
    let conditions = sight.conditions(&mut sql, &heads, wanted.kind, "t", touched(wanted));
    let mut filter = filter(&mut sql, sight, &heads, wanted, &conditions);
    let (column, join) = match wanted.order.field {
        Some(place) => ordering(&mut sql, &heads, entity, place),
        None => ("t.id".to_owned(), String::new()),
    };
    if let Some(after) = &wanted.after {
        filter += &format!(" AND ({})", beyond(&mut sql, wanted, &column, after));
    }
    if let Some(before) = &wanted.before {
        filter += &format!(" AND ({})", short_of(&mut sql, wanted, &column, before));
    }
    // The last ones are read from the end.
    let direction = match wanted.order.descending != wanted.last {
        true => "DESC",
        false => "ASC",
    };
    let empty = if wanted.last { "DESC" } else { "ASC" };
    let order = match wanted.order.field {
        Some(_) => format!("({column} IS NULL) {empty}, {column} {direction}, t.id {direction}"),
        None => format!("t.id {direction}"),
    };
    let head = select(wanted.kind, &conditions);
    sql.push(&format!(
        "{head}{join} WHERE {filter} ORDER BY {order} LIMIT {}",
        wanted.count + 1
    ));
    let mut rows = read(connection, sql, wanted.kind, &conditions).await?;
    let more = rows.len() > wanted.count;
    rows.truncate(wanted.count);
    if wanted.last {
        rows.reverse();
    }
    fill(&heads, &mut rows);
    Ok(Page { rows, more })
}

/// How many rows of a question a viewer reaches.
pub async fn count(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    wanted: &Wanted,
) -> Result<i64, DbErr> {
    let heads = sight.groups().heads(connection, wanted.kind).await?;
    let mut sql = Sql::new(connection.get_database_backend());
    let conditions = sight.conditions(&mut sql, &heads, wanted.kind, "t", touched(wanted));
    let filter = filter(&mut sql, sight, &heads, wanted, &conditions);
    sql.push(&format!(
        "SELECT count(*) FROM \"{}\" t WHERE {filter}",
        wanted.kind.entity().table
    ));
    let row = connection.query_one_raw(sql.finish()).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// The rows of these ids that a viewer reaches, deleted ones too; each stands under the id it was asked by.
pub async fn by_ids(
    connection: &impl ConnectionTrait,
    sight: &Sight,
    kind: Kind,
    ids: &[i64],
) -> Result<HashMap<i64, Seen>, DbErr> {
    let mut wanted: Vec<i64> = ids
        .iter()
        .map(|id| sight.groups().representative(kind, *id))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let heads = sight.groups().heads(connection, kind).await?;
    let mut sql = Sql::new(connection.get_database_backend());
    let conditions = sight.conditions(&mut sql, &heads, kind, "t", Classes::default());
    let set = sql.set(&wanted);
    let filter = format!("t.id {set} AND ({})", any(&conditions));
    let head = select(kind, &conditions);
    sql.push(&format!("{head} WHERE {filter}"));
    let mut rows = read(connection, sql, kind, &conditions).await?;
    fill(&heads, &mut rows);
    let by_head: HashMap<i64, Seen> = rows.into_iter().map(|seen| (seen.row.id, seen)).collect();
    Ok(ids
        .iter()
        .filter_map(|id| {
            let head = sight.groups().representative(kind, *id);
            by_head.get(&head).map(|seen| (*id, seen.clone()))
        })
        .collect())
}

fn any(conditions: &[(Classes, String)]) -> String {
    if conditions.is_empty() {
        return "1=0".to_owned();
    }
    let texts: Vec<String> = conditions
        .iter()
        .map(|(_, text)| format!("({text})"))
        .collect();
    texts.join(" OR ")
}

fn filter(
    sql: &mut Sql,
    sight: &Sight,
    heads: &Heads,
    wanted: &Wanted,
    conditions: &[(Classes, String)],
) -> String {
    let groups = sight.groups();
    let mut hidden: Vec<i64> = groups
        .of_kind(wanted.kind)
        .flat_map(|(head, members)| members.iter().copied().filter(move |id| *id != head))
        .collect();
    hidden.sort_unstable();
    let mut text = format!(
        "t.deleted_at IS NULL AND ({}) AND ({})",
        any(conditions),
        tested(sql, sight, heads, wanted)
    );
    if !hidden.is_empty() {
        text += &format!(" AND NOT t.id {}", sql.set(&hidden));
    }
    text
}

/// The condition as SQL; rows that represent a group and show other values than they store are tested by what they show.
fn tested(sql: &mut Sql, sight: &Sight, heads: &Heads, wanted: &Wanted) -> String {
    let groups = sight.groups();
    let entity = wanted.kind.entity();
    let stored = wanted.condition.sql(sql, groups, entity, "t");
    let mut places = Vec::new();
    wanted.condition.places(&mut places);
    let (mut differing, mut passing) = (Vec::new(), Vec::new());
    for (id, cells) in heads.differing(&places) {
        differing.push(id);
        let own = Some((wanted.kind, id));
        let value = |place: usize| cells[place].clone();
        if wanted.condition.admits(groups, entity.fields, own, &value) {
            passing.push(id);
        }
    }
    if differing.is_empty() {
        return stored;
    }
    differing.sort_unstable();
    passing.sort_unstable();
    format!(
        "CASE WHEN t.id {} THEN t.id {} ELSE ({stored}) END",
        sql.set(&differing),
        sql.set(&passing)
    )
}

/// The value that rows are ordered by, and what must be joined for it.
fn ordering(sql: &mut Sql, heads: &Heads, entity: &Entity, place: usize) -> (String, String) {
    let field = &entity.fields[place];
    let column = format!("t.\"{}\"", field.name);
    let mut shown: Vec<(i64, serde_json::Value)> = heads
        .differing(&[place])
        .map(|(id, cells)| (id, cells[place].json()))
        .collect();
    if shown.is_empty() {
        return (column, String::new());
    }
    shown.sort_by_key(|(id, _)| *id);
    let ty = match super::cell::storage(field.ty) {
        super::cell::Storage::Text => "text",
        super::cell::Storage::Bool => "boolean",
        _ => "bigint",
    };
    let join = format!(" LEFT JOIN {} ON o.id = t.id", sql.overlay(&shown, ty));
    (
        format!("(CASE WHEN o.id IS NULL THEN {column} ELSE o.v END)"),
        join,
    )
}

/// "comes after this place" in the order asked for; empty values come last.
fn beyond(sql: &mut Sql, wanted: &Wanted, column: &str, after: &Place) -> String {
    let sign = if wanted.order.descending { "<" } else { ">" };
    let id = sql.bind(after.id);
    let Some(place) = wanted.order.field else {
        return format!("t.id {sign} {id}");
    };
    if after.value.is_null() {
        return format!("{column} IS NULL AND t.id {sign} {id}");
    }
    let storage = super::cell::storage(wanted.kind.entity().fields[place].ty);
    let value = sql.bind(after.value.clone().bind(storage));
    format!(
        "{column} {sign} {value} OR ({column} = {value} AND t.id {sign} {id}) OR {column} IS NULL"
    )
}

/// "comes before this place" in the order asked for.
fn short_of(sql: &mut Sql, wanted: &Wanted, column: &str, before: &Place) -> String {
    let sign = if wanted.order.descending { ">" } else { "<" };
    let id = sql.bind(before.id);
    let Some(place) = wanted.order.field else {
        return format!("t.id {sign} {id}");
    };
    if before.value.is_null() {
        return format!("{column} IS NOT NULL OR t.id {sign} {id}");
    }
    let storage = super::cell::storage(wanted.kind.entity().fields[place].ty);
    let value = sql.bind(before.value.clone().bind(storage));
    format!("{column} {sign} {value} OR ({column} = {value} AND t.id {sign} {id})")
}

fn select(kind: Kind, conditions: &[(Classes, String)]) -> String {
    let entity = kind.entity();
    let columns: Vec<String> = Row::columns(entity)
        .iter()
        .map(|column| format!("t.{}", column_list(&[column])))
        .collect();
    let mut text = format!("SELECT {}", columns.join(","));
    if conditions.len() > 1 {
        for (_, condition) in conditions {
            text += &format!(", CASE WHEN {condition} THEN 1 ELSE 0 END");
        }
    }
    text + &format!(" FROM \"{}\" t", entity.table)
}

async fn read(
    connection: &impl ConnectionTrait,
    sql: Sql,
    kind: Kind,
    conditions: &[(Classes, String)],
) -> Result<Vec<Seen>, DbErr> {
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let storages = storages(kind.entity());
    let width = super::cell::HEAD.len() + storages.len();
    let mut rows = Vec::new();
    for result in connection.query_all_raw(sql.finish()).await? {
        let mut classes = Classes::default();
        for (place, (shown, _)) in conditions.iter().enumerate() {
            let reaches =
                conditions.len() == 1 || result.try_get_by_index::<i32>(width + place)? == 1;
            if reaches {
                classes = classes.and(*shown);
            }
        }
        rows.push(Seen {
            kind,
            row: Row::read(&result, &storages)?,
            classes,
        });
    }
    Ok(rows)
}

/// Shows the rows that represent a group as they are composed.
fn fill(heads: &Heads, rows: &mut [Seen]) {
    for seen in rows {
        if let Some(cells) = heads.cells(seen.row.id) {
            seen.row.cells.clone_from_slice(cells);
        }
    }
}
