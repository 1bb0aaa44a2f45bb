//! Runs idempotent tasks by timer and doorbell, and tells their status.
//!
//! A task takes no input: it reads the state and makes it right. A message says only "look". One task never runs twice at a time; a
//! ring during a run makes it run once more.

mod driver;
mod wake;

use async_trait::async_trait;
use entity::value::Instant;
use tokio_util::sync::CancellationToken;

pub use driver::{Driver, Status};
pub use wake::Wake;

use crate::domain::fault::Fault;

/// What a run of a task did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// In words, for operators; empty where there was nothing to do.
    pub what: String,
    /// When it wants to look again, where that is sooner than its period.
    pub again_at: Option<Instant>,
}

/// Background work: idempotent, without input.
#[async_trait]
pub trait Task: Send + Sync + 'static {
    /// Its name, unique in the hub.
    fn name(&self) -> &str;

    /// Reads the state and makes it right; ends early, between two whole steps, once cancelled.
    async fn activate(&self, cancel: &CancellationToken) -> Result<Done, Fault>;
}
