//! Timesheets and expense reports as submitted, and the decisions on them.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, among, id_of, table};
use crate::vendor::kantata::json::ACCOUNT_ZONE;
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

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
            Decision::Approved => "approved",
            Decision::Rejected => "rejected",
            _ => "cancelled",
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
