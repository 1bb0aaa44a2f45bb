//! Invoices that exist and are not posted: drafts in the ERP, and invoices of the PSA that the ERP does not have.

use std::collections::HashSet;

use entity::canonical::invoice::{Document, InvoiceStatus, Model};
use entity::value::Day;

use crate::domain::clock::day_in;
use crate::domain::record::{Class, Kind};
use crate::insight::rule::book::{Book, words};
use crate::insight::rule::journey::ISSUED;
use crate::insight::rule::{DAY_MS, Finding, Rule};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "invoice_posting_delayed",
    title: "Invoice posting delayed",
    description: "An invoice was drafted in the ERP, or issued in the PSA, and is not posted in the ERP after the agreed days.",
    deadline_ms: 2 * DAY_MS,
    needs: &[Kind::Invoice],
    also: &[Kind::Invoice],
    classes: &[Class::Commercial],
    owner: ISSUED.owner,
    metric: Some("billing_latency"),
    stage: Some(&ISSUED),
    gone: "the invoice is posted in the ERP, or cancelled",
    find,
    ..Rule::USUAL
};

fn find(book: &Book) -> Vec<Finding> {
    let latest = book.today.0 - book.thresholds.draft_days;
    let rows = book.rows.invoices.values();
    let known: HashSet<i64> = rows
        .clone()
        .filter_map(|row| row.psa_invoice_id)
        .map(|id| id.0)
        .collect();
    // Where the ERP names no copies at all, it cannot be told which are missing.
    let told = !known.is_empty();
    rows.filter(|row| row.document == Document::Invoice)
        .filter_map(|row| {
            let owned = book.owned(Kind::Invoice, row.connection_id);
            let since = match row.status {
                InvoiceStatus::Draft if owned => row
                    .created_at
                    .map(|at| day_in(at, chrono_tz::Tz::UTC))
                    .or(row.issued_on),
                InvoiceStatus::Open | InvoiceStatus::Paid
                    if !owned && told && !known.contains(&row.id.0) =>
                {
                    row.issued_on
                }
                _ => None,
            };
            let since = since.filter(|since| since.0 < latest)?;
            Some(finding(book, row, owned, since))
        })
        .collect()
}

fn finding(book: &Book, row: &Model, owned: bool, since: Day) -> Finding {
    let id = |id: Option<i64>, kind: Kind| id.map_or(0, |id| book.of(kind, id));
    let customer = id(row.customer_id.map(|id| id.0), Kind::Customer);
    let name = book.invoice_title(row.id.0, customer);
    let amount = row.total.or(row.net).or(row.open_amount);
    let worth = amount.map_or_else(String::new, |amount| {
        format!(" over {}", words(amount.0, row.currency))
    });
    Finding {
        subject: row.id.0.to_string(),
        row: Some((Kind::Invoice, row.id.0)),
        title: if owned {
            format!("{name} is drafted and not issued")
        } else {
            format!("{name} is issued in the PSA and not in the ERP")
        },
        detail: format!("Since {since}{worth}."),
        hint: if owned {
            "Approve and issue it in the ERP, or cancel the draft.".into()
        } else {
            "Post it in the ERP, or cancel it in the PSA.".into()
        },
        evidence: vec![
            ("since", since.to_string()),
            (
                "amount",
                amount.map_or_else(String::new, |amount| amount.to_string()),
            ),
        ],
        amount: amount.map(|amount| (amount, row.currency)),
        since_on: Some(since),
        scope: book.document_scope(
            customer,
            id(row.project_id.map(|id| id.0), Kind::Project),
            id(row.legal_entity_id.map(|id| id.0), Kind::LegalEntity),
        ),
        ..Finding::default()
    }
}
