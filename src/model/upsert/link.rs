//! Links that a source itself states: this record is that one of another system.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Value as Bind};

use super::batch::{Batch, Op};
use super::emitted::Emitted;
use crate::domain::record::{ExternalRef, Kind};
use crate::model::identity::link_id;
use crate::model::statement::{Clash, Rows, among, execute_ids, query_ids};

pub(crate) const LINK: &[&str] = &[
    "kind",
    "id",
    "left_id",
    "right_id",
    "rule",
    "confidence",
    "status",
    "detail",
    "decided_by",
    "decided_at",
    "tx",
];

/// Who decides what a source states.
pub(crate) const SOURCE: &str = "source";

#[derive(Debug)]
struct Assertion {
    kind: Kind,
    left: i64,
    right: i64,
    detail: String,
}

/// Links that a batch states and takes back.
#[derive(Debug, Default)]
pub(super) struct Links {
    asserted: BTreeMap<i64, Assertion>,
    /// By link: raw records that no longer state it.
    withdrawn: BTreeMap<i64, BTreeSet<i64>>,
}

impl Links {
    /// A record names another as the same thing.
    pub(super) fn assert(
        &mut self,
        emitted: &mut Emitted,
        kind: Kind,
        row_id: i64,
        key: &ExternalRef,
        other: &ExternalRef,
    ) {
        let other_id = other.id();
        if other_id == row_id {
            return;
        }
        let (left, right) = (row_id.min(other_id), row_id.max(other_id));
        let id = link_id(kind, left, right);
        emitted.add_link(id);
        self.asserted.entry(id).or_insert_with(|| Assertion {
            kind,
            left,
            right,
            detail: format!("{key} names {other}"),
        });
    }

    /// True where there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.asserted.is_empty() && self.withdrawn.is_empty()
    }

    /// Takes back the links that an object no longer states.
    pub(super) fn withdraw(&mut self, source_id: i64, before: &Emitted, now: &Emitted) {
        for id in before.links().iter().filter(|id| !now.links().contains(id)) {
            self.withdrawn.entry(*id).or_default().insert(source_id);
        }
    }

    /// Writes the links; what a person has decided stays.
    pub(super) async fn write(
        self,
        transaction: &DatabaseTransaction,
        batch: &mut Batch,
    ) -> Result<(), DbErr> {
        if self.is_empty() {
            return Ok(());
        }
        let backend = transaction.get_database_backend();
        let ids: Vec<i64> = self.asserted.keys().copied().collect();
        let sql = format!(
            "SELECT id, status, rule, decided_by FROM external_link WHERE {}",
            among(backend, "id")
        );
        let mut known: HashMap<i64, (String, String, Option<String>)> = HashMap::new();
        for row in query_ids(transaction, sql, &ids, Vec::new()).await? {
            known.insert(
                row.try_get_by_index(0)?,
                (
                    row.try_get_by_index(1)?,
                    row.try_get_by_index(2)?,
                    row.try_get_by_index(3)?,
                ),
            );
        }
        let mut rows = Rows::new("external_link", LINK);
        for (id, link) in &self.asserted {
            let op = match known.get(id) {
                None => Op::Inserted,
                Some((status, rule, by)) => {
                    let by_person = !matches!(by.as_deref(), None | Some(SOURCE | "rule"));
                    if by_person || (status == "linked" && rule == "explicit") {
                        continue;
                    }
                    Op::Updated
                }
            };
            batch.relinked(*id, op);
            batch.changed(link.kind, link.left, Op::Updated);
            batch.changed(link.kind, link.right, Op::Updated);
            rows.push([
                Bind::SmallInt(Some(link.kind as i16)),
                Bind::BigInt(Some(*id)),
                Bind::BigInt(Some(link.left)),
                Bind::BigInt(Some(link.right)),
                Bind::String(Some("explicit".to_owned())),
                Bind::BigInt(Some(1_000_000)),
                Bind::String(Some("linked".to_owned())),
                Bind::String(Some(link.detail.clone())),
                Bind::String(Some(SOURCE.to_owned())),
                Bind::BigInt(Some(batch.now.0)),
                Bind::BigInt(Some(batch.tx)),
            ]);
        }
        rows.write(transaction, Clash::Overwrite(&["id"])).await?;
        self.take_back(transaction, batch).await?;
        batch.flush(transaction).await
    }

    async fn take_back(
        &self,
        transaction: &DatabaseTransaction,
        batch: &mut Batch,
    ) -> Result<(), DbErr> {
        let backend = transaction.get_database_backend();
        let ids: Vec<i64> = self
            .withdrawn
            .keys()
            .filter(|id| !self.asserted.contains_key(id))
            .copied()
            .collect();
        let mine = format!(
            "status = 'linked' AND rule = 'explicit' AND decided_by = '{SOURCE}' AND {}",
            among(backend, "id")
        );
        let sql = format!("SELECT id, kind, left_id, right_id FROM external_link WHERE {mine}");
        let mut found = query_ids(transaction, sql, &ids, Vec::new()).await?;
        let stated = stated_by_others(transaction, &found, &self.withdrawn).await?;
        let mut ids = Vec::with_capacity(found.len());
        found.retain(|row| {
            let id = row.try_get_by_index::<i64>(0).ok();
            let gone = id.filter(|id| !stated.contains(id));
            ids.extend(gone);
            gone.is_some()
        });
        for row in &found {
            batch.relinked(row.try_get_by_index(0)?, Op::Updated);
            if let Some(kind) = Kind::from_number(row.try_get_by_index(1)?) {
                batch.changed(kind, row.try_get_by_index(2)?, Op::Updated);
                batch.changed(kind, row.try_get_by_index(3)?, Op::Updated);
            }
        }
        if found.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE external_link SET status = 'split', detail = 'the source no longer states it', decided_at = $2, tx = $3 WHERE {mine}"
        );
        let rest = vec![
            Bind::BigInt(Some(batch.now.0)),
            Bind::BigInt(Some(batch.tx)),
        ];
        execute_ids(transaction, sql, &ids, rest).await?;
        Ok(())
    }
}

/// Links among those found that the object at the other end states still: two objects may name each other.
async fn stated_by_others(
    transaction: &DatabaseTransaction,
    found: &[QueryResult],
    withdrawn: &BTreeMap<i64, BTreeSet<i64>>,
) -> Result<BTreeSet<i64>, DbErr> {
    let backend = transaction.get_database_backend();
    let mut ends: BTreeMap<Kind, Vec<i64>> = BTreeMap::new();
    for row in found {
        if let Some(kind) = Kind::from_number(row.try_get_by_index(1)?) {
            let ends = ends.entry(kind).or_default();
            ends.push(row.try_get_by_index(2)?);
            ends.push(row.try_get_by_index(3)?);
        }
    }
    let mut stated = BTreeSet::new();
    for (kind, ids) in ends {
        let sql = format!(
            "SELECT r.id, r.emitted FROM \"{}\" AS e JOIN raw_record AS r ON r.id = e.source_id \
             WHERE r.emitted IS NOT NULL AND e.{}",
            kind.entity().table,
            among(backend, "id")
        );
        for row in query_ids(transaction, sql, &ids, Vec::new()).await? {
            let (source, emitted): (i64, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let still = |link: &&i64| !withdrawn.get(link).is_some_and(|by| by.contains(&source));
            stated.extend(Emitted::parse(&emitted).links().iter().filter(still));
        }
    }
    Ok(stated)
}
