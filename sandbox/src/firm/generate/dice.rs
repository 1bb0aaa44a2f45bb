//! The generator's only source of chance: seeded, one stream a section, so that one section's change leaves the others alone.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded stream of chance.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Stream number `section` of a seed.
    pub fn new(seed: u64, section: u64) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        source.set_stream(section);
        Self(source)
    }

    /// True so many times in ten thousand.
    pub fn chance(&mut self, in_ten_thousand: u32) -> bool {
        self.0.random_range(0..10_000u32) < in_ten_thousand
    }

    /// A whole number between two, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// A place in a list of some length.
    pub fn place(&mut self, length: usize) -> usize {
        if length <= 1 {
            0
        } else {
            self.0.random_range(0..length)
        }
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.place(list.len())]
    }
}
