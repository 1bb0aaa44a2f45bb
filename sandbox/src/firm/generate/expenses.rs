//! Expenses by project and month, their reports and decisions.

use chrono::Datelike;

use super::dice::Dice;
use super::organisation::{earlier, later, priced};
use super::sales::Stint;
use super::time::month_end;
use crate::firm::*;

/// Fills expenses and reports; returns when each expense was approved, by number minus one.
pub fn fill(firm: &mut Firm, stints: &[Stint], horizon: Stamp) -> Vec<Option<Stamp>> {
    let mut dice = Dice::new(firm.seed, 9);
    let mut approvals = Vec::new();
    for stint in stints {
        let Some(project) = firm.project(stint.project).cloned() else {
            continue;
        };
        let mut day = stint.from;
        while day <= stint.to && day < firm.today {
            let month = month_end(day);
            let last = month.min(stint.to).min(earlier(firm.today, 1));
            let count = dice.between(0, if stint.primary { 4 } else { 1 });
            if count > 0 {
                let rows: Vec<usize> = (0..count)
                    .map(|_| expense(firm, &mut dice, &project, stint.person, day, last))
                    .collect();
                approvals.resize(firm.expenses.len(), None);
                report(
                    firm,
                    &mut dice,
                    &project,
                    stint.person,
                    month,
                    &rows,
                    &mut approvals,
                    horizon,
                );
            }
            day = later(month, 1);
        }
    }
    approvals
}

fn expense(
    firm: &mut Firm,
    dice: &mut Dice,
    project: &Project,
    person: u32,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
) -> usize {
    let (category, low, high) = match dice.between(0, 99) {
        0..=59 => (ExpenseCategory::Travel, 2_000, 95_000),
        60..=71 => (ExpenseCategory::Materials, 1_500, 60_000),
        72..=85 => (ExpenseCategory::Subcontractor, 80_000, 600_000),
        _ => (ExpenseCategory::Software, 1_000, 90_000),
    };
    let pass_through = matches!(
        category,
        ExpenseCategory::Travel | ExpenseCategory::Materials
    );
    let spent_on = later(from, dice.between(0, (to - from).num_days()));
    let id = firm.expenses.len() as u32 + 1;
    let zone = firm
        .person(person)
        .and_then(|row| firm.entity(row.entity))
        .map_or(chrono_tz::UTC, |row| row.zone);
    firm.expenses.push(Expense {
        id,
        person,
        project: project.id,
        category,
        spent_on,
        amount_minor: priced(dice.between(low, high), project.currency).max(1),
        billable: pass_through && !dice.chance(800),
        report: None,
        approved: false,
        invoice: None,
        meta: Meta::at(Stamp::local(
            spent_on,
            (18 * 3_600 + dice.between(0, 9_000)) as u32,
            zone,
        )),
    });
    firm.expenses.len() - 1
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row of facts drawn by the caller"
)]
fn report(
    firm: &mut Firm,
    dice: &mut Dice,
    project: &Project,
    person: u32,
    month: chrono::NaiveDate,
    rows: &[usize],
    approvals: &mut [Option<Stamp>],
    horizon: Stamp,
) {
    let zone = firm
        .entity(project.entity)
        .map_or(chrono_tz::UTC, |row| row.zone);
    for place in rows {
        let meta = &mut firm.expenses[*place].meta;
        meta.created_at = meta.created_at.min(horizon);
        meta.updated_at = meta.created_at;
    }
    let submitted = Stamp::local(
        later(month, dice.between(1, 6)),
        (15 * 3_600 + dice.between(0, 20_000)) as u32,
        zone,
    );
    if submitted > horizon || dice.chance(150) {
        return;
    }
    let id = firm.expense_reports.len() as u32 + 1;
    let mut meta = Meta::at(submitted);
    let decided = submitted.plus(dice.between(1, 9) * 86_400 + i64::from(month.day()) * 61);
    let decision = if decided > horizon {
        Decision::Pending
    } else if dice.chance(150) {
        Decision::Rejected
    } else {
        Decision::Approved
    };
    let mut resolution = None;
    if decision != Decision::Pending {
        let number = firm.resolutions.len() as u32 + 1;
        firm.resolutions.push(Resolution {
            id: number,
            target: Target::Expense(id),
            decision,
            person: project.manager,
            meta: Meta::at(decided),
        });
        resolution = Some(number);
        meta.touch(decided);
    }
    for place in rows {
        let row = &mut firm.expenses[*place];
        row.report = (decision != Decision::Rejected).then_some(id);
        row.approved = decision == Decision::Approved;
        row.meta.touch(meta.updated_at);
        if row.approved {
            approvals[*place] = Some(decided);
        }
    }
    firm.expense_reports.push(ExpenseReport {
        id,
        person,
        project: project.id,
        decision,
        resolution,
        meta,
    });
}
