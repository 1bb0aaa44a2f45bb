//! Receivables of groups of documents at the end of each bucket: amounts by age. Days are in [`super::outstanding`].

use std::collections::{BTreeMap, HashMap};

use entity::value::{Currency, Day};

use super::{Values, given_up, outstanding};
use crate::access::Subject;
use crate::insight::metric::answer::{MetricValue, Period};
use crate::insight::metric::calc::exact::money;
use crate::insight::metric::calc::fx::FxTable;
use crate::insight::metric::calc::input::{Document, Payment};
use crate::insight::metric::calc::ledger::Ledger;
use crate::insight::metric::calc::margin::Basis;
use crate::insight::metric::calc::receivable::{Applied, Bucket, at_spot, days_past_due, open};
use crate::insight::metric::cube::Place;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Key, Plan, Seen};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::Receivable;
use crate::insight::metric::words;

/// A document or payment that figures of receivables look at, at a moment.
pub(crate) struct Owed<'a> {
    pub(crate) document: Option<&'a Document>,
    pub(crate) payment: Option<&'a Payment>,
    place: Option<&'a Place>,
    /// Age of an invoice; none of a credit note, a payment or an invoice that is due on no known day.
    pub(crate) bucket: Option<Bucket>,
}

impl Cell for Owed<'_> {
    fn dim(&self, dimension: Dimension) -> i64 {
        let (customer, entity) = match (self.document, self.payment) {
            (Some(document), _) => (document.customer, document.legal_entity),
            (None, Some(payment)) => (payment.customer, payment.legal_entity),
            (None, None) => (0, 0),
        };
        match dimension {
            Dimension::Customer => customer,
            Dimension::LegalEntity => entity,
            Dimension::Bucket => self.bucket.map_or(0, words::bucket),
            Dimension::Project => self.document.map_or(0, |d| d.project),
            Dimension::Engagement => self
                .document
                .map(|d| d.contract)
                .filter(|id| *id != 0)
                .or(self.place.map(|place| place.contract))
                .unwrap_or(0),
            _ => 0,
        }
    }

    fn within(&self, rows: &RowScope) -> bool {
        let some = |id: i64| (id != 0).then_some(id);
        rows.reaches(&Subject {
            project: self.document.and_then(|d| some(d.project)),
            customer: some(self.dim(Dimension::Customer)),
            legal_entity: some(self.dim(Dimension::LegalEntity)),
            ..Subject::default()
        })
    }
}

/// What receivables are read from.
pub(crate) struct Books<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) fx: &'a FxTable,
    pub(crate) applied: &'a Applied,
    pub(crate) places: &'a HashMap<i64, &'a Place>,
}

impl<'a> Books<'a> {
    /// Every document and payment as of a day, aged as a figure ages them.
    pub(crate) fn owed(&self, figure: Receivable, on: Day) -> Vec<Owed<'a>> {
        let days = |document: &Document| match figure {
            Receivable::OpenByInvoiceDate => document.issued_on.map(|issued| on.0 - issued.0),
            _ => days_past_due(document, on),
        };
        let mut documents: Vec<&Document> = self
            .ledger
            .documents
            .values()
            .filter(|d| d.stands(on))
            .collect();
        documents.sort_unstable_by_key(|d| d.id);
        let mut payments: Vec<&Payment> = self
            .ledger
            .payments
            .values()
            .filter(|p| p.received_on <= on)
            .collect();
        payments.sort_unstable_by_key(|p| p.id);
        let documents = documents.into_iter().map(|document| Owed {
            document: Some(document),
            payment: None,
            place: self.places.get(&document.project).copied(),
            bucket: days(document).filter(|_| !document.credit).map(Bucket::of),
        });
        let payments = payments.into_iter().map(|payment| Owed {
            document: None,
            payment: Some(payment),
            place: None,
            bucket: None,
        });
        documents.chain(payments).collect()
    }

    /// What an entry adds to a figure on a day, in its own currency; none where it does not bear on it.
    pub(crate) fn amount(&self, owed: &Owed, figure: Receivable, on: Day) -> Option<i64> {
        let rest = |document: &Document| {
            if document.credit {
                -self.applied.credit_rest(document, on)
            } else {
                open(self.ledger, document, on)
            }
        };
        let amount = match (owed.document, owed.payment, figure) {
            (Some(document), _, figure) if figure.ages() && !document.credit => rest(document),
            (Some(document), _, Receivable::Overdue)
                if owed.bucket.is_some_and(|bucket| bucket != Bucket::NotDue) =>
            {
                rest(document)
            }
            (Some(document), _, Receivable::Disputed)
                if !document.credit && self.disputed(document, on) =>
            {
                rest(document)
            }
            (Some(document), _, Receivable::Unapplied) if document.credit => -rest(document),
            (None, Some(payment), Receivable::Unapplied) => {
                self.applied.payment_rest(self.ledger, payment.id, on)
            }
            _ => 0,
        };
        (amount != 0).then_some(amount)
    }

    pub(crate) fn disputed(&self, document: &Document, on: Day) -> bool {
        let holds = self.ledger.holds.get(&document.id);
        holds
            .into_iter()
            .flatten()
            .any(|hold| hold.dispute && hold.covers(on))
    }
}

