//! Asks the engine for every metric by every dimension and grain, and puts its answers beside the plain ones.

use std::collections::BTreeMap;

use entity::value::Day;
use rust_decimal::Decimal;
use throughline::insight::metric::*;

use super::facts::{date, month, number};

/// What the plain implementation says of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Expected {
    pub(super) dims: Vec<Option<String>>,
    pub(super) from: i64,
    pub(super) value: Option<Decimal>,
    /// Reason of an undefined value, `PARTIAL` with its reason, or nothing.
    pub(super) state: String,
    pub(super) parts: BTreeMap<String, Option<Decimal>>,
}

impl Expected {
    pub(super) fn of(value: Option<Decimal>) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }

    pub(super) fn undefined(reason: &str) -> Self {
        Self {
            state: reason.to_owned(),
            ..Self::default()
        }
    }
}

/// A question.
#[derive(Clone)]
pub(super) struct Slice {
    pub(super) group: Vec<Dimension>,
    pub(super) grain: Option<Grain>,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) as_of: i64,
    pub(super) basis: CurrencyBasis,
    pub(super) currency: Option<&'static str>,
}

impl Slice {
    /// The buckets of the period.
    pub(super) fn buckets(&self) -> Vec<(i64, i64)> {
        let mut list = Vec::new();
        let mut next = self.from;
        while next <= self.to {
            let end = match self.grain {
                None => self.to,
                Some(Grain::Day) => next,
                Some(Grain::Month) => month(next).1,
                Some(Grain::Quarter) => {
                    let mut end = month(next).1;
                    while !chrono::Datelike::month(&date(end)).is_multiple_of(3) {
                        end = month(end + 1).1;
                    }
                    end
                }
                Some(Grain::Year) => {
                    let mut end = month(next).1;
                    while chrono::Datelike::month(&date(end)) != 12 {
                        end = month(end + 1).1;
                    }
                    end
                }
                Some(Grain::Week) => {
                    let weekday = chrono::Datelike::weekday(&date(next)).num_days_from_monday();
                    next + 6 - i64::from(weekday)
                }
                Some(other) => panic!("{other:?}"),
            };
            let end = end.min(self.to);
            list.push((next, end));
            next = end + 1;
        }
        list
    }

    /// The bucket that holds a day.
    pub(super) fn bucket(&self, on: i64) -> Option<i64> {
        let mut buckets = self.buckets().into_iter();
        buckets
            .find(|(from, to)| (*from..=*to).contains(&on))
            .map(|(from, _)| from)
    }

