//! The rules, one line each, and those of the catalogue that no connected system feeds.

use super::Rule;
use super::{billing, delivery, integration, margin, receivable};

/// Every rule of the catalogue.
pub const RULES: &[&Rule] = &[
    &delivery::project_activation_failed::RULE,
    &delivery::timesheet_missing::RULE,
    &delivery::approval_overdue::RULE,
    &delivery::budget_overrun::HOURS,
    &delivery::budget_overrun::COST,
    &delivery::utilization_out_of_band::RULE,
    &billing::unbilled::APPROVED_TIME,
    &billing::unbilled::MILESTONE,
    &billing::unbilled::FEE,
    &billing::unbilled::EXPENSE,
    &billing::unbilled::CLOSED_PROJECT,
    &billing::time_sync_backlog::RULE,
    &billing::invoice_posting_delayed::RULE,
    &billing::invoice_line_without_delivery::RULE,
    &billing::quantity_billed_twice::RULE,
    &receivable::payment_status_mismatch::RULE,
    &receivable::invoice_status_mismatch::RULE,
    &receivable::invoice_overdue::RULE,
    &receivable::due_date_missing::RULE,
    &receivable::credit_limit_exceeded::RULE,
    &receivable::unapplied_cash::RULE,
    &margin::missing_rate::BILL,
    &margin::missing_rate::COST,
    &margin::missing_exchange_rate::RULE,
    &margin::exchange_rates_differ::RULE,
    &margin::estimate_missing::RULE,
    &margin::erosion::RULE,
    &margin::anomaly::RULE,
    &margin::over_recognized_revenue::RULE,
    &integration::unresolved_reference::RULE,
    &integration::dead_letter::RULE,
    &integration::mapping_failure::RULE,
    &integration::run_failed::RULE,
    &integration::control_total_mismatch::RULE,
    &integration::schema_drift::RULE,
    &integration::customer_conflict::RULE,
    &integration::ownership_conflict::RULE,
];

/// A rule of the catalogue that cannot be evaluated: no connected system carries its fact.
#[derive(Debug)]
pub struct Unfed {
    /// Key, snake_case.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Which fact is missing, and what would feed it.
    pub missing: &'static str,
}

/// Rules that would be evaluated if a system carried their fact (NO_SOURCE).
pub const UNFED: &[Unfed] = &[Unfed {
    key: "credentials_expiring",
    title: "Credentials expiring",
    missing: "No connected system tells when a credential ends: sign-ins of Salesforce and NetSuite are by key, and Kantata's \
              tokens have no end. A date of expiry in the connection's section, or in the vendor's answer, would feed it.",
}];

/// A rule by key.
pub fn rule(key: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.key == key).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_what_it_is_once() {
        for (place, rule) in RULES.iter().enumerate() {
            assert!(
                !rule.key.is_empty() && !rule.owner.is_empty() && rule.deadline_ms > 0,
                "{}",
                rule.key
            );
            assert!(rule.description.ends_with('.'), "{}", rule.key);
            assert!(
                crate::access::policy::role(rule.owner).is_some(),
                "{} is owned by no role",
                rule.key
            );
            assert!(RULES[..place].iter().all(|other| other.key != rule.key));
            let metric = rule.metric.map(crate::insight::metric::registry::metric);
            assert!(
                metric.is_none_or(|metric| metric.is_some()),
                "{} distorts no metric of the catalogue",
                rule.key
            );
        }
    }
}
