//! Forgets what is past its retention, in small steps: former images of rows with the part of the change feed that tells of them, and sync runs.
//!
//! The feed keeps its last transaction before the bound, so that every moment after it is still known; an earlier moment is not known any more,
//! and an earlier cursor is too old. Nothing goes that a reader of the feed has not read yet, and nothing of the present ever.

use entity::change::change_tx;
use entity::value::Instant;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value as Bind,
};

use super::database::begin_write;
use super::feed;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Transactions forgotten in one step at most.
const TRANSACTIONS: u64 = 200;
/// Changes forgotten in one step, unless one transaction alone has more.
const CHANGES: i64 = 2_000;
/// Runs forgotten in one step at most.
const RUNS: u64 = 1_000;

/// How long is kept what the present does not need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Days of former images of rows and of the change feed.
    pub history_days: u32,
    /// Days of sync runs.
    pub run_days: u32,
}

/// What one step has forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Transactions of the feed with their changes and the images that they replaced.
    pub transactions: u64,
    /// Sync runs.
    pub runs: u64,
}

impl Retention {
    /// Forgets a little; nothing where nothing is past its retention.
    pub async fn step(
        &self,
        writer: &DatabaseConnection,
        now: Instant,
    ) -> Result<Forgotten, DbErr> {
        let before = |days: u32| Instant(now.0.saturating_sub(i64::from(days) * DAY));
        Ok(Forgotten {
            transactions: history(writer, before(self.history_days)).await?,
            runs: runs(writer, before(self.run_days)).await?,
        })
    }
}

async fn history(writer: &DatabaseConnection, before: Instant) -> Result<u64, DbErr> {
    let bound = feed::at(writer, before).await?.sequence;
    let bound = bound.min(read_up_to(writer).await?);
    let oldest = change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.lt(bound))
        .order_by_asc(change_tx::Column::Sequence)
        .limit(TRANSACTIONS)
        .all(writer)
        .await?;
    let mut changes = 0;
    let mut keys = Vec::new();
    for transaction in oldest {
        changes += i64::from(transaction.rows);
        if !keys.is_empty() && changes > CHANGES {
            break;
        }
        keys.push(transaction.tx.to_string());
    }
    if keys.is_empty() {
        return Ok(0);
    }
    let keys = keys.join(",");
    let transaction = begin_write(writer).await?;
    for sql in [
        format!(
            "DELETE FROM row_history WHERE (kind, row_id, tx_to) IN \
             (SELECT kind, row_id, tx FROM change WHERE tx IN ({keys}))"
        ),
        format!("DELETE FROM change WHERE tx IN ({keys})"),
    ] {
        transaction.execute_unprepared(&sql).await?;
    }
    let sql = format!("DELETE FROM change_tx WHERE tx IN ({keys})");
    let gone = transaction.execute_unprepared(&sql).await?.rows_affected();
    transaction.commit().await?;
    Ok(gone)
}

/// The sequence that every reader of the feed has reached; what has not read anything yet begins from the rows.
async fn read_up_to(writer: &DatabaseConnection) -> Result<i64, DbErr> {
    let sql = "SELECT min(sequence) FROM \
               (SELECT sequence FROM metric_watermark UNION ALL SELECT sequence FROM sync_watermark) AS reached";
    let row = writer
        .query_one_raw(Statement::from_string(writer.get_database_backend(), sql))
        .await?;
    let reached = row.map(|row| row.try_get_by_index::<Option<i64>>(0));
    Ok(reached.transpose()?.flatten().unwrap_or(i64::MAX))
}

/// The last run of a stream stays, however old, as does one under way.
async fn runs(writer: &DatabaseConnection, before: Instant) -> Result<u64, DbErr> {
    let sql = format!(
        "DELETE FROM sync_run WHERE id IN (SELECT r.id FROM sync_run AS r WHERE r.state <> 'running' AND r.started_at < $1 \
         AND EXISTS (SELECT 1 FROM sync_run AS n WHERE n.connection_id = r.connection_id AND n.stream = r.stream AND n.started_at > r.started_at) \
         ORDER BY r.id LIMIT {RUNS})"
    );
    let bound = Bind::BigInt(Some(before.0));
    let done = writer
        .execute_raw(Statement::from_sql_and_values(
            writer.get_database_backend(),
            sql,
            [bound],
        ))
        .await?;
    Ok(done.rows_affected())
}
