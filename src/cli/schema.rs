//! `throughline schema`.

use std::process::ExitCode;

use crate::serve::graphql;

/// Prints the schema.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    print!("{}", graphql::sdl()?);
    Ok(ExitCode::SUCCESS)
}
