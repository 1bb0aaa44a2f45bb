//! Revenue and cost of an engagement, row by row, in project, entity and group currency.
//!
//! A row is one time entry, expense, acceptance, price credit, fee slice or month of cost-to-cost; cells sum rows.

mod cell;
mod fee;
mod row;
mod spent;
mod work;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use entity::canonical::engagement::BillingModel;
use entity::value::{Currency, Day};

pub use cell::{Cell, Gaps, cells};
pub(crate) use fee::month_ends;
pub use fee::{earned, recognized};
pub use row::{Basis, Gap, MISSING, RateKind, Row, Source, Triple};
pub use spent::bill_amount;
pub use work::Cap;

use super::fx::FxTable;
use super::input::{Contract, Entry, Estimate, Expense, Milestone, Project};

/// A line of a price credit, with what its conversion needs of the original invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceCredit {
    /// Line of the credit note.
    pub line: i64,
    /// Project.
    pub project: i64,
    /// Time entry credited.
    pub entry: i64,
    /// Work date of that entry.
    pub work_on: Day,
    /// Net amount.
    pub amount: i64,
    /// Currency.
    pub currency: Currency,
    /// Issue date of the original invoice.
    pub original_issued_on: Day,
    /// Rate to the entity's currency printed on it.
    pub printed_rate: Option<i64>,
}

/// All that the margin of one engagement (or of one project without) depends on.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// The contract.
    pub contract: Option<&'a Contract>,
    /// Its projects.
    pub projects: Vec<&'a Project>,
    /// Their time.
    pub entries: Vec<&'a Entry>,
    /// Their expenses.
    pub expenses: Vec<&'a Expense>,
    /// Their milestones.
    pub milestones: Vec<&'a Milestone>,
    /// Their estimates.
    pub estimates: Vec<&'a Estimate>,
    /// Their price credits.
    pub credits: Vec<PriceCredit>,
    /// What the vendor numbers entries by, where a cap is consumed in that order.
    pub order: Option<&'a HashMap<i64, i64>>,
}

/// What conversion needs.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Rates.
    pub fx: &'a FxTable,
    /// Group currency, or another that is asked for.
    pub target: Currency,
    /// Business facts up to this day.
    pub as_of: Day,
}

impl Facts<'_> {
    /// The billing model of a project: the contract's, else its own; none where it does not bind.
    pub fn model(&self, project: &Project) -> BillingModel {
        match self.contract {
            _ if project.internal => BillingModel::None,
            Some(contract) if !contract.binds => BillingModel::None,
            Some(contract) if contract.model != BillingModel::Unknown => contract.model,
            _ => project.model,
        }
    }

    /// Entries as a cap is consumed: by work date, entries before adjustments, then the vendor's number.
    pub fn in_order(&self, entry: &Entry) -> (Day, bool, i64, i64) {
        let number = self.order.and_then(|order| order.get(&entry.id));
        (
            entry.work_on,
            entry.correction,
            number.copied().unwrap_or(i64::MAX),
            entry.id,
        )
    }

    /// Its client projects.
    pub fn clients(&self) -> impl Iterator<Item = &Project> {
        self.projects.iter().copied().filter(|p| !p.internal)
    }

    /// The projects that a retainer's price stands on, with their part of it: each its own where the parts come to the whole,
    /// else the lead the whole.
    pub fn fees(&self) -> Vec<(&Project, i64)> {
        let retained = |project: &&Project| self.model(project) == BillingModel::Retainer;
        let Some(price) = self.contract.and_then(|contract| contract.price) else {
            return Vec::new();
        };
        let parts: Option<Vec<(&Project, i64)>> = self
            .clients()
            .map(|project| project.price.map(|part| (project, part)))
            .collect();
        match parts {
            Some(parts) if parts.iter().map(|(_, part)| part).sum::<i64>() == price => {
                parts.into_iter().filter(|(p, _)| retained(p)).collect()
            }
            _ => self
                .lead()
                .filter(retained)
                .map(|lead| (lead, price))
                .into_iter()
                .collect(),
        }
    }

    /// The project that figures of the whole contract stand on: the one the source names, else the first to start.
    pub fn lead(&self) -> Option<&Project> {
        let named = self.contract.map_or(0, |contract| contract.first_project);
        self.projects
            .iter()
            .copied()
            .find(|project| project.id == named && named != 0)
            .or_else(|| {
                self.projects
                    .iter()
                    .copied()
                    .filter(|project| !project.internal)
                    .min_by_key(|p| (p.start_on.is_none(), p.start_on, p.code.clone(), p.id))
            })
    }

    /// The rows of the engagement, in order of project, month and source.
    pub fn rows(&self, terms: &Terms) -> Vec<Row> {
        let mut rows = Vec::new();
        work::time(self, terms, &mut rows);
        work::credits(self, terms, &mut rows);
        spent::expenses(self, terms, &mut rows);
        fee::milestones(self, terms, &mut rows);
        fee::retainer(self, terms, &mut rows);
        fee::cost_to_cost(self, terms, &mut rows);
        fee::without_contract(self, &mut rows);
        rows.sort_by_key(|row| {
            (
                row.project,
                row.on.month_start(),
                row.source,
                row.id,
                row.on,
            )
        });
        rows
    }
}
