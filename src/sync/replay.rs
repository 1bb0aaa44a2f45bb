//! Maps raw records again without the vendor: after a mapping has changed, or for dead letters that a person retries.
//!
//! A preview does the same and rolls it back, so that what it tells is what would happen.

use std::collections::HashMap;

use entity::value::Instant;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, Statement, Value as Bind};

use super::land::Place;
use super::promote::{Item, Promoted};
use super::run::Run;
use super::state::State;
use super::version::Version;
use super::{Registered, Sync};
use crate::connect::{RawObject, Stream};
use crate::model::statement::{among, query_ids};
use crate::model::upsert::{self, Emitted, Outcome};

/// Raw records that are mapped in one transaction.
const CHUNK: u64 = 5_000;

/// What a replay did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Replayed {
    /// Raw records mapped.
    pub objects: u64,
    /// Rows inserted.
    pub inserted: u64,
    /// Rows changed.
    pub updated: u64,
    /// Rows deleted.
    pub deleted: u64,
    /// Rows as they were.
    pub unchanged: u64,
    /// Records that cannot be mapped.
    pub dead: u64,
}

impl Replayed {
    fn add(&mut self, objects: usize, outcome: &Outcome, dead: usize) {
        self.objects += objects as u64;
        self.inserted += outcome.inserted + outcome.restored;
        self.updated += outcome.updated;
        self.deleted += outcome.deleted;
        self.unchanged += outcome.unchanged;
        self.dead += dead as u64;
    }
}

impl Sync {
    /// Maps a stream's raw records again where its mapping is another than theirs.
    pub(super) async fn remap(&self, run: &mut Run<'_>) -> Result<(), DbErr> {
        let version = run.place().mapping_version;
        if run.state.mapping.is_some_and(|mapped| mapped != version) {
            let replayed = self
                .replay_stream(run.source, run.stream, run.run_id, true)
                .await?;
            run.state.mapping = Some(version);
            run.report.changes += i64::try_from(replayed.objects).unwrap_or(0);
        }
        Ok(())
    }

    /// Maps all raw records of a stream again; without `keep` it only tells what that would do.
    pub(super) async fn replay_stream(
        &self,
        source: &Registered,
        stream: &'static Stream,
        run_id: i64,
        keep: bool,
    ) -> Result<Replayed, DbErr> {
        let mut total = Replayed::default();
        let mut after = i64::MIN;
        loop {
            let transaction = self.database.begin().await?;
            let rows = transaction
                .query_all_raw(Statement::from_sql_and_values(
                    transaction.get_database_backend(),
                    "SELECT id, external_id, payload, version_at, emitted, received_at, hash FROM raw_record WHERE connection_id = $1 \
                     AND stream = $2 AND deleted_at IS NULL AND id > $3 ORDER BY id LIMIT $4",
                    [
                        Bind::Int(Some(source.number)),
                        Bind::String(Some(stream.name.to_owned())),
                        Bind::BigInt(Some(after)),
                        Bind::BigInt(i64::try_from(CHUNK).ok()),
                    ],
                ))
                .await?;
            let Some(last) = rows.last() else {
                break;
            };
            after = last.try_get_by_index(0)?;
            let place = place(source, stream, run_id);
            self.replay_rows(&transaction, (source, stream), &place, rows, &mut total)
                .await?;
            self.end(transaction, keep).await?;
        }
        if keep {
            let mut state = State::load(&self.database.writer, source.number, stream.name).await?;
            state.mapping = Some(source.client.mapper().version(stream.name));
            state.save(&self.database.writer).await?;
        }
        Ok(total)
    }

    /// Maps some raw records of a stream again.
    pub(super) async fn replay_ids(
        &self,
        source: &Registered,
        stream: &'static Stream,
        run_id: i64,
        ids: &[i64],
    ) -> Result<Replayed, DbErr> {
        let transaction = self.database.begin().await?;
        let sql = format!(
            "SELECT id, external_id, payload, version_at, emitted, received_at, hash FROM raw_record WHERE deleted_at IS NULL AND {}",
            among(transaction.get_database_backend(), "id")
        );
        let rows = query_ids(&transaction, sql, ids, Vec::new()).await?;
        let mut total = Replayed::default();
        let place = place(source, stream, run_id);
        self.replay_rows(&transaction, (source, stream), &place, rows, &mut total)
            .await?;
        self.end(transaction, true).await?;
        Ok(total)
    }