    pub(super) fn key(&self, of: impl Fn(&'static str) -> Option<String>) -> Vec<Option<String>> {
        self.group.iter().map(|dim| of(dim.name())).collect()
    }

    /// The text of an id in a dimension.
    pub(super) fn id(&self, dim: &str, id: Option<i64>) -> Option<String> {
        let dimension = Dimension::ALL
            .into_iter()
            .find(|of| of.name() == dim)
            .unwrap();
        id.filter(|id| *id != 0)
            .map(|id| format!("{}_{id:016x}", dimension.prefix().unwrap()))
    }

    pub(super) fn target(&self) -> &str {
        self.currency.unwrap_or("USD")
    }

    /// The currency of an amount, by the basis asked for.
    pub(super) fn currency(&self, own: &str, functional: &str) -> String {
        match (self.currency, self.basis) {
            (Some(code), _) => code.to_owned(),
            (None, CurrencyBasis::Group) => "USD".to_owned(),
            (None, CurrencyBasis::Entity) => functional.to_owned(),
            (None, CurrencyBasis::Project) => own.to_owned(),
        }
    }

    fn query(&self, key: &str) -> MetricQuery {
        MetricQuery {
            group_by: self.group.clone(),
            grain: self.grain,
            as_of: Some(day(self.as_of)),
            basis: self.basis,
            currency: self.currency.map(|code| code.parse().unwrap()),
            first: Some(200),
            ..MetricQuery::new(&[key], day(self.from), day(self.to))
        }
    }

    fn words(&self, key: &str) -> String {
        format!(
            "{key} by {:?} {:?} {}..{} as of {} {:?} {:?}",
            self.group,
            self.grain,
            date(self.from),
            date(self.to),
            date(self.as_of),
            self.basis,
            self.currency
        )
    }
}

pub(super) fn day(number: i64) -> Day {
    Day(i32::try_from(number).unwrap())
}

/// The engine's cells of a question, all pages.
pub(super) async fn answered(engine: &Engine, slice: &Slice, key: &str) -> Vec<MetricRow> {
    let mut query = slice.query(key);
    let mut rows = Vec::new();
    loop {
        let answer = engine.answer(&Access::everything(), &query).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", slice.words(key)));
        query.after = answer.rows.last().map(|row| row.cursor.clone());
        rows.extend(answer.rows);
        if !answer.more {
            return rows;
        }
    }
}

/// Compares and tells the differences; drills into every cell.
pub(super) async fn differences(
    engine: &Engine,
    slice: &Slice,
    key: &str,
    expected: Vec<Expected>,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut expected: BTreeMap<_, Expected> = expected
        .into_iter()
        .map(|cell| ((cell.from, cell.dims.clone()), cell))
        .collect();
    for row in answered(engine, slice, key).await {
        let dims: Vec<Option<String>> = row.dimensions.iter().map(|d| d.id.clone()).collect();
        let value = &row.values[0];
        let place = format!("{} at {dims:?} {}", slice.words(key), row.period.from);
        let wanted = expected.remove(&(i64::from(row.period.from.0), dims.clone()));
        if value.state == State::Empty && wanted.as_ref().is_none_or(|cell| cell.value.is_none()) {
            continue;
        }
        let Some(wanted) = wanted else {
            found.push(format!(
                "{place}: engine says {:?} {:?}, plain nothing",
                value.value, value.state
            ));
            continue;
        };
        // How late a source is belongs to the machine that runs the test.
        let reasons: Vec<&str> = value
            .reasons
            .iter()
            .copied()
            .filter(|reason| !reason.starts_with("SOURCE_"))
            .collect();
        let state = match value.state {
            State::Undefined => reasons.first().copied().unwrap_or("").to_owned(),
            State::Partial if !reasons.is_empty() => format!("PARTIAL {}", reasons.join(" ")),
            _ => String::new(),
        };
        if (value.value, &state) != (wanted.value, &wanted.state) {
            found.push(format!(
                "{place}: engine says {:?} {state}, plain {:?} {}",
                value.value, wanted.value, wanted.state
            ));
        }
        for (name, plain) in &wanted.parts {
            let part = value.parts.iter().find(|part| part.name == name);
            if part.map(|part| part.value) != Some(*plain) {
                found.push(format!(
                    "{place}: part {name} is {:?}, plain {plain:?}",
                    part.map(|p| p.value)
                ));
            }
        }
        found.extend(drilled(engine, slice, key, &row, &place).await);
    }
    found.extend(
        expected
            .into_values()
            .filter(|cell| cell.value.is_some() || !cell.state.is_empty())
            .map(|cell| {
                format!(
                    "{} at {:?} {}: plain says {:?} {}, engine nothing",
                    slice.words(key),
                    cell.dims,
                    date(cell.from),
                    cell.value,
                    cell.state
                )
            }),
    );
    found
}

/// The rows behind a cell, all pages, sum to it.
async fn drilled(
    engine: &Engine,
    slice: &Slice,
    key: &str,
    row: &MetricRow,
    place: &str,
) -> Option<String> {
    let value = &row.values[0];
    if value.state == State::Undefined || value.value.is_none() {
        return None;
    }
    let mut cell = CellQuery {
        query: slice.query(key),
        dimensions: row.dimensions.iter().map(|d| d.id.clone()).collect(),
        period_from: slice.grain.map(|_| row.period.from),
        first: Some(37),
        after: None,
    };
    let (mut amount, mut denominator, mut rows) = (Decimal::ZERO, Decimal::ZERO, 0);
    let whole = loop {
        let page = engine.contributions(&Access::everything(), &cell).await;
        let page = match page {
            Ok(page) => page,
            Err(error) => return Some(format!("{place}: {error}")),
        };
        for row in &page.rows {
            amount += row.amount;
            denominator += row.denominator.unwrap_or_default();
            rows += 1;
        }
        cell.after = page.rows.last().map(|row| row.cursor.clone());
        if !page.more {
            break page;
        }
    };
    let top = value.numerator.or(value.value).unwrap();
    let below = value.denominator.unwrap_or_default();
    if (amount, rows) != (top, whole.total_count) || amount != whole.sum {
        return Some(format!(
            "{place}: {rows} rows of {} sum to {amount}, the cell says {top}",
            whole.total_count
        ));
    }
    (value.denominator.is_some() && denominator != below)
        .then(|| format!("{place}: denominators sum to {denominator}, the cell says {below}"))
}

/// Questions over a period: every dimension alone, none, a pair, some grains, and other currencies.
pub(super) fn slices(
    dimensions: &[Dimension],
    grains: &[Grain],
    (from, to): (&str, &str),
    as_of: &[&str],
) -> Vec<Slice> {
    let on = |text: &str| number(text.parse().unwrap());
    let base = Slice {
        group: Vec::new(),
        grain: None,
        from: on(from),
        to: on(to),
        as_of: on(as_of[0]),
        basis: CurrencyBasis::Group,
        currency: None,
    };
    let mut list = vec![base.clone()];
    for dimension in dimensions {
        list.push(Slice {
            group: vec![*dimension],
            ..base.clone()
        });
    }
    if let [first, .., last] = dimensions {
        list.push(Slice {
            group: vec![*first, *last],
            ..base.clone()
        });
    }
    for grain in grains {
        list.push(Slice {
            grain: Some(*grain),
            ..base.clone()
        });
        list.push(Slice {
            grain: Some(*grain),
            group: vec![dimensions[0]],
            ..base.clone()
        });
    }
    for as_of in &as_of[1..] {
        list.push(Slice {
            as_of: on(as_of),
            ..base.clone()
        });
        list.push(Slice {
            as_of: on(as_of),
            group: vec![dimensions[0]],
            ..base.clone()
        });
    }
    list.push(Slice {
        currency: Some("EUR"),
        group: vec![dimensions[0]],
        ..base.clone()
    });
    list
}
