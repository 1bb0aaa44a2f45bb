//! How customers pay: early, late, in part, several invoices at once, too much, or not at all.

use super::dice::Dice;
use super::organisation::{earlier, later};
use super::rates::Rates;
use crate::firm::*;

/// Fills payments, applications and the PSA's external payments.
pub fn fill(firm: &mut Firm, rates: &Rates, horizon: Stamp) {
    let mut dice = Dice::sized(firm.seed, 11, firm.scale);
    let mut plans: Vec<(chrono::NaiveDate, u32, u32, i64)> = Vec::new();
    for invoice in firm
        .invoices
        .iter()
        .filter(|row| row.status == InvoiceStatus::Open)
    {
        let open = invoice.open_minor();
        if open <= 0 || invoice.disputed && dice.chance(7_000) {
            continue;
        }
        let habit = i64::from(invoice.customer * 11 % 25) - 6;
        let first = later(invoice.due_on, habit + dice.between(-6, 14));
        match dice.between(0, 99) {
            0..=2 => {}
            3..=10 => {
                let part = open * dice.between(30, 80) / 100;
                plans.push((first, invoice.customer, invoice.id, part));
                if dice.chance(7_000) {
                    plans.push((
                        later(first, dice.between(15, 80)),
                        invoice.customer,
                        invoice.id,
                        open - part,
                    ));
                }
            }
            11 => plans.push((
                first,
                invoice.customer,
                invoice.id,
                (open - invoice.currency.base_unit() / 2).max(1),
            )),
            12..=16 => plans.push((
                later(first, dice.between(40, 160)),
                invoice.customer,
                invoice.id,
                open,
            )),
            _ => plans.push((first, invoice.customer, invoice.id, open)),
        }
    }
    plans.retain(|(day, ..)| *day < earlier(firm.today, 1));
    plans.sort_unstable();
    let mut last: Option<(u32, u32, u32)> = None;
    for (day, customer, invoice, amount) in plans {
        let Some(row) = firm.invoice(invoice).cloned() else {
            continue;
        };
        let zone = firm
            .entity(row.entity)
            .map_or(chrono_tz::UTC, |entity| entity.zone);
        let day = day.max(later(row.issued_on, 1)).min(earlier(firm.today, 1));
        let at =
            Stamp::local(day, (11 * 3_600 + dice.between(0, 18_000)) as u32, zone).min(horizon);
        let joined = last.filter(|(payer, _, payment)| {
            *payer == customer
                && firm.payment(*payment).is_some_and(|paid| {
                    paid.currency == row.currency
                        && paid.entity == row.entity
                        && (day - paid.received_on).num_days() <= 10
                })
        });
        let payment = match joined {
            Some((_, _, payment)) => payment,
            None => payment(firm, rates, &row, day, at),
        };
        last = Some((customer, invoice, payment));
        let extra = if dice.mishap(150) { amount / 20 } else { 0 };
        let paid = &mut firm.payments[payment as usize - 1];
        paid.amount_minor += amount + extra;
        paid.applied_minor += amount;
        paid.meta.touch(at);
        apply(firm, &mut dice, payment, invoice, amount, day, at, horizon);
    }
    prepayments(firm, rates, &mut dice, horizon);
}

fn payment(
    firm: &mut Firm,
    rates: &Rates,
    invoice: &Invoice,
    day: chrono::NaiveDate,
    at: Stamp,
) -> u32 {
    let id = firm.payments.len() as u32 + 1;
    let functional = firm
        .entity(invoice.entity)
        .map_or(Currency::Usd, |row| row.currency);
    firm.payments.push(Payment {
        id,
        customer: invoice.customer,
        entity: invoice.entity,
        currency: invoice.currency,
        received_on: day,
        amount_minor: 0,
        applied_minor: 0,
        exchange_rate: rates.on(invoice.currency, functional, RateType::Spot, day),
        meta: Meta::at(at),
    });
    id
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row of facts drawn by the caller"
)]
fn apply(
    firm: &mut Firm,
    dice: &mut Dice,
    payment: u32,
    invoice: u32,
    amount_minor: i64,
    applied_on: chrono::NaiveDate,
    at: Stamp,
    horizon: Stamp,
) {
    let id = firm.applications.len() as u32 + 1;
    firm.applications.push(Application {
        id,
        from: AppliedFrom::Payment(payment),
        invoice,
        amount_minor,
        applied_on,
        meta: Meta::at(at),
    });
    let row = &mut firm.invoices[invoice as usize - 1];
    row.applied_minor += amount_minor;
    row.meta.touch(at);
    if row.open_minor() == 0 {
        row.status = InvoiceStatus::Paid;
        let known = at.plus(86_400 * dice.between(0, 3) + 1_200);
        if known <= horizon && !dice.mishap(150) {
            row.meta.touch(known);
            let id = firm.external_payments.len() as u32 + 1;
            let amount_minor = row.total_minor();
            firm.external_payments.push(ExternalPayment {
                id,
                invoice,
                amount_minor,
                meta: Meta::at(known),
            });
        }
    }
}

/// Cash that no invoice explains.
fn prepayments(firm: &mut Firm, rates: &Rates, dice: &mut Dice, horizon: Stamp) {
    let some: Vec<Invoice> = firm
        .invoices
        .iter()
        .filter(|row| row.status.issued() && row.id % 120 == 60)
        .cloned()
        .collect();
    for invoice in some {
        let day = later(invoice.issued_on, 4).min(earlier(firm.today, 1));
        let at = Stamp::local(day, 45_000, chrono_tz::UTC).min(horizon);
        let id = payment(firm, rates, &invoice, day, at);
        firm.payments[id as usize - 1].amount_minor =
            (invoice.net_minor / dice.between(4, 10)).max(1);
    }
}
