//! What a client is told when something cannot be done: a closed list of stable codes, and a sentence; never an inner error's text.

use async_graphql::{ErrorExtensions, Pos, ServerError};
use sea_orm::DbErr;

use crate::insight::metric::QueryError;

/// Why a field has no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// An argument cannot be read.
    #[error("{argument}: {detail}")]
    BadInput {
        /// Argument.
        argument: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// A field of a class that the viewer may not read was used to filter, sort or group.
    #[error("{field} may not be used to filter, sort or group")]
    FieldNotPermitted {
        /// Field.
        field: String,
    },
    /// The viewer's roles do not allow it.
    #[error("your roles do not allow {what}")]
    Forbidden {
        /// What was asked.
        what: &'static str,
    },
    /// A metric question has no answer.
    #[error(transparent)]
    Metric(#[from] QueryError),
    /// A cursor is older than what is kept, or of another log.
    #[error(
        "the cursor is no longer kept; read the present from the query {snapshot} and subscribe without a cursor"
    )]
    CursorTooOld {
        /// Query that gives a snapshot.
        snapshot: &'static str,
    },
    /// The hub failed; the chain is in its log.
    #[error("the hub could not answer; its log has the reason")]
    Internal,
}

impl Refusal {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadInput { .. } => "BAD_INPUT",
            Self::FieldNotPermitted { .. } => "FIELD_NOT_PERMITTED",
            Self::Forbidden { .. } => "FORBIDDEN",
            Self::Metric(error) => error.code(),
            Self::CursorTooOld { .. } => "CURSOR_TOO_OLD",
            Self::Internal => "INTERNAL",
        }
    }

    /// The error with its code.
    pub(crate) fn to_error(&self) -> async_graphql::Error {
        async_graphql::Error::new(self.to_string())
            .extend_with(|_, extensions| extensions.set("code", self.code()))
    }

    /// The error as it stands in an answer, without its path.
    pub(super) fn server_error(&self, pos: Pos) -> ServerError {
        self.to_error().into_server_error(pos)
    }
}

impl From<DbErr> for Refusal {
    fn from(error: DbErr) -> Self {
        tracing::error!(error = %error, "a query failed");
        Self::Internal
    }
}

/// A malformed argument.
pub(crate) fn bad(argument: &'static str, detail: impl Into<String>) -> Refusal {
    Refusal::BadInput {
        argument,
        detail: detail.into(),
    }
}

/// Marks an error that has been reported with its path and only travels up to the nearest nullable field.
pub(crate) const REPORTED: &str = "\u{1}reported";
