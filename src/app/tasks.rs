//! Background tasks of insight, as the driver runs them.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::domain::fault::Fault;
use crate::insight::metric::Engine as Metrics;
use crate::insight::rule::engine::Engine as Rules;
use crate::model::database::remedy;
use crate::task::{Done, Task, Wake};

/// Brings the figures up to the change feed, then rings who reads them.
pub struct MetricTask {
    /// Engine.
    pub engine: Arc<Metrics>,
    /// Rung after a refresh that changed something.
    pub bells: Vec<Wake>,
}

#[async_trait]
impl Task for MetricTask {
    fn name(&self) -> &'static str {
        "metrics"
    }

    async fn activate(&self, _cancel: &CancellationToken) -> Result<Done, Fault> {
        let done = self
            .engine
            .refresh()
            .await
            .map_err(|error| remedy(&error))?;
        if done.changed {
            self.bells.iter().for_each(Wake::ring);
        }
        Ok(Done {
            what: format!("sequence {}, {} cells written", done.sequence, done.written),
            again_at: None,
        })
    }
}

/// Brings the exceptions to what the rules find, then rings who follows them.
pub struct RuleTask {
    /// Engine.
    pub rules: Rules,
    /// Rung after an evaluation that wrote something.
    pub bells: Vec<Wake>,
}

#[async_trait]
impl Task for RuleTask {
    fn name(&self) -> &'static str {
        "rules"
    }

    async fn activate(&self, _cancel: &CancellationToken) -> Result<Done, Fault> {
        let done = self
            .rules
            .evaluate()
            .await
            .map_err(|error| remedy(&error))?;
        if done.written > 0 {
            self.bells.iter().for_each(Wake::ring);
        }
        Ok(Done {
            what: format!("{} opened, {} resolved", done.opened, done.resolved),
            again_at: None,
        })
    }
}
