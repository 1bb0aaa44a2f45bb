//! Revenue and cost of projects up to today, as the figures have them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use entity::value::Day;

use crate::insight::metric::calc::margin::Cell;
use crate::insight::metric::cube::Place;
use crate::insight::rule::book::Book;

/// The months of a project.
pub(in crate::insight::rule) struct Months<'a> {
    /// Its dimensions.
    pub(in crate::insight::rule) place: &'a Arc<Place>,
    /// Its months in order.
    pub(in crate::insight::rule) cells: Vec<(Day, &'a Cell)>,
}

/// The months of every client project.
pub(in crate::insight::rule) fn projects(book: &Book) -> BTreeMap<i64, Months<'_>> {
    let mut projects: BTreeMap<i64, Months> = BTreeMap::new();
    for month in book.figures.cubes.months() {
        if month.place.internal || month.month > book.today {
            continue;
        }
        projects
            .entry(month.place.project)
            .or_insert_with(|| Months {
                place: &month.place,
                cells: Vec::new(),
            })
            .cells
            .push((month.month, &month.cell));
    }
    for months in projects.values_mut() {
        months.cells.sort_by_key(|(month, _)| *month);
    }
    projects
}

impl Months<'_> {
    /// Revenue in project currency.
    pub(in crate::insight::rule) fn revenue(&self) -> i64 {
        self.cells.iter().map(|(_, cell)| cell.revenue[0]).sum()
    }

    /// Cost in project currency.
    pub(in crate::insight::rule) fn cost(&self) -> i64 {
        self.cells.iter().map(|(_, cell)| cost(cell)).sum()
    }

    /// People whose cost is in it.
    pub(in crate::insight::rule) fn people(&self) -> usize {
        let people: BTreeSet<i64> = self
            .cells
            .iter()
            .flat_map(|(_, cell)| cell.people.iter().copied())
            .collect();
        people.len()
    }

    /// True where revenue is not known, for want of an estimate or a contract.
    pub(in crate::insight::rule) fn undefined(&self) -> bool {
        self.cells.last().is_some_and(|(_, cell)| {
            cell.gaps.estimate || cell.gaps.completion_rate || cell.gaps.contract
        })
    }
}

/// Cost of a month in project currency.
pub(in crate::insight::rule) fn cost(cell: &Cell) -> i64 {
    cell.labor[0] + cell.subcontractor[0] + cell.expense[0]
}

/// A margin as a fraction of revenue in millionths; none without revenue.
pub(in crate::insight::rule) fn margin(revenue: i64, cost: i64) -> Option<i64> {
    if revenue <= 0 {
        return None;
    }
    let margin = i128::from(revenue - cost) * 1_000_000 / i128::from(revenue);
    i64::try_from(margin).ok()
}

/// A share of an amount, the share in millionths.
pub(in crate::insight::rule) fn share(amount: i64, millionths: i64) -> i64 {
    i64::try_from(i128::from(amount) * i128::from(millionths) / 1_000_000).unwrap_or(i64::MAX)
}
