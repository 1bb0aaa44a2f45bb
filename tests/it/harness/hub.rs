//! A hub for a test: a migrated database of its own, a clock that stands still, and sync over vendors that the test scripts.

use std::sync::Arc;

use entity::value::Instant;
use tempfile::TempDir;
use throughline::connect::Client;
use throughline::domain::clock::Clock;
use throughline::model::Database;
use throughline::model::feed::Keys;
use throughline::sync::{RunReport, Selection, Settings, Source, Sync};
use tokio_util::sync::CancellationToken;

use super::postgres;

/// When tests happen: 2026-03-02T08:00:00Z.
pub const START: Instant = Instant(1_772_438_400_000);

/// A hub.
pub struct Hub {
    /// Address of its database.
    pub url: String,
    /// Database.
    pub database: Database,
    /// Clock.
    pub clock: Clock,
    /// Keys of transactions.
    pub keys: Arc<Keys>,
    _folder: Option<TempDir>,
}

impl Hub {
    /// A hub on a new SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("hub.db").display());
        Self::open(url, Some(folder)).await
    }

    /// A hub on a new PostgreSQL database.
    pub async fn postgres() -> Self {
        let url = postgres::cluster().await.database().await;
        Self::open(url, None).await
    }

    /// Another hub on the same kind of database.
    pub async fn another(&self) -> Self {
        if self.url.starts_with("sqlite") {
            Self::sqlite().await
        } else {
            Self::postgres().await
        }
    }

    async fn open(url: String, folder: Option<TempDir>) -> Self {
        Self {
            database: Database::open(&url).await.unwrap(),
            url,
            clock: Clock::fixed(START),
            keys: Arc::new(Keys::new()),
            _folder: folder,
        }
    }

    /// Sync over clients, with small batches.
    pub async fn sync(&self, clients: Vec<Client>) -> Sync {
        self.sync_with(
            clients,
            Settings {
                batch_rows: 7,
                ..Settings::default()
            },
        )
        .await
    }

    /// Sync over clients.
    pub async fn sync_with(&self, clients: Vec<Client>, settings: Settings) -> Sync {
        let sources = clients
            .into_iter()
            .map(|client| Source {
                client: Arc::new(client),
                schedule_seconds: 300,
            })
            .collect();
        Sync::open(
            self.database.clone(),
            self.clock.clone(),
            self.keys.clone(),
            settings,
            sources,
            Vec::new(),
        )
        .await
        .unwrap()
    }
}

/// Runs every stream once and expects that none fails.
pub async fn round(sync: &Sync) -> Vec<RunReport> {
    let reports = attempt(sync, &Selection::default()).await;
    for report in &reports {
        assert_eq!(
            report.fault, None,
            "{}/{}",
            report.connection, report.stream
        );
    }
    reports
}

/// Runs the selected streams once.
pub async fn attempt(sync: &Sync, selection: &Selection) -> Vec<RunReport> {
    sync.round(selection, &CancellationToken::new())
        .await
        .unwrap()
}
