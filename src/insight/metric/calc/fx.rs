//! Published exchange rates and how one is found: the published pair, else its inverse, else the cross through the group currency.
//!
//! A gap in a published pair is never filled from another pair.

use std::collections::HashMap;

use entity::canonical::fx_rate::RateType;
use entity::value::{Currency, Day, Fx};

use super::exact::Fraction;

/// Days a published spot rate holds.
pub const GAP_DAYS: i32 = 7;

const SCALE: i128 = 10_000_000_000;

/// How a rate was come by; several unite as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Route(pub u8);

impl Route {
    /// The same currency.
    pub const NONE: Self = Self(0);
    /// The published pair.
    pub const DIRECT: Self = Self(1);
    /// The inverse of the published pair.
    pub const INVERSE: Self = Self(2);
    /// Two legs through the group currency.
    pub const CROSS: Self = Self(4);

    /// Both.
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// In words, joined with a plus sign; none for the same currency.
    pub fn words(self) -> Option<String> {
        let names = [
            (Self::DIRECT, "direct"),
            (Self::INVERSE, "inverse"),
            (Self::CROSS, "cross"),
        ];
        let found: Vec<&str> = names
            .iter()
            .filter(|(route, _)| self.0 & route.0 != 0)
            .map(|(_, name)| *name)
            .collect();
        (!found.is_empty()).then(|| found.join("+"))
    }
}

/// A rate found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Units of the target for one of the source.
    pub rate: Fraction,
    /// How it was come by.
    pub route: Route,
    /// Day of the (older) published rate.
    pub published_on: Option<Day>,
}

impl Quote {
    const SAME: Self = Self {
        rate: Fraction::ONE,
        route: Route::NONE,
        published_on: None,
    };
}

/// Published rates of one source.
#[derive(Clone, Debug, Default)]
pub struct FxTable {
    group: Option<Currency>,
    series: HashMap<(Currency, Currency, u8), Vec<(Day, i64)>>,
}

fn type_number(rate_type: RateType) -> u8 {
    match rate_type {
        RateType::Spot => 0,
        RateType::Average => 1,
        RateType::Closing => 2,
        RateType::Budget => 3,
    }
}

impl FxTable {
    /// An empty table; crosses go through the group currency.
    pub fn new(group: Currency) -> Self {
        Self {
            group: Some(group),
            series: HashMap::new(),
        }
    }

    /// Adds a published rate; of two for one day the later added holds. Call [`Self::sort`] when done.
    pub fn publish(
        &mut self,
        base: Currency,
        quote: Currency,
        rate_type: RateType,
        on: Day,
        rate: Fx,
    ) {
        if rate.0 > 0 {
            self.series
                .entry((base, quote, type_number(rate_type)))
                .or_default()
                .push((on, rate.0));
        }
    }

    /// Puts the rates in order of days.
    pub fn sort(&mut self) {
        for series in self.series.values_mut() {
            series.sort_by_key(|(on, _)| *on);
            series.reverse();
            series.dedup_by_key(|(on, _)| *on);
            series.reverse();
        }
    }

    /// The spot rate of a day: the last published one not older than seven days.
    pub fn spot(&self, from: Currency, to: Currency, on: Day) -> Option<Quote> {
        self.find(from, to, RateType::Spot, on)
    }

    /// The average rate that was published for the month of a day.
    pub fn average(&self, from: Currency, to: Currency, on: Day) -> Option<Quote> {
        self.find(from, to, RateType::Average, on)
    }

    /// The budget rate of the year of a day.
    pub fn budget(&self, from: Currency, to: Currency, on: Day) -> Option<Quote> {
        self.find(from, to, RateType::Budget, on)
    }

    /// A rate of a type that holds on a day.
    pub fn find(
        &self,
        from: Currency,
        to: Currency,
        rate_type: RateType,
        on: Day,
    ) -> Option<Quote> {
        if from == to {
            return Some(Quote::SAME);
        }
        match self.leg(from, to, rate_type, on) {
            Leg::Found(quote) => Some(quote),
            Leg::Gap => None,
            Leg::Unpublished => {
                let group = self.group.filter(|group| *group != from && *group != to)?;
                let (Leg::Found(first), Leg::Found(second)) = (
                    self.leg(from, group, rate_type, on),
                    self.leg(group, to, rate_type, on),
                ) else {
                    return None;
                };
                Some(Quote {
                    rate: first.rate.times(second.rate)?,
                    route: Route::CROSS,
                    published_on: first.published_on.min(second.published_on),
                })
            }
        }
    }

