//! Receivables.
//!
//! Reading. A document counts from its issue date where it is issued (open or paid), never as a draft, void or deleted. Open is the total
//! less the applications dated up to the day, where both the payment (received) or credit (issued) and the invoice stand, less write-offs
//! dated up to the day; in ageing gross of tax, converted at the spot of the day, rounded once a document. Age is the day less the due
//! date (else issue date + terms); day zero is not due. A payment's or credit's rest is unapplied, a column of its own. For days of sales
//! open is net of tax (open x net / total), advance invoices and credits of them are on neither side, unapplied cash and credits are taken
//! off. Sales are net, at the spot of issue, a credit at that of the original. Best possible takes the invoices not yet due and nothing
//! else; average days delinquent is the simple figure less the best possible. Days to pay weigh applied amounts at the spot of receipt.

use std::collections::BTreeMap;

use super::compare::{Expected, Slice};
use super::exact::money;
use super::facts::{CUSTOMER, ENGAGEMENT, ENTITY, Facts, INVOICE, PROJECT, Row, date, number};
use super::outstanding;

/// A document or a payment with what it is grouped by.
pub(super) struct Owed<'a> {
    pub(super) document: Option<&'a Row>,
    payment: Option<&'a Row>,
    pub(super) dims: BTreeMap<&'static str, Option<i64>>,
    pub(super) bucket: Option<&'static str>,
    since_issue: Option<&'static str>,
}

const BUCKETS: [&str; 6] = [
    "not_due",
    "days_1_30",
    "days_31_60",
    "days_61_90",
    "days_91_120",
    "days_over_120",
];

pub(super) fn issued(row: &Row) -> bool {
    row.is("status", &["open", "paid"]) && row.int("issued_on").is_some()
}

pub(super) fn credit(row: &Row) -> bool {
    row.is("document", &["credit_note"])
}

pub(super) fn document(facts: &Facts, id: i64) -> Option<&Row> {
    facts.row("invoice", Some(facts.whole(INVOICE, id)))
}

pub(super) fn amounts(row: &Row) -> (i128, i128) {
    let tax = row.int("tax").unwrap_or(0);
    let net = row.int("net").or(row.int("total").map(|total| total - tax));
    let total = row.int("total").or(row.int("net").map(|net| net + tax));
    (net.unwrap_or(0).into(), total.unwrap_or(0).into())
}

fn past_due(facts: &Facts, row: &Row, on: i64) -> Option<i64> {
    let terms = facts
        .named(CUSTOMER, row, "customer_id")
        .and_then(|id| facts.things["customer"].get(&id)?.int("terms_days"));
    let due = row
        .int("due_on")
        .or(row.int("issued_on").zip(terms).map(|(on, days)| on + days));
    due.map(|due| on - due)
}

/// An application that stands: (payment, credit, invoice, amount, day).
pub(super) struct Applied {
    pub(super) payment: Option<i64>,
    credit: Option<i64>,
    pub(super) invoice: i64,
    pub(super) amount: i64,
    pub(super) on: i64,
}

fn applications(facts: &Facts) -> Vec<Applied> {
    let received = |id: i64| {
        let found = facts.row("payment", Some(id));
        found.filter(|row| row.is("status", &["received"]))
    };
    let mut list: Vec<Applied> = Vec::new();
    let mut named = std::collections::BTreeSet::new();
    for row in &facts.rows["payment_application"] {
        named.extend(row.int("payment_id"));
        let payment = row.int("payment_id").map(received);
        let credited = row.int("credit_note_id").map(|id| document(facts, id));
        let on = match (payment, credited) {
            (Some(Some(payment)), _) => row.int("applied_on").or(payment.int("received_on")),
            (None, Some(Some(note))) if issued(note) => {
                row.int("applied_on").or(note.int("issued_on"))
            }
            _ => None,
        };
        let invoice = facts.whole(INVOICE, row.int("invoice_id").unwrap());
        if let Some(on) = on.filter(|_| document(facts, invoice).is_some_and(issued)) {
            list.push(Applied {
                payment: row.int("payment_id"),
                credit: row.int("credit_note_id").map(|id| facts.whole(INVOICE, id)),
                invoice,
                amount: row.int("amount").unwrap(),
                on,
            });
        }
    }
    for row in &facts.rows["payment"] {
        if let Some(invoice) = row.int("invoice_id").filter(|_| !named.contains(&row.id()))
            && received(row.id()).is_some()
        {
            list.push(Applied {
                payment: Some(row.id()),
                credit: None,
                invoice: facts.whole(INVOICE, invoice),
                amount: row.int("amount").unwrap(),
                on: row.int("received_on").unwrap(),
            });
        }
    }
    list
}

