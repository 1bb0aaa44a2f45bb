//! Exchange rates: kpis.md section 22, "Exchange rates".

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use entity::value::Day;
use throughline::domain::record::Kind;

use super::book::Book;
use super::number::Exact;

/// The currency that results are reported in.
pub const GROUP: &str = "USD";

type Pair = (String, String, String);

/// The rates that the ERP publishes.
pub struct Rates {
    published: BTreeMap<Pair, BTreeMap<i32, Exact>>,
}

pub fn month_start(day: i32) -> i32 {
    Day(day).month_start().0
}

pub fn month_end(day: i32) -> i32 {
    Day(day).month_end().0
}

pub fn ymd(day: i32) -> (i32, u32, u32) {
    let date = Day(day).date();
    (date.year(), date.month(), date.day())
}

impl Rates {
    /// Rates are the ERP's; where it has none, the next owner's. They are never mixed.
    pub fn of(book: &Book) -> Self {
        let ranks: BTreeSet<usize> = book
            .all(Kind::FxRate)
            .map(|row| book.ownership(Kind::FxRate, row))
            .collect();
        let mut published: BTreeMap<Pair, BTreeMap<i32, Exact>> = BTreeMap::new();
        for row in book.all(Kind::FxRate) {
            if Some(&book.ownership(Kind::FxRate, row)) != ranks.first() {
                continue;
            }
            let word = |field| row.text(field).unwrap().to_owned();
            published
                .entry((word("base"), word("quote"), word("rate_type")))
                .or_default()
                .insert(
                    row.day("effective_on").unwrap(),
                    Exact::scaled(row.int("rate").unwrap().into(), 10),
                );
        }
        Self { published }
    }

    /// "A missing day takes the last published rate of the same pair and type not older than 7 calendar days, else NO_RATE."
    pub fn spot(&self, from: &str, to: &str, day: i32) -> Option<Exact> {
        self.rate(from, to, "spot", |days| {
            days.range(day - 7..=day).next_back().map(|(_, rate)| *rate)
        })
    }

    /// "The average rate is the one the ERP publishes for the month; a month without one is NO_RATE."
    pub fn average(&self, from: &str, to: &str, day: i32) -> Option<Exact> {
        self.rate(from, to, "average", |days| {
            days.range(month_start(day)..=month_end(day))
                .next_back()
                .map(|(_, rate)| *rate)
        })
    }

    /// "Use the published pair; only for a pair that the source never publishes take its inverse, else the cross through the group
    /// currency: a gap in a published pair is never filled from another one."
    fn rate(
        &self,
        from: &str,
        to: &str,
        kind: &str,
        at: impl Fn(&BTreeMap<i32, Exact>) -> Option<Exact>,
    ) -> Option<Exact> {
        if from == to {
            return Some(Exact::ONE);
        }
        if let Some(found) = self.leg(from, to, kind, &at) {
            return found;
        }
        // "A cross rate is the exact product of its two legs."
        let one = self.leg(from, GROUP, kind, &at)??;
        let other = self.leg(GROUP, to, kind, &at)??;
        Some(one.times(other))
    }

    /// The pair or its inverse, the outer none where neither was ever published.
    fn leg(
        &self,
        from: &str,
        to: &str,
        kind: &str,
        at: &impl Fn(&BTreeMap<i32, Exact>) -> Option<Exact>,
    ) -> Option<Option<Exact>> {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned(), kind.to_owned());
        if let Some(days) = self.published.get(&pair(from, to)) {
            return Some(at(days));
        }
        let days = self.published.get(&pair(to, from))?;
        Some(at(days).map(|rate| Exact::ONE.over(rate)))
    }
}
