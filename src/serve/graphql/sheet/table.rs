//! The sheets as data: which tables of the hub's own state are shown, column by column, and who may read them.

use Class::{Commercial, Operational, Plain};
use Type::{At, Enum, Int, Text};

use crate::access::{Class, Permission};
use crate::domain::record::{Field, Type};
use crate::model::read::sheet::Sheet;

/// A sheet in the schema.
pub(super) struct Shown {
    /// Type.
    pub(super) node: &'static str,
    /// Root field.
    pub(super) root: &'static str,
    /// What a row is.
    pub(super) doc: &'static str,
    /// Prefix of its ids; none where the key is no single number.
    pub(super) prefix: Option<&'static str>,
    /// Who may read it.
    pub(super) permission: Permission,
    /// Table.
    pub(super) sheet: Sheet,
}

const fn column(name: &'static str, ty: Type, class: Class, doc: &'static str) -> Field {
    Field {
        name,
        ty,
        required: false,
        class,
        doc,
    }
}

const CONNECTION: Field = column(
    "connection_id",
    Int,
    Plain,
    "Connection, by its id in the configuration.",
);

/// Every sheet.
pub(super) static SHEETS: &[Shown] = &[
    Shown {
        node: "SyncRun",
        root: "syncRuns",
        doc: "One run of one stream.",
        prefix: Some("run"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "sync_run",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column(
                    "trigger",
                    Text,
                    Plain,
                    "One of schedule, first_load, full, command or retry.",
                ),
                column(
                    "state",
                    Enum(&["running", "ok", "failed", "aborted"]),
                    Plain,
                    "Where it stands.",
                ),
                column("due_at", At, Plain, "When it was due."),
                column("started_at", At, Plain, "Start."),
                column("ended_at", At, Plain, "End."),
                column("requests", Int, Plain, "Requests sent."),
                column("pages", Int, Plain, "Pages landed."),
                column("seen", Int, Plain, "Objects received."),
                column("landed", Int, Plain, "Objects that were new or changed."),
                column("dead", Int, Plain, "Objects set aside."),
                column("deleted", Int, Plain, "Deletions seen."),
                column("retried", Int, Plain, "Requests repeated."),
                column("rounded", Int, Plain, "Amounts rounded to 4 decimals."),
                column("error_code", Text, Plain, "Stable code of the failure."),
                column(
                    "error_detail",
                    Text,
                    Operational,
                    "What went wrong, for an operator.",
                ),
            ],
        },
    },
    Shown {
        node: "Stream",
        root: "streams",
        doc: "How far a stream of a connection has been landed.",
        prefix: None,
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "stream_state",
            key: &[0, 1],
            columns: &[
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("first_loaded_at", At, Plain, "When the first load ended."),
                column(
                    "watermark_at",
                    At,
                    Plain,
                    "Source time up to which everything is proven landed.",
                ),
                column("last_ok_at", At, Plain, "End of the last good run."),
                column("last_run_at", At, Plain, "Start of the last run."),
                column("next_run_at", At, Plain, "When it is due."),
                column(
                    "attempt",
                    Int,
                    Plain,
                    "Failed attempts since the last good run.",
                ),
                column("rows", Int, Plain, "Live objects."),
                column("full_pass_at", At, Plain, "End of the last full pass."),
            ],
        },
    },
    Shown {
        node: "DeadLetter",
        root: "deadLetters",
        doc: "An object that could not be mapped, with its reason.",
        prefix: Some("dlq"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "dead_letter",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("external_id", Text, Plain, "Key at the vendor."),
                column("code", Text, Plain, "Stable reason code."),
                column("field", Text, Operational, "Source path at fault."),
                column(
                    "detail",
                    Text,
                    Operational,
                    "What was expected and what came.",
                ),
                column(
                    "state",
                    Enum(&["open", "resolved", "discarded"]),
                    Plain,
                    "Where it stands.",
                ),
                column("first_at", At, Plain, "First set aside."),
                column("last_at", At, Plain, "Last set aside."),
                column("attempts", Int, Plain, "Times tried."),
                column(
                    "resolved_at",
                    At,
                    Plain,
                    "When it was mapped after all or discarded.",
                ),
            ],
        },
    },
    Shown {
        node: "Drift",
        root: "drifts",
        doc: "A difference between a stream's objects and what is known of them.",
        prefix: None,
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "drift",
            key: &[0, 1, 2, 3],
            columns: &[
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("field", Text, Plain, "Source path."),
                column(
                    "nature",
                    Enum(&["new_field", "missing_field", "retyped", "new_value"]),
                    Plain,
                    "What differs.",
                ),
                column("detail", Text, Operational, "What was seen."),
                column("first_record", Text, Plain, "First object it was seen in."),
                column("first_at", At, Plain, "First seen."),
                column("seen", Int, Plain, "Objects it was seen in."),
            ],
        },
    },
    Shown {
        node: "Reconciliation",
        root: "reconciliations",
        doc: "Count or amount of a stream and period at the source beside what landed.",
        prefix: None,
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "control_total",
            key: &[0, 1, 2, 3],
            columns: &[
                CONNECTION,
                column("stream", Text, Plain, "Stream."),
                column("period", Text, Plain, "Period, as yyyy-mm, or all."),
                column(
                    "measure",
                    Text,
                    Plain,
                    "Either count, or the amount's field and currency.",
                ),
                column(
                    "source",
                    Type::Ratio,
                    Commercial,
                    "At the source; a count is open to everybody.",
                ),
                column(
                    "landed",
                    Type::Ratio,
                    Commercial,
                    "Landed; a count is open to everybody.",
                ),
                column("checked_at", At, Plain, "When compared."),
            ],
        },
    },
    Shown {
        node: "Conflict",
        root: "conflicts",
        doc: "A difference between what two systems say of one thing.",
        prefix: Some("cfl"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "conflict",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("kind", Int, Plain, "Kind of the rows."),
                column("owner_id", At, Plain, "Row of the system that owns it."),
                column("other_id", At, Plain, "Row of the other system."),
                column("field", Text, Plain, "Field."),
                column(
                    "owner_value",
                    Text,
                    Commercial,
                    "Value of the owner; shown by the field's own class.",
                ),
                column(
                    "other_value",
                    Text,
                    Commercial,
                    "Value of the other system; shown by the field's own class.",
                ),
                column(
                    "state",
                    Enum(&["open", "resolved"]),
                    Plain,
                    "Where it stands.",
                ),
                column("seen_at", At, Plain, "First seen."),
            ],
        },
    },
    Shown {
        node: "Link",
        root: "links",
        doc: "Two source records that mean one thing, and why.",
        prefix: Some("lnk"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "external_link",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("kind", Int, Plain, "Kind of the rows."),
                column("left_id", At, Plain, "One record."),
                column("right_id", At, Plain, "The other."),
                column(
                    "rule",
                    Text,
                    Plain,
                    "One of explicit, name_and_tax_id, email, name, person or never.",
                ),
                column(
                    "confidence",
                    Type::Ratio,
                    Plain,
                    "How sure it is, as a fraction.",
                ),
                column(
                    "status",
                    Enum(&["linked", "proposed", "refused", "split"]),
                    Plain,
                    "Where it stands.",
                ),
                column("detail", Text, Operational, "Why, in words."),
                column("decided_by", Text, Plain, "Who decided."),
                column("decided_at", At, Plain, "When."),
            ],
        },
    },
    Shown {
        node: "Command",
        root: "commands",
        doc: "What a person asked of the hub, and what became of it.",
        prefix: Some("cmd"),
        permission: Permission::ReadIntegration,
        sheet: Sheet {
            table: "command",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("action", Text, Plain, "What was asked."),
                column("subject", Text, Plain, "Connection, stream or record."),
                column("actor", Text, Plain, "Who asked."),
                column("role", Text, Plain, "As which role."),
                column("reason", Text, Plain, "Why."),
                column(
                    "state",
                    Enum(&["asked", "running", "done", "failed"]),
                    Plain,
                    "Where it stands.",
                ),
                column("outcome", Text, Operational, "Outcome as JSON."),
                column("asked_at", At, Plain, "When asked."),
                column("ended_at", At, Plain, "When done."),
            ],
        },
    },
    Shown {
        node: "AuditEntry",
        root: "auditLog",
        doc: "Who did what, and why it was allowed or denied.",
        prefix: Some("aud"),
        permission: Permission::ReadAudit,
        sheet: Sheet {
            table: "audit_log",
            key: &[0],
            columns: &[
                column("id", At, Plain, "Its id."),
                column("at", At, Plain, "When."),
                column("actor", Text, Class::Personal, "Who."),
                column("role", Text, Class::Personal, "As which role."),
                column("operation", Text, Class::Personal, "What."),
                column("subjects", Text, Class::Personal, "On what, as JSON."),
                column(
                    "outcome",
                    Enum(&["allowed", "denied"]),
                    Class::Personal,
                    "What became of it.",
                ),
                column("reason", Text, Class::Personal, "Why."),
                column("correlation", Text, Class::Personal, "Correlation id."),
            ],
        },
    },
];
