//! Puts the values of a question's metrics into rows: comparison, totals, order, pages.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::value::Day;

use super::answer::{Compared, DimensionValue, MetricRow, MetricValue, RowKind, State};
use super::dimension::Dimension;
use super::fold::Values;
use super::plan::{Key, MOST_DIMENSIONS, Plan};
use super::query::{Comparison, MetricQuery, Order, OrderBy, QueryError};
use super::respond::kind_of;
use super::words::Words;
use crate::domain::record::{Class, Kind};

/// Rows a page where the question does not say.
pub(crate) const PAGE: usize = 50;
/// Most rows a page.
pub(crate) const MOST: usize = 200;

/// Values of every metric by group, in the order of the question.
pub(crate) type Table = BTreeMap<Key, Vec<MetricValue>>;

/// Joins the values of metrics by group; what a group lacks is empty.
pub(crate) fn table(plan: &Plan, columns: Vec<Values>) -> Table {
    let mut table = Table::new();
    let blank: Vec<MetricValue> = plan
        .metrics
        .iter()
        .map(|metric| MetricValue::empty(metric))
        .collect();
    for (place, values) in columns.into_iter().enumerate() {
        for (key, value) in values {
            table.entry(key).or_insert_with(|| blank.clone())[place] = value;
        }
    }
    if table.is_empty() && plan.group.is_empty() && plan.buckets.grain.is_none() {
        table.insert(([0; MOST_DIMENSIONS], plan.buckets.from), blank);
    }
    table
}

/// The period to compare with.
pub(crate) fn other_period(from: Day, to: Day, comparison: Comparison) -> (Day, Day) {
    match comparison {
        Comparison::PreviousPeriod if from == from.month_start() && to == to.month_end() => {
            let months = super::calc::margin::month_ends(from, to).count();
            let start = (0..months).fold(from, |start, _| Day(start.0 - 1).month_start());
            (start, Day(from.0 - 1))
        }
        Comparison::PreviousPeriod => (Day(from.0 - (to.0 - from.0 + 1)), Day(from.0 - 1)),
        Comparison::PreviousYear => (year_before(from), year_before(to)),
    }
}

fn year_before(on: Day) -> Day {
    use chrono::Datelike;
    let date = on.date();
    let last = on == on.month_end();
    let earlier = Day::ymd(date.year() - 1, date.month(), date.day())
        .or_else(|| Day::ymd(date.year() - 1, date.month(), 28));
    earlier.map_or(on, |day| if last { day.month_end() } else { day })
}

/// Sets the value of another period beside each value, bucket by bucket.
pub(crate) fn compare(plan: &Plan, table: &mut Table, other: &Plan, earlier: &Table) {
    let before: HashMap<Day, usize> = other
        .buckets
        .all()
        .iter()
        .enumerate()
        .map(|(place, period)| (period.from, place))
        .collect();
    let mut by_place: HashMap<([i64; MOST_DIMENSIONS], usize), &Vec<MetricValue>> = HashMap::new();
    for ((dims, start), values) in earlier {
        if let Some(place) = before.get(start) {
            by_place.insert((*dims, *place), values);
        }
    }
    let others = other.buckets.all();
    for (place, period) in plan.buckets.all().into_iter().enumerate() {
        let Some(then) = others.get(place) else {
            continue;
        };
        for ((dims, start), values) in table.iter_mut() {
            if *start != period.from {
                continue;
            }
            let found = by_place.get(&(*dims, place));
            for (column, value) in values.iter_mut().enumerate() {
                let old = found.and_then(|values| values.get(column));
                let masked = value.state == State::Masked;
                let old_value = old.and_then(|old| old.value).filter(|_| !masked);
                value.compared = Some(Compared {
                    from: then.from,
                    to: then.to,
                    value: old_value,
                    difference: value.value.zip(old_value).map(|(now, then)| now - then),
                    state: if masked {
                        State::Masked
                    } else {
                        old.map_or(State::Empty, |old| old.state)
                    },
                });
            }
        }
    }
}

/// Names dimension values for a viewer.
pub(crate) struct Naming<'a> {
    pub(crate) words: &'a Words,
    pub(crate) names: &'a HashMap<(Kind, i64), String>,
}

impl Naming<'_> {
    fn dimensions(&self, plan: &Plan, key: &Key) -> Vec<DimensionValue> {
        plan.group
            .iter()
            .zip(key.0)
            .map(|(dimension, number)| self.dimension(plan, *dimension, number))
            .collect()
    }

    fn dimension(&self, plan: &Plan, dimension: Dimension, number: i64) -> DimensionValue {
        let personal = matches!(dimension, Dimension::Person | Dimension::Manager);
        let masked = personal
            && !plan
                .access
                .grants
                .iter()
                .any(|grant| grant.classes.contains(&Class::Personal) && grant.person(number));
        let id = self.words.text(dimension, number);
        let label = match kind_of(dimension) {
            Some(kind) => self.names.get(&(kind, number)).cloned(),
            None => id.clone(),
        };
        DimensionValue {
            dimension,
            id,
            label: label.filter(|_| !masked),
            masked,
        }
    }
}

