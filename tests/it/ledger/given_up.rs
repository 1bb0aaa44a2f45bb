//! Write-offs.
//!
//! Reading. Given up is what was written off an invoice, and a goodwill credit; price and re-bill credits are neither, advances are out.
//! Net of tax, at the spot of the invoice's issue, in the period of its own date; the rate is of the invoices issued in the period.

use std::collections::BTreeMap;

use super::compare::{Expected, Slice};
use super::exact::{money, ratio};
use super::facts::{Facts, INVOICE, Row};
use super::receivable::{Books, Owed, amounts, credit, document};

/// Amounts given up of an invoice (or by a goodwill credit itself) between two days.
fn given(books: &Books, row: &Row, to: &str, (from, until): (i64, i64)) -> Option<(i128, usize)> {
    let facts = books.facts;
    let own = row.text("currency").unwrap();
    let issued = row.int("issued_on").unwrap();
    let within = |on: Option<i64>| on.is_some_and(|on| from <= on && on <= until);
    if credit(row) {
        if !row.is("credit_reason", &["goodwill"]) || !within(Some(issued)) {
            return Some((0, 0));
        }
        let original = row.int("corrects_id").and_then(|id| document(facts, id));
        let on = original
            .and_then(|row| row.int("issued_on"))
            .unwrap_or(issued);
        return Some((facts.rates.convert((amounts(row).0, 1), own, to, on)?, 1));
    }
    let (net, total) = amounts(row);
    let (mut sum, mut rows) = (0, 0);
    for adjustment in &facts.rows["adjustment"] {
        let mine = adjustment
            .int("invoice_id")
            .map(|id| facts.whole(INVOICE, id))
            == Some(row.id());
        if mine
            && adjustment.is("nature", &["write_off", "goodwill"])
            && within(adjustment.int("adjusted_on"))
        {
            let gross = i128::from(adjustment.int("amount").unwrap());
            sum += if total == 0 {
                0
            } else {
                facts.rates.convert((gross * net, total), own, to, issued)?
            };
            rows += 1;
        }
    }
    Some((sum, rows))
}

fn one(books: &Books, slice: &Slice, rate: bool, owed: &[&Owed], from: i64) -> Option<Expected> {
    let to = slice.target();
    let (mut top, mut bottom, mut count) = (0_i128, 0_i128, 0);
    for row in owed
        .iter()
        .filter_map(|of| of.document)
        .filter(|row| !books.advance(row))
    {
        if !rate {
            let Some((sum, rows)) = given(books, row, to, (from, books.on)) else {
                return Some(Expected::undefined("NO_RATE"));
            };
            top += sum;
            count += rows;
            continue;
        }
        let issued = row.int("issued_on").unwrap();
        if credit(row) || issued < from {
            continue;
        }
        let mut sums = vec![given(books, row, to, (0, books.on))];
        sums.extend(
            books
                .owed
                .iter()
                .filter_map(|of| of.document)
                .filter(|note| {
                    credit(note)
                        && note
                            .int("corrects_id")
                            .map(|id| books.facts.whole(INVOICE, id))
                            == Some(row.id())
                })
                .map(|note| given(books, note, to, (0, books.on))),
        );
        let own = row.text("currency").unwrap();
        let net = books
            .facts
            .rates
            .convert((amounts(row).0, 1), own, to, issued);
        let sum: Option<i128> = sums.into_iter().map(|of| of.map(|(sum, _)| sum)).sum();
        let Some((sum, net)) = sum.zip(net) else {
            return Some(Expected::undefined("NO_RATE"));
        };
        top += sum;
        bottom += net;
        count += 1;
    }
    if count == 0 {
        return None;
    }
    Some(match ratio(top, bottom, 6) {
        _ if !rate => Expected::of(Some(money(top))),
        None => Expected::undefined("ZERO_BILLED"),
        share => Expected::of(share),
    })
}

/// The figures of one slice.
pub(super) fn figures(slice: &Slice, facts: &Facts, key: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    for (from, to) in slice.buckets() {
        if from > slice.as_of {
            continue;
        }
        let books = Books::new(facts, to.min(slice.as_of));
        let mut groups: BTreeMap<Vec<Option<String>>, Vec<&Owed>> = BTreeMap::new();
        for owed in &books.owed {
            let key = slice.key(|dim| slice.id(dim, owed.dims.get(dim).copied().flatten()));
            groups.entry(key).or_default().push(owed);
        }
        for (dims, owed) in groups {
            if let Some(value) = one(&books, slice, key == "write_off_rate", &owed, from) {
                found.push(Expected {
                    dims,
                    from,
                    ..value
                });
            }
        }
    }
    found
}
