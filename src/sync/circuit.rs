//! The circuit breaker of a connection: after failures in a row it is left alone for a while, then tried with one stream.

use std::sync::atomic::Ordering;

use entity::landing::connection;
use entity::value::Instant;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, Set};

use super::extract::CANCELLED;
use super::{Registered, Sync};
use crate::domain::fault::Fault;

/// Failures in a row that open the circuit.
const FAILURES: u32 = 5;
/// First wait of an open circuit in milliseconds; doubles with each failed trial.
const FIRST_WAIT_MS: i64 = 30_000;
/// Longest wait.
const LONGEST_WAIT_MS: i64 = 1_800_000;

/// Whether a connection may be read now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// All streams.
    Closed,
    /// One stream, to see whether it works again.
    Trial,
    /// Not before an instant.
    Open(Instant),
    /// A person has paused it.
    Paused,
}

impl Sync {
    pub(super) async fn admission(&self, source: &Registered) -> Result<Admission, DbErr> {
        let Some(row) = connection::Entity::find_by_id(source.number)
            .one(&self.database.reader)
            .await?
        else {
            return Ok(Admission::Closed);
        };
        if row.paused {
            return Ok(Admission::Paused);
        }
        match (row.circuit.as_str(), row.circuit_until) {
            ("closed", _) | (_, None) => Ok(Admission::Closed),
            (_, Some(until)) if until > self.clock.now() => Ok(Admission::Open(until)),
            _ => Ok(Admission::Trial),
        }
    }

    /// Takes note of how a run ended.
    pub(super) async fn note(
        &self,
        source: &Registered,
        fault: Option<&Fault>,
    ) -> Result<(), DbErr> {
        if fault.is_some_and(|fault| fault.code == CANCELLED) {
            return Ok(());
        }
        let Some(row) = connection::Entity::find_by_id(source.number)
            .one(&self.database.reader)
            .await?
        else {
            return Ok(());
        };
        let Some(fault) = fault else {
            source.failures.store(0, Ordering::SeqCst);
            if row.circuit != "closed" || row.error_code.is_some() {
                let mut row = row.into_active_model();
                row.circuit = Set("closed".to_owned());
                row.circuit_until = Set(None);
                row.error_code = Set(None);
                row.error_detail = Set(None);
                row.update(&self.database.writer).await?;
            }
            return Ok(());
        };
        let failures = source.failures.fetch_add(1, Ordering::SeqCst) + 1;
        let trial = row.circuit != "closed";
        let mut row = row.into_active_model();
        row.error_code = Set(Some(fault.code.to_owned()));
        row.error_detail = Set(Some(match &fault.hint {
            Some(hint) => format!("{} ({hint})", fault.detail),
            None => fault.detail.clone(),
        }));
        if trial || failures >= FAILURES {
            let wait = FIRST_WAIT_MS
                .checked_shl(failures.saturating_sub(FAILURES).min(10))
                .unwrap_or(LONGEST_WAIT_MS)
                .min(LONGEST_WAIT_MS);
            row.circuit = Set("open".to_owned());
            row.circuit_until = Set(Some(Instant(self.clock.now().0 + wait)));
        }
        row.update(&self.database.writer).await?;
        Ok(())
    }

    /// Marks an open circuit as being tried.
    pub(super) async fn half_open(&self, source: &Registered) -> Result<(), DbErr> {
        let row = connection::Entity::find_by_id(source.number)
            .one(&self.database.reader)
            .await?;
        if let Some(row) = row {
            let mut row = row.into_active_model();
            row.circuit = Set("half_open".to_owned());
            row.update(&self.database.writer).await?;
        }
        Ok(())
    }

    /// Pauses or resumes a connection; resuming closes its circuit.
    pub(super) async fn pause(&self, source: &Registered, paused: bool) -> Result<(), DbErr> {
        let row = connection::Entity::find_by_id(source.number)
            .one(&self.database.writer)
            .await?;
        if let Some(row) = row {
            let mut row = row.into_active_model();
            row.paused = Set(paused);
            if !paused {
                row.circuit = Set("closed".to_owned());
                row.circuit_until = Set(None);
                source.failures.store(0, Ordering::SeqCst);
            }
            row.update(&self.database.writer).await?;
        }
        Ok(())
    }
}
