//! Work that should stand on an invoice by now: approved time past its deadline, accepted milestones, overdue postings and approvals.

use std::collections::BTreeMap;

use entity::insight::billing_item::Model as Item;
use entity::value::Money;

use super::book::Book;
use super::{Finding, Rule, Severity};
use crate::domain::record::{Class, Kind};

/// Approved billable time, expenses and corrections past the billing deadline of their contract.
pub const APPROVED_TIME_UNBILLED: Rule = Rule {
    key: "approved_time_unbilled",
    title: "Approved work unbilled past its deadline",
    description: "Approved billable work of a project is on no live invoice line after the billing deadline of its contract.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 5 * 86_400_000,
    needs: &[Kind::TimeEntry, Kind::Approval, Kind::Invoice],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("leakage"),
    find: |book| {
        group(book, |item| {
            billed_by_quantity(item)
                && item.approved_on.is_some()
                && !item.live
                && !item.written_down
                && !item.held
                && item
                    .deadline_on
                    .is_some_and(|deadline| deadline < book.today)
        })
        .into_iter()
        .map(|pile| {
            pile.finding(
                book,
                "Approved work is past its billing deadline and on no invoice",
                "Invoice it, or write it down with a reason.",
            )
        })
        .collect()
    },
};

/// Accepted milestones on no live invoice line after the deadline.
pub const MILESTONE_UNBILLED: Rule = Rule {
    key: "milestone_unbilled",
    title: "Milestone accepted, unbilled",
    description: "A milestone was accepted by the client and is on no live invoice line after the billing deadline.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 5 * 86_400_000,
    needs: &[Kind::Milestone, Kind::TaskState, Kind::Invoice],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("leakage"),
    find: |book| {
        group(book, |item| {
            item.kind == "milestone"
                && item.approved_on.is_some()
                && !item.live
                && !item.written_down
                && item
                    .deadline_on
                    .is_some_and(|deadline| deadline < book.today)
        })
        .into_iter()
        .map(|pile| {
            pile.finding(
                book,
                "An accepted milestone is on no invoice",
                "Invoice the milestone.",
            )
        })
        .collect()
    },
};

/// Approved time that has not reached the ERP.
pub const TIME_SYNC_BACKLOG: Rule = Rule {
    key: "time_sync_backlog",
    title: "Approved time not in the ERP",
    description: "Approved time of a project has not arrived in the ERP within the agreed hours, so finance cannot bill it.",
    severity: Severity::Warning,
    hold_ms: 3_600_000,
    deadline_ms: 86_400_000,
    needs: &[Kind::TimeEntry, Kind::Approval, Kind::TimePosting],
    classes: &[Class::Commercial],
    owner: "integration_engineer",
    metric: Some("billing_latency"),
    find: |book| {
        let wait = book.thresholds.posting_hours * 3_600_000;
        group(book, |item| {
            matches!(item.kind.as_str(), "time" | "correction")
                && item.posted_at.is_none()
                && !item.live
                && item.approved_at.is_some_and(|at| book.now.0 - at.0 > wait)
        })
        .into_iter()
        .map(|pile| {
            pile.finding(
                book,
                "Approved time has not arrived in the ERP",
                "Look at the integration between PSA and ERP for this project.",
            )
        })
        .collect()
    },
};

/// Submitted work that waits for its approval.
pub const APPROVAL_OVERDUE: Rule = Rule {
    key: "approval_overdue",
    title: "Approval overdue",
    description: "Submitted billable work of a project has waited for approval longer than agreed.",
    severity: Severity::Warning,
    hold_ms: 0,
    deadline_ms: 3 * 86_400_000,
    needs: &[Kind::TimeEntry, Kind::Approval],
    classes: &[Class::Commercial],
    owner: "delivery_lead",
    metric: Some("billing_latency"),
    find: |book| {
        let wait = i64::from(book.thresholds.approval_days) * 86_400_000;
        group(book, |item| {
            item.approved_at.is_none()
                && item.approved_on.is_none()
                && !item.live
                && item.submitted_at.is_some_and(|at| book.now.0 - at.0 > wait)
        })
        .into_iter()
        .map(|pile| {
            pile.finding(
                book,
                "Submitted work waits for approval",
                "Approve or reject the timesheets.",
            )
        })
        .collect()
    },
};

/// Expenses wherever they arose; hours only where the contract bills hours: under a fee they are billed by the fee.
fn billed_by_quantity(item: &Item) -> bool {
    match item.kind.as_str() {
        "expense" => true,
        "time" | "correction" => item.billing_model == "time_and_materials",
        _ => false,
    }
}

/// Items of one project.
struct Pile {
    project_id: i64,
    count: usize,
    oldest: entity::value::Day,
    value: Money,
    group: Option<Money>,
    currency: entity::value::Currency,
}

fn group(book: &Book, wanted: impl Fn(&Item) -> bool) -> Vec<Pile> {
    let mut piles: BTreeMap<(i64, entity::value::Currency), Pile> = BTreeMap::new();
    for item in book.items.iter().filter(|item| wanted(item)) {
        let pile = piles
            .entry((item.project_id, item.currency))
            .or_insert(Pile {
                project_id: item.project_id,
                count: 0,
                oldest: item.work_on,
                value: Money::ZERO,
                group: Some(Money::ZERO),
                currency: item.currency,
            });
        pile.count += 1;
        pile.oldest = pile.oldest.min(item.work_on);
        pile.value += Money(item.value);
        pile.group = pile
            .group
            .zip(item.value_group)
            .map(|(sum, value)| sum + Money(value));
    }
    piles.into_values().collect()
}

impl Pile {
    fn finding(self, book: &Book, title: &str, hint: &str) -> Finding {
        Finding {
            subject: format!("{}/{}", self.project_id, self.currency),
            row: Some((Kind::Project, self.project_id)),
            title: format!("{title}: {}", book.project_name(self.project_id)),
            detail: format!("{} items, the oldest from {}.", self.count, self.oldest),
            hint: hint.to_owned(),
            evidence: vec![
                ("items", self.count.to_string()),
                ("oldest", self.oldest.to_string()),
            ],
            amount: Some((self.value, self.currency)),
            amount_group: self
                .group
                .or_else(|| book.in_group(self.value, self.currency)),
            scope: book.project_scope(self.project_id),
        }
    }
}
