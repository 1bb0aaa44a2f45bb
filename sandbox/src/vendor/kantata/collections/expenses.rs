//! Expenses.

use super::time::from_archived;
use crate::firm::*;
use crate::vendor::kantata::collection::{Collection, Include, among, id_of, table};

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
