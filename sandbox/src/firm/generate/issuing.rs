//! Writing an invoice with its lines, marking what it bills, voiding and refusing it.

use chrono::NaiveDate;

use super::billing::{DayOne, Desk, Item};
use super::organisation::later;
use crate::firm::*;

impl Desk<'_> {
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
        let slow = if self.dice.chance(1_000) {
            86_400 * self.dice.between(8, 25)
        } else {
            0
        };
        let approved = erp_at.plus(self.dice.between(2, 110) * 3_600 + slow);
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

    pub(super) fn void(&mut self, id: u32) -> bool {
        self.cancel(id, InvoiceStatus::Open, InvoiceStatus::Void)
    }

    pub(super) fn refuse(&mut self, id: u32) -> bool {
        self.cancel(id, InvoiceStatus::Open, InvoiceStatus::Rejected)
    }
}
