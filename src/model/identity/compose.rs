//! The row of a group: the representative's, with empty fields filled from the other members in the order of ownership.
//!
//! A group is one row: what it shows, what it is filtered and ordered by and what it hangs on are all the composed values, so that no
//! question about it can be answered by a value that it does not show.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::groups::Groups;
use crate::domain::record::{Entity, Kind};
use crate::model::cell::{Cell, Row, storages};
use crate::model::statement::{among, column_list, query_ids};

/// The rows that represent the groups of a kind: as stored, and as composed.
#[derive(Debug, Default)]
pub struct Heads {
    rows: HashMap<i64, (Row, Vec<Cell>)>,
}

impl Heads {
    /// Reads and composes the groups of a kind.
    pub(super) async fn load(
        connection: &impl ConnectionTrait,
        groups: &Groups,
        kind: Kind,
    ) -> Result<Self, DbErr> {
        let mut ids: Vec<i64> = groups
            .of_kind(kind)
            .flat_map(|(_, members)| members.iter().copied())
            .collect();
        ids.sort_unstable();
        let entity = kind.entity();
        let storages = storages(entity);
        let sql = format!(
            "SELECT {} FROM \"{}\" WHERE {} AND deleted_at IS NULL",
            column_list(&Row::columns(entity)),
            entity.table,
            among(connection.get_database_backend(), "id")
        );
        let mut rows: HashMap<i64, Row> = HashMap::new();
        for result in query_ids(connection, sql, &ids, Vec::new()).await? {
            let row = Row::read(&result, &storages)?;
            rows.insert(row.id, row);
        }
        let mut heads = HashMap::new();
        for (head, members) in groups.of_kind(kind) {
            let images: Vec<Value> = members
                .iter()
                .filter_map(|id| rows.get(id))
                .map(|row| serde_json::from_str(&row.image(entity)))
                .collect::<Result<_, _>>()
                .map_err(|error| DbErr::Json(error.to_string()))?;
            let (Some(row), Some(image)) = (rows.get(&head), compose(groups, kind, &images)?)
            else {
                continue;
            };
            let cells = entity
                .fields
                .iter()
                .map(|field| image.get(field.name).map_or(Cell::Null, Cell::from_json))
                .collect();
            heads.insert(head, (row.clone(), cells));
        }
        Ok(Self { rows: heads })
    }

    /// Ids of the representatives.
    pub fn ids(&self) -> impl Iterator<Item = i64> {
        self.rows.keys().copied()
    }

    /// True where a row represents a group.
    pub fn has(&self, id: i64) -> bool {
        self.rows.contains_key(&id)
    }

    /// A composed value.
    pub fn cell(&self, id: i64, place: usize) -> Option<&Cell> {
        self.rows.get(&id)?.1.get(place)
    }

    /// All composed values of a representative.
    pub fn cells(&self, id: i64) -> Option<&[Cell]> {
        self.rows.get(&id).map(|(_, cells)| cells.as_slice())
    }

    /// Representatives whose composed values differ from the stored ones in any of these places.
    pub fn differing<'a>(
        &'a self,
        places: &'a [usize],
    ) -> impl Iterator<Item = (i64, &'a [Cell])> + 'a {
        self.rows.iter().filter_map(move |(id, (stored, cells))| {
            let differs = places
                .iter()
                .any(|place| stored.cells.get(*place) != cells.get(*place));
            differs.then_some((*id, cells.as_slice()))
        })
    }
}

/// Composes a group's row from its members' rows, the representative's first and the others in the order of ownership.
///
/// A field that has owners of its own takes the value of the first of them that says it.
pub fn compose<M: Clone + Serialize + DeserializeOwned>(
    groups: &Groups,
    kind: Kind,
    members: &[M],
) -> Result<Option<M>, DbErr> {
    let Some(first) = members.first() else {
        return Ok(None);
    };
    if members.len() == 1 {
        return Ok(Some(first.clone()));
    }
    let broken = |error: serde_json::Error| DbErr::Json(error.to_string());
    let mut images = Vec::with_capacity(members.len());
    for member in members {
        match serde_json::to_value(member).map_err(broken)? {
            Value::Object(image) => images.push(image),
            _ => return Ok(Some(first.clone())),
        }
    }
    let composed = merge(groups, kind.entity(), &images);
    serde_json::from_value(Value::Object(composed))
        .map(Some)
        .map_err(broken)
}

fn merge(groups: &Groups, entity: &Entity, images: &[Map<String, Value>]) -> Map<String, Value> {
    let mut composed = images[0].clone();
    for field in entity.fields {
        let owned = images
            .iter()
            .filter(|image| says(image, field.name))
            .filter_map(|image| {
                let connection = image.get("connection_id")?.as_i64()?;
                let (key, vendor) = groups.connection(i32::try_from(connection).ok()?)?;
                let rank = groups
                    .ownership()
                    .field_rank(entity.kind, field.name, key, vendor)?;
                Some((rank, image))
            })
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, image)| image);
        let chosen = owned.or_else(|| images.iter().find(|image| says(image, field.name)));
        if let Some(value) = chosen.and_then(|image| image.get(field.name)) {
            composed.insert(field.name.to_owned(), value.clone());
        }
    }
    composed
}

/// True where an image has a value for a field; `unknown` says nothing.
fn says(image: &Map<String, Value>, field: &str) -> bool {
    match image.get(field) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => text != "unknown",
        Some(_) => true,
    }
}
