//! Receivables of groups of documents at the end of each bucket.

use std::collections::{BTreeMap, HashMap};

use entity::value::{Currency, Day};
use rust_decimal::Decimal;

use super::Values;
use crate::access::Subject;
use crate::insight::metric::answer::{MetricValue, Period};
use crate::insight::metric::calc::exact::{Fraction, money, quotient};
use crate::insight::metric::calc::fx::FxTable;
use crate::insight::metric::calc::input::{Document, Payment};
use crate::insight::metric::calc::ledger::Ledger;
use crate::insight::metric::calc::margin::Basis;
use crate::insight::metric::calc::receivable::{
    Applied, Bucket, at_spot, count_back, days_past_due, net_of_tax, net_sales, open,
};
use crate::insight::metric::cube::Place;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::dimension::Dimension;
use crate::insight::metric::plan::{Cell, Key, Plan};
use crate::insight::metric::query::RowScope;
use crate::insight::metric::registry::Receivable;
use crate::insight::metric::words;

const WINDOW_DAYS: i32 = 91;

/// A document or payment that figures of receivables look at, at a moment.
pub(crate) struct Owed<'a> {
    pub(crate) document: Option<&'a Document>,
    pub(crate) payment: Option<&'a Payment>,
    place: Option<&'a Place>,
    bucket: Bucket,
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
            Dimension::Bucket => words::bucket(self.bucket),
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
    /// Every document and payment as of a day.
    pub(crate) fn owed(&self, on: Day) -> Vec<Owed<'a>> {
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
            bucket: Bucket::of(days_past_due(document, on)),
        });
        let payments = payments.into_iter().map(|payment| Owed {
            document: None,
            payment: Some(payment),
            place: None,
            bucket: Bucket::NotDue,
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
            (Some(document), _, Receivable::Open) if !document.credit => rest(document),
            (Some(document), _, Receivable::Overdue)
                if !document.credit && owed.bucket != Bucket::NotDue =>
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

    fn disputed(&self, document: &Document, on: Day) -> bool {
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
        Basis::Entity => owed.document.map_or(plan.target, |d| d.entity_currency),
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

/// The values of a metric by group, each bucket at its own last day.
pub(crate) fn fold(plan: &Plan, metric: &Metric, figure: Receivable, books: &Books) -> Values {
    let mut values = Values::new();
    for period in plan.buckets.all() {
        if period.from > plan.as_of {
            break;
        }
        let on = period.to.min(plan.as_of);
        let entries = books.owed(on);
        let mut groups: BTreeMap<Key, Vec<(&Owed, u64)>> = BTreeMap::new();
        for owed in &entries {
            let grants = plan.reach(owed);
            if grants != 0 && plan.passes(owed) {
                groups
                    .entry(plan.key(owed, period.from))
                    .or_default()
                    .push((owed, grants));
            }
        }
        for (key, seen) in groups {
            let seen: Vec<_> = seen
                .into_iter()
                .map(|(cell, grants)| crate::insight::metric::plan::Seen { cell, grants })
                .collect();
            let readable = plan.readable(metric, &seen);
            let value = if readable.cells.is_empty() {
                Some(MetricValue::masked(metric, readable.hidden))
            } else {
                one(plan, metric, figure, books, &readable.cells, period, on)
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
        Receivable::Open | Receivable::Overdue | Receivable::Disputed | Receivable::Unapplied => {
            amounts(plan, metric, figure, books, cells, on)
        }
        Receivable::DaysToPay => days_to_pay(plan, metric, books, cells, period, on),
        _ => sales_days(plan, metric, figure, books, cells, on),
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
    let mut currencies = Vec::new();
    let mut buckets: BTreeMap<Bucket, i128> = BTreeMap::new();
    let mut unapplied = 0_i128;
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
        }
        if figure == Receivable::Open
            && let Some(rest) = books.amount(owed, Receivable::Unapplied, on)
        {
            unapplied += i128::from(converted(plan, books, owed, rest, on).unwrap_or(0));
        }
    }
    if value.population == 0 && unapplied == 0 {
        return None;
    }
    currencies.sort_unstable();
    currencies.dedup();
    value.currency = currencies.first().copied().or(Some(plan.target));
    if currencies.len() > 1 {
        value.undefine("MIXED_CURRENCY");
        return Some(value);
    }
    if missing > 0 {
        value.undefine("NO_RATE");
        value.exclude("NO_RATE", missing);
        return Some(value);
    }
    value.set(Some(money(sum)));
    if figure == Receivable::Open {
        for bucket in Bucket::ALL {
            let amount = buckets.get(&bucket).copied().unwrap_or(0);
            value.part(bucket.name(), Unit::Money, Some(money(amount)), "NO_RATE");
        }
        value.part("unapplied", Unit::Money, Some(money(unapplied)), "NO_RATE");
    }
    Some(value)
}

/// Open net amount less unapplied cash, advance invoices on neither side; none where a rate is missing.
fn net_open(plan: &Plan, books: &Books, cells: &[&Owed], on: Day, due_only: bool) -> Option<i128> {
    let mut sum = 0_i128;
    for owed in cells {
        match (owed.document, owed.payment) {
            (Some(document), _) if !document.advance => {
                let gross = if document.credit {
                    -books.applied.credit_rest(document, on)
                } else if due_only && owed.bucket != Bucket::NotDue {
                    0
                } else {
                    open(books.ledger, document, on)
                };
                if gross != 0 {
                    sum += i128::from(net_of_tax(document, gross, plan.target, books.fx, on)?);
                }
            }
            (None, Some(payment)) => {
                let rest = books.applied.payment_rest(books.ledger, payment.id, on);
                if rest != 0 {
                    sum -= i128::from(at_spot(rest, payment.currency, plan.target, books.fx, on)?);
                }
            }
            _ => {}
        }
    }
    Some(sum)
}

/// Net sales by day, advance invoices left out; none where a rate is missing.
fn sales(plan: &Plan, books: &Books, cells: &[&Owed]) -> Option<Vec<(Day, i128)>> {
    let mut sales = Vec::new();
    for document in cells
        .iter()
        .filter_map(|owed| owed.document)
        .filter(|d| !d.advance)
    {
        let Some(issued) = document.issued_on else {
            continue;
        };
        let amount = net_sales(books.ledger, document, plan.target, books.fx)?;
        sales.push((issued, i128::from(amount)));
    }
    Some(sales)
}

fn sales_days(
    plan: &Plan,
    metric: &Metric,
    figure: Receivable,
    books: &Books,
    cells: &[&Owed],
    on: Day,
) -> Option<MetricValue> {
    let mut value = MetricValue::empty(metric);
    value.currency = Some(plan.target);
    value.population = cells.len() as u64;
    let (Some(owed), Some(not_due), Some(sales)) = (
        net_open(plan, books, cells, on, false),
        net_open(plan, books, cells, on, true),
        sales(plan, books, cells),
    ) else {
        value.undefine("NO_RATE");
        return Some(value);
    };
    if figure == Receivable::CountBack {
        counted_back(&mut value, owed, &sales, on);
        return Some(value);
    }
    let from = Day(on.0 - WINDOW_DAYS + 1);
    let window: i128 = sales
        .iter()
        .filter(|(day, _)| *day >= from)
        .map(|(_, amount)| amount)
        .sum();
    let top = match figure {
        Receivable::BestPossible => not_due,
        Receivable::Delinquent => owed - not_due,
        _ => owed,
    };
    value.numerator = Some(money(top));
    value.denominator = Some(money(window));
    if window <= 0 {
        value.undefine("ZERO_SALES");
    } else {
        value.set(quotient(top * i128::from(WINDOW_DAYS), window, 4));
    }
    Some(value)
}

fn counted_back(value: &mut MetricValue, owed: i128, sales: &[(Day, i128)], on: Day) {
    let Some(first) = sales.iter().map(|(day, _)| day.month_start()).min() else {
        value.undefine("ZERO_SALES");
        return;
    };
    let mut by_month: HashMap<Day, i128> = HashMap::new();
    for (day, amount) in sales {
        *by_month.entry(day.month_start()).or_default() += amount;
    }
    let mut months = Vec::new();
    let mut end = on;
    while end >= first {
        let start = end.month_start();
        let amount = by_month.get(&start).copied().unwrap_or(0);
        months.push((i64::from(end.0 - start.0 + 1), amount));
        end = Day(start.0 - 1);
    }
    let result = count_back(owed, &months);
    let whole = i128::from(result.days) * result.denominator + result.numerator;
    value.set(quotient(whole, result.denominator, 4));
    if result.exhausted {
        value.state = crate::insight::metric::answer::State::Partial;
        value.reason("MORE_THAN");
    }
}

fn days_to_pay(
    plan: &Plan,
    metric: &Metric,
    books: &Books,
    cells: &[&Owed],
    period: Period,
    on: Day,
) -> Option<MetricValue> {
    let mut value = MetricValue::empty(metric);
    let (mut top, mut bottom) = (0_i128, 0_i128);
    for document in cells
        .iter()
        .filter_map(|owed| owed.document)
        .filter(|d| !d.credit)
    {
        for application in books.ledger.settled.get(&document.id).into_iter().flatten() {
            let Some(payment) = books.ledger.payments.get(&application.payment) else {
                continue;
            };
            if payment.received_on < period.from || payment.received_on > on {
                continue;
            }
            let Some(issued) = document.issued_on else {
                continue;
            };
            let quote = books
                .fx
                .spot(payment.currency, plan.target, payment.received_on);
            let weight =
                quote.and_then(|q| Fraction::whole(application.amount).times(q.rate)?.rounded());
            let Some(weight) = weight else {
                value.undefine("NO_RATE");
                return Some(value);
            };
            value.population += 1;
            top += i128::from(weight) * i128::from(payment.received_on.0 - issued.0);
            bottom += i128::from(weight);
        }
    }
    let mean: Option<Decimal> = quotient(top, bottom, 4);
    mean?;
    value.currency = Some(plan.target);
    value.set(mean);
    Some(value)
}
