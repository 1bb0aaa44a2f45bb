//! Chooses the road through the first table: by key, by stamp, by single ids; so that a page costs about as much as its rows.

use std::ops::Range;

use super::bound::{Bound, Query};
use super::bounds::{Bounds, Place, values};
use crate::vendor::netsuite::tables::{Rows, Table, View};

/// Rows of the first table, and whether they come in the order asked for.
pub struct Walk<'a> {
    /// Rows; a superset of those that the condition keeps.
    pub rows: Rows<'a>,
    /// They come in the order asked for.
    pub ordered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Key,
    Stamp,
    Other,
}

fn order(query: &Query, table: &Table) -> Order {
    let mut names = Vec::new();
    for (key, descending) in &query.order {
        match key {
            Bound::Column(0, column) if !descending => names.push(column.name),
            _ => return Order::Other,
        }
    }
    if !table.key.is_empty() && names.starts_with(table.key) {
        return Order::Key;
    }
    match (names.split_first(), table.stamp) {
        (Some((first, rest)), Some(stamp)) if *first == stamp && rest.starts_with(table.key) => {
            Order::Stamp
        }
        _ => Order::Other,
    }
}

/// Walks the first table of a statement.
pub fn walk<'a>(view: View<'a>, query: &Query, table: &'static Table) -> Walk<'a> {
    let zone = view.settings.text();
    let order = order(query, table);
    let filter = query.filter.as_ref();
    let place = |column, stamp| Place {
        column,
        stamp,
        zone,
    };
    let key = table.key.first().map(|column| place(*column, false));
    let points = key.and_then(|key| key.points(filter?));
    let bounds = key
        .zip(filter)
        .map_or(Bounds::ALL, |(key, filter)| key.bounds(filter));
    let ranges = ranges(table, filter, bounds, points.as_ref());
    let listed = points.is_some();
    if let Some(column) = table.stamp.filter(|_| !listed) {
        let stamps = filter.map_or(Bounds::ALL, |filter| place(column, true).bounds(filter));
        if order == Order::Stamp || !stamps.open() {
            if let Some(walk) = stamped(view, query, table, order, stamps, &ranges) {
                return walk;
            }
        }
    }
    let rows = ranges
        .into_iter()
        .flat_map(move |range| (table.rows)(view, range));
    Walk {
        rows: Box::new(rows),
        ordered: order == Order::Key,
    }
}

fn ranges(
    table: &Table,
    filter: Option<&Bound>,
    bounds: Bounds,
    points: Option<&std::collections::BTreeSet<i64>>,
) -> Vec<Range<u64>> {
    if let Some(points) = points {
        let inside = points
            .iter()
            .filter(|point| (bounds.low..=bounds.high).contains(*point) && **point >= 0);
        return inside.map(|point| table.span(*point, *point)).collect();
    }
    let whole = if table.key.is_empty() {
        0..u64::MAX
    } else {
        table.span(bounds.low, bounds.high)
    };
    let partition = table.partition.zip(filter);
    let listed =
        partition.and_then(|((column, ranges), filter)| Some((ranges, values(filter, column)?)));
    let Some((ranges, values)) = listed else {
        return vec![whole];
    };
    let mut found: Vec<Range<u64>> = values.iter().flat_map(ranges).collect();
    found.sort_by_key(|range| range.start);
    found.dedup();
    let cut = found
        .into_iter()
        .map(|range| range.start.max(whole.start)..range.end.min(whole.end));
    cut.filter(|range| !range.is_empty()).collect()
}

fn stamped<'a>(
    view: View<'a>,
    query: &Query,
    table: &'static Table,
    order: Order,
    stamps: Bounds,
    ranges: &[Range<u64>],
) -> Option<Walk<'a>> {
    let index = view.derived.stamps(view, table)?;
    let span = stamps.low..=stamps.high;
    let kept = ranges.to_vec();
    let inside = move |row: &u64| kept.iter().any(|range| range.contains(row));
    if order == Order::Stamp {
        return Some(Walk {
            rows: Box::new(index.between(span).filter(inside)),
            ordered: true,
        });
    }
    let found = index.count(&span);
    let walked = match query.fetch {
        Some(fetch) if order == Order::Key => {
            (fetch.saturating_mul(index.len()) / found.max(1)).min(index.len())
        }
        _ => index.len(),
    };
    if found.saturating_mul(4) > walked {
        return None;
    }
    let mut rows: Vec<u64> = index.between(span).filter(inside).collect();
    rows.sort_unstable();
    Some(Walk {
        rows: Box::new(rows.into_iter()),
        ordered: order == Order::Key,
    })
}
