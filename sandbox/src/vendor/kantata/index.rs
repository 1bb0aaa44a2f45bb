//! Order by change, kept up to date from the world's touches, so that a page behind a cursor costs a search and a slice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::collection::Collection;
use crate::firm::{Firm, Kind, Stamp};
use crate::world::FirmRead;

/// Rows of one table that exist, by (changed, number).
#[derive(Default)]
struct Table {
    rows: Vec<(u32, u32)>,
    stamps: HashMap<u32, u32>,
    seen: usize,
}

/// Rows selected at a state of the firm.
type Selection = (u64, Arc<Vec<u32>>);

/// Indexes and cached selections of one simulator.
#[derive(Default)]
pub struct Indexes {
    tables: Mutex<HashMap<Kind, Table>>,
    selections: Mutex<HashMap<String, Selection>>,
}

impl Indexes {
    /// Rows changed after an instant (all without one), in order of change: their count and one slice of them.
    pub fn slice(
        &self,
        firm: &FirmRead<'_>,
        collection: &Collection,
        kind: Kind,
        after: Option<Stamp>,
        offset: usize,
        limit: usize,
    ) -> (usize, Vec<u32>) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let table = tables.entry(kind).or_default();
        table.follow(firm, collection, kind);
        let from = after.map_or(0, |at| {
            table
                .rows
                .partition_point(|(changed, _)| i64::from(*changed) <= at.seconds())
        });
        let rows = &table.rows[from..];
        (
            rows.len(),
            rows.iter()
                .skip(offset)
                .take(limit)
                .map(|(_, number)| *number)
                .collect(),
        )
    }

    /// A selection computed once per state of the firm.
    pub fn selection(
        &self,
        firm: &Firm,
        key: String,
        select: impl FnOnce() -> Vec<u32>,
    ) -> Arc<Vec<u32>> {
        let held = self
            .selections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some((revision, rows)) = held
            && revision == firm.revision
        {
            return rows;
        }
        let rows = Arc::new(select());
        let mut selections = self
            .selections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if selections.len() >= 64 {
            selections.clear();
        }
        selections.insert(key, (firm.revision, Arc::clone(&rows)));
        rows
    }
}

impl Table {
    fn follow(&mut self, firm: &FirmRead<'_>, collection: &Collection, kind: Kind) {
        let touches = firm.touches();
        if self.stamps.is_empty() {
            self.fill(firm, collection);
            self.seen = touches.len();
            return;
        }
        for touch in &touches[self.seen.min(touches.len())..] {
            if touch.kind == kind {
                self.place(firm, collection, touch.id);
            }
        }
        self.seen = touches.len();
    }

    fn fill(&mut self, firm: &Firm, collection: &Collection) {
        for number in (collection.numbers)(firm) {
            if (collection.present)(firm, number)
                && let Some(meta) = (collection.meta)(firm, number)
            {
                let changed = seconds(meta.updated_at);
                self.rows.push((changed, number));
                self.stamps.insert(number, changed);
            }
        }
        self.rows.sort_unstable();
    }

    fn place(&mut self, firm: &Firm, collection: &Collection, number: u32) {
        if let Some(changed) = self.stamps.remove(&number)
            && let Ok(place) = self.rows.binary_search(&(changed, number))
        {
            self.rows.remove(place);
        }
        if (collection.present)(firm, number)
            && let Some(meta) = (collection.meta)(firm, number)
        {
            let row = (seconds(meta.updated_at), number);
            self.stamps.insert(number, row.0);
            let place = self.rows.partition_point(|held| *held < row);
            self.rows.insert(place, row);
        }
    }
}

fn seconds(at: Stamp) -> u32 {
    u32::try_from(at.seconds()).unwrap_or(u32::MAX)
}
