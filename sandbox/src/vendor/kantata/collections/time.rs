//! Time entries, adjustments and expenses, their submissions and the decisions on them.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, among, id_of, table};
use crate::vendor::kantata::json::{ACCOUNT_ZONE, Object};
use crate::vendor::kantata::params::Params;

fn from_archived(firm: &Firm, project: u32, params: &Params) -> bool {
    params.flag("apply_default_filters") == Some(false)
        || params.flag("from_archived_workspaces") == Some(true)
        || firm.project(project).is_some_and(|row| !row.archived)
}

fn story_id(story: Option<u32>) -> Option<u32> {
    story.map(|id| id_of(Kind::Story, id))
}

fn submission_id(id: Option<u32>) -> Option<u32> {
    id.map(|id| id_of(Kind::Submission, id))
}

/// `time_entries`
pub static TIME_ENTRIES: Collection = Collection {
    name: "time_entries",
    matches: |firm, number, params| {
        let Some(row) = firm.time_entry(number) else {
            return false;
        };
        from_archived(firm, row.project, params)
            && among(
                params,
                &["workspace_id", "workspace_ids"],
                Some(id_of(Kind::Project, row.project)),
            )
            && among(
                params,
                &["user_id", "user_ids"],
                Some(id_of(Kind::Person, row.person)),
            )
            && among(params, &["story_id"], story_id(row.story))
            && among(
                params,
                &["invoice_id"],
                row.invoice.map(|id| id_of(Kind::Invoice, id)),
            )
            && (!params.given("approved") || row.approved)
            && (!params.given("invoiced") || row.invoice.is_some())
            && (!params.given("uninvoiced") || row.invoice.is_none())
            && params
                .flag("billable")
                .is_none_or(|billable| billable == row.billable)
            && params
                .date("date_performed_after")
                .is_none_or(|day| row.work_on >= day)
            && params
                .date("date_performed_before")
                .is_none_or(|day| row.work_on <= day)
            && params.get("date_performed_between").is_none_or(|span| {
                span.split_once(':').is_none_or(|(from, to)| {
                    from.parse().is_ok_and(|day| row.work_on >= day)
                        && to.parse().is_ok_and(|day| row.work_on <= day)
                })
            })
    },
    opens_all: &["from_archived_workspaces", "on_my_account"],
    default_order: ("date_performed", true),
    orders: &[("date_performed", |firm, number| {
        firm.time_entry(number)
            .map_or(0, |row| row.work_on.to_epoch_days().into())
    })],
    render: time_entry,
    includes: &[
        Include {
            name: "active_submission",
            collection: "timesheet_submissions",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .and_then(|row| row.submission)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "recent_submission",
            collection: "timesheet_submissions",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .and_then(|row| row.recent_submission)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "story",
            collection: "stories",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .and_then(|row| row.story)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "user",
            collection: "users",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .map(|row| row.person)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "role",
            collection: "roles",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .map(|row| row.role)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "workspace",
            collection: "workspaces",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .map(|row| row.project)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "invoice",
            collection: "invoices",
            ids_member: None,
            of: |firm, number| {
                firm.time_entry(number)
                    .and_then(|row| row.invoice)
                    .into_iter()
                    .collect()
            },
        },
    ],
    subject: Some("TimeEntry"),
    ..table!(TimeEntry, time_entries)
};

fn time_entry(firm: &Firm, number: u32, object: &mut Object, _: &Params) {
    let Some(row) = firm.time_entry(number) else {
        return;
    };
    let Some(project) = firm.project(row.project) else {
        return;
    };
    object
        .id("workspace_id", id_of(Kind::Project, row.project))
        .maybe_id("story_id", story_id(row.story))
        .id("user_id", id_of(Kind::Person, row.person))
        .id("role_id", id_of(Kind::Role, row.role))
        .date("date_performed", row.work_on)
        .number("time_in_minutes", i64::from(row.minutes))
        .flag("billable", row.billable)
        .null("notes")
        .rate("rate_in_cents", row.bill_rate)
        .rate("cost_rate_in_cents", row.cost_rate)
        .currency(project.currency)
        .flag("approved", row.approved)
        .flag("taxable", false)
        .flag("is_invoiced", row.invoice.is_some())
        .maybe_id("invoice_id", row.invoice.map(|id| id_of(Kind::Invoice, id)))
        .maybe_id("active_submission_id", submission_id(row.submission))
        .maybe_id("recent_submission_id", submission_id(row.recent_submission))
        .null("location")
        .flag("user_can_edit", row.invoice.is_none() && !row.approved)
        .stamps(&row.meta);
}

