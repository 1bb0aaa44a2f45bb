//! Reads and writes the rows of one kind in sets: the row, its image in the history, its change, its parts.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Value as Bind};

use super::Outcome;
use super::batch::{Batch, Op};
use super::compose::{Part, PartWrites, Parts, Target};
use crate::domain::record::Kind;
use crate::model::cell::{Cell, Row, storages};
use crate::model::statement::{Clash, Rows, among, column_list, execute_ids, exists, query_ids};

/// Number of the first lock by which transactions take turns.
const TURN: i64 = 0x7475_726e_0000;

const PART: &[&str] = &[
    "kind",
    "row_id",
    "source_id",
    "connection_id",
    "version_at",
    "whole",
    "image",
];

/// Waits until no other transaction writes rows of these kinds; SQLite has one writer anyway.
pub(super) async fn take_turns(
    transaction: &DatabaseTransaction,
    kinds: &[i16],
) -> Result<(), DbErr> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for kind in kinds {
        let lock = TURN + i64::from(*kind);
        let sql = "SELECT pg_advisory_xact_lock($1)";
        exists(transaction, sql, vec![Bind::BigInt(Some(lock))]).await?;
    }
    Ok(())
}

/// Rows of a kind by id, locked where the database locks rows.
pub(super) async fn load(
    transaction: &DatabaseTransaction,
    batch: &mut Batch,
    kind: Kind,
    ids: &[i64],
) -> Result<HashMap<i64, Row>, DbErr> {
    let entity = kind.entity();
    if !batch.filled.contains(&kind) {
        let sql = format!("SELECT 1 FROM \"{}\" LIMIT 1", entity.table);
        if !exists(transaction, &sql, Vec::new()).await? {
            return Ok(HashMap::new());
        }
        batch.filled.insert(kind);
    }
    let backend = transaction.get_database_backend();
    let lock = match backend {
        DbBackend::Postgres => " ORDER BY id FOR UPDATE",
        _ => "",
    };
    let sql = format!(
        "SELECT {} FROM \"{}\" WHERE {}{lock}",
        column_list(&Row::columns(entity)),
        entity.table,
        among(backend, "id"),
    );
    let storages = storages(entity);
    let mut rows = HashMap::new();
    for result in query_ids(transaction, sql, ids, Vec::new()).await? {
        let row = Row::read(&result, &storages)?;
        rows.insert(row.id, row);
    }
    Ok(rows)
}

/// Stored parts of rows, by row.
pub(super) async fn load_parts(
    transaction: &DatabaseTransaction,
    kind: Kind,
    ids: &[i64],
) -> Result<HashMap<i64, Parts>, DbErr> {
    let number = kind as i16;
    if kind_has_no_parts(transaction, number).await? {
        return Ok(HashMap::new());
    }
    let backend = transaction.get_database_backend();
    let sql = format!(
        "SELECT row_id, source_id, connection_id, version_at, whole, image FROM row_part WHERE kind = {number} AND {}",
        among(backend, "row_id"),
    );
    let mut parts: HashMap<i64, Parts> = HashMap::new();
    for result in query_ids(transaction, sql, ids, Vec::new()).await? {
        let image: String = result.try_get_by_index(5)?;
        let cells: Vec<serde_json::Value> =
            serde_json::from_str(&image).map_err(|error| DbErr::Custom(error.to_string()))?;
        let part = Part {
            version_at: result.try_get_by_index(3)?,
            whole: result.try_get_by_index(4)?,
            cells: cells.iter().map(Cell::from_json).collect(),
        };
        parts
            .entry(result.try_get_by_index(0)?)
            .or_default()
            .insert(
                result.try_get_by_index(1)?,
                (result.try_get_by_index(2)?, part),
            );
    }
    Ok(parts)
}

async fn kind_has_no_parts(transaction: &DatabaseTransaction, kind: i16) -> Result<bool, DbErr> {
    let sql = format!("SELECT 1 FROM row_part WHERE kind = {kind} LIMIT 1");
    Ok(!exists(transaction, &sql, Vec::new()).await?)
}

/// What is to be written for one kind.
pub(super) struct Writes {
    kind: Kind,
    /// New rows.
    pub(super) inserts: Vec<Row>,
    /// Rows that change, are deleted or come back.
    pub(super) updates: Vec<Row>,
    /// Ids of rows that come back.
    pub(super) restored: Vec<i64>,
    history: Vec<Row>,
    store: Vec<(i64, i64, i32, Part)>,
    remove: Vec<(i64, i64)>,
}

