//! What a whole pass did not show is gone at the source.
//!
//! Presence is kept in memory for the pass, not on the rows. A pass that a crash has cut in two cannot tell what is missing and tells
//! nothing; the next whole pass can.

use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

use sea_orm::{ConnectionTrait, DbErr, Statement, Value as Bind};

use super::Sync;
use super::digest;
use super::extract::Batch;
use super::run::Run;
use crate::model::feed;
use crate::model::statement::{among, execute_ids, query_ids};
use crate::model::upsert::{self, Emission, Emitted};

/// Ids that a whole pass has shown so far, and whether each lives.
pub(super) type Seen = HashMap<i64, bool>;

/// Objects that are deleted in one transaction.
const CHUNK: usize = 5_000;

impl Sync {
    /// Begins to note what a whole pass shows.
    pub(super) fn begin_seen(&self, run: &mut Run<'_>, whole: bool) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (run.source.number, run.stream.name);
        if whole {
            all.insert(key, Seen::new());
        } else {
            all.remove(&key);
        }
    }

    /// Notes what a batch shows.
    pub(super) fn note_seen(&self, run: &Run<'_>, batch: &Batch) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = all.get_mut(&(run.source.number, run.stream.name)) {
            seen.extend(batch.shown.iter().copied());
        }
    }

    /// Ends the noting; none where the pass was not noted from its start.
    pub(super) fn take_seen(&self, run: &mut Run<'_>) -> Option<Seen> {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = all.remove(&(run.source.number, run.stream.name));
        run.report.whole |= seen.is_some();
        seen
    }

    /// Deletes objects that two whole passes did not show.
    pub(super) async fn delete(
        &self,
        run: &mut Run<'_>,
        missing: HashSet<i64>,
    ) -> Result<(), DbErr> {
        let mut ids: Vec<i64> = missing.into_iter().collect();
        ids.sort_unstable();
        for chunk in ids.chunks(CHUNK) {
            let before = (run.state.clone(), run.report.clone());
            let deleted = self.delete_chunk(run, chunk).await;
            if deleted.is_err() {
                (run.state, run.report) = before;
            }
            deleted?;
        }
        Ok(())
    }

    async fn delete_chunk(&self, run: &mut Run<'_>, ids: &[i64]) -> Result<(), DbErr> {
        let now = self.clock.now();
        let transaction = self.database.begin().await?;
        let backend = transaction.get_database_backend();
        let sql = format!(
            "SELECT id, version_at, emitted FROM raw_record WHERE deleted_at IS NULL AND {}",
            among(backend, "id")
        );
        let mut emissions = Vec::with_capacity(ids.len());
        for row in query_ids(&transaction, sql, ids, Vec::new()).await? {
            let emitted: Option<String> = row.try_get_by_index(2)?;
            emissions.push(Emission {
                source_id: row.try_get_by_index(0)?,
                version_at: entity::value::Instant(row.try_get_by_index(1)?),
                records: Vec::new(),
                before: emitted.as_deref().map(Emitted::parse),
                deleted_at: Some(now),
            });
        }
        let gone = emissions.len();
        let mut feed =
            upsert::Batch::new(self.keys.mint(now), run.source.number, run.stream.name, now);
        let outcome = upsert::apply(&transaction, &mut feed, emissions).await?;
        self.note_outcome(&outcome);
        // The version stays the last that was seen: whatever the source shows of it later than now is newer.
        let sql = format!(
            "UPDATE raw_record SET deleted_at = $2, received_at = $3, run_id = $4, emitted = NULL WHERE deleted_at IS NULL AND {}",
            among(backend, "id")
        );
        let rest = vec![
            Bind::BigInt(Some(now.0)),
            Bind::BigInt(Some(now.0)),
            Bind::BigInt(Some(run.run_id)),
        ];
        execute_ids(&transaction, sql, ids, rest).await?;
        run.state.rows -= i64::try_from(gone).unwrap_or(0);
        run.report.deleted += gone as u64;
        run.state.save(&transaction).await?;
        digest::forget(&transaction, run.source.number, run.stream.name, &[]).await?;
        let changes = feed.finish(&transaction).await?;
        transaction.commit().await?;
        run.report.changes += i64::from(changes);
        feed::number(&self.database.writer, self.clock.now()).await?;
        self.ring();
        Ok(())
    }
}

/// Live raw records of a stream that a pass did not show.
///
/// Where the pass showed as many living objects as are known, nothing is missing; a pass that is to `prove` it compares what they add
/// up to. Only where that differs are they looked through one by one.
pub(super) async fn missing(
    connection: &impl ConnectionTrait,
    run: &Run<'_>,
    seen: &Seen,
    prove: bool,
) -> Result<HashSet<i64>, DbErr> {
    let living = || seen.iter().filter(|(_, lives)| **lives).map(|(id, _)| *id);
    if !prove && i64::try_from(living().count()) == Ok(run.state.rows) {
        return Ok(HashSet::new());
    }
    let ask = async |what: &str| {
        let sql = format!(
            "SELECT {what} FROM raw_record WHERE connection_id = $1 AND stream = $2 AND deleted_at IS NULL"
        );
        let binds = [
            Bind::Int(Some(run.source.number)),
            Bind::String(Some(run.stream.name.to_owned())),
        ];
        let backend = connection.get_database_backend();
        connection
            .query_one_raw(Statement::from_sql_and_values(backend, sql, binds))
            .await
    };
    let [one, other] = BENDS;
    let sums = format!(
        "count(*), CAST(coalesce(sum(id % {LOW}), 0) AS bigint), \
         CAST(coalesce(sum((id % {one}) * (id % {other}) % {LOW}), 0) AS bigint)"
    );
    if let Some(row) = ask(&sums).await? {
        let known = Sum {
            count: row.try_get_by_index(0)?,
            low: row.try_get_by_index(1)?,
            mixed: row.try_get_by_index(2)?,
        };
        if known == Sum::of(living()) {
            return Ok(HashSet::new());
        }
    }
    let row = ask("string_agg(CAST(id AS text), ',')").await?;
    let text: Option<String> = row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .flatten();
    let ids = text.iter().flat_map(|text| text.split(','));
    let ids = ids.filter_map(|id| id.parse().ok());
    Ok(ids.filter(|id| !seen.contains_key(id)).collect())
}

/// What a set of ids adds up to: two sets that agree in it are the same.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    count: i64,
    low: i64,
    mixed: i64,
}

const LOW: i64 = 1 << 32;
/// Primes that bend the ids, so that none makes up for its neighbours.
const BENDS: [i64; 2] = [2_147_483_629, 1_073_741_789];

impl Sum {
    fn of(ids: impl Iterator<Item = i64>) -> Self {
        ids.fold(Self::default(), |sum, id| Self {
            count: sum.count + 1,
            low: sum.low + id % LOW,
            mixed: sum.mixed + (id % BENDS[0]) * (id % BENDS[1]) % LOW,
        })
    }
}
