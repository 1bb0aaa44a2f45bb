//! One transaction's share of the change feed: its key, and the order of its changes.

use std::collections::HashSet;

use entity::value::Instant;
use sea_orm::{DatabaseTransaction, DbErr, Value as Bind};

use crate::domain::record::Kind;
use crate::model::statement::{Clash, Rows};

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub enum Op {
    /// It is new.
    Inserted = 1,
    /// It changed.
    Updated = 2,
    /// It was deleted at its source.
    Deleted = 3,
    /// It had been deleted and is back.
    Restored = 4,
}

/// One transaction that writes canonical rows.
#[derive(Debug)]
pub struct Batch {
    /// Key of the transaction, written on its rows.
    pub tx: i64,
    /// Connection that the objects came from.
    pub connection_id: i32,
    /// Stream that they came from.
    pub stream: String,
    /// Present instant.
    pub now: Instant,
    pub(super) filled: HashSet<Kind>,
    changes: Vec<(i16, i64, Op)>,
    written: i32,
}

impl Batch {
    /// Begins a transaction's share of the feed.
    pub fn new(tx: i64, connection_id: i32, stream: impl Into<String>, now: Instant) -> Self {
        Self {
            tx,
            connection_id,
            stream: stream.into(),
            now,
            filled: HashSet::new(),
            changes: Vec::new(),
            written: 0,
        }
    }

    /// Tells of a change of a canonical row.
    pub fn changed(&mut self, kind: Kind, row_id: i64, op: Op) {
        self.changes.push((kind as i16, row_id, op));
    }

    /// Tells of a change of a link between rows; links have kind 0.
    pub fn relinked(&mut self, link_id: i64, op: Op) {
        self.changes.push((0, link_id, op));
    }

    /// Changes told so far.
    pub fn changes(&self) -> usize {
        self.changes.len() + usize::try_from(self.written).unwrap_or(0)
    }

    /// Writes the changes told so far; the feed sees them once the transaction has committed and been numbered.
    pub async fn flush(&mut self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        let mut rows = Rows::new("change", &["tx", "ordinal", "kind", "row_id", "op"]);
        for (kind, row_id, op) in self.changes.drain(..) {
            rows.push([
                Bind::BigInt(Some(self.tx)),
                Bind::Int(Some(self.written)),
                Bind::SmallInt(Some(kind)),
                Bind::BigInt(Some(row_id)),
                Bind::SmallInt(Some(op as i16)),
            ]);
            self.written += 1;
        }
        rows.write(transaction, Clash::Fail).await?;
        Ok(())
    }

    /// Ends the transaction's share: writes its changes and its entry in the feed, unless nothing changed.
    pub async fn finish(mut self, transaction: &DatabaseTransaction) -> Result<i32, DbErr> {
        self.flush(transaction).await?;
        if self.written > 0 {
            announce(transaction, self.tx, self.written).await?;
        }
        Ok(self.written)
    }
}

/// Enters a transaction into the feed; for writers whose rows are not canonical, too.
pub(crate) async fn announce(
    transaction: &DatabaseTransaction,
    tx: i64,
    changes: i32,
) -> Result<(), DbErr> {
    let mut head = Rows::new("change_tx", &["tx", "rows"]);
    head.push([Bind::BigInt(Some(tx)), Bind::Int(Some(changes))]);
    head.write(transaction, Clash::Fail).await?;
    Ok(())
}