/// The books on a day, read once.
pub(super) struct Books<'a> {
    pub(super) facts: &'a Facts,
    pub(super) applied: Vec<Applied>,
    pub(super) on: i64,
    pub(super) owed: Vec<Owed<'a>>,
}

impl<'a> Books<'a> {
    pub(super) fn new(facts: &'a Facts, on: i64) -> Self {
        let mut owed = Vec::new();
        for row in &facts.rows["invoice"] {
            if !issued(row) || row.int("issued_on").unwrap() > on {
                continue;
            }
            let project = facts.named(PROJECT, row, "project_id");
            let contract = facts
                .named(ENGAGEMENT, row, "engagement_id")
                .or(project.and_then(|id| super::items::contract_of(facts, id)));
            let bucket_of = |days: i64| match days {
                ..=0 => BUCKETS[0],
                1..=30 => BUCKETS[1],
                31..=60 => BUCKETS[2],
                61..=90 => BUCKETS[3],
                91..=120 => BUCKETS[4],
                _ => BUCKETS[5],
            };
            let bucket = past_due(facts, row, on).map(bucket_of);
            owed.push(Owed {
                document: Some(row),
                payment: None,
                dims: BTreeMap::from([
                    ("CUSTOMER", facts.named(CUSTOMER, row, "customer_id")),
                    ("LEGAL_ENTITY", facts.named(ENTITY, row, "legal_entity_id")),
                    ("PROJECT", project),
                    ("ENGAGEMENT", contract),
                ]),
                bucket: bucket.filter(|_| !credit(row)),
                since_issue: Some(bucket_of(on - row.int("issued_on").unwrap()))
                    .filter(|_| !credit(row)),
            });
        }
        for row in &facts.rows["payment"] {
            if !row.is("status", &["received"]) || row.int("received_on").unwrap() > on {
                continue;
            }
            owed.push(Owed {
                document: None,
                payment: Some(row),
                dims: BTreeMap::from([
                    ("CUSTOMER", facts.named(CUSTOMER, row, "customer_id")),
                    ("LEGAL_ENTITY", facts.named(ENTITY, row, "legal_entity_id")),
                ]),
                bucket: None,
                since_issue: None,
            });
        }
        Self {
            facts,
            applied: applications(facts),
            on,
            owed,
        }
    }

    fn sum(&self, of: impl Fn(&Applied) -> bool) -> i128 {
        let mine = self.applied.iter().filter(|a| a.on <= self.on && of(a));
        mine.map(|a| i128::from(a.amount)).sum()
    }

    /// What is open of an invoice, gross.
    pub(super) fn open(&self, row: &Row) -> i128 {
        let given = self.facts.rows["adjustment"].iter().filter(|given| {
            given.is("nature", &["write_off"])
                && given
                    .int("invoice_id")
                    .map(|id| self.facts.whole(INVOICE, id))
                    == Some(row.id())
                && given.int("adjusted_on").unwrap() <= self.on
        });
        let given: i128 = given
            .map(|row| i128::from(row.int("amount").unwrap()))
            .sum();
        amounts(row).1 - self.sum(|a| a.invoice == row.id()) - given
    }

    /// What is unapplied of a credit note or payment.
    fn rest(&self, owed: &Owed) -> i128 {
        match (owed.document, owed.payment) {
            (Some(row), _) if credit(row) => {
                amounts(row).1 - self.sum(|a| a.credit == Some(row.id()))
            }
            (None, Some(row)) => {
                i128::from(row.int("amount").unwrap()) - self.sum(|a| a.payment == Some(row.id()))
            }
            _ => 0,
        }
    }

    pub(super) fn disputed(&self, row: &Row) -> bool {
        self.facts.rows["invoice_hold"].iter().any(|hold| {
            let of = hold.int("invoice_id");
            hold.is("nature", &["dispute"])
                && of.map(|id| self.facts.whole(INVOICE, id)) == Some(row.id())
                && hold.int("from_on").unwrap() <= self.on
                && hold.int("to_on").is_none_or(|to| self.on <= to)
        })
    }

