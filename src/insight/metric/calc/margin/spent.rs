//! Expenses: cost, and revenue where they are billed to the client.

use entity::canonical::engagement::BillingModel;
use entity::canonical::expense::ExpenseNature;

use super::{Facts, MISSING, Row, Source, Terms, Triple};
use crate::insight::metric::calc::exact::{Fraction, minor_unit};
use crate::insight::metric::calc::input::Expense;

/// What a client pays for an expense: amount with mark-up, rounded to the currency's minor unit.
pub fn bill_amount(expense: &Expense, markup: i64) -> Option<i64> {
    Fraction::new(
        i128::from(expense.amount) * i128::from(1_000_000 + markup),
        1_000_000,
    )?
    .rounded_to(minor_unit(expense.currency))
}

/// Adds a row for each approved expense. Agent: only the mark-up is revenue and nothing is cost; principal: both are whole.
pub(super) fn expenses(facts: &Facts, terms: &Terms, rows: &mut Vec<Row>) {
    for expense in &facts.expenses {
        let Some(project) = facts.projects.iter().find(|p| p.id == expense.project) else {
            continue;
        };
        if !expense.approved || expense.spent_on > terms.as_of {
            continue;
        }
        let mut row = Row::new(
            Source::Expense,
            expense.id,
            project.id,
            expense.spent_on,
            expense.currency,
        );
        row.person = expense.person;
        let convert = |amount: Fraction| terms.convert(amount, expense.currency, project, row.rate);
        let (cost, route) = convert(Fraction::whole(expense.amount));
        row.route = route;
        let model = facts.model(project);
        let passes = matches!(
            expense.nature,
            ExpenseNature::Reimbursable | ExpenseNature::Other
        ) && expense.billable
            && model != BillingModel::None;
        match expense.nature {
            // Neither revenue nor cost: no row.
            _ if passes && facts.agent_without_markup(expense) => continue,
            _ if passes => {
                let (principal, markup) = facts
                    .contract
                    .map_or((false, 0), |contract| (contract.principal, contract.markup));
                let billed = bill_amount(expense, markup);
                let exact = |amount: Option<i64>| -> Triple {
                    amount.map_or([MISSING; 3], |amount| convert(Fraction::whole(amount)).0)
                };
                if principal {
                    row.revenue = exact(billed);
                    row.pass_through = row.revenue;
                    row.expense = cost;
                } else {
                    row.revenue = exact(billed.map(|billed| billed - expense.amount));
                }
            }
            ExpenseNature::Subcontractor => row.subcontractor = cost,
            _ => row.expense = cost,
        }
        rows.push(row);
    }
}

impl Facts<'_> {
    /// True where the client pays no more than the expense, and the firm is only its agent.
    fn agent_without_markup(&self, expense: &Expense) -> bool {
        let (principal, markup) = self
            .contract
            .map_or((false, 0), |contract| (contract.principal, contract.markup));
        !principal && bill_amount(expense, markup) == Some(expense.amount)
    }
}

/// What an expense adds to the eligible cost of cost-to-cost: subcontractors and software.
pub(super) fn eligible(expense: &Expense, row: &Row) -> Option<Triple> {
    match expense.nature {
        ExpenseNature::Subcontractor => Some(row.subcontractor),
        ExpenseNature::Software => Some(row.expense),
        ExpenseNature::Reimbursable | ExpenseNature::Other => None,
    }
}
