//! Finding the records that a query asks for, over the index of change stamps where it can.

use std::cmp::Ordering;
use std::collections::HashSet;

use chrono::{DateTime, NaiveDate};

use super::bind::{Access, Bound, Check, Column, is_stamp};
use super::values::{by_key, call, like};
use super::{Literal, Operator};
use crate::vendor::salesforce::cell::Cell;
use crate::vendor::salesforce::schema::{Entry, Source, Type, View};
use crate::vendor::salesforce::store::Store;

/// Days in the recycle bin.
pub const BIN_DAYS: i64 = 15;

/// What a query runs over.
pub struct Run<'a> {
    /// Records.
    pub store: &'a Store,
    /// What fields are computed from.
    pub view: View<'a>,
    /// Deleted records too.
    pub all: bool,
    /// The simulated instant.
    pub now: i64,
    /// Seconds until a change can be seen.
    pub lag: i64,
}

impl Run<'_> {
    /// Numbers of the records, in order.
    pub fn find(&self, bound: &Bound) -> Vec<u32> {
        let check = bound.check.clone().map(|check| self.settle(check));
        let table = &self.store.tables[bound.object];
        let (from, to) = check
            .as_ref()
            .map_or((i64::MIN, i64::MAX), |check| self.range(check));
        let stamp = |at: &u32| self.store.shown(table.entries[*at as usize].modified);
        let first = table.order.partition_point(|at| stamp(at) < from);
        let last = table.order.partition_point(|at| stamp(at) < to).max(first);
        let hit = |entry: &Entry| {
            self.visible(bound.object, entry)
                && check
                    .as_ref()
                    .is_none_or(|check| self.holds(bound.object, entry, check))
        };
        let in_order = bound
            .order
            .first()
            .is_some_and(|(access, down, _)| is_stamp(self.store, access) && !*down)
            && bound.order.get(1).is_none_or(|(access, down, _)| {
                access.hops.is_empty() && access.field == 0 && !*down
            });
        let mut found: Vec<&Entry> = table.order[first..last]
            .iter()
            .map(|at| &table.entries[*at as usize])
            .filter(|entry| hit(entry))
            .collect();
        if bound.order.is_empty() {
            found.sort_unstable_by_key(|entry| entry.number);
        } else if !in_order {
            let mut keyed: Vec<(Vec<Cell>, &Entry)> = found
                .into_iter()
                .map(|entry| {
                    let keys = bound.order.iter();
                    (
                        keys.map(|(access, ..)| self.read(bound.object, entry, access))
                            .collect(),
                        entry,
                    )
                })
                .collect();
            keyed.sort_by(|(left, a), (right, b)| {
                let keys = left.iter().zip(right).zip(&bound.order);
                keys.map(|((x, y), (_, down, nulls_last))| by_key(x, y, *down, *nulls_last))
                    .find(|order| order.is_ne())
                    .unwrap_or_else(|| a.number.cmp(&b.number))
            });
            found = keyed.into_iter().map(|(_, entry)| entry).collect();
        }
        let limit = bound.limit.unwrap_or(usize::MAX);
        found
            .into_iter()
            .skip(bound.offset)
            .take(limit)
            .map(|entry| entry.number)
            .collect()
    }

    /// Rows of an aggregate answer.
    pub fn aggregate(&self, bound: &Bound) -> Vec<Vec<Cell>> {
        let plain = Bound {
            limit: None,
            offset: 0,
            order: Vec::new(),
            ..bound.clone()
        };
        let table = &self.store.tables[bound.object];
        let mut groups: Vec<(Vec<Cell>, Vec<&Entry>)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        if bound.group.is_empty() {
            groups.push((Vec::new(), Vec::new()));
            places.insert(String::new(), 0);
        }
        for entry in self
            .find(&plain)
            .into_iter()
            .filter_map(|number| table.find(number))
        {
            let cells: Vec<Cell> = bound
                .group
                .iter()
                .map(|access| self.read(bound.object, entry, access))
                .collect();
            let mut key = String::new();
            for cell in &cells {
                cell.write_json(false, &mut key);
                key.push('|');
            }
            let place = *places.entry(key).or_insert_with(|| {
                groups.push((cells, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(entry);
        }
        let rows = groups.into_iter().map(|(cells, entries)| {
            let columns = bound.columns.iter();
            columns
                .map(|(_, column)| match column {
                    Column::Group(place) => cells.get(*place).cloned().unwrap_or(Cell::Null),
                    Column::Call(function, access) => {
                        let values = entries
                            .iter()
                            .map(|entry| self.read(bound.object, entry, access))
                            .filter(|cell| !cell.is_null());
                        call(*function, values.collect())
                    }
                })
                .collect()
        });
        rows.skip(bound.offset)
            .take(bound.limit.unwrap_or(usize::MAX))
            .collect()
    }

    /// Whether the record can be seen now.
    pub fn visible(&self, object: usize, entry: &Entry) -> bool {
        if self.lag > 0 && entry.modified + self.lag > self.now {
            return false;
        }
        match entry.deleted {
            None => true,
            Some(at) => {
                self.all
                    && at + BIN_DAYS * 86_400 > self.now
                    && !self.store.purged.contains(&(object, entry.number))
            }
        }
    }

    /// Reads a field, over look-ups.
    pub fn read(&self, object: usize, entry: &Entry, access: &Access) -> Cell {
        let mut at = object;
        let mut here = *entry;
        for (field, target) in &access.hops {
            let id = self.store.cell(&self.view, at, &here, *field);
            let next = id
                .text()
                .and_then(|id| self.store.objects[*target].number(id))
                .and_then(|number| self.store.tables[*target].find(number))
                .filter(|entry| self.visible(*target, entry));
            let Some(next) = next else { return Cell::Null };
            here = *next;
            at = *target;
        }
        self.store.cell(&self.view, at, &here, access.field)
    }

    fn settle(&self, check: Check) -> Check {
        match check {
            Check::And(list) => Check::And(list.into_iter().map(|c| self.settle(c)).collect()),
            Check::Or(list) => Check::Or(list.into_iter().map(|c| self.settle(c)).collect()),
            Check::Not(inner) => Check::Not(Box::new(self.settle(*inner))),
            Check::Within(access, yes, inner, _) => {
                let table = &self.store.tables[inner.object];
                let mut set = HashSet::new();
                if let Some((_, pick)) = inner.flat.first() {
                    for number in self.find(&inner) {
                        let cell = table
                            .find(number)
                            .map(|entry| self.read(inner.object, entry, pick));
                        if let Some(Cell::Text(text)) = cell {
                            set.insert(text);
                        }
                    }
                }
                Check::Within(access, yes, inner, set)
            }
            test => test,
        }
    }

    /// Change stamps (from, and up to but without) outside which nothing can hold.
    fn range(&self, check: &Check) -> (i64, i64) {
        let whole = (i64::MIN, i64::MAX);
        match check {
            Check::And(list) => list.iter().fold(whole, |(from, to), inner| {
                let (f, t) = self.range(inner);
                (from.max(f), to.min(t))
            }),
            Check::Or(list) => list
                .iter()
                .map(|inner| self.range(inner))
                .reduce(|(from, to), (f, t)| (from.min(f), to.max(t)))
                .unwrap_or(whole),
            Check::Test(access, _, operator, values) if is_stamp(self.store, access) => {
                let Some(Literal::Time(at)) = values.first() else {
                    return whole;
                };
                let second = at.div_euclid(1000);
                let next = second + i64::from(at.rem_euclid(1000) > 0);
                match operator {
                    Operator::Equal => (second, second + 1),
                    Operator::GreaterEqual => (next, i64::MAX),
                    Operator::Greater => (second + 1, i64::MAX),
                    Operator::Less => (i64::MIN, next),
                    Operator::LessEqual => (i64::MIN, second + 1),
                    _ => whole,
                }
            }
            _ => whole,
        }
    }

    fn holds(&self, object: usize, entry: &Entry, check: &Check) -> bool {
        match check {
            Check::And(list) => list.iter().all(|inner| self.holds(object, entry, inner)),
            Check::Or(list) => list.iter().any(|inner| self.holds(object, entry, inner)),
            Check::Not(inner) => !self.holds(object, entry, inner),
            Check::Within(access, yes, _, set) => {
                let cell = self.read(object, entry, access);
                cell.text().is_some_and(|id| set.contains(id)) == *yes
            }
            Check::Test(access, kind, operator, values) => {
                let stamp = access.hops.is_empty()
                    && matches!(
                        self.store.objects[object].fields[access.field].source,
                        Source::Modified
                    );
                let cell = if stamp {
                    Cell::Time(self.store.shown(entry.modified))
                } else {
                    self.read(object, entry, access)
                };
                match operator {
                    Operator::In => values
                        .iter()
                        .any(|value| self.test(&cell, *kind, Operator::Equal, value)),
                    Operator::NotIn => !values
                        .iter()
                        .any(|value| self.test(&cell, *kind, Operator::Equal, value)),
                    _ => values
                        .first()
                        .is_some_and(|value| self.test(&cell, *kind, *operator, value)),
                }
            }
        }
    }

    fn test(&self, cell: &Cell, kind: Type, operator: Operator, value: &Literal) -> bool {
        if *value == Literal::Null {
            return match operator {
                Operator::Equal => cell.is_null(),
                Operator::Unequal => !cell.is_null(),
                _ => false,
            };
        }
        if cell.is_null() {
            // A checkbox is never null; anything else without a value differs from every constant.
            return operator == Operator::Unequal;
        }
        let order = match (cell, value) {
            (Cell::Text(text), Literal::Text(other)) if operator == Operator::Like => {
                return like(&text.to_lowercase(), &other.to_lowercase());
            }
            (Cell::Text(text), Literal::Text(other)) => match kind {
                Type::Id | Type::Reference(..) => text.get(..15).cmp(&other.get(..15)),
                _ if text.eq_ignore_ascii_case(other) => Ordering::Equal,
                _ => text.to_lowercase().cmp(&other.to_lowercase()),
            },
            (Cell::Number(number), Literal::Number(other)) => number.cmp(other),
            (Cell::Flag(flag), Literal::Flag(other)) => flag.cmp(other),
            (Cell::Date(day), Literal::Date(other)) => day.cmp(other),
            (Cell::Time(at), Literal::Time(other)) => (at * 1000).cmp(other),
            (Cell::Date(day), Literal::Days(from, to)) => self.days(*day, *from, *to),
            (Cell::Time(at), Literal::Days(from, to)) => {
                let day = DateTime::from_timestamp(*at, 0).unwrap_or_default();
                self.days(day.date_naive(), *from, *to)
            }
            _ => return false,
        };
        match operator {
            Operator::Equal => order.is_eq(),
            Operator::Unequal => order.is_ne(),
            Operator::Less => order.is_lt(),
            Operator::LessEqual => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::GreaterEqual => order.is_ge(),
            _ => false,
        }
    }

    /// A day against a range of days around today: inside is equal.
    fn days(&self, day: NaiveDate, from: i64, to: i64) -> Ordering {
        let away = (day - self.view.today).num_days();
        if away < from {
            Ordering::Less
        } else if away >= to {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}