/// A page of rows in order.
pub(crate) struct Page {
    pub(crate) rows: Vec<MetricRow>,
    pub(crate) total_count: usize,
    pub(crate) more: bool,
}

/// Orders the rows and cuts the page out.
pub(crate) fn page(
    plan: &Plan,
    query: &MetricQuery,
    table: Table,
    naming: &Naming,
) -> Result<Page, QueryError> {
    let mut rows: Vec<MetricRow> = table
        .into_iter()
        .map(|(key, values)| MetricRow {
            cursor: cursor(&key),
            dimensions: naming.dimensions(plan, &key),
            period: plan.buckets.period(key.1),
            values,
            kind: RowKind::Row,
        })
        .collect();
    let orders = effective(plan, query)?;
    rows.sort_by(|a, b| {
        orders
            .iter()
            .map(|(by, descending)| by.compare(a, b, *descending))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
            .then_with(|| a.cursor.cmp(&b.cursor))
    });
    let total_count = rows.len();
    let part = part(
        [&query.after, &query.before],
        query.first,
        query.last,
        rows.iter().map(|row| row.cursor.as_str()),
    )?;
    Ok(Page {
        rows: rows.drain(part.rows).collect(),
        total_count,
        more: part.more,
    })
}

/// The rows of a list that a page holds, and whether more between its cursors follow or, of the last ones, precede.
pub(crate) struct Part {
    pub(crate) rows: Range<usize>,
    pub(crate) more: bool,
}

/// Finds a page between two cursors: so many rows from the beginning on, or up to the end.
pub(crate) fn part<'a>(
    [after, before]: [&Option<String>; 2],
    count: Option<usize>,
    last: bool,
    cursors: impl ExactSizeIterator<Item = &'a str> + Clone,
) -> Result<Part, QueryError> {
    let of = |argument, cursor: &String| {
        cursors
            .clone()
            .position(|known| known == cursor)
            .ok_or_else(|| QueryError::BadInput {
                argument,
                detail: "no row has this cursor".to_owned(),
            })
    };
    let start = match after {
        None => 0,
        Some(cursor) => of("after", cursor)? + 1,
    };
    let end = match before {
        None => cursors.len(),
        Some(cursor) => of("before", cursor)?.max(start),
    };
    let count = count.unwrap_or(PAGE).min(MOST).min(end - start);
    Ok(Part {
        rows: match last {
            true => end - count..end,
            false => start..start + count,
        },
        more: count < end - start,
    })
}

enum By {
    Value(usize),
    Label(usize),
    Period,
}

impl By {
    fn compare(&self, a: &MetricRow, b: &MetricRow, descending: bool) -> Ordering {
        let turn = |order: Ordering| if descending { order.reverse() } else { order };
        match self {
            Self::Value(place) => {
                let of = |row: &MetricRow| row.values.get(*place).and_then(|value| value.value);
                absent_last(of(a), of(b), turn)
            }
            Self::Label(place) => {
                let of = |row: &MetricRow| {
                    row.dimensions
                        .get(*place)
                        .and_then(|d| d.label.clone().or(d.id.clone()))
                };
                absent_last(of(a), of(b), turn)
            }
            Self::Period => turn(a.period.cmp(&b.period)),
        }
    }
}

fn absent_last<T: Ord>(
    a: Option<T>,
    b: Option<T>,
    turn: impl Fn(Ordering) -> Ordering,
) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => turn(a.cmp(&b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn effective(plan: &Plan, query: &MetricQuery) -> Result<Vec<(By, bool)>, QueryError> {
    let mut orders = Vec::new();
    for Order { by, descending } in &query.order_by {
        let missing = |what: &str| QueryError::BadInput {
            argument: "orderBy",
            detail: format!("{what} is not in the question"),
        };
        let by = match by {
            OrderBy::Metric(key) => By::Value(
                plan.metrics
                    .iter()
                    .position(|metric| metric.key == key)
                    .ok_or_else(|| missing(key))?,
            ),
            OrderBy::Dimension(dimension) => By::Label(
                plan.group
                    .iter()
                    .position(|of| of == dimension)
                    .ok_or_else(|| missing(dimension.name()))?,
            ),
            OrderBy::Period => By::Period,
        };
        orders.push((by, *descending));
    }
    if orders.is_empty() {
        orders.push((By::Period, false));
    }
    orders.extend((0..plan.group.len()).map(|place| (By::Label(place), false)));
    orders.push((By::Period, false));
    Ok(orders)
}

fn cursor(key: &Key) -> String {
    let mut bytes = Vec::with_capacity(40);
    for dim in key.0 {
        bytes.extend(dim.to_be_bytes());
    }
    bytes.extend(key.1.0.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The cursor of a row behind a value.
pub(crate) fn place_cursor(kind: &str, id: i64, on: Day) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{id}:{}", on.0))
}