    pub(super) fn advance(&self, row: &Row) -> bool {
        let corrected = row
            .int("corrects_id")
            .and_then(|id| document(self.facts, id));
        row.flag("advance") == Some(true)
            || (credit(row) && corrected.is_some_and(|row| row.flag("advance") == Some(true)))
    }

    fn currency<'r>(&self, owed: &'r Owed) -> &'r str {
        let row = owed.document.or(owed.payment).unwrap();
        row.text("currency").unwrap()
    }

    fn closing(&self, owed: &Owed, amount: (i128, i128), to: &str) -> Option<i128> {
        self.facts
            .rates
            .convert(amount, self.currency(owed), to, self.on)
    }

    /// What an entry adds to receivables net of tax: `due` takes only invoices not yet due.
    pub(super) fn net(&self, owed: &Owed, to: &str, due: bool) -> Option<i128> {
        if due && owed.bucket != Some("not_due") {
            return Some(0);
        }
        match owed.document {
            Some(row) if self.advance(row) => Some(0),
            Some(row) => {
                let gross = if credit(row) {
                    -self.rest(owed)
                } else {
                    self.open(row)
                };
                let (net, total) = amounts(row);
                if total == 0 {
                    return Some(0);
                }
                self.closing(owed, (gross * net, total), to)
            }
            None => self.closing(owed, (-self.rest(owed), 1), to),
        }
    }

    /// Net sales of a document in its month.
    pub(super) fn sales(&self, owed: &Owed, to: &str) -> Option<i128> {
        let Some(row) = owed.document.filter(|row| !self.advance(row)) else {
            return Some(0);
        };
        let mut on = row.int("issued_on").unwrap();
        if credit(row)
            && let Some(original) = row
                .int("corrects_id")
                .and_then(|id| document(self.facts, id))
        {
            on = original.int("issued_on").unwrap_or(on);
        }
        let net = self
            .facts
            .rates
            .convert((amounts(row).0, 1), self.currency(owed), to, on)?;
        Some(if credit(row) { -net } else { net })
    }

    /// Net sales between two days.
    pub(super) fn sold(&self, owed: &[&Owed], to: &str, from: i64) -> Option<i128> {
        let mine = owed.iter().filter(|of| {
            of.document
                .is_some_and(|row| row.int("issued_on").unwrap() >= from)
        });
        mine.map(|of| self.sales(of, to)).sum()
    }
}

