//! The class of every column of every table; a test compares this with the migrated schema both ways.

use super::Class::{self, Commercial, Cost, Operational, Personal, Plain};
use crate::domain::record::ENTITIES;

/// Columns of canonical tables besides their entity's fields.
const CANONICAL: &[&str] = &[
    "id",
    "connection_id",
    "source_id",
    "version_at",
    "tx",
    "deleted_at",
];

/// Columns of all other tables that are not plain: (table, column, class). `*` stands for every column of a table.
const OTHERS: &[(&str, &str, Class)] = &[
    ("connection", "error_detail", Operational),
    ("stream_state", "checkpoint", Operational),
    ("sync_run", "error_detail", Operational),
    ("page_digest", "facts", Operational),
    ("raw_record", "payload", Operational),
    ("raw_record", "external_id", Plain),
    ("dead_letter", "detail", Operational),
    ("dead_letter", "field", Operational),
    ("dead_letter", "good", Operational),
    ("drift", "detail", Operational),
    ("control_total", "source", Commercial),
    ("control_total", "landed", Commercial),
    ("row_history", "image", Class::Secret),
    ("row_part", "image", Class::Secret),
    ("external_link", "detail", Operational),
    ("project_month", "measures", Cost),
    ("billing_item", "value", Commercial),
    ("billing_item", "value_entity", Commercial),
    ("billing_item", "value_group", Commercial),
    ("billing_item", "weight_group", Commercial),
    ("person_day", "absence", Personal),
    ("exception", "assignee", Personal),
    ("exception", "acknowledged_by", Personal),
    ("exception", "detail", Commercial),
    ("exception", "evidence", Commercial),
    ("exception", "amount", Commercial),
    ("exception", "amount_group", Commercial),
    ("payment_event", "from_status", Commercial),
    ("payment_event", "status", Commercial),
    ("payment_event", "days_past_due", Commercial),
    ("payment_event", "open_amount", Commercial),
    ("payment_event", "overdue_amount", Commercial),
    ("payment_event", "worst_invoice_id", Commercial),
    ("payment_event", "last_payment_id", Commercial),
    ("payment_event", "last_paid_on", Commercial),
    ("payment_status", "status", Commercial),
    ("payment_status", "days_past_due", Commercial),
    ("payment_status", "open_amount", Commercial),
    ("payment_status", "overdue_amount", Commercial),
    ("command", "input", Operational),
    ("command", "outcome", Operational),
    ("audit_log", "*", Personal),
    ("conflict", "owner_value", Commercial),
    ("conflict", "other_value", Commercial),
];

/// Tables besides the canonical ones.
pub const OTHER_TABLES: &[&str] = &[
    "connection",
    "stream_state",
    "sync_run",
    "sync_watermark",
    "raw_record",
    "page_digest",
    "dead_letter",
    "waiting_reference",
    "drift",
    "control_total",
    "change_tx",
    "change",
    "row_history",
    "row_part",
    "external_link",
    "metric_watermark",
    "project_month",
    "person_day",
    "billing_item",
    "exception",
    "exception_event",
    "payment_event",
    "payment_status",
    "command",
    "audit_log",
    "freeze",
    "conflict",
];

/// The columns that are classed by name, besides those of canonical entities; `*` stands for every column of a table.
pub fn named() -> impl Iterator<Item = (&'static str, &'static str)> {
    OTHERS.iter().map(|(table, column, _)| (*table, *column))
}

/// The class of a column; `None` for a table or column that nobody has classed.
pub fn class_of(table: &str, column: &str) -> Option<Class> {
    if let Some(entity) = ENTITIES.iter().find(|entity| entity.table == table) {
        return match entity.field(column) {
            Some((_, field)) => Some(field.class),
            None => CANONICAL.contains(&column).then_some(Plain),
        };
    }
    if !OTHER_TABLES.contains(&table) {
        return None;
    }
    let named = OTHERS
        .iter()
        .find(|(of, name, _)| *of == table && (*name == column || *name == "*"));
    Some(named.map_or(Plain, |(.., class)| *class))
}
