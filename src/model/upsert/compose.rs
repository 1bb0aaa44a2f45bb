//! Composes a row from what source objects say of it: the newest whole part, with every field overlaid by the newest that says it.
//!
//! Pure: the same set of parts gives the same row, in whatever order they came.

use std::collections::BTreeMap;

use entity::value::Instant;

use super::batch::Batch;
use crate::domain::record::Entity;
use crate::model::cell::{Cell, Row};

/// What one source object says of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) version_at: i64,
    pub(super) whole: bool,
    pub(super) cells: Vec<Cell>,
}

impl Part {
    /// Takes in what another record of the same object says of the same row.
    pub(super) fn absorb(&mut self, other: Self) {
        self.whole |= other.whole;
        for (mine, theirs) in self.cells.iter_mut().zip(other.cells) {
            if !theirs.is_null() {
                *mine = theirs;
            }
        }
    }
}

/// A part with the raw record that says it.
#[derive(Clone, Debug)]
pub(super) struct Contribution {
    pub(super) source_id: i64,
    pub(super) part: Part,
}

/// Parts of a row that are stored, by raw record, with the connection of each.
pub(super) type Parts = BTreeMap<i64, (i32, Part)>;

/// Everything that decides what a row is.
pub(super) struct Case<'a> {
    pub(super) id: i64,
    pub(super) before: Option<&'a Row>,
    pub(super) parts: Parts,
    pub(super) contributions: Vec<Contribution>,
    pub(super) gone: Vec<(i64, Instant)>,
}

/// What the row is to be, and which parts are to be stored for it.
pub(super) struct Resolved {
    pub(super) row: Target,
    pub(super) parts: PartWrites,
}

/// What a row is to be.
pub(super) enum Target {
    /// As it is, or still absent.
    Untouched,
    /// This.
    Live(Row),
    /// Deleted, from an instant.
    Deleted(i64),
}

/// Parts to store and to remove.
#[derive(Default)]
pub(super) struct PartWrites {
    pub(super) store: Vec<(i64, i32, Part)>,
    pub(super) remove: Vec<i64>,
}

/// Decides what a row is to be.
pub(super) fn resolve(entity: &Entity, batch: &Batch, mut case: Case<'_>) -> Resolved {
    match single(batch, &mut case) {
        Some(row) => Resolved {
            row,
            parts: PartWrites::default(),
        },
        None => from_parts(entity, batch, case),
    }
}

/// The usual case: one object tells of the row, and wholly.
fn single(batch: &Batch, case: &mut Case<'_>) -> Option<Target> {
    if !case.parts.is_empty() {
        return None;
    }
    let owner = case
        .before
        .filter(|row| row.deleted_at.is_none())
        .map(|row| row.source_id);
    match (case.contributions.as_mut_slice(), case.gone.as_slice()) {
        ([one], []) if one.part.whole && owner.is_none_or(|owner| owner == one.source_id) => {
            Some(Target::Live(Row {
                id: case.id,
                connection_id: batch.connection_id,
                source_id: one.source_id,
                version_at: one.part.version_at,
                tx: batch.tx,
                deleted_at: None,
                cells: std::mem::take(&mut one.part.cells),
            }))
        }
        ([], [(source_id, at)]) => Some(match owner {
            Some(owner) if owner == *source_id => Target::Deleted(at.0),
            _ => Target::Untouched,
        }),
        _ => None,
    }
}

