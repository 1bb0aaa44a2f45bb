//! Failures of the database in words an operator can act on, and what background work does about them.

use sea_orm::{DbErr, RuntimeErr};

use crate::domain::fault::{Fault, Remedy};

/// Why a database could not be opened or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The address is none.
    #[error("database address {url:?} is wrong: {reason}")]
    Url {
        /// Address, without its password.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file cannot be opened or the server does not answer.
    #[error(
        "database {url} cannot be reached: {reason} (check that the path or server exists and may be used)"
    )]
    Unreachable {
        /// Address, without its password.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// It may be read and not written.
    #[error(
        "database {url} is read-only (the hub writes: give its file and folder, or its user, the right to write)"
    )]
    ReadOnly {
        /// Address, without its password.
        url: String,
    },
    /// Another process holds the write lock.
    #[error(
        "database {url} is locked by another process (stop the other hub, or wait until its transaction ends)"
    )]
    Locked {
        /// Address, without its password.
        url: String,
    },
    /// There is no room to write.
    #[error(
        "the disk of database {url} is full (nothing was lost; free some space and start again)"
    )]
    Full {
        /// Address, without its password.
        url: String,
    },
    /// The file is something else.
    #[error("{url} is not a database of this hub: {reason}")]
    Foreign {
        /// Address, without its password.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// A newer program has migrated it.
    #[error(
        "database {url} was written by a newer version of throughline: it has migration {migration}, which this one does not know (use the newer program, or another database)"
    )]
    Newer {
        /// Address, without its password.
        url: String,
        /// First migration that is not known.
        migration: String,
    },
    /// An older program has left it, and nobody asked to migrate.
    #[error("database {url} lacks migration {migration} (run `throughline migrate`)")]
    Older {
        /// Address, without its password.
        url: String,
        /// First migration that is missing.
        migration: String,
    },
    /// A migration failed; it was rolled back.
    #[error("database {url} could not be migrated")]
    Migration {
        /// Address, without its password.
        url: String,
        /// Why.
        #[source]
        source: DbErr,
    },
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

/// Names a failure that arose while opening.
pub(super) fn opening(url: &str, error: DbErr) -> DatabaseError {
    let url = url.to_owned();
    match nature(&error) {
        Nature::ReadOnly => DatabaseError::ReadOnly { url },
        Nature::Locked => DatabaseError::Locked { url },
        Nature::Full => DatabaseError::Full { url },
        Nature::Foreign => DatabaseError::Foreign {
            url,
            reason: error.to_string(),
        },
        Nature::Raced | Nature::Unreachable | Nature::Other => DatabaseError::Unreachable {
            url,
            reason: error.to_string(),
        },
    }
}

/// Names a failure that arose while migrating.
pub(super) fn migrating(url: &str, error: DbErr) -> DatabaseError {
    match nature(&error) {
        Nature::Raced | Nature::Unreachable | Nature::Other => DatabaseError::Migration {
            url: url.to_owned(),
            source: error,
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
        Nature::Full => (
            "DISK_FULL",
            Remedy::Retry,
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
    Fault::new(code, remedy, error.to_string()).hint(hint)
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
