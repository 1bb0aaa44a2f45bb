//! One moment of all figures: rows in memory, cells computed from them, how fresh the sources are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use entity::value::{Currency, Day, Instant};

use super::answer::SourceState;
use super::calc::receivable::Applied;
use super::cube::{Cubes, Place};
use super::inputs::Inputs;
use crate::domain::record::Kind;
use crate::model::feed::Position;

/// Cells kept for other days and currencies than the usual.
const KEPT: usize = 4;

/// A connection behind the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) id: i32,
    pub(crate) state: SourceState,
    pub(crate) loading: bool,
    pub(crate) late: bool,
}

/// One moment.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) inputs: Arc<Inputs>,
    pub(crate) applied: Applied,
    pub(crate) sequence: i64,
    pub(crate) known_at: Instant,
    pub(crate) sources: Vec<Source>,
    pub(crate) first_known_at: Option<Instant>,
    pub(crate) usual: (Currency, Day),
    pub(crate) cubes: Arc<Cubes>,
    others: Mutex<Vec<((Currency, Day), Arc<Cubes>)>>,
}

/// A moment that a request has taken hold of, so that all its figures are of it.
#[derive(Clone, Debug)]
pub struct Moment(pub(crate) Arc<Snapshot>);

impl Moment {
    /// Its place in the order of commits.
    pub fn position(&self) -> Position {
        Position {
            sequence: self.0.sequence,
            at: self.0.known_at,
        }
    }
}

impl Snapshot {
    /// A moment whose usual cells are given.
    pub(crate) fn new(
        inputs: Arc<Inputs>,
        cubes: Arc<Cubes>,
        usual: (Currency, Day),
        position: (i64, Instant),
        sources: Vec<Source>,
        first_known_at: Option<Instant>,
    ) -> Self {
        Self {
            applied: Applied::of(&inputs.ledger),
            inputs,
            sequence: position.0,
            known_at: position.1,
            sources,
            first_known_at,
            usual,
            cubes,
            others: Mutex::default(),
        }
    }

    /// The cells as of a day, group amounts in a currency.
    pub(crate) fn cubes(&self, target: Currency, as_of: Day) -> Arc<Cubes> {
        if (target, as_of) == self.usual {
            return self.cubes.clone();
        }
        let mut others = self
            .others
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, cubes)) = others.iter().find(|(key, _)| *key == (target, as_of)) {
            return cubes.clone();
        }
        let cubes = Arc::new(Cubes::build(&self.inputs, target, as_of));
        if others.len() == KEPT {
            others.remove(0);
        }
        others.push(((target, as_of), cubes.clone()));
        cubes
    }

    /// The sources of kinds of row; all where none is named.
    pub(crate) fn behind(&self, kinds: &[Kind]) -> Vec<&Source> {
        self.sources
            .iter()
            .filter(|source| {
                kinds.is_empty()
                    || kinds.iter().any(|kind| {
                        self.inputs
                            .origins
                            .get(kind)
                            .is_some_and(|ids| ids.contains(&source.id))
                    })
            })
            .collect()
    }

    /// Each project's dimensions.
    pub(crate) fn places(cubes: &Cubes) -> HashMap<i64, &Place> {
        cubes
            .months()
            .map(|cell| &*cell.place)
            .chain(cubes.items().map(|placed| &*placed.place))
            .map(|place| (place.project, place))
            .collect()
    }
}
