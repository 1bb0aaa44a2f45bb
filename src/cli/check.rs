//! `throughline check`.

use std::process::ExitCode;

use crate::app;
use crate::config::Config;
use crate::connect::Client;
use crate::domain::clock::Clock;

/// Signs in everywhere and prints what it finds.
pub(super) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let clock = Clock::system();
    let mut good = true;
    if config.connections.is_empty() {
        println!("The configuration has no [[connection]]: there is nothing to read.");
    }
    for section in &config.connections {
        let report = match Client::open(app::settings(section)?, &clock) {
            Ok(client) => client.check().await,
            Err(fault) => Err(fault),
        };
        match report {
            Ok(report) => {
                let who = report
                    .signed_in_as
                    .unwrap_or_else(|| "signed in".to_owned());
                println!("{} ({}): ok, {who}", section.id, section.vendor);
                for notice in report.notices {
                    println!("  note: {notice}");
                }
            }
            Err(fault) => {
                good = false;
                println!(
                    "{} ({}): {}: {}",
                    section.id, section.vendor, fault.code, fault.detail
                );
                if let Some(hint) = fault.hint {
                    println!("  hint: {hint}");
                }
            }
        }
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
