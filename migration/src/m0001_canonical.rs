//! Creates the canonical tables.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Column types, in the few shapes that both databases keep alike.
enum Type {
    Text,
    Bool,
    Int,
    Big,
}

use Type::{Big, Bool, Int, Text};

/// (column, type, required) by table.
const TABLES: &[(&str, &[(&str, Type, bool)])] = &[
    (
        "legal_entity",
        &[
            ("name", Text, true),
            ("code", Text, false),
            ("country", Text, false),
            ("functional_currency", Text, false),
            ("time_zone", Text, false),
            ("tax_regime", Text, false),
            ("fiscal_year_start", Int, false),
            ("parent_id", Big, false),
            ("elimination", Bool, false),
        ],
    ),
    (
        "practice",
        &[
            ("name", Text, true),
            ("parent_id", Big, false),
            ("lead_id", Big, false),
        ],
    ),
    ("role", &[("name", Text, true), ("parent_id", Big, false)]),
    (
        "customer",
        &[
            ("name", Text, true),
            ("number", Text, false),
            ("parent_id", Big, false),
            ("legal_entity_id", Big, false),
            ("account_leader_id", Big, false),
            ("terms_days", Int, false),
            ("currency", Text, false),
            ("status", Text, true),
            ("credit_limit", Big, false),
            ("tax_id", Text, false),
            ("email", Text, false),
            ("payment_status", Text, false),
            ("open_balance", Big, false),
        ],
    ),
    (
        "person",
        &[
            ("name", Text, false),
            ("email", Text, false),
            ("worker", Text, true),
            ("status", Text, true),
            ("legal_entity_id", Big, false),
            ("practice_id", Big, false),
            ("role_id", Big, false),
            ("manager_id", Big, false),
            ("hired_on", Int, false),
            ("released_on", Int, false),
            ("default_bill_rate", Big, false),
            ("default_cost_rate", Big, false),
            ("rate_currency", Text, false),
            ("utilization_target", Big, false),
        ],
    ),
    (
        "position",
        &[
            ("person_id", Big, true),
            ("effective_on", Int, true),
            ("noted_at", Big, false),
            ("role_id", Big, false),
            ("practice_id", Big, false),
            ("legal_entity_id", Big, false),
            ("manager_id", Big, false),
            ("cost_rate", Big, false),
            ("cost_rate_before", Big, false),
            ("role_before_id", Big, false),
            ("practice_before_id", Big, false),
            ("currency", Text, false),
        ],
    ),
    (
        "workweek",
        &[
            ("name", Text, false),
            ("monday", Big, false),
            ("tuesday", Big, false),
            ("wednesday", Big, false),
            ("thursday", Big, false),
            ("friday", Big, false),
            ("saturday", Big, false),
            ("sunday", Big, false),
            ("standard", Bool, false),
        ],
    ),
    (
        "workweek_membership",
        &[
            ("person_id", Big, true),
            ("workweek_id", Big, true),
            ("from_on", Int, false),
            ("to_on", Int, false),
        ],
    ),
    ("holiday_calendar", &[("name", Text, false)]),
    (
        "holiday",
        &[
            ("calendar_id", Big, true),
            ("name", Text, false),
            ("from_on", Int, true),
            ("to_on", Int, false),
        ],
    ),
    (
        "holiday_membership",
        &[
            ("person_id", Big, true),
            ("calendar_id", Big, true),
            ("from_on", Int, false),
            ("to_on", Int, false),
        ],
    ),
    (
        "absence",
        &[
            ("person_id", Big, true),
            ("absent_on", Int, true),
            ("duration", Big, true),
            ("status", Text, true),
        ],
    ),
    (
        "opportunity",
        &[
            ("name", Text, true),
            ("customer_id", Big, false),
            ("legal_entity_id", Big, false),
            ("practice_id", Big, false),
            ("owner_id", Big, false),
            ("stage", Text, false),
            ("outcome", Text, true),
            ("probability", Big, false),
            ("amount", Big, false),
            ("currency", Text, false),
            ("close_on", Int, false),
            ("won_at", Big, false),
            ("start_on", Int, false),
        ],
    ),
    (
        "stage_change",
        &[
            ("opportunity_id", Big, true),
            ("stage", Text, false),
            ("outcome", Text, false),
            ("changed_at", Big, true),
        ],
    ),
    (
        "engagement",
        &[
            ("name", Text, true),
            ("number", Text, false),
            ("customer_id", Big, false),
            ("opportunity_id", Big, false),
            ("legal_entity_id", Big, false),
            ("project_id", Big, false),
            ("owner_id", Big, false),
            ("billing_model", Text, true),
            ("status", Text, true),
            ("value", Big, false),
            ("cap", Big, false),
            ("currency", Text, false),
            ("start_on", Int, false),
            ("end_on", Int, false),
            ("ended_early_on", Int, false),
            ("signed_on", Int, false),
            ("billing_cycle", Text, false),
            ("billing_deadline_days", Int, false),
            ("pass_through_policy", Text, false),
            ("expense_markup", Big, false),
            ("purchase_order", Text, false),
        ],
    ),
    (
        "rate_card",
        &[("name", Text, false), ("currency", Text, false)],
    ),
    (
        "rate",
        &[
            ("rate_card_id", Big, false),
            ("role_id", Big, false),
            ("person_id", Big, false),
            ("project_id", Big, false),
            ("bill_rate", Big, false),
            ("cost_rate", Big, false),
            ("currency", Text, false),
            ("from_on", Int, false),
            ("to_on", Int, false),
        ],
    ),
    (
        "project",
        &[
            ("name", Text, true),
            ("code", Text, false),
            ("engagement_id", Big, false),
            ("customer_id", Big, false),
            ("opportunity_id", Big, false),
            ("legal_entity_id", Big, false),
            ("practice_id", Big, false),
            ("manager_id", Big, false),
            ("rate_card_id", Big, false),
            ("parent_id", Big, false),
            ("billing_model", Text, false),
            ("currency", Text, false),
            ("status", Text, true),
            ("internal", Bool, false),
            ("billable_default", Bool, false),
            ("approvals_required", Bool, false),
            ("activated_at", Big, false),
            ("billable_at", Big, false),
            ("closed_at", Big, false),
            ("start_on", Int, false),
            ("end_on", Int, false),
            ("budget_duration", Big, false),
            ("budget_cost", Big, false),
            ("price", Big, false),
            ("target_margin", Big, false),
            ("sales_order", Text, false),
        ],
    ),
    (
        "task",
        &[
            ("project_id", Big, true),
            ("parent_id", Big, false),
            ("name", Text, false),
            ("category", Text, true),
            ("productive", Text, false),
            ("state", Text, false),
            ("billable", Bool, false),
            ("fixed_fee", Bool, false),
            ("estimated_duration", Big, false),
            ("start_on", Int, false),
            ("due_on", Int, false),
        ],
    ),
    (
        "task_state",
        &[
            ("task_id", Big, true),
            ("state", Text, true),
            ("changed_at", Big, true),
        ],
    ),
    (
        "milestone",
        &[
            ("project_id", Big, true),
            ("task_id", Big, false),
            ("name", Text, false),
            ("amount", Big, false),
            ("currency", Text, false),
            ("planned_on", Int, false),
            ("accepted_at", Big, false),
            ("trigger", Text, false),
        ],
    ),
    (
        "estimate",
        &[
            ("project_id", Big, true),
            ("as_of_on", Int, true),
            ("cost_to_complete", Big, false),
            ("duration_to_complete", Big, false),
            ("currency", Text, false),
        ],
    ),
    (
        "assignment",
        &[
            ("person_id", Big, false),
            ("project_id", Big, true),
            ("role_id", Big, false),
            ("from_on", Int, true),
            ("to_on", Int, true),
            ("duration", Big, true),
            ("firmness", Text, true),
            ("bill_rate", Big, false),
            ("cost_rate", Big, false),
        ],
    ),
    (
        "submission",
        &[
            ("person_id", Big, false),
            ("project_id", Big, false),
            ("from_on", Int, false),
            ("to_on", Int, false),
            ("status", Text, true),
            ("submitted_at", Big, false),
            ("decided_on", Int, false),
        ],
    ),
    (
        "approval",
        &[
            ("submission_id", Big, true),
            ("decision", Text, true),
            ("decided_at", Big, true),
            ("approver_id", Big, false),
        ],
    ),
    (
        "time_entry",
        &[
            ("person_id", Big, true),
            ("project_id", Big, true),
            ("task_id", Big, false),
            ("role_id", Big, false),
            ("work_on", Int, true),
            ("duration", Big, true),
            ("billable", Bool, false),
            ("status", Text, true),
            ("submission_id", Big, false),
            ("submitted_at", Big, false),
            ("approved_at", Big, false),
            ("bill_rate", Big, false),
            ("cost_rate", Big, false),
            ("currency", Text, false),
            ("correction", Bool, false),
            ("posted_on", Int, false),
        ],
    ),
    (
        "time_posting",
        &[
            ("time_entry_id", Big, true),
            ("project_id", Big, false),
            ("posted_at", Big, false),
            ("work_on", Int, false),
            ("duration", Big, false),
            ("status", Text, false),
        ],
    ),
    (
        "charge",
        &[
            ("time_entry_id", Big, false),
            ("project_id", Big, false),
            ("invoice_id", Big, false),
            ("stage", Text, false),
            ("amount", Big, false),
            ("currency", Text, false),
            ("charged_on", Int, false),
        ],
    ),
    (
        "expense",
        &[
            ("person_id", Big, false),
            ("project_id", Big, true),
            ("task_id", Big, false),
            ("spent_on", Int, true),
            ("amount", Big, true),
            ("currency", Text, true),
            ("category", Text, false),
            ("nature", Text, true),
            ("billable", Bool, false),
            ("status", Text, true),
            ("submission_id", Big, false),
            ("approved_at", Big, false),
        ],
    ),
    (
        "invoice",
        &[
            ("number", Text, false),
            ("document", Text, true),
            ("customer_id", Big, false),
            ("project_id", Big, false),
            ("engagement_id", Big, false),
            ("legal_entity_id", Big, false),
            ("status", Text, true),
            ("issued_on", Int, false),
            ("due_on", Int, false),
            ("currency", Text, true),
            ("net", Big, false),
            ("tax", Big, false),
            ("total", Big, false),
            ("open_amount", Big, false),
            ("exchange_rate", Big, false),
            ("corrects_id", Big, false),
            ("credit_reason", Text, false),
            ("rebill_of_id", Big, false),
            ("psa_invoice_id", Big, false),
            ("advance", Bool, false),
            ("created_at", Big, false),
        ],
    ),
    (
        "invoice_line",
        &[
            ("invoice_id", Big, true),
            ("position", Int, false),
            ("project_id", Big, false),
            ("amount", Big, true),
            ("currency", Text, true),
            ("quantity", Big, false),
            ("unit_price", Big, false),
            ("delivery", Text, true),
            ("time_entry_id", Big, false),
            ("expense_id", Big, false),
            ("milestone_id", Big, false),
            ("service_from_on", Int, false),
            ("service_to_on", Int, false),
        ],
    ),
    (
        "payment",
        &[
            ("number", Text, false),
            ("customer_id", Big, false),
            ("legal_entity_id", Big, false),
            ("received_on", Int, true),
            ("method", Text, false),
            ("status", Text, true),
            ("amount", Big, true),
            ("unapplied", Big, false),
            ("currency", Text, true),
            ("exchange_rate", Big, false),
            ("invoice_id", Big, false),
        ],
    ),
    (
        "payment_application",
        &[
            ("payment_id", Big, false),
            ("credit_note_id", Big, false),
            ("invoice_id", Big, true),
            ("amount", Big, true),
            ("applied_on", Int, false),
        ],
    ),
    (
        "revenue_event",
        &[
            ("project_id", Big, false),
            ("engagement_id", Big, false),
            ("legal_entity_id", Big, false),
            ("posted_on", Int, true),
            ("amount", Big, true),
            ("currency", Text, true),
        ],
    ),
    (
        "vendor_bill",
        &[
            ("number", Text, false),
            ("project_id", Big, false),
            ("legal_entity_id", Big, false),
            ("billed_on", Int, true),
            ("amount", Big, true),
            ("currency", Text, true),
            ("status", Text, true),
        ],
    ),
    (
        "purchase_order",
        &[
            ("number", Text, false),
            ("project_id", Big, false),
            ("ordered_on", Int, false),
            ("amount", Big, false),
            ("currency", Text, false),
            ("status", Text, true),
        ],
    ),
    (
        "adjustment",
        &[
            ("invoice_id", Big, false),
            ("time_entry_id", Big, false),
            ("project_id", Big, false),
            ("nature", Text, true),
            ("adjusted_on", Int, true),
            ("amount", Big, true),
            ("currency", Text, true),
            ("reason", Text, false),
            ("approver_id", Big, false),
        ],
    ),
    (
        "invoice_hold",
        &[
            ("invoice_id", Big, true),
            ("nature", Text, true),
            ("from_on", Int, true),
            ("to_on", Int, false),
            ("reason", Text, false),
        ],
    ),
    (
        "target",
        &[
            ("metric", Text, true),
            ("person_id", Big, false),
            ("practice_id", Big, false),
            ("legal_entity_id", Big, false),
            ("value", Big, true),
            ("from_on", Int, true),
            ("to_on", Int, false),
        ],
    ),
    (
        "baseline",
        &[
            ("project_id", Big, true),
            ("frozen_on", Int, true),
            ("revenue", Big, false),
            ("cost", Big, false),
            ("currency", Text, false),
            ("end_on", Int, false),
        ],
    ),
    (
        "fx_rate",
        &[
            ("base", Text, true),
            ("quote", Text, true),
            ("rate_type", Text, true),
            ("effective_on", Int, true),
            ("rate", Big, true),
        ],
    ),
    (
        "journal_total",
        &[
            ("legal_entity_id", Big, false),
            ("account", Text, true),
            ("period_on", Int, true),
            ("amount", Big, true),
            ("currency", Text, true),
        ],
    ),
];