    fn leg(&self, from: Currency, to: Currency, rate_type: RateType, on: Day) -> Leg {
        let number = type_number(rate_type);
        if let Some(series) = self.series.get(&(from, to, number)) {
            return match holding(series, rate_type, on) {
                Some((day, rate)) => Leg::of(Fraction::new(rate, SCALE), Route::DIRECT, day),
                None => Leg::Gap,
            };
        }
        if let Some(series) = self.series.get(&(to, from, number)) {
            return match holding(series, rate_type, on) {
                Some((day, rate)) => Leg::of(Fraction::new(SCALE, rate), Route::INVERSE, day),
                None => Leg::Gap,
            };
        }
        Leg::Unpublished
    }
}

enum Leg {
    Found(Quote),
    Gap,
    Unpublished,
}

impl Leg {
    fn of(rate: Option<Fraction>, route: Route, day: Day) -> Self {
        rate.map_or(Self::Gap, |rate| {
            Self::Found(Quote {
                rate,
                route,
                published_on: Some(day),
            })
        })
    }
}

fn holding(series: &[(Day, i64)], rate_type: RateType, on: Day) -> Option<(Day, i128)> {
    let after = series.partition_point(|(day, _)| *day <= on);
    let (day, rate) = *series.get(after.checked_sub(1)?)?;
    let holds = match rate_type {
        RateType::Spot | RateType::Closing => on.0 - day.0 <= GAP_DAYS,
        RateType::Average => day >= on.month_start(),
        RateType::Budget => {
            use chrono::Datelike;
            day.date().year() == on.date().year()
        }
    };
    holds.then_some((day, i128::from(rate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn table(rates: &[(&str, &str, RateType, &str, &str)]) -> FxTable {
        let mut table = FxTable::new(Currency::USD);
        for (base, quote, rate_type, on, rate) in rates {
            table.publish(
                currency(base),
                currency(quote),
                *rate_type,
                day(on),
                rate.parse().unwrap(),
            );
        }
        table.sort();
        table
    }

    #[test]
    fn a_missing_day_takes_the_last_rate_of_seven_days() {
        let table = table(&[("EUR", "USD", RateType::Spot, "2026-03-02", "1.08")]);
        let found = table
            .spot(currency("EUR"), Currency::USD, day("2026-03-09"))
            .unwrap();
        assert_eq!(found.rate, Fraction::new(108, 100).unwrap());
        assert!(
            table
                .spot(currency("EUR"), Currency::USD, day("2026-03-10"))
                .is_none()
        );
        assert!(
            table
                .spot(currency("EUR"), Currency::USD, day("2026-03-01"))
                .is_none()
        );
    }

    #[test]
    fn inverse_and_cross_only_where_the_pair_is_never_published() {
        let table = table(&[
            ("EUR", "USD", RateType::Spot, "2026-03-02", "1.25"),
            ("GBP", "USD", RateType::Spot, "2026-03-02", "1.27"),
            ("USD", "EUR", RateType::Spot, "2025-01-01", "0.9"),
        ]);
        let on = day("2026-03-02");
        assert!(
            table.spot(Currency::USD, currency("EUR"), on).is_none(),
            "a gap is not filled"
        );
        let inverse = table.spot(Currency::USD, currency("GBP"), on).unwrap();
        assert_eq!(inverse.rate, Fraction::new(100, 127).unwrap());
        assert_eq!(inverse.route, Route::INVERSE);
        let cross = table.spot(currency("EUR"), currency("GBP"), on).unwrap();
        assert_eq!(cross.rate, Fraction::new(125, 127).unwrap());
        assert_eq!(cross.route.words().unwrap(), "cross");
    }

    #[test]
    fn the_average_is_the_months_own() {
        let table = table(&[("EUR", "USD", RateType::Average, "2026-03-01", "1.08")]);
        assert!(
            table
                .average(currency("EUR"), Currency::USD, day("2026-03-31"))
                .is_some()
        );
        assert!(
            table
                .average(currency("EUR"), Currency::USD, day("2026-04-01"))
                .is_none()
        );
    }

    #[test]
    fn the_later_of_two_rates_for_a_day_holds() {
        let table = table(&[
            ("EUR", "USD", RateType::Spot, "2026-03-02", "1.08"),
            ("EUR", "USD", RateType::Spot, "2026-03-02", "1.09"),
        ]);
        let found = table
            .spot(currency("EUR"), Currency::USD, day("2026-03-02"))
            .unwrap();
        assert_eq!(found.rate, Fraction::new(109, 100).unwrap());
    }
}
