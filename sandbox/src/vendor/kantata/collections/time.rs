//! Time entries and their adjustments.

use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, among, id_of, table};
use crate::vendor::kantata::json::Object;
use crate::vendor::kantata::params::Params;

/// Whether entries of a workspace are shown: those of archived ones only when a flag asks.
pub(super) fn from_archived(firm: &Firm, project: u32, params: &Params) -> bool {
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
        among(
            params,
            &["workspace_id", "workspace_ids"],
            Some(id_of(Kind::Project, row.project)),
        )
    },
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
            .currency(project.currency)
            .id("workspace_id", id_of(Kind::Project, row.project))
            .id("user_id", id_of(Kind::Person, row.person))
            .maybe_id("story_id", story_id(row.story))
            .stamps(&row.meta);
    },
    subject: Some("TimeAdjustment"),
    ..table!(TimeAdjustment, adjustments)
};
