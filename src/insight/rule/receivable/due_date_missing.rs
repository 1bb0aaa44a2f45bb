//! Open invoices that nobody can call overdue.

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::receivable::open;
use crate::insight::rule::book::words;
use crate::insight::rule::{DAY_MS, Finding, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "due_date_missing",
    title: "Due date missing",
    description: "An open invoice has no due date and its customer no payment terms, so it never counts as overdue.",
    deadline_ms: 7 * DAY_MS,
    needs: &[Kind::Invoice, Kind::Customer],
    also: &[Kind::Customer, Kind::Payment, Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("overdue_receivables"),
    gone: "the invoice has a due date, or is settled",
    find: |book| {
        let mut findings = Vec::new();
        for document in book.ledger().documents.values() {
            let rest = open(book.ledger(), document, book.today);
            if document.credit
                || document.due_on.is_some()
                || rest <= book.thresholds.paid_tolerance
            {
                continue;
            }
            findings.push(Finding {
                subject: document.id.to_string(),
                row: Some((Kind::Invoice, document.id)),
                title: format!(
                    "{} has no due date",
                    book.invoice_title(document.id, document.customer)
                ),
                detail: format!(
                    "{} open, without terms to date it by.",
                    words(rest, document.currency)
                ),
                hint: "Set the due date, or the customer's payment terms, in the ERP.".into(),
                evidence: vec![("open", Money(rest).to_string())],
                amount: Some((Money(rest), document.currency)),
                since_on: document.issued_on,
                scope: book.document_scope(
                    document.customer,
                    document.project,
                    document.legal_entity,
                ),
                ..Finding::default()
            });
        }
        findings
    },
    ..Rule::USUAL
};
