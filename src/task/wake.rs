//! The doorbell: it carries no message, and rings that come during a run are one.

use std::sync::Arc;

use tokio::sync::Notify;

/// A doorbell of a task; clones ring the same one.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// A doorbell that nobody has rung.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the task to look.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits until somebody rings; returns at once where somebody has since the last wait.
    pub async fn rung(&self) {
        self.0.notified().await;
    }
}
