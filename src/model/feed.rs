//! The change feed: transactions get their place in the order after they have committed, in one short locked step.
//!
//! A plain sequence would not do on PostgreSQL, where a lower number can commit after a higher one has been read.

use std::sync::atomic::{AtomicI64, Ordering};

use entity::change::{change, change_tx};
use entity::value::Instant;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value as Bind,
};

use super::database::begin_write;

/// Lock number of the numbering step on PostgreSQL.
const LOCK: i64 = 0x7468_726f_7567_686c;

/// A place in the order of commits, and its instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Number of the last transaction; 0 before the first.
    pub sequence: i64,
    /// Instant of its numbering.
    pub at: Instant,
}

impl Position {
    /// Before everything.
    pub const START: Self = Self {
        sequence: 0,
        at: Instant(0),
    };
}

/// A numbered transaction with its changes in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Place in the order.
    pub sequence: i64,
    /// Instant of numbering.
    pub at: Instant,
    /// Key on its rows.
    pub tx: i64,
    /// What it changed.
    pub changes: Vec<change::Model>,
}

/// Mints keys of transactions: unique in a process and rising, near unique across processes; a clash fails the transaction.
#[derive(Debug, Default)]
pub struct Keys(AtomicI64);

impl Keys {
    /// Keys that begin with the present instant.
    pub fn new() -> Self {
        Self::default()
    }

    /// Mints only above a key from now on: above those that an earlier process has left.
    pub fn raise(&self, above: i64) {
        self.0.fetch_max(above, Ordering::SeqCst);
    }

    /// The next key.
    pub fn mint(&self, now: Instant) -> i64 {
        let floor = now.0.max(0) << 20 | i64::from(std::process::id() & 0xfff) << 8;
        let mut key = floor;
        // The closure never refuses, so the update always succeeds.
        let _ = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| {
                key = floor.max(last + 1);
                Some(key)
            });
        key
    }
}

/// Numbers the transactions that have committed, and tells the position reached.
pub async fn number(writer: &DatabaseConnection, now: Instant) -> Result<Position, DbErr> {
    let backend = writer.get_database_backend();
    let unnumbered = change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.is_null())
        .limit(1)
        .one(writer)
        .await?;
    if unnumbered.is_none() {
        return current(writer).await;
    }
    let transaction = begin_write(writer).await?;
    if backend == DbBackend::Postgres {
        transaction
            .execute_raw(Statement::from_sql_and_values(
                backend,
                "SELECT pg_advisory_xact_lock($1)",
                [LOCK.into()],
            ))
            .await?;
    }
    let last = current(&transaction).await?;
    let at = last.at.max(now);
    transaction
        .execute_raw(Statement::from_sql_and_values(
            backend,
            "UPDATE change_tx SET sequence = n.place + $1, at = $2 FROM \
             (SELECT tx, row_number() OVER (ORDER BY tx) AS place FROM change_tx WHERE sequence IS NULL) AS n \
             WHERE n.tx = change_tx.tx",
            [Bind::BigInt(Some(last.sequence)), Bind::BigInt(Some(at.0))],
        ))
        .await?;
    let reached = current(&transaction).await?;
    transaction.commit().await?;
    Ok(reached)
}

/// The last numbered transaction.
pub async fn current(connection: &impl ConnectionTrait) -> Result<Position, DbErr> {
    let last = change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.is_not_null())
        .order_by_desc(change_tx::Column::Sequence)
        .limit(1)
        .one(connection)
        .await?;
    Ok(last.map_or(Position::START, |row| Position {
        sequence: row.sequence.unwrap_or(0),
        at: row.at.unwrap_or(Instant(0)),
    }))
}

/// The last position that was numbered at or before an instant: what was known then.
pub async fn at(connection: &impl ConnectionTrait, instant: Instant) -> Result<Position, DbErr> {
    let last = change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.is_not_null())
        .filter(change_tx::Column::At.lte(instant))
        .order_by_desc(change_tx::Column::Sequence)
        .limit(1)
        .one(connection)
        .await?;
    Ok(last.map_or(Position::START, |row| Position {
        sequence: row.sequence.unwrap_or(0),
        at: row.at.unwrap_or(Instant(0)),
    }))
}

/// Numbered transactions after a sequence, whole, until they hold `limit` changes (at least one transaction).
pub async fn since(
    connection: &impl ConnectionTrait,
    sequence: i64,
    limit: u64,
) -> Result<Vec<Transaction>, DbErr> {
    let heads = change_tx::Entity::find()
        .filter(change_tx::Column::Sequence.gt(sequence))
        .order_by_asc(change_tx::Column::Sequence)
        .limit(limit.max(1))
        .all(connection)
        .await?;
    let mut taken: Vec<Transaction> = Vec::new();
    let mut rows = 0;
    for head in heads {
        rows += u64::try_from(head.rows).unwrap_or(0);
        if !taken.is_empty() && rows > limit {
            break;
        }
        taken.push(Transaction {
            sequence: head.sequence.unwrap_or(0),
            at: head.at.unwrap_or(Instant(0)),
            tx: head.tx,
            changes: Vec::new(),
        });
    }
    for chunk in taken.chunks_mut(500) {
        let keys: Vec<i64> = chunk.iter().map(|transaction| transaction.tx).collect();
        let changes = change::Entity::find()
            .filter(change::Column::Tx.is_in(keys))
            .order_by_asc(change::Column::Tx)
            .order_by_asc(change::Column::Ordinal)
            .all(connection)
            .await?;
        let mut by_tx = std::collections::HashMap::<i64, Vec<change::Model>>::new();
        for row in changes {
            by_tx.entry(row.tx).or_default().push(row);
        }
        for transaction in chunk {
            transaction.changes = by_tx.remove(&transaction.tx).unwrap_or_default();
        }
    }
    Ok(taken)
}

/// True where a canonical row has changed after a sequence.
pub async fn touched(connection: &impl ConnectionTrait, sequence: i64) -> Result<bool, DbErr> {
    let row = connection
        .query_one_raw(Statement::from_sql_and_values(
            connection.get_database_backend(),
            "SELECT 1 FROM change_tx AS t JOIN change AS c ON c.tx = t.tx WHERE t.sequence > $1 AND c.kind > 0 LIMIT 1",
            [Bind::BigInt(Some(sequence))],
        ))
        .await?;
    Ok(row.is_some())
}

/// The greatest key that any transaction has.
pub async fn last_key(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let last = change_tx::Entity::find()
        .order_by_desc(change_tx::Column::Tx)
        .limit(1)
        .one(connection)
        .await?;
    Ok(last.map_or(0, |row| row.tx))
}

/// Changes that were written and are not numbered yet: how far the feed lags.
pub async fn unnumbered(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let backend = connection.get_database_backend();
    let row = connection
        .query_one_raw(Statement::from_string(
            backend,
            "SELECT count(*) FROM change_tx WHERE sequence IS NULL",
        ))
        .await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_rise_even_when_the_clock_does_not() {
        let keys = Keys::new();
        let first = keys.mint(Instant(1_000));
        let second = keys.mint(Instant(1_000));
        let third = keys.mint(Instant(10));
        assert!(first < second && second < third);
    }
}
