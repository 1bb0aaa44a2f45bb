//! Look-ups prepared from the firm, so that a field's value is found without a search.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::psa::Work;
use crate::firm::{Currency, Customer, Firm, RateType};

/// Prepared look-ups.
#[derive(Default)]
pub struct Side {
    /// Stage moves of each opportunity, in order.
    pub moves: HashMap<u32, Vec<u32>>,
    /// The move before a move.
    pub before: HashMap<u32, u32>,
    /// People with a CRM login.
    pub users: HashSet<u32>,
    /// First engagement of an opportunity.
    pub contracts: HashMap<u32, u32>,
    /// Units of a currency for one US dollar: today's.
    pub conversion: HashMap<Currency, Decimal>,
    /// Exchange rate rows that show as dated rates, and the first day of the next row.
    pub dated: HashMap<u32, Option<NaiveDate>>,
    /// Payment status and open balance that the CRM shows, as of the day they were last written.
    pub payments: HashMap<u32, (String, Decimal)>,
    /// Services work, when the org has it.
    pub work: Work,
}

impl Side {
    /// Prepares all of it, keeping what was frozen when the org was made.
    pub fn of(firm: &Firm, psa: bool, frozen: Option<&mut Side>) -> Self {
        let mut side = Self::default();
        for row in &firm.stage_moves {
            let moves = side.moves.entry(row.opportunity).or_default();
            if let Some(last) = moves.last() {
                side.before.insert(row.id, *last);
            }
            moves.push(row.id);
        }
        let in_crm = firm.people.iter().filter(|person| person.in_crm);
        side.users.extend(in_crm.map(|person| person.id));
        side.users
            .extend(firm.customers.iter().map(|row| row.leader));
        side.users
            .extend(firm.opportunities.iter().map(|row| row.owner));
        for row in &firm.engagements {
            if let Some(opportunity) = row.opportunity {
                side.contracts.entry(opportunity).or_insert(row.id);
            }
        }
        side.rates(firm);
        side.payments = match frozen {
            Some(old) => std::mem::take(&mut old.payments),
            None => shown_payments(firm),
        };
        if psa {
            side.work = Work::of(firm);
        }
        side
    }

    fn rates(&mut self, firm: &Firm) {
        let mut last: HashMap<Currency, (NaiveDate, u32)> = HashMap::new();
        let mut newest: HashMap<Currency, NaiveDate> = HashMap::new();
        self.conversion.insert(Currency::Usd, Decimal::ONE);
        for row in firm.fx_rates.iter().filter(|row| row.to == Currency::Usd) {
            match row.rate_type {
                RateType::Average if row.from != Currency::Usd => {
                    self.dated.insert(row.id, None);
                    if let Some((_, before)) = last.insert(row.from, (row.effective_on, row.id)) {
                        self.dated.insert(before, Some(row.effective_on));
                    }
                }
                RateType::Spot if row.from != Currency::Usd => {
                    let newer = newest
                        .get(&row.from)
                        .is_none_or(|day| *day <= row.effective_on);
                    if newer {
                        newest.insert(row.from, row.effective_on);
                        self.conversion.insert(row.from, inverse(row.rate));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Units of the currency for one corporate unit, with six decimals.
pub fn inverse(rate: Decimal) -> Decimal {
    Decimal::ONE
        .checked_div(rate)
        .unwrap_or(Decimal::ONE)
        .round_dp(6)
}

/// What the CRM shows: mostly right, on every sixth account written long ago.
fn shown_payments(firm: &Firm) -> HashMap<u32, (String, Decimal)> {
    let mut open: HashMap<u32, Vec<(NaiveDate, NaiveDate, Decimal, bool)>> = HashMap::new();
    for invoice in firm.invoices.iter().filter(|row| row.status.issued()) {
        let rest = invoice.currency.decimal(invoice.open_minor());
        if rest > Decimal::ONE && invoice.meta.live() {
            open.entry(invoice.customer).or_default().push((
                invoice.issued_on,
                invoice.due_on,
                rest,
                invoice.disputed,
            ));
        }
    }
    let shown = |customer: &Customer| {
        let late = if customer.id % 6 == 2 { 75 } else { 0 };
        let day = firm
            .today
            .checked_sub_days(Days::new(late))
            .unwrap_or(firm.today);
        let rows = open.get(&customer.id).map_or(&[][..], Vec::as_slice);
        let known = rows.iter().filter(|(issued, ..)| *issued <= day);
        let balance = known.clone().map(|(_, _, rest, _)| *rest).sum();
        let disputed = known.clone().any(|(.., disputed)| *disputed);
        let worst = known
            .map(|(_, due, ..)| (day - *due).num_days())
            .max()
            .unwrap_or(i64::MIN);
        let status = match worst {
            _ if disputed => "DISPUTED",
            91.. => "OVERDUE_91",
            61..=90 => "OVERDUE_61",
            31..=60 => "OVERDUE_31",
            1..=30 => "OVERDUE_1",
            -7..=0 => "DUE_SOON",
            _ => "CURRENT",
        };
        (customer.id, (status.to_owned(), balance))
    };
    let billed = firm.customers.iter().filter(|row| row.in_erp);
    billed.map(shown).collect()
}
