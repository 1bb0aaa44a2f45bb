//! What a metric is: a static description that the catalogue shows and the machinery follows.

use super::dimension::{Dimension, Grain};
use crate::domain::record::{Class, Kind};

/// What a value is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Money in the currency beside it, 4 decimals.
    Money,
    /// A fraction, 6 decimals: 0.607143 is 60.7143 %.
    Ratio,
    /// Days, 4 decimals.
    Days,
    /// Hours, 4 decimals.
    Hours,
    /// A number of things.
    Count,
}

impl Unit {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Money => "MONEY",
            Self::Ratio => "RATIO",
            Self::Days => "DAYS",
            Self::Hours => "HOURS",
            Self::Count => "COUNT",
        }
    }
}

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither; it is a fact.
    Neutral,
}

/// A figure: its meaning, what it is made of and who may see it.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Name in queries: snake_case, American spelling.
    pub key: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// What it tells.
    pub description: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// What it is measured in.
    pub unit: Unit,
    /// Grains it can be given by; none where it is a state at a day.
    pub grains: &'static [Grain],
    /// Dimensions it can be grouped and filtered by.
    pub dimensions: &'static [Dimension],
    /// Keys of metrics that read the same thing another way.
    pub variants: &'static [&'static str],
    /// Named parts that stand beside the value.
    pub parts: &'static [&'static str],
    /// Classes of fact a viewer needs.
    pub classes: &'static [Class],
    /// Kinds of row it is made of; a source that is late makes it PARTIAL.
    pub needs: &'static [Kind],
    /// Which way is good.
    pub good: Direction,
    /// Version of this definition.
    pub version: u32,
    /// Role that answers for it.
    pub owner: &'static str,
    /// A worked example.
    pub example: &'static str,
    /// What the machinery computes.
    pub(crate) measure: super::registry::Measure,
}
