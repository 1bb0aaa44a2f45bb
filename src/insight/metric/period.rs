//! Buckets of a period by grain.

use chrono::Datelike;
use entity::value::Day;

use super::answer::Period;
use super::dimension::Grain;

/// How days fall into buckets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buckets {
    /// Grain; one bucket where empty.
    pub(crate) grain: Option<Grain>,
    /// First day.
    pub(crate) from: Day,
    /// Last day.
    pub(crate) to: Day,
    /// Month in which the fiscal year begins.
    pub(crate) fiscal_start: u32,
}

impl Buckets {
    /// First day of the bucket that holds a day, cut at the period's first day; none outside the period.
    pub(crate) fn of(&self, on: Day) -> Option<Day> {
        if on < self.from || on > self.to {
            return None;
        }
        Some(self.start(on).max(self.from))
    }

    /// The bucket that begins on a day, cut at the period's ends.
    pub(crate) fn period(&self, start: Day) -> Period {
        let end = match self.grain {
            None => self.to,
            Some(Grain::Day) => start,
            Some(Grain::Week) => Day(monday(start).0 + 6),
            Some(Grain::Month) => start.month_end(),
            Some(Grain::Quarter) => months_end(self.start(start), 3),
            Some(Grain::Year) => months_end(self.start(start), 12),
            Some(Grain::FiscalQuarter) => months_end(self.start(start), 3),
            Some(Grain::FiscalYear) => months_end(self.start(start), 12),
        };
        Period {
            from: start,
            to: end.min(self.to),
        }
    }

    /// Every bucket of the period in order.
    pub(crate) fn all(&self) -> Vec<Period> {
        let mut periods = Vec::new();
        let mut next = self.from;
        while next <= self.to {
            let period = self.period(next);
            next = Day(period.to.0 + 1);
            periods.push(period);
        }
        periods
    }

    fn start(&self, on: Day) -> Day {
        match self.grain {
            None => self.from,
            Some(Grain::Day) => on,
            Some(Grain::Week) => monday(on),
            Some(Grain::Month) => on.month_start(),
            Some(Grain::Quarter) => months_start(on, 1, 3),
            Some(Grain::Year) => months_start(on, 1, 12),
            Some(Grain::FiscalQuarter) => months_start(on, self.fiscal_start, 3),
            Some(Grain::FiscalYear) => months_start(on, self.fiscal_start, 12),
        }
    }
}

fn monday(on: Day) -> Day {
    let back = on.date().weekday().num_days_from_monday();
    Day(on.0 - i32::try_from(back).unwrap_or(0))
}

/// First day of the stretch of `length` months that holds a day, stretches beginning with a month.
fn months_start(on: Day, first_month: u32, length: u32) -> Day {
    let back = (on.date().month() + 12 - first_month) % length;
    (0..back).fold(on.month_start(), |start, _| Day(start.0 - 1).month_start())
}

fn months_end(start: Day, length: u32) -> Day {
    (1..length).fold(start.month_end(), |end, _| Day(end.0 + 1).month_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn buckets(grain: Grain, fiscal_start: u32) -> Vec<(String, String)> {
        let buckets = Buckets {
            grain: Some(grain),
            from: day("2026-02-10"),
            to: day("2026-08-05"),
            fiscal_start,
        };
        let mut seen = 0;
        for period in buckets.all() {
            for number in period.from.0..=period.to.0 {
                assert_eq!(buckets.of(Day(number)), Some(period.from));
                seen += 1;
            }
        }
        assert_eq!(seen, day("2026-08-05").0 - day("2026-02-10").0 + 1);
        buckets
            .all()
            .iter()
            .map(|p| (p.from.to_string(), p.to.to_string()))
            .collect()
    }

    #[test]
    fn buckets_partition_the_period() {
        assert_eq!(buckets(Grain::Month, 1).len(), 7);
        assert_eq!(buckets(Grain::Week, 1).len(), 26);
        assert_eq!(buckets(Grain::Day, 1).len(), 177);
        assert_eq!(
            buckets(Grain::Quarter, 1)[1],
            ("2026-04-01".to_owned(), "2026-06-30".to_owned())
        );
        assert_eq!(buckets(Grain::FiscalQuarter, 4).len(), 3);
        assert_eq!(buckets(Grain::FiscalYear, 7)[1].0, "2026-07-01");
        assert_eq!(buckets(Grain::Year, 1).len(), 1);
    }
}
