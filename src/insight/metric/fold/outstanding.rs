//! Receivables as days: of sales outstanding, until payment, and locked up together with work in progress.

use std::collections::{BTreeMap, HashMap};

use entity::value::{Currency, Day};

use super::Values;
use super::receivable::{Books, Owed, grouped};
use super::unbilled::Closing;
use crate::insight::metric::answer::{MetricValue, Period, State};
use crate::insight::metric::calc::exact::{money, quotient};
use crate::insight::metric::calc::input::Document;
use crate::insight::metric::calc::receivable::{
    Bucket, CountBack, advance, at_spot, count_back, net_of_tax, net_sales, open,
};
use crate::insight::metric::cube::PlacedItem;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::plan::{Key, Plan, Seen};
use crate::insight::metric::registry::{LockUp, Receivable};

/// Days of the trailing window of simple figures.
const WINDOW_DAYS: i32 = 91;
/// Days of a year of billings.
const YEAR_DAYS: i128 = 365;

/// A rate is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoRate;

/// What an entry adds to the receivables of a figure, net of tax and without advance invoices.
pub(crate) fn net_open(
    books: &Books,
    owed: &Owed,
    figure: Receivable,
    target: Currency,
    on: Day,
) -> Result<i128, NoRate> {
    let due = owed.bucket == Some(Bucket::NotDue);
    let counts = match figure {
        Receivable::BestPossible => due,
        Receivable::Delinquent => !due,
        Receivable::CountBackUndisputed => !owed.document.is_some_and(|of| books.disputed(of, on)),
        _ => true,
    };
    if !counts {
        return Ok(0);
    }
    let net = match (owed.document, owed.payment) {
        (Some(document), _) if !advance(books.ledger, document) => {
            let gross = if document.credit {
                -books.applied.credit_rest(document, on)
            } else {
                open(books.ledger, document, on)
            };
            net_of_tax(document, gross, target, books.fx, on)
        }
        (None, Some(payment)) => {
            let rest = books.applied.payment_rest(books.ledger, payment.id, on);
            at_spot(-rest, payment.currency, target, books.fx, on)
        }
        _ => Some(0),
    };
    net.map(i128::from).ok_or(NoRate)
}

/// What an entry adds to net sales from a day on, at its own rate and without advance invoices.
pub(crate) fn sold(
    books: &Books,
    owed: &Owed,
    target: Currency,
    from: Day,
) -> Result<i128, NoRate> {
    let document = owed.document.filter(|document| {
        !advance(books.ledger, document) && document.issued_on.is_some_and(|on| on >= from)
    });
    document.map_or(Ok(0), |document| {
        net_sales(books.ledger, document, target, books.fx)
            .map(i128::from)
            .ok_or(NoRate)
    })
}

/// The first day of the trailing year that ends on a day.
pub(crate) fn year_from(on: Day) -> Day {
    use chrono::{Days, Months};
    let before = on.date().checked_sub_months(Months::new(12));
    let first = before.and_then(|day| day.checked_add_days(Days::new(1)));
    first.map_or(Day(on.0 - 364), Day::from_date)
}

fn total<T>(
    items: impl Iterator<Item = T>,
    of: impl Fn(T) -> Result<i128, NoRate>,
) -> Result<i128, NoRate> {
    let mut sum = 0;
    for item in items {
        sum += of(item)?;
    }
    Ok(sum)
}

/// Receivables counted back over the months of sales of some entries; none where nothing was ever sold.
fn counted(
    books: &Books,
    cells: &[&Owed],
    target: Currency,
    owed: i128,
    on: Day,
) -> Result<Option<CountBack>, NoRate> {
    let mut by_month: HashMap<Day, i128> = HashMap::new();
    for cell in cells {
        let issued = cell
            .document
            .filter(|document| !advance(books.ledger, document))
            .and_then(|document| document.issued_on);
        if let Some(issued) = issued {
            *by_month.entry(issued.month_start()).or_default() +=
                sold(books, cell, target, issued)?;
        }
    }
    let Some(first) = by_month.keys().min().copied() else {
        return Ok(None);
    };
    let mut months = Vec::new();
    let mut end = on;
    while end >= first {
        let start = end.month_start();
        let amount = by_month.get(&start).copied().unwrap_or(0);
        months.push((i64::from(end.0 - start.0 + 1), amount));
        end = Day(start.0 - 1);
    }
    Ok(Some(count_back(owed, &months)))
}

/// Receivables of a figure, and the sales that they are held against.
pub(crate) struct Window {
    /// What is owed.
    owed: i128,
    /// The receivables counted back; none where another figure is asked for, or nothing was ever sold.
    back: Option<CountBack>,
    /// First day whose sales stand in the denominator; none where no days are counted.
    pub(crate) from: Option<Day>,
}