/// `time_adjustments`
pub static TIME_ADJUSTMENTS: Collection = Collection {
    name: "time_adjustments",
    matches: |firm, number, params| {
        let Some(row) = firm.adjustment(number) else {
            return false;
        };
        from_archived(firm, row.project, params)
            && among(
                params,
                &["workspace_id", "workspace_ids"],
                Some(id_of(Kind::Project, row.project)),
            )
    },
    opens_all: &["from_archived_workspaces"],
    render: |firm, number, object, _| {
        let Some(row) = firm.adjustment(number) else {
            return;
        };
        let Some(project) = firm.project(row.project) else {
            return;
        };
        object
            .date("original_date", row.original_on)
            .date("posted_on_date", row.posted_on)
            .number("time", i64::from(row.minutes))
            .rate("bill_rate_in_cents", row.bill_rate)
            .rate("cost_rate_in_cents", row.cost_rate)
            .flag("billable", row.billable)
            .flag("is_invoiced", row.invoice.is_some())
            .maybe_id("invoice_id", row.invoice.map(|id| id_of(Kind::Invoice, id)))
            .currency(project.currency)
            .id("workspace_id", id_of(Kind::Project, row.project))
            .id("user_id", id_of(Kind::Person, row.person))
            .maybe_id("story_id", story_id(row.story))
            .id("time_entry_id", id_of(Kind::TimeEntry, row.entry))
            .stamps(&row.meta);
    },
    subject: Some("TimeAdjustment"),
    ..table!(TimeAdjustment, adjustments)
};

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Pending => "pending",
        Decision::Approved => "approved",
        Decision::Rejected => "rejected",
        Decision::Cancelled => "cancelled",
    }
}

/// The filter says `new` where the object says `pending`.
fn status_asked(params: &Params, decision: Decision) -> bool {
    let said = if decision == Decision::Pending {
        "new"
    } else {
        word(decision)
    };
    params
        .list("statuses")
        .is_none_or(|list| list.contains(&said))
}

fn decided(firm: &Firm, object: &mut Object, resolution: Option<u32>) {
    let row = resolution.and_then(|id| firm.resolutions.get(id as usize - 1));
    object
        .null("current_resolution_description")
        .maybe_id(
            "current_resolution_creator_id",
            row.map(|row| id_of(Kind::Person, row.person)),
        )
        .maybe_date(
            "current_resolution_created_at_date",
            row.map(|row| row.meta.created_at.date_in(ACCOUNT_ZONE)),
        );
}

