//! What a condition says of one column: between which numbers it lies, and which single ones it may be.

use std::collections::BTreeSet;

use super::bound::Bound;
use super::syntax::Sign;
use super::value::Value;
use super::zone::Zone;

/// The smallest and the greatest number that a column may have, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Smallest.
    pub low: i64,
    /// Greatest.
    pub high: i64,
}

impl Bounds {
    /// Any number.
    pub const ALL: Self = Self {
        low: i64::MIN,
        high: i64::MAX,
    };

    fn both(self, other: Self) -> Self {
        Self {
            low: self.low.max(other.low),
            high: self.high.min(other.high),
        }
    }

    fn either(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Says nothing.
    pub fn open(self) -> bool {
        self == Self::ALL
    }
}

/// A column of the first table.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// Name.
    pub column: &'a str,
    /// Its values are instants.
    pub stamp: bool,
    /// Zone of instants.
    pub zone: Zone,
}

impl Place<'_> {
    fn number(&self, bound: &Bound) -> Option<i64> {
        match bound {
            Bound::Literal(value) if self.stamp => value.seconds(&self.zone),
            Bound::Literal(value) => value.int(),
            _ => None,
        }
    }

    /// What a condition says of the column.
    pub fn bounds(&self, condition: &Bound) -> Bounds {
        match condition {
            Bound::Pair(Sign::And, left, right) => self.bounds(left).both(self.bounds(right)),
            Bound::Pair(Sign::Or, left, right) => self.bounds(left).either(self.bounds(right)),
            Bound::Pair(sign, left, right) if left.is(0, self.column) => {
                self.compared(*sign, right)
            }
            Bound::Pair(sign, left, right) if right.is(0, self.column) => {
                self.compared(mirror(*sign), left)
            }
            _ => Bounds::ALL,
        }
    }

    fn compared(&self, sign: Sign, other: &Bound) -> Bounds {
        let Some(number) = self.number(other) else {
            return Bounds::ALL;
        };
        let (low, high) = match sign {
            Sign::Equal => (number, number),
            Sign::Greater => (number.saturating_add(1), i64::MAX),
            Sign::AtLeast => (number, i64::MAX),
            Sign::Less => (i64::MIN, number.saturating_sub(1)),
            Sign::AtMost => (i64::MIN, number),
            _ => return Bounds::ALL,
        };
        Bounds { low, high }
    }

    /// The only numbers that the column may have, if the condition lists them.
    pub fn points(&self, condition: &Bound) -> Option<BTreeSet<i64>> {
        condition
            .conjuncts()
            .into_iter()
            .find_map(|part| match part {
                Bound::In(needle, list) if needle.is(0, self.column) => {
                    Some(list.numbers.iter().copied().collect())
                }
                Bound::Pair(Sign::Equal, left, right) if left.is(0, self.column) => {
                    self.number(right).map(|number| BTreeSet::from([number]))
                }
                Bound::Pair(Sign::Equal, left, right) if right.is(0, self.column) => {
                    self.number(left).map(|number| BTreeSet::from([number]))
                }
                _ => None,
            })
    }
}

fn mirror(sign: Sign) -> Sign {
    match sign {
        Sign::Less => Sign::Greater,
        Sign::AtMost => Sign::AtLeast,
        Sign::Greater => Sign::Less,
        Sign::AtLeast => Sign::AtMost,
        other => other,
    }
}

/// The only values that a column of the first table may have, if the condition lists them.
pub fn values(condition: &Bound, column: &str) -> Option<Vec<Value>> {
    condition
        .conjuncts()
        .into_iter()
        .find_map(|part| match part {
            Bound::In(needle, list) if needle.is(0, column) => {
                let texts = list.texts.iter().map(|text| Value::from(text.clone()));
                Some(texts.collect())
            }
            Bound::Pair(Sign::Equal, left, right) => match (&**left, &**right) {
                (column_side, Bound::Literal(value)) if column_side.is(0, column) => {
                    Some(vec![value.clone()])
                }
                (Bound::Literal(value), column_side) if column_side.is(0, column) => {
                    Some(vec![value.clone()])
                }
                _ => None,
            },
            _ => None,
        })
}
