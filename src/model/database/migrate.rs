//! Brings a database's schema up to this program's, or says plainly that it is newer.

use migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;

use super::error::{DatabaseError, migrating};
use super::{Access, Place, check_writable, connect, redact};

/// What a migration did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// Migrations that were applied, in order.
    pub applied: Vec<String>,
}

/// Applies the migrations that a database lacks, on a pool of one connection that is closed afterwards.
pub async fn migrate(url: &str) -> Result<Migrated, DatabaseError> {
    let place = Place::parse(url)?;
    let shown = redact(url);
    let connection = connect(&place, Access::Write, 1, &shown).await?;
    check_writable(&connection, &shown).await?;
    let applied = apply(&connection, &shown).await;
    let closed = connection.close().await;
    let applied = applied?;
    closed.map_err(|error| migrating(&shown, error))?;
    Ok(Migrated { applied })
}

async fn apply(connection: &DatabaseConnection, shown: &str) -> Result<Vec<String>, DatabaseError> {
    refuse_newer(connection, shown).await?;
    let pending = Migrator::get_pending_migrations(connection)
        .await
        .map_err(|error| migrating(shown, error))?;
    Migrator::up(connection, None)
        .await
        .map_err(|error| migrating(shown, error))?;
    Ok(pending
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect())
}

/// Fails unless the schema is exactly this program's.
pub(super) async fn check(
    connection: &DatabaseConnection,
    shown: &str,
) -> Result<(), DatabaseError> {
    refuse_newer(connection, shown).await?;
    let pending = Migrator::get_pending_migrations_read_only(connection)
        .await
        .map_err(|error| migrating(shown, error))?;
    match pending.first() {
        None => Ok(()),
        Some(first) => Err(DatabaseError::Older {
            url: shown.to_owned(),
            migration: first.name().to_owned(),
        }),
    }
}

async fn refuse_newer(connection: &DatabaseConnection, shown: &str) -> Result<(), DatabaseError> {
    Migrator::install(connection)
        .await
        .map_err(|error| migrating(shown, error))?;
    let known = Migrator::get_migration_files();
    let applied = Migrator::get_migration_models(connection)
        .await
        .map_err(|error| migrating(shown, error))?;
    let unknown = applied.into_iter().find(|applied| {
        known
            .iter()
            .all(|migration| migration.name() != applied.version)
    });
    match unknown {
        None => Ok(()),
        Some(newer) => Err(DatabaseError::Newer {
            url: shown.to_owned(),
            migration: newer.version,
        }),
    }
}
