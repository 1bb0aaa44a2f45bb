//! Receivables given up: write-offs and goodwill credits, in the period they were given and as a share of what was billed.

use entity::canonical::invoice::CreditReason;
use entity::value::{Currency, Day};

use super::outstanding::NoRate;
use super::receivable::{Books, Owed};
use crate::insight::metric::answer::{MetricValue, Period};
use crate::insight::metric::calc::exact::{money, quotient};
use crate::insight::metric::calc::input::Document;
use crate::insight::metric::calc::receivable::{advance, at_spot, net_of_tax};
use crate::insight::metric::definition::Metric;
use crate::insight::metric::plan::Plan;
use crate::insight::metric::registry::Receivable;

/// What was written off an invoice between two days, net of tax and at the spot of its issue.
fn written_off(
    books: &Books,
    document: &Document,
    target: Currency,
    (from, to): (Day, Day),
) -> Result<(i128, u64), NoRate> {
    let issued = document.issued_on.ok_or(NoRate)?;
    let given = books.ledger.given_up.get(&document.id);
    let (mut sum, mut rows) = (0, 0);
    for given in given.into_iter().flatten() {
        if from <= given.on && given.on <= to {
            let net = net_of_tax(document, given.amount, target, books.fx, issued);
            sum += i128::from(net.ok_or(NoRate)?);
            rows += 1;
        }
    }
    Ok((sum, rows))
}

/// What a goodwill credit given between two days gives up, net of tax and at the spot of the original's issue.
fn goodwill(
    books: &Books,
    note: &Document,
    target: Currency,
    (from, to): (Day, Day),
) -> Result<(i128, u64), NoRate> {
    let given = note.issued_on.filter(|on| from <= *on && *on <= to);
    let Some(given) = given
        .filter(|_| note.credit && note.reason == Some(CreditReason::Goodwill) && note.stands(to))
    else {
        return Ok((0, 0));
    };
    let original = books.ledger.documents.get(&note.corrects);
    let rate_on = original.and_then(|of| of.issued_on).unwrap_or(given);
    let net = at_spot(note.net, note.currency, target, books.fx, rate_on);
    Ok((net.ok_or(NoRate)?.into(), 1))
}

/// What an entry adds above and below the line of a figure in a period, and how many rows it stands for.
pub(crate) fn share(
    books: &Books,
    owed: &Owed,
    figure: Receivable,
    target: Currency,
    span: (Day, Day),
) -> Result<(i128, i128, u64), NoRate> {
    let Some(document) = owed.document.filter(|of| !advance(books.ledger, of)) else {
        return Ok((0, 0, 0));
    };
    if figure == Receivable::WriteOffs {
        let (sum, rows) = if document.credit {
            goodwill(books, document, target, span)?
        } else {
            written_off(books, document, target, span)?
        };
        return Ok((sum, 0, rows));
    }
    let (from, to) = span;
    let Some(issued) = document
        .issued_on
        .filter(|on| !document.credit && from <= *on && *on <= to)
    else {
        return Ok((0, 0, 0));
    };
    let (mut top, _) = written_off(books, document, target, (Day(i32::MIN), to))?;
    for note in books.ledger.credits.get(&document.id).into_iter().flatten() {
        if let Some(note) = books.ledger.documents.get(note) {
            top += goodwill(books, note, target, (Day(i32::MIN), to))?.0;
        }
    }
    let billed = at_spot(document.net, document.currency, target, books.fx, issued);
    Ok((top, billed.ok_or(NoRate)?.into(), 1))
}

/// The value of a group.
pub(crate) fn value(
    plan: &Plan,
    metric: &Metric,
    figure: Receivable,
    books: &Books,
    cells: &[&Owed],
    (period, on): (Period, Day),
) -> Option<MetricValue> {
    let mut value = MetricValue::empty(metric);
    value.currency = Some(plan.target);
    let (mut top, mut bottom, mut missing) = (0, 0, 0);
    for owed in cells {
        match share(books, owed, figure, plan.target, (period.from, on)) {
            Ok((above, below, rows)) => {
                top += above;
                bottom += below;
                value.population += rows;
            }
            Err(NoRate) => missing += 1,
        }
    }
    if missing > 0 {
        value.undefine("NO_RATE");
        value.exclude("NO_RATE", missing);
        return Some(value);
    }
    if value.population == 0 {
        return None;
    }
    if figure == Receivable::WriteOffs {
        value.set(Some(money(top)));
        return Some(value);
    }
    value.numerator = Some(money(top));
    value.denominator = Some(money(bottom));
    match quotient(top, bottom, 6) {
        Some(rate) => value.set(Some(rate)),
        None => value.undefine("ZERO_BILLED"),
    }
    Some(value)
}
