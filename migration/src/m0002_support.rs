//! Creates the landing, change feed, insight and governance tables.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Column types and roles.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Bool,
    Small,
    Int,
    Big,
    Auto,
}

use Type::{Auto, Big, Bool, Int, Small, Text};

/// One column: name, type, required, part of the primary key.
type Column = (&'static str, Type, bool, bool);

const TABLES: &[(&str, &[Column])] = &[
    (
        "connection",
        &[
            ("id", Int, true, true),
            ("key", Text, true, false),
            ("vendor", Text, true, false),
            ("paused", Bool, true, false),
            ("circuit", Text, true, false),
            ("circuit_until", Big, false, false),
            ("error_code", Text, false, false),
            ("error_detail", Text, false, false),
        ],
    ),
    (
        "stream_state",
        &[
            ("connection_id", Int, true, true),
            ("stream", Text, true, true),
            ("checkpoint", Text, false, false),
            ("first_loaded_at", Big, false, false),
            ("watermark_at", Big, false, false),
            ("last_ok_at", Big, false, false),
            ("last_run_at", Big, false, false),
            ("next_run_at", Big, false, false),
            ("attempt", Int, true, false),
            ("rows", Big, true, false),
            ("full_pass_at", Big, false, false),
        ],
    ),
    (
        "sync_run",
        &[
            ("id", Big, true, true),
            ("connection_id", Int, true, false),
            ("stream", Text, true, false),
            ("trigger", Text, true, false),
            ("state", Text, true, false),
            ("due_at", Big, false, false),
            ("started_at", Big, true, false),
            ("ended_at", Big, false, false),
            ("requests", Big, true, false),
            ("pages", Big, true, false),
            ("seen", Big, true, false),
            ("landed", Big, true, false),
            ("dead", Big, true, false),
            ("deleted", Big, true, false),
            ("retried", Big, true, false),
            ("rounded", Big, true, false),
            ("error_code", Text, false, false),
            ("error_detail", Text, false, false),
        ],
    ),
    (
        "raw_record",
        &[
            ("id", Big, true, true),
            ("connection_id", Int, true, false),
            ("stream", Text, true, false),
            ("external_id", Text, true, false),
            ("payload", Text, true, false),
            ("hash", Big, true, false),
            ("version_at", Big, true, false),
            ("received_at", Big, true, false),
            ("run_id", Big, true, false),
            ("mapping_version", Int, true, false),
            ("emitted", Text, false, false),
            ("deleted_at", Big, false, false),
        ],
    ),
    (
        "row_part",
        &[
            ("kind", Small, true, true),
            ("row_id", Big, true, true),
            ("source_id", Big, true, true),
            ("connection_id", Int, true, false),
            ("version_at", Big, true, false),
            ("whole", Bool, true, false),
            ("image", Text, true, false),
        ],
    ),
    (
        "dead_letter",
        &[
            ("id", Big, true, true),
            ("connection_id", Int, true, false),
            ("stream", Text, true, false),
            ("external_id", Text, true, false),
            ("code", Text, true, false),
            ("field", Text, false, false),
            ("detail", Text, true, false),
            ("state", Text, true, false),
            ("first_at", Big, true, false),
            ("last_at", Big, true, false),
            ("attempts", Int, true, false),
            ("run_id", Big, true, false),
            ("resolved_at", Big, false, false),
        ],
    ),
    (
        "waiting_reference",
        &[
            ("child_id", Big, true, true),
            ("field", Text, true, true),
            ("child_kind", Small, true, false),
            ("parent_kind", Small, true, false),
            ("parent_id", Big, true, false),
            ("parent_ref", Text, true, false),
            ("connection_id", Int, true, false),
            ("stream", Text, true, false),
            ("since_at", Big, true, false),
        ],
    ),
    (
        "drift",
        &[
            ("connection_id", Int, true, true),
            ("stream", Text, true, true),
            ("field", Text, true, true),
            ("nature", Text, true, true),
            ("detail", Text, true, false),
            ("first_record", Text, true, false),
            ("first_at", Big, true, false),
            ("seen", Big, true, false),
        ],
    ),
    (
        "control_total",
        &[
            ("connection_id", Int, true, true),
            ("stream", Text, true, true),
            ("period", Text, true, true),
            ("measure", Text, true, true),
            ("source", Big, true, false),
            ("landed", Big, true, false),
            ("checked_at", Big, true, false),
        ],
    ),
    (
        "change_tx",
        &[
            ("tx", Big, true, true),
            ("sequence", Big, false, false),
            ("at", Big, false, false),
            ("rows", Int, true, false),
        ],
    ),
    (
        "change",
        &[
            ("tx", Big, true, true),
            ("ordinal", Int, true, true),
            ("kind", Small, true, false),
            ("row_id", Big, true, false),
            ("op", Small, true, false),
        ],
    ),
    (
        "row_history",
        &[
            ("kind", Small, true, true),
            ("row_id", Big, true, true),
            ("tx_to", Big, true, true),
            ("tx_from", Big, true, false),
            ("image", Text, true, false),
        ],
    ),
    (
        "external_link",
        &[
            ("kind", Small, true, false),
            ("id", Big, true, true),
            ("left_id", Big, true, false),
            ("right_id", Big, true, false),
            ("rule", Text, true, false),
            ("confidence", Big, true, false),
            ("status", Text, true, false),
            ("detail", Text, false, false),
            ("decided_by", Text, false, false),
            ("decided_at", Big, true, false),
            ("tx", Big, true, false),
        ],
    ),
    (
        "metric_watermark",
        &[
            ("cube", Text, true, true),
            ("sequence", Big, true, false),
            ("at", Big, true, false),
            ("as_of_on", Int, true, false),
            ("complete", Bool, true, false),
        ],
    ),
    (
        "project_month",
        &[
            ("project_id", Big, true, true),
            ("month_on", Int, true, true),
            ("engagement_id", Big, false, false),
            ("customer_id", Big, false, false),
            ("practice_id", Big, false, false),
            ("legal_entity_id", Big, false, false),
            ("manager_id", Big, false, false),
            ("billing_model", Text, true, false),
            ("internal", Bool, true, false),
            ("currency", Text, true, false),
            ("entity_currency", Text, true, false),
            ("people", Int, true, false),
            ("measures", Text, true, false),
        ],
    ),
    (
        "person_day",
        &[
            ("person_id", Big, true, true),
            ("day_on", Int, true, true),
            ("role_id", Big, false, false),
            ("practice_id", Big, false, false),
            ("legal_entity_id", Big, false, false),
            ("manager_id", Big, false, false),
            ("worker", Text, true, false),
            ("scheduled", Big, true, false),
            ("holiday", Big, true, false),
            ("absence", Big, true, false),
            ("capacity", Big, true, false),
            ("billable", Big, true, false),
            ("productive", Big, true, false),
            ("worked", Big, true, false),
            ("submitted", Big, true, false),
        ],
    ),
    (
        "billing_item",
        &[
            ("id", Big, true, true),
            ("kind", Text, true, false),
            ("project_id", Big, true, false),
            ("engagement_id", Big, false, false),
            ("customer_id", Big, false, false),
            ("practice_id", Big, false, false),
            ("legal_entity_id", Big, false, false),
            ("person_id", Big, false, false),
            ("role_id", Big, false, false),
            ("manager_id", Big, false, false),
            ("billing_model", Text, true, false),
            ("work_on", Int, true, false),
            ("submitted_at", Big, false, false),
            ("approved_at", Big, false, false),
            ("approved_on", Int, false, false),
            ("eligible_on", Int, false, false),
            ("deadline_on", Int, false, false),
            ("posted_at", Big, false, false),
            ("posted_on", Int, false, false),
            ("drafted_on", Int, false, false),
            ("issued_on", Int, false, false),
            ("due_on", Int, false, false),
            ("paid_on", Int, false, false),
            ("first_invoice_id", Big, false, false),
            ("line_id", Big, false, false),
            ("live", Bool, true, false),
            ("latency", Bool, true, false),
            ("held", Bool, true, false),
            ("written_down", Bool, true, false),
            ("currency", Text, true, false),
            ("value", Big, true, false),
            ("value_entity", Big, false, false),
            ("value_group", Big, false, false),
            ("weight_group", Big, false, false),
            ("entity_currency", Text, true, false),
            ("duration", Big, true, false),
        ],
    ),
    (
        "exception",
        &[
            ("id", Big, true, true),
            ("rule", Text, true, false),
            ("fingerprint", Text, true, false),
            ("severity", Text, true, false),
            ("state", Text, true, false),
            ("subject_kind", Small, false, false),
            ("subject_id", Big, false, false),
            ("customer_id", Big, false, false),
            ("project_id", Big, false, false),
            ("practice_id", Big, false, false),
            ("legal_entity_id", Big, false, false),
            ("person_id", Big, false, false),
            ("connection_id", Int, false, false),
            ("title", Text, true, false),
            ("detail", Text, true, false),
            ("hint", Text, true, false),
            ("evidence", Text, true, false),
            ("evidence_hash", Big, true, false),
            ("amount", Big, false, false),
            ("currency", Text, false, false),
            ("amount_group", Big, false, false),
            ("metric", Text, false, false),
            ("owner", Text, true, false),
            ("assignee", Text, false, false),
            ("acknowledged_by", Text, false, false),
            ("detected_at", Big, true, false),
            ("opened_at", Big, false, false),
            ("acknowledged_at", Big, false, false),
            ("resolved_at", Big, false, false),
            ("deadline_at", Big, false, false),
            ("resolution", Text, false, false),
            ("reason", Text, false, false),
            ("reopened", Int, true, false),
            ("sequence", Big, true, false),
            ("tx", Big, true, false),
        ],
    ),
    (
        "exception_event",
        &[
            ("id", Auto, true, true),
            ("exception_id", Big, true, false),
            ("tx", Big, true, false),
            ("at", Big, true, false),
            ("from_state", Text, false, false),
            ("to_state", Text, true, false),
            ("actor", Text, true, false),
            ("reason", Text, true, false),
        ],
    ),
    (
        "payment_status",
        &[
            ("customer_id", Big, true, true),
            ("status", Text, true, false),
            ("days_past_due", Int, true, false),
            ("open_amount", Big, true, false),
            ("overdue_amount", Big, true, false),
            ("worst_invoice_id", Big, false, false),
            ("last_payment_id", Big, false, false),
            ("last_paid_on", Int, false, false),
            ("changed_at", Big, true, false),
            ("tx", Big, true, false),
        ],
    ),
    (
        "command",
        &[
            ("id", Big, true, true),
            ("action", Text, true, false),
            ("subject", Text, true, false),
            ("input", Text, true, false),
            ("actor", Text, true, false),
            ("role", Text, true, false),
            ("reason", Text, true, false),
            ("state", Text, true, false),
            ("outcome", Text, false, false),
            ("asked_at", Big, true, false),
            ("ended_at", Big, false, false),
        ],
    ),
    (
        "audit_log",
        &[
            ("id", Auto, true, true),
            ("at", Big, true, false),
            ("actor", Text, true, false),
            ("role", Text, true, false),
            ("operation", Text, true, false),
            ("subjects", Text, true, false),
            ("outcome", Text, true, false),
            ("reason", Text, true, false),
            ("correlation", Text, true, false),
        ],
    ),
    (
        "freeze",
        &[
            ("legal_entity_id", Big, true, true),
            ("period_on", Int, true, true),
            ("sequence", Big, true, false),
            ("frozen_by", Text, true, false),
            ("frozen_at", Big, true, false),
        ],
    ),
    (
        "conflict",
        &[
            ("id", Big, true, true),
            ("kind", Small, true, false),
            ("owner_id", Big, true, false),
            ("other_id", Big, true, false),
            ("field", Text, true, false),
            ("owner_value", Text, false, false),
            ("other_value", Text, false, false),
            ("state", Text, true, false),
            ("seen_at", Big, true, false),
            ("tx", Big, true, false),
        ],
    ),
];

/// (table, columns, unique).
const INDEXES: &[(&str, &[&str], bool)] = &[
    ("connection", &["key"], true),
    (
        "sync_run",
        &["connection_id", "stream", "started_at"],
        false,
    ),
    ("waiting_reference", &["parent_id"], false),
    ("change_tx", &["sequence"], true),
    ("external_link", &["left_id"], false),
    ("external_link", &["right_id"], false),
    ("billing_item", &["project_id"], false),
    ("exception", &["state"], false),
    ("exception_event", &["exception_id"], false),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in TABLES {
            let mut create = Table::create();
            create.table(Alias::new(*table));
            let mut key = Index::create();
            let mut composite = false;
            for (name, kind, required, primary) in *columns {
                let mut column = ColumnDef::new(Alias::new(*name));
                match kind {
                    Text => column.text(),
                    Bool => column.boolean(),
                    Small => column.small_integer(),
                    Int => column.integer(),
                    Big => column.big_integer(),
                    Auto => column.big_integer().auto_increment().primary_key(),
                };
                if *required {
                    column.not_null();
                }
                if *primary && !matches!(kind, Auto) {
                    key.col(Alias::new(*name));
                    composite = true;
                }
                create.col(column);
            }
            if composite {
                create.primary_key(&mut key);
            }
            manager.create_table(create).await?;
        }
        for (table, columns, unique) in INDEXES {
            let mut index = Index::create();
            index
                .name(format!("{table}_{}", columns.join("_")))
                .table(Alias::new(*table));
            for column in *columns {
                index.col(Alias::new(*column));
            }
            if *unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, _) in TABLES.iter().rev() {
            manager
                .drop_table(Table::drop().table(Alias::new(*table)).to_owned())
                .await?;
        }
        Ok(())
    }
}
