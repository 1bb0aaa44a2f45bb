//! Days of sales outstanding and days to pay; how they were read stands at the head of [`super::receivable`].

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::compare::{Expected, Slice};
use super::exact::ratio;
use super::facts::month;
use super::receivable::{Books, Owed, credit};

pub(super) fn days(books: &Books, slice: &Slice, key: &str, owed: &[&Owed]) -> Expected {
    let target = slice.target();
    let Some(Expected { value, state, .. }) = days_of(books, key, owed, target) else {
        return Expected::undefined("NO_RATE");
    };
    Expected {
        value,
        state,
        ..Expected::default()
    }
}

fn days_of(books: &Books, key: &str, owed: &[&Owed], to: &str) -> Option<Expected> {
    let sum = |due: bool| {
        owed.iter()
            .map(|of| books.net(of, to, due))
            .sum::<Option<i128>>()
    };
    if key == "dso" {
        return count_back(books, owed, to, sum(false)?);
    }
    if key == "dso_without_disputes" {
        // Disputed invoices leave the receivables; what was sold was sold.
        let standing = owed.iter().filter(|of| {
            let disputed = of.document.is_some_and(|row| books.disputed(row));
            !disputed
        });
        let receivables = standing
            .map(|of| books.net(of, to, false))
            .sum::<Option<i128>>();
        return count_back(books, owed, to, receivables?);
    }
    let sold = books.sold(owed, to, books.on - 90)?;
    let top = match key {
        "dso_best_possible" => sum(true)?,
        "average_days_delinquent" => sum(false)? - sum(true)?,
        _ => sum(false)?,
    };
    if sold <= 0 {
        return Some(Expected::undefined("ZERO_SALES"));
    }
    Some(Expected::of(ratio(top * 91, sold, 4)))
}

fn count_back(books: &Books, owed: &[&Owed], to: &str, receivables: i128) -> Option<Expected> {
    let mut months: BTreeMap<i64, i128> = BTreeMap::new();
    for of in owed {
        let sales = books.sales(of, to)?;
        if let Some(row) = of.document.filter(|row| !books.advance(row)) {
            *months
                .entry(month(row.int("issued_on").unwrap()).0)
                .or_default() += sales;
        }
    }
    let Some(first) = months.keys().next().copied() else {
        return Some(Expected::undefined("ZERO_SALES"));
    };
    let (mut rest, mut days, mut end) = (receivables, 0_i128, books.on);
    while rest > 0 {
        if end < first {
            return Some(Expected {
                state: "PARTIAL MORE_THAN".to_owned(),
                ..Expected::of(Some(Decimal::from_i128_with_scale(days * 10_000, 4)))
            });
        }
        let start = month(end).0;
        let length = i128::from(end - start + 1);
        let sales = months.get(&start).copied().unwrap_or(0);
        if sales > rest {
            return Some(Expected::of(ratio(days * sales + rest * length, sales, 4)));
        }
        rest -= sales;
        days += length;
        end = start - 1;
    }
    Some(Expected::of(Some(Decimal::from_i128_with_scale(
        days * 10_000,
        4,
    ))))
}

pub(super) fn days_to_pay(
    books: &Books,
    slice: &Slice,
    owed: &[&Owed],
    from: i64,
) -> Option<Expected> {
    let (mut top, mut bottom, mut count, mut missing) = (0_i128, 0_i128, 0, 0);
    for row in owed.iter().filter_map(|of| of.document) {
        if credit(row) || books.advance(row) {
            continue;
        }
        for a in books
            .applied
            .iter()
            .filter(|a| a.invoice == row.id() && a.on <= books.on)
        {
            let Some(payment) = books.facts.row("payment", a.payment) else {
                continue;
            };
            let received = payment.int("received_on").unwrap();
            if received < from || received > books.on {
                continue;
            }
            count += 1;
            let currency = payment.text("currency").unwrap();
            let amount = (i128::from(a.amount), 1);
            match books
                .facts
                .rates
                .convert(amount, currency, slice.target(), received)
            {
                Some(weight) => {
                    top += weight * i128::from(received - row.int("issued_on").unwrap());
                    bottom += weight;
                }
                None => missing += 1,
            }
        }
    }
    match (count, missing) {
        (0, _) => None,
        (_, 0) if bottom == 0 => Some(Expected::undefined("ZERO_WEIGHT")),
        (_, 0) => Some(Expected::of(ratio(top, bottom, 4))),
        _ => Some(Expected::undefined("NO_RATE")),
    }
}
