//! Exchange rates with their gaps, and rate cards with their versions.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use rust_decimal::Decimal;

use super::dice::Dice;
use super::organisation::{earlier, later, priced};
use crate::firm::*;

/// Bill rate per hour in US dollar cents by role.
const BILL: &[i64] = &[11_500, 16_500, 22_000, 28_500, 36_000, 48_000, 21_000, 0, 0];
const PAIRS: [(Currency, Currency); 4] = [
    (Currency::Eur, Currency::Usd),
    (Currency::Gbp, Currency::Usd),
    (Currency::Jpy, Currency::Usd),
    (Currency::Gbp, Currency::Eur),
];

/// Published rates, found by pair, type and day.
pub struct Rates(BTreeMap<(Currency, Currency, RateType, NaiveDate), Decimal>);

impl Rates {
    /// Reads the published rates of a firm.
    pub fn of(firm: &Firm) -> Self {
        Self(
            firm.fx_rates
                .iter()
                .map(|row| {
                    (
                        (row.from, row.to, row.rate_type, row.effective_on),
                        row.rate,
                    )
                })
                .collect(),
        )
    }

    /// Newest published rate on a day, however old: inverse and cross where the pair is not published. The firm's own books, not a KPI.
    pub fn on(&self, from: Currency, to: Currency, rate_type: RateType, day: NaiveDate) -> Decimal {
        if from == to {
            return Decimal::ONE;
        }
        if let Some(rate) = self.published(from, to, rate_type, day) {
            return rate;
        }
        if let Some(rate) = self.published(to, from, rate_type, day) {
            return (Decimal::ONE / rate).round_dp(10);
        }
        let first = self.on_group(from, rate_type, day);
        let second = self.on_group(to, rate_type, day);
        (first / second).round_dp(10)
    }

    fn on_group(&self, from: Currency, rate_type: RateType, day: NaiveDate) -> Decimal {
        if from == Currency::Usd {
            Decimal::ONE
        } else {
            self.published(from, Currency::Usd, rate_type, day)
                .unwrap_or(Decimal::ONE)
        }
    }

    fn published(
        &self,
        from: Currency,
        to: Currency,
        rate_type: RateType,
        day: NaiveDate,
    ) -> Option<Decimal> {
        let key = (from, to, rate_type, day);
        let (found, rate) = self.0.range(..=key).next_back()?;
        (found.0 == from && found.1 == to && found.2 == rate_type).then_some(*rate)
    }

    /// An amount in minor units converted and rounded half-even to minor units.
    pub fn convert(
        &self,
        minor: i64,
        from: Currency,
        to: Currency,
        rate_type: RateType,
        day: NaiveDate,
    ) -> i64 {
        if from == to {
            return minor;
        }
        let exact =
            from.decimal(minor) * self.on(from, to, rate_type, day) * Decimal::from(to.base_unit());
        i64::try_from(exact.round_dp(0).mantissa()).unwrap_or(i64::MAX)
    }
}

/// Fills exchange rates and rate cards.
pub fn fill(firm: &mut Firm) {
    let mut dice = Dice::new(firm.seed, 3);
    exchange(firm, &mut dice);
    cards(firm, &mut dice);
}

fn exchange(firm: &mut Firm, dice: &mut Dice) {
    let from_day = NaiveDate::from_ymd_opt(firm.first_day.year(), 1, 1).unwrap_or(firm.first_day);
    // Levels in units of 1e-6 US dollar (yen: 1e-8).
    let mut levels = [1_085_000i64, 1_272_000, 672_000];
    let mut sums: BTreeMap<(i32, u32), ([i64; 4], i64)> = BTreeMap::new();
    let long_gap = later(firm.first_day, firm.scale.days() / 8);
    let mut day = from_day;
    while day < firm.today {
        for level in &mut levels {
            *level += *level * dice.between(-45, 45) / 10_000;
        }
        let cross = levels[1] * 1_000_000 / levels[0];
        let values = [levels[0], levels[1], levels[2], cross];
        let sum = sums.entry((day.year(), day.month())).or_insert(([0; 4], 0));
        for (total, value) in sum.0.iter_mut().zip(values) {
            *total += value;
        }
        sum.1 += 1;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        for (place, value) in values.into_iter().enumerate() {
            let holiday = dice.chance(250);
            let gap = place == 2 && day >= long_gap && day < later(long_gap, 11);
            if !weekend && !holiday && !gap {
                publish(firm, place, RateType::Spot, day, value, day);
            }
        }
        day = later(day, 1);
    }
    for ((year, month), (totals, days)) in sums {
        let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else {
            continue;
        };
        let known = later(first, 31).min(earlier(firm.today, 1));
        for (place, total) in totals.into_iter().enumerate() {
            publish(firm, place, RateType::Average, first, total / days, known);
        }
    }
    for year in from_day.year()..=firm.today.year() {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
            continue;
        };
        for (place, value) in [1_080_000, 1_265_000, 670_000, 1_171_000]
            .into_iter()
            .enumerate()
        {
            let drift = i64::from(year - from_day.year()) * 4_000;
            publish(firm, place, RateType::Budget, first, value + drift, first);
        }
    }
}

