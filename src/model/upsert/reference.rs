//! References to parents: an id follows from the reference itself, so a row is written at once; a parent that has no live row is noted.
//!
//! A waiting reference resolves when its parent comes or comes back, and, where two transactions crossed, when [`super::settle`] looks
//! again.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Value as Bind};

use super::batch::Batch;
use super::store::Writes;
use crate::domain::record::{Entity, ExternalRef, Kind, Type};
use crate::model::cell::Row;
use crate::model::statement::{Clash, Rows, absent, among, execute_ids, exists, query_ids};

pub(super) const WAITING: &[&str] = &[
    "child_id",
    "field",
    "child_kind",
    "parent_kind",
    "parent_id",
    "parent_ref",
    "connection_id",
    "stream",
    "since_at",
];

/// What fields of rows waited for: parent, since when, and how the parent is named.
type Waited = HashMap<(i64, String), (i64, i64, String)>;

/// A field of a written row that names a parent.
#[derive(Debug)]
struct Child {
    kind: Kind,
    id: i64,
    field: &'static str,
    parent: i64,
}

/// Parents that a batch's rows name.
#[derive(Debug, Default)]
pub(super) struct Parents {
    named: BTreeMap<Kind, HashMap<i64, ExternalRef>>,
    children: BTreeMap<Kind, Vec<Child>>,
    came: BTreeMap<Kind, Vec<i64>>,
    updated: BTreeMap<Kind, Vec<i64>>,
}

/// Fields of an entity that name a parent: place, name, kind of the parent.
pub(super) fn references(
    entity: &'static Entity,
) -> impl Iterator<Item = (usize, &'static str, Kind)> {
    entity
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| match field.ty {
            Type::Ref(parent) => Some((index, field.name, parent)),
            _ => None,
        })
}

impl Parents {
    /// Remembers how a parent is named at its source; its id.
    pub(super) fn name(&mut self, kind: Kind, reference: ExternalRef) -> i64 {
        let id = reference.id();
        let named = self.named.entry(kind).or_default();
        named.entry(id).or_insert(reference);
        id
    }

    /// Takes note of the rows that are about to be written.
    pub(super) fn children(&mut self, kind: Kind, writes: &Writes) {
        let fields: Vec<(usize, &'static str, Kind)> = references(kind.entity()).collect();
        let live = |row: &&Row| row.deleted_at.is_none();
        for row in writes
            .inserts
            .iter()
            .chain(writes.updates.iter())
            .filter(live)
        {
            for (index, field, parent_kind) in &fields {
                if let Some(parent) = row.cells[*index].int() {
                    self.children.entry(*parent_kind).or_default().push(Child {
                        kind,
                        id: row.id,
                        field,
                        parent,
                    });
                }
            }
        }
        let ids = |rows: &[Row]| rows.iter().map(|row| row.id).collect::<Vec<i64>>();
        let mut came = ids(&writes.inserts);
        came.extend(&writes.restored);
        self.came.insert(kind, came);
        self.updated.insert(kind, ids(&writes.updates));
    }

    /// Resolves what waited for the rows that came, and notes what they wait for; tells how many references wait.
    pub(super) async fn write(
        self,
        transaction: &DatabaseTransaction,
        batch: &Batch,
    ) -> Result<u64, DbErr> {
        for (kind, ids) in &self.came {
            resolve(transaction, *kind, ids).await?;
        }
        let mut since = Waited::new();
        for (kind, ids) in &self.updated {
            since.extend(forget(transaction, *kind, ids).await?);
        }
        let mut rows = Rows::new("waiting_reference", WAITING);
        for (parent_kind, children) in &self.children {
            let missing = missing(transaction, *parent_kind, children).await?;
            if missing.is_empty() {
                continue;
            }
            let named = self.named.get(parent_kind);
            for child in children
                .iter()
                .filter(|child| missing.contains(&child.parent))
            {
                let before = since
                    .get(&(child.id, child.field.to_owned()))
                    .filter(|(parent, _, _)| *parent == child.parent);
                let waited = before.map_or(batch.now.0, |(_, at, _)| *at);
                let reference = named
                    .and_then(|named| named.get(&child.parent))
                    .map(ToString::to_string)
                    .or_else(|| before.map(|(_, _, reference)| reference.clone()))
                    .unwrap_or_else(|| format!("{:016x}", child.parent));
                rows.push([
                    Bind::BigInt(Some(child.id)),
                    Bind::String(Some(child.field.to_owned())),
                    Bind::SmallInt(Some(child.kind as i16)),
                    Bind::SmallInt(Some(*parent_kind as i16)),
                    Bind::BigInt(Some(child.parent)),
                    Bind::String(Some(reference)),
                    Bind::Int(Some(batch.connection_id)),
                    Bind::String(Some(batch.stream.clone())),
                    Bind::BigInt(Some(waited)),
                ]);
            }
        }
        let waiting = rows.len() as u64;
        rows.write(transaction, Clash::Overwrite(&["child_id", "field"]))
            .await?;
        Ok(waiting)
    }
}

/// Ids among the named parents that have no live row.
async fn missing(
    transaction: &DatabaseTransaction,
    kind: Kind,
    children: &[Child],
) -> Result<HashSet<i64>, DbErr> {
    let mut ids: Vec<i64> = children.iter().map(|child| child.parent).collect();
    ids.sort_unstable();
    ids.dedup();
    let missing = absent(transaction, kind.entity().table, &ids).await?;
    Ok(missing.into_iter().collect())
}

async fn resolve(
    transaction: &DatabaseTransaction,
    kind: Kind,
    parents: &[i64],
) -> Result<(), DbErr> {
    let number = kind as i16;
    let some = format!("SELECT 1 FROM waiting_reference WHERE parent_kind = {number} LIMIT 1");
    if parents.is_empty() || !exists(transaction, &some, Vec::new()).await? {
        return Ok(());
    }
    let sql = format!(
        "DELETE FROM waiting_reference WHERE parent_kind = {number} AND {}",
        among(transaction.get_database_backend(), "parent_id")
    );
    execute_ids(transaction, sql, parents, Vec::new()).await?;
    Ok(())
}

/// Takes away what rows waited for, telling since when they waited for what.
async fn forget(
    transaction: &DatabaseTransaction,
    kind: Kind,
    children: &[i64],
) -> Result<Waited, DbErr> {
    let backend = transaction.get_database_backend();
    let mut since = Waited::new();
    if children.is_empty() {
        return Ok(since);
    }
    let condition = format!(
        "child_kind = {} AND {}",
        kind as i16,
        among(backend, "child_id")
    );
    let sql = format!(
        "SELECT child_id, field, parent_id, since_at, parent_ref FROM waiting_reference WHERE {condition}"
    );
    for row in query_ids(transaction, sql, children, Vec::new()).await? {
        since.insert(
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
            (
                row.try_get_by_index(2)?,
                row.try_get_by_index(3)?,
                row.try_get_by_index(4)?,
            ),
        );
    }
    if !since.is_empty() {
        let sql = format!("DELETE FROM waiting_reference WHERE {condition}");
        execute_ids(transaction, sql, children, Vec::new()).await?;
    }
    Ok(since)
}
