//! Opens the database: one writer and many readers on SQLite, two pools on PostgreSQL.
//!
//! SQLite gets a writer pool of one connection whose transactions begin IMMEDIATE, so that no reader is ever upgraded and no
//! `SQLITE_BUSY` arises inside the process; readers are opened read-only and never queue behind it. Migrations run on a pool of one
//! connection that is closed before the real pools open, since a pooled connection keeps a stale schema.

mod error;
mod migrate;

use std::str::FromStr;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::Connection;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

pub use error::{DatabaseError, remedy};
pub use migrate::{Migrated, migrate};

/// How long a statement waits for another process's lock before it is told that the database is locked.
const BUSY: Duration = Duration::from_secs(10);
/// Connections that read.
const READERS: u32 = 8;
/// Connections that write on PostgreSQL.
const WRITERS: u32 = 6;

/// An open database whose schema is this program's.
#[derive(Clone, Debug)]
pub struct Database {
    /// Writes; on SQLite a pool of one.
    pub writer: DatabaseConnection,
    /// Reads, and cannot write.
    pub reader: DatabaseConnection,
    /// Commands, decisions and the audit log; its own pool on PostgreSQL, where its grants may reach those tables only.
    pub decisions: DatabaseConnection,
}

/// Where a database is, in the parts that opening needs.
enum Place {
    Sqlite(String),
    Postgres(String),
}

impl Database {
    /// Opens a database, bringing its schema up to this program's first.
    pub async fn open(url: &str) -> Result<Self, DatabaseError> {
        migrate(url).await?;
        Self::attach(url).await
    }

    /// Opens a database whose schema is this program's already; changes nothing.
    pub async fn attach(url: &str) -> Result<Self, DatabaseError> {
        let place = Place::parse(url)?;
        let shown = redact(url);
        let (writers, readers) = match place {
            Place::Sqlite(_) => (1, READERS),
            Place::Postgres(_) => (WRITERS, READERS),
        };
        let writer = connect(&place, Access::Write, writers, &shown).await?;
        check_writable(&writer, &shown).await?;
        migrate::check(&writer, &shown).await?;
        let reader = connect(&place, Access::Read, readers, &shown).await?;
        let decisions = match place {
            Place::Sqlite(_) => writer.clone(),
            Place::Postgres(_) => connect(&place, Access::Write, 2, &shown).await?,
        };
        Ok(Self {
            writer,
            reader,
            decisions,
        })
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        begin_write(&self.writer).await
    }

    /// Begins a transaction that reads one moment of the whole database.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let isolation = match self.backend() {
            DbBackend::Postgres => Some(sea_orm::IsolationLevel::RepeatableRead),
            _ => None,
        };
        self.reader
            .begin_with_options(TransactionOptions {
                isolation_level: isolation,
                access_mode: None,
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            })
            .await
    }

    /// Closes every connection, so that SQLite folds its write-ahead log into the file.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        if self.writer.get_database_backend() != DbBackend::Sqlite {
            self.decisions.close().await?;
        }
        self.writer.close().await
    }
}

/// Begins a transaction that writes on a connection.
pub async fn begin_write(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    connection
        .begin_with_options(TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        })
        .await
}

impl Place {
    fn parse(url: &str) -> Result<Self, DatabaseError> {
        let wrong = |reason: String| DatabaseError::Url {
            url: redact(url),
            reason,
        };
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest
                .trim_start_matches("//")
                .split('?')
                .next()
                .unwrap_or("");
            if path.is_empty() || path.contains(":memory:") {
                return Err(wrong(
                    "a SQLite database needs a file, as in sqlite://throughline.db".to_owned(),
                ));
            }
            return Ok(Self::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            PgConnectOptions::from_str(url).map_err(|error| wrong(error.to_string()))?;
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(wrong(
            "it starts neither with sqlite:// nor with postgres://".to_owned(),
        ))
    }
}

/// What a pool is for.
#[derive(Clone, Copy, PartialEq)]
enum Access {
    Read,
    Write,
}

async fn connect(
    place: &Place,
    access: Access,
    connections: u32,
    shown: &str,
) -> Result<DatabaseConnection, DatabaseError> {
    if let Place::Postgres(url) = place {
        reach(url, shown).await?;
    }
    let mut options = match place {
        Place::Sqlite(path) => {
            let mut options = ConnectOptions::new("sqlite::memory:");
            let path = path.clone();
            options.map_sqlx_sqlite_opts(move |_| sqlite_options(&path, access));
            options
        }
        Place::Postgres(url) => {
            let mut options = ConnectOptions::new(url.clone());
            options.map_sqlx_postgres_opts(move |given| postgres_options(given, access));
            options
        }
    };
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(60))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .sqlx_logging(false);
    sea_orm::Database::connect(options)
        .await
        .map_err(|error| error::opening(shown, error))
}

/// Connects once: a pool would go on trying a server that refuses.
async fn reach(url: &str, shown: &str) -> Result<(), DatabaseError> {
    let unreachable = |reason: String| DatabaseError::Unreachable {
        url: shown.to_owned(),
        reason,
    };
    let options =
        PgConnectOptions::from_str(url).map_err(|error| unreachable(error.to_string()))?;
    let connecting = sqlx::PgConnection::connect_with(&options);
    match tokio::time::timeout(BUSY, connecting).await {
        Ok(Ok(connection)) => connection
            .close()
            .await
            .map_err(|error| unreachable(error.to_string())),
        Ok(Err(error)) => Err(error::connecting(shown, &error)),
        Err(_) => Err(unreachable("the server does not answer".to_owned())),
    }
}

fn sqlite_options(path: &str, access: Access) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .statement_cache_capacity(256)
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "268435456");
    // The map is shared by all connections; a cache is each connection's own, and pages in the map need none.
    match access {
        Access::Read => options.pragma("cache_size", "-8192").read_only(true),
        Access::Write => options
            .pragma("cache_size", "-65536")
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .pragma("wal_autocheckpoint", "4000"),
    }
}

fn postgres_options(options: PgConnectOptions, access: Access) -> PgConnectOptions {
    let options = options.application_name("throughline");
    match access {
        Access::Read => options.options([("default_transaction_read_only", "on")]),
        Access::Write => options,
    }
}

/// Takes the write lock once, so that a read-only, locked or full database is told at start and not in the middle of a sync.
async fn check_writable(writer: &DatabaseConnection, shown: &str) -> Result<(), DatabaseError> {
    let transaction = begin_write(writer)
        .await
        .map_err(|error| error::opening(shown, error))?;
    transaction
        .rollback()
        .await
        .map_err(|error| error::opening(shown, error))
}

/// The address without its password, for messages.
fn redact(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            // Setting a password fails only on addresses that cannot have one.
            let _ = parsed.set_password(Some("***"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}
