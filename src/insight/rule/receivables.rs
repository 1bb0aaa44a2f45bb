//! Money that is owed: overdue invoices, statuses that two systems tell differently, credit limits, cash that pays nothing.

use std::collections::BTreeMap;

use entity::canonical::invoice::{Document, InvoiceStatus};
use entity::canonical::payment::PaymentStatus;
use entity::value::Money;

use super::{Finding, Rule, Scope, Severity};
use crate::domain::record::{Class, Kind};

/// The CRM shows another payment status than the ledger.
pub const PAYMENT_STATUS_MISMATCH: Rule = Rule {
    key: "payment_status_mismatch",
    title: "Payment status differs between CRM and ERP",
    description: "The payment status that an account shows in the CRM is not the one that its invoices and payments in the ERP give.",
    severity: Severity::Warning,
    hold_ms: 0,
    deadline_ms: 86_400_000,
    needs: &[Kind::Customer, Kind::Invoice, Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    find: |book| {
        let mut findings = Vec::new();
        for status in book.statuses.iter().filter(|s| s.status != "UNKNOWN") {
            let shown = book
                .customers
                .iter()
                .filter(|c| book.of(c.id.0) == status.customer_id)
                .find_map(|c| c.payment_status.as_deref().filter(|s| !s.is_empty()));
            let Some(shown) = shown.filter(|shown| !same_status(shown, &status.status)) else {
                continue;
            };
            let name = book.customer_name(status.customer_id);
            findings.push(Finding {
                subject: status.customer_id.to_string(),
                row: Some((Kind::Customer, status.customer_id)),
                title: format!("{name} shows another payment status in the CRM"),
                detail: format!("CRM: {shown}; ledger: {}.", status.status),
                hint: "Update the account's payment status from the ledger.".into(),
                evidence: vec![("crm", shown.to_owned()), ("ledger", status.status.clone())],
                amount: Some((Money(status.open_amount), book.group_currency)),
                amount_group: Some(Money(status.open_amount)),
                scope: Scope {
                    customer_id: Some(status.customer_id),
                    ..Scope::default()
                },
            });
        }
        findings
    },
};

/// `OVERDUE_31` and `Overdue` mean the same; so do `CURRENT` and `Current`.
fn same_status(shown: &str, ledger: &str) -> bool {
    let word = |text: &str| {
        let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
        letters.to_ascii_lowercase()
    };
    word(shown) == word(ledger)
}

/// Invoices past due.
pub const INVOICE_OVERDUE: Rule = Rule {
    key: "invoice_overdue",
    title: "Invoice overdue",
    description: "An issued invoice is past its due date with more than the tolerance open.",
    severity: Severity::Warning,
    hold_ms: 0,
    deadline_ms: 14 * 86_400_000,
    needs: &[Kind::Invoice, Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: "account_lead",
    metric: Some("receivables"),
    find: |book| {
        let mut findings = Vec::new();
        for invoice in book
            .invoices
            .iter()
            .filter(|i| i.document == Document::Invoice && i.status == InvoiceStatus::Open)
        {
            if !book.owned(Kind::Invoice, invoice.connection_id) {
                continue;
            }
            let Some((due_on, open)) = invoice.due_on.zip(invoice.open_amount) else {
                continue;
            };
            let days = book.today.0 - due_on.0;
            if days < book.thresholds.overdue_days || open <= book.thresholds.paid_tolerance {
                continue;
            }
            let customer = invoice.customer_id.map(|c| book.of(c.0));
            let number = invoice.number.as_deref().unwrap_or("without number");
            findings.push(Finding {
                subject: invoice.id.0.to_string(),
                row: Some((Kind::Invoice, invoice.id.0)),
                title: format!("Invoice {number} is overdue"),
                detail: format!(
                    "Due on {due_on}; {}.",
                    customer.map_or("no customer", |c| book.customer_name(c))
                ),
                hint: "Ask the client for a payment date, or record the dispute.".into(),
                evidence: vec![("due_on", due_on.to_string()), ("open", open.to_string())],
                amount: Some((open, invoice.currency)),
                amount_group: book.in_group(open, invoice.currency),
                scope: Scope {
                    customer_id: customer,
                    legal_entity_id: invoice.legal_entity_id.map(|e| book.of(e.0)),
                    ..Scope::default()
                },
            });
        }
        findings
    },
};

/// Open receivables above the credit limit.
pub const CREDIT_LIMIT_EXCEEDED: Rule = Rule {
    key: "credit_limit_exceeded",
    title: "Credit limit exceeded",
    description: "A customer owes more than the credit limit that the ERP keeps for it.",
    severity: Severity::Error,
    hold_ms: 0,
    deadline_ms: 7 * 86_400_000,
    needs: &[Kind::Customer, Kind::Invoice, Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    find: |book| {
        let mut findings = Vec::new();
        for status in &book.statuses {
            let limit = book
                .customers
                .iter()
                .filter(|c| book.of(c.id.0) == status.customer_id)
                .find_map(|c| c.credit_limit.zip(c.currency));
            let Some(limit) = limit.and_then(|(limit, currency)| book.in_group(limit, currency))
            else {
                continue;
            };
            let open = Money(status.open_amount);
            if limit <= Money::ZERO || open <= limit {
                continue;
            }
            findings.push(Finding {
                subject: status.customer_id.to_string(),
                row: Some((Kind::Customer, status.customer_id)),
                title: format!(
                    "{} is above its credit limit",
                    book.customer_name(status.customer_id)
                ),
                detail: "Open receivables in group currency exceed the limit.".into(),
                hint: "Stop new work, collect, or raise the limit.".into(),
                evidence: vec![("limit", limit.to_string()), ("open", open.to_string())],
                amount: Some((open - limit, book.group_currency)),
                amount_group: Some(open - limit),
                scope: Scope {
                    customer_id: Some(status.customer_id),
                    ..Scope::default()
                },
            });
        }
        findings
    },
};

/// Payments that settle nothing.
pub const UNAPPLIED_CASH: Rule = Rule {
    key: "unapplied_cash",
    title: "Unapplied cash",
    description: "Money was received and a part of it has been applied to no invoice for longer than agreed.",
    severity: Severity::Warning,
    hold_ms: 0,
    deadline_ms: 7 * 86_400_000,
    needs: &[Kind::Payment, Kind::PaymentApplication],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    find: |book| {
        let mut findings = Vec::new();
        for payment in book
            .payments
            .iter()
            .filter(|p| p.status == PaymentStatus::Received)
        {
            let Some(rest) = payment.unapplied.filter(|rest| *rest > Money::ZERO) else {
                continue;
            };
            if book.today.0 - payment.received_on.0 <= book.thresholds.unapplied_days
                || !book.owned(Kind::Payment, payment.connection_id)
            {
                continue;
            }
            findings.push(Finding {
                subject: payment.id.0.to_string(),
                row: Some((Kind::Payment, payment.id.0)),
                title: format!(
                    "Payment {} is not applied",
                    payment.number.as_deref().unwrap_or("without number")
                ),
                detail: format!("Received on {}.", payment.received_on),
                hint: "Apply it to an invoice, or refund it.".into(),
                evidence: vec![("unapplied", rest.to_string())],
                amount: Some((rest, payment.currency)),
                amount_group: book.in_group(rest, payment.currency),
                scope: Scope {
                    customer_id: payment.customer_id.map(|c| book.of(c.0)),
                    legal_entity_id: payment.legal_entity_id.map(|e| book.of(e.0)),
                    ..Scope::default()
                },
            });
        }
        findings
    },
};

/// The PSA and the ERP tell different things of one invoice.
pub const INVOICE_STATUS_MISMATCH: Rule = Rule {
    key: "invoice_status_mismatch",
    title: "Invoice status differs between PSA and ERP",
    description: "The PSA shows an invoice as paid or cancelled that the ERP shows otherwise, or the other way round.",
    severity: Severity::Warning,
    hold_ms: 3_600_000,
    deadline_ms: 3 * 86_400_000,
    needs: &[Kind::Invoice],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    find: |book| {
        let by_id: BTreeMap<i64, _> = book.invoices.iter().map(|i| (i.id.0, i)).collect();
        let mut findings = Vec::new();
        for ledger in &book.invoices {
            let Some(copy) = ledger.psa_invoice_id.and_then(|id| by_id.get(&id.0)) else {
                continue;
            };
            let settled = |status: InvoiceStatus| status == InvoiceStatus::Paid;
            let gone = |status: InvoiceStatus| {
                matches!(status, InvoiceStatus::Void | InvoiceStatus::Cancelled)
            };
            if settled(ledger.status) == settled(copy.status)
                && gone(ledger.status) == gone(copy.status)
            {
                continue;
            }
            let amount = ledger.total.map(|total| (total, ledger.currency));
            let number = ledger.number.as_deref().unwrap_or("without number");
            findings.push(Finding {
                subject: ledger.id.0.to_string(),
                row: Some((Kind::Invoice, ledger.id.0)),
                title: format!("Invoice {number} differs between PSA and ERP"),
                detail: format!("ERP: {:?}; PSA: {:?}.", ledger.status, copy.status),
                hint: "Bring the PSA's copy to what the ledger says.".into(),
                evidence: vec![
                    ("erp", format!("{:?}", ledger.status)),
                    ("psa", format!("{:?}", copy.status)),
                ],
                amount,
                amount_group: amount.and_then(|(amount, currency)| book.in_group(amount, currency)),
                scope: Scope {
                    customer_id: ledger.customer_id.map(|c| book.of(c.0)),
                    legal_entity_id: ledger.legal_entity_id.map(|e| book.of(e.0)),
                    ..Scope::default()
                },
            });
        }
        findings
    },
};

/// One delivered quantity on two live invoice lines.
pub const QUANTITY_BILLED_TWICE: Rule = Rule {
    key: "quantity_billed_twice",
    title: "Quantity billed twice",
    description: "The same time entry, expense or milestone stands on more than one live invoice line.",
    severity: Severity::Critical,
    hold_ms: 0,
    deadline_ms: 86_400_000,
    needs: &[Kind::Invoice, Kind::InvoiceLine],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("leakage"),
    find: |book| {
        let finding = |double: &super::book::DoubleBilling| Finding {
            subject: format!("{}/{}", double.delivery, double.delivery_id),
            title: format!(
                "A {} is on {} live invoices",
                double.delivery.replace('_', " "),
                double.invoices.len()
            ),
            detail: double.project_id.map_or_else(String::new, |p| {
                format!("Project {}.", book.project_name(p))
            }),
            hint: "Credit all but one of the lines.".into(),
            evidence: vec![("invoices", format!("{:?}", double.invoices))],
            amount: Some((double.amount, double.currency)),
            amount_group: book.in_group(double.amount, double.currency),
            scope: double
                .project_id
                .map(|p| book.project_scope(p))
                .unwrap_or_default(),
            row: None,
        };
        book.doubles.iter().map(finding).collect()
    },
};
