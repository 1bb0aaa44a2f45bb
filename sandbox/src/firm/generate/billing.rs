//! The monthly billing run of every engagement, in order of time: drafts, approvals, voids, caps, under-rates and omissions.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::dice::Dice;
use super::organisation::{earlier, later};
use super::posting::Posted;
use super::rates::Rates;
use super::time::{Approvals, month_end};
use crate::firm::*;

/// What one engagement still has to bill.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) projects: Vec<u32>,
    pub(super) entries: Vec<u32>,
    pub(super) taken: usize,
    pub(super) waiting: Vec<u32>,
    pub(super) expenses: Vec<u32>,
    pub(super) milestones: Vec<u32>,
    pub(super) adjustments: Vec<u32>,
    pub(super) time_billed: i64,
    pub(super) fee_until: Option<NaiveDate>,
}

/// The billing desk.
pub struct Desk<'a> {
    pub(super) firm: &'a mut Firm,
    pub(super) dice: Dice,
    pub(super) rates: &'a Rates,
    pub(super) horizon: Stamp,
    pub(super) approvals: &'a Approvals,
    pub(super) expense_approvals: &'a [Option<Stamp>],
    pub(super) posted: &'a mut Posted,
    pub(super) pools: Vec<Pool>,
    /// Corrections to make once their day comes: day, entry, engagement, invoice minutes.
    corrections: BTreeMap<(NaiveDate, u32), u32>,
}

/// A line not yet on an invoice.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) project: u32,
    pub(super) subject: Subject,
    pub(super) minutes: i32,
    pub(super) net_minor: i64,
}

/// Fills invoices, lines, adjustments, credits.
pub fn fill(
    firm: &mut Firm,
    rates: &Rates,
    approvals: &Approvals,
    expense_approvals: &[Option<Stamp>],
    posted: &mut Posted,
    horizon: Stamp,
) {
    let dice = Dice::sized(firm.seed, 10, firm.scale);
    let pools = pools(firm);
    let mut month = month_end(firm.first_day);
    let end = later(firm.today, 1);
    let mut desk = Desk {
        firm,
        dice,
        rates,
        horizon,
        approvals,
        expense_approvals,
        posted,
        pools,
        corrections: BTreeMap::new(),
    };
    while month < end {
        desk.correct(month);
        for engagement in 1..=desk.pools.len() as u32 {
            desk.bill(engagement, month);
        }
        month = month_end(later(month, 1));
    }
}

fn pools(firm: &Firm) -> Vec<Pool> {
    let mut pools: Vec<Pool> = firm.engagements.iter().map(|_| Pool::default()).collect();
    for project in &firm.projects {
        if let Some(engagement) = project.engagement {
            pools[engagement as usize - 1].projects.push(project.id);
        }
    }
    let owner = |project: u32| firm.project(project).and_then(|row| row.engagement);
    for entry in firm
        .time_entries
        .iter()
        .filter(|row| row.billable && row.bill_rate.minor().is_some())
    {
        let project = &firm.projects[entry.project as usize - 1];
        if let (Some(engagement), Some(BillingModel::TimeAndMaterials)) =
            (project.engagement, project.model)
        {
            pools[engagement as usize - 1].entries.push(entry.id);
        }
    }
    for expense in firm.expenses.iter().filter(|row| row.billable) {
        if let Some(engagement) = owner(expense.project) {
            pools[engagement as usize - 1].expenses.push(expense.id);
        }
    }
    for milestone in &firm.milestones {
        if let Some(engagement) = owner(milestone.project) {
            pools[engagement as usize - 1].milestones.push(milestone.id);
        }
    }
    pools
}

