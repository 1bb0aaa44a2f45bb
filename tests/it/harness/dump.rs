//! The state of a hub as text, without what may differ between two ways to one state: keys of transactions, runs, receipts, the
//! last words of what is deleted.

use sea_orm::{ConnectionTrait, Statement};
use throughline::domain::record::{ENTITIES, Type};

use super::hub::Hub;

/// Every canonical row, link, raw head, waiting reference and dead letter, in a fixed order.
pub async fn state(hub: &Hub) -> Vec<String> {
    let mut lines = Vec::new();
    for entity in ENTITIES {
        let mut columns: Vec<String> = [
            "id",
            "connection_id",
            "source_id",
            "version_at",
            "deleted_at",
        ]
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
        columns.extend(entity.fields.iter().map(|field| match field.ty {
            // Both databases print 0 and 1.
            Type::Bool => format!(
                "CASE WHEN \"{0}\" THEN 1 WHEN NOT \"{0}\" THEN 0 END",
                field.name
            ),
            _ => format!("\"{}\"", field.name),
        }));
        let table = format!("\"{}\" WHERE deleted_at IS NULL", entity.table);
        lines.extend(rows(hub, &table, &columns, "id").await);
    }
    let names = |list: &[&str]| {
        list.iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    // Of a deleted object only that counts: whether its last payload was ever seen depends on the order.
    let hash = "CASE WHEN deleted_at IS NULL THEN hash END";
    let raw = names(&[
        "id",
        "stream",
        "external_id",
        hash,
        "version_at",
        "deleted_at",
    ]);
    lines.extend(rows(hub, "raw_record", &raw, "id").await);
    let link = names(&["id", "left_id", "right_id", "rule", "status"]);
    lines.extend(rows(hub, "external_link", &link, "id").await);
    let waiting = names(&["child_id", "field", "parent_id", "parent_ref"]);
    lines.extend(rows(hub, "waiting_reference", &waiting, "child_id, field").await);
    let dead = names(&["id", "stream", "external_id", "code", "field", "state"]);
    lines.extend(rows(hub, "dead_letter", &dead, "id").await);
    lines
}

async fn rows(hub: &Hub, table: &str, columns: &[String], order: &str) -> Vec<String> {
    let parts: Vec<String> = columns
        .iter()
        .map(|column| format!("coalesce(CAST({column} AS text), '-')"))
        .collect();
    let sql = format!(
        "SELECT {} FROM {table} ORDER BY {order}",
        parts.join(" || '|' || ")
    );
    hub.database
        .reader
        .query_all_raw(Statement::from_string(hub.database.backend(), sql))
        .await
        .unwrap()
        .into_iter()
        .map(|row| format!("{table}|{}", row.try_get_by_index::<String>(0).unwrap()))
        .collect()
}

/// A single number.
pub async fn number(hub: &Hub, sql: &str) -> i64 {
    hub.database
        .reader
        .query_one_raw(Statement::from_string(hub.database.backend(), sql))
        .await
        .unwrap()
        .unwrap()
        .try_get_by_index(0)
        .unwrap()
}