fn from_parts(entity: &Entity, batch: &Batch, case: Case<'_>) -> Resolved {
    let mut writes = PartWrites::default();
    let mut parts = case.parts;
    let live = case.before.filter(|row| row.deleted_at.is_none());
    if let Some(row) = live.filter(|row| !parts.contains_key(&row.source_id)) {
        let part = Part {
            version_at: row.version_at,
            whole: true,
            cells: row.cells.clone(),
        };
        writes
            .store
            .push((row.source_id, row.connection_id, part.clone()));
        parts.insert(row.source_id, (row.connection_id, part));
    }
    let mut last = 0;
    for (source_id, at) in case.gone {
        last = last.max(at.0);
        if parts.remove(&source_id).is_some() {
            writes.store.retain(|(stored, _, _)| *stored != source_id);
            writes.remove.push(source_id);
        }
    }
    for contribution in case.contributions {
        let entry = (batch.connection_id, contribution.part);
        if parts.get(&contribution.source_id) != Some(&entry) {
            writes
                .store
                .retain(|(stored, _, _)| *stored != contribution.source_id);
            writes
                .store
                .push((contribution.source_id, entry.0, entry.1.clone()));
            parts.insert(contribution.source_id, entry);
        }
    }
    let row = match compose(entity, &parts) {
        Some((source_id, version_at, cells)) => Target::Live(Row {
            id: case.id,
            connection_id: parts
                .get(&source_id)
                .map_or(batch.connection_id, |part| part.0),
            source_id,
            version_at,
            tx: batch.tx,
            deleted_at: None,
            cells,
        }),
        None if live.is_some() => Target::Deleted(if last == 0 { batch.now.0 } else { last }),
        None => Target::Untouched,
    };
    Resolved { row, parts: writes }
}

/// The row that parts make, or none where what they say is not enough for one.
fn compose(entity: &Entity, parts: &Parts) -> Option<(i64, i64, Vec<Cell>)> {
    let base = parts
        .iter()
        .filter(|(_, (_, part))| part.whole)
        .max_by_key(|(source_id, (_, part))| (part.version_at, **source_id));
    let mut order: Vec<(i64, &Part)> = parts
        .iter()
        .filter(|(source_id, (_, part))| {
            !part.whole || base.is_some_and(|(base, _)| base == *source_id)
        })
        .map(|(source_id, (_, part))| (*source_id, part))
        .collect();
    order.sort_by_key(|(source_id, part)| (part.version_at, *source_id));
    let mut cells = vec![Cell::Null; entity.fields.len()];
    for (_, part) in &order {
        for (cell, said) in cells.iter_mut().zip(&part.cells) {
            if !said.is_null() {
                *cell = said.clone();
            }
        }
    }
    let complete = entity
        .fields
        .iter()
        .zip(&cells)
        .all(|(field, cell)| !field.required || !cell.is_null());
    let first = order
        .first()
        .map(|(source_id, part)| (*source_id, part.version_at));
    let (source_id, version_at) = base
        .map(|(source_id, (_, part))| (*source_id, part.version_at))
        .or(first)?;
    complete.then_some((source_id, version_at, cells))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    fn part(version_at: i64, whole: bool, name: &str, parent: Option<i64>) -> Part {
        let name = if name.is_empty() {
            Cell::Null
        } else {
            Cell::Text(name.to_owned())
        };
        Part {
            version_at,
            whole,
            cells: vec![name, parent.map_or(Cell::Null, Cell::Int)],
        }
    }

    #[test]
    fn newest_whole_is_the_base_and_partials_overlay_by_version() {
        let entity = Kind::Practice.entity();
        let mut parts = Parts::new();
        parts.insert(1, (1, part(5, true, "old", Some(7))));
        parts.insert(2, (1, part(9, true, "new", None)));
        parts.insert(3, (1, part(7, false, "", Some(8))));
        let (source_id, _, cells) = compose(entity, &parts).unwrap();
        assert_eq!(source_id, 2);
        assert_eq!(
            cells,
            [Cell::Text("new".to_owned()), Cell::Int(8), Cell::Null]
        );
    }

    #[test]
    fn partials_alone_make_a_row_only_when_they_say_enough() {
        let entity = Kind::Practice.entity();
        let mut parts = Parts::new();
        parts.insert(3, (1, part(7, false, "", Some(8))));
        assert!(compose(entity, &parts).is_none());
        parts.insert(4, (1, part(8, false, "told", None)));
        assert!(compose(entity, &parts).is_some());
    }
}
