//! Puts rows together: `GROUP BY` and sums.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::bound::{Query, Sum};
use super::eval::{Cells, value};
use super::syntax::Total;
use super::value::Value;
use crate::vendor::netsuite::refusal::Refusal;
use crate::vendor::netsuite::tables::View;

#[derive(Clone, Default)]
struct Tally {
    count: i64,
    sum: Decimal,
    least: Option<Value>,
    most: Option<Value>,
    seen: HashSet<String>,
}

impl Tally {
    fn add(&mut self, view: &View<'_>, what: &Sum, value: Option<Value>) -> Result<(), Refusal> {
        let Some(value) = value else {
            self.count += 1;
            return Ok(());
        };
        let zone = view.settings.text();
        let Some(text) = value.render(&zone) else {
            return Ok(());
        };
        if what.distinct && !self.seen.insert(text.into_owned()) {
            return Ok(());
        }
        self.count += 1;
        match what.total {
            Total::Sum | Total::Average => {
                let number = value
                    .decimal()
                    .ok_or_else(|| Refusal::unsupported("invalid number"))?;
                self.sum = self
                    .sum
                    .checked_add(number)
                    .ok_or_else(|| Refusal::unsupported("numeric overflow"))?;
            }
            Total::Min
                if self
                    .least
                    .as_ref()
                    .is_none_or(|least| value.order(least, &zone) == Ordering::Less) =>
            {
                self.least = Some(value)
            }
            Total::Max
                if self
                    .most
                    .as_ref()
                    .is_none_or(|most| value.order(most, &zone) == Ordering::Greater) =>
            {
                self.most = Some(value)
            }
            _ => {}
        }
        Ok(())
    }

    fn value(self, what: &Sum) -> Value {
        match what.total {
            Total::Count => Value::Int(self.count),
            _ if self.count == 0 => Value::Null,
            Total::Sum => Value::Number(self.sum),
            Total::Average => Value::Number(self.sum / Decimal::from(self.count)),
            Total::Min => self.least.unwrap_or(Value::Null),
            Total::Max => self.most.unwrap_or(Value::Null),
        }
    }
}

/// A group: one of its rows, and its sums.
pub struct Group {
    /// One of its rows.
    pub rows: Vec<Option<u64>>,
    /// Sums.
    pub totals: Vec<Value>,
}

/// Groups under way.
#[derive(Default)]
pub struct Groups {
    places: HashMap<Vec<Option<String>>, usize>,
    groups: Vec<(Vec<Option<u64>>, Vec<Tally>)>,
}

impl Groups {
    /// Takes in a combination of rows.
    pub fn add(
        &mut self,
        view: &View<'_>,
        query: &Query,
        rows: &[Option<u64>],
    ) -> Result<(), Refusal> {
        let cells = Cells { rows, totals: &[] };
        let zone = view.settings.text();
        let mut key = Vec::new();
        for part in query.group.iter().flatten() {
            // Instants of one day are different values, though their text is the same.
            let text = match value(view, part, &cells)? {
                Value::At(seconds) => Some(seconds.to_string()),
                other => other.render(&zone).map(|text| text.into_owned()),
            };
            key.push(text);
        }
        let next = self.groups.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.groups
                .push((rows.to_vec(), vec![Tally::default(); query.totals.len()]));
        }
        if let Some((_, tallies)) = self.groups.get_mut(place) {
            for (tally, what) in tallies.iter_mut().zip(&query.totals) {
                let of = what
                    .of
                    .as_ref()
                    .map(|of| value(view, of, &cells))
                    .transpose()?;
                tally.add(view, what, of)?;
            }
        }
        Ok(())
    }

    /// The groups; sums over no rows at all are one group where nothing is grouped by.
    pub fn finish(mut self, query: &Query) -> Vec<Group> {
        if self.groups.is_empty() && query.group.as_ref().is_some_and(Vec::is_empty) {
            self.groups
                .push((Vec::new(), vec![Tally::default(); query.totals.len()]));
        }
        let groups = self.groups.into_iter();
        groups
            .map(|(rows, tallies)| {
                let totals = tallies
                    .into_iter()
                    .zip(&query.totals)
                    .map(|(tally, what)| tally.value(what))
                    .collect();
                Group { rows, totals }
            })
            .collect()
    }
}
