//! Sync as a background task: commands first, then the streams that are due.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::{Selection, Sync};
use crate::domain::fault::Fault;
use crate::model::database::remedy;
use crate::task::{Done, Task};

/// The task that syncs every connection of a hub.
pub struct SyncTask(Arc<Sync>);

impl SyncTask {
    /// A task over a hub's sync.
    pub fn new(sync: Arc<Sync>) -> Self {
        Self(sync)
    }
}

#[async_trait]
impl Task for SyncTask {
    fn name(&self) -> &'static str {
        "sync"
    }

    async fn activate(&self, cancel: &CancellationToken) -> Result<Done, Fault> {
        let commands = self.0.commands(cancel).await?;
        let due = Selection {
            due: true,
            ..Selection::default()
        };
        let reports = self.0.round(&due, cancel).await?;
        let landed: u64 = reports.iter().map(|report| report.landed).sum();
        let failed = reports
            .iter()
            .filter(|report| report.fault.is_some())
            .count();
        let again_at = self.0.next_due().await.map_err(|error| remedy(&error))?;
        Ok(Done {
            what: format!(
                "{commands} commands, {} streams, {landed} objects, {failed} failures",
                reports.len()
            ),
            again_at,
        })
    }
}
