//! How often a principal may ask: a bucket each that holds a burst and fills at the long-run rate, by the hub's own clock.
//!
//! Kept in memory, so each replica counts for itself. What is kept of a principal is one instant.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use entity::value::Instant;

/// Principals kept before those with a full bucket are forgotten.
const KEPT: usize = 10_000;

/// What a request found in its bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There was one; so many are left.
    Left(u32),
    /// It is empty; another is there after so many milliseconds.
    Wait(u64),
}

/// The buckets of all principals.
#[derive(Debug, Default)]
pub struct Rate {
    /// When the bucket of a principal is full again, in microseconds.
    full_at: Mutex<HashMap<String, i64>>,
}

impl Rate {
    /// Requests that a principal may send at once now.
    pub fn left(&self, who: &str, per_minute: u32, burst: u32, now: Instant) -> u32 {
        let now = now.0.saturating_mul(1_000);
        let each = (60_000_000 / i64::from(per_minute.max(1))).max(1);
        let all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = all.get(who).map_or(0, |full_at| (full_at - now).max(0));
        burst.saturating_sub(u32::try_from((missing + each - 1) / each).unwrap_or(u32::MAX))
    }

    /// Takes one request of a principal that may send so many a minute and so many at once.
    pub fn take(&self, who: &str, per_minute: u32, burst: u32, now: Instant) -> Taken {
        let now = now.0.saturating_mul(1_000);
        let each = 60_000_000 / i64::from(per_minute.max(1));
        let whole = each.saturating_mul(i64::from(burst.max(1)));
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT && !all.contains_key(who) {
            all.retain(|_, full_at| *full_at > now);
        }
        let full_at = all.get(who).copied().unwrap_or(now).max(now) + each;
        let missing = full_at - now;
        if missing > whole {
            let wait = (missing - whole + 999) / 1_000;
            return Taken::Wait(u64::try_from(wait).unwrap_or(1));
        }
        match all.get_mut(who) {
            Some(kept) => *kept = full_at,
            None => drop(all.insert(who.to_owned(), full_at)),
        }
        let left = (whole - missing) / each.max(1);
        Taken::Left(u32::try_from(left).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_served_then_one_at_a_time() {
        let rate = Rate::default();
        let take = |who: &str, ms: i64| rate.take(who, 60, 3, Instant(ms));
        assert_eq!(take("a", 0), Taken::Left(2));
        assert_eq!(take("a", 0), Taken::Left(1));
        assert_eq!(take("a", 0), Taken::Left(0));
        assert_eq!(take("a", 0), Taken::Wait(1_000));
        assert_eq!(take("b", 0), Taken::Left(2), "each principal has its own");
        assert_eq!(take("a", 400), Taken::Wait(600));
        assert_eq!(take("a", 1_000), Taken::Left(0));
        assert_eq!(
            take("a", 60_000),
            Taken::Left(2),
            "it never holds more than a burst"
        );
    }
}
