//! Rows of a table in the order of their last change, kept up with the living firm.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

/// An index of stamps: what was sorted at first, and what moved since.
#[derive(Debug, Default)]
pub struct Stamps {
    sorted: Vec<(i64, u64)>,
    fresh: BTreeSet<(i64, u64)>,
    moved: HashMap<u64, Option<i64>>,
}

impl Stamps {
    /// Sorts rows by their stamps.
    pub fn new(mut rows: Vec<(i64, u64)>) -> Self {
        rows.sort_unstable();
        Self {
            sorted: rows,
            fresh: BTreeSet::new(),
            moved: HashMap::new(),
        }
    }

    /// Puts a row at its new stamp, or takes it out.
    pub fn set(&mut self, row: u64, stamp: Option<i64>) {
        if let Some(Some(before)) = self.moved.insert(row, stamp) {
            self.fresh.remove(&(before, row));
        }
        if let Some(stamp) = stamp {
            self.fresh.insert((stamp, row));
        }
    }

    /// Rows in all.
    pub fn len(&self) -> usize {
        self.sorted.len() + self.fresh.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn part(&self, stamps: &RangeInclusive<i64>) -> &[(i64, u64)] {
        let from = self
            .sorted
            .partition_point(|(stamp, _)| stamp < stamps.start());
        let to = self
            .sorted
            .partition_point(|(stamp, _)| stamp <= stamps.end());
        self.sorted.get(from..to).unwrap_or_default()
    }

    /// About how many rows were last changed between two instants.
    pub fn count(&self, stamps: &RangeInclusive<i64>) -> usize {
        if stamps.is_empty() {
            return 0;
        }
        self.part(stamps).len()
            + self
                .fresh
                .range((*stamps.start(), 0)..=(*stamps.end(), u64::MAX))
                .count()
    }

    /// Rows changed between two instants, by stamp and then by number.
    pub fn between(&self, stamps: RangeInclusive<i64>) -> Box<dyn Iterator<Item = u64> + '_> {
        if stamps.is_empty() {
            return Box::new(std::iter::empty());
        }
        let mut old = self
            .part(&stamps)
            .iter()
            .filter(|(_, row)| !self.moved.contains_key(row))
            .copied()
            .peekable();
        let mut new = self
            .fresh
            .range((*stamps.start(), 0)..=(*stamps.end(), u64::MAX))
            .copied()
            .peekable();
        Box::new(std::iter::from_fn(move || {
            let older = match (old.peek(), new.peek()) {
                (Some(left), Some(right)) => left < right,
                (left, _) => left.is_some(),
            };
            let next = if older { old.next() } else { new.next() };
            next.map(|(_, row)| row)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moved_rows_are_met_once_at_their_new_place() {
        let mut stamps = Stamps::new(vec![(30, 3), (10, 1), (20, 2), (20, 4)]);
        assert_eq!(stamps.between(0..=99).collect::<Vec<_>>(), [1, 2, 4, 3]);
        stamps.set(2, Some(40));
        stamps.set(5, Some(20));
        stamps.set(1, None);
        assert_eq!(stamps.between(0..=99).collect::<Vec<_>>(), [4, 5, 3, 2]);
        stamps.set(2, Some(15));
        assert_eq!(stamps.between(15..=29).collect::<Vec<_>>(), [2, 4, 5]);
        assert_eq!(stamps.count(&(15..=29)), 4);
    }
}
