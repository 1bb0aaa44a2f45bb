//! Live invoice lines that bill work nobody has approved, or that is not there.

use entity::value::Money;

use crate::domain::record::{Class, Kind};
use crate::insight::metric::calc::input::{Document, Line};
use crate::insight::rule::book::{Book, count, words};
use crate::insight::rule::{DAY_MS, Finding, Rule, Severity};

/// The rule.
pub(in crate::insight::rule) const RULE: Rule = Rule {
    key: "invoice_line_without_delivery",
    title: "Invoice line without approved delivery",
    description: "A live invoice bills time, expenses or milestones that are not approved, were deleted, or are not known.",
    severity: Severity::Error,
    hold_ms: 15 * 60_000,
    deadline_ms: 3 * DAY_MS,
    needs: &[Kind::Invoice, Kind::InvoiceLine, Kind::TimeEntry],
    also: &[
        Kind::TimeEntry,
        Kind::Expense,
        Kind::Milestone,
        Kind::TaskState,
        Kind::TimePosting,
    ],
    classes: &[Class::Commercial],
    owner: "finance",
    metric: Some("leakage"),
    gone: "the work is approved, or its line was credited",
    find: |book| {
        let documents = book.ledger().documents.values();
        let issued = documents.filter(|document| !document.credit && document.stands(book.today));
        issued
            .filter_map(|document| finding(book, document))
            .collect()
    },
    ..Rule::USUAL
};

fn finding(book: &Book, document: &Document) -> Option<Finding> {
    let ledger = book.ledger();
    let (mut lines, mut unknown, mut amount) = (0, 0, 0);
    for line in ledger.lines.get(&document.id)? {
        let Some(known) = unapproved(book, line) else {
            continue;
        };
        if !ledger.live(document, line, book.today) {
            continue;
        }
        lines += 1;
        unknown += usize::from(!known);
        amount += line.amount;
    }
    if lines == 0 {
        return None;
    }
    Some(Finding {
        subject: document.id.to_string(),
        row: Some((Kind::Invoice, document.id)),
        title: format!(
            "{} bills work that is not approved",
            book.invoice_title(document.id, document.customer)
        ),
        detail: format!(
            "{} over {}; of {unknown} the work is not there at all.",
            count(lines, "line", "lines"),
            words(amount, document.currency)
        ),
        hint: "Have the work approved, or credit the lines.".into(),
        evidence: vec![
            ("lines", lines.to_string()),
            ("unknown", unknown.to_string()),
            ("amount", Money(amount).to_string()),
        ],
        amount: Some((Money(amount), document.currency)),
        since_on: document.issued_on,
        scope: book.document_scope(document.customer, document.project, document.legal_entity),
        ..Finding::default()
    })
}

/// Whether the work that a line bills is known, where it is not approved; none where it is, or where the line names none.
fn unapproved(book: &Book, line: &Line) -> Option<bool> {
    let inputs = book.inputs();
    if line.item == 0 || line.fee || line.amount == 0 {
        return None;
    }
    let approved = if let Some(entry) = inputs.entries.get(line.item) {
        entry.approved()
    } else if let Some(expense) = inputs.expenses.get(line.item) {
        expense.approved
    } else if let Some(milestone) = inputs.milestones.get(line.item) {
        milestone
            .moves
            .last()
            .is_some_and(|(_, accepted)| *accepted)
    } else {
        return Some(false);
    };
    (!approved).then_some(true)
}
