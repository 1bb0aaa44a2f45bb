//! Failures of the database in words an operator can act on, and what background work does about them.

use sea_orm::{DbErr, RuntimeErr};

use crate::domain::fault::{Fault, Remedy};

/// Why a database could not be opened or brought up to date. Addresses are shown without their password.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The address is none.
    #[error(
        "hub.database: the address {url:?} is wrong: {reason}\n  hint: write sqlite://path/to/file.db or postgres://user@host/database"
    )]
    Url {
        /// Address.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file cannot be opened or the server does not answer.
    #[error(
        "database {url} cannot be reached: {reason}\n  hint: {}",
        reach_hint(url)
    )]
    Unreachable {
        /// Address.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// The server does not let the user in.
    #[error(
        "database {url} does not let the hub in: {reason}\n  hint: check user and password; a password comes from THROUGHLINE__HUB__DATABASE or a file named by THROUGHLINE__HUB__DATABASE_FILE"
    )]
    Denied {
        /// Address.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// The server has no such database.
    #[error(
        "database {url} does not exist: {reason}\n  hint: create it first, as with `createdb`; the hub makes its tables by itself"
    )]
    Missing {
        /// Address.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// It may be read and not written.
    #[error(
        "database {url} is read-only\n  hint: the hub writes: give its file and folder, or its user, the right to write"
    )]
    ReadOnly {
        /// Address.
        url: String,
    },
    /// Another process holds the write lock.
    #[error(
        "database {url} is locked by another process\n  hint: stop the other program that has it open, or wait until its transaction ends"
    )]
    Locked {
        /// Address.
        url: String,
    },
    /// There is no room to write.
    #[error(
        "the disk of database {url} is full\n  hint: free some space and start again; nothing was lost"
    )]
    Full {
        /// Address.
        url: String,
    },
    /// The file is something else.
    #[error(
        "{url} is not a database of this hub: {reason}\n  hint: name another file in hub.database, or restore this one from a backup"
    )]
    Foreign {
        /// Address.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// A newer program has migrated it.
    #[error(
        "database {url} was written by a newer version of throughline: it has migration {migration}, which this one does not know\n  hint: use the newer program, or another database"
    )]
    Newer {
        /// Address.
        url: String,
        /// First migration that is not known.
        migration: String,
    },
    /// An older program has left it, and nobody asked to migrate.
    #[error("database {url} lacks migration {migration}\n  hint: run `throughline migrate`")]
    Older {
        /// Address.
        url: String,
        /// First migration that is missing.
        migration: String,
    },
    /// A migration failed; it was rolled back.
    #[error(
        "database {url} could not be migrated: {reason}\n  hint: nothing was changed; the database's user needs the right to create tables"
    )]
    Migration {
        /// Address.
        url: String,
        /// Why.
        reason: String,
    },
}

fn reach_hint(url: &str) -> &'static str {
    if url.starts_with("sqlite") {
        "check that the folder exists and may be written"
    } else {
        "check host and port in hub.database, and that the server runs"
    }
}

/// What a database failure is, by the database's own code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nature {
    ReadOnly,
    Locked,
    Full,
    Foreign,
    Raced,
    Unreachable,
    Other,
}

fn nature(error: &DbErr) -> Nature {
    let (DbErr::Conn(inner) | DbErr::Exec(inner) | DbErr::Query(inner)) = error else {
        return match error {
            DbErr::ConnectionAcquire(_) => Nature::Unreachable,
            _ => Nature::Other,
        };
    };
    let RuntimeErr::SqlxError(inner) = inner else {
        return Nature::Other;
    };
    match &**inner {
        sqlx::Error::Database(database) => by_code(database.code().as_deref().unwrap_or("")),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Nature::Unreachable,
        _ => Nature::Other,
    }
}

/// SQLite's (extended) result codes are numbers, PostgreSQL's states five characters.
fn by_code(code: &str) -> Nature {
    if code.len() == 5 {
        return match code {
            "25006" | "42501" => Nature::ReadOnly,
            "55P03" | "40P01" | "40001" | "23505" => Nature::Raced,
            "53100" => Nature::Full,
            "57P01" | "57P02" | "57P03" | "53300" => Nature::Unreachable,
            other if other.starts_with("08") => Nature::Unreachable,
            _ => Nature::Other,
        };
    }
    match code.parse::<u32>().map(|number| (number & 0xff, number)) {
        Ok((5 | 6, _)) => Nature::Locked,
        Ok((8, _)) => Nature::ReadOnly,
        Ok((13, _)) => Nature::Full,
        Ok((14, _)) => Nature::Unreachable,
        Ok((11 | 26, _)) => Nature::Foreign,
        // A full disk shows as a failed write (778) as well.
        Ok((10, 778)) => Nature::Full,
        Ok((_, 1555 | 2067)) => Nature::Raced,
        _ => Nature::Other,
    }
}