impl Desk<'_> {
    fn bill(&mut self, engagement: u32, month: NaiveDate) {
        let Some(deal) = self.firm.engagement(engagement).cloned() else {
            return;
        };
        if deal.start_on > later(month, 31)
            || deal.end_on < earlier(month, 190)
            || deal.order_created_at.is_none()
        {
            return;
        }
        let zone = self
            .firm
            .entity(deal.entity)
            .map_or(chrono_tz::UTC, |row| row.zone);
        let day = later(month, self.dice.between(2, 8));
        let drafted = Stamp::local(day, (9 * 3_600 + self.dice.between(0, 25_000)) as u32, zone);
        if drafted > self.horizon {
            return;
        }
        let mut items = Vec::new();
        self.time_items(&deal, month, drafted, &mut items);
        self.other_items(&deal, month, drafted, &mut items);
        self.fees(&deal, month, &mut items);
        if items.iter().map(|item| item.net_minor).sum::<i64>() <= 0 {
            self.put_back(&deal, &items);
            return;
        }
        let (void, refused) = (self.dice.mishap(80), self.dice.mishap(60));
        let id = self.invoice(&deal, month, drafted, &items, None);
        if void && self.void(id) {
            let again = drafted.plus(86_400 * self.dice.between(9, 14));
            if again <= self.horizon {
                self.invoice(&deal, month, again, &items, None);
            } else {
                self.put_back(&deal, &items);
            }
        } else if refused && self.refuse(id) {
            self.put_back(&deal, &items);
        } else {
            self.aftermath(id, &deal);
        }
    }

    /// Draws corrections, credits and re-bills of an issued invoice.
    fn aftermath(&mut self, id: u32, deal: &Engagement) {
        let row = &self.firm.invoices[id as usize - 1];
        if row.status != InvoiceStatus::Open {
            return;
        }
        let issued_on = row.issued_on;
        for item in self.items_of(id) {
            if let Subject::Time(entry) = item.subject
                && entry < 50_000_000
                && self.dice.mishap(70)
            {
                self.corrections
                    .insert((later(issued_on, self.dice.between(8, 40)), entry), deal.id);
            }
        }
        if self.dice.mishap(450) {
            self.credit(id, deal);
        }
    }

    /// Makes the corrections whose day has come.
    fn correct(&mut self, month: NaiveDate) {
        let later_ones = self.corrections.split_off(&(later(month, 1), 0));
        let due = std::mem::replace(&mut self.corrections, later_ones);
        for ((posted_on, entry_id), engagement) in due {
            let entry = self.firm.time_entries[entry_id as usize - 1].clone();
            let at = Stamp::local(
                posted_on,
                (12 * 3_600 + self.dice.between(0, 18_000)) as u32,
                chrono_tz::UTC,
            );
            if at > self.horizon || entry.invoice.is_none() {
                continue;
            }
            let less = i64::from(entry.minutes) / 15;
            let minutes = if self.dice.chance(8_000) {
                -15 * self.dice.between(1, less.max(1)).min(8)
            } else {
                15 * self.dice.between(1, 4)
            };
            let id = self.firm.adjustments.len() as u32 + 1;
            self.firm.adjustments.push(TimeAdjustment {
                id,
                entry: entry_id,
                person: entry.person,
                project: entry.project,
                story: entry.story,
                original_on: entry.work_on,
                posted_on,
                minutes: minutes.max(-i64::from(entry.minutes)) as i32,
                billable: true,
                bill_rate: entry.bill_rate,
                cost_rate: entry.cost_rate,
                invoice: None,
                meta: Meta::at(at),
            });
            self.pools[engagement as usize - 1].adjustments.push(id);
            let synced = super::posting::run_after(&mut self.dice, at);
            if synced <= self.horizon {
                let row = &self.firm.adjustments[id as usize - 1];
                let posting = self.firm.postings.len() as u32 + 1;
                self.firm.postings.push(TimePosting {
                    id: posting,
                    from: PostedFrom::Adjustment(id),
                    person: row.person,
                    project: row.project,
                    work_on: row.original_on,
                    minutes: row.minutes,
                    billable: true,
                    rate: row.bill_rate,
                    approved: true,
                    meta: Meta::at(synced),
                });
            }
        }
    }
}

/// The first day of a day's month.
pub(super) trait DayOne {
    fn with_day_one(self) -> NaiveDate;
}

impl DayOne for NaiveDate {
    fn with_day_one(self) -> NaiveDate {
        chrono::Datelike::with_day(&self, 1).unwrap_or(self)
    }
}
