//! `throughline sync`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use tokio_util::sync::CancellationToken;

use super::{WithConfig, progress, report, say};
use crate::app::{self, Hub};
use crate::config::Config;
use crate::domain::clock::Clock;
use crate::domain::fault::Remedy;
use crate::model::database::remedy;
use crate::sync::{RunReport, Selection};

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: WithConfig,
    /// Only this connection, by its id in the configuration
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
    /// Only this stream, such as time_entries
    #[arg(long, value_name = "NAME", requires = "connection")]
    stream: Option<String>,
    /// Read everything again and find what is missing or was deleted
    #[arg(long)]
    full: bool,
    /// Print one line of JSON a stream on standard output; progress goes to standard error either way
    #[arg(long)]
    json: bool,
}

/// Times that streams are run again whose failure may pass.
const AGAIN: usize = 3;

/// Runs the streams again that failed for what may pass, where others of their connection did not: each goes on where it stopped.
async fn again(
    hub: &Hub,
    selection: &Selection,
    cancel: &CancellationToken,
    reports: &mut [RunReport],
) {
    let answered: BTreeSet<String> = reports
        .iter()
        .filter(|report| report.fault.is_none())
        .map(|report| report.connection.clone())
        .collect();
    for report in reports.iter_mut() {
        let passing = report
            .fault
            .as_ref()
            .is_some_and(|fault| fault.remedy == Remedy::Retry);
        if !passing || !answered.contains(&report.connection) || cancel.is_cancelled() {
            continue;
        }
        let only = Selection {
            connection: Some(report.connection.clone()),
            stream: Some(report.stream.clone()),
            ..selection.clone()
        };
        let last = hub.sync.round(&only, cancel).await;
        if let Some(last) = last.ok().and_then(|mut reports| reports.pop()) {
            *report = last;
        }
    }
}

/// Runs the selected streams once.
pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.config.load()?;
    known(&config, arguments)?;
    if config.connections.is_empty() {
        say::aside("The configuration has no [[connection]]: there is nothing to read.");
    }
    let hub = Hub::open(&config, Clock::system()).await?;
    let cancel = CancellationToken::new();
    super::stop_on_signal(cancel.clone());
    let selection = Selection {
        connection: arguments.connection.clone(),
        stream: arguments.stream.clone(),
        full: arguments.full,
        due: false,
        asked: true,
    };
    let drawn = progress::draw(hub.sync.progress());
    let mut reports = hub.sync.round(&selection, &cancel).await;
    for _ in 0..AGAIN {
        if let Ok(reports) = &mut reports {
            again(&hub, &selection, &cancel, reports).await;
        }
    }
    drawn.phase("bringing figures up to date");
    let figures = match &reports {
        Ok(_) if !cancel.is_cancelled() => figures(&hub, &drawn).await,
        _ => Ok(()),
    };
    drawn.end().await;
    let reports = reports?;
    for report in &reports {
        if arguments.json {
            say::line(json(report))?;
        }
    }
    if !arguments.json {
        report::streams(&reports)?;
    }
    hub.database.close().await?;
    if cancel.is_cancelled() {
        say::error(
            "stopped on request",
            Some("what was landed stays; the next sync goes on from there"),
        );
        return Ok(ExitCode::FAILURE);
    }
    let failed = report::failures(&reports);
    figures?;
    if !arguments.json {
        let faults = reports.iter().filter(|report| report.fault.is_some());
        say::line(format!(
            "{} streams, {} failed",
            reports.len(),
            faults.count()
        ))?;
    }
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Brings figures and exceptions to what was landed.
async fn figures(hub: &Hub, drawn: &progress::Drawn) -> anyhow::Result<()> {
    hub.metrics
        .refresh()
        .await
        .map_err(|error| remedy(&error))?;
    drawn.phase("looking for exceptions");
    hub.rules.evaluate().await.map_err(|error| remedy(&error))?;
    Ok(())
}

/// Refuses a connection or stream that is not there.
fn known(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    let Some(id) = &arguments.connection else {
        return Ok(());
    };
    let Some(section) = config.connections.iter().find(|section| section.id == *id) else {
        let known: Vec<_> = config.connections.iter().map(|c| c.id.as_str()).collect();
        anyhow::bail!(
            "--connection {id:?}: no connection has this id\n  hint: there are {}",
            known.join(", ")
        );
    };
    if let Some(stream) = &arguments.stream {
        let connector = crate::connect::registry::connector(&section.vendor)?;
        app::known_stream(connector, id, stream)?;
    }
    Ok(())
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
        "hint": report.fault.as_ref().and_then(|fault| fault.hint.clone()),
    })
    .to_string()
}
