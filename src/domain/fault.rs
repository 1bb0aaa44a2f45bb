//! Failures that carry their decision: what background work does about them is settled where they arise.

use entity::value::Instant;

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Try again, with growing gaps.
    Retry,
    /// Try again, not before an instant.
    WaitUntil(Instant),
    /// Set this record aside and go on.
    SkipRecord,
    /// Give this run up; the next scheduled one starts afresh.
    Fail,
    /// Nothing helps until a person changes the configuration or a credential.
    FixConfiguration,
}

/// A failure of background work: a stable code, a sentence for an operator, and its remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Fault {
    /// Stable code in capitals, listed in the README.
    pub code: &'static str,
    /// What happened, naming connection, stream and field; never a secret or a payload.
    pub detail: String,
    /// What the operator can do.
    pub hint: Option<String>,
    /// What background work does about it.
    pub remedy: Remedy,
}

impl Fault {
    /// A failure with its remedy.
    pub fn new(code: &'static str, remedy: Remedy, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            hint: None,
            remedy,
        }
    }

    /// Adds what the operator can do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