/// (table, columns) that sets are read by.
const INDEXES: &[(&str, &[&str])] = &[
    ("time_entry", &["project_id"]),
    ("time_entry", &["person_id", "work_on"]),
    ("time_posting", &["time_entry_id"]),
    ("expense", &["project_id"]),
    ("invoice_line", &["invoice_id"]),
    ("invoice", &["customer_id"]),
    ("payment_application", &["invoice_id"]),
    ("approval", &["submission_id"]),
    ("task", &["project_id"]),
    ("milestone", &["project_id"]),
    ("task_state", &["task_id"]),
    ("position", &["person_id"]),
    ("project", &["engagement_id"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in TABLES {
            let mut create = Table::create();
            create
                .table(Alias::new(*table))
                .col(
                    ColumnDef::new(Alias::new("id"))
                        .big_integer()
                        .not_null()
                        .primary_key(),
                )
                .col(
                    ColumnDef::new(Alias::new("connection_id"))
                        .integer()
                        .not_null(),
                )
                .col(
                    ColumnDef::new(Alias::new("source_id"))
                        .big_integer()
                        .not_null(),
                )
                .col(
                    ColumnDef::new(Alias::new("version_at"))
                        .big_integer()
                        .not_null(),
                )
                .col(ColumnDef::new(Alias::new("tx")).big_integer().not_null())
                .col(ColumnDef::new(Alias::new("deleted_at")).big_integer());
            for (name, kind, required) in *columns {
                let mut column = ColumnDef::new(Alias::new(*name));
                match kind {
                    Text => column.text(),
                    Bool => column.boolean(),
                    Int => column.integer(),
                    Big => column.big_integer(),
                };
                if *required {
                    column.not_null();
                }
                create.col(column);
            }
            manager.create_table(create).await?;
        }
        for (table, columns) in INDEXES {
            let mut index = Index::create();
            index
                .name(format!("{table}_{}", columns.join("_")))
                .table(Alias::new(*table));
            for column in *columns {
                index.col(Alias::new(*column));
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
