//! Work that should stand on an invoice by now, each way of leaking a rule: the money of each is that part of the leakage.

use entity::canonical::project::ProjectStatus;
use entity::value::Day;

use super::pile::{Words, findings};
use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::item::{Item, ItemKind};
use crate::insight::metric::calc::leakage::late;
use crate::insight::metric::cube::PlacedItem;
use crate::insight::rule::book::Book;
use crate::insight::rule::journey::INVOICED;
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// What all of them have in common.
const UNBILLED: Rule = Rule {
    severity: Severity::Warning,
    deadline_ms: 5 * DAY_MS,
    classes: &[Class::Commercial],
    owner: INVOICED.owner,
    metric: Some("leakage"),
    stage: Some(&INVOICED),
    gone: "the work is on an issued invoice, written down, on hold or no longer approved",
    also: &[
        Kind::Approval,
        Kind::Submission,
        Kind::TimePosting,
        Kind::Charge,
        Kind::Adjustment,
        Kind::Engagement,
        Kind::Project,
    ],
    ..Rule::USUAL
};

/// Approved billable time past the billing deadline of its contract.
pub(in crate::insight::rule) const APPROVED_TIME: Rule = Rule {
    key: "approved_time_unbilled",
    title: "Approved time unbilled past its deadline",
    description: "Approved billable time of a project is on no live invoice line after the billing deadline of its contract.",
    needs: &[Kind::TimeEntry, Kind::Invoice, Kind::InvoiceLine],
    find: |book| {
        leaking(
            book,
            |kind| matches!(kind, ItemKind::Time | ItemKind::Correction),
            "approved time is past its billing deadline and on no invoice",
            "Invoice it, or write it down with a reason.",
        )
    },
    ..UNBILLED
};

/// Accepted milestones past the deadline.
pub(in crate::insight::rule) const MILESTONE: Rule = Rule {
    key: "milestone_unbilled",
    title: "Milestone accepted, unbilled",
    description: "A milestone was accepted by the client and is on no live invoice line after the billing deadline.",
    needs: &[Kind::Milestone, Kind::Invoice, Kind::InvoiceLine],
    also: &[Kind::TaskState, Kind::Engagement, Kind::Project],
    gone: "the milestone is on an issued invoice, or no longer accepted",
    find: |book| {
        leaking(
            book,
            |kind| kind == ItemKind::Milestone,
            "an accepted milestone is past its billing deadline and on no invoice",
            "Invoice the milestone.",
        )
    },
    ..UNBILLED
};

/// Retainer fees whose period has begun, past the deadline.
pub(in crate::insight::rule) const FEE: Rule = Rule {
    key: "fee_unbilled",
    title: "Recurring fee unbilled",
    description: "The period of a recurring fee has begun and no live invoice line covers it after the billing deadline.",
    needs: &[Kind::Engagement, Kind::Invoice, Kind::InvoiceLine],
    also: &[Kind::Project],
    gone: "the fee is on an issued invoice, or no longer due",
    find: |book| {
        leaking(
            book,
            |kind| kind == ItemKind::Fee,
            "a recurring fee is past its billing deadline and on no invoice",
            "Invoice the fee, or end the contract in the CRM.",
        )
    },
    ..UNBILLED
};

/// Billable expenses past the deadline.
pub(in crate::insight::rule) const EXPENSE: Rule = Rule {
    key: "expense_unbilled",
    title: "Billable expense unbilled",
    description: "An approved billable expense of a project is on no live invoice line after the billing deadline.",
    needs: &[Kind::Expense, Kind::Invoice, Kind::InvoiceLine],
    find: |book| {
        leaking(
            book,
            |kind| kind == ItemKind::Expense,
            "billable expenses are past their billing deadline and on no invoice",
            "Invoice them, or mark them as not billable.",
        )
    },
    ..UNBILLED
};

/// Work in progress of a project that is closed.
pub(in crate::insight::rule) const CLOSED_PROJECT: Rule = Rule {
    key: "closed_project_unbilled",
    title: "Work in progress on a closed project",
    description: "A project is closed and still has approved work that is not billed, though its billing deadline has not passed.",
    severity: Severity::Info,
    needs: &[
        Kind::TimeEntry,
        Kind::Project,
        Kind::Invoice,
        Kind::InvoiceLine,
    ],
    metric: Some("unbilled_wip"),
    gone: "the work is billed, past its deadline, or the project is open again",
    find: |book| {
        let words = Words {
            title: "closed, with approved work that is not billed",
            hint: "Invoice the rest, or write it down before the period closes.",
            since: |item| Some(item.work_on),
        };
        let closed = |project: i64| {
            let row = book.rows.projects.get(&project);
            row.is_some_and(|row| {
                matches!(row.status, ProjectStatus::Closed | ProjectStatus::Cancelled)
            })
        };
        findings(book, &words, |placed| {
            let item = &placed.item;
            item.unbilled() && !item.held && !late(item, book.today) && closed(item.project)
        })
    },
    ..UNBILLED
};

/// The day after which an item is late.
fn deadline(item: &Item) -> Option<Day> {
    Some(item.deadline_on)
}

fn leaking(
    book: &Book,
    kind: fn(ItemKind) -> bool,
    title: &'static str,
    hint: &'static str,
) -> Vec<Finding> {
    let words = Words {
        title,
        hint,
        since: deadline,
    };
    findings(book, &words, |placed: &PlacedItem| {
        let item = &placed.item;
        kind(item.kind) && item.unbilled() && !item.held && late(item, book.today)
    })
}
