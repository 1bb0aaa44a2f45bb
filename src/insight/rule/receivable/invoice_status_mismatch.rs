//! The PSA and the ERP tell different things of one invoice.

use entity::canonical::invoice::{InvoiceStatus, Model};

use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, words};
use crate::insight::rule::{DAY_MS, Finding, HOUR_MS, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "invoice_status_mismatch",
    title: "Invoice status differs between PSA and ERP",
    description: "The PSA shows an invoice as paid or cancelled that the ERP shows otherwise, or the other way round.",
    hold_ms: HOUR_MS,
    deadline_ms: 3 * DAY_MS,
    needs: &[Kind::Invoice],
    also: &[Kind::Invoice],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("receivables"),
    gone: "both systems say the same of it",
    find: |book| {
        let rows = book.rows.invoices.values();
        rows.filter_map(|ledger| finding(book, ledger)).collect()
    },
    ..Rule::USUAL
};

/// What a status says of the money; none where it says nothing.
fn word(status: InvoiceStatus) -> Option<&'static str> {
    match status {
        InvoiceStatus::Paid => Some("paid"),
        InvoiceStatus::Open => Some("open"),
        InvoiceStatus::Void | InvoiceStatus::Cancelled => Some("cancelled"),
        InvoiceStatus::Draft => Some("drafted"),
        InvoiceStatus::Unknown => None,
    }
}

fn finding(book: &Book, ledger: &Model) -> Option<Finding> {
    let copy = book.rows.invoices.get(&ledger.psa_invoice_id?.0)?;
    let (erp, psa) = (word(ledger.status)?, word(copy.status)?);
    // A draft in one and an open invoice in the other is the posting that another rule looks at.
    let started = |word: &str| matches!(word, "open" | "drafted");
    if erp == psa || (started(erp) && started(psa)) {
        return None;
    }
    let id = |id: Option<i64>, kind: Kind| id.map_or(0, |id| book.of(kind, id));
    let total = ledger.total.map(|total| (total, ledger.currency));
    let over = total.map_or_else(String::new, |(total, currency)| {
        format!(", over {}", words(total.0, currency))
    });
    let customer = id(ledger.customer_id.map(|id| id.0), Kind::Customer);
    let name = book.invoice_title(ledger.id.0, customer);
    Some(Finding {
        subject: ledger.id.0.to_string(),
        row: Some((Kind::Invoice, ledger.id.0)),
        title: format!("{name} is {erp} in the ERP, {psa} in the PSA"),
        detail: format!("The ERP says {erp}, the PSA says {psa}{over}."),
        hint: "Bring the PSA's copy to what the ledger says.".into(),
        evidence: vec![("erp", erp.to_owned()), ("psa", psa.to_owned())],
        amount: total,
        scope: book.document_scope(
            customer,
            id(ledger.project_id.map(|id| id.0), Kind::Project),
            id(ledger.legal_entity_id.map(|id| id.0), Kind::LegalEntity),
        ),
        ..Finding::default()
    })
}
