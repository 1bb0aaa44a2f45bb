//! Seeded chance: which fault a request meets, the same for the same seed whatever the order of other requests.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Action;

/// Chance of each fault, from 0 to 1; their sum should stay below 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Chaos {
    /// Seed.
    pub seed: u64,
    /// The answer is late by up to 20 ms.
    pub late: f64,
    /// Rows twice.
    pub twice: f64,
    /// Rows in reverse order.
    pub shuffle: f64,
    /// Body cut.
    pub truncate: f64,
    /// 429 without `Retry-After`, or with one of zero seconds.
    pub throttle: f64,
    /// 500.
    pub error: f64,
    /// 502.
    pub gateway: f64,
    /// 503.
    pub unavailable: f64,
    /// Connection cut before.
    pub drop: f64,
    /// Connection cut after.
    pub lose_reply: f64,
    /// Body that is not JSON.
    pub malformed: f64,
    /// 401.
    pub expire_token: f64,
    /// Faults in a row on one request after which it passes, so that patience is always rewarded.
    pub streak: u32,
}

impl Chaos {
    /// Every fault at the same chance, passing after two in a row.
    pub fn even(seed: u64, chance: f64) -> Self {
        Self {
            seed,
            late: chance,
            twice: chance,
            shuffle: chance,
            truncate: chance,
            throttle: chance,
            error: chance,
            gateway: chance,
            unavailable: chance,
            drop: chance,
            lose_reply: chance,
            malformed: chance,
            expire_token: chance,
            streak: 2,
        }
    }
}

/// Chaos under way: how often each request line came and failed.
#[derive(Debug)]
pub(super) struct Dice {
    chaos: Chaos,
    lines: HashMap<u64, (u64, u32)>,
}

impl Dice {
    pub(super) fn new(chaos: Chaos) -> Self {
        Self {
            chaos,
            lines: HashMap::new(),
        }
    }

    /// The fault that this request meets, if any.
    pub(super) fn roll(&mut self, line: &str) -> Option<Action> {
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        let key = hasher.finish();
        let (came, row) = self.lines.entry(key).or_default();
        *came += 1;
        if *row >= self.chaos.streak {
            *row = 0;
            return None;
        }
        let mut dice = ChaCha8Rng::seed_from_u64(
            self.chaos.seed ^ key ^ came.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        );
        let mut left: f64 = dice.random();
        let millis = dice.random_range(1..=20);
        let wait = dice.random_bool(0.5).then_some(0);
        let chaos = &self.chaos;
        let table = [
            (chaos.late, Action::Delay(Duration::from_millis(millis))),
            (chaos.twice, Action::Twice),
            (chaos.shuffle, Action::Shuffle),
            (chaos.truncate, Action::Truncate),
            (chaos.throttle, Action::Throttle(wait)),
            (chaos.error, Action::Error),
            (chaos.gateway, Action::Gateway),
            (chaos.unavailable, Action::Unavailable),
            (chaos.drop, Action::Drop),
            (chaos.lose_reply, Action::LoseReply),
            (chaos.malformed, Action::Malformed),
            (chaos.expire_token, Action::ExpireToken),
        ];
        for (chance, action) in table {
            if left < chance {
                let harmless = matches!(action, Action::Delay(_) | Action::Twice | Action::Shuffle);
                *row = if harmless { 0 } else { *row + 1 };
                return Some(action);
            }
            left -= chance;
        }
        *row = 0;
        None
    }
}
