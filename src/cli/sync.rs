//! `throughline sync`.

use std::process::ExitCode;

use tokio_util::sync::CancellationToken;

use super::{WithConfig, progress};
use crate::app::Hub;
use crate::domain::clock::Clock;
use crate::domain::fault::Remedy;
use crate::sync::{RunReport, Selection};

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: WithConfig,
    /// Only this connection
    #[arg(long)]
    connection: Option<String>,
    /// Only this stream
    #[arg(long, requires = "connection")]
    stream: Option<String>,
    /// Read everything again and find what is missing or was deleted
    #[arg(long)]
    full: bool,
    /// Print one line of JSON a stream
    #[arg(long)]
    json: bool,
}

/// Times that streams are run again whose failure may pass.
const AGAIN: usize = 3;

/// Runs the streams again that failed for what may pass: each goes on where it stopped.
async fn again(
    hub: &Hub,
    selection: &Selection,
    cancel: &CancellationToken,
    reports: &mut [RunReport],
) -> anyhow::Result<()> {
    for report in reports.iter_mut() {
        let passing = report
            .fault
            .as_ref()
            .is_some_and(|fault| fault.remedy == Remedy::Retry);
        if !passing || cancel.is_cancelled() {
            continue;
        }
        let only = Selection {
            connection: Some(report.connection.clone()),
            stream: Some(report.stream.clone()),
            ..selection.clone()
        };
        if let Some(last) = hub.sync.round(&only, cancel).await?.pop() {
            *report = last;
        }
    }
    Ok(())
}

/// Runs the selected streams once.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.config.load()?;
    let hub = Hub::open(&config, Clock::system()).await?;
    if let Some(unknown) = arguments
        .connection
        .as_ref()
        .filter(|id| !config.connections.iter().any(|c| c.id == **id))
    {
        let known: Vec<_> = config.connections.iter().map(|c| c.id.as_str()).collect();
        anyhow::bail!(
            "no connection has the id {unknown:?}; there are {}",
            known.join(", ")
        );
    }
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    let selection = Selection {
        connection: arguments.connection.clone(),
        stream: arguments.stream.clone(),
        full: arguments.full,
        due: false,
        asked: true,
    };
    let bar = progress::draw(hub.sync.progress());
    let mut reports = hub.sync.round(&selection, &cancel).await?;
    for _ in 0..AGAIN {
        again(&hub, &selection, &cancel, &mut reports).await?;
    }
    bar.finish_and_clear();
    hub.metrics.refresh().await?;
    hub.rules.evaluate().await?;
    let failed = reports
        .iter()
        .filter(|report| report.fault.is_some())
        .count();
    for report in &reports {
        if arguments.json {
            println!("{}", json(report))
        } else {
            print(report)
        }
    }
    if !arguments.json {
        println!("{} streams, {failed} failed", reports.len());
    }
    hub.database.close().await?;
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(report: &RunReport) {
    let counts = format!(
        "{} seen, {} new or changed, {} deleted, {} set aside, {} requests",
        report.seen, report.landed, report.deleted, report.dead, report.requests
    );
    match &report.fault {
        None => println!("{} {}: {counts}", report.connection, report.stream),
        Some(fault) => {
            println!(
                "{} {}: {}: {} ({counts})",
                report.connection, report.stream, fault.code, fault.detail
            );
            if let Some(hint) = &fault.hint {
                println!("  hint: {hint}");
            }
        }
    }
}

fn json(report: &RunReport) -> String {
    serde_json::json!({
        "connection": report.connection,
        "stream": report.stream,
        "seen": report.seen,
        "landed": report.landed,
        "deleted": report.deleted,
        "dead": report.dead,
        "requests": report.requests,
        "retried": report.retried,
        "code": report.fault.as_ref().map(|fault| fault.code),
        "detail": report.fault.as_ref().map(|fault| fault.detail.clone()),
    })
    .to_string()
}
