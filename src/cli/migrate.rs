//! `throughline migrate`.

use std::process::ExitCode;

use super::say;
use crate::config::Config;
use crate::model::database;

/// Applies what is missing, and says so.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let migrated = database::migrate(&config.hub.database).await?;
    if migrated.applied.is_empty() {
        say::line("The schema is up to date.")?;
    }
    for name in &migrated.applied {
        say::line(format!("applied {name}"))?;
    }
    Ok(ExitCode::SUCCESS)
}
