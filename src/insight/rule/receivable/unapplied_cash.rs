//! Payments that settle nothing.

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::words;
use crate::insight::rule::journey::APPLIED;
use crate::insight::rule::{DAY_MS, Finding, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "unapplied_cash",
    title: "Unapplied cash",
    description: "Money was received and a part of it has been applied to no invoice for longer than agreed.",
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Payment],
    also: &[Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: APPLIED.owner,
    metric: Some("unapplied_cash"),
    stage: Some(&APPLIED),
    gone: "the payment is applied, or void",
    find: |book| {
        let mut findings = Vec::new();
        for payment in book.ledger().payments.values() {
            let rest = book
                .figures
                .applied
                .payment_rest(book.ledger(), payment.id, book.today);
            let lain = book.today.0 - payment.received_on.0;
            if rest <= book.thresholds.paid_tolerance || lain <= book.thresholds.unapplied_days {
                continue;
            }
            let row = book.rows.payments.get(&payment.id);
            let number = row
                .and_then(|row| row.number.as_deref())
                .unwrap_or("without number");
            findings.push(Finding {
                subject: payment.id.to_string(),
                row: Some((Kind::Payment, payment.id)),
                title: format!(
                    "{}: payment {number} is not applied to any invoice",
                    book.name(Kind::Customer, payment.customer)
                ),
                detail: format!(
                    "{} of {}, received on {}.",
                    words(rest, payment.currency),
                    words(payment.amount, payment.currency),
                    payment.received_on
                ),
                hint: "Apply it to an invoice, or refund it.".into(),
                evidence: vec![("unapplied", Money(rest).to_string())],
                amount: Some((Money(rest), payment.currency)),
                since_on: Some(payment.received_on),
                scope: book.document_scope(payment.customer, 0, payment.legal_entity),
                ..Finding::default()
            });
        }
        findings
    },
    ..Rule::USUAL
};
