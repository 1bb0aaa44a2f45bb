//! Work that no live invoice line carries: in progress and leaking, at the rate of the day it is looked at.

use std::collections::HashMap;

use entity::value::{Currency, Day};

use super::Values;
use crate::insight::metric::answer::{MetricValue, Part, State};
use crate::insight::metric::calc::exact::{Fraction, money, quotient};
use crate::insight::metric::calc::fx::{FxTable, Quote, Route};
use crate::insight::metric::calc::item::Item;
use crate::insight::metric::calc::leakage::{Component, late, leaks, of_default, on_hold};
use crate::insight::metric::calc::margin::{Basis, MISSING};
use crate::insight::metric::calc::receivable::Bucket;
use crate::insight::metric::cube::PlacedItem;
use crate::insight::metric::definition::{Metric, Unit};
use crate::insight::metric::plan::{Plan, Seen};
use crate::insight::metric::registry::Measure;

/// Converts amounts of items to the currency asked for, at the closing rate.
pub(crate) struct Closing<'a> {
    fx: &'a FxTable,
    basis: Basis,
    target: Currency,
    as_of: Day,
    found: HashMap<(Currency, Currency), Option<Quote>>,
}

impl<'a> Closing<'a> {
    /// At the rates of a plan's day.
    pub(crate) fn new(plan: &Plan, fx: &'a FxTable) -> Self {
        Self {
            fx,
            basis: plan.basis,
            target: plan.target,
            as_of: plan.as_of,
            found: HashMap::new(),
        }
    }

    /// At the rates of another day, in the currency asked for or the group's.
    pub(crate) fn in_target(plan: &Plan, fx: &'a FxTable, on: Day) -> Self {
        Self {
            basis: Basis::Group,
            as_of: on,
            ..Self::new(plan, fx)
        }
    }

    /// The currency an item's amounts are given in.
    pub(crate) fn currency(&self, placed: &PlacedItem) -> Currency {
        match self.basis {
            Basis::Project => placed.item.currency,
            Basis::Entity => placed.place.entity_currency,
            Basis::Group => self.target,
        }
    }

    /// An amount of an item converted and rounded once; none without a rate.
    pub(crate) fn convert(&mut self, placed: &PlacedItem, amount: i64) -> Option<(i64, Route)> {
        let (from, to) = (placed.item.currency, self.currency(placed));
        let quote = *self
            .found
            .entry((from, to))
            .or_insert_with(|| self.fx.spot(from, to, self.as_of));
        let quote = quote?;
        Some((
            Fraction::whole(amount).times(quote.rate)?.rounded()?,
            quote.route,
        ))
    }
}

/// Parts of work in progress by days since the work.
const AGES: [(Bucket, &str); 5] = [
    (Bucket::Days1To30, "age_0_30"),
    (Bucket::Days31To60, "age_31_60"),
    (Bucket::Days61To90, "age_61_90"),
    (Bucket::Days91To120, "age_91_120"),
    (Bucket::Over120, "age_over_120"),
];

#[derive(Default)]
struct Sum {
    amount: i128,
    rows: u64,
    missing: u64,
}

impl Sum {
    fn add(&mut self, converted: Option<(i64, Route)>, route: &mut Route) {
        match converted {
            Some((amount, by)) => {
                self.amount += i128::from(amount);
                self.rows += 1;
                *route = route.with(by);
            }
            None => self.missing += 1,
        }
    }

    fn join(&mut self, other: &Self) {
        self.amount += other.amount;
        self.rows += other.rows;
        self.missing += other.missing;
    }

    fn part(&self, name: &'static str) -> Part {
        let known = self.missing == 0;
        Part {
            name,
            unit: Unit::Money,
            value: known.then(|| money(self.amount)),
            state: match (known, self.rows) {
                (false, _) => State::Undefined,
                (true, 0) => State::Empty,
                (true, _) => State::Ok,
            },
            reasons: if known { Vec::new() } else { vec!["NO_RATE"] },
        }
    }
}

/// The day that decides an item's period: its work date; work before the period counts in it where no grain cuts it up and the figure
/// is a state.
pub(crate) fn day(plan: &Plan, metric: &Metric, placed: &PlacedItem) -> Day {
    let state = matches!(metric.measure, Measure::Unbilled) && plan.buckets.grain.is_none();
    let on = placed.item.work_on;
    if state { on.max(plan.buckets.from) } else { on }
}

/// The values of a metric by group.
pub(crate) fn fold<'c>(
    plan: &Plan,
    metric: &Metric,
    items: impl Iterator<Item = &'c PlacedItem>,
    fx: &FxTable,
) -> Values {
    let mut closing = Closing::new(plan, fx);
    let items = items.filter(|placed| placed.item.billable && counts(metric, placed, plan.as_of));
    plan.grouped(items, |placed| Some(day(plan, metric, placed)))
        .into_iter()
        .map(|(key, seen)| (key, one(plan, metric, &seen, &mut closing)))
        .collect()
}

/// True where an item bears on a metric at all.
pub(crate) fn counts(metric: &Metric, placed: &PlacedItem, as_of: Day) -> bool {
    let item = &placed.item;
    match metric.measure {
        Measure::Unbilled => item.unbilled() || item.waits_for_approval(as_of),
        Measure::LeakageRatio => of_default(item) && (item.live || leaked(item, as_of).is_some()),
        _ => !leaks(item, as_of).is_empty() || on_hold(item, as_of).is_some(),
    }
}

