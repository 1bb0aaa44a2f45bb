//! Open receivables above the credit limit.

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{some, words};
use crate::insight::rule::{DAY_MS, Finding, Rule, Scope, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "credit_limit_exceeded",
    title: "Credit limit exceeded",
    description: "A customer owes more than the credit limit that the ERP keeps for it, both in group currency.",
    severity: Severity::Error,
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Customer, Kind::Invoice],
    also: &[Kind::Customer, Kind::Payment, Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    gone: "what is owed is within the limit",
    find: |book| {
        let mut findings = Vec::new();
        for (id, customer) in &book.rows.customers {
            let limit = customer.credit_limit.zip(customer.currency);
            let limit = limit.and_then(|(limit, currency)| book.in_group(limit.0, currency));
            let open = book.standings.get(id).map(|standing| standing.open_amount);
            let Some((limit, open)) = limit
                .zip(open)
                .filter(|(limit, open)| *limit > 0 && open > limit)
            else {
                continue;
            };
            let group = book.group_currency;
            findings.push(Finding {
                subject: id.to_string(),
                row: Some((Kind::Customer, *id)),
                title: format!("{} is above its credit limit", customer.name),
                detail: format!(
                    "{} open against a limit of {}.",
                    words(open, group),
                    words(limit, group)
                ),
                hint: "Stop new work, collect, or raise the limit.".into(),
                // In steps of a tenth of the limit, so that an acceptance outlives a small invoice.
                evidence: vec![
                    ("limit", words(limit, group)),
                    (
                        "over",
                        format!("{} %", (open - limit).saturating_mul(10) / limit * 10),
                    ),
                ],
                amount: Some((Money(open - limit), group)),
                scope: Scope {
                    customer_id: some(*id),
                    ..Scope::default()
                },
                ..Finding::default()
            });
        }
        findings
    },
    ..Rule::USUAL
};