/// `timesheet_submissions`: no order by change.
pub static TIMESHEET_SUBMISSIONS: Collection = Collection {
    name: "timesheet_submissions",
    matches: |firm, number, params| {
        let Some(row) = firm.submission(number) else {
            return false;
        };
        status_asked(params, row.decision)
            && among(
                params,
                &["workspace_id", "workspace_ids"],
                Some(id_of(Kind::Project, row.project)),
            )
            && among(
                params,
                &["user_id", "user_ids"],
                Some(id_of(Kind::Person, row.person)),
            )
            && params
                .date("start_date_after")
                .is_none_or(|day| row.week_from >= day)
            && params
                .date("start_date_before")
                .is_none_or(|day| row.week_from <= day)
    },
    order_by_stamps: false,
    default_order: ("date", true),
    orders: &[("date", |firm, number| {
        firm.submission(number)
            .map_or(0, |row| row.week_from.to_epoch_days().into())
    })],
    render: |firm, number, object, _| {
        let Some(row) = firm.submission(number) else {
            return;
        };
        let Some(project) = firm.project(row.project) else {
            return;
        };
        object
            .date("start_date", row.week_from)
            .date("end_date", row.week_to)
            .text("status", word(row.decision))
            .text("title", "Timesheet")
            .null("comment")
            .text("type", "Timesheet")
            .currency(project.currency)
            .id("user_id", id_of(Kind::Person, row.person))
            .id("workspace_id", id_of(Kind::Project, row.project));
        decided(firm, object, row.resolution);
        object.stamps(&row.meta);
    },
    includes: &[
        Include {
            name: "user",
            collection: "users",
            ids_member: None,
            of: |firm, number| {
                firm.submission(number)
                    .map(|row| row.person)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "time_entries",
            collection: "time_entries",
            ids_member: Some("time_entry_ids"),
            of: entries_of,
        },
    ],
    subject: Some("TimesheetSubmission"),
    ..table!(Submission, submissions)
};

/// Entries of a week stand together, in order of week and person.
fn entries_of(firm: &Firm, number: u32) -> Vec<u32> {
    let Some(row) = firm.submission(number) else {
        return Vec::new();
    };
    let history = firm
        .time_entries
        .partition_point(|entry| entry.work_on < row.week_from - chrono::Days::new(7));
    firm.time_entries[history..]
        .iter()
        .take_while(|entry| entry.work_on <= row.week_to + chrono::Days::new(7))
        .filter(|entry| entry.recent_submission == Some(number))
        .map(|entry| entry.id)
        .collect()
}

/// `resolutions`
pub static RESOLUTIONS: Collection = Collection {
    name: "resolutions",
    matches: |firm, number, params| {
        let Some(row) = firm.resolutions.get(number as usize - 1) else {
            return false;
        };
        let (kind, id) = target(row.target);
        params.get("target_type").is_none_or(|asked| asked == kind)
            && among(params, &["target_id", "target_ids"], Some(id))
    },
    render: |firm, number, object, _| {
        let Some(row) = firm.resolutions.get(number as usize - 1) else {
            return;
        };
        let (kind, id) = target(row.target);
        let resolution = match row.decision {
            Decision::Approved => "Approval",
            Decision::Rejected => "Rejection",
            _ => "Cancellation",
        };
        object
            .text("type", resolution)
            .text("target_type", kind)
            .id("target_id", id)
            .id("user_id", id_of(Kind::Person, row.person))
            .null("description")
            .stamps(&row.meta);
    },
    ..table!(Resolution, resolutions)
};

fn target(of: Target) -> (&'static str, u32) {
    match of {
        Target::Time(id) => ("TimesheetSubmission", id_of(Kind::Submission, id)),
        Target::Expense(id) => ("ExpenseReportSubmission", id_of(Kind::ExpenseReport, id)),
    }
}

/// `expenses`
pub static EXPENSES: Collection = Collection {
    name: "expenses",
    matches: |firm, number, params| {
        let Some(row) = firm.expense(number) else {
            return false;
        };
        from_archived(firm, row.project, params)
            && among(
                params,
                &["workspace_id", "workspace_ids"],
                Some(id_of(Kind::Project, row.project)),
            )
            && among(
                params,
                &["user_id", "user_ids"],
                Some(id_of(Kind::Person, row.person)),
            )
    },
    opens_all: &["from_archived_workspaces"],
    default_order: ("date", true),
    orders: &[("date", |firm, number| {
        firm.expense(number)
            .map_or(0, |row| row.spent_on.to_epoch_days().into())
    })],
    render: |firm, number, object, _| {
        let Some(row) = firm.expense(number) else {
            return;
        };
        let Some(project) = firm.project(row.project) else {
            return;
        };
        let report = row.report.map(|id| id_of(Kind::ExpenseReport, id));
        object
            .id("workspace_id", id_of(Kind::Project, row.project))
            .id("user_id", id_of(Kind::Person, row.person))
            .null("story_id")
            .date("date", row.spent_on)
            .text("category", row.category.name())
            .id("expense_category_id", 900 + row.category as u32)
            .number("amount_in_cents", row.amount_minor)
            .currency(project.currency)
            .flag("is_billable", row.billable)
            .flag("is_invoiced", row.invoice.is_some())
            .maybe_id("invoice_id", row.invoice.map(|id| id_of(Kind::Invoice, id)))
            .flag("approved", row.approved)
            .flag("reimbursable", true)
            .flag("taxable", false)
            .null("notes")
            .null("vendor_id")
            .null("receipt_id")
            .maybe_id("active_submission_id", report)
            .maybe_id("recent_submission_id", report)
            .stamps(&row.meta);
    },
    includes: &[
        Include {
            name: "active_submission",
            collection: "expense_report_submissions",
            ids_member: None,
            of: |firm, number| {
                firm.expense(number)
                    .and_then(|row| row.report)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "recent_submission",
            collection: "expense_report_submissions",
            ids_member: None,
            of: |firm, number| {
                firm.expense(number)
                    .and_then(|row| row.report)
                    .into_iter()
                    .collect()
            },
        },
        Include {
            name: "user",
            collection: "users",
            ids_member: None,
            of: |firm, number| {
                firm.expense(number)
                    .map(|row| row.person)
                    .into_iter()
                    .collect()
            },
        },
    ],
    subject: Some("Expense"),
    ..table!(Expense, expenses)
};

/// `expense_report_submissions`
pub static EXPENSE_REPORT_SUBMISSIONS: Collection = Collection {
    name: "expense_report_submissions",
    matches: |firm, number, params| {
        let Some(row) = firm.expense_report(number) else {
            return false;
        };
        status_asked(params, row.decision)
            && among(
                params,
                &["workspace_id"],
                Some(id_of(Kind::Project, row.project)),
            )
    },
    order_by_stamps: false,
    default_order: ("date", true),
    orders: &[("date", |firm, number| {
        firm.expense_report(number)
            .map_or(0, |row| row.meta.created_at.seconds())
    })],
    render: |firm, number, object, _| {
        let Some(row) = firm.expense_report(number) else {
            return;
        };
        object
            .text("status", word(row.decision))
            .text("title", "Expense report")
            .id("user_id", id_of(Kind::Person, row.person))
            .id("workspace_id", id_of(Kind::Project, row.project))
            .ids(
                "resolution_ids",
                row.resolution
                    .map(|id| id_of(Kind::Resolution, id))
                    .into_iter(),
            );
        decided(firm, object, row.resolution);
        object.stamps(&row.meta);
    },
    subject: Some("ExpenseReportSubmission"),
    ..table!(ExpenseReport, expense_reports)
};