/// What an item leaks of the default component.
pub(crate) fn leaked(item: &Item, as_of: Day) -> Option<i64> {
    let mut leaks = leaks(item, as_of).into_iter();
    let found = leaks.find(|(component, _)| *component == Component::ApprovedUnbilled);
    found.map(|(_, amount)| amount)
}

/// What of an item is billed, in the currency asked for; none without a rate.
pub(crate) fn billed(plan: &Plan, item: &Item) -> Option<i64> {
    let amount = item.billed[plan.basis as usize];
    (amount != MISSING).then_some(amount)
}

fn one(
    plan: &Plan,
    metric: &Metric,
    seen: &[Seen<PlacedItem>],
    closing: &mut Closing,
) -> MetricValue {
    let readable = plan.readable(metric, seen);
    if readable.cells.is_empty() {
        return MetricValue::masked(metric, readable.hidden);
    }
    let mut value = MetricValue::empty(metric);
    value.excluded_by_permission = readable.hidden;
    let mut currencies: Vec<Currency> = readable
        .cells
        .iter()
        .map(|placed| closing.currency(placed))
        .collect();
    currencies.sort_unstable();
    currencies.dedup();
    if currencies.len() > 1 {
        value.undefine("MIXED_CURRENCY");
        return value;
    }
    value.currency = currencies.first().copied();
    let mut route = Route::NONE;
    match metric.measure {
        Measure::Unbilled => {
            in_progress(&mut value, &readable.cells, closing, plan.as_of, &mut route)
        }
        _ => leaking(
            &mut value,
            metric,
            &readable.cells,
            closing,
            plan,
            &mut route,
        ),
    }
    value.rate_basis = route.words();
    value
}

fn in_progress(
    value: &mut MetricValue,
    cells: &[&PlacedItem],
    closing: &mut Closing,
    as_of: Day,
    route: &mut Route,
) {
    let (mut due, mut past, mut submitted, mut whole) = (
        Sum::default(),
        Sum::default(),
        Sum::default(),
        Sum::default(),
    );
    let mut ages: HashMap<Bucket, Sum> = HashMap::new();
    for placed in cells {
        let item = &placed.item;
        let converted = closing.convert(placed, item.open_value());
        if !item.approved {
            submitted.add(converted, route);
            continue;
        }
        whole.add(converted, route);
        let bucket = Bucket::of(as_of.0 - item.work_on.0);
        ages.entry(bucket).or_default().add(converted, route);
        let side = if late(item, as_of) {
            &mut past
        } else {
            &mut due
        };
        side.add(converted, route);
    }
    settle(value, &whole);
    value.parts = vec![
        due.part("not_due"),
        past.part("past_deadline"),
        submitted.part("submitted"),
    ];
    // Age by work date: what was worked today is a day old at most.
    let today = ages.remove(&Bucket::NotDue).unwrap_or_default();
    ages.entry(Bucket::Days1To30).or_default().join(&today);
    for (bucket, name) in AGES {
        let sum = ages.remove(&bucket).unwrap_or_default();
        value.parts.push(sum.part(name));
    }
}

fn settle(value: &mut MetricValue, sum: &Sum) {
    value.population = sum.rows;
    if sum.missing > 0 {
        value.undefine("NO_RATE");
        value.exclude("NO_RATE", sum.missing);
    } else if sum.rows > 0 {
        value.set(Some(money(sum.amount)));
    }
}

fn leaking(
    value: &mut MetricValue,
    metric: &Metric,
    cells: &[&PlacedItem],
    closing: &mut Closing,
    plan: &Plan,
    route: &mut Route,
) {
    let as_of = plan.as_of;
    let mut components: HashMap<Component, Sum> = HashMap::new();
    let (mut invoiced, mut held) = (Sum::default(), Sum::default());
    for placed in cells {
        for (component, amount) in leaks(&placed.item, as_of) {
            let converted = closing.convert(placed, amount);
            components
                .entry(component)
                .or_default()
                .add(converted, route);
        }
        if let Some(amount) = on_hold(&placed.item, as_of) {
            held.add(closing.convert(placed, amount), route);
        }
        if of_default(&placed.item) && placed.item.live {
            let amount = billed(plan, &placed.item);
            invoiced.add(amount.map(|amount| (amount, Route::NONE)), route);
        }
    }
    let leaked = components
        .remove(&Component::ApprovedUnbilled)
        .unwrap_or_default();
    if matches!(metric.measure, Measure::LeakageRatio) {
        value.population = leaked.rows + invoiced.rows;
        if leaked.missing + invoiced.missing > 0 {
            value.undefine("NO_RATE");
            value.exclude("NO_RATE", leaked.missing + invoiced.missing);
            return;
        }
        value.numerator = Some(money(leaked.amount));
        value.denominator = Some(money(leaked.amount + invoiced.amount));
        match quotient(leaked.amount, leaked.amount + invoiced.amount, 6) {
            Some(ratio) => value.set(Some(ratio)),
            None => value.undefine("ZERO_BILLED"),
        }
        return;
    }
    settle(value, &leaked);
    for component in Component::ALL {
        let empty = Sum::default();
        let sum = match component {
            Component::ApprovedUnbilled => &leaked,
            _ => components.get(&component).unwrap_or(&empty),
        };
        value.parts.push(sum.part(component.name()));
    }
    value.parts.push(Sum::default().part("stuck_in_sync"));
    if let Some(last) = value.parts.last_mut() {
        last.value = None;
    }
    value.parts.push(held.part("on_hold"));
}