impl Writes {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            inserts: Vec::new(),
            updates: Vec::new(),
            restored: Vec::new(),
            history: Vec::new(),
            store: Vec::new(),
            remove: Vec::new(),
        }
    }

    pub(super) fn parts(&mut self, row_id: i64, writes: PartWrites) {
        for (source_id, connection_id, part) in writes.store {
            self.store.push((row_id, source_id, connection_id, part));
        }
        for source_id in writes.remove {
            self.remove.push((row_id, source_id));
        }
    }

    /// Compares what a row is to be with what it is.
    pub(super) fn row(
        &mut self,
        batch: &mut Batch,
        before: Option<Row>,
        target: Target,
        outcome: &mut Outcome,
    ) {
        match (before, target) {
            (_, Target::Untouched) => {}
            (None, Target::Live(row)) => {
                outcome.inserted += 1;
                batch.changed(self.kind, row.id, Op::Inserted);
                self.inserts.push(row);
            }
            (Some(before), Target::Live(row)) if before.deleted_at.is_some() => {
                outcome.restored += 1;
                self.restored.push(row.id);
                self.replace(batch, before, row, Op::Restored);
            }
            (Some(before), Target::Live(row)) if before.cells == row.cells => {
                outcome.unchanged += 1;
                // A newer version that says the same is no change: only where it came from moves on.
                if (before.source_id, before.version_at) != (row.source_id, row.version_at) {
                    self.updates.push(Row {
                        tx: before.tx,
                        ..row
                    });
                }
            }
            (Some(before), Target::Live(row)) => {
                outcome.updated += 1;
                self.replace(batch, before, row, Op::Updated);
            }
            (Some(before), Target::Deleted(at)) if before.deleted_at.is_none() => {
                outcome.deleted += 1;
                let row = Row {
                    deleted_at: Some(at),
                    tx: batch.tx,
                    ..before.clone()
                };
                self.replace(batch, before, row, Op::Deleted);
            }
            (_, Target::Deleted(_)) => {}
        }
    }

    fn replace(&mut self, batch: &mut Batch, before: Row, row: Row, op: Op) {
        batch.changed(self.kind, row.id, op);
        // A row that this transaction has written already keeps the image of what it was before the transaction.
        if before.tx != batch.tx {
            self.history.push(before);
        }
        self.updates.push(row);
    }

    /// Writes everything.
    pub(super) async fn write(
        self,
        transaction: &DatabaseTransaction,
        batch: &mut Batch,
    ) -> Result<(), DbErr> {
        let entity = self.kind.entity();
        let number = self.kind as i16;
        let columns = Row::columns(entity);
        let storages = storages(entity);
        let mut inserts = Rows::new(entity.table, &columns);
        for row in self.inserts {
            row.binds(&storages, inserts.binds());
        }
        inserts.write(transaction, Clash::Fail).await?;
        let mut updates = Rows::new(entity.table, &columns);
        for row in self.updates {
            row.binds(&storages, updates.binds());
        }
        updates
            .write(transaction, Clash::Overwrite(&["id"]))
            .await?;
        let mut history = Rows::new(
            "row_history",
            &["kind", "row_id", "tx_to", "tx_from", "image"],
        );
        for row in &self.history {
            history.push([
                Bind::SmallInt(Some(number)),
                Bind::BigInt(Some(row.id)),
                Bind::BigInt(Some(batch.tx)),
                Bind::BigInt(Some(row.tx)),
                Bind::String(Some(row.image(entity))),
            ]);
        }
        history.write(transaction, Clash::Fail).await?;
        write_parts(transaction, number, &self.store, &self.remove).await?;
        batch.flush(transaction).await
    }
}

/// Stores and removes parts of a kind's rows.
async fn write_parts(
    transaction: &DatabaseTransaction,
    number: i16,
    store: &[(i64, i64, i32, Part)],
    remove: &[(i64, i64)],
) -> Result<(), DbErr> {
    let mut rows = Rows::new("row_part", PART);
    for (row_id, source_id, connection_id, part) in store {
        let cells: Vec<serde_json::Value> = part.cells.iter().map(Cell::json).collect();
        rows.push([
            Bind::SmallInt(Some(number)),
            Bind::BigInt(Some(*row_id)),
            Bind::BigInt(Some(*source_id)),
            Bind::Int(Some(*connection_id)),
            Bind::BigInt(Some(part.version_at)),
            Bind::Bool(Some(part.whole)),
            Bind::String(Some(serde_json::Value::Array(cells).to_string())),
        ]);
    }
    rows.write(
        transaction,
        Clash::Overwrite(&["kind", "row_id", "source_id"]),
    )
    .await?;
    let mut by_source: HashMap<i64, Vec<i64>> = HashMap::new();
    for (row_id, source_id) in remove {
        by_source.entry(*source_id).or_default().push(*row_id);
    }
    for (source_id, rows) in by_source {
        let sql = format!(
            "DELETE FROM row_part WHERE kind = {number} AND source_id = $2 AND {}",
            among(transaction.get_database_backend(), "row_id"),
        );
        execute_ids(transaction, sql, &rows, vec![Bind::BigInt(Some(source_id))]).await?;
    }
    Ok(())
}
