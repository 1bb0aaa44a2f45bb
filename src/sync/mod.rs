//! Moves pages into landing and landing into the model, exactly once in effect.
//!
//! A run of a stream reads pages ahead of the one that is being written. What a batch of pages brought and the checkpoint that follows
//! it land in one transaction: raw records, canonical rows, changes, dead letters, drift. After a crash the run goes on from the last
//! checkpoint; everything read twice falls to the content hash.

mod circuit;
mod command;
mod digest;
mod extract;
mod identity;
mod land;
mod progress;
mod promote;
mod recent;
mod registry;
mod replay;
mod round;
mod run;
mod state;
mod sweep;
mod task;
mod total;
mod version;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

pub use progress::{Progress, StreamProgress};
pub use replay::Replayed;
pub use round::{RunReport, Selection, SetAside};
pub use task::SyncTask;

use crate::connect::Client;
use crate::domain::clock::Clock;
use crate::domain::fault::Fault;
use crate::model::Database;
use crate::model::database::remedy;
use crate::model::feed::{self, Keys};
use crate::model::identity::Ownership;
use crate::model::upsert::Outcome;
use crate::task::Wake;

/// How sync works; the defaults suit a hub that runs by itself.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Objects that are written in one transaction.
    pub batch_rows: usize,
    /// Longest time that pages are gathered before they are written, in milliseconds.
    pub batch_ms: u64,
    /// Streams of one connection that run at the same time.
    pub streams_at_once: usize,
    /// Seconds between two full passes of a stream whose deletions show only there.
    pub full_pass_seconds: i64,
    /// Seconds between two comparisons of control totals.
    pub totals_seconds: i64,
    /// Which system owns which entity.
    pub ownership: Arc<Ownership>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            batch_rows: 20_000,
            batch_ms: 2_000,
            streams_at_once: 3,
            full_pass_seconds: 86_400,
            totals_seconds: 3_600,
            ownership: Arc::default(),
        }
    }
}

/// A connection that is synced.
pub struct Source {
    /// The vendor with its settings.
    pub client: Arc<Client>,
    /// Seconds between two runs of a stream.
    pub schedule_seconds: i64,
}

/// A source with its number in the hub.
struct Registered {
    client: Arc<Client>,
    schedule_seconds: i64,
    number: i32,
    failures: AtomicU32,
}

/// Sync of all connections of a hub.
pub struct Sync {
    database: Database,
    clock: Clock,
    keys: Arc<Keys>,
    settings: Settings,
    sources: Vec<Registered>,
    /// Rung after every commit that changed something.
    bells: Vec<Wake>,
    progress: watch::Sender<Progress>,
    /// Ids seen by passes under way, by connection and stream, to find what is missing when they end.
    seen: Mutex<HashMap<(i32, &'static str), sweep::Seen>>,
    /// True where rows may have been deleted since waiting references were settled.
    removed: AtomicBool,
}

impl Sync {
    /// Registers the connections; starts nothing.
    pub async fn open(
        database: Database,
        clock: Clock,
        keys: Arc<Keys>,
        settings: Settings,
        sources: Vec<Source>,
        bells: Vec<Wake>,
    ) -> Result<Self, Fault> {
        let sources = registry::register(&database, &clock, sources)
            .await
            .map_err(|error| remedy(&error))?;
        let last = feed::last_key(&database.reader)
            .await
            .map_err(|error| remedy(&error))?;
        keys.raise(last);
        let (progress, _) = watch::channel(Progress::default());
        Ok(Self {
            database,
            clock,
            keys,
            settings,
            sources,
            bells,
            progress,
            seen: Mutex::default(),
            removed: AtomicBool::new(last > 0),
        })
    }

    /// How far the first loads are; changes with every batch.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Ids of the connections.
    pub fn connections(&self) -> impl Iterator<Item = &str> {
        self.sources
            .iter()
            .map(|source| source.client.settings.connection.as_str())
    }

    /// Takes note of what a transaction did: deleted rows may leave others waiting.
    fn note_outcome(&self, outcome: &Outcome) {
        if outcome.deleted > 0 {
            self.removed.store(true, Ordering::SeqCst);
        }
    }

    fn ring(&self) {
        for bell in &self.bells {
            bell.ring();
        }
    }
}
