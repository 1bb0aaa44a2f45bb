//! What an engagement bills in a month: time within the cap, expenses, milestones, fee instalments.

use chrono::NaiveDate;

use super::billing::{Desk, Item};
use super::organisation::{earlier, later};
use super::time::month_end;
use crate::firm::*;

impl Desk<'_> {
    pub(super) fn time_items(
        &mut self,
        deal: &Engagement,
        month: NaiveDate,
        drafted: Stamp,
        items: &mut Vec<Item>,
    ) {
        let mut pool = std::mem::take(&mut self.pools[deal.id as usize - 1]);
        while let Some(id) = pool
            .entries
            .get(pool.taken)
            .copied()
            .filter(|id| self.firm.time_entries[*id as usize - 1].work_on <= month)
        {
            pool.taken += 1;
            // Forgotten for good: leakage.
            if !self.dice.chance(60) {
                pool.waiting.push(id);
            }
        }
        let mut waiting = Vec::new();
        for id in std::mem::take(&mut pool.waiting) {
            let entry = &self.firm.time_entries[id as usize - 1];
            let approved = self.approvals.of(entry).is_some_and(|at| at <= drafted);
            let known = self
                .posted
                .at(self.firm, id)
                .is_some_and(|at| at <= drafted);
            let early = !approved && entry.recent_submission.is_some() && self.dice.chance(120);
            let Some(rate) = entry
                .bill_rate
                .minor()
                .filter(|_| approved && known || early)
            else {
                waiting.push(id);
                continue;
            };
            let (minutes, project) = (i32::from(entry.minutes), entry.project);
            let full = value_of(i64::from(minutes), rate);
            let agreed = if self.dice.chance(70) {
                divide_half_even(full * 9, 10)
            } else {
                full
            };
            let room = deal
                .cap_minor
                .map_or(i64::MAX, |cap| cap - pool.time_billed);
            if room <= 0 {
                continue;
            }
            let net_minor = agreed.min(room);
            pool.time_billed += net_minor;
            let subject = if self.dice.chance(2) {
                Subject::Time(id + 50_000_000)
            } else {
                Subject::Time(id)
            };
            items.push(Item {
                project,
                subject,
                minutes,
                net_minor,
            });
        }
        pool.waiting = waiting;
        let due: Vec<u32> = pool
            .adjustments
            .iter()
            .copied()
            .filter(|id| self.firm.adjustments[*id as usize - 1].posted_on <= month)
            .collect();
        pool.adjustments.retain(|id| !due.contains(id));
        for id in due {
            let row = &self.firm.adjustments[id as usize - 1];
            let Some(rate) = row.bill_rate.minor() else {
                continue;
            };
            items.push(Item {
                project: row.project,
                subject: Subject::Adjustment(id),
                minutes: row.minutes,
                net_minor: value_of(i64::from(row.minutes), rate),
            });
        }
        self.pools[deal.id as usize - 1] = pool;
    }

    pub(super) fn other_items(
        &mut self,
        deal: &Engagement,
        month: NaiveDate,
        drafted: Stamp,
        items: &mut Vec<Item>,
    ) {
        let mut pool = std::mem::take(&mut self.pools[deal.id as usize - 1]);
        pool.expenses.retain(|id| {
            let row = &self.firm.expenses[*id as usize - 1];
            let ready = row.spent_on <= month
                && self.expense_approvals[*id as usize - 1].is_some_and(|at| at <= drafted);
            if ready && !self.dice.chance(100) {
                let net_minor =
                    divide_half_even(row.amount_minor * (10_000 + deal.markup_bp), 10_000);
                items.push(Item {
                    project: row.project,
                    subject: Subject::Expense(*id),
                    minutes: 0,
                    net_minor,
                });
            }
            !ready
        });
        pool.milestones.retain(|id| {
            let row = &self.firm.milestones[*id as usize - 1];
            let ready =
                row.accepted_at.is_some_and(|at| at <= drafted) && row.reversed_at.is_none();
            if ready && !self.dice.chance(250) {
                items.push(Item {
                    project: row.project,
                    subject: Subject::Milestone(*id),
                    minutes: 0,
                    net_minor: row.amount_minor,
                });
            }
            !ready
        });
        self.pools[deal.id as usize - 1] = pool;
    }

    /// Fee instalments by calendar month: the difference of rounded to-date shares, project by project.
    pub(super) fn fees(&mut self, deal: &Engagement, month: NaiveDate, items: &mut Vec<Item>) {
        if !matches!(deal.model, BillingModel::FixedFee | BillingModel::Retainer) {
            return;
        }
        let last = deal.ended_early_on.unwrap_or(deal.end_on).min(deal.end_on);
        let target = if deal.in_advance {
            month_end(later(month, 1))
        } else {
            month
        };
        let total = (deal.end_on - deal.start_on).num_days() + 1;
        loop {
            let pool = &self.pools[deal.id as usize - 1];
            let from = pool.fee_until.map_or(deal.start_on, |day| later(day, 1));
            let to = month_end(from).min(last);
            if from > last || to > target {
                return;
            }
            let share = |price: i64, day: NaiveDate| {
                divide_half_even(price * ((day - deal.start_on).num_days() + 1).max(0), total)
            };
            let skipped = self.dice.chance(120);
            for project in pool.projects.clone() {
                let price = self
                    .firm
                    .project(project)
                    .and_then(|row| row.price_minor)
                    .unwrap_or_default();
                let net_minor = share(price, to) - share(price, earlier(from, 1));
                if net_minor > 0 && !skipped {
                    items.push(Item {
                        project,
                        subject: Subject::Fee { from, to },
                        minutes: 0,
                        net_minor,
                    });
                }
            }
            self.pools[deal.id as usize - 1].fee_until = Some(to);
        }
    }

    pub(super) fn put_back(&mut self, deal: &Engagement, items: &[Item]) {
        let pool = &mut self.pools[deal.id as usize - 1];
        for item in items {
            match item.subject {
                Subject::Time(id) => {
                    pool.time_billed -= item.net_minor;
                    pool.waiting.push(id % 50_000_000);
                }
                Subject::Adjustment(id) => pool.adjustments.push(id),
                Subject::Expense(id) => pool.expenses.push(id),
                Subject::Milestone(id) => pool.milestones.push(id),
                Subject::Fee { from, .. } => {
                    pool.fee_until = Some(earlier(from, 1)).filter(|day| *day >= deal.start_on)
                }
            }
        }
    }
}
