//! `throughline verify`.

use std::process::ExitCode;

use super::say;
use crate::app::Hub;
use crate::config::Config;
use crate::domain::clock::Clock;

/// Recomputes every stored cell from rows and compares.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let hub = Hub::open(config, Clock::system()).await?;
    let loading = hub.metrics.loading().await?;
    if !loading.is_empty() {
        hub.database.close().await?;
        say::error(
            format!(
                "nothing to compare: no figure is kept before the first load of {} has ended",
                loading.join(", ")
            ),
            Some(
                "run `throughline sync` and mend what it names; a stream that is not to be read is switched off with enabled = false",
            ),
        );
        return Ok(ExitCode::FAILURE);
    }
    let differences = hub.metrics.verify().await?;
    for difference in &differences {
        say::line(difference)?;
    }
    hub.database.close().await?;
    if differences.is_empty() {
        say::line("Every stored cell equals its rebuild from rows.")?;
        return Ok(ExitCode::SUCCESS);
    }
    say::error(
        format!(
            "{} differences between stored cells and rows",
            differences.len()
        ),
        Some(
            "rows are the truth: the next refresh after a change of those rows mends a cell; please report how it came about",
        ),
    );
    Ok(ExitCode::FAILURE)
}
