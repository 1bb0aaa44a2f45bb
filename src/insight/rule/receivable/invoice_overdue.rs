//! Invoices past due.

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::input::Document;
use crate::insight::metric::calc::receivable::{days_past_due, open};
use crate::insight::rule::book::{Book, words};
use crate::insight::rule::journey::PAID;
use crate::insight::rule::{DAY_MS, Finding, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "invoice_overdue",
    title: "Invoice overdue",
    description: "An issued invoice is past its due date with more than the tolerance open.",
    deadline_ms: 14 * DAY_MS,
    needs: &[Kind::Invoice],
    also: &[Kind::Payment, Kind::PaymentApplication, Kind::Adjustment],
    classes: &[Class::Commercial],
    owner: PAID.owner,
    metric: Some("overdue_receivables"),
    stage: Some(&PAID),
    gone: "the invoice is settled, cancelled or not due yet",
    find: |book| {
        let documents = book.ledger().documents.values();
        documents
            .filter_map(|document| finding(book, document))
            .collect()
    },
    ..Rule::USUAL
};

fn finding(book: &Book, document: &Document) -> Option<Finding> {
    let rest = open(book.ledger(), document, book.today);
    let past = days_past_due(document, book.today)?;
    let settled = rest <= book.thresholds.paid_tolerance;
    if document.credit || settled || past < book.thresholds.overdue_days {
        return None;
    }
    let due_on = document.due_on?;
    Some(Finding {
        subject: document.id.to_string(),
        row: Some((Kind::Invoice, document.id)),
        title: format!(
            "{} is overdue",
            book.invoice_title(document.id, document.customer)
        ),
        detail: format!(
            "{} open of {}, due on {due_on}.",
            words(rest, document.currency),
            words(document.total, document.currency)
        ),
        hint: "Ask the client for a date of payment, or record the dispute.".into(),
        evidence: vec![
            ("due_on", due_on.to_string()),
            ("open", Money(rest).to_string()),
        ],
        amount: Some((Money(rest), document.currency)),
        since_on: Some(due_on),
        scope: book.document_scope(document.customer, document.project, document.legal_entity),
        ..Finding::default()
    })
}
