//! Background tasks of insight and of the model, as the driver runs them.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::domain::clock::Clock;
use crate::domain::fault::Fault;
use crate::insight::metric::Engine as Metrics;
use crate::insight::rule::engine::Engine as Rules;
use crate::model::Database;
use crate::model::database::remedy;
use crate::model::retention::{Forgotten, Retention};
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

/// Forgets what is past its retention.
pub struct RetentionTask {
    /// Database.
    pub database: Database,
    /// Time.
    pub clock: Clock,
    /// What is kept for how long.
    pub retention: Retention,
}

#[async_trait]
impl Task for RetentionTask {
    fn name(&self) -> &'static str {
        "retention"
    }

    async fn activate(&self, cancel: &CancellationToken) -> Result<Done, Fault> {
        let (mut transactions, mut runs) = (0, 0);
        while !cancel.is_cancelled() {
            let step = self.retention.step(&self.database.writer, self.clock.now());
            let gone = step.await.map_err(|error| remedy(&error))?;
            if gone == Forgotten::default() {
                break;
            }
            transactions += gone.transactions;
            runs += gone.runs;
        }
        Ok(Done {
            what: format!("{transactions} transactions and {runs} runs forgotten"),
            again_at: None,
        })
    }
}
