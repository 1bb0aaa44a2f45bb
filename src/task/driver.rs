//! The driver: one loop a task, woken by its bell, its period, or the instant the task itself asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use entity::value::Instant;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Task, Wake};
use crate::domain::clock::Clock;
use crate::domain::fault::{Fault, Remedy};

/// How long a failed task waits at most before it is tried again.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// What a task is doing and did last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// True while it runs.
    pub running: bool,
    /// Runs so far.
    pub runs: u64,
    /// Failures since the last good run.
    pub failures: u32,
    /// Start of the last run.
    pub started_at: Option<Instant>,
    /// End of the last run.
    pub ended_at: Option<Instant>,
    /// What the last good run did.
    pub done: String,
    /// The last failure, until a good run.
    pub fault: Option<Fault>,
}

type Statuses = Arc<Mutex<BTreeMap<String, Status>>>;

/// Runs tasks until it is cancelled.
#[derive(Debug)]
pub struct Driver {
    clock: Clock,
    cancel: CancellationToken,
    tasks: JoinSet<()>,
    statuses: Statuses,
}

impl Driver {
    /// A driver without tasks; it stops when the token is cancelled.
    pub fn new(clock: Clock, cancel: CancellationToken) -> Self {
        Self {
            clock,
            cancel,
            tasks: JoinSet::new(),
            statuses: Statuses::default(),
        }
    }

    /// Starts a task: it runs at once, then whenever its bell rings or its period has passed.
    pub fn start(&mut self, task: Arc<dyn Task>, bell: Wake, every: Duration) {
        let name = task.name().to_owned();
        set(&self.statuses, &name, |_| {});
        let runner = Runner {
            task,
            bell,
            every,
            name,
            clock: self.clock.clone(),
            cancel: self.cancel.clone(),
            statuses: self.statuses.clone(),
        };
        self.tasks.spawn(runner.run());
    }

    /// Status of every task.
    pub fn statuses(&self) -> BTreeMap<String, Status> {
        self.statuses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// A handle that tells statuses after the driver has been moved away.
    pub fn watch(&self) -> impl Fn() -> BTreeMap<String, Status> + Send + Sync + Clone + 'static {
        let statuses = self.statuses.clone();
        move || {
            statuses
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        }
    }

    /// Waits until every task has ended, which they do once the token is cancelled.
    pub async fn join(mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a task ended by itself");
            }
        }
    }
}

fn set(statuses: &Statuses, name: &str, change: impl FnOnce(&mut Status)) {
    let mut statuses = statuses.lock().unwrap_or_else(PoisonError::into_inner);
    change(statuses.entry(name.to_owned()).or_default());
}

struct Runner {
    task: Arc<dyn Task>,
    bell: Wake,
    every: Duration,
    name: String,
    clock: Clock,
    cancel: CancellationToken,
    statuses: Statuses,
}

impl Runner {
    async fn run(self) {
        loop {
            let wait = self.activate().await;
            tokio::select! {
                () = self.cancel.cancelled() => return,
                () = self.bell.rung() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Runs the task once and tells how long to wait.
    async fn activate(&self) -> Duration {
        let started = self.clock.now();
        set(&self.statuses, &self.name, |status| {
            status.running = true;
            status.started_at = Some(started);
        });
        let result = self.task.activate(&self.cancel).await;
        let ended = self.clock.now();
        let mut failures = 0;
        set(&self.statuses, &self.name, |status| {
            status.running = false;
            status.runs += 1;
            status.ended_at = Some(ended);
            match &result {
                Ok(done) => {
                    status.failures = 0;
                    status.fault = None;
                    status.done.clone_from(&done.what);
                }
                Err(fault) => {
                    status.failures += 1;
                    status.fault = Some(fault.clone());
                }
            }
            failures = status.failures;
        });
        match result {
            Ok(done) => done
                .again_at
                .map_or(self.every, |at| until(ended, at).min(self.every)),
            Err(fault) => {
                tracing::warn!(
                    task = self.name,
                    code = fault.code,
                    detail = fault.detail,
                    "a task failed"
                );
                self.after(&fault, failures, ended)
            }
        }
    }

    fn after(&self, fault: &Fault, failures: u32, now: Instant) -> Duration {
        match fault.remedy {
            Remedy::Retry => Duration::from_secs(1 << failures.clamp(1, 8)).min(LONGEST_WAIT),
            Remedy::WaitUntil(at) => until(now, at),
            Remedy::SkipRecord | Remedy::Fail => self.every,
            Remedy::FixConfiguration => self.every.max(LONGEST_WAIT),
        }
    }
}

fn until(now: Instant, at: Instant) -> Duration {
    Duration::from_millis(u64::try_from(at.0 - now.0).unwrap_or(0).max(10))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;
    use tokio::sync::mpsc;

    use super::*;
    use crate::task::Done;

    struct Count(AtomicU32, mpsc::UnboundedSender<u32>);

    #[async_trait]
    impl Task for Count {
        fn name(&self) -> &'static str {
            "count"
        }

        async fn activate(&self, _: &CancellationToken) -> Result<Done, Fault> {
            let run = self.0.fetch_add(1, Ordering::SeqCst) + 1;
            let _ = self.1.send(run);
            if run == 2 {
                return Err(Fault::new("TEST", Remedy::Fail, "told to"));
            }
            Ok(Done::default())
        }
    }

    #[tokio::test]
    async fn a_ring_runs_the_task_and_a_failure_shows() {
        let cancel = CancellationToken::new();
        let (sender, mut runs) = mpsc::unbounded_channel();
        let mut driver = Driver::new(Clock::fixed(Instant(5)), cancel.clone());
        let bell = Wake::new();
        let task = Arc::new(Count(AtomicU32::new(0), sender));
        driver.start(task, bell.clone(), Duration::from_secs(3600));
        assert_eq!(runs.recv().await, Some(1));
        bell.ring();
        assert_eq!(runs.recv().await, Some(2));
        bell.ring();
        assert_eq!(runs.recv().await, Some(3));
        cancel.cancel();
        let statuses = driver.watch();
        driver.join().await;
        let status = &statuses()["count"];
        assert_eq!((status.runs, status.failures), (3, 0));
    }
}
