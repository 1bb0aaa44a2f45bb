//! `throughline schema`.

use std::process::ExitCode;

use super::say;
use crate::serve::graphql;

/// Prints the schema.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    say::all(graphql::sdl()?)?;
    Ok(ExitCode::SUCCESS)
}
