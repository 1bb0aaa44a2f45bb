//! How much of an object is asked for at once: less after the vendor gave a statement up for its length, more again as it answers.

use entity::value::Instant;

/// Rows that are asked for at least.
const FEWEST: usize = 50;
/// Shortest stretch of time that is asked for.
const SHORTEST_MS: i64 = 3_600_000;
/// No row of an org is older: the vendor's first year.
pub(super) const BEGINNING: Instant = Instant(915_148_800_000);

/// What a statement may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// Rows at most.
    pub limit: usize,
    /// Stretch of time; all of it where there is none.
    pub width_ms: Option<i64>,
}

impl Pace {
    /// Half as much, of a time from an instant to another; nothing where that is too little to ask for.
    pub fn half(self, from: Instant, until: Instant) -> Option<Self> {
        let width = self.width_ms.unwrap_or(until.0 - from.0);
        if self.limit <= FEWEST && width <= SHORTEST_MS {
            return None;
        }
        Some(Self {
            limit: (self.limit / 2).max(FEWEST).min(self.limit),
            width_ms: Some((width / 2).max(SHORTEST_MS)),
        })
    }

    /// Twice as much, up to all of it.
    pub fn double(self, most: usize) -> Self {
        Self {
            limit: (self.limit * 2).min(most),
            width_ms: self
                .width_ms
                .map(|width| width * 2)
                .filter(|width| *width < 40 * 365 * 86_400_000),
        }
    }

    /// Where a statement from an instant has to end before the end of the pass.
    pub fn end(self, from: Instant, until: Instant) -> Option<Instant> {
        let end = Instant(from.0 + self.width_ms?);
        (end < until).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_down_to_something_and_grows_back() {
        let until = Instant(BEGINNING.0 + 1_000_000_000_000);
        let all = Pace {
            limit: 2_000,
            width_ms: None,
        };
        let mut pace = all;
        let mut times = 0;
        while let Some(half) = pace.half(BEGINNING, until) {
            pace = half;
            times += 1;
        }
        assert_eq!((pace.limit, pace.width_ms), (FEWEST, Some(SHORTEST_MS)));
        assert!(times < 30, "{times}");
        assert!(pace.end(BEGINNING, until).is_some());
        for _ in 0..times + 3 {
            pace = pace.double(2_000);
        }
        assert_eq!(pace, all);
    }
}
