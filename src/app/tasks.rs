//! Background tasks of insight, as the driver runs them.

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::domain::fault::Fault;
use crate::insight::rule::engine::Engine as Rules;
use crate::model::database::remedy;
use crate::task::{Done, Task};

/// Brings the exceptions to what the rules find.
pub struct RuleTask(pub Rules);

#[async_trait]
impl Task for RuleTask {
    fn name(&self) -> &'static str {
        "rules"
    }

    async fn activate(&self, _cancel: &CancellationToken) -> Result<Done, Fault> {
        let done = self.0.evaluate().await.map_err(|error| remedy(&error))?;
        Ok(Done {
            what: format!("{} opened, {} resolved", done.opened, done.resolved),
            again_at: None,
        })
    }
}