/// The window of a figure on a day.
pub(crate) fn window(
    books: &Books,
    cells: &[&Owed],
    figure: Receivable,
    target: Currency,
    on: Day,
) -> Result<Window, NoRate> {
    let owed = total(cells.iter(), |cell| {
        net_open(books, cell, figure, target, on)
    })?;
    if !figure.counts_back() {
        return Ok(Window {
            owed,
            back: None,
            from: Some(Day(on.0 - WINDOW_DAYS + 1)),
        });
    }
    let back = counted(books, cells, target, owed, on)?;
    let from = back.as_ref().and_then(|result| {
        let whole = i32::try_from(result.days).unwrap_or(i32::MAX);
        let after = Day(on.0.saturating_sub(whole) + 1);
        match (result.numerator, whole) {
            (0, 0) => None,
            (0, _) => Some(after),
            _ => Some(Day(after.0 - 1).month_start()),
        }
    });
    Ok(Window { owed, back, from })
}

/// Days of sales that receivables stand for.
pub(crate) fn sales_days(
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
    if days(&mut value, plan, figure, books, cells, on).is_err() {
        value.undefine("NO_RATE");
    }
    Some(value)
}

fn days(
    value: &mut MetricValue,
    plan: &Plan,
    figure: Receivable,
    books: &Books,
    cells: &[&Owed],
    on: Day,
) -> Result<(), NoRate> {
    let target = plan.target;
    let Window { owed, back, from } = window(books, cells, figure, target, on)?;
    let bottom = match from {
        Some(from) => total(cells.iter(), |cell| sold(books, cell, target, from))?,
        None => 0,
    };
    value.numerator = Some(money(owed));
    value.denominator = Some(money(bottom));
    if !figure.counts_back() {
        if bottom <= 0 {
            value.undefine("ZERO_SALES");
        } else {
            value.set(quotient(owed * i128::from(WINDOW_DAYS), bottom, 4));
        }
        return Ok(());
    }
    let Some(result) = back else {
        value.undefine("ZERO_SALES");
        return Ok(());
    };
    let whole = i128::from(result.days) * result.denominator + result.numerator;
    value.set(quotient(whole, result.denominator, 4));
    if result.exhausted {
        value.state = State::Partial;
        value.reason("MORE_THAN");
    }
    Ok(())
}

/// An application of a payment that average days to pay look at.
pub(crate) struct Paid {
    /// Application.
    pub(crate) id: i64,
    /// Day the payment was received.
    pub(crate) on: Day,
    /// Days since the invoice.
    pub(crate) days: i64,
    /// Amount at the spot of that day; none without a rate.
    pub(crate) weight: Option<i64>,
}

/// The applications of payments received between two days to an invoice.
pub(crate) fn paid(
    books: &Books,
    document: &Document,
    target: Currency,
    from: Day,
    on: Day,
) -> Vec<Paid> {
    let Some(issued) = document
        .issued_on
        .filter(|_| !document.credit && !advance(books.ledger, document))
    else {
        return Vec::new();
    };
    let settled = books.ledger.settled.get(&document.id);
    let mut found: Vec<Paid> = settled
        .into_iter()
        .flatten()
        .filter(|application| application.applied_on <= on && books.ledger.settles(application))
        .filter_map(|application| {
            let payment = books.ledger.payments.get(&application.payment)?;
            let received = payment.received_on;
            (from <= received && received <= on).then(|| Paid {
                id: application.id,
                on: received,
                days: i64::from(received.0 - issued.0),
                weight: at_spot(
                    application.amount,
                    payment.currency,
                    target,
                    books.fx,
                    received,
                ),
            })
        })
        .collect();
    found.sort_by_key(|paid| paid.id);
    found
}

/// Amount-weighted days from invoice to payment.
pub(crate) fn days_to_pay(
    plan: &Plan,
    metric: &Metric,
    books: &Books,
    cells: &[&Owed],
    period: Period,
    on: Day,
) -> Option<MetricValue> {
    let mut value = MetricValue::empty(metric);
    value.currency = Some(plan.target);
    let (mut top, mut bottom, mut missing) = (0_i128, 0_i128, 0);
    for document in cells.iter().filter_map(|owed| owed.document) {
        for paid in paid(books, document, plan.target, period.from, on) {
            value.population += 1;
            match paid.weight {
                Some(weight) => {
                    top += i128::from(weight) * i128::from(paid.days);
                    bottom += i128::from(weight);
                }
                None => missing += 1,
            }
        }
    }
    if value.population == 0 {
        return None;
    }
    if missing > 0 {
        value.undefine("NO_RATE");
        value.exclude("NO_RATE", missing);
        return Some(value);
    }
    value.numerator = Some(money(top));
    value.denominator = Some(money(bottom));
    match quotient(top, bottom, 4) {
        Some(mean) => value.set(Some(mean)),
        None => value.undefine("ZERO_WEIGHT"),
    }
    Some(value)
}