fn publish(
    firm: &mut Firm,
    place: usize,
    rate_type: RateType,
    effective_on: NaiveDate,
    value: i64,
    known: NaiveDate,
) {
    let (from, to) = PAIRS[place];
    let rate = Decimal::new(value, if from == Currency::Jpy { 8 } else { 6 });
    let id = firm.fx_rates.len() as u32 + 1;
    let meta = Meta::at(Stamp::local(
        known,
        5 * 3_600 + place as u32 * 7,
        chrono_tz::UTC,
    ));
    firm.fx_rates.push(FxRate {
        id,
        from,
        to,
        rate_type,
        effective_on,
        rate,
        meta,
    });
}

fn cards(firm: &mut Firm, dice: &mut Dice) {
    let start = Stamp::local(earlier(firm.first_day, 300), 9 * 3_600, chrono_tz::UTC);
    for (place, title) in ["Standard rates", "Preferred customers"]
        .into_iter()
        .enumerate()
    {
        firm.rate_card_sets.push(RateCardSet {
            id: place as u32 + 1,
            title,
            meta: Meta::at(start),
        });
    }
    for set in 1..=2u32 {
        for (place, year) in (firm.first_day.year() - 1..=firm.today.year() + 1).enumerate() {
            let Some(effective_on) = NaiveDate::from_ymd_opt(year, 1, 1) else {
                continue;
            };
            let published = effective_on <= firm.today;
            let id = firm.rate_card_versions.len() as u32 + 1;
            let known = earlier(effective_on, 40).min(earlier(firm.today, 5));
            let meta = Meta::at(Stamp::local(known, 10 * 3_600 + id, chrono_tz::UTC));
            firm.rate_card_versions.push(RateCardVersion {
                id,
                set,
                effective_on,
                published,
                meta,
            });
            for currency in Currency::ALL {
                let factor =
                    (if set == 1 { 1_000 } else { 930 }) + place as i64 * dice.between(20, 35);
                rate(firm, id, currency, None, 15_000 * factor / 1_000, meta);
                for (role, cents) in BILL.iter().enumerate().filter(|(_, cents)| **cents > 0) {
                    rate(
                        firm,
                        id,
                        currency,
                        Some(role as u32 + 1),
                        cents * factor / 1_000,
                        meta,
                    );
                }
            }
        }
    }
}

fn rate(
    firm: &mut Firm,
    version: u32,
    currency: Currency,
    role: Option<u32>,
    cents: i64,
    meta: Meta,
) {
    let exact = priced(cents, currency);
    let step = if currency == Currency::Jpy { 100 } else { 50 };
    let id = firm.role_rates.len() as u32 + 1;
    firm.role_rates.push(RoleRate {
        id,
        version,
        currency,
        role,
        rate_minor: exact / step * step,
        meta,
    });
}

/// Rate card lookups: by set, currency, role and day.
pub struct Cards(BTreeMap<(u32, Currency, u32, NaiveDate), i64>);

impl Cards {
    /// Reads the published cards of a firm.
    pub fn of(firm: &Firm) -> Self {
        let mut map = BTreeMap::new();
        for row in &firm.role_rates {
            let Some(version) = firm.rate_card_versions.get(row.version as usize - 1) else {
                continue;
            };
            if version.published {
                map.insert(
                    (
                        version.set,
                        row.currency,
                        row.role.unwrap_or(0),
                        version.effective_on,
                    ),
                    row.rate_minor,
                );
            }
        }
        Self(map)
    }

    /// Minor units per hour on a day.
    pub fn on(&self, set: u32, currency: Currency, role: u32, day: NaiveDate) -> Option<i64> {
        let key = (set, currency, role, day);
        let (found, rate) = self.0.range(..=key).next_back()?;
        (found.0 == set && found.1 == currency && found.2 == role).then_some(*rate)
    }
}
