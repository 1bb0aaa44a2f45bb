//! The rules, one line each.

use super::Rule;
use super::{integration, project_activation_failed, receivables, unbilled};

/// Every rule of the catalogue.
pub const RULES: &[&Rule] = &[
    &project_activation_failed::RULE,
    &unbilled::APPROVED_TIME_UNBILLED,
    &unbilled::MILESTONE_UNBILLED,
    &unbilled::TIME_SYNC_BACKLOG,
    &unbilled::APPROVAL_OVERDUE,
    &receivables::PAYMENT_STATUS_MISMATCH,
    &receivables::INVOICE_STATUS_MISMATCH,
    &receivables::INVOICE_OVERDUE,
    &receivables::CREDIT_LIMIT_EXCEEDED,
    &receivables::UNAPPLIED_CASH,
    &receivables::QUANTITY_BILLED_TWICE,
    &integration::MISSING_BILL_RATE,
    &integration::MISSING_COST_RATE,
    &integration::MISSING_EXCHANGE_RATE,
    &integration::UNRESOLVED_REFERENCE,
    &integration::DEAD_LETTER,
    &integration::CONTROL_TOTAL_MISMATCH,
    &integration::RUN_FAILED,
    &integration::SCHEMA_DRIFT,
    &integration::OWNERSHIP_CONFLICT,
];

/// A rule by key.
pub fn rule(key: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.key == key).copied()
}
