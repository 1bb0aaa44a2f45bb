//! `throughline check`.

use std::process::ExitCode;

use super::say;
use crate::app;
use crate::config::Config;
use crate::connect::Client;
use crate::domain::clock::Clock;

/// Attempts for one request: somebody is waiting.
const ATTEMPTS: usize = 3;

/// Signs in everywhere and prints what it finds; writes nothing, here or there.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    let mut good = true;
    if config.connections.is_empty() {
        say::line("The configuration has no [[connection]]: there is nothing to read.")?;
    }
    let mut clients = Vec::new();
    for section in &config.connections {
        clients.push(app::client(config, section, &clock)?);
    }
    for (section, client) in config.connections.iter().zip(clients) {
        let mut settings = (*client.settings).clone();
        settings.attempts = ATTEMPTS;
        let report = match Client::open(settings, &clock) {
            Ok(client) => client.check().await,
            Err(fault) => Err(fault),
        };
        match report {
            Ok(report) => {
                let who = report
                    .signed_in_as
                    .unwrap_or_else(|| "signed in".to_owned());
                say::line(format!("{} ({}): ok, {who}", section.id, section.vendor))?;
                for notice in report.notices {
                    say::line(format!("  note: {notice}"))?;
                }
            }
            Err(fault) => {
                good = false;
                say::error(
                    format!("{} ({})", fault.detail, fault.code),
                    Some(say::hint(&fault)),
                );
            }
        }
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
