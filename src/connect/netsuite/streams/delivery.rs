//! Time and expenses as the ERP has them, and the billing events made of them.

use super::*;
use crate::connect::mapping::Object;
use crate::domain::record::Value;

/// The scale of time, which is not the one of transactions.
const TIME_STATUS: Convert = one_of(
    &[
        ("1", "draft"),
        ("2", "submitted"),
        ("3", "approved"),
        ("4", "rejected"),
    ],
    "unknown",
);

/// A time bill that names its entry in the PSA is the ERP's copy of it; any other was booked here.
pub const TIME_POSTINGS: Stream = Stream {
    name: "time_postings",
    object: "timebill",
    source: "timebill",
    emits: &[Kind::TimePosting, Kind::TimeEntry],
    mappings: &[
        Mapping {
            kind: Kind::TimePosting,
            when: When::Reads("time_entry_id"),
            lines: &[
                line("project_id", &["project", "customer"], to("job")),
                line("posted_at", &["createddate"], Convert::At),
                line("work_on", &["trandate"], Convert::Day),
                line("duration", &["hours"], Convert::Hours),
                line("status", &["approvalstatus"], TIME_STATUS),
            ],
            ..MAPPING
        },
        Mapping {
            kind: Kind::TimeEntry,
            when: When::Otherwise,
            lines: &[
                line("person_id", &["employee"], to("employee")),
                line("project_id", &["project", "customer"], to("job")),
                line("task_id", &["casetaskevent"], to("projecttask")),
                line("work_on", &["trandate"], Convert::Day),
                line("duration", &["hours"], Convert::Hours),
                line("billable", &["isbillable"], Convert::Flag),
                line("status", &["approvalstatus"], TIME_STATUS),
                line("bill_rate", &["rate"], Convert::Rate),
                line("currency", &["project_currency"], Convert::Currency),
            ],
            ..MAPPING
        },
    ],
    deletions: Deletions::Sweep,
    ..STAMPED
};

const STAGE: Convert = one_of(
    &[
        ("NON_BILLABLE", "not_billable"),
        ("HOLD_FOR_BILLING", "hold"),
        ("READY_FOR_BILLING", "ready"),
    ],
    "unknown",
);

pub const CHARGES: Stream = Stream {
    name: "charges",
    object: "charge",
    source: "charge",
    emits: &[Kind::Charge],
    mappings: &[Mapping {
        kind: Kind::Charge,
        lines: &[
            line("time_entry_id", &["timerecord"], to("timebill")),
            line("project_id", &["project"], to("job")),
            line("invoice_id", &["invoice"], to("transaction")),
            line("stage", &["stage"], STAGE),
            line("amount", &["amount"], Convert::Money),
            line("currency", &["currency_code"], Convert::Currency),
            line("charged_on", &["chargedate"], Convert::Day),
        ],
        finish: Some(billed),
        ..MAPPING
    }],
    deletions: Deletions::Sweep,
    ..STAMPED
};

/// A charge on an invoice is billed, whatever its stage was.
fn billed(_: &Object<'_>, values: &mut [Option<Value>]) {
    let charge = Kind::Charge.entity();
    if let (Some((invoice, _)), Some((stage, _))) =
        (charge.field("invoice_id"), charge.field("stage"))
        && values[invoice].is_some()
    {
        values[stage] = Some(Value::Enum("billed"));
    }
}

const REPORT_STATUS: Convert = one_of(
    &[
        ("A", "draft"),
        ("B", "submitted"),
        ("C", "submitted"),
        ("D", "rejected"),
        ("E", "rejected"),
        ("H", "rejected"),
        ("F", "approved"),
        ("G", "approved"),
        ("I", "approved"),
    ],
    "unknown",
);

/// Lines of expense reports that the PSA does not have; one that it has says so by its reference. A line for nobody is the firm's own cost,
/// of no project.
pub const EXPENSES: Stream = Stream {
    name: "expenses",
    object: "transaction",
    source: "ExpRept",
    emits: &[Kind::Expense],
    mappings: &[Mapping {
        kind: Kind::Expense,
        object: "transactionline",
        key: &["^id", "id"],
        each: "lines",
        when: When::OwnWith("entity"),
        lines: &[
            line("person_id", &["^entity"], to("employee")),
            line("project_id", &["project"], to("job")),
            line("spent_on", &["^trandate"], Convert::Day),
            line("amount", &["foreignamount"], Convert::Money),
            line("currency", &["^currency_code"], Convert::Currency),
            line("category", &["category"], Convert::Text),
            line("nature", &["category"], one_of(&[], "other")),
            line("billable", &["isbillable"], Convert::Flag),
            line("status", &["^status"], REPORT_STATUS),
        ],
        ..MAPPING
    }],
    ..STAMPED
};