/// The currency of an entry's amounts.
pub(crate) fn currency(plan: &Plan, owed: &Owed) -> Currency {
    let own = owed
        .document
        .map(|d| d.currency)
        .or(owed.payment.map(|p| p.currency))
        .unwrap_or(plan.target);
    match plan.basis {
        Basis::Group => plan.target,
        Basis::Entity => owed
            .document
            .map(|d| d.entity_currency)
            .or(owed.payment.map(|p| p.entity_currency))
            .unwrap_or(plan.target),
        Basis::Project => own,
    }
}

/// An entry's amount converted at the closing rate of a day.
pub(crate) fn converted(
    plan: &Plan,
    books: &Books,
    owed: &Owed,
    amount: i64,
    on: Day,
) -> Option<i64> {
    let own = owed
        .document
        .map(|d| d.currency)
        .or(owed.payment.map(|p| p.currency))?;
    at_spot(amount, own, currency(plan, owed), books.fx, on)
}

/// The entries of each group of a bucket, with the grants that reach them.
pub(crate) fn grouped<'e, 'a>(
    plan: &Plan,
    entries: &'e [Owed<'a>],
    period: Period,
) -> BTreeMap<Key, Vec<Seen<'e, Owed<'a>>>> {
    let mut groups: BTreeMap<Key, Vec<Seen<'e, Owed<'a>>>> = BTreeMap::new();
    for cell in entries {
        let grants = plan.reach(cell);
        if grants != 0 && plan.passes(cell) {
            let key = plan.key(cell, period.from);
            groups.entry(key).or_default().push(Seen { cell, grants });
        }
    }
    groups
}

/// The values of a metric by group, each bucket at its own last day.
pub(crate) fn fold(plan: &Plan, metric: &Metric, figure: Receivable, books: &Books) -> Values {
    let mut values = Values::new();
    for period in plan.buckets.all() {
        if period.from > plan.as_of {
            break;
        }
        let on = period.to.min(plan.as_of);
        let entries = books.owed(figure, on);
        for (key, seen) in grouped(plan, &entries, period) {
            let readable = plan.readable(metric, &seen);
            let value = if readable.cells.is_empty() {
                Some(MetricValue::masked(metric, readable.hidden))
            } else {
                one(plan, metric, figure, books, &readable.cells, period, on).map(|value| {
                    MetricValue {
                        excluded_by_permission: readable.hidden,
                        ..value
                    }
                })
            };
            if let Some(value) = value {
                values.insert(key, value);
            }
        }
    }
    values
}

fn one(
    plan: &Plan,
    metric: &Metric,
    figure: Receivable,
    books: &Books,
    cells: &[&Owed],
    period: Period,
    on: Day,
) -> Option<MetricValue> {
    match figure {
        Receivable::Open
        | Receivable::OpenByInvoiceDate
        | Receivable::Overdue
        | Receivable::Disputed
        | Receivable::Unapplied => amounts(plan, metric, figure, books, cells, on),
        Receivable::WriteOffs | Receivable::WriteOffRate => {
            given_up::value(plan, metric, figure, books, cells, (period, on))
        }
        Receivable::DaysToPay => outstanding::days_to_pay(plan, metric, books, cells, period, on),
        _ => outstanding::sales_days(plan, metric, figure, books, cells, on),
    }
}

fn amounts(
    plan: &Plan,
    metric: &Metric,
    figure: Receivable,
    books: &Books,
    cells: &[&Owed],
    on: Day,
) -> Option<MetricValue> {
    let mut value = MetricValue::empty(metric);
    let mut sum = 0_i128;
    let mut missing = 0;
    let mut undated = 0;
    let mut currencies = Vec::new();
    let mut buckets: BTreeMap<Option<Bucket>, i128> = BTreeMap::new();
    let mut unapplied = Some(0_i128);
    for owed in cells {
        if let Some(amount) = books.amount(owed, figure, on) {
            currencies.push(currency(plan, owed));
            value.population += 1;
            match converted(plan, books, owed, amount, on) {
                Some(amount) => {
                    sum += i128::from(amount);
                    *buckets.entry(owed.bucket).or_default() += i128::from(amount);
                }
                None => missing += 1,
            }
        } else if figure == Receivable::Overdue && owed.bucket.is_none() {
            undated += u64::from(books.amount(owed, Receivable::Open, on).is_some());
        }
        if figure.ages()
            && let Some(rest) = books.amount(owed, Receivable::Unapplied, on)
        {
            currencies.push(currency(plan, owed));
            let rest = converted(plan, books, owed, rest, on);
            unapplied = unapplied
                .zip(rest)
                .map(|(sum, rest)| sum + i128::from(rest));
        }
    }
    if value.population == 0 {
        return None;
    }
    currencies.sort_unstable();
    currencies.dedup();
    value.currency = currencies.first().copied().or(Some(plan.target));
    if currencies.len() > 1 {
        value.currency = None;
        value.undefine("MIXED_CURRENCY");
        return Some(value);
    }
    if missing > 0 {
        value.undefine("NO_RATE");
        value.exclude("NO_RATE", missing);
        return Some(value);
    }
    value.set(Some(money(sum)));
    value.exclude("NO_DUE_DATE", undated);
    if figure.ages() {
        for bucket in Bucket::ALL {
            let amount = buckets.get(&Some(bucket)).copied().unwrap_or(0);
            value.part(bucket.name(), Unit::Money, Some(money(amount)), "NO_RATE");
        }
        let undated = buckets.get(&None).copied().unwrap_or(0);
        value.part("no_due_date", Unit::Money, Some(money(undated)), "NO_RATE");
        value.part("unapplied", Unit::Money, unapplied.map(money), "NO_RATE");
    }
    Some(value)
}
