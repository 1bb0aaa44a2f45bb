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
struct Pool {
    projects: Vec<u32>,
    entries: Vec<u32>,
    taken: usize,
    waiting: Vec<u32>,
    expenses: Vec<u32>,
    milestones: Vec<u32>,
    adjustments: Vec<u32>,
    time_billed: i64,
    fee_until: Option<NaiveDate>,
}

/// The billing desk.
pub struct Desk<'a> {
    pub(super) firm: &'a mut Firm,
    pub(super) dice: Dice,
    pub(super) rates: &'a Rates,
    pub(super) horizon: Stamp,
    approvals: &'a Approvals,
    expense_approvals: &'a [Option<Stamp>],
    posted: &'a mut Posted,
    pools: Vec<Pool>,
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
    let dice = Dice::new(firm.seed, 10);
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
        let outcome = self.dice.between(0, 999);
        let id = self.invoice(&deal, month, drafted, &items, None);
        if outcome < 8 && self.void(id) {
            let again = drafted.plus(86_400 * self.dice.between(9, 14));
            if again <= self.horizon {
                self.invoice(&deal, month, again, &items, None);
            } else {
                self.put_back(&deal, &items);
            }
        } else if outcome < 14 && self.refuse(id) {
            self.put_back(&deal, &items);
        } else {
            self.aftermath(id, &deal);
        }
    }

    fn time_items(
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

    fn other_items(
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
    fn fees(&mut self, deal: &Engagement, month: NaiveDate, items: &mut Vec<Item>) {
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

    fn put_back(&mut self, deal: &Engagement, items: &[Item]) {
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

    /// Writes an invoice with its lines and marks what it bills.
    pub(super) fn invoice(
        &mut self,
        deal: &Engagement,
        month: NaiveDate,
        drafted: Stamp,
        items: &[Item],
        rebill_of: Option<u32>,
    ) -> u32 {
        let id = self.firm.invoices.len() as u32 + 1;
        let zone = self
            .firm
            .entity(deal.entity)
            .map_or(chrono_tz::UTC, |row| row.zone);
        let customer = self.firm.customer(deal.customer).cloned();
        let erp_at = drafted.plus(self.dice.between(1, 40) * 3_600);
        let approved = erp_at.plus(self.dice.between(2, 110) * 3_600);
        let status = if approved <= self.horizon && !self.dice.chance(40) {
            InvoiceStatus::Open
        } else {
            InvoiceStatus::PendingApproval
        };
        let issued_on = if status == InvoiceStatus::Open {
            approved.date_in(zone)
        } else {
            drafted.date_in(zone)
        };
        let home = self.firm.entity(deal.entity).cloned();
        let domestic = customer
            .as_ref()
            .zip(home.as_ref())
            .is_some_and(|(row, home)| row.country == home.country);
        let net_minor: i64 = items.iter().map(|item| item.net_minor).sum();
        let tax_bp = if domestic {
            home.as_ref().map_or(0, |row| row.tax_bp)
        } else {
            0
        };
        let functional = home.map_or(Currency::Usd, |row| row.currency);
        let mut meta = Meta::at(drafted);
        meta.touch(if status == InvoiceStatus::Open {
            approved
        } else {
            erp_at.min(self.horizon)
        });
        let period_from = month.with_day_one();
        for item in items {
            let line = self.firm.invoice_lines.len() as u32 + 1;
            let line_meta = Meta {
                updated_at: meta.updated_at,
                ..Meta::at(drafted)
            };
            self.firm.invoice_lines.push(InvoiceLine {
                id: line,
                invoice: id,
                project: item.project,
                subject: item.subject,
                minutes: item.minutes,
                net_minor: item.net_minor,
                meta: line_meta,
            });
            self.mark(item.subject, Some(id), drafted, erp_at.min(self.horizon));
        }
        self.firm.invoices.push(Invoice {
            id,
            engagement: deal.id,
            customer: deal.customer,
            entity: deal.entity,
            currency: deal.currency,
            period_from,
            period_to: month,
            issued_on,
            due_on: later(issued_on, customer.map_or(30, |row| row.terms_days)),
            status,
            psa_draft: erp_at > self.horizon,
            psa_cancelled: false,
            net_minor,
            tax_minor: divide_half_even(net_minor * tax_bp, 10_000),
            applied_minor: 0,
            exchange_rate: self
                .rates
                .on(deal.currency, functional, RateType::Spot, issued_on),
            rebill_of,
            disputed: self.dice.chance(150),
            advance: deal.in_advance,
            erp_created_at: Some(erp_at).filter(|at| *at <= self.horizon),
            meta,
        });
        id
    }

    /// Points what a line bills at its live PSA invoice, or at none.
    pub(super) fn mark(
        &mut self,
        subject: Subject,
        invoice: Option<u32>,
        at: Stamp,
        erp_at: Stamp,
    ) {
        match subject {
            Subject::Time(id) => {
                let id = id % 50_000_000;
                let row = &mut self.firm.time_entries[id as usize - 1];
                row.invoice = invoice;
                row.meta.touch(at);
                let charge = self.posted.charge[id as usize - 1];
                if let Some(row) = (charge as usize)
                    .checked_sub(1)
                    .and_then(|place| self.firm.charges.get_mut(place))
                {
                    row.invoice = invoice;
                    row.hold = false;
                    row.meta.touch(erp_at);
                }
            }
            Subject::Adjustment(id) => {
                let row = &mut self.firm.adjustments[id as usize - 1];
                row.invoice = invoice;
                row.meta.touch(at);
            }
            Subject::Expense(id) => {
                let row = &mut self.firm.expenses[id as usize - 1];
                row.invoice = invoice;
                row.meta.touch(at);
            }
            Subject::Milestone(id) => {
                let row = &mut self.firm.milestones[id as usize - 1];
                row.invoice = invoice;
                row.meta.touch(at);
            }
            Subject::Fee { .. } => {}
        }
    }

    pub(super) fn items_of(&self, invoice: u32) -> Vec<Item> {
        let from = self
            .firm
            .invoice_lines
            .partition_point(|line| line.invoice < invoice);
        self.firm.invoice_lines[from..]
            .iter()
            .take_while(|line| line.invoice == invoice)
            .map(|line| Item {
                project: line.project,
                subject: line.subject,
                minutes: line.minutes,
                net_minor: line.net_minor,
            })
            .collect()
    }

    fn cancel(&mut self, id: u32, from: InvoiceStatus, to: InvoiceStatus) -> bool {
        let row = &mut self.firm.invoices[id as usize - 1];
        if row.status != from {
            return false;
        }
        row.status = to;
        row.psa_cancelled = true;
        let at = row.meta.updated_at.plus(7_200).min(self.horizon);
        row.meta.touch(at);
        for item in self.items_of(id) {
            self.mark(item.subject, None, at, at);
        }
        true
    }

    fn void(&mut self, id: u32) -> bool {
        self.cancel(id, InvoiceStatus::Open, InvoiceStatus::Void)
    }

    fn refuse(&mut self, id: u32) -> bool {
        self.cancel(id, InvoiceStatus::Open, InvoiceStatus::Rejected)
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
                && self.dice.chance(70)
            {
                self.corrections
                    .insert((later(issued_on, self.dice.between(8, 40)), entry), deal.id);
            }
        }
        if self.dice.chance(300) {
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

trait DayOne {
    fn with_day_one(self) -> NaiveDate;
}

impl DayOne for NaiveDate {
    fn with_day_one(self) -> NaiveDate {
        chrono::Datelike::with_day(&self, 1).unwrap_or(self)
    }
}