/// The figures of one slice on a day.
pub(super) fn figures(slice: &Slice, facts: &Facts, key: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    for (from, to) in slice.buckets() {
        let on = to.min(slice.as_of);
        if from > slice.as_of {
            continue;
        }
        let books = Books::new(facts, on);
        let mut groups: BTreeMap<Vec<Option<String>>, Vec<&Owed>> = BTreeMap::new();
        for owed in &books.owed {
            let bucket = age(key, owed);
            let key = slice.key(|dim| match dim {
                "BUCKET" => bucket.map(str::to_owned),
                dim => slice.id(dim, owed.dims.get(dim).copied().flatten()),
            });
            groups.entry(key).or_default().push(owed);
        }
        for (dims, owed) in groups {
            let value = match key {
                "receivables"
                | "receivables_by_invoice_date"
                | "overdue_receivables"
                | "disputed_receivables"
                | "unapplied_cash" => ageing(&books, slice, key, &owed),
                "average_days_to_pay" => outstanding::days_to_pay(&books, slice, &owed, from),
                _ => Some(outstanding::days(&books, slice, key, &owed)),
            };
            if let Some(value) = value {
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

/// Days past due decide the bucket, in the variant by invoice date days since issue.
fn age(key: &str, owed: &Owed) -> Option<&'static str> {
    match key {
        "receivables_by_invoice_date" => owed.since_issue,
        _ => owed.bucket,
    }
}

fn ageing(books: &Books, slice: &Slice, key: &str, owed: &[&Owed]) -> Option<Expected> {
    let (mut sum, mut missing, mut count) = (0_i128, 0, 0);
    let mut undated = false;
    let mut currencies = std::collections::BTreeSet::new();
    let mut parts: BTreeMap<String, Option<i128>> = BTreeMap::new();
    let ages = key.starts_with("receivables");
    if ages {
        for name in BUCKETS.iter().chain(&["no_due_date", "unapplied"]) {
            parts.insert((*name).to_owned(), Some(0));
        }
    }
    for of in owed {
        let invoice = of.document.filter(|row| !credit(row));
        let amount = match (key, invoice) {
            (_, Some(row)) if ages => books.open(row),
            ("overdue_receivables", Some(row)) if of.bucket.is_some_and(|b| b != "not_due") => {
                books.open(row)
            }
            ("disputed_receivables", Some(row)) if books.disputed(row) => books.open(row),
            ("unapplied_cash", None) => books.rest(of),
            _ => 0,
        };
        undated |= key == "overdue_receivables"
            && of.bucket.is_none()
            && invoice.is_some_and(|row| books.open(row) != 0);
        let entity = of.dims["LEGAL_ENTITY"];
        let to = slice.currency(books.currency(of), &books.facts.functional(entity));
        if amount != 0 {
            count += 1;
            currencies.insert(to.clone());
            match books.closing(of, (amount, 1), &to) {
                Some(amount) => {
                    sum += amount;
                    let name = age(key, of).unwrap_or("no_due_date").to_owned();
                    if let Some(part) = parts.get_mut(&name) {
                        *part = part.map(|sum| sum + amount);
                    }
                }
                None => missing += 1,
            }
        }
        let rest = books.rest(of);
        if ages && rest != 0 {
            currencies.insert(to.clone());
            let rest = books.closing(of, (rest, 1), &to);
            let before = parts["unapplied"];
            parts.insert("unapplied".to_owned(), before.zip(rest).map(|(a, b)| a + b));
        }
    }
    if count == 0 {
        return None;
    }
    if currencies.len() > 1 {
        return Some(Expected::undefined("MIXED_CURRENCY"));
    }
    if missing > 0 {
        return Some(Expected::undefined("NO_RATE"));
    }
    let parts = parts.into_iter().map(|(name, sum)| (name, sum.map(money)));
    Some(Expected {
        value: Some(money(sum)),
        state: if undated { "PARTIAL NO_DUE_DATE" } else { "" }.to_owned(),
        parts: parts.collect(),
        ..Expected::default()
    })
}

/// Status of every billed account: worst open invoice in the order of the contract; up to 1.00 counts as paid.
pub(super) fn statuses(facts: &Facts, on: i64) -> BTreeMap<i64, String> {
    let books = Books::new(facts, on);
    let mut worst: BTreeMap<i64, usize> = BTreeMap::new();
    let order = [
        "CURRENT",
        "DUE_SOON",
        "OVERDUE_30",
        "OVERDUE_60",
        "OVERDUE_90",
        "OVERDUE_120",
        "OVERDUE_121",
        "DISPUTED",
        "ON_HOLD",
    ];
    for of in &books.owed {
        let (Some(row), Some(customer)) = (of.document, of.dims["CUSTOMER"]) else {
            continue;
        };
        let mut state = 0;
        if !credit(row) && books.open(row) > 10_000 {
            let days = past_due(facts, row, on).unwrap_or(i64::MIN);
            let held = |nature: &str| {
                facts.rows["invoice_hold"].iter().any(|hold| {
                    hold.is("nature", &[nature])
                        && hold.int("invoice_id").map(|id| facts.whole(INVOICE, id))
                            == Some(row.id())
                        && hold.int("from_on").unwrap() <= on
                        && hold.int("to_on").is_none_or(|to| on <= to)
                })
            };
            state = match days {
                _ if held("hold") => 8,
                _ if held("dispute") => 7,
                121.. => 6,
                91..=120 => 5,
                61..=90 => 4,
                31..=60 => 3,
                1..=30 => 2,
                -7..=0 => 1,
                _ => 0,
            };
        }
        let known = worst.entry(customer).or_default();
        *known = (*known).max(state);
    }
    worst
        .into_iter()
        .map(|(id, state)| (id, order[state].to_owned()))
        .collect()
}

/// The first day of the 12 months that end on a day.
pub(super) fn year_from(on: i64) -> i64 {
    number(date(on) - chrono::Months::new(12)) + 1
}
