//! Slices: what a question should be answered with, group by group.

use std::collections::{BTreeMap, BTreeSet};

use entity::value::Day;
use rust_decimal::Decimal;
use throughline::insight::metric::{CurrencyBasis, Dimension, Grain, State};

use super::rate::{month_end, month_start, ymd};

/// A question, one metric at a time.
#[derive(Clone, Debug)]
pub struct Question {
    pub key: &'static str,
    pub group: Vec<Dimension>,
    pub grain: Option<Grain>,
    pub from: i32,
    pub to: i32,
    /// Dimension, the value's id, and whether it is to be that value or any other.
    pub filter: Option<(Dimension, String, bool)>,
    pub basis: CurrencyBasis,
}

/// What is expected of a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    pub value: Option<Decimal>,
    pub state: State,
    pub reasons: BTreeSet<&'static str>,
    pub numerator: Option<Decimal>,
    pub denominator: Option<Decimal>,
    pub excluded: BTreeMap<&'static str, u64>,
    pub parts: BTreeMap<&'static str, Option<Decimal>>,
}

/// Values of dimensions and first day of the period.
pub type Key = (Vec<Option<String>>, i32);
/// Every row of an answer.
pub type Answer = BTreeMap<Key, Expected>;

impl Expected {
    pub fn number(value: Decimal) -> Self {
        Self {
            value: Some(value),
            state: State::Ok,
            reasons: BTreeSet::new(),
            numerator: None,
            denominator: None,
            excluded: BTreeMap::new(),
            parts: BTreeMap::new(),
        }
    }

    pub fn undefined(reason: &'static str) -> Self {
        Self {
            value: None,
            state: State::Undefined,
            reasons: BTreeSet::from([reason]),
            ..Self::number(Decimal::ZERO)
        }
    }

    /// "PARTIAL: rows left out for a missing input."
    pub fn exclude(&mut self, reason: &'static str, count: u64) {
        if count > 0 {
            self.excluded.insert(reason, count);
            self.reasons.insert(reason);
            if self.state == State::Ok {
                self.state = State::Partial;
            }
        }
    }
}

pub fn decimal(units: i128, scale: u32) -> Decimal {
    Decimal::from_i128_with_scale(units, scale)
}

/// An id as the API writes it.
pub fn typed(dimension: Dimension, id: Option<i64>) -> Option<String> {
    id.map(|id| format!("{}_{id:016x}", dimension.prefix().unwrap()))
}

impl Question {
    /// First day of the bucket that a day falls into.
    pub fn bucket(&self, on: i32) -> Option<i32> {
        if on < self.from || on > self.to {
            return None;
        }
        let (_, month, _) = ymd(on);
        let back =
            |months: u32| (0..months).fold(month_start(on), |start, _| month_start(start - 1));
        let start = match self.grain {
            None => self.from,
            Some(Grain::Day) => on,
            // ISO weeks begin on Monday; day 0 was a Thursday.
            Some(Grain::Week) => on - (on + 3).rem_euclid(7),
            Some(Grain::Month) => month_start(on),
            Some(Grain::Quarter | Grain::FiscalQuarter) => back((month - 1) % 3),
            Some(Grain::Year | Grain::FiscalYear) => back(month - 1),
        };
        Some(start.max(self.from))
    }

    /// Dimension values of a fact where it passes the filter.
    pub fn place(
        &self,
        value: impl Fn(Dimension) -> Option<String>,
    ) -> Option<Vec<Option<String>>> {
        if let Some((dimension, wanted, same)) = &self.filter
            && (value(*dimension).as_ref() == Some(wanted)) != *same
        {
            return None;
        }
        Some(
            self.group
                .iter()
                .map(|dimension| value(*dimension))
                .collect(),
        )
    }

    /// True where rows of people or of kinds of worker are asked for.
    pub fn names(&self, dimension: Dimension) -> bool {
        self.group.contains(&dimension)
            || self
                .filter
                .as_ref()
                .is_some_and(|filter| filter.0 == dimension)
    }
}

pub fn date(text: &str) -> i32 {
    Day::from_date(text.parse().unwrap()).0
}

#[test]
fn buckets_begin_where_they_should() {
    let mut question = Question {
        key: "",
        group: Vec::new(),
        grain: Some(Grain::Week),
        from: date("2026-01-01"),
        to: date("2026-12-31"),
        filter: None,
        basis: CurrencyBasis::Group,
    };
    assert_eq!(
        question.bucket(date("2026-03-08")),
        Some(date("2026-03-02"))
    );
    assert_eq!(
        question.bucket(date("2026-03-09")),
        Some(date("2026-03-09"))
    );
    assert_eq!(
        question.bucket(date("2026-01-02")),
        Some(date("2026-01-01"))
    );
    question.grain = Some(Grain::Quarter);
    assert_eq!(
        question.bucket(date("2026-06-30")),
        Some(date("2026-04-01"))
    );
    assert_eq!(month_end(date("2026-02-03")), date("2026-02-28"));
}
