//! A project month: the sum of its rows, and what is missing from it.

use std::collections::BTreeMap;

use entity::value::Day;
use serde::{Deserialize, Serialize};

use super::{MISSING, Row, Triple};
use crate::insight::metric::calc::fx::Route;

/// What is missing from a cell, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gaps {
    /// Billable time without a bill rate.
    pub bill_rate: u32,
    /// Time without a cost rate.
    pub cost_rate: u32,
    /// True where cost-to-cost has no estimate.
    pub estimate: bool,
    /// True where cost-to-cost has no rate of exchange.
    pub completion_rate: bool,
    /// True where no contract explains revenue.
    pub contract: bool,
    /// By currency: revenue rows without a rate of exchange.
    pub revenue_rate: [u32; 3],
    /// By currency: cost rows without a rate of exchange.
    pub spent_rate: [u32; 3],
    /// By currency: months whose loss to be expected has no rate of exchange.
    #[serde(default)]
    pub provision_rate: [u32; 3],
}

/// The figures of a project in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Revenue by currency, rows without a rate left out.
    pub revenue: Triple,
    /// Pass-through revenue.
    pub pass_through: Triple,
    /// Labor cost.
    pub labor: Triple,
    /// Subcontractor cost.
    pub subcontractor: Triple,
    /// Other project expenses.
    pub expense: Triple,
    /// The part of labor that is rework.
    pub rework: Triple,
    /// What a loss to be expected grew by.
    #[serde(default)]
    pub provision: Triple,
    /// What is missing.
    pub gaps: Gaps,
    /// People whose cost is in it, in order.
    pub people: Vec<i64>,
    /// Those with cost of rework in it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rework_people: Vec<i64>,
    /// Those with cost of anything else in it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regular_people: Vec<i64>,
    /// Rows.
    pub rows: u32,
    /// How group amounts were converted, as bits of [`Route`].
    pub route: u8,
}

fn add(sum: &mut Triple, amounts: &Triple, missing: &mut [u32; 3]) {
    for place in 0..3 {
        if amounts[place] == MISSING {
            missing[place] += 1;
        } else {
            sum[place] += amounts[place];
        }
    }
}

impl Cell {
    /// Adds a row.
    pub fn add(&mut self, row: &Row) {
        let gaps = &mut self.gaps;
        add(&mut self.revenue, &row.revenue, &mut gaps.revenue_rate);
        add(&mut self.pass_through, &row.pass_through, &mut [0; 3]);
        add(&mut self.labor, &row.labor, &mut gaps.spent_rate);
        add(
            &mut self.subcontractor,
            &row.subcontractor,
            &mut gaps.spent_rate,
        );
        add(&mut self.expense, &row.expense, &mut gaps.spent_rate);
        add(
            &mut self.provision,
            &row.provision,
            &mut gaps.provision_rate,
        );
        if row.rework {
            add(&mut self.rework, &row.labor, &mut [0; 3]);
        }
        gaps.bill_rate += u32::from(row.gap.bill_rate);
        gaps.cost_rate += u32::from(row.gap.cost_rate);
        gaps.estimate |= row.gap.estimate;
        gaps.completion_rate |= row.gap.completion_rate;
        gaps.contract |= row.gap.contract;
        if row.person != 0 && row.labor != [0; 3] {
            let of = if row.rework {
                &mut self.rework_people
            } else {
                &mut self.regular_people
            };
            for people in [&mut self.people, of] {
                if let Err(place) = people.binary_search(&row.person) {
                    people.insert(place, row.person);
                }
            }
        }
        self.rows += 1;
        self.route = Route(self.route).with(row.route).0;
    }
}

/// The cells of rows, by project and month.
pub fn cells(rows: &[Row]) -> BTreeMap<(i64, Day), Cell> {
    let mut cells: BTreeMap<(i64, Day), Cell> = BTreeMap::new();
    for row in rows {
        cells
            .entry((row.project, row.on.month_start()))
            .or_default()
            .add(row);
    }
    cells
}
