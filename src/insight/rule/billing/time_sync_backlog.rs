//! Approved time that has not reached the ERP.

use super::pile::{Words, findings};
use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::item::ItemKind;
use crate::insight::rule::journey::POSTED;
use crate::insight::rule::{DAY_MS, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "time_sync_backlog",
    title: "Approved time not in the ERP",
    description: "Approved time of a project that is billed by the hour has not arrived in the ERP within the agreed hours, so finance cannot bill it.",
    deadline_ms: DAY_MS,
    needs: &[Kind::TimeEntry, Kind::TimePosting],
    also: &[
        Kind::Approval,
        Kind::Submission,
        Kind::Invoice,
        Kind::InvoiceLine,
    ],
    classes: &[Class::Commercial],
    owner: POSTED.owner,
    metric: Some("billing_latency"),
    stage: Some(&POSTED),
    gone: "the time has arrived in the ERP, is billed, or no longer approved",
    find: |book| {
        let wait = book.thresholds.posting_ms;
        let words = Words {
            title: "approved time has not arrived in the ERP",
            hint: "Look at the integration between PSA and ERP for this project; resend what is missing.",
            since: |item| item.approved_on,
        };
        findings(book, &words, |placed| {
            let item = &placed.item;
            matches!(item.kind, ItemKind::Time | ItemKind::Correction)
                && item.billable
                && item.approved
                && item.posted_at.is_none()
                && !item.live
                && item.approved_at.is_some_and(|at| book.now.0 - at.0 > wait)
        })
    },
    ..Rule::USUAL
};
