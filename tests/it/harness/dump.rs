//! The state of a hub as text, without what may differ between two ways to one state: keys of transactions, runs, receipts, the
//! last words of what is deleted.

use sea_orm::{ConnectionTrait, Statement};
use throughline::domain::record::{ENTITIES, Type};

use throughline::model::Database;

use super::hub::Hub;

/// Every canonical row, link, raw head, waiting reference and dead letter, in a fixed order.
pub async fn state(hub: &Hub) -> Vec<String> {
    state_of(&hub.database, true).await
}

/// The same of a database that no test hub has opened; with or without versions, which are the instant of receipt where the source has
/// no stamps.
pub async fn state_of(hub: &Database, versions: bool) -> Vec<String> {
    let version = if versions { "version_at" } else { "'-'" };
    let mut lines = Vec::new();
    for entity in ENTITIES {
        let mut columns: Vec<String> = ["id", "connection_id", "source_id", version, "deleted_at"]
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
        version,
        if versions {
            "deleted_at"
        } else {
            "CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END"
        },
    ]);
    lines.extend(rows(hub, "raw_record", &raw, "id").await);
    let link = names(&["id", "left_id", "right_id", "rule", "status"]);
    // A link that nobody states any more is as if it had never been.
    let links = "external_link WHERE status <> 'split'";
    lines.extend(rows(hub, links, &link, "id").await);
    let waiting = names(&["child_id", "field", "parent_id", "parent_ref"]);
    lines.extend(rows(hub, "waiting_reference", &waiting, "child_id, field").await);
    let dead = names(&["id", "stream", "external_id", "code", "field", "state"]);
    // One that was resolved only tells what happened on the way.
    let letters = "dead_letter WHERE state <> 'resolved'";
    lines.extend(rows(hub, letters, &dead, "id").await);
    lines
}

/// Figures and open exceptions, as far as they follow from the rows.
pub async fn figures_of(database: &Database) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, columns, order) in FIGURES {
        let columns: Vec<String> = columns.split_whitespace().map(str::to_owned).collect();
        lines.extend(rows(database, table, &columns, order).await);
    }
    lines
}

/// Tables of figures with the columns that do not tell when they were computed, and their order.
const FIGURES: &[(&str, &str, &str)] = &[
    (
        "project_month",
        "project_id month_on customer_id currency entity_currency people measures",
        "project_id, month_on",
    ),
    (
        "person_day",
        "person_id day_on role_id practice_id scheduled holiday absence capacity billable productive worked submitted",
        "person_id, day_on",
    ),
    (
        "billing_item",
        "id kind project_id customer_id work_on approved_on eligible_on deadline_on posted_on issued_on paid_on currency value value_group duration",
        "id",
    ),
    (
        "payment_status",
        "customer_id status days_past_due open_amount overdue_amount worst_invoice_id last_paid_on",
        "customer_id",
    ),
    (
        "exception WHERE state <> 'resolved'",
        "rule fingerprint severity state subject_kind subject_id customer_id amount currency amount_group",
        "fingerprint",
    ),
];

async fn rows(hub: &Database, table: &str, columns: &[String], order: &str) -> Vec<String> {
    let parts: Vec<String> = columns
        .iter()
        .map(|column| format!("coalesce(CAST({column} AS text), '-')"))
        .collect();
    let sql = format!(
        "SELECT {} FROM {table} ORDER BY {order}",
        parts.join(" || '|' || ")
    );
    hub.reader
        .query_all_raw(Statement::from_string(hub.backend(), sql))
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
