//! Credit notes on issued invoices: a price corrected, good will, and work moved to a new invoice.

use super::billing::Desk;
use super::organisation::{earlier, later};
use crate::firm::*;

impl Desk<'_> {
    /// Credits an issued invoice for one of the three reasons, if the day has come.
    pub(super) fn credit(&mut self, invoice: u32, deal: &Engagement) {
        let Some(row) = self.firm.invoice(invoice).cloned() else {
            return;
        };
        let turn = match self.firm.credit_notes.len() {
            0 => 0,
            1 => 99,
            2 => 50,
            _ => self.dice.between(0, 99),
        };
        let reason = match turn {
            0..=44 => CreditReason::Price,
            45..=69 => CreditReason::Goodwill,
            _ => CreditReason::Rebill,
        };
        let issued_on = later(row.issued_on, self.dice.between(6, 28));
        if issued_on > earlier(self.firm.today, 6) {
            return;
        }
        let zone = self
            .firm
            .entity(row.entity)
            .map_or(chrono_tz::UTC, |entity| entity.zone);
        let at = Stamp::local(
            issued_on,
            (10 * 3_600 + self.dice.between(0, 20_000)) as u32,
            zone,
        )
        .min(self.horizon);
        let mut items = self.items_of(invoice);
        if reason != CreditReason::Rebill {
            items.retain(|item| item.net_minor > 100);
            if items.is_empty() {
                return;
            }
            let mut item = items[self.dice.place(items.len())];
            let percent = self.dice.between(10, 40);
            item.net_minor = (item.net_minor * percent / 100).max(1);
            items = vec![item];
        }
        let net_minor: i64 = items.iter().map(|item| item.net_minor).sum();
        let tax_minor = if reason == CreditReason::Rebill || row.net_minor == 0 {
            row.tax_minor
        } else {
            divide_half_even(net_minor * row.tax_minor, row.net_minor)
        };
        let id = self.firm.credit_notes.len() as u32 + 1;
        let total = net_minor + tax_minor;
        for item in &items {
            let line = self.firm.credit_lines.len() as u32 + 1;
            self.firm.credit_lines.push(CreditLine {
                id: line,
                credit_note: id,
                project: item.project,
                subject: item.subject,
                net_minor: item.net_minor,
                meta: Meta::at(at),
            });
        }
        self.firm.credit_notes.push(CreditNote {
            id,
            invoice,
            customer: row.customer,
            entity: row.entity,
            currency: row.currency,
            reason,
            issued_on,
            net_minor,
            tax_minor,
            applied_minor: total,
            exchange_rate: row.exchange_rate,
            meta: Meta::at(at),
        });
        let application = self.firm.applications.len() as u32 + 1;
        self.firm.applications.push(Application {
            id: application,
            from: AppliedFrom::Credit(id),
            invoice,
            amount_minor: total,
            applied_on: issued_on,
            meta: Meta::at(at),
        });
        let old = &mut self.firm.invoices[invoice as usize - 1];
        old.applied_minor += total;
        old.meta.touch(at);
        if old.open_minor() == 0 {
            old.status = InvoiceStatus::Paid;
        }
        if reason == CreditReason::Rebill {
            old.psa_cancelled = true;
            let month = old.period_to;
            for item in &items {
                self.mark(item.subject, None, at, at);
            }
            let drafted = at.plus(3_600 * self.dice.between(2, 60));
            if drafted <= self.horizon {
                self.invoice(deal, month, drafted, &items, Some(invoice));
            }
        }
    }
}
