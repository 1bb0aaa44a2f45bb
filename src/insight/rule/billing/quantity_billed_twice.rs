//! Work that stands on more than one live invoice line.

use std::collections::BTreeMap;

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::input::{Document, Line};
use crate::insight::rule::book::{Book, count, words};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "quantity_billed_twice",
    title: "Quantity billed twice",
    description: "The same time entry, expense or milestone stands on more than one live invoice line; the later invoice is shown.",
    severity: Severity::Critical,
    deadline_ms: DAY_MS,
    needs: &[Kind::Invoice, Kind::InvoiceLine],
    also: &[Kind::TimePosting],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("leakage"),
    gone: "each quantity is on one live line at the most",
    find,
    ..Rule::USUAL
};

#[derive(Default)]
struct Again<'a> {
    document: Option<&'a Document>,
    first: i64,
    quantities: usize,
    amount: i64,
}

fn find(book: &Book) -> Vec<Finding> {
    let ledger = book.ledger();
    let mut later: BTreeMap<i64, Again> = BTreeMap::new();
    for (item, lines) in &ledger.by_item {
        if lines.len() < 2 {
            continue;
        }
        let live: Vec<(&Document, &Line)> = ledger
            .billed(*item, book.today)
            .into_iter()
            .filter(|(document, line)| line.amount > 0 && ledger.live(document, line, book.today))
            .collect();
        let Some(((first, _), rest)) = live.split_first() else {
            continue;
        };
        for (document, line) in rest {
            let again = later.entry(document.id).or_default();
            again.document = Some(document);
            again.first = first.id;
            again.quantities += 1;
            again.amount += line.amount;
        }
    }
    later
        .into_values()
        .filter_map(|again| finding(book, &again))
        .collect()
}

fn finding(book: &Book, again: &Again) -> Option<Finding> {
    let document = again.document?;
    let first = book.number(again.first);
    let other = if document.id == again.first {
        "on another of its lines".to_owned()
    } else {
        format!("on invoice {first}")
    };
    Some(Finding {
        subject: document.id.to_string(),
        row: Some((Kind::Invoice, document.id)),
        title: format!(
            "{} bills work that is billed already",
            book.invoice_title(document.id, document.customer)
        ),
        detail: format!(
            "{} over {}, also {other}.",
            count(again.quantities, "quantity", "quantities"),
            words(again.amount, document.currency)
        ),
        hint: "Credit the lines of one of the two.".into(),
        evidence: vec![
            ("quantities", again.quantities.to_string()),
            ("amount", Money(again.amount).to_string()),
            ("first", first.to_owned()),
        ],
        amount: Some((Money(again.amount), document.currency)),
        since_on: document.issued_on,
        scope: book.document_scope(document.customer, document.project, document.legal_entity),
        ..Finding::default()
    })
}
