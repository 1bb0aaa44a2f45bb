//! `throughline serve`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use tokio_util::sync::CancellationToken;

use super::say;
use crate::app::{Hub, server};
use crate::config::Config;
use crate::domain::clock::Clock;

/// Runs the hub on a configuration until it is interrupted.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    super::log();
    let clock = Clock::system();
    let verifier = server::verifier(&config.auth, clock.clone())?;
    let listener = server::listen(&config.hub.listen).await?;
    let hub = Hub::open(config, clock).await?;
    let address = listener.local_addr()?;
    say::line(format!(
        "Throughline serves http://{address} (dashboard), /graphql, /graphql/ws, /graphql/sse, /graphiql. Ctrl-C stops it."
    ))?;
    let cancel = CancellationToken::new();
    super::stop_on_signal(cancel.clone());
    server::run(hub, config, verifier, BTreeMap::new(), listener, cancel).await?;
    Ok(ExitCode::SUCCESS)
}
