//! Invoices issued and payments received.

use chrono::{NaiveDate, TimeDelta};

use crate::firm::generate::{Dice, Rates};
use crate::firm::*;
use crate::world::FirmWrite;

impl FirmWrite<'_> {
    /// A pending invoice is approved and goes out.
    pub(super) fn issue(&mut self, dice: &mut Dice) -> Option<()> {
        let waiting: Vec<u32> = self
            .invoices
            .iter()
            .rev()
            .take(4_000)
            .filter(|row| row.status == InvoiceStatus::PendingApproval && row.meta.live())
            .map(|row| row.id)
            .collect();
        let id = match waiting.get(dice.place(waiting.len())) {
            Some(id) => *id,
            None => self.draft()?,
        };
        let at = self.stamp();
        let row = self.invoice(id)?.clone();
        let issued_on = self.day(row.entity);
        let terms = self
            .customer(row.customer)
            .map_or(30, |customer| customer.terms_days);
        let functional = self.entity(row.entity)?.currency;
        let rate = Rates::of(self).on(row.currency, functional, RateType::Spot, issued_on);
        let held = self.invoices.get_mut(id as usize - 1)?;
        held.status = InvoiceStatus::Open;
        held.psa_draft = false;
        held.erp_created_at = held.erp_created_at.or(Some(at));
        held.issued_on = issued_on;
        held.due_on = issued_on + TimeDelta::days(terms);
        held.exchange_rate = rate;
        self.touch(Kind::Invoice, id);
        Some(())
    }

    /// An interim invoice of approved, posted time that nobody billed yet; answers its number.
    fn draft(&mut self) -> Option<u32> {
        let charges: Vec<(u32, u32, i64)> = self
            .charges
            .iter()
            .rev()
            .take(20_000)
            .filter(|row| row.invoice.is_none() && !row.hold && row.meta.live())
            .map(|row| (row.id, row.posting, row.amount_minor))
            .collect();
        let mut by_engagement: std::collections::BTreeMap<u32, Vec<(u32, TimeEntry, i64)>> =
            std::collections::BTreeMap::new();
        for (charge, posting, amount) in charges {
            let Some(PostedFrom::Entry(entry)) = self.posting(posting).map(|row| row.from) else {
                continue;
            };
            let Some(entry) = self
                .time_entry(entry)
                .filter(|row| row.approved && row.invoice.is_none() && row.meta.live())
            else {
                continue;
            };
            if let Some(deal) = self
                .project(entry.project)
                .and_then(|row| row.engagement)
                .filter(|deal| {
                    self.engagement(*deal)
                        .is_some_and(|row| row.cap_minor.is_none())
                })
            {
                by_engagement
                    .entry(deal)
                    .or_default()
                    .push((charge, entry.clone(), amount));
            }
        }
        let (deal, mut lines) = by_engagement
            .into_iter()
            .max_by_key(|(deal, lines)| (lines.len(), *deal))?;
        lines.truncate(40);
        let deal = self.engagement(deal)?.clone();
        let at = self.stamp();
        let today = self.day(deal.entity);
        let id = self.invoices.len() as u32 + 1;
        let home = self.entity(deal.entity)?;
        let domestic = self
            .customer(deal.customer)
            .is_some_and(|row| row.country == home.country);
        let tax_bp = if domestic { home.tax_bp } else { 0 };
        let net_minor: i64 = lines.iter().map(|(_, _, amount)| amount).sum();
        let period_from = lines.iter().map(|(_, entry, _)| entry.work_on).min()?;
        for (charge, entry, net_minor) in lines {
            let line = self.invoice_lines.len() as u32 + 1;
            self.invoice_lines.push(InvoiceLine {
                id: line,
                invoice: id,
                project: entry.project,
                subject: Subject::Time(entry.id),
                minutes: i32::from(entry.minutes),
                net_minor,
                meta: Meta::at(at),
            });
            self.touch(Kind::InvoiceLine, line);
            self.time_entries.get_mut(entry.id as usize - 1)?.invoice = Some(id);
            self.touch(Kind::TimeEntry, entry.id);
            self.charges.get_mut(charge as usize - 1)?.invoice = Some(id);
            self.touch(Kind::Charge, charge);
        }
        self.invoices.push(Invoice {
            id,
            engagement: deal.id,
            customer: deal.customer,
            entity: deal.entity,
            currency: deal.currency,
            period_from,
            period_to: today,
            issued_on: today,
            due_on: today,
            status: InvoiceStatus::PendingApproval,
            psa_draft: false,
            psa_cancelled: false,
            net_minor,
            tax_minor: divide_half_even(net_minor * tax_bp, 10_000),
            applied_minor: 0,
            exchange_rate: rust_decimal::Decimal::ONE,
            rebill_of: None,
            disputed: false,
            advance: false,
            erp_created_at: Some(at),
            meta: Meta::at(at),
        });
        self.touch(Kind::Invoice, id);
        Some(id)
    }

    /// The customer of an overdue or open invoice pays, in full or in part.
    pub(super) fn pay(&mut self, dice: &mut Dice) -> Option<()> {
        let mut open: Vec<(NaiveDate, u32)> = self
            .invoices
            .iter()
            .filter(|row| row.open_minor() > 0 && row.meta.live())
            .map(|row| (row.due_on, row.id))
            .collect();
        open.sort_unstable();
        let (_, id) = *open.get(dice.place(open.len().min(12)))?;
        let row = self.invoice(id)?.clone();
        let at = self.stamp();
        let received_on = self.day(row.entity);
        let functional = self.entity(row.entity)?.currency;
        let exchange_rate =
            Rates::of(self).on(row.currency, functional, RateType::Spot, received_on);
        let amount_minor = if dice.chance(2_000) {
            (row.open_minor() / 2).max(1)
        } else {
            row.open_minor()
        };
        let payment = self.payments.len() as u32 + 1;
        self.payments.push(Payment {
            id: payment,
            customer: row.customer,
            entity: row.entity,
            currency: row.currency,
            received_on,
            amount_minor,
            applied_minor: amount_minor,
            exchange_rate,
            meta: Meta::at(at),
        });
        self.touch(Kind::Payment, payment);
        let application = self.applications.len() as u32 + 1;
        self.applications.push(Application {
            id: application,
            from: AppliedFrom::Payment(payment),
            invoice: id,
            amount_minor,
            applied_on: received_on,
            meta: Meta::at(at),
        });
        self.touch(Kind::Application, application);
        let held = self.invoices.get_mut(id as usize - 1)?;
        held.applied_minor += amount_minor;
        let settled = held.open_minor() == 0;
        if settled {
            held.status = InvoiceStatus::Paid;
            let external = self.external_payments.len() as u32 + 1;
            let amount_minor = row.total_minor();
            self.external_payments.push(ExternalPayment {
                id: external,
                invoice: id,
                amount_minor,
                meta: Meta::at(at),
            });
            self.touch(Kind::ExternalPayment, external);
        }
        self.touch(Kind::Invoice, id);
        Some(())
    }
}
