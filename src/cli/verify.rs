//! `throughline verify`.

use std::process::ExitCode;

use crate::app::Hub;
use crate::config::Config;
use crate::domain::clock::Clock;

/// Recomputes every stored cell from rows and compares.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let hub = Hub::open(config, Clock::system()).await?;
    let differences = hub.metrics.verify().await?;
    for difference in &differences {
        println!("{difference}");
    }
    hub.database.close().await?;
    if differences.is_empty() {
        println!("Every stored cell equals its rebuild from rows.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} differences", differences.len());
    Ok(ExitCode::FAILURE)
}
