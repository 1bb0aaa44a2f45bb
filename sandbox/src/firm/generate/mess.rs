//! Estimates that finance keeps, and the mess of real life: deletions in every system and what they orphan.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::dice::Dice;
use super::organisation::{earlier, later};
use super::rates::Rates;
use super::time::month_end;
use crate::firm::*;

/// Fills monthly estimates to complete of fixed-fee projects.
pub fn estimates(firm: &mut Firm, rates: &Rates, horizon: Stamp) {
    let mut dice = Dice::sized(firm.seed, 12, firm.scale);
    let mut spent: HashMap<(u32, i32, u32), i64> = HashMap::new();
    for entry in &firm.time_entries {
        let project = &firm.projects[entry.project as usize - 1];
        if project.model == Some(BillingModel::FixedFee)
            && let Some(rate) = entry.cost_rate.minor()
        {
            *spent
                .entry((entry.project, entry.work_on.year(), entry.work_on.month()))
                .or_default() += value_of(i64::from(entry.minutes), rate);
        }
    }
    for place in 0..firm.projects.len() {
        let project = firm.projects[place].clone();
        if project.model != Some(BillingModel::FixedFee) || project.activated_at.is_none() {
            continue;
        }
        let Some(currency) = firm.entity(project.entity).map(|row| row.currency) else {
            continue;
        };
        let functional = |minor: i64, day: NaiveDate| {
            rates.convert(minor, project.currency, currency, RateType::Budget, day)
        };
        let mut planned: i64 = spent
            .iter()
            .filter(|((id, ..), _)| *id == project.id)
            .map(|(_, minor)| functional(*minor, firm.first_day))
            .sum();
        let share = ((firm.today.min(project.due_on) - project.start_on).num_days() + 1).max(1);
        planned = planned * ((project.due_on - project.start_on).num_days() + 1).max(1) / share;
        planned = planned * dice.between(92, 112) / 100;
        let end = project
            .closed_on
            .unwrap_or(project.due_on.max(firm.today))
            .min(firm.today);
        let (mut month, mut done) = (month_end(project.start_on), 0);
        while month < end {
            done += functional(
                spent
                    .get(&(project.id, month.year(), month.month()))
                    .copied()
                    .unwrap_or(0),
                month,
            );
            let at = Stamp::local(
                later(month, dice.between(1, 6)),
                30_000 + project.id % 9_000,
                chrono_tz::UTC,
            );
            let noise = planned * dice.between(-4, 6) / 100;
            if at <= horizon && !dice.chance(450) {
                let id = firm.estimates.len() as u32 + 1;
                firm.estimates.push(Estimate {
                    id,
                    project: project.id,
                    as_of: month,
                    cost_etc_minor: (planned - done + noise).max(0),
                    currency,
                    meta: Meta::at(at),
                });
            }
            month = month_end(later(month, 1));
        }
    }
}

/// Deletes a little everywhere.
pub fn deletions(firm: &mut Firm, horizon: Stamp) {
    let mut dice = Dice::sized(firm.seed, 13, firm.scale);
    let gone = |dice: &mut Dice, meta: &Meta| {
        meta.updated_at
            .plus(dice.between(1, 240) * 3_600)
            .min(horizon)
    };
    let entries: Vec<(u32, Stamp)> = firm
        .time_entries
        .iter()
        .filter(|row| row.invoice.is_none() && dice.mishap(25))
        .map(|row| (row.id, row.meta))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|(id, meta)| (id, gone(&mut dice, &meta)))
        .collect();
    let lost: HashMap<u32, Stamp> = entries.iter().copied().collect();
    entries
        .iter()
        .for_each(|(id, at)| remove(firm, Kind::TimeEntry, *id, *at));
    // Half of them leave their ERP posting behind.
    let postings: Vec<(u32, Stamp)> = firm
        .postings
        .iter()
        .filter_map(|row| match row.from {
            PostedFrom::Entry(id) if id % 2 == 0 => {
                Some((row.id, lost.get(&id)?.plus(5_400).min(horizon)))
            }
            _ => None,
        })
        .collect();
    postings
        .iter()
        .for_each(|(id, at)| remove(firm, Kind::TimePosting, *id, *at));
    let gone_at: HashMap<u32, Stamp> = postings.iter().copied().collect();
    let charges: Vec<(u32, Stamp)> = firm
        .charges
        .iter()
        .filter_map(|row| Some((row.id, *gone_at.get(&row.posting)?)))
        .collect();
    charges
        .iter()
        .for_each(|(id, at)| remove(firm, Kind::Charge, *id, *at));
    let expenses: Vec<(u32, Meta)> = firm
        .expenses
        .iter()
        .filter(|row| row.invoice.is_none() && dice.mishap(120))
        .map(|row| (row.id, row.meta))
        .collect();
    for (id, meta) in expenses {
        let at = gone(&mut dice, &meta);
        remove(firm, Kind::Expense, id, at);
    }
    let allocations: Vec<(u32, Meta)> = firm
        .allocations
        .iter()
        .filter(|_| dice.mishap(60))
        .map(|row| (row.id, row.meta))
        .collect();
    for (id, meta) in allocations {
        let at = gone(&mut dice, &meta);
        remove(firm, Kind::Allocation, id, at);
    }
    let away: Vec<(u32, Meta)> = firm
        .time_off
        .iter()
        .filter(|row| row.decision != Decision::Approved && dice.chance(1_000))
        .map(|row| (row.id, row.meta))
        .collect();
    for (id, meta) in away {
        let at = gone(&mut dice, &meta);
        remove(firm, Kind::TimeOff, id, at);
    }
    let merged: Vec<u32> = firm
        .customers
        .iter()
        .filter(|row| row.duplicate_of.is_some() && row.id % 3 == 0)
        .map(|row| row.id)
        .collect();
    for id in merged {
        remove(
            firm,
            Kind::Customer,
            id,
            Stamp::local(earlier(firm.today, 70), 40_000, chrono_tz::UTC),
        );
    }
    let dropped: Vec<(u32, Meta)> = firm
        .opportunities
        .iter()
        .filter(|row| row.stage == Stage::Lost && row.id % 29 == 0)
        .map(|row| (row.id, row.meta))
        .collect();
    for (id, meta) in dropped {
        remove(
            firm,
            Kind::Opportunity,
            id,
            meta.updated_at.plus(86_400 * 3).min(horizon),
        );
    }
    let void: Vec<(u32, Meta)> = firm
        .invoices
        .iter()
        .filter(|row| row.status == InvoiceStatus::Rejected && row.id % 2 == 0)
        .map(|row| (row.id, row.meta))
        .collect();
    for (id, meta) in void {
        let at = meta.updated_at.plus(86_400).min(horizon);
        remove(firm, Kind::Invoice, id, at);
        let lines: Vec<u32> = firm
            .invoice_lines
            .iter()
            .filter(|row| row.invoice == id)
            .map(|row| row.id)
            .collect();
        lines
            .into_iter()
            .for_each(|line| remove(firm, Kind::InvoiceLine, line, at));
    }
    firm.deletions.sort_by_key(|row| (row.at, row.kind, row.id));
}

fn remove(firm: &mut Firm, kind: Kind, id: u32, at: Stamp) {
    if let Some(meta) = firm.meta_mut(kind, id) {
        meta.deleted_at = Some(at);
        meta.touch(at);
        firm.deletions.push(Deletion { kind, id, at });
    }
}
