//! Writes what source objects were mapped to: one code path for every kind, in sets, with history, change feed and waiting references.
//!
//! The caller has decided already which version of each source object is the newest; here each object's emission replaces its former
//! one. A row that several objects tell of is composed from their parts, so that neither order nor repetition matters.

mod batch;
mod compose;
mod emitted;
mod link;
mod reference;
mod settle;
mod store;

use std::collections::HashMap;

use entity::value::Instant;
use sea_orm::{DatabaseTransaction, DbErr};

pub(crate) use batch::announce;
pub use batch::{Batch, Op};
pub use emitted::Emitted;
pub(crate) use link::{LINK, SOURCE};
pub use settle::{Named, bereave, settle};

use self::compose::{Contribution, Part};
use self::reference::Parents;
use super::cell::{Cell, Storage, storage};
use crate::domain::record::{Kind, Record, Type, Value};

/// What one source object was mapped to.
#[derive(Clone, Debug)]
pub struct Emission {
    /// Raw record.
    pub source_id: i64,
    /// Its version.
    pub version_at: Instant,
    /// Records; none where the object is deleted.
    pub records: Vec<Record>,
    /// What it was mapped to before; none where it is new.
    pub before: Option<Emitted>,
    /// Instant from which the object is known to be deleted.
    pub deleted_at: Option<Instant>,
}

/// Why the tables cannot take a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Field at fault.
    pub field: &'static str,
    /// What is wrong.
    pub detail: String,
}

/// What an application did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows inserted.
    pub inserted: u64,
    /// Rows changed.
    pub updated: u64,
    /// Rows deleted.
    pub deleted: u64,
    /// Deleted rows that came back.
    pub restored: u64,
    /// Rows that were as they should be.
    pub unchanged: u64,
    /// References that wait for their parent.
    pub waiting: u64,
    /// What each object was mapped to, to be kept with its raw record.
    pub emitted: Vec<(i64, Emitted)>,
}

/// Everything of one kind that a batch says.
#[derive(Debug, Default)]
struct Said {
    contributions: HashMap<i64, Vec<Contribution>>,
    withdrawn: Vec<(i64, i64, Instant)>,
}

/// Applies emissions within a transaction; at most one per source object, and none that has a [`refusal`].
pub async fn apply(
    transaction: &DatabaseTransaction,
    batch: &mut Batch,
    emissions: Vec<Emission>,
) -> Result<Outcome, DbErr> {
    let mut outcome = Outcome::default();
    let mut said: std::collections::BTreeMap<Kind, Said> = std::collections::BTreeMap::new();
    let mut parents = Parents::default();
    let mut links = link::Links::default();
    for emission in emissions {
        collect(emission, &mut said, &mut parents, &mut links, &mut outcome);
    }
    // Two streams may tell of one row: on PostgreSQL their transactions take turns, kind by kind and in one order.
    let mut turns: Vec<i16> = said.keys().map(|kind| *kind as i16).collect();
    if !links.is_empty() {
        turns.insert(0, 0);
    }
    store::take_turns(transaction, &turns).await?;
    for (kind, said) in said {
        write_kind(transaction, batch, kind, said, &mut outcome, &mut parents).await?;
    }
    outcome.waiting = parents.write(transaction, batch).await?;
    links.write(transaction, batch).await?;
    Ok(outcome)
}

fn collect(
    emission: Emission,
    said: &mut std::collections::BTreeMap<Kind, Said>,
    parents: &mut Parents,
    links: &mut link::Links,
    outcome: &mut Outcome,
) {
    debug_assert!(
        refusal(&emission).is_none(),
        "whoever maps sets aside what the tables cannot take"
    );
    let mut now = Emitted::default();
    for record in emission.records {
        let row_id = record.key.id();
        now.add_row(record.kind, row_id);
        for other in &record.same_as {
            links.assert(&mut now, record.kind, row_id, &record.key, other);
        }
        let mut cells = Vec::with_capacity(record.values.len());
        for (value, field) in record.values.into_iter().zip(record.kind.entity().fields) {
            cells.push(match (value, field.ty) {
                (Some(Value::Ref(reference)), Type::Ref(parent)) => {
                    Cell::Int(parents.name(parent, reference))
                }
                (value, _) => value.map_or(Cell::Null, Cell::of),
            });
        }
        let list = said
            .entry(record.kind)
            .or_default()
            .contributions
            .entry(row_id)
            .or_default();
        let part = Part {
            version_at: emission.version_at.0,
            whole: record.whole,
            cells,
        };
        match list
            .iter_mut()
            .find(|contribution| contribution.source_id == emission.source_id)
        {
            Some(contribution) => contribution.part.absorb(part),
            None => list.push(Contribution {
                source_id: emission.source_id,
                part,
            }),
        }
    }
    if let Some(before) = &emission.before {
        for (kind, row_id) in before.rows_not_in(&now, emission.source_id) {
            let at = emission.deleted_at.unwrap_or(emission.version_at);
            said.entry(kind)
                .or_default()
                .withdrawn
                .push((row_id, emission.source_id, at));
        }
        links.withdraw(emission.source_id, before, &now);
    }
    now.shorten(emission.source_id);
    outcome.emitted.push((emission.source_id, now));
}

/// The first reason for which the tables cannot take an emission; a function of the emission alone.
pub fn refusal(emission: &Emission) -> Option<Refused> {
    for record in &emission.records {
        for (value, field) in record.values.iter().zip(record.kind.entity().fields) {
            let detail = match value {
                None if field.required && record.whole => "a required field is empty".to_owned(),
                Some(Value::Int(number))
                    if storage(field.ty) == Storage::Int && i32::try_from(*number).is_err() =>
                {
                    format!("{number} is out of range")
                }
                Some(Value::Text(text)) if text.contains('\0') => {
                    "the text holds a zero byte".to_owned()
                }
                _ => continue,
            };
            return Some(Refused {
                field: field.name,
                detail,
            });
        }
    }
    None
}

async fn write_kind(
    transaction: &DatabaseTransaction,
    batch: &mut Batch,
    kind: Kind,
    mut said: Said,
    outcome: &mut Outcome,
    parents: &mut Parents,
) -> Result<(), DbErr> {
    let mut ids: Vec<i64> = said.contributions.keys().copied().collect();
    ids.extend(said.withdrawn.iter().map(|(row, _, _)| *row));
    ids.sort_unstable();
    ids.dedup();
    let mut existing = store::load(transaction, batch, kind, &ids).await?;
    let mut parts = store::load_parts(transaction, kind, &ids).await?;
    let mut withdrawn: HashMap<i64, Vec<(i64, Instant)>> = HashMap::new();
    for (row, source, at) in said.withdrawn {
        withdrawn.entry(row).or_default().push((source, at));
    }
    let mut writes = store::Writes::new(kind);
    for id in ids {
        let contributions = said.contributions.remove(&id).unwrap_or_default();
        let gone = withdrawn.remove(&id).unwrap_or_default();
        let before = existing.remove(&id);
        let result = compose::resolve(
            kind.entity(),
            batch,
            compose::Case {
                id,
                before: before.as_ref(),
                parts: parts.remove(&id).unwrap_or_default(),
                contributions,
                gone,
            },
        );
        writes.parts(id, result.parts);
        writes.row(batch, before, result.row, outcome);
    }
    parents.children(kind, &writes);
    writes.write(transaction, batch).await
}
