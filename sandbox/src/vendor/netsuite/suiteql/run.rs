//! Runs a statement: walks, joins, groups, orders, and cuts the page.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::bind::bind;
use super::bound::Query;
use super::eval::{Cells, truth, value};
use super::group::{Group, Groups};
use super::join::Joins;
use super::syntax::Select;
use super::value::Value;
use super::walk::walk;
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::tables::View;

/// Rows taken at least before some are chosen, where no order is asked for.
const POOL: usize = 4096;

/// A page of an answer.
#[derive(Debug)]
pub struct Page {
    /// Names of the columns.
    pub names: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Value>>,
    /// Rows that the statement reaches in all.
    pub total: usize,
}

/// Which rows of the answer are given.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// Rows at most.
    pub limit: usize,
    /// Rows before them.
    pub offset: usize,
    /// Rows that a statement reaches at most.
    pub reach: usize,
}

/// Runs a statement and gives one page.
pub fn run(view: View<'_>, select: &Select, cut: Cut) -> Result<Page, Refusal> {
    let query = bind(view, select)?;
    let most = query.fetch.unwrap_or(usize::MAX).min(cut.reach);
    let (total, found) = groups(view, &query, cut, most)?;
    let mut rows = Vec::with_capacity(found.len());
    for group in &found {
        let cells = Cells {
            rows: &group.rows,
            totals: &group.totals,
        };
        let row = query
            .items
            .iter()
            .map(|(_, item)| value(&view, item, &cells));
        rows.push(row.collect::<Result<Vec<_>, _>>()?);
    }
    let names = query.items.into_iter().map(|(name, _)| name).collect();
    Ok(Page { names, rows, total })
}

/// The values of a statement with one column, for `IN`.
pub fn single_column(view: View<'_>, select: &Select) -> Result<Vec<Value>, Refusal> {
    let whole = Cut {
        limit: usize::MAX,
        offset: 0,
        reach: usize::MAX,
    };
    let page = run(view, select, whole)?;
    if page.names.len() != 1 {
        return Err(Refusal::unsupported("too many values"));
    }
    Ok(page.rows.into_iter().flatten().collect())
}

/// Rows or groups in the order asked for, cut to the page, and how many there are in all.
fn groups(
    view: View<'_>,
    query: &Query,
    cut: Cut,
    most: usize,
) -> Result<(usize, Vec<Group>), Refusal> {
    let Some(table) = query.from else {
        let group = Group {
            rows: Vec::new(),
            totals: Vec::new(),
        };
        return Ok((1.min(most), vec![group]));
    };
    let joins = Joins::new(view, query)?;
    let walk = walk(view, query, table);
    let end = cut.offset.saturating_add(cut.limit);
    if query.group.is_some() {
        let mut groups = Groups::default();
        for row in walk.rows {
            joins.run(&view, row, &mut |rows| {
                groups.add(&view, query, rows).map(|()| true)
            })?;
        }
        let mut kept = Vec::new();
        for group in groups.finish(query) {
            let cells = Cells {
                rows: &group.rows,
                totals: &group.totals,
            };
            let keep = match &query.having {
                Some(having) => truth(&view, having, &cells)? == Some(true),
                None => true,
            };
            if keep {
                kept.push(group);
            }
        }
        return page(view, query, kept, cut, most);
    }
    if walk.ordered {
        let mut count = 0;
        let mut found = Vec::new();
        for row in walk.rows {
            let going = joins.run(&view, row, &mut |rows| {
                if count >= cut.offset && count < end && count < most {
                    found.push(Group {
                        rows: rows.to_vec(),
                        totals: Vec::new(),
                    });
                }
                count += 1;
                Ok(count < most)
            })?;
            if !going {
                break;
            }
        }
        return Ok((count.min(most), found));
    }
    let enough = if query.order.is_empty() {
        query
            .fetch
            .map_or(usize::MAX, |fetch| fetch.saturating_mul(4).max(POOL))
    } else {
        usize::MAX
    };
    let mut found = Vec::new();
    for row in walk.rows {
        joins.run(&view, row, &mut |rows| {
            found.push(Group {
                rows: rows.to_vec(),
                totals: Vec::new(),
            });
            Ok(true)
        })?;
        if found.len() >= enough {
            break;
        }
    }
    page(view, query, found, cut, most)
}

/// Shuffles, so that only an order that is asked for holds, sorts, and cuts the page.
fn page(
    view: View<'_>,
    query: &Query,
    mut found: Vec<Group>,
    cut: Cut,
    most: usize,
) -> Result<(usize, Vec<Group>), Refusal> {
    found.shuffle(&mut ChaCha8Rng::seed_from_u64(view.seed));
    if !query.order.is_empty() {
        let mut keyed = Vec::with_capacity(found.len());
        for group in found {
            let cells = Cells {
                rows: &group.rows,
                totals: &group.totals,
            };
            let key = query.order.iter().map(|(key, _)| value(&view, key, &cells));
            keyed.push((key.collect::<Result<Vec<_>, _>>()?, group));
        }
        let zone = view.settings.text();
        keyed.sort_by(|(left, _), (right, _)| {
            let pairs = left.iter().zip(right).zip(&query.order);
            pairs
                .map(|((left, right), (_, descending))| {
                    if *descending {
                        right.order(left, &zone)
                    } else {
                        left.order(right, &zone)
                    }
                })
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        found = keyed.into_iter().map(|(_, group)| group).collect();
    }
    let total = found.len().min(most);
    found.truncate(total);
    let page = found.into_iter().skip(cut.offset).take(cut.limit).collect();
    Ok((total, page))
}
