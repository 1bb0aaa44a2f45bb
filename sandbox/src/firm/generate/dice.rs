//! The generator's only source of chance: seeded, one stream a section, so that one section's change leaves the others alone.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::firm::Scale;

/// A seeded stream of chance.
pub struct Dice {
    source: ChaCha8Rng,
    mishaps: u32,
}

impl Dice {
    /// Stream number `section` of a seed.
    pub fn new(seed: u64, section: u64) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(section);
        Self { source, mishaps: 1 }
    }

    /// The same for a firm of some size: in a tiny one mishaps are more frequent, so that each kind occurs.
    pub fn sized(seed: u64, section: u64, scale: Scale) -> Self {
        let mishaps = if scale == Scale::Tiny { 7 } else { 1 };
        Self {
            mishaps,
            ..Self::new(seed, section)
        }
    }

    /// Something goes wrong so many times in ten thousand.
    pub fn mishap(&mut self, in_ten_thousand: u32) -> bool {
        let often = in_ten_thousand * self.mishaps;
        self.chance(often.min(6_000))
    }

    /// True so many times in ten thousand.
    pub fn chance(&mut self, in_ten_thousand: u32) -> bool {
        self.source.random_range(0..10_000u32) < in_ten_thousand
    }

    /// A whole number between two, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.source.random_range(low..=high)
        }
    }

    /// A place in a list of some length.
    pub fn place(&mut self, length: usize) -> usize {
        if length <= 1 {
            0
        } else {
            self.source.random_range(0..length)
        }
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.place(list.len())]
    }
}
