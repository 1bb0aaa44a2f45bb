//! Brings the waiting references to what the rows say: a reference waits exactly as long as its parent has no live row.
//!
//! Most of this happens where rows are written; here is what one transaction cannot see: parents and children that two transactions
//! wrote at the same time, and rows whose parent was deleted under them.

use std::collections::{BTreeMap, HashMap};

use entity::value::Instant;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, Value as Bind};

use super::batch::Op;
use super::reference::{WAITING, references};
use crate::domain::record::{ENTITIES, Entity, ExternalRef, Kind};
use crate::model::database::begin_write;
use crate::model::statement::{Clash, Rows, among, query_ids};

/// Connection and object that a stream of a connection reads, by the connection's number and the stream's name.
pub type Named<'a> =
    &'a (dyn Fn(i32, &str) -> Option<(std::sync::Arc<str>, &'static str)> + Send + Sync);

/// Ends the waiting of references whose parent is here, and of those whose own row is gone.
pub async fn settle(writer: &DatabaseConnection) -> Result<u64, DbErr> {
    let backend = writer.get_database_backend();
    let mut settled = 0;
    for (column, not) in [("parent", ""), ("child", "NOT ")] {
        let sql = format!("SELECT DISTINCT {column}_kind FROM waiting_reference");
        let kinds = writer
            .query_all_raw(Statement::from_string(backend, sql))
            .await?;
        for kind in kinds {
            let number: i16 = kind.try_get_by_index(0)?;
            let Some(kind) = Kind::from_number(number) else {
                continue;
            };
            let sql = format!(
                "DELETE FROM waiting_reference WHERE {column}_kind = {number} AND {not}EXISTS \
                 (SELECT 1 FROM \"{}\" AS r WHERE r.id = waiting_reference.{column}_id AND r.deleted_at IS NULL)",
                Entity::table_of(kind)
            );
            settled += writer
                .execute_raw(Statement::from_string(backend, sql))
                .await?
                .rows_affected();
        }
    }
    Ok(settled)
}

/// Lets live rows wait whose parent was deleted after a sequence; tells how many references.
pub async fn bereave(
    writer: &DatabaseConnection,
    since: i64,
    now: Instant,
    named: Named<'_>,
) -> Result<u64, DbErr> {
    let backend = writer.get_database_backend();
    let deleted = writer
        .query_all_raw(Statement::from_sql_and_values(
            backend,
            "SELECT DISTINCT c.kind, c.row_id FROM change_tx AS t JOIN change AS c ON c.tx = t.tx \
             WHERE t.sequence > $1 AND c.kind > 0 AND c.op = $2",
            [
                Bind::BigInt(Some(since)),
                Bind::SmallInt(Some(Op::Deleted as i16)),
            ],
        ))
        .await?;
    let mut parents: BTreeMap<i16, Vec<i64>> = BTreeMap::new();
    for row in deleted {
        parents
            .entry(row.try_get_by_index(0)?)
            .or_default()
            .push(row.try_get_by_index(1)?);
    }
    let mut rows = Rows::new("waiting_reference", WAITING);
    for (number, ids) in parents {
        if let Some(kind) = Kind::from_number(number) {
            orphans(writer, kind, &ids, now, named, &mut rows).await?;
        }
    }
    let waiting = rows.len() as u64;
    if waiting > 0 {
        let transaction = begin_write(writer).await?;
        rows.write(&transaction, Clash::Overwrite(&["child_id", "field"]))
            .await?;
        transaction.commit().await?;
    }
    Ok(waiting)
}

/// Live rows that name parents of a kind which are gone.
async fn orphans(
    writer: &DatabaseConnection,
    kind: Kind,
    ids: &[i64],
    now: Instant,
    named: Named<'_>,
    rows: &mut Rows<'_>,
) -> Result<(), DbErr> {
    let backend = writer.get_database_backend();
    let gone = gone(writer, kind, ids, named).await?;
    let ids: Vec<i64> = gone.keys().copied().collect();
    for child in ENTITIES {
        for (_, field, _) in references(child).filter(|(_, _, parent)| *parent == kind) {
            let sql = format!(
                "SELECT c.id, c.\"{field}\", c.connection_id, coalesce(r.stream, '') FROM \"{}\" AS c \
                 LEFT JOIN raw_record AS r ON r.id = c.source_id WHERE c.deleted_at IS NULL AND c.{} \
                 AND NOT EXISTS (SELECT 1 FROM waiting_reference AS w WHERE w.child_id = c.id AND w.field = $2)",
                child.table,
                among(backend, field)
            );
            let bind = vec![Bind::String(Some(field.to_owned()))];
            for row in query_ids(writer, sql, &ids, bind).await? {
                let parent: i64 = row.try_get_by_index(1)?;
                let reference = gone
                    .get(&parent)
                    .cloned()
                    .unwrap_or_else(|| format!("{parent:016x}"));
                rows.push([
                    Bind::BigInt(Some(row.try_get_by_index(0)?)),
                    Bind::String(Some(field.to_owned())),
                    Bind::SmallInt(Some(child.kind as i16)),
                    Bind::SmallInt(Some(kind as i16)),
                    Bind::BigInt(Some(parent)),
                    Bind::String(Some(reference)),
                    Bind::Int(Some(row.try_get_by_index(2)?)),
                    Bind::String(Some(row.try_get_by_index(3)?)),
                    Bind::BigInt(Some(now.0)),
                ]);
            }
        }
    }
    Ok(())
}

/// Rows among the ids that are deleted still, each as its source names it.
async fn gone(
    writer: &DatabaseConnection,
    kind: Kind,
    ids: &[i64],
    named: Named<'_>,
) -> Result<HashMap<i64, String>, DbErr> {
    let sql = format!(
        "SELECT p.id, r.connection_id, r.stream, r.external_id FROM \"{}\" AS p \
         LEFT JOIN raw_record AS r ON r.id = p.source_id WHERE p.deleted_at IS NOT NULL AND p.{}",
        kind.entity().table,
        among(writer.get_database_backend(), "id")
    );
    let mut gone = HashMap::new();
    for row in query_ids(writer, sql, ids, Vec::new()).await? {
        let id: i64 = row.try_get_by_index(0)?;
        let connection: Option<i32> = row.try_get_by_index(1)?;
        let stream: Option<String> = row.try_get_by_index(2)?;
        let external_id: Option<String> = row.try_get_by_index(3)?;
        let reference = connection
            .zip(stream)
            .and_then(|(connection, stream)| named(connection, &stream))
            .zip(external_id)
            .map(|((connection, object), external_id)| ExternalRef {
                connection,
                object,
                external_id,
            })
            .filter(|reference| reference.id() == id);
        gone.insert(
            id,
            reference.map_or_else(|| format!("{id:016x}"), |reference| reference.to_string()),
        );
    }
    Ok(gone)
}
