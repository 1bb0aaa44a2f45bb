//! Submitted work that waits for its approval.

use crate::domain::clock::day_in;
use crate::domain::record::{Class, Kind};
use crate::insight::rule::billing::pile::{Words, findings};
use crate::insight::rule::journey::APPROVED;
use crate::insight::rule::{DAY_MS, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "approval_overdue",
    title: "Approval overdue",
    description: "Submitted billable work of a project has waited for its approval longer than agreed.",
    deadline_ms: 3 * DAY_MS,
    needs: &[Kind::TimeEntry],
    also: &[Kind::Approval, Kind::Submission, Kind::Expense],
    classes: &[Class::Commercial],
    owner: APPROVED.owner,
    metric: Some("billing_latency"),
    stage: Some(&APPROVED),
    gone: "the work was approved or rejected",
    find: |book| {
        let wait = book.thresholds.approval_ms;
        let words = Words {
            title: "submitted work waits for approval",
            hint: "Approve or reject the timesheets and expense reports.",
            since: |item| item.submitted_at.map(|at| day_in(at, chrono_tz::Tz::UTC)),
        };
        findings(book, &words, |placed| {
            let item = &placed.item;
            !item.approved
                && !item.live
                && item.submitted_at.is_some_and(|at| book.now.0 - at.0 > wait)
        })
    },
    ..Rule::USUAL
};