/// Work in progress and receivables of one group.
#[derive(Default)]
pub(crate) struct Locked<'e, 'a, 'i> {
    /// Documents and payments.
    pub(crate) owed: Vec<Seen<'e, Owed<'a>>>,
    /// Items.
    pub(crate) items: Vec<Seen<'i, PlacedItem>>,
}

/// The groups of lock-up on the last day of the period.
pub(crate) fn locked<'e, 'a, 'i>(
    plan: &Plan,
    period: Period,
    owed: &'e [Owed<'a>],
    items: impl Iterator<Item = &'i PlacedItem>,
) -> BTreeMap<Key, Locked<'e, 'a, 'i>> {
    let mut groups: BTreeMap<Key, Locked<'e, 'a, 'i>> = BTreeMap::new();
    for (key, seen) in grouped(plan, owed, period) {
        groups.insert(
            key,
            Locked {
                owed: seen,
                items: Vec::new(),
            },
        );
    }
    for (key, seen) in plan.grouped(items.filter(|of| of.item.unbilled()), |_| Some(period.from)) {
        groups.entry(key).or_default().items = seen;
    }
    groups
}

/// Work in progress, receivables and a year of net billings.
struct Sums {
    wip: i128,
    owed: i128,
    billed: i128,
}

fn sums(
    plan: &Plan,
    books: &Books,
    owed: &[&Owed],
    items: &[&PlacedItem],
    on: Day,
) -> Result<Sums, NoRate> {
    let mut closing = Closing::in_target(plan, books.fx, on);
    let target = plan.target;
    let mut wip = 0;
    for placed in items {
        let amount = closing.convert(placed, placed.item.open_value());
        wip += i128::from(amount.ok_or(NoRate)?.0);
    }
    Ok(Sums {
        wip,
        owed: total(owed.iter(), |cell| {
            net_open(books, cell, Receivable::Simple, target, on)
        })?,
        billed: total(owed.iter(), |cell| sold(books, cell, target, year_from(on)))?,
    })
}

/// The values of lock-up by group: the whole period is one bucket.
pub(crate) fn lock_up<'i>(
    plan: &Plan,
    metric: &Metric,
    figure: LockUp,
    books: &Books,
    items: impl Iterator<Item = &'i PlacedItem>,
) -> Values {
    let period = plan.buckets.period(plan.buckets.from);
    let on = period.to.min(plan.as_of);
    let mut values = Values::new();
    if period.from > plan.as_of {
        return values;
    }
    let entries = books.owed(Receivable::Simple, on);
    for (key, group) in locked(plan, period, &entries, items) {
        let owed = plan.readable(metric, &group.owed);
        let items = plan.readable(metric, &group.items);
        let hidden = owed.hidden + items.hidden;
        if owed.cells.is_empty() && items.cells.is_empty() {
            values.insert(key, MetricValue::masked(metric, hidden));
            continue;
        }
        let mut value = MetricValue::empty(metric);
        value.excluded_by_permission = hidden;
        value.currency = Some(plan.target);
        value.population = (owed.cells.len() + items.cells.len()) as u64;
        match sums(plan, books, &owed.cells, &items.cells, on) {
            Ok(sums) => figures(&mut value, figure, &sums),
            Err(NoRate) => value.undefine("NO_RATE"),
        }
        values.insert(key, value);
    }
    values
}

fn figures(value: &mut MetricValue, figure: LockUp, sums: &Sums) {
    let top = match figure {
        LockUp::Wip => sums.wip,
        LockUp::Receivables => sums.owed,
        LockUp::Both => sums.wip + sums.owed,
    };
    value.numerator = Some(money(top));
    value.denominator = Some(money(sums.billed));
    let days = |amount: i128| {
        let billed = Some(sums.billed).filter(|billed| *billed > 0)?;
        quotient(amount * YEAR_DAYS, billed, 4)
    };
    match days(top) {
        Some(days) => value.set(Some(days)),
        None => value.undefine("ZERO_SALES"),
    }
    if figure == LockUp::Both {
        value.part("wip_days", Unit::Days, days(sums.wip), "ZERO_SALES");
        value.part("receivable_days", Unit::Days, days(sums.owed), "ZERO_SALES");
    }
}