/// Names a failure that arose while connecting for the first time.
pub(super) fn connecting(url: &str, error: &sqlx::Error) -> DatabaseError {
    let url = url.to_owned();
    let reason = match error {
        sqlx::Error::Database(told) => told.message().to_owned(),
        other => other.to_string(),
    };
    let code = match error {
        sqlx::Error::Database(told) => told.code(),
        _ => None,
    };
    match code.as_deref() {
        Some("28P01" | "28000") => DatabaseError::Denied { url, reason },
        Some("3D000") => DatabaseError::Missing { url, reason },
        _ => DatabaseError::Unreachable { url, reason },
    }
}

/// Names a failure that arose while opening.
pub(super) fn opening(url: &str, error: DbErr) -> DatabaseError {
    let url = url.to_owned();
    match nature(&error) {
        Nature::ReadOnly => DatabaseError::ReadOnly { url },
        Nature::Locked => DatabaseError::Locked { url },
        Nature::Full => DatabaseError::Full { url },
        Nature::Foreign => DatabaseError::Foreign {
            url,
            reason: told(&error),
        },
        Nature::Raced | Nature::Unreachable | Nature::Other => DatabaseError::Unreachable {
            url,
            reason: told(&error),
        },
    }
}

/// What the database itself said, without the layers that passed it on.
fn told(error: &DbErr) -> String {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => match &**inner {
            sqlx::Error::Database(database) => database.message().to_owned(),
            other => other.to_string(),
        },
        other => other.to_string(),
    }
}

/// Names a failure that arose while migrating.
pub(super) fn migrating(url: &str, error: DbErr) -> DatabaseError {
    match nature(&error) {
        Nature::Raced | Nature::Unreachable | Nature::Other => DatabaseError::Migration {
            url: url.to_owned(),
            reason: told(&error),
        },
        _ => opening(url, error),
    }
}

/// Turns a failure of the running hub's database into a fault with its remedy.
pub fn remedy(error: &DbErr) -> Fault {
    let (code, remedy, hint) = match nature(error) {
        Nature::ReadOnly => (
            "DATABASE_READ_ONLY",
            Remedy::Retry,
            "give the hub the right to write to its database",
        ),
        Nature::Locked => (
            "DATABASE_LOCKED",
            Remedy::Retry,
            "another process holds the write lock",
        ),
        // A disk of our own does not become free by trying again at once.
        Nature::Full => (
            "DISK_FULL",
            Remedy::Fail,
            "free some space; nothing was lost",
        ),
        Nature::Raced => (
            "DATABASE_RACE",
            Remedy::Retry,
            "another writer was faster; the transaction is tried again",
        ),
        Nature::Unreachable => (
            "DATABASE_UNREACHABLE",
            Remedy::Retry,
            "check that the database server runs",
        ),
        Nature::Foreign => (
            "DATABASE_DAMAGED",
            Remedy::FixConfiguration,
            "restore the database from a backup",
        ),
        Nature::Other => ("DATABASE_FAILED", Remedy::Fail, "see the log"),
    };
    let detail = match code {
        "DISK_FULL" => "the disk of the hub's database is full".to_owned(),
        "DATABASE_LOCKED" => "the hub's database is locked by another process".to_owned(),
        "DATABASE_READ_ONLY" => "the hub's database is read-only".to_owned(),
        _ => format!("the hub's database: {}", told(error)),
    };
    Fault::new(code, remedy, detail).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        assert_eq!(by_code("5"), Nature::Locked);
        assert_eq!(by_code("261"), Nature::Locked);
        assert_eq!(by_code("1032"), Nature::ReadOnly);
        assert_eq!(by_code("13"), Nature::Full);
        assert_eq!(by_code("1555"), Nature::Raced);
        assert_eq!(by_code("40P01"), Nature::Raced);
        assert_eq!(by_code("53100"), Nature::Full);
        assert_eq!(by_code("08006"), Nature::Unreachable);
    }
}
