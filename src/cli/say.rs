//! What commands print: results on standard output, everything else beside it.
//!
//! A reader that goes away (`| head`) ends nothing and is no error; an output that cannot be written to is one.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use anyhow::Context;

use crate::domain::fault::{Fault, Remedy};

/// Prints a line of results.
pub(super) fn line(text: impl Display) -> anyhow::Result<()> {
    all(format!("{text}\n"))
}

/// Prints a text of results as it is.
pub(super) fn all(text: impl Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Prints a line for whoever watches.
pub(super) fn aside(text: impl Display) {
    // Nobody watches where standard error is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints what went wrong, with what to do where that is known.
pub(super) fn error(text: impl Display, hint: Option<&str>) {
    match hint {
        Some(hint) => aside(format!("error: {text}\n  hint: {hint}")),
        None => aside(format!("error: {text}")),
    }
}

/// What to do about a failure: its own hint, else what its remedy means.
pub(super) fn hint(fault: &Fault) -> &str {
    fault.hint.as_deref().unwrap_or(match fault.remedy {
        Remedy::Retry | Remedy::WaitUntil(_) => {
            "it is tried again with the next sync; where it lasts, check base_url, the network and the vendor's status page"
        }
        Remedy::SkipRecord => "the record is kept and mapped again when it changes",
        Remedy::Fail => "the next sync begins afresh; where it comes again, look at the log of `throughline serve`",
        Remedy::FixConfiguration => "nothing helps until the configuration or a credential is changed",
    })
}

/// Prints a failed command's reason.
pub(super) fn failed(error: &anyhow::Error) {
    let fault = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<Fault>());
    match fault {
        Some(fault) => self::error(
            format!("{} ({})", fault.detail, fault.code),
            Some(hint(fault)),
        ),
        None => self::error(format!("{error:#}"), None),
    }
}