    async fn end(&self, transaction: DatabaseTransaction, keep: bool) -> Result<(), DbErr> {
        if keep {
            transaction.commit().await?;
            self.number().await
        } else {
            transaction.rollback().await
        }
    }

    async fn replay_rows(
        &self,
        transaction: &DatabaseTransaction,
        (source, stream): (&Registered, &'static Stream),
        place: &Place<'_>,
        rows: Vec<QueryResult>,
        total: &mut Replayed,
    ) -> Result<(), DbErr> {
        let now = self.clock.now();
        let mut promoted = Promoted::default();
        let mut before: HashMap<i64, Option<String>> = HashMap::with_capacity(rows.len());
        for row in &rows {
            let id: i64 = row.try_get_by_index(0)?;
            let version_at: i64 = row.try_get_by_index(3)?;
            let emitted: Option<String> = row.try_get_by_index(4)?;
            let object = RawObject {
                external_id: row.try_get_by_index(1)?,
                version_at: Some(Instant(version_at)),
                payload: row.try_get_by_index(2)?,
                deleted: false,
            };
            let item = Item {
                id,
                object: &object,
                version_at,
                deleted_at: None,
                emitted: emitted.as_deref(),
                good: Some(Version {
                    at: version_at,
                    received_at: row.try_get_by_index(5)?,
                    deleted: false,
                    hash: row.try_get_by_index(6)?,
                }),
            };
            promoted.add(&source.client, stream, &item);
            before.insert(id, emitted);
        }
        // Values that the mapping does not know were told when they arrived; telling them again would count them twice.
        promoted.drift.clear();
        let mut feed = upsert::Batch::new(self.keys.mint(now), source.number, stream.name, now);
        let emissions = std::mem::take(&mut promoted.emissions);
        let mut outcome = upsert::apply(transaction, &mut feed, emissions).await?;
        self.note_outcome(&outcome);
        let emitted: HashMap<i64, Emitted> = outcome.emitted.drain(..).collect();
        let mapped: Vec<i64> = emitted.keys().copied().collect();
        promoted.write(transaction, place, now, &mapped).await?;
        for (id, now) in emitted {
            before.insert(id, Some(now.to_string()).filter(|text| !text.is_empty()));
        }
        remark(transaction, place.mapping_version, before).await?;
        feed.finish(transaction).await?;
        total.add(rows.len(), &outcome, promoted.dead.len());
        Ok(())
    }
}

fn place<'a>(source: &Registered, stream: &'static Stream, run_id: i64) -> Place<'a> {
    Place {
        connection_id: source.number,
        stream: stream.name,
        run_id,
        mapping_version: source.client.mapper().version(stream.name),
    }
}

/// Writes what raw records were mapped to now, and with which mapping.
async fn remark(
    transaction: &DatabaseTransaction,
    mapping_version: i32,
    rows: HashMap<i64, Option<String>>,
) -> Result<(), DbErr> {
    let backend = transaction.get_database_backend();
    let rows: Vec<(i64, Option<String>)> = rows.into_iter().collect();
    for chunk in rows.chunks(1_000) {
        let mut binds = vec![Bind::Int(Some(mapping_version))];
        let mut values = String::new();
        for (id, emitted) in chunk {
            binds.push(Bind::BigInt(Some(*id)));
            binds.push(Bind::String(emitted.clone()));
            let comma = if values.is_empty() { "" } else { "," };
            values.push_str(&format!("{comma}(${},${})", binds.len() - 1, binds.len()));
        }
        let sql = format!(
            "UPDATE raw_record SET mapping_version = $1, emitted = v.column2 FROM (VALUES {values}) AS v WHERE raw_record.id = v.column1"
        );
        transaction
            .execute_raw(Statement::from_sql_and_values(backend, sql, binds))
            .await?;
    }
    Ok(())
}
